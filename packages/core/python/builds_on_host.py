"""What is in a host's folder of builds. Each field ends with a NUL."""

import os

from own_folders import BUILD_FILE, is_own


def show_builds(builds: str) -> None:
    """Prints the name and the description of each finished build."""
    for name in _names_in(builds):
        folder = os.path.join(builds, name)
        path = os.path.join(folder, os.fsdecode(BUILD_FILE))
        if not os.path.isfile(path) or os.path.islink(folder):
            continue
        with open(path, "rb") as file:
            _say(os.fsencode(name), file.read())


def show_entries(builds: str) -> None:
    """Prints the name of each entry, after whether fck made it."""
    for name in _names_in(builds):
        kind = "own/" if is_own(os.path.join(builds, name)) else "foreign/"
        _say(os.fsencode(kind + name))


def _names_in(folder: str) -> "list[str]":
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError:
        return []


def _say(*fields: bytes) -> None:
    data = b"".join(field + b"\0" for field in fields)
    while data:
        data = data[os.write(1, data) :]
