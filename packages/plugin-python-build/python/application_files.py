"""Puts the files of a repository into a build, and on the path of its interpreter.

usage: application_files.py CHECKOUT BUILD LIBRARY
"""

import os
import pathlib
import shutil
import stat
import sys

from installed import forget_compiled, remove
from source_tree import scan

FOLDER = "app"
PATH_FILE = "fck-app.pth"


def put_application(checkout, build, library):
    """Makes the folder of the application equal to a checkout, without git's own files.

    Files that are there already are kept, with what was compiled of them.

    checkout  has the files of one commit, and no others
    library   where packages are below the build

    Gives the folder.
    """
    build = pathlib.Path(build)
    folder = build / FOLDER
    wanted = scan(checkout)
    folder.mkdir(exist_ok=True)
    present = scan(folder)
    for path in present:
        if path not in wanted and not is_compiled_of(path, wanted):
            remove(folder / path, folder)
    for path, mode in wanted.items():
        put(pathlib.Path(checkout, path), folder / path, mode, build)
    # A relative path starts at the folder of the file: a copy of the build finds its own files.
    relative = os.path.relpath(folder, build / library)
    (build / library / PATH_FILE).write_text(relative + "\n", encoding="utf-8")
    return str(folder)


def is_compiled_of(path, sources):
    """Whether Python compiled a file of one of the sources, which has not committed bytecode itself."""
    place, name = os.path.split(path)
    above, cache = os.path.split(place)
    return (
        cache == "__pycache__"
        and name.endswith(".pyc")
        and os.path.join(above, name.split(".")[0] + ".py") in sources
    )


def put(source, target, mode, build):
    if stat.S_ISLNK(mode):
        link = os.readlink(source)
        if not (target.is_symlink() and os.readlink(target) == link):
            make_room(target, build)
            os.symlink(link, target)
    elif not (target.is_file() and not target.is_symlink() and is_same(source, target, mode)):
        make_room(target, build)
        forget_compiled(target, build)
        shutil.copyfile(source, target)
        target.chmod(0o755 if mode & stat.S_IXUSR else 0o644)


def is_same(source, target, mode):
    return (
        bool(target.stat().st_mode & stat.S_IXUSR) == bool(mode & stat.S_IXUSR)
        and source.read_bytes() == target.read_bytes()
    )


def make_room(target, build):
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink() or target.is_file():
        target.unlink()


if __name__ == "__main__":
    put_application(*sys.argv[1:])
