"""Virtualenvs with build backends, kept from build to build: one for each set of requirements."""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

UNUSED_SECONDS = 30 * 24 * 3600


class BackendEnvironments:
    def __init__(self, folder, pip_options=()):
        self.folder = folder
        self.pip_options = pip_options
        folder.mkdir(parents=True, exist_ok=True)

    def python_with(self, requirements):
        """The interpreter of an environment with these requirements and what they depend on, nothing else."""
        names = sorted(set(requirements))
        place = self.folder / hashlib.sha256("\n".join([*names, *self.pip_options]).encode()).hexdigest()[:16]
        # Repositories are packaged in parallel, and may need the same environment.
        with (self.folder / (place.name + ".lock")).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            complete = place / "complete"
            if not complete.exists():
                self.make(place, names)
            complete.touch()
        return str(place / "bin" / "python")

    def packages_with(self, requirements):
        """NAME==VERSION of each package in the environment with these requirements."""
        place = pathlib.Path(self.python_with(requirements)).parent.parent
        folders = sorted(path.stem for path in place.glob("lib/python*/site-packages/*.dist-info"))
        return ["==".join(folder.rsplit("-", 1)) for folder in folders]

    def make(self, place, names):
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
        if names:
            # Isolated, since the working directory is a repository: pip must not import its modules.
            pip = [sys.executable, "-I", "-m", "pip", "--python", place / "bin" / "python"]
            # Compiled now: each backend runs in several processes, in every build.
            compiling = {**os.environ, "PIP_COMPILE": "1"}
            subprocess.run(
                [*pip, "install", "--quiet", *self.pip_options, "--", *names], check=True, env=compiling
            )
        self.remove_unused()

    def remove_unused(self):
        for complete in self.folder.glob("*/complete"):
            if complete.stat().st_mtime < time.time() - UNUSED_SECONDS:
                shutil.rmtree(complete.parent, ignore_errors=True)
