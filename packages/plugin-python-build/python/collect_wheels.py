"""Makes the wheels that a role's builds are made with.

usage: collect_wheels.py TOOLS ROLE OUTPUT [PIP-OPTION...]

TOOLS       the environment of pip and build, in whose folder are those of build backends and tests
ROLE        name of the role
OUTPUT      a folder for the wheels
PIP-OPTION  for pip
"""

import pathlib
import subprocess
import sys

from note_packages import packages_of

# A virtualenv with pip may contain them. pip and build do not need them.
BUNDLED = ("setuptools", "wheel")


def sets_of(tools, role):
    """The packages of each environment: one may have other versions than another."""
    yield (tools / "packages" / role).read_text("utf-8").split()
    for environment in [tools, *tools.glob("backends/*"), tools / "tests" / role]:
        for library in environment.glob("lib/python*/site-packages"):
            yield packages_of(library, BUNDLED if environment == tools else ())


def collect(tools, role, output, options):
    done = set()
    for packages in sets_of(tools, role):
        missing = [package for package in packages if package not in done]
        if missing:
            pip = [sys.executable, "-I", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", output]
            if subprocess.run([*pip, *options, "--", *missing]).returncode != 0:
                sys.exit(1)
        done.update(missing)


if __name__ == "__main__":
    collect(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
