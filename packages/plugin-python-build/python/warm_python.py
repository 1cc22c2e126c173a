"""Runs Python programs one after another without starting an interpreter, and importing a large module, for each.

A warm interpreter imports the module once. Each program then runs in a fork of it, as if it had been started afresh.
"""

import contextlib
import json
import os
import runpy
import subprocess
import sys


class WarmPython:
    """A warm interpreter, as who uses it sees it."""

    def __init__(self, python, modules):
        answers, to_us = os.pipe()
        self.process = subprocess.Popen(
            [python, __file__, str(to_us), *modules], stdin=subprocess.PIPE, pass_fds=[to_us], text=True
        )
        os.close(to_us)
        self.answers = os.fdopen(answers)

    def run(self, command, cwd=None, extra_environ=None):
        """Runs [python, program, *arguments] as `subprocess.check_call` does: a runner for `build.ProjectBuilder`."""
        order = {"argv": [str(word) for word in command[1:]], "cwd": str(cwd or "."), "environ": extra_environ or {}}
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


def run_in_fork(argv, cwd, environ):
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    sys.argv = argv
    sys.path[0] = os.path.dirname(argv[0])
    os.environ.update(environ)
    os.chdir(cwd)
    runpy.run_path(argv[0], run_name="__main__")
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
