"""Runs Python programs one after another in forks of one interpreter that has imported a large module.

A warm interpreter imports the module once. Each program then runs in a fork of that process, which has the
state that the import left: what the module changed in the process (`sys.path`, for example), as in a new
interpreter.
"""

import contextlib
import json
import os
import runpy
import subprocess
import sys

# Python puts the folder of the program that it runs here.
OWN_FOLDER = sys.path[0]


class WarmPython:
    """Starts a warm interpreter and sends it programs to run.

    module: what it imports beforehand; None for nothing
    """

    def __init__(self, python, module=None, environ=None):
        answers, to_us = os.pipe()
        self.process = subprocess.Popen(
            [python, __file__, str(to_us), *([module] if module else [])],
            stdin=subprocess.PIPE,
            pass_fds=[to_us],
            text=True,
            env={**os.environ, **(environ or {})},
        )
        os.close(to_us)
        self.answers = os.fdopen(answers)

    def run(self, command, cwd=None, extra_environ=None, note=None):
        """Runs [python, program, *arguments] like `check_call`: a runner for `build.ProjectBuilder`.

        note: where to write which files below cwd the program reads; see `watch`
        """
        order = {
            "argv": [str(word) for word in command[1:]],
            "cwd": str(cwd or "."),
            "environ": extra_environ or {},
            "note": note,
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code = int(self.answers.readline() or 1)
        if code:
            raise subprocess.CalledProcessError(code, command)

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.process.stdin.close()
        self.process.wait()
        self.answers.close()


def watch(folder):
    """Listens which files below a folder the process opens and runs from now on.

    Gives what it has heard, as a dictionary that fills.
    """
    start = os.path.join(os.path.realpath(folder), "")
    heard = {"opened": [], "run": []}

    def hear(event, args):
        if event == "open" and not isinstance(args[0], int):
            note("opened", os.fsdecode(args[0]))
        elif event == "exec":
            note("run", args[0].co_filename)

    def note(kind, path):
        path = os.path.realpath(path)
        if path.startswith(start):
            heard[kind].append(path[len(start) :])

    sys.addaudithook(hear)
    return heard


def run_in_fork(argv, cwd, environ, note):
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    sys.argv = argv
    # It may not be the first any more: a backend may have put folders before it.
    sys.path[sys.path.index(OWN_FOLDER)] = os.path.dirname(argv[0])
    os.environ.update(environ)
    os.chdir(cwd)
    heard = watch(cwd) if note else None
    runpy.run_path(argv[0], run_name="__main__")
    if note:
        with open(note, "w", encoding="utf-8") as file:
            json.dump(heard, file)
    sys.exit(0)


def serve(answers, modules):
    orders = os.fdopen(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.set_inheritable(answers, False)
    for module in modules:
        with contextlib.suppress(ImportError):
            __import__(module)
    for order in orders:
        os.write(answers, b"%d\n" % run_in_fork(**json.loads(order)))


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
