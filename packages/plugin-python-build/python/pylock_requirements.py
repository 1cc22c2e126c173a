"""Turns a pylock.toml (PEP 751) into requirements, for the Python that runs it.

usage: pylock_requirements.py LOCK [--extra=NAME | --group=NAME]...

Runs in the folder of the lock. Needs the package `packaging`.
"""

import pathlib
import sys

from packaging.pylock import Pylock, PylockSelectError, PylockValidationError

try:
    import tomllib
except ImportError:  # before Python 3.11
    import tomli as tomllib

# Files of packages with one of these are found through the index of the host, which may be a mirror.
PYPI = ("https://pypi.org/", "https://files.pythonhosted.org/")


def of_index(package):
    files = [*(package.wheels or []), *([package.sdist] if package.sdist else [])]
    return bool(files) and all((package.index or file.url or "").startswith(PYPI) for file in files)


def line_of(package, chosen):
    kind = type(chosen).__name__
    if kind == "PackageDirectory":
        # The project itself is installed as its own wheel.
        return "" if pathlib.Path(chosen.path) == pathlib.Path() else f"./{chosen.path}\n"
    if kind == "PackageVcs":
        part = f"#subdirectory={chosen.subdirectory}" if chosen.subdirectory else ""
        return f"{package.name} @ {chosen.type}+{chosen.url or chosen.path}@{chosen.commit_id}{part}\n"
    files = [chosen]
    if of_index(package):
        source = f"{package.name}=={package.version}"
        files = [*(package.wheels or []), *([package.sdist] if package.sdist else [])]
    elif chosen.url:
        part = getattr(chosen, "subdirectory", None)
        source = f"{package.name} @ {chosen.url}" + (f"#subdirectory={part}" if part else "")
    else:
        source = f"./{chosen.path}"
    hashes = sorted({f"--hash={name}:{value}" for file in files for name, value in file.hashes.items()})
    return " ".join([source, *hashes]) + "\n"


def requirements_of(lock, extras, groups):
    pylock = Pylock.from_dict(tomllib.loads(lock.read_text("utf-8")))
    for what, names, known in (
        ("extra", extras, pylock.extras or []),
        ("group", groups, pylock.dependency_groups or []),
    ):
        for name in set(names).difference(known):
            raise ValueError(f"{lock} has no {what} {name}; it has {', '.join(known) or 'none'}.")
    wanted = [*(pylock.default_groups or []), *groups] if groups else None
    selected = pylock.select(extras=extras, dependency_groups=wanted)
    return "".join(line_of(package, chosen) for package, chosen in selected)


if __name__ == "__main__":
    path, *options = sys.argv[1:]
    named = [option.partition("=")[::2] for option in options]
    try:
        text = requirements_of(
            pathlib.Path(path),
            [name for option, name in named if option == "--extra"],
            [name for option, name in named if option == "--group"],
        )
    except (ValueError, KeyError, PylockSelectError, PylockValidationError) as problem:
        sys.exit(str(problem))
    sys.stdout.write(text)
