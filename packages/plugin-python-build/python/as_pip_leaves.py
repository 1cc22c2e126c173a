"""Changes what uv has installed to what pip would have left: notes, scripts and lists of files.

So equal packages are equal bytes, whichever of the two has installed them, and everything that reads an
environment (to copy it, to replace projects, to compare builds) knows one form.
"""

import configparser
import csv
import io
import os
import pathlib
import re

# Scripts differ from pip to pip: only its own code knows them. Where a later pip has moved it, pip installs.
from pip._internal.operations.install.wheel import PipScriptMaker, get_console_script_specs
from pip._vendor.packaging.requirements import Requirement

from adopt_environment import digest
from installed import distributions_in
from metadata import normal

NOTES_OF_UV = ("uv_build.json", "uv_cache.json")
KINDS = (("console_scripts", {}), ("gui_scripts", {"gui": True}))


def requested_in(requirements, wheels):
    """Normal names of the packages that pip takes for requested: those that its words and its files name.

    requirements  one a line
    wheels        paths of wheels, which may have extras behind them
    """
    names = {normal(os.path.basename(wheel).split("-")[0]) for wheel in wheels}
    for line in requirements:
        requirement = Requirement(re.split(r"\s+(?:--|#)", line)[0])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            names.add(normal(requirement.name))
    return names


def leave_as_pip(build, library, python, requested):
    """Changes all packages of an environment that uv has installed.

    build      the folder of the environment
    library    the folder of packages in it
    python     the interpreter that scripts name
    requested  normal names of packages that pip would take for requested
    """
    # Files of uv's own.
    (build / ".lock").unlink(missing_ok=True)
    for name, distribution in distributions_in(library).items():
        installer = distribution / "INSTALLER"
        if installer.is_file() and installer.read_text("utf-8") == "uv":
            change(distribution, build, python, name in requested)


def change(distribution, build, python, is_requested):
    rows = rows_of(distribution)
    changed = [
        distribution / "INSTALLER",
        distribution / "REQUESTED",
        *write_scripts(distribution, build, python),
    ]
    (distribution / "INSTALLER").write_text("pip\n", "utf-8")
    (distribution / "REQUESTED").write_text("", "utf-8")
    removed = [distribution / name for name in NOTES_OF_UV]
    if not is_requested:
        removed.append(changed.pop(1))
    for path in removed:
        path.unlink(missing_ok=True)
        rows.pop(row_name(path, distribution), None)
    for path in changed:
        rows[row_name(path, distribution)] = (digest(path), str(path.stat().st_size))
    with (distribution / "RECORD").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(sorted((path, *facts) for path, facts in rows.items()))


def rows_of(distribution):
    text = (distribution / "RECORD").read_bytes().decode("utf-8")
    return {path: facts for path, *facts in filter(None, csv.reader(io.StringIO(text, newline="")))}


def row_name(path, distribution):
    return os.path.relpath(path, distribution.parent)


def write_scripts(distribution, build, python):
    """Writes the scripts of a package's entry points. Gives their paths."""
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str
    entry_points = distribution / "entry_points.txt"
    if entry_points.is_file():
        parser.read_string(entry_points.read_text("utf-8"))
    written = []
    for kind, options in KINDS:
        scripts = dict(parser[kind]) if parser.has_section(kind) else {}
        maker = PipScriptMaker(None, str(build / "bin"))
        maker.executable = str(python)
        maker.clobber = True
        maker.variants = {""}
        maker.set_mode = True
        specs = (
            get_console_script_specs(scripts)
            if kind == "console_scripts"
            else [f"{name} = {value}" for name, value in scripts.items()]
        )
        written += maker.make_multiple(specs, options)
    return list(map(pathlib.Path, written))
