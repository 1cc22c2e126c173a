"""Copies the environment of an earlier build to the folder of a new one."""

import fcntl
import hashlib
import os
import pathlib
import re
import stat

from adopt_environment import adopt
from look_at_environment import obstacles

BLOCK = 1 << 20
# The ioctl FICLONE: a copy that shares its blocks with the original.
SHARE_BLOCKS = 0x40049409
# What else a sealed build has: its description, and the list of its files.
DESCRIPTION = "build.json"
FILE_LIST = "files.sha256"
# Where a virtualenv holds its own path.
OF_VIRTUALENV = ("bin", "pyvenv.cfg")


class CannotBeCopied(Exception):
    pass


def clone(earlier, build, library, projects):
    """Copies an environment into an empty folder, never as links: a sealed build must not change.

    earlier   the folder of the earlier build
    build     the new folder; both names are of the same length
    library   where packages are below it
    projects  normal names of packages that will be replaced by newer ones

    Gives why it cannot be copied, in a few words; empty if it was.
    """
    why = list(obstacles(pathlib.Path(earlier, library), projects))
    try:
        if not why:
            copy_files(earlier, build)
            adopt(pathlib.Path(build), library, os.path.basename(earlier))
    except CannotBeCopied as problem:
        why = [str(problem)]
    return "; ".join(why)


def copy_files(earlier, build):
    """Copies all files, if they are those that were sealed and only the virtualenv's own hold its name."""
    sealed = read_list(os.path.join(earlier, FILE_LIST))
    name = os.path.basename(earlier).encode()
    copier = Copier()
    for path, folders, files in os.walk(earlier):
        below = os.path.relpath(path, earlier)
        for entry in [*folders, *files]:
            relative = os.path.normpath(os.path.join(below, entry))
            source, target = os.path.join(earlier, relative), os.path.join(build, relative)
            mode = os.lstat(source).st_mode
            if stat.S_ISLNK(mode):
                os.symlink(os.readlink(source), target)
            elif stat.S_ISDIR(mode):
                os.mkdir(target)
            elif not stat.S_ISREG(mode):
                raise CannotBeCopied(f"{relative} is no regular file")
            elif relative not in (DESCRIPTION, FILE_LIST):
                is_of_virtualenv = relative.split("/")[0] in OF_VIRTUALENV
                digest = copier.copy(source, target, None if is_of_virtualenv else name)
                if sealed.pop(relative, None) != digest:
                    raise CannotBeCopied("its files are not those that were sealed")
    if sealed:
        raise CannotBeCopied("its files are not those that were sealed")


def read_list(path):
    """The hash of each file in a list that `sha256sum` has written."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            lines = file.read().split("\n")[:-1]
    except FileNotFoundError:
        raise CannotBeCopied("it has no list of its files") from None
    return {
        os.path.normpath(unescaped(line[67:]) if line.startswith("\\") else line[66:]): line.lstrip("\\")[:64]
        for line in lines
    }


def unescaped(name):
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), name)


class Copier:
    def __init__(self):
        self.shares_blocks = True

    def copy(self, source, target, forbidden):
        """Copies a file with its times, and makes it writable. Gives its hash.

        forbidden  what it must not contain; None if it may have any content
        """
        digest = hashlib.sha256()
        end = b""
        with open(source, "rb", buffering=0) as older, open(target, "xb") as file:
            is_copied = self.share_blocks(older, file)
            while True:
                block = older.read(BLOCK)
                if not block:
                    break
                digest.update(block)
                if forbidden and (forbidden in block or forbidden in end + block[: len(forbidden)]):
                    raise CannotBeCopied("files of it hold its name")
                end = block[-len(forbidden) :] if forbidden else b""
                if not is_copied:
                    file.write(block)
            file.flush()
            facts = os.fstat(older.fileno())
            os.fchmod(file.fileno(), stat.S_IMODE(facts.st_mode) | stat.S_IWUSR)
            os.utime(file.fileno(), ns=(facts.st_atime_ns, facts.st_mtime_ns))
        return digest.hexdigest()

    def share_blocks(self, older, file):
        """Whether the file system could make the copy without the contents."""
        try:
            if self.shares_blocks:
                fcntl.ioctl(file.fileno(), SHARE_BLOCKS, older.fileno())
        except OSError:
            self.shares_blocks = False
        return self.shares_blocks
