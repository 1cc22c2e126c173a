"""Files that appear whole, or not at all."""

import fcntl
import grp
import os
import pwd
import stat
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

import durable_files

IS_ROOT = os.getuid() == 0
USER, GROUP = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name


def file(path, content: bytes, **more: object) -> dict:
    return {"path": str(path), "size": len(content), "mode": 0o640, **more}


def write(helper, *files: "tuple[dict, bytes]", cut: int = 0) -> "tuple[dict, str]":
    """Writes files; the input lacks its last `cut` bytes."""
    number = helper.open({"verb": "write", "files": [described for described, _ in files]})
    content = b"".join(content for _, content in files)
    helper.input(number, content[: len(content) - cut])
    helper.end(number)
    ended, out, err = helper.result(number)
    assert out == ""
    return ended, err


def test_writes_files_with_their_modes_in_new_folders(helper, tmp_path):
    one, two, empty = tmp_path / "a/b/one", tmp_path / "a/two", tmp_path / "empty"
    done = write(
        helper,
        (file(one, b"1" * 3_000_000), b"1" * 3_000_000),
        (file(two, b"\0\xff\n", mode=0o4755), b"\0\xff\n"),
        (file(empty, b""), b""),
    )
    assert done == ({"code": 0}, "")
    assert [path.read_bytes() for path in (one, two, empty)] == [b"1" * 3_000_000, b"\0\xff\n", b""]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (one, two)] == [0o640, 0o4755]
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755
    assert os.listdir(tmp_path / "a") in (["b", "two"], ["two", "b"])


@given(st.binary(max_size=200), st.binary(max_size=200), st.integers(0, 0o777))
def test_replaces_any_content_by_any(tmp_path_factory, before, after, mode):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(before)
    read, pipe = os.pipe()
    os.write(pipe, after)
    os.close(pipe)
    kept = os.dup(0)
    os.dup2(read, 0)
    try:
        durable_files._write(file(path, after, mode=mode))
    finally:
        os.dup2(kept, 0)
        os.close(kept)
        os.close(read)
    assert (path.read_bytes() if IS_ROOT else after) == after
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert os.listdir(path.parent) == ["file"]


def test_input_that_is_too_short_changes_nothing(helper, tmp_path):
    path = tmp_path / "file"
    path.write_text("before")
    assert write(helper, (file(path, b"after"), b"after"), cut=1) == (
        {"code": 1},
        "what was to be written did not arrive whole\n",
    )
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["file"]


def test_files_before_one_that_did_not_arrive_are_written(helper, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    ended, _ = write(helper, (file(one, b"1"), b"1"), (file(two, b"22"), b"22"), cut=2)
    assert ended == {"code": 1}
    assert os.listdir(tmp_path) == ["one"]


def test_replaces_a_link_and_not_its_target(helper, tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("precious")
    link.symlink_to(target)
    assert write(helper, (file(link, b"new"), b"new"))[0] == {"code": 0}
    assert target.read_text() == "precious"
    assert not link.is_symlink()
    assert link.read_text() == "new"


def test_does_not_replace_a_folder(helper, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    ended, err = write(helper, (file(folder, b"new"), b"new"))
    assert ended == {"code": 1}
    assert "Is a directory" in err
    assert os.listdir(tmp_path) == ["folder"]


def test_says_which_folder_is_none(helper, tmp_path):
    (tmp_path / "file").touch()
    ended, err = write(helper, (file(tmp_path / "file/below", b"new"), b"new"))
    assert ended == {"code": 1}
    assert str(tmp_path / "file") in err


@pytest.mark.parametrize("owner", [USER, f"{USER}:{GROUP}", f":{GROUP}", str(os.getuid()), f":{os.getgid()}"])
def test_takes_an_owner_by_name_and_by_number(one_helper, tmp_path, owner):
    path = tmp_path / "file"
    assert write(one_helper, (file(path, b"x", owner=owner), b"x")) == ({"code": 0}, "")
    assert (path.stat().st_uid, path.stat().st_gid) == (os.getuid(), os.getgid())


@pytest.mark.parametrize(("owner", "kind"), [("no-such-one", "user"), (f"{USER}:no-such-one", "group")])
def test_an_unknown_owner_changes_nothing(one_helper, tmp_path, owner, kind):
    path = tmp_path / "file"
    done = write(one_helper, (file(path, b"x", owner=owner), b"x"))
    assert done == ({"code": 1}, f"chown: no such {kind}: no-such-one\n")
    assert os.listdir(tmp_path) == []


def test_removes_what_a_power_cut_left_and_nothing_else(one_helper, tmp_path):
    left, alive = tmp_path / ".file.fck-a1b2c3", tmp_path / ".file.fck-ffffff"
    others = [tmp_path / name for name in (".file.fck-backup-1", ".other.fck-a1b2c3", "file.fck-a1b2c3")]
    for path in (left, alive, *others):
        path.write_text("x")
    # A link by such a name leads to a file of others, and a named pipe would block who opens it.
    (tmp_path / ".file.fck-111111").symlink_to(others[0])
    os.mkfifo(tmp_path / ".file.fck-222222")
    with open(alive) as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert write(one_helper, (file(tmp_path / "file", b"new"), b"new"))[0] == {"code": 0}
    assert not left.exists()
    assert all(path.exists() for path in (alive, *others))


def test_many_writers_of_one_file_leave_one_whole_file(helper, tmp_path):
    path = tmp_path / "file"
    contents = [bytes([number]) * 200_000 for number in range(8)]
    numbers = [helper.open({"verb": "write", "files": [file(path, content)]}) for content in contents]
    for number, content in zip(numbers, contents, strict=True):
        helper.input(number, content)
    assert [helper.exit(number) for number in numbers] == [{"code": 0}] * 8
    assert path.read_bytes() in contents
    assert os.listdir(tmp_path) == ["file"]


def test_a_write_that_is_cancelled_leaves_nothing(helper, tmp_path):
    from helper_process import until

    import protocol

    path = tmp_path / "file"
    number = helper.open({"verb": "write", "files": [file(path, b"whole")]})
    helper.input(number, b"who")
    until(lambda: os.listdir(tmp_path))
    helper.send(protocol.CANCEL, number)
    helper.exit(number)
    assert os.listdir(tmp_path) == []


def test_a_full_disk_keeps_the_file_as_it_was(one_helper, tmp_path):
    path = tmp_path / "file"
    path.write_text("before")
    # A limit of the size of files is a full disk to who writes.
    subprocess.run(["prlimit", "--pid", str(one_helper.process.pid), "--fsize=100000"], check=True)
    content = bytes(300_000)
    ended, err = write(one_helper, (file(path, content), content))
    assert (ended, err) == ({"code": 1}, "File too large\n")
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(not IS_ROOT, reason="mounting needs root")
def test_a_disk_without_room_keeps_the_file_as_it_was(one_helper, tmp_path):
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "fck-test", str(tmp_path)])
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount")
    try:
        path = tmp_path / "file"
        path.write_text("before")
        content = bytes(300_000)
        ended, err = write(one_helper, (file(path, content), content))
        assert (ended, err) == ({"code": 1}, "No space left on device\n")
        assert path.read_text() == "before"
        assert os.listdir(tmp_path) == ["file"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
