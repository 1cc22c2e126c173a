"""What is installed in a folder of packages, as the packages' own lists say, and how it is taken away."""

import csv
import os
import pathlib

from metadata import normal


def distributions_in(library):
    """The dist-info folder of each package, by the package's normal name."""
    return {normal(folder.name.split("-")[0]): folder for folder in sorted(library.glob("*.dist-info"))}


def files_of(distribution):
    """The files that a package's RECORD lists, as absolute paths."""
    with (distribution / "RECORD").open(newline="", encoding="utf-8") as record:
        return {os.path.normpath(distribution.parent / row[0]) for row in csv.reader(record) if row}


def take_out(build, distribution):
    """Removes a package from a build."""
    for path in map(pathlib.Path, files_of(distribution)):
        if build in path.parents:
            remove(path, build)


def remove(path, build):
    """Removes a file of a build, what was compiled of it, and the folders that are empty then."""
    path.unlink(missing_ok=True)
    forget_compiled(path, build)
    remove_empty(path.parent, build)


def forget_compiled(path, build):
    if path.suffix == ".py":
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()
            remove_empty(compiled.parent, build)


def remove_empty(folder, build):
    while folder != build:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
