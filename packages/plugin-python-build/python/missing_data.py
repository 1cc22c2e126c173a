"""Finds files beside the modules of a package that its wheel does not have, such as templates.

They are missed only when the application opens them. What is no data of an application does not count: tests,
documentation, sources of other languages, and what tools read.
"""

import collections
import pathlib
import re
import zipfile

# Kinds of files that applications open or serve.
DATA = re.compile(
    r"\.(?:css|csv|eot|gif|graphql|html?|ico|ini|j2|jinja2?|jpe?g|js|json|mako|mjs|mo|otf|pdf|png|sql|svg|toml|ttf"
    r"|txt|wasm|webmanifest|webp|woff2?|xml|xsl|ya?ml)$",
    re.I,
)
OTHER_FOLDERS = re.compile(
    r"(?:^|/)(?:\..*?|_*(?:tests?|testing|testdata|docs?|examples?|samples?|demos?|bench(?:marks?)?)_*|.*?_tests?|node_modules)/",
    re.I,
)
OTHER_FILES = re.compile(
    r"(?:^|/)(?:\.[^/]*|[^/]*\.config\.m?js|(?:gulp|grunt)file\.js"
    r"|(?:readme|licen[cs]e|copying|authors|changes|changelog|history|news|notice|todo|contributing|requirements"
    r"|constraints|cmakelists|package|tsconfig|jsconfig|composer|bower|tox|pytest|mypy|codecov)[^/]*"
    r"\.(?:txt|ini|toml|ya?ml|json))$",
    re.I,
)
# A folder with one of these is a project of its own.
OTHER_PROJECTS = ("package.json", "pyproject.toml", "setup.py", "Cargo.toml", "CMakeLists.txt")
# Settings by which someone has decided which files the wheel does not get.
DECIDED = {
    "pyproject.toml": re.compile(r"^\s*(?:[\w.-]*-)?excludes?\s*=|\bexclude-package-data\b", re.M),
    "setup.cfg": re.compile(r"\bexclude_package_data\b"),
    "setup.py": re.compile(r"\bexclude_package_data\b"),
}
ABOUT = re.compile(r"\[+tool\.(?:setuptools|hatch\.build|poetry|pdm\.build|flit|uv\.build|scikit-build)")
ELSEWHERE = re.compile(r"\[+tool\.(?:setuptools\.packages|hatch\.build\.targets\.sdist|flit\.sdist)")
SHOWN = 5
# The report, beside the wheel.
MISSING = "missing.json"


def missing_from(wheel, project, found):
    """{count, files, patterns} of files that a wheel might be meant to have; None if there are none.

    found     paths of the files of the project, before a backend wrote into it

    files     the first of them, as paths in the project
    patterns  by package, which files these are, below the package: `templates/**/*`
    """
    if is_decided(project):
        return None
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    missing = []
    kept_out = kept_out_by_manifest(project)
    for package in sorted({name.split("/")[0] for name in packed if name.endswith(".py") and "/" in name}):
        start = start_of(package, packed, found)
        if start is not None and package not in kept_out:
            data = data_below(start, package, found)
            missing += [(start, package, path) for path in data if path[len(start) :] not in packed]
    if not missing:
        return None
    patterns = collections.defaultdict(set)
    for start, package, path in missing:
        below = path[len(f"{start}{package}/") :]
        folder, slash, _rest = below.partition("/")
        patterns[package].add(f"{folder}/**/*" if slash else "*" + pathlib.PurePosixPath(below).suffix)
    return {
        "count": len(missing),
        "files": [path for _start, _package, path in missing[:SHOWN]],
        "patterns": {package: sorted(some) for package, some in patterns.items()},
    }


def is_decided(project):
    for name, decision in DECIDED.items():
        path = pathlib.Path(project, name)
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        if decision.search(about_wheels(text) if name == "pyproject.toml" else text):
            return True
    return False


def kept_out_by_manifest(project):
    """Packages of which MANIFEST.in excludes something."""
    path = pathlib.Path(project, "MANIFEST.in")
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    return re.findall(r"(?m)^\s*(?:prune|exclude|recursive-exclude)\s+(?:src/|lib/)?(\w+)", text)


def about_wheels(pyproject):
    """The tables of build backends that say which files a wheel gets."""
    tables = re.split(r"(?m)^(?=\[)", pyproject)
    return "".join(table for table in tables if ABOUT.match(table) and not ELSEWHERE.match(table))


def start_of(package, packed, found):
    """Where a package of a wheel is in the project: `src/`, or an empty text. None if it is not."""
    modules = sorted(name for name in packed if name.startswith(package + "/") and name.endswith(".py"))
    starts = collections.Counter(
        path[: -len(name)]
        for name in modules[:20]
        for path in found
        if path == name or path.endswith("/" + name)
    )
    return min(starts, key=lambda start: (-starts[start], len(start))) if starts else None


def data_below(start, package, found):
    folder = f"{start}{package}/"
    below = [path for path in found if path.startswith(folder)]
    projects = {path[: -len(name)] for path in below for name in OTHER_PROJECTS if path.endswith("/" + name)}
    others = tuple(projects - {folder})
    return sorted(
        path
        for path in below
        if DATA.search(path)
        and not OTHER_FOLDERS.search(path[len(start) :])
        and not OTHER_FILES.search(path)
        and not path.startswith(others)
    )
