"""Notes which packages of an index an environment contains.

usage: note_packages.py LIBRARY FILE [PROJECT...]

LIBRARY  the folder of its packages
FILE     where to write them, one a line: NAME==VERSION
PROJECT  normal names of packages that come from repositories
"""

import pathlib
import sys

from installed import distributions_in
from metadata import fields_of


def packages_of(library, projects=()):
    """NAME==VERSION of each package, without projects and those that pip installed from a URL or a folder."""
    packages = []
    for name, folder in distributions_in(pathlib.Path(library)).items():
        if name not in projects and not (folder / "direct_url.json").exists():
            fields = fields_of((folder / "METADATA").read_text("utf-8", "replace"))
            packages.append(f"{fields['name'][0]}=={fields['version'][0]}")
    return packages


if __name__ == "__main__":
    library, file, *projects = sys.argv[1:]
    file = pathlib.Path(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{package}\n" for package in packages_of(library, projects)), "utf-8")
