"""Reads a tar archive while it arrives, as GNU tar and Python's tarfile write it. Names are bytes."""

import collections

BLOCK = 512
DIRECTORY, LINK, PIPE, FILE = b"5", b"2", b"6", b"0"
_LONG_NAME, _LONG_TARGET = b"L", b"K"

Entry = collections.namedtuple("Entry", "path kind mode mtime size target")


class Broken(Exception):
    """The stream ended too early, or is no archive."""


class Stream:
    """Bytes that arrive in pieces of any size."""

    def __init__(self, pieces) -> None:
        self._pieces = iter(pieces)
        self._piece = memoryview(b"")

    def parts(self, size: int):
        """The next bytes, as they arrive."""
        while size > 0:
            if not self._piece:
                self._piece = memoryview(next(self._pieces, b""))
                if not self._piece:
                    raise Broken
            part, self._piece = self._piece[:size], self._piece[size:]
            size -= len(part)
            yield part

    def take(self, size: int) -> bytes:
        return b"".join(self.parts(size))

    def skip(self, size: int) -> None:
        for _ in self.parts(size):
            pass

    def drain(self) -> None:
        """Reads to the end: the other end must not wait for a reader."""
        for _ in self._pieces:
            pass


def entries(stream: Stream):
    """The entries of an archive. The reader takes the content of each file before it asks for the next."""
    long_name = long_target = None
    while True:
        header = stream.take(BLOCK)
        if not header.strip(b"\0"):
            return
        if header[257:262] != b"ustar":
            raise Broken
        size, kind = _number(header[124:136]), header[156:157]
        if kind in (_LONG_NAME, _LONG_TARGET):
            text = _text(stream.take(size))
            stream.take(-size % BLOCK)
            if kind == _LONG_NAME:
                long_name = text
            else:
                long_target = text
            continue
        name = _text(header[:100])
        if header[257:263] == b"ustar\0" and header[345] != 0:
            name = _text(header[345:500]) + b"/" + name
        target = long_target or _text(header[157:257])
        kind = FILE if kind in (b"\0", FILE) else kind
        mode, mtime = _number(header[100:108]) & 0o7777, _number(header[136:148])
        yield Entry(_path(long_name or name), kind, mode, mtime, size, target)
        stream.take(-size % BLOCK)
        long_name = long_target = None


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError:
        raise Broken from None


def _path(name: bytes) -> bytes:
    """A path as `find .` names it. None leads out of the folder."""
    parts = [part for part in name.split(b"/") if part not in (b"", b".")]
    if name.startswith(b"/") or b".." in parts:
        raise Broken
    return b"/".join([b".", *parts])
