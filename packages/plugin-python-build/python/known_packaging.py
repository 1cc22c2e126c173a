"""Remembers how a project was packaged, so that a change of its code alone needs no build backend.

A wheel is a function of the list of files in the repository, of the settings for the backend, and of what
the files contain. For some backends the last part is simple: they copy a file into the wheel as it is, or do
not look into it. So `learn` compares a wheel that a backend made with the repository, and notes

- `copies`: files of the wheel that are copies of one file of the repository;
- `free`: files of the repository that may have any content: those that were copied, and other Python code
  that the backend does not read;
- `tree`: a hash of everything else: paths and permissions of all files, and contents of those not free.

While `tree` stays the same, the backend would make the same wheel, with new contents of the copied files.

That is not true of everything. Refused are backends with plugins and settings that run code, read git, the
time or the environment (`has_plain_settings`, `has_plain_backend`), projects whose code is run for their
metadata, and wheels with files that are not copies. Never free are files that the backend reads for the
metadata (a README, a module with the version), files that the repository has twice with the same content
(either of them may be the one that was copied), and files below names that begin with a dot.
"""

import collections
import copy
import csv
import functools
import hashlib
import io
import json
import os
import pathlib
import re
import zipfile
from base64 import urlsafe_b64encode

from metadata import name_in
from source_tree import content_mark, scan

# Increased when older records are no longer enough.
FORMAT = 4

# The file beside a wheel that lists NAME==VERSION of what its backend ran with.
BACKEND = "backend.json"

# Backends that copy files as they are. The table of their settings, what they may require, and settings that
# run code or read something outside of the project's files.
PLAIN_BACKENDS = {
    "setuptools.build_meta": ("setuptools", {"setuptools", "wheel"}, {"cmdclass", "ext-modules"}),
    "poetry.core.masonry.api": ("poetry", {"poetry-core"}, {"build"}),
    "hatchling.build": ("hatch", {"hatchling"}, {"hooks", "source"}),
    "flit_core.buildapi": ("flit", {"flit-core"}, set()),
}
OTHER_SETTINGS = ("setup.py", "hatch.toml")
IN_SETUP_CFG = re.compile(
    r"(?im)^\s*(?:cmdclass|setup[-_]requires|ext[-_]modules|tag[-_]date)\b|\bdistutils\."
)
# hatchling replaces these by the environment and by paths. `../` leads to other folders of the repository.
IN_PYPROJECT = re.compile(r"\{\s*(?:env|root|home)\b|\.\./")


def has_plain_settings(project, pyproject):
    """Whether a project's wheel depends on its files alone, as far as its settings say."""
    project = pathlib.Path(project)
    system = pyproject.get("build-system", {})
    known = PLAIN_BACKENDS.get(system.get("build-backend"))
    if not known or "backend-path" in system:
        return False
    tool, _allowed, refused = known
    tools = pyproject.get("tool", {})
    groups = pyproject.get("project", {}).get("entry-points", {})
    return (
        not has_key(tools.get(tool, {}), refused)
        and "distutils" not in tools
        and not any(group.startswith(("distutils.", "setuptools.")) for group in groups)
        and not any((project / name).exists() for name in OTHER_SETTINGS)
        and not IN_SETUP_CFG.search(text_of(project / "setup.cfg"))
        and not IN_PYPROJECT.search(text_of(project / "pyproject.toml"))
    )


def has_plain_backend(pyproject, requires):
    """Whether a backend runs without plugins: these are all that its environment was asked to have."""
    _tool, allowed, _refused = PLAIN_BACKENDS[pyproject["build-system"]["build-backend"]]
    return {name_in(requirement) for requirement in requires} <= allowed


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def has_key(settings, names):
    if isinstance(settings, dict):
        return bool(names & set(settings)) or any(has_key(value, names) for value in settings.values())
    return isinstance(settings, list) and any(has_key(value, names) for value in settings)


def tree_hash(found, mark_of, free):
    """A hash of everything that decides about a wheel but the contents of the free files."""
    rows = [[path, mode, None if path in free else mark_of(path)] for path, mode in sorted(found.items())]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def recall(backends, repo, folder, pip_options):
    """What is known of the packaging of a repository, if only free files have changed; else None."""
    found = None
    for note in pathlib.Path(backends).glob(f"*/packaged/{repo}/note.json"):
        try:
            known = json.loads(note.read_text("utf-8"))
            if known["format"] != FORMAT or known["pip_options"] != list(pip_options):
                continue
            found = found or scan(folder)
            mark_of = functools.partial(mark_in, folder, found)
            wheel = note.with_name(known["wheel"])
            if known["tree"] == tree_hash(found, mark_of, set(known["free"])) and is_whole(wheel):
                # A backend that is not used for long is removed with what is known of it.
                (note.parents[2] / "complete").touch()
                return {**known, "wheel": str(wheel)}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def mark_in(folder, found, path):
    return content_mark(folder, path, found[path])


