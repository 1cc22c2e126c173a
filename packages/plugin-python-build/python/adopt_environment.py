"""Makes a copied virtualenv stand on its own, without the packages that will be installed anew.

usage: adopt_environment.py BUILD LIBRARY OLD-NAME PROJECT...

BUILD     the folder of the copy
LIBRARY   where packages are below it
OLD-NAME  name of the folder that it was copied from, which lies beside it
PROJECT   normal name of a package to take out
"""

import base64
import hashlib
import os
import pathlib
import re
import sys

from installed import distributions_in, files_of


def take_out(build, distribution):
    """Removes a package: its files, what was compiled of them, and the folders that are empty then."""
    for path in map(pathlib.Path, files_of(distribution)):
        if build not in path.parents:
            continue
        path.unlink(missing_ok=True)
        remove_empty(path.parent, build)
        if path.suffix == ".py":
            for compiled in path.parent.glob("__pycache__/%s.*.pyc" % path.stem):
                compiled.unlink()
                remove_empty(compiled.parent, build)


def remove_empty(folder, build):
    while folder != build:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def rename(build, old_name):
    """Writes the copy's own path where a virtualenv holds its path; gives the files that changed."""
    for path in [build / "pyvenv.cfg", *(build / "bin").iterdir()]:
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if old_name.encode() in content:
                path.write_bytes(content.replace(old_name.encode(), build.name.encode()))
                yield path


def record(library, changed):
    """Corrects what the packages' lists of files say of files that changed."""
    said = {os.path.relpath(path, library): "%s,%d" % (digest(path), path.stat().st_size) for path in changed}
    for distribution in distributions_in(library).values():
        path = distribution / "RECORD"
        lines = path.read_bytes().decode("utf-8")
        corrected = re.sub(
            r"^([^,\r\n]+),sha256=[^,\r\n]*,\d*",
            lambda line: "%s,%s" % (line[1], said[line[1]]) if line[1] in said else line[0],
            lines,
            flags=re.MULTILINE,
        )
        if corrected != lines:
            path.write_bytes(corrected.encode("utf-8"))


def digest(path):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")


def adopt(build, library, old_name, projects):
    installed = distributions_in(library)
    for project in projects:
        take_out(build, installed[project])
    record(library, list(rename(build, old_name)))


if __name__ == "__main__":
    build = pathlib.Path(sys.argv[1])
    adopt(build, build / sys.argv[2], sys.argv[3], sys.argv[4:])
