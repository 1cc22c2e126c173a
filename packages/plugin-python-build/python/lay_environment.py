"""Packages repositories and, if it can, installs them in a copy of an earlier build's environment.

usage: lay_environment.py ANSWER-FILE <ORDER

Reads the arguments of `lay` from standard input, and writes what it returns into the file: both are JSON.
"""

import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import known_packaging
from application_files import put_application
from clone_environment import clone
from fingerprint_environment import look_at_needs
from installed import distributions_in
from known_packaging import BACKEND
from missing_data import MISSING
from replace_projects import replace_projects

OWN_FOLDER = pathlib.Path(__file__).parent


class Failed(Exception):
    """A step has failed. Its output says why."""


class Work:
    """A part of the work in a process of its own.

    is_apart  whether its output is kept until it ends, so that it is not mixed with that of others
    """

    def __init__(self, name, function, is_apart=True):
        self.name = name
        self.output = tempfile.TemporaryFile() if is_apart else None  # noqa: SIM115
        self.result = tempfile.TemporaryFile()  # noqa: SIM115
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            self.run(function)

    def run(self, function):
        code = 1
        try:
            if self.output:
                os.dup2(self.output.fileno(), 1)
                os.dup2(self.output.fileno(), 2)
            self.result.write(json.dumps(function()).encode())
            self.result.flush()
            code = 0
        except Failed:
            pass
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def ends_well(self):
        """Waits for its end, and says whether it succeeded."""
        return os.waitpid(self.process, 0)[1] == 0

    def show(self):
        """Prints what it has printed."""
        if self.output:
            self.output.seek(0)
            sys.stdout.buffer.write(self.output.read())
            sys.stdout.flush()

    def returned(self):
        self.result.seek(0)
        return json.loads(self.result.read())


def wait_for_all(works):
    """The results of all works.

    What failed is shown last, when no work is running any more: of a long output, an error has only the end.
    """
    failed = []
    for work in works:
        if work.ends_well():
            work.show()
        else:
            failed.append(work)
    for work in failed:
        work.show()
        if work is failed[-1]:
            raise Failed(f"error: could not {work.name}")
        print(f"error: could not {work.name}", flush=True)
    return [work.returned() for work in works]


def lay(repos, application, build, library, python, backends, pip_options, earlier, lock, needs, tested):
    """Lays the environment of a build, as far as pip is not needed.

    repos        [{name, checkout, copy, repository, repository_copy, dist}]: a project, the project in a copy
                 of its repository (which is made if something needs it), the repository, and a folder for
                 its wheel; dist is None if it is no package
    application  name of the project whose files are put into the build, or None
    build        the folder of the build
    library      where packages are below it
    python       the interpreter of the build's virtualenv
    backends     where environments of build backends are kept
    pip_options  for the pip that installs backends
    earlier      {folder, projects, dependencies} of a build whose environment may be copied, or None
    lock         {file, project, repository, copy, groups, extras, hashed, others}: see `read_lock`; or None
    needs        {files, settings}: what else decides what is installed; see `look_at_needs`
    tested       names of repositories whose tests are run

    Gives {problem, words} if the lock cannot be used, otherwise {needs, why, pip, tests, missing, installed,
    backends}:

    needs  what the build needs; see `look_at_needs`
    why    why the earlier environment could not be copied; empty if it was, or if there is none
    pip    what pip has to install: "nothing", "projects" or "all"
    tests  by repository; see `find_tests`
    missing  by repository: data of its packages that its wheel does not have; see `missing_from`
    backends  NAME==VERSION of what the backends of the wheels ran with
    installed  names of the folders that describe the installed packages, if pip is not needed any more
    """
    copying = []
    if earlier:
        name = f"clone the environment of {os.path.basename(earlier['folder'])}"
        copying = [
            Work(name, functools.partial(clone, earlier["folder"], build, library, earlier["projects"]))
        ]
    reading = read_lock(lock, backends, pip_options) if lock else []
    packages = [repo for repo in repos if repo["dist"]]
    results = wait_for_all([*copying, *reading, *package(packages, backends, pip_options)])
    why = results[0] if copying else ""
    settings = needs["settings"]
    if lock:
        read = use_lock(lock, backends, results[len(copying)] if reading else None)
        if "problem" in read:
            return read
        settings = settings + read["settings"]
    dists = [repo["dist"] for repo in packages]
    found = look_at_needs(needs["files"], settings, dists)
    pip = "all"
    if earlier and not why and is_same(found, earlier):
        wheels = [str(wheel) for dist in dists for wheel in pathlib.Path(dist).glob("*.whl")]
        pip = "nothing" if replace_projects(build, library, wheels) else "projects"
    if pip == "nothing":
        folders = [os.path.join(build, library)]
        for repo in repos:
            if repo["name"] == application:
                folders.append(put_application(repo["checkout"], build, library))
        run(python, "-Es", str(OWN_FOLDER / "compile_bytecode.py"), *folders)
    if pip != "nothing" or tested:
        for repo in repos:
            copy_checkout(repo)
    missing = {repo["name"]: read_note(repo, MISSING) for repo in packages}
    return {
        "needs": found,
        "why": why,
        "pip": pip,
        "tests": tests_in(repos, tested),
        "missing": missing,
        "backends": sorted({package for repo in packages for package in read_note(repo, BACKEND)}),
        "installed": [path.name for path in distributions_in(pathlib.Path(build, library)).values()],
    }


