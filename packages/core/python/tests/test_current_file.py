"""A file as it is on a host, which fck asks for before it writes it."""

import grp
import hashlib
import os
import pathlib
import pwd

import current_file

USER, GROUP = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
TEXT = pathlib.Path(current_file.__file__).read_text("utf-8")


def inspect(helper, path, expected: str = "", shown: int = 100) -> str:
    helper.module("a", current_file=TEXT)
    number = helper.call("a", "inspect", True, path=str(path), expected=expected, shown=shown)
    ended, out, err = helper.result(number)
    assert (ended, err) == ({"code": 0}, "")
    return out


def test_inspects_a_file(helper, tmp_path):
    path = tmp_path / "file"
    path.write_text("content")
    path.chmod(0o604)
    digest = hashlib.sha256(b"content").hexdigest()
    facts = f"604 {USER} {USER}:{GROUP}\n{digest}\n"
    assert inspect(helper, path, digest) == facts
    assert inspect(helper, path, "other", shown=4) == facts + "cont"


def test_inspects_nothing_but_files(helper, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert [inspect(helper, path) for path in (tmp_path / "pipe", tmp_path, tmp_path / "none")] == [""] * 3
