"""Marked lists, which both ends of a copy exchange: see `marked-list.ts`."""

import hashlib
import os
import stat

from own_folders import FILE_LIST

ODD = b"="


def marked(folder: bytes, found: "list[tuple[bytes, os.stat_result]]") -> "list[bytes]":
    """The marked list of a build, whose entries were found."""
    runs = {path for path, facts in found if stat.S_ISREG(facts.st_mode) and facts.st_mode & stat.S_IXUSR}
    with open(os.path.join(folder, FILE_LIST), "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    return [_mark(line, runs) + line for line in lines]


def _mark(line: bytes, runs: "set[bytes]") -> bytes:
    if line.startswith(b"\\") or b"\r" in line:
        return ODD
    return b"x" if line[66:] in runs else b"-"


def text_of(lines: "list[bytes]") -> bytes:
    return b"".join(line + b"\n" for line in lines)


def sum_of(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def patched(text: bytes, base: "list[bytes]") -> "list[bytes]":
    """The lines of a list of which lines of the base were sent as `@from to`."""
    lines = []
    for line in text.split(b"\n")[:-1]:
        if line.startswith(b"@"):
            first, last = line[1:].split()
            lines += base[int(first) - 1 : int(last)]
        else:
            lines.append(line)
    return lines


class Listed:
    """A line of a marked list."""

    __slots__ = ("is_odd", "line", "may_run", "path", "sha")

    def __init__(self, line: bytes) -> None:
        self.line, self.is_odd, self.may_run = line, line.startswith(ODD), line.startswith(b"x")
        escaped = line[1:2] == b"\\"
        text = line[2:] if escaped else line[1:]
        self.sha, self.path = text[:64], _unescaped(text[66:]) if escaped else text[66:]

    def fits(self, mode: int) -> bool:
        """Whether a sealed file has the right mode. Lists do not say it of files with odd names."""
        return self.is_odd or bool(mode & stat.S_IXUSR) == self.may_run


def _unescaped(name: bytes) -> bytes:
    parts = name.split(b"\\\\")
    return b"\\".join(part.replace(b"\\n", b"\n").replace(b"\\r", b"\r") for part in parts)
