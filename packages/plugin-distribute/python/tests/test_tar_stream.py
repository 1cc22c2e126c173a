"""Archives are read as they arrive, and none leads out of its folder."""

import io
import tarfile

import pytest

import tar_stream


def archive(*entries, form=tarfile.GNU_FORMAT):
    """An archive of names, each with a content or the target of a link."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=form) as tar:
        for name, content, target in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(content), 0o444, 1_000_000_000
            if target:
                info.type, info.linkname = tarfile.SYMTYPE, target
            tar.addfile(info, io.BytesIO(content))
    return output.getvalue()


def read(data, size):
    """What is read of an archive that arrives in pieces of this size."""
    stream = tar_stream.Stream(data[at : at + size] for at in range(0, len(data), size))
    found = [(entry, stream.take(entry.size)) for entry in tar_stream.entries(stream)]
    stream.drain()
    return found


@pytest.mark.parametrize("size", [1, 100, 512, 1 << 20])
@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_entries_are_those_of_the_archive(size, form):
    long = "./" + "deep/" * 25 + "file"
    data = archive(("./a", b"content", ""), (long, b"x" * 600, ""), ("./link", b"", "a"), form=form)
    (one, first), (two, second), (link, _) = read(data, size)
    assert (one.path, one.kind, one.mode, one.mtime) == (b"./a", tar_stream.FILE, 0o444, 1_000_000_000)
    assert (first, second) == (b"content", b"x" * 600)
    assert two.path == long.encode()
    assert (link.kind, link.target) == (tar_stream.LINK, b"a")


def test_a_target_may_be_long():
    assert read(archive(("./link", b"", "x" * 300)), 512)[0][0].target == b"x" * 300


@pytest.mark.parametrize("name", ["/etc/passwd", "../file", "./a/../../file"])
def test_no_name_leads_out_of_the_folder(name):
    with pytest.raises(tar_stream.Broken):
        read(archive((name, b"", "")), 512)


@pytest.mark.parametrize("length", [0, 100, 512, 700, 1024])
def test_an_archive_that_ends_too_early_is_broken(length):
    with pytest.raises(tar_stream.Broken):
        read(archive(("./a", b"x" * 512, ""))[:length], 100)


def test_other_data_is_broken():
    with pytest.raises(tar_stream.Broken):
        read(b"x" * 512, 512)
