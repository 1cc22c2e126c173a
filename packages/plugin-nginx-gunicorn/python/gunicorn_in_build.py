"""Looks at the gunicorn of a build without starting it."""

import os
import re
import sys

# Of the list of the build's files: what a gunicorn's options come from.
_SOURCES = re.compile(rb"^[0-9a-f]{64}  \./lib/python[0-9.]+/site-packages/gunicorn/(app/)?[a-z_]+\.py$")
_START = re.compile(rb"^from gunicorn\.app\.[a-z]+ import", re.M)


def show(program: str, files: str, known: str, memory: str) -> int:
    """Prints whether workers can use a folder in memory, what identifies the options, and those known."""
    lines = []
    if os.path.isdir(memory) and os.access(memory, os.W_OK):
        lines.append(b"memory")
    lines += _START.findall(_content(program))[:1]
    lines += [line for line in _content(files).split(b"\n") if _SOURCES.match(line)]
    sys.stdout.buffer.write(b"\n".join([*lines, b"//", _content(known)]))
    return 0


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
