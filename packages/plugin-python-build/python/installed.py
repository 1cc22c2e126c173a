"""What is installed in a folder of packages, as the packages' own lists say."""

import csv
import os
import re


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions_in(library):
    """The dist-info folder of each package, by the package's normal name."""
    return {normal(folder.name.split("-")[0]): folder for folder in sorted(library.glob("*.dist-info"))}


def files_of(distribution):
    """The files that a package's RECORD lists, as absolute paths."""
    with (distribution / "RECORD").open(newline="", encoding="utf-8") as record:
        return {os.path.normpath(distribution.parent / row[0]) for row in csv.reader(record) if row}
