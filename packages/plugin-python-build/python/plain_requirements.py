"""Rewrites requirement files for a build: packages of its own instead of links into the repository.

usage: plain_requirements.py DIST-FOLDER FILE...

Runs in the repository: relative paths start there, as for pip.

DIST-FOLDER  holds the wheel of the repository, which is installed beside the files, if it is a package
FILE         a requirement file; those that it includes are changed, too

`-e ./lib` becomes `./lib`, since the repository is not part of a build. `-e .`, the repository itself, is
left out, and `-e .[more]` becomes `NAME[more]`, since its wheel is installed anyway.
"""

import os
import pathlib
import re
import sys

INCLUDE = re.compile(r"\s*(?:-r|--requirement)[\s=]*(\S+)")
EDITABLE = re.compile(r"\s*(?:-e|--editable)(?:\s+|=)(.*)")
REPOSITORY = re.compile(r"(?:file:)?\./?\s*(\[[^\]]*\])?\s*(?:#.*)?$")


def plain(line, name):
    editable = EDITABLE.match(line)
    wanted = (editable.group(1) if editable else line).strip()
    repository = REPOSITORY.match(wanted)
    if repository:
        return name + repository.group(1) if name and repository.group(1) else ""
    if not editable:
        return line
    # pip takes an editable requirement for a folder; others need a sign that they are one.
    folder = re.split(r"[\[\s;]", wanted)[0]
    return "./" + wanted if "/" not in folder and os.path.isdir(folder) else wanted


def make_plain(path, name, seen):
    path = pathlib.Path(os.path.normpath(path))
    if path in seen or not path.is_file():
        return
    seen.add(path)
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for line in lines:
        included = INCLUDE.match(line)
        if included:
            make_plain(path.parent / included.group(1), name, seen)
    changed = "\n".join(plain(line, name) for line in lines) + "\n"
    if changed.rstrip("\n") != text.rstrip("\n"):
        path.write_text(changed, encoding="utf-8")


if __name__ == "__main__":
    wheels = list(pathlib.Path(sys.argv[1]).glob("*.whl"))
    for file in sys.argv[2:]:
        make_plain(pathlib.Path(file), wheels[0].name.split("-")[0] if wheels else "", set())
