"""Replaces projects by newer wheels, byte for byte as pip would, without starting pip.

Files that pip itself wrote for the older wheel (scripts, notes of its own) are kept. Pip is needed if it
might write something else now, if a wheel has more than pure Python, or if two wheels have different versions
of a file.
"""

import configparser
import csv
import io
import os
import pathlib
import stat
import zipfile

from installed import distributions_in, files_of, forget_compiled, remove, take_out
from metadata import normal

NOTES = ("INSTALLER", "REQUESTED")


class Wheel:
    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)
        self.project = normal(path.name.split("-")[0])
        self.items = {item.filename: item for item in self.archive.infolist() if not item.is_dir()}
        [self.info] = {name.split("/")[0] for name in self.items if name.split("/")[0].endswith(".dist-info")}
        self.rows = rows_of(self.text("RECORD"))

    def text(self, name):
        name = self.info + "/" + name
        return self.archive.read(name).decode("utf-8") if name in self.items else ""

    def is_plain(self):
        """Whether all that pip does with it is to put its files into the folder of packages."""
        described = self.text("WHEEL").splitlines()
        return (
            {"Wheel-Version: 1.0", "Root-Is-Purelib: true"} <= set(described)
            and sorted(self.items) == sorted(path for path, _digest, _size in self.rows)
            and len(self.items) == len(self.archive.namelist())
            and all(is_plain_path(path) for path in self.items)
        )


class Installed:
    """A package as pip installed it."""

    def __init__(self, distribution):
        self.info = distribution
        self.rows = rows_of((distribution / "RECORD").read_bytes().decode("utf-8"))
        self.scripts = [row for row in self.rows if row[0].startswith("../")]
        self.notes = [
            row for row in self.rows if row[0] in [distribution.name + "/" + note for note in NOTES]
        ]

    def text(self, name):
        path = self.info / name
        return path.read_bytes().decode("utf-8") if path.is_file() else ""

    def files(self):
        kept = self.scripts + self.notes
        return [path for path, *_ in (row for row in self.rows if row not in kept)]


def rows_of(record):
    return [row for row in csv.reader(io.StringIO(record, newline="")) if row]


def is_plain_path(path):
    parts = path.split("/")
    return not parts[0].endswith(".data") and not {"", ".", ".."} & set(parts)


def names_of_scripts(entry_points):
    """The scripts that pip makes of a package's entry points."""
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str
    parser.read_string(entry_points)
    return [
        name
        for kind in ("console_scripts", "gui_scripts")
        if parser.has_section(kind)
        for name in parser[kind]
    ]


def can_replace(wheel, installed):
    entry_points = wheel.text("entry_points.txt")
    return (
        wheel.is_plain()
        and all(is_plain_path(path) for path in installed.files())
        and entry_points == installed.text("entry_points.txt")
        and sorted(names_of_scripts(entry_points))
        == sorted(os.path.basename(path) for path, *_ in installed.scripts)
    )


def do_agree(wheels):
    """Whether files that several wheels bring are the same in each. If not, pip's order decides."""
    brought = {}
    items = (pair for wheel in wheels for pair in wheel.items.items())
    return all(brought.setdefault(path, kind_of(item)) == kind_of(item) for path, item in items)


def kind_of(item):
    return item.CRC, item.file_size, is_executable(item)


def replace(pairs, distributions, library, build):
    """Afterwards, the files of the wheels are there, what pip made for the older ones, and no other."""
    for wheel, installed in pairs:
        if library / wheel.info != installed.info:
            installed.info.rename(library / wheel.info)
    # Before any file of a wheel is written: a new file may be where an old folder was.
    for path in left_over(pairs, distributions, library):
        remove(pathlib.Path(path), build)
    for wheel, installed in pairs:
        for path, item in wheel.items.items():
            put(library / path, wheel.archive.read(item), is_executable(item), build)
        write_record(wheel, installed, library)


def left_over(pairs, distributions, library):
    """Files that only the older projects brought: a module may have moved from one project to another."""
    older = {
        os.path.normpath(library / path.replace(installed.info.name + "/", wheel.info + "/", 1))
        for wheel, installed in pairs
        for path in installed.files()
    }
    left = older - {os.path.normpath(library / path) for wheel, _ in pairs for path in wheel.items}
    replaced = [installed.info for _, installed in pairs]
    for distribution in distributions.values():
        if left and distribution not in replaced:
            left -= files_of(distribution)
    return left


def write_record(wheel, installed, library):
    notes = [[path.replace(installed.info.name, wheel.info, 1), *more] for path, *more in installed.notes]
    with (library / wheel.info / "RECORD").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(wheel.rows + installed.scripts + notes))


def put(path, content, executable, build):
    """Writes a file, unless it is there. What was compiled of another content goes."""
    if path.is_file() and path.read_bytes() == content and bool(path.stat().st_mode & 0o111) == executable:
        return
    path.unlink(missing_ok=True)
    forget_compiled(path, build)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if executable:
        path.chmod(path.stat().st_mode | 0o111)


def is_executable(item):
    mode = item.external_attr >> 16
    return stat.S_ISREG(mode) and bool(mode & 0o111)


def replace_projects(build, library, wheels):
    """Replaces projects by newer wheels.

    build    the folder of the build
    library  where packages are below it
    wheels   of projects that are installed there in another version or state

    Gives whether it could. If not, the projects were removed, and pip has to install them.
    """
    build = pathlib.Path(build)
    library = build / library
    distributions = distributions_in(library)
    wheels = [Wheel(pathlib.Path(path)) for path in wheels]
    pairs = [(wheel, Installed(distributions[wheel.project])) for wheel in wheels]
    if do_agree(wheels) and all(can_replace(wheel, installed) for wheel, installed in pairs):
        replace(pairs, distributions, library, build)
        return True
    for _, installed in pairs:
        take_out(build, installed.info)
    return False
