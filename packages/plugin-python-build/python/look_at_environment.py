"""Prints why some packages of an environment cannot be replaced by newer ones without asking pip.

usage: look_at_environment.py LIBRARY PROJECT...

LIBRARY  the folder of the packages
PROJECT  normal name of a package to replace

Prints nothing if they can.
"""

import email.parser
import pathlib
import re
import sys

from installed import distributions_in, files_of, normal


def needs_of(distribution):
    text = (distribution / "METADATA").read_text("utf-8", "replace")
    requirements = email.parser.HeaderParser().parsestr(text).get_all("Requires-Dist", [])
    return {normal(re.match(r"[\w.-]*", requirement).group()) for requirement in requirements}


def obstacles(library, projects):
    installed = distributions_in(library)
    for project in projects:
        if project not in installed:
            yield f"{project} is not installed"
            continue
        own = files_of(installed[project])
        for name, distribution in installed.items():
            if name != project and own & files_of(distribution):
                yield f"{project} and {name} have files in common"
            if name not in projects and project in needs_of(distribution):
                yield f"{name} needs {project}"


if __name__ == "__main__":
    print("\n".join(obstacles(pathlib.Path(sys.argv[1]), sys.argv[2:])))
