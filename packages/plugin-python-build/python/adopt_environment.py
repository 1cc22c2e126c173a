"""Makes a copied virtualenv independent of its original."""

import base64
import hashlib
import os
import re

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
        if not any(name in lines for name in said):
            continue
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


def adopt(build, library, old_name):
    """Writes the name of a build's own folder where its virtualenv still holds that of the original.

    build     the folder of the copy
    library   where packages are below it
    old_name  name of the folder that it was copied from, which lies beside it
    """
    record(build / library, list(rename(build, old_name)))