def read_lock(lock, backends, pip_options):
    """Reads the requirements of a lock, unless they are known. Gives the works that are still reading some.

    lock  file        path of the lock file in the project
          project     the project, and where its `repository` and a `copy` of that are, for the lock's tool
          groups      names of groups and extras to install
          hashed      where requirements with hashes are written
          others      where those without are written
    """
    from locked_requirements import export, key_of, recall

    selection = (lock["file"], lock["groups"], lock["extras"])
    lock["key"] = key_of(lock["project"], *selection)
    lock["text"] = recall(backends, lock["key"])
    if lock["text"] is not None:
        return []
    project = os.path.join(lock["copy"], os.path.relpath(lock["project"], lock["repository"]))

    def read():
        copy_files(lock["repository"], lock["copy"])
        return export(os.path.normpath(project), *selection, backends, pip_options)

    return [Work(f"read {lock['file']}", read)]


def use_lock(lock, backends, answer):
    """Writes the requirements of a lock. Gives {settings}, or why it cannot be used."""
    from locked_requirements import keep, local_trees, split

    if answer and "problem" in answer:
        return answer
    if answer:
        lock["text"] = answer["requirements"]
        keep(backends, lock["key"], lock["text"])
    hashed, others = split(lock["text"])
    pathlib.Path(lock["hashed"]).write_text(hashed, "utf-8")
    pathlib.Path(lock["others"]).write_text(others, "utf-8")
    folder = os.path.join(lock["project"], os.path.dirname(lock["file"]))
    return {"settings": [hashed, others, local_trees(others, folder)]}


def tests_in(repos, tested):
    if not tested:
        return {}
    # Imported here: reading TOML takes longer to import than all else.
    from find_tests import find_tests

    return {repo["name"]: find_tests(repo["copy"], repo["dist"]) for repo in repos if repo["name"] in tested}


def is_same(found, earlier):
    return found["dependencies"] is not None and all(
        found[key] == earlier[key] for key in ("projects", "dependencies")
    )


def package(repos, backends, pip_options):
    """Makes the wheel of each repository. Gives the works that are still making some."""
    others = []
    for repo in repos:
        os.makedirs(repo["dist"])
        key = os.path.basename(repo["dist"])
        known = known_packaging.recall(backends, key, repo["checkout"], pip_options)
        if known:
            print(f"make wheel of {repo['name']}: only code has changed since the last one", flush=True)
            known_packaging.make_wheel(known, repo["checkout"], repo["dist"])
            for name, value in ((MISSING, known["missing"]), (BACKEND, known["backend"])):
                pathlib.Path(repo["dist"], name).write_text(json.dumps(value), "utf-8")
        else:
            others.append(repo)
    return [
        Work(
            f"make wheel of {repo['name']}",
            functools.partial(make_wheel, repo, backends, pip_options),
            is_apart=len(others) > 1,
        )
        for repo in others
    ]


def read_note(repo, name):
    """What was noted beside the wheel of a repository."""
    return json.loads(pathlib.Path(repo["dist"], name).read_text("utf-8"))


def make_wheel(repo, backends, pip_options):
    copy_checkout(repo)
    program = OWN_FOLDER / "make_wheel.py"
    # setuptools leaves a copy of the packages there, whose tests would be found a second time.
    # All else stays: tests may need a module that the backend has written.
    left = pathlib.Path(repo["copy"], "build")
    is_committed = left.exists()
    run(sys.executable, program, repo["copy"], repo["dist"], backends, *pip_options)
    if not is_committed:
        shutil.rmtree(left, ignore_errors=True)


def copy_checkout(repo):
    """Copies a repository, so that files that building and testing create do not get into the checkout."""
    if not os.path.exists(repo["repository_copy"]):
        copy_files(repo["repository"], repo["repository_copy"])


def copy_files(source, copy):
    os.makedirs(copy)
    run("cp", "-a", "--", f"{source}/.", copy)


def run(*command):
    """Runs a program whose output says what fails."""
    if subprocess.run(command).returncode != 0:
        raise Failed()


if __name__ == "__main__":
    try:
        answer = lay(**json.load(sys.stdin))
    except Failed as failure:
        sys.exit(str(failure) or 1)
    pathlib.Path(sys.argv[1]).write_text(json.dumps(answer), "utf-8")
