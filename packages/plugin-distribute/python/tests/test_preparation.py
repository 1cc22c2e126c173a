"""What a host prepares for a copy: files that it hashed are not hashed again."""

import hashlib
import os

import pytest

import copy_folders
import incoming_tree
import prepare_copy

NAME = "shop_00001_abc"
FILES = {"app.py": b"a", "lib/b.py": b"b", "lib/new\nline": b"c"}


@pytest.fixture
def builds(tmp_path, monkeypatch):
    """A folder of builds with one build. The functions change the folder of their process."""
    monkeypatch.chdir(tmp_path)
    base = tmp_path / NAME
    for path, content in FILES.items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_bytes(content)
        (base / path).chmod(0o444)
    list_of = [line_of(path, content) for path, content in sorted(FILES.items())]
    (base / "files.sha256").write_bytes(b"".join(list_of))
    (base / "build.json").write_text("{}")
    yield tmp_path
    for descriptor in copy_folders._locks:
        os.close(descriptor)
    copy_folders._locks.clear()


def line_of(path, content):
    from file_trees import listed

    return listed(b"./" + path.encode(), hashlib.sha256(content).hexdigest().encode())


@pytest.fixture
def hashed(monkeypatch):
    """The names of files that are hashed."""
    names = []
    sums_of = copy_folders.sha256_of_all

    def record(paths, size):
        names.extend(paths)
        return sums_of(paths, size)

    monkeypatch.setattr(copy_folders, "sha256_of_all", record)
    return names


def tree_after_preparation(builds):
    prepare_copy.prepare(str(builds), ".spare", NAME, own=True, token="token")
    os.rename(".incoming-ahead", ".incoming-next")
    base = incoming_tree.Base(NAME.encode())
    assert base.list()
    sums = copy_folders.Sums.load(b".incoming-ahead.lists/sums")
    return incoming_tree.Tree(b".incoming-next", base.lines, base, sums)


def test_hashes_each_file_once(builds, hashed):
    tree = tree_after_preparation(builds)
    del hashed[:]
    assert tree.assemble(b".spare") == []
    assert [name for name in hashed if b"made-by-fck" not in name] == []
    # A file with an odd name always arrives again.
    assert tree.differing() == [b"./lib/new\nline"]


def test_hashes_a_file_again_that_was_written_to(builds, hashed):
    tree = tree_after_preparation(builds)
    path = builds / ".incoming-next" / "app.py"
    before = path.stat()
    path.chmod(0o644)
    path.write_bytes(b"z")
    path.chmod(0o444)
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))
    del hashed[:]
    tree.assemble(b".spare")
    assert hashed == [b".incoming-next/./app.py"]
    assert path.read_bytes() == b"a"


def test_nothing_is_prepared_beside_another_copy(builds):
    other = os.open(".copying", os.O_RDONLY | os.O_CREAT, 0o600)
    import fcntl

    fcntl.flock(other, fcntl.LOCK_EX)
    before = os.listdir(builds)
    prepare_copy.prepare(str(builds), ".spare", NAME, own=False, token="token")
    assert os.listdir(builds) == before
    os.close(other)
