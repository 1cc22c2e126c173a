"""Makes a copied virtualenv independent of its original.

usage: adopt_environment.py BUILD LIBRARY OLD-NAME

BUILD     the folder of the copy
LIBRARY   where packages are below it
OLD-NAME  name of the folder that it was copied from, which lies beside it
"""

import base64
import hashlib
import os
import pathlib
import re
import sys

from installed import distributions_in


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
    said = {os.path.relpath(path, library): f"{digest(path)},{path.stat().st_size}" for path in changed}
    for distribution in distributions_in(library).values():
        path = distribution / "RECORD"
        lines = path.read_bytes().decode("utf-8")
        corrected = re.sub(
            r"^([^,\r\n]+),sha256=[^,\r\n]*,\d*",
            lambda line: f"{line[1]},{said[line[1]]}" if line[1] in said else line[0],
            lines,
            flags=re.MULTILINE,
        )
        if corrected != lines:
            path.write_bytes(corrected.encode("utf-8"))


def digest(path):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip(
        "="
    )


if __name__ == "__main__":
    build = pathlib.Path(sys.argv[1])
    record(build / sys.argv[2], list(rename(build, sys.argv[3])))
