"""Makes the sdist of a project, and a wheel of that sdist, with the build backend that the project names.

usage: make_distributions.py PROJECT-FOLDER OUTPUT-FOLDER

As `python -m build` does it, but in one isolated environment for both, since both need the same: `build` and pip, each on
its own, would make one each.
"""

import pathlib
import sys
import tarfile
import tempfile
from subprocess import CalledProcessError

from build import BuildBackendException, BuildException, ProjectBuilder
from build.env import DefaultIsolatedEnv


class Backend:
    def __init__(self, env):
        self.env = env
        self.installed = set()

    def make(self, kind, project, output):
        builder = ProjectBuilder.from_isolated_env(self.env, project)
        self.install(builder.build_system_requires)
        self.install(builder.get_requires_for_build(kind))
        return builder.build(kind, output)

    def install(self, requirements):
        missing = set(requirements) - self.installed
        if missing:
            self.env.install(missing)
        self.installed |= missing


def unpack(sdist, folder):
    with tarfile.open(sdist) as tar:
        # Older Pythons know no filters.
        tar.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    [project] = pathlib.Path(folder).iterdir()
    return project


def make_distributions(project, output):
    with DefaultIsolatedEnv() as env, tempfile.TemporaryDirectory() as folder:
        backend = Backend(env)
        sdist = backend.make("sdist", project, output)
        backend.make("wheel", unpack(sdist, folder), output)


def explain(error):
    """What went wrong, without the way that it took through `build`. What a backend prints was shown as it came."""
    failed = getattr(error, "exception", error)
    for output in (getattr(failed, "stdout", None), getattr(failed, "stderr", None)):
        if output:
            print(output.decode("utf-8", "replace") if isinstance(output, bytes) else output)
    return "error: %s" % error


if __name__ == "__main__":
    try:
        make_distributions(sys.argv[1], sys.argv[2])
    except (BuildException, BuildBackendException, CalledProcessError) as problem:
        sys.exit(explain(problem))
