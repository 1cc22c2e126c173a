"""Folders that fck made: see `own-folder.ts`, whose shell functions do the same. Paths are bytes."""

import os
import stat

MARK = b".made-by-fck"
BUILD_FILE = b"build.json"
FILE_LIST = b"files.sha256"


def is_own(folder: "bytes | str") -> bool:
    """Whether fck made a folder."""
    folder = os.fsencode(folder)
    if os.path.islink(folder) or not os.path.isdir(folder):
        return False
    if os.path.isfile(os.path.join(folder, MARK)):
        return True
    build_file = os.path.join(folder, BUILD_FILE)
    if not os.path.isfile(build_file):
        return os.path.isfile(os.path.join(folder, FILE_LIST))
    try:
        with open(build_file, "rb") as file:
            return b'  "name": "%b",' % os.path.basename(folder) in file.read().split(b"\n")
    except OSError:
        return False


def make_own(folder: bytes) -> None:
    """Makes a folder, with the mark as the first thing in it."""
    os.makedirs(folder, exist_ok=True)
    mark(folder)


def mark(folder: bytes) -> None:
    os.close(os.open(os.path.join(folder, MARK), os.O_WRONLY | os.O_CREAT, 0o644))


def remove_own(folder: bytes) -> None:
    """Removes a folder that fck made, if it exists. It is marked until the last of its files is gone."""
    if not os.path.lexists(folder):
        return
    if not is_own(folder):
        raise SystemExit(os.fsdecode(folder) + " was not made by fck: it stays")
    make_writable(folder, os.stat(folder).st_mode)
    build_file, own_mark = (os.path.join(folder, name) for name in (BUILD_FILE, MARK))
    if os.path.lexists(build_file):
        if os.path.lexists(own_mark):
            os.unlink(build_file)
        else:
            os.rename(build_file, own_mark)
    for name in os.listdir(folder):
        if name not in (MARK, FILE_LIST):
            remove_tree(os.path.join(folder, name))
    remove_tree(folder)


def remove_tree(path: bytes) -> None:
    """Removes what is at a path. Only folders are made writable: builds that stay may share the files."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        os.unlink(path)
        return
    make_writable(path, mode)
    with os.scandir(path) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                remove_tree(entry.path)
            else:
                os.unlink(entry.path)
    os.rmdir(path)


def make_writable(path: bytes, mode: int) -> None:
    if not mode & stat.S_IWUSR:
        os.chmod(path, stat.S_IMODE(mode) | stat.S_IWUSR)
