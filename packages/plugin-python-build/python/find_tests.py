"""How the unit tests of a project are run."""

import fnmatch
import os
import pathlib
import re

from fingerprint_environment import lines_of, read_metadata
from metadata import normal

try:
    import tomllib
except ImportError:  # before Python 3.11; `build` brings it along
    import tomli as tomllib

TEST_FILES = ("test_*.py", "*_test.py")
NOT_OURS = {"node_modules", "venv", "env", "build", "dist", "site-packages", "__pycache__"}
TEST_NAMES = ("test", "tests", "testing")
FORMS_OF_REQUIREMENTS = (
    "requirements-{}.txt",
    "{}-requirements.txt",
    "requirements_{}.txt",
    "requirements/{}.txt",
)
# Where applications that are no packages list what their tests need; the first that exists counts.
TEST_FILES_OF_REQUIREMENTS = [
    form.format(name) for name in ("test", "tests", "dev") for form in FORMS_OF_REQUIREMENTS
]


def read_text(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def read_pyproject(project):
    text = read_text(project / "pyproject.toml")
    return tomllib.loads(text) if text else {}


def has_test_files(project):
    for _folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.startswith(".")]
        if any(fnmatch.fnmatch(file, pattern) for file in files for pattern in TEST_FILES):
            return True
    return False


def lists_pytest(requirements):
    return any(re.match(r"pytest\b", item) for item in requirements if isinstance(item, str))


def requirements_of_extra(metadata, extra):
    marker = re.compile(rf"extra\s*==\s*['\"]{re.escape(extra)}['\"]")
    return [line for line in metadata.get("requires-dist", []) if marker.search(line)]


def choose(candidates):
    """The name among these that the tests' requirements have: test before dev, which must speak of pytest."""
    for name in candidates:
        if normal(name) in TEST_NAMES:
            return name
    for name, requirements in candidates.items():
        if normal(name) == "dev" and lists_pytest(requirements):
            return name
    return None


def speaks_of_pytest(project, pyproject):
    return (
        "pytest" in pyproject.get("tool", {})
        or (project / "pytest.ini").is_file()
        or (project / "conftest.py").is_file()
        or any((project / folder / "conftest.py").is_file() for folder in ("tests", "test"))
        or "[tool:pytest]" in read_text(project / "setup.cfg")
        or "[pytest]" in read_text(project / "tox.ini")
    )


def unittest_start(project):
    for folder in ("tests", "test"):
        if (project / folder / "__init__.py").is_file():
            return ["-s", folder, "-t", "."]
        if (project / folder).is_dir():
            return ["-s", folder]
    return []


def file_of_requirements(project):
    return next((name for name in TEST_FILES_OF_REQUIREMENTS if (project / name).is_file()), None)


def find_tests(project, dist):
    """How the unit tests of one project are run: {runner, start, requirements, groups}.

    project  the folder of its files
    dist     a folder with its wheel; None if it is no package

    runner        "pytest", "unittest", or None if the project has no tests
    start         arguments of `unittest discover`
    requirements  what pip installs for the tests: the project with its test extra, or a file of
                  requirements, and pytest
    groups        dependency groups (PEP 735) of the project's pyproject.toml to install for the tests
    """
    project = pathlib.Path(project)
    # As its build backend wrote it: with what setup.py says, too.
    metadata = read_metadata(dist) if dist else {}
    if not has_test_files(project):
        return {"runner": None, "start": [], "requirements": [], "groups": []}
    pyproject = read_pyproject(project)
    extras = {name: requirements_of_extra(metadata, name) for name in metadata.get("provides-extra", [])}
    extra = choose(extras)
    groups = pyproject.get("dependency-groups", {})
    # Beside an extra, too: a group `dev` may have plugins of pytest that the project's settings name.
    group = choose(groups)
    listed = extras.get(extra, []) + groups.get(group, [])
    file = None if dist or group else file_of_requirements(project)
    if file:
        listed += lines_of(project / file)
    pytest = lists_pytest(listed) or speaks_of_pytest(project, pyproject)
    with_extra = [f"{metadata['name'][0]}[{extra}]"] if extra else []
    with_file = [f"--requirement={project / file}"] if file else []
    return {
        "runner": "pytest" if pytest else "unittest",
        "start": [] if pytest else unittest_start(project),
        "requirements": with_extra + with_file + (["pytest"] if pytest else []),
        "groups": [group] if group else [],
    }
