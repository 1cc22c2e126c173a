"""Makes the wheel of a project with the build backend that the project names.

usage: make_wheel.py PROJECT-FOLDER OUTPUT-FOLDER BACKENDS-FOLDER [PIP-OPTION...]

Calls the backend as `pip install PROJECT-FOLDER` does, but in environments that are kept in BACKENDS-FOLDER.
The backend may write into PROJECT-FOLDER. There is no sdist in between: a project may read a file while it is
packaged (`requirements.txt`) that its sdist does not have. PIP-OPTION is for the pip that installs the
backends. What can be learned for the next build is noted there, too: see `known_packaging.py`.
"""

import contextlib
import json
import os
import pathlib
import sys
import tempfile
from subprocess import CalledProcessError

from build import BuildBackendException, BuildException, ProjectBuilder

import known_packaging
from backend_environments import BackendEnvironments
from missing_data import MISSING, missing_from
from source_tree import scan
from warm_python import WarmPython

try:
    import tomllib
except ImportError:  # before Python 3.11; `build` brings it along
    import tomli as tomllib

# Backends whose import depends neither on the project nor on the called hook.
IMPORTED_ONCE = ("flit_core.buildapi", "hatchling.build", "poetry.core.masonry.api", "setuptools.build_meta")


class Backends:
    """Makes wheels. Each set of requirements has an environment, each backend a warm interpreter.

    An interpreter imports the backend of the project and no other: one may change what another sees.
    """

    def __init__(self, environments, stack):
        self.environments = environments
        self.stack = stack
        self.warm = {}

    def make_wheel(self, requires, project, output):
        return self.builder_with(requires, project).build("wheel", output)

    def requirements_of(self, project):
        requires = ProjectBuilder(project).build_system_requires
        if is_static(project):
            return requires
        return requires | self.builder_with(requires, project).get_requires_for_build("wheel")

    def files_of_metadata(self, requires, project, folder):
        """What the backend opens and runs in a project for its metadata; None if it does not tell."""
        note = os.path.join(folder, "read.json")
        if not self.builder_with(requires, project, note).prepare("wheel", folder):
            return None
        return json.loads(pathlib.Path(note).read_text("utf-8"))

    def builder_with(self, requires, project, note=None):
        python = self.environments.python_with(requires)
        scripts = {"PATH": os.path.dirname(python) + os.pathsep + os.environ.get("PATH", "")}
        backend = backend_to_import(project)
        if (python, backend) not in self.warm:
            self.warm[python, backend] = self.stack.enter_context(WarmPython(python, backend, scripts))
        warm = self.warm[python, backend]

        def run(command, cwd=None, extra_environ=None):
            warm.run(command, cwd, {**scripts, **(extra_environ or {})}, note)

        return ProjectBuilder(project, python_executable=python, runner=run)


def read_pyproject(project):
    pyproject = pathlib.Path(project, "pyproject.toml")
    return tomllib.loads(pyproject.read_text(encoding="utf-8")) if pyproject.is_file() else {}


def build_system(project):
    """The table [build-system] of a project's pyproject.toml; empty if there is none."""
    return read_pyproject(project).get("build-system", {})


def backend_to_import(project):
    """The module of a project's backend, if it can be imported before a hook is called."""
    system = build_system(project)
    module = system.get("build-backend", "setuptools.build_meta").split(":")[0]
    return module if module in IMPORTED_ONCE and "backend-path" not in system else None


def is_static(project):
    """Whether a project is built with setuptools, and only its pyproject.toml can require more packages."""
    pyproject, setup_py, setup_cfg = (
        pathlib.Path(project, name) for name in ("pyproject.toml", "setup.py", "setup.cfg")
    )
    if not pyproject.is_file() or setup_py.exists():
        return False
    system = build_system(project)
    settings = setup_cfg.read_text(encoding="utf-8") if setup_cfg.is_file() else ""
    return (
        system.get("build-backend") == "setuptools.build_meta"
        and "backend-path" not in system
        and "setup_requires" not in settings.replace("-", "_")
    )


def make_wheel(project, output, backends_folder, *pip_options):
    with contextlib.ExitStack() as stack:
        backends = Backends(BackendEnvironments(pathlib.Path(backends_folder), pip_options), stack)
        is_plain = known_packaging.has_plain_settings(project, read_pyproject(project))
        # Before the backend writes into the project.
        tree = known_packaging.look_at_tree(project) if is_plain else None
        found = tree[0] if tree else scan(project)
        requires = backends.requirements_of(project)
        wheel = backends.make_wheel(requires, project, output)
        missing = missing_from(wheel, project, found)
        if missing:
            missing["backend"] = build_system(project).get("build-backend", "setuptools.build_meta")
        pathlib.Path(output, MISSING).write_text(json.dumps(missing), "utf-8")
        backend = backends.environments.packages_with(requires)
        pathlib.Path(output, known_packaging.BACKEND).write_text(json.dumps(backend), "utf-8")
        if tree and known_packaging.has_plain_backend(read_pyproject(project), requires):
            with contextlib.suppress(BuildException, BuildBackendException, CalledProcessError):
                learn(backends, requires, project, tree, wheel, missing, backend)


def learn(backends, requires, project, tree, wheel, missing, backend):
    """Notes how the project was packaged, if the next build can use that."""
    with tempfile.TemporaryDirectory() as folder:
        heard = backends.files_of_metadata(requires, project, folder)
    if heard and not any(path in tree[0] for path in heard["run"]):
        place = pathlib.Path(backends.environments.python_with(requires)).parent.parent
        options = backends.environments.pip_options
        repo = os.path.basename(os.path.dirname(wheel))
        known_packaging.learn(place, repo, tree, wheel, heard["opened"], options, missing, backend)


def explain(error):
    """The error without the traceback through `build`. The output of backends was shown before."""
    failed = getattr(error, "exception", error)
    for output in (getattr(failed, "stdout", None), getattr(failed, "stderr", None)):
        if output:
            print(output.decode("utf-8", "replace") if isinstance(output, bytes) else output)
    return f"error: {error}"


if __name__ == "__main__":
    try:
        make_wheel(*sys.argv[1:])
    except (BuildException, BuildBackendException, CalledProcessError) as problem:
        sys.exit(explain(problem))
