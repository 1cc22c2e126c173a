"""Makes a virtualenv on top of a build's, with the packages that only its unit tests need.

It is kept until the tests need other packages.

usage: prepare_tests.py PYTHON FOLDER BUILD-LIBRARY PROJECTS [PIP-ARGUMENT...]

PYTHON         the interpreter below the build's virtualenv
FOLDER         where the virtualenv stands
BUILD-LIBRARY  the folder of the build's packages, which the virtualenv sees
PROJECTS       normal names of the packages that change from build to build, with commas between
PIP-ARGUMENT   what pip installs: requirements, and `--group PYPROJECT:NAME`
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

from installed import distributions_in
from metadata import fields_of


def needs_of(library, projects, wanted):
    """All that decides what pip installs, as a hash."""
    installed = distributions_in(library)
    others = [folder.name for name, folder in installed.items() if name not in projects]
    metadata = [(installed[name] / "METADATA").read_text("utf-8", "replace") for name in projects]
    requirements = [fields_of(text).get("requires-dist", []) for text in metadata]
    groups = [
        pathlib.Path(word.rpartition(":")[0])
        for option, word in zip(wanted, wanted[1:])
        if option == "--group"
    ]
    groups += [pathlib.Path(word.partition("=")[2]) for word in wanted if word.startswith("--requirement=")]
    files = [path.read_text("utf-8", "replace") for path in groups]
    return hashlib.sha256(json.dumps([others, requirements, wanted, files]).encode()).hexdigest()


def make(python, folder, library, wanted):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    see(folder, library)
    if wanted:
        # Isolated, since the working directory is a repository: pip must not import its modules.
        pip = [sys.executable, "-I", "-m", "pip", "--python", folder / "bin" / "python"]
        # Compiled now, since tests compile nothing: they must not write into the build.
        subprocess.run(
            [*pip, "install", "--quiet", *wanted], check=True, env={**os.environ, "PIP_COMPILE": "1"}
        )


def see(folder, library):
    [packages] = folder.glob("lib/python*/site-packages")
    packages.joinpath("build.pth").write_text(f"import site; site.addsitedir({str(library)!r})\n", "utf-8")


def prepare(python, folder, library, projects, wanted):
    needs = needs_of(library, projects, wanted)
    complete = folder / "complete"
    if complete.is_file() and complete.read_text() == needs:
        see(folder, library)
    else:
        make(python, folder, library, wanted)
        complete.write_text(needs)


if __name__ == "__main__":
    python, folder, library, names, *wanted = sys.argv[1:]
    projects = [name for name in names.split(",") if name]
    try:
        prepare(python, pathlib.Path(folder), pathlib.Path(library), projects, wanted)
    except subprocess.CalledProcessError as problem:
        sys.exit(f"error: {problem}")
