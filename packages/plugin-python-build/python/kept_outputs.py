"""Keeps what a command of a build makes, for later builds in which nothing changed that it depends on.

usage: kept_outputs.py begin|end ANSWER-FILE <ORDER

Runs before and after the command. Reads the arguments of `begin` or `end` from standard input, and writes
what it returns into the file: both are JSON.
"""

import hashlib
import json
import os
import pathlib
import shutil
import stat
import sys
import time

from installed import distributions_in
from replace_projects import rows_of
from source_tree import content_mark, scan

# Increased when what was kept by older versions must not be used any more.
FORMAT = 1
UNUSED_SECONDS = 30 * 24 * 3600


def begin(command, inputs, folder, library, projects, store, reuse, outputs, into, watched, note):
    """Puts what the command made before into its place, if nothing changed; else it has to run.

    command   everything that decides about the result beside files and packages
    inputs    paths below `folder` of the files and folders that the command depends on; None: it always runs
    library   the folder of packages, if the command depends on them: all but the projects
    store     where outputs are kept
    reuse     whether what is kept there may be used
    outputs   paths of what the command makes, below `into`
    watched   a folder in which the command must change nothing else
    note      a file for `end`

    Gives {missing, reused}: inputs that do not exist, and whether the outputs are there now.
    """
    missing = [path for path in inputs or [] if not os.path.lexists(os.path.join(folder, path))]
    if missing:
        return {"missing": missing, "reused": False}
    key = None
    if inputs is not None:
        parts = [FORMAT, command, outputs, [[path, tree_of(os.path.join(folder, path))] for path in inputs]]
        parts.append(packages_of(library, projects) if library else None)
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        kept = pathlib.Path(store, key)
        if reuse and kept.is_dir():
            os.utime(kept)
            put(str(kept), into, outputs)
            return {"missing": [], "reused": True}
    before = states_in(watched) if watched else None
    pathlib.Path(note).write_text(json.dumps({"key": key, "before": before}), "utf-8")
    return {"missing": [], "reused": False}


def end(store, outputs, made_in, into, watched, application, note, name):
    """Takes over what the command made.

    made_in      where it has made the outputs: `into`, or another folder
    application  the folder below `watched` with the files of the commit, if there is one
    name         a name that belongs to this build alone: outputs with it are not kept

    Gives {missing, others, outside}: outputs that the command did not make; what else it changed in the
    watched folder, as paths below that; and whether it changed anything there but in `application`.
    """
    missing = [path for path in outputs or [] if not os.path.lexists(os.path.join(made_in, path))]
    if missing:
        return {"missing": missing, "others": [], "outside": False}
    noted = json.loads(pathlib.Path(note).read_text("utf-8"))
    if made_in != into:
        put(made_in, into, outputs)
    own = [os.path.relpath(os.path.join(into, path), watched) for path in outputs or []] if watched else []
    changed = changes(noted["before"], states_in(watched)) if watched else []
    others = [path for path in changed if not any(is_below(path, each) for each in own)]
    if noted["key"] and not others and not any(holds(os.path.join(into, path), name) for path in outputs):
        keep(pathlib.Path(store), noted["key"], into, outputs)
    outside = any(not (application and is_below(path, application)) for path in changed)
    return {"missing": [], "others": others, "outside": outside}


def tree_of(path):
    """What a file, a folder or a link contains, as plain data."""
    if os.path.isdir(path) and not os.path.islink(path):
        return [[name, mode, content_mark(path, name, mode)] for name, mode in sorted(scan(path).items())]
    folder, name = os.path.split(path)
    mode = os.lstat(path).st_mode
    return [[mode, content_mark(folder, name, mode)]]


def packages_of(library, projects):
    """The files of all packages but the projects, as the packages' lists say."""
    return [
        [name, digest_of_files(folder)]
        for name, folder in sorted(distributions_in(pathlib.Path(library)).items())
        if name not in projects
    ]


def digest_of_files(distribution):
    """A hash of a package's list, without what differs between builds: scripts, bytecode, notes of pip."""
    rows = [
        row
        for row in rows_of((distribution / "RECORD").read_text("utf-8"))
        if not row[0].startswith("../") and not row[0].endswith((".pyc", "/direct_url.json"))
    ]
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()


def states_in(folder):
    """What tells whether a file was changed, by its path. Bytecode does not count: it is compiled again."""
    states = {}
    for path, mode in scan(folder).items():
        if not path.endswith(".pyc"):
            facts = os.lstat(os.path.join(folder, path))
            states[path] = [mode, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]
    return states


def changes(before, after):
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def is_below(path, folder):
    folder = os.path.normpath(folder)
    return folder == "." or path == folder or path.startswith(folder + os.sep)


def put(source, target, paths):
    """Replaces files and folders by those of another folder."""
    for path in paths:
        old, new = os.path.join(target, path), os.path.join(source, path)
        if os.path.isdir(old) and not os.path.islink(old):
            shutil.rmtree(old)
        elif os.path.lexists(old):
            os.unlink(old)
        os.makedirs(os.path.dirname(os.path.normpath(old)), exist_ok=True)
        if os.path.isdir(new) and not os.path.islink(new):
            shutil.copytree(new, old, symlinks=True)
        else:
            shutil.copy2(new, old, follow_symlinks=False)


def holds(path, name):
    """Whether a file below a path contains a text."""
    text = name.encode()
    return any(text in place.read_bytes() for place in files_below(path))


def files_below(path):
    if os.path.isfile(path) and not os.path.islink(path):
        return [pathlib.Path(path)]
    found = scan(path).items() if os.path.isdir(path) else []
    return [pathlib.Path(path, name) for name, mode in found if stat.S_ISREG(mode)]


def keep(store, key, source, outputs):
    """Keeps outputs under a key. They appear complete, or not at all."""
    store.mkdir(parents=True, exist_ok=True)
    part = store / f".{key}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    put(source, str(part), outputs)
    os.sync()
    shutil.rmtree(store / key, ignore_errors=True)
    part.rename(store / key)
    for other in store.iterdir():
        if other.stat().st_mtime < time.time() - UNUSED_SECONDS:
            shutil.rmtree(other, ignore_errors=True)


if __name__ == "__main__":
    functions = {"begin": begin, "end": end}
    answer = functions[sys.argv[1]](**json.load(sys.stdin))
    pathlib.Path(sys.argv[2]).write_text(json.dumps(answer), "utf-8")