def is_whole(wheel):
    """Whether a kept wheel is as it was written: its name begins with its hash."""
    return hashlib.sha256(wheel.read_bytes()).hexdigest() == wheel.name.partition("+")[0]


def make_wheel(known, folder, output):
    """Makes the wheel of a checked-out repository that `recall` knows."""
    name = os.path.basename(known["wheel"]).partition("+")[2]
    with zipfile.ZipFile(known["wheel"]) as older, zipfile.ZipFile(os.path.join(output, name), "w") as wheel:
        new = {
            path: pathlib.Path(folder, source).read_bytes()
            for path, source in sorted(known["copies"].items())
        }
        for item in older.infolist():
            content = new.get(item.filename)
            if content is None:
                content = older.read(item)
            if is_record(item.filename):
                content = corrected(content, new)
            item = copy.copy(item)
            # It is read once and thrown away.
            item.compress_type = zipfile.ZIP_STORED
            wheel.writestr(item, content)


def is_record(path):
    return re.fullmatch(r"[^/]+\.dist-info/RECORD", path) is not None


def corrected(record, new):
    """A wheel's list of files with the hashes and sizes of the new contents."""
    rows = [row for row in csv.reader(io.StringIO(record.decode("utf-8"), newline="")) if row]
    text = io.StringIO(newline="")
    end = "\r\n" if b"\r\n" in record else "\n"
    csv.writer(text, lineterminator=end).writerows(
        [path, digest_of(new[path]), len(new[path])] if path in new else [path, *more] for path, *more in rows
    )
    return text.getvalue().encode("utf-8")


def digest_of(content):
    return "sha256=" + urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def look_at_tree(folder):
    """The files of a repository, and what each contains."""
    found = scan(folder)
    return found, {path: content_mark(folder, path, mode) for path, mode in found.items()}


def learn(place, repo, tree, wheel, read, pip_options, missing=None, backend=()):
    """Notes how a wheel was made.

    place   folder of the environment of the backend that made it
    tree    what `look_at_tree` found in the repository before the backend wrote into it
    read    paths of files that the backend has read for the metadata
    backend NAME==VERSION of what the backend ran with
    missing what `missing_from` found: it stays true while the lists of files stay the same

    Notes nothing if the wheel has files that are not copies.
    """
    place, wheel = pathlib.Path(place), pathlib.Path(wheel)
    found, marks = tree
    copies = copies_in(wheel, marks)
    if copies is None or any(leads_outside(path, mark) for path, mark in marks.items()):
        return
    copied, fixed = copies
    code = {path for path in found if path.endswith(".py") and marks[path] not in fixed}
    free = {
        path
        for path in code | set(copied.values())
        if path not in read and not any(part.startswith(".") for part in path.split("/"))
    }
    folder = place / "packaged" / repo
    folder.mkdir(parents=True, exist_ok=True)
    content = wheel.read_bytes()
    kept = folder / f"{hashlib.sha256(content).hexdigest()}+{wheel.name}"
    note = {
        "format": FORMAT,
        "pip_options": list(pip_options),
        "wheel": kept.name,
        "copies": {path: source for path, source in copied.items() if source in free},
        "free": sorted(free),
        "tree": tree_hash(found, marks.get, free),
        "missing": missing,
        "backend": list(backend),
    }
    put(kept, content)
    put(folder / "note.json", json.dumps(note).encode())
    for other in folder.glob("*.whl"):
        if other != kept:
            other.unlink(missing_ok=True)


def leads_outside(path, mark):
    """Whether a file is a link to something that the tree does not show."""
    if not mark.startswith("-> "):
        return False
    target = os.path.join(os.path.dirname(path), mark[3:])
    return os.path.isabs(target) or os.path.normpath(target).startswith("..")


def copies_in(wheel, marks):
    """(which file each file of the wheel is a copy of, hashes of contents whose origin is not sure).

    None if some file is no copy.
    """
    sources = collections.defaultdict(list)
    for path, mark in marks.items():
        sources[mark].append(path)
    copied = {}
    fixed = set()
    with zipfile.ZipFile(wheel) as archive:
        for item in archive.infolist():
            top = item.filename.split("/")[0]
            if item.is_dir():
                continue
            mark = hashlib.sha256(archive.read(item)).hexdigest()
            if top.endswith(".dist-info"):
                fixed.add(mark)
            elif top.endswith(".data") or mark not in sources:
                return None
            elif len(sources[mark]) == 1:
                copied[item.filename] = sources[mark][0]
            else:
                fixed.add(mark)
    return {path: source for path, source in copied.items() if marks[source] not in fixed}, fixed


def put(path, content):
    """Writes a file that other builds may be reading or writing."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
