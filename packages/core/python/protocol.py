"""Frames between fck and its helper: the length of a payload, the number of its stream, and what it is."""

import struct

HEADER = struct.Struct(">IIB")
# Bytes of a payload from fck at most: a longer one is no frame of ours.
LONGEST = 1 << 26

# From fck: a new stream (JSON), its input, the end of its input, how many more bytes of output it may send,
# a request to end, a module of a plugin, and a request to answer.
OPEN, INPUT, END, CREDIT, CANCEL, MODULE, PING = range(1, 8)
# To fck: both outputs of a stream, how many bytes of its input it has taken, its end (JSON), the answer to a
# PING, and the first frame (JSON).
OUT, ERR, TAKEN, EXIT, PONG, READY = range(11, 17)


class BrokenFrame(Exception):
    """What was received is no frame."""


def frame(kind: int, stream: int, payload: bytes = b"") -> bytes:
    return HEADER.pack(len(payload), stream, kind) + payload


class FrameReader:
    """Cuts received bytes into frames, however they arrive."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def push(self, data: bytes) -> "list[tuple[int, int, bytes]]":
        """Takes bytes, and returns the frames that they complete: kind, stream, payload."""
        self._bytes += data
        frames = []
        start = 0
        while len(self._bytes) - start >= HEADER.size:
            length, stream, kind = HEADER.unpack_from(self._bytes, start)
            if length > LONGEST:
                raise BrokenFrame(f"a frame of {length} bytes")
            end = start + HEADER.size + length
            if len(self._bytes) < end:
                break
            with memoryview(self._bytes) as view:
                frames.append((kind, stream, bytes(view[start + HEADER.size : end])))
            start = end
        del self._bytes[:start]
        return frames
