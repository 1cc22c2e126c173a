"""The requirements that a lock file gives, kept for as long as nothing changes that they depend on."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

from backend_environments import BackendEnvironments
from lock_tools import LOCK_TOOLS, LockProblem, call
from source_tree import content_mark, scan

# Increased when the same lock gives other requirements than before.
FORMAT = 1
PYLOCK = ["packaging==26.4", "tomli; python_version<'3.11'"]
PROJECT = "${FCK_PROJECT}"
UNUSED_SECONDS = 30 * 24 * 3600
# Files that decide whether a lock is up to date. A workspace has several pyproject.toml.
SETTINGS = ("pyproject.toml", "setup.py", "setup.cfg", "uv.toml", "poetry.toml", "pdm.toml", "Pipfile")
REQUIREMENTS = re.compile(r"[\w.-]*requirements?[\w.-]*\.(?:txt|in)$")
# pip's own default, which tools write down, would replace the index that a host has set.
DEFAULT_INDEX = re.compile(r"(?:-i|--index-url)[ =]https://pypi\.org/simple/?\s*$")


def key_of(checkout, file, groups, extras):
    """A hash of everything that the requirements depend on."""
    rows = [FORMAT, file, groups, extras, sys.version_info[:2], requirements_of_tool(file)]
    for path in sorted(scan(checkout)):
        name = os.path.basename(path)
        if path == file or name in SETTINGS or REQUIREMENTS.match(name):
            content = pathlib.Path(checkout, path)
            if content.is_file():
                rows.append([path, hashlib.sha256(content.read_bytes()).hexdigest()])
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def requirements_of_tool(file):
    tool = LOCK_TOOLS.get(os.path.basename(file))
    return tool[0] if tool else PYLOCK


def recall(backends, key):
    """The requirements that were made for a key; None if they were not."""
    kept = place_of(backends, key)
    try:
        text = kept.read_text("utf-8")
        os.utime(kept)
    except OSError:
        return None
    return text


def place_of(backends, key):
    return pathlib.Path(backends).parent / "locks" / key


def keep(backends, key, text):
    kept = place_of(backends, key)
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f".{key}.{os.getpid()}")
    part.write_text(text, "utf-8")
    part.replace(kept)
    for other in kept.parent.iterdir():
        if other.stat().st_mtime < time.time() - UNUSED_SECONDS:
            other.unlink(missing_ok=True)


def export(project, file, groups, extras, backends, pip_options):
    """Has the tool of a lock file make the requirements.

    project  a copy of the project, which the tool may write into

    Gives {requirements}, or {problem, words} if the lock cannot be used.
    """
    project = pathlib.Path(project)
    try:
        if not (project / file).is_file():
            raise LockProblem("missing", "")
        environments = BackendEnvironments(pathlib.Path(backends), pip_options)
        python = environments.python_with(requirements_of_tool(file))
        folder, name = (project / file).parent, os.path.basename(file)
        refuse_unknown(folder, name, groups, extras)
        if name in LOCK_TOOLS:
            text = LOCK_TOOLS[name][1](python, sys.executable, folder, name, groups, extras)
        else:
            program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pylock_requirements.py")
            options = [f"--extra={each}" for each in extras] + [f"--group={each}" for each in groups]
            text = call("failed", python, "python", program, name, *options, cwd=folder)
    except LockProblem as problem:
        return {"problem": problem.kind, "words": problem.words}
    except subprocess.CalledProcessError as failure:
        return {"problem": "tool", "words": str(failure)}
    # pip puts the value of the variable there.
    return {"requirements": text.replace(str(folder), PROJECT)}


def refuse_unknown(folder, name, groups, extras):
    """Names of groups and extras that the project does not have: tools pass over them, or speak of others."""
    if not groups and not extras or not name.endswith(".lock"):
        return
    known_groups, known_extras = (
        names_in_pipfile(folder) if name == "Pipfile.lock" else names_in_pyproject(folder)
    )
    for what, wanted, known in (("group", groups, known_groups), ("extra", extras, known_extras)):
        for each in wanted:
            if each not in known:
                raise LockProblem("unknown", f"{what} {each}: {', '.join(sorted(known)) or 'none'}")


def read_toml(path):
    try:
        import tomllib
    except ImportError:  # before Python 3.11; `build` brings it along
        import tomli as tomllib
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def names_in_pyproject(folder):
    pyproject = read_toml(folder / "pyproject.toml")
    poetry = pyproject.get("tool", {}).get("poetry", {})
    pdm = pyproject.get("tool", {}).get("pdm", {})
    uv = pyproject.get("tool", {}).get("uv", {})
    groups = {
        *pyproject.get("dependency-groups", {}),
        *poetry.get("group", {}),
        *pdm.get("dev-dependencies", {}),
        *(["dev"] if "dev-dependencies" in {**poetry, **uv} else []),
    }
    extras = {*pyproject.get("project", {}).get("optional-dependencies", {}), *poetry.get("extras", {})}
    return groups, extras


def names_in_pipfile(folder):
    tables = set(read_toml(folder / "Pipfile"))
    named = tables - {"source", "packages", "requires", "scripts", "pipenv", "dev-packages"}
    return named | ({"dev"} if "dev-packages" in tables else set()), set()


def split(text):
    """(requirements with hashes, requirements that have none: folders and repositories), each as a text."""
    options, hashed, others = [], [], []
    for line in text.replace("\\\n", " ").splitlines():
        line = line.strip()
        if not line or line.startswith("#") or DEFAULT_INDEX.match(line):
            continue
        if line.startswith("-") and not line.startswith(("-e", "--editable")):
            options.append(line)
        elif "--hash=" in line:
            hashed.append(" ".join(line.split()))
        else:
            others.append(re.sub(r"^(?:-e|--editable)[ =]\s*", "", line))
    return text_of(options, hashed), text_of(options, others)


def local_trees(others, folder):
    """Hashes of what requirements name in the project: it may change while the lock does not."""
    named = re.findall(r"(?m)(?:^|file://|@ )(?:\$\{FCK_PROJECT\}/|(?=\.\.?/))([^\s;#]*)", others)
    return [tree_of(os.path.normpath(f"{folder}/{path}")) for path in named]


def tree_of(path):
    if os.path.isfile(path):
        return content_mark(os.path.dirname(path), os.path.basename(path), os.lstat(path).st_mode)
    return [[name, mode, content_mark(path, name, mode)] for name, mode in sorted(scan(path).items())]


def text_of(options, lines):
    return "".join(f"{line}\n" for line in [*options, *lines]) if lines else ""
