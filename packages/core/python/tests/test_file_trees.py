"""Trees of files are listed and hashed."""

import hashlib
import os
import shutil
import subprocess

import pytest

import file_trees


@pytest.mark.parametrize("much", [1, 1 << 30])
def test_sums_are_those_of_the_files_in_their_order(tmp_path, monkeypatch, much):
    monkeypatch.setattr(file_trees, "MUCH", much)
    contents = [b"", b"a", b"b" * file_trees.CHUNK, b"c" * (file_trees.CHUNK + 1), b"d"]
    paths = []
    for number, content in enumerate(contents):
        (tmp_path / str(number)).write_bytes(content)
        paths.append(os.fsencode(tmp_path / str(number)))
    expected = [hashlib.sha256(content).hexdigest().encode() for content in contents]
    assert file_trees.sha256_of_all(paths, 100) == expected
    assert file_trees.sha256_of_all(paths[:1], 100) == expected[:1]


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(file_trees, "MUCH", 1)
    (tmp_path / "one").write_text("")
    paths = [os.fsencode(tmp_path / name) for name in ("one", "none")]
    with pytest.raises(FileNotFoundError, match="none"):
        file_trees.sha256_of_all(paths, 100)


def test_finds_everything_below_a_folder(tmp_path):
    (tmp_path / "lib" / "deep").mkdir(parents=True)
    (tmp_path / "lib" / "deep" / "file").write_text("")
    (tmp_path / "lib" / "link").symlink_to("deep")
    found = [name for name, _ in file_trees.entries(os.fsencode(tmp_path))]
    assert sorted(found) == [b"./lib", b"./lib/deep", b"./lib/deep/file", b"./lib/link"]
    assert found.index(b"./lib/deep") < found.index(b"./lib/deep/file")


def test_lists_names_as_sha256sum_reads_them(tmp_path):
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum")
    names = [b"plain", b"new\nline", b"back\\slash", b"not\xffutf-8"]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    lines = [file_trees.listed(b"./" + name, hashlib.sha256(name).hexdigest().encode()) for name in names]
    subprocess.run(["sha256sum", "-c", "--strict"], input=b"".join(lines), cwd=tmp_path, check=True)


@pytest.mark.parametrize("has_ctypes", [True, False])
def test_syncs_with_and_without_ctypes(tmp_path, monkeypatch, has_ctypes):
    if not has_ctypes:
        monkeypatch.setitem(__import__("sys").modules, "ctypes", None)
    file_trees.sync_disk(os.fsencode(tmp_path))
