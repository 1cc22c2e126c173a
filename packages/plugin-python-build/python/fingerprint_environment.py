"""Prints what the other packages of an environment depend on, as JSON: {projects, dependencies}.

usage: fingerprint_environment.py [--file FILE]... [--setting TEXT]... [--dist DIST-FOLDER]...

FILE          a requirement or constraint file; those that it includes count, too
TEXT          any other thing that decides what is installed
DIST-FOLDER   holds the wheel of a project

projects      normal names of the projects, sorted
dependencies  a hash: while it stays the same, so do all packages except the projects. Null if a requirement
              file names other files, which may change while it does not
"""

import argparse
import email.parser
import hashlib
import json
import os
import pathlib
import re
import zipfile

FIELDS = ("Name", "Requires-Dist", "Requires-Python", "Provides-Extra")
INCLUDES = re.compile(r"(?:-r|--requirement|-c|--constraint)[\s=]*(\S+)")
# Options that never name a file. All others might.
HARMLESS = re.compile(
    r"-i\b|--(?:(?:extra-)?index-url|no-index|no-binary|only-binary|prefer-binary|require-hashes|pre)\b"
)
REMOTE = re.compile(r"(?:[\w.\[\], -]+@\s*)?[a-z+]+://(?<!file://)")
PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*\s*(?:$|[\[(<>=!~;#\s])")


class LocalFile(Exception):
    pass


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def read_metadata(dist):
    [wheel] = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        return email.parser.Parser().parsestr(archive.read(name).decode("utf-8", "replace"))


def needs_of(projects):
    """What the projects require. If one requires another, versions count: only pip can tell if they fit."""
    names = {normal(project["Name"]) for project in projects}
    required = {
        normal(re.match(r"[\w.-]*", requirement).group())
        for project in projects
        for requirement in project.get_all("Requires-Dist", [])
    }
    fields = FIELDS + (("Version",) if names & required else ())
    return [{field: sorted(project.get_all(field, [])) for field in fields} for project in projects]


def lines_of(path):
    text = path.read_text(encoding="utf-8", errors="replace").replace("\\\n", "")
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def contents_of(path, seen):
    """The lines of a requirement file and of all that it includes."""
    if path in seen:
        return []
    seen.add(path)
    contents = []
    for line in lines_of(path):
        included = INCLUDES.match(line)
        if included:
            contents += contents_of(pathlib.Path(os.path.normpath(path.parent / included.group(1))), seen)
        elif not any(known.match(line) for known in (HARMLESS, REMOTE, PACKAGE)):
            raise LocalFile(line)
        contents.append(line)
    return contents


def fingerprint(files, settings, projects):
    try:
        contents = [contents_of(pathlib.Path(file), set()) for file in files]
    except (LocalFile, OSError):
        return None
    needs = json.dumps([contents, settings, needs_of(projects)])
    return hashlib.sha256(needs.encode()).hexdigest()[:16]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("file", "setting", "dist"):
        parser.add_argument("--" + option, action="append", default=[])
    given = parser.parse_args()
    projects = [read_metadata(pathlib.Path(dist)) for dist in given.dist]
    names = sorted(normal(project["Name"]) for project in projects)
    print(json.dumps({"projects": names, "dependencies": fingerprint(given.file, given.setting, projects)}))
