"""What the other packages of an environment depend on."""

import hashlib
import json
import os
import pathlib
import re
import zipfile

from metadata import fields_of, name_in, normal

FIELDS = ("name", "requires-dist", "requires-python", "provides-extra")
INCLUDES = re.compile(r"(?:-r|--requirement|-c|--constraint)[\s=]*(\S+)")
# Options that never name a file. All others might.
HARMLESS = re.compile(
    r"-i\b|--(?:(?:extra-)?index-url|no-index|no-binary|only-binary|prefer-binary|require-hashes|pre)\b"
)
REMOTE = re.compile(r"(?:[\w.\[\], -]+@\s*)?[a-z+]+://(?<!file://)")
PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*\s*(?:$|[\[(<>=!~;#\s])")


class LocalFile(Exception):
    pass


def read_metadata(dist):
    """The fields of the metadata in the wheel of a folder."""
    [wheel] = pathlib.Path(dist).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        return fields_of(archive.read(name).decode("utf-8", "replace"))


def needs_of(projects):
    """What the projects require. If one requires another, versions count: only pip can tell if they fit."""
    names = {normal(project["name"][0]) for project in projects}
    required = {
        name_in(requirement) for project in projects for requirement in project.get("requires-dist", [])
    }
    fields = FIELDS + (("version",) if names & required else ())
    return [{field: sorted(project.get(field, [])) for field in fields} for project in projects]


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


def look_at_needs(files, settings, dists):
    """{projects, dependencies} of the wheels in some folders.

    files     requirement and constraint files; those that they include count, too
    settings  texts of everything else that decides what is installed

    projects      normal names of the projects, sorted
    dependencies  a hash: while it stays the same, so do all packages except the projects. None if a
                  requirement file names other files, which may change while it does not
    """
    projects = [read_metadata(dist) for dist in dists]
    names = sorted(normal(project["name"][0]) for project in projects)
    return {"projects": names, "dependencies": fingerprint(files, settings, projects)}
