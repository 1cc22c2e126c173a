"""Finishes a folder of packages, so that equal sources give equal bytes: compiles the modules that are not
compiled yet, and makes packages forget where they were installed from.

usage: compile_bytecode.py FOLDER...

Paths in the bytecode are relative to their FOLDER. Bytecode is valid by the hash of its source, not by its
time.
Files that are not valid Python (templates, syntax of another version) stay uncompiled.
"""

import importlib.util
import os
import pathlib
import py_compile
import sys

from forget_origin import forget_origin

CHECKED_HASH = (0b11).to_bytes(4, "little")


def is_compiled(source):
    try:
        with open(importlib.util.cache_from_source(source), "rb") as compiled:
            header = compiled.read(16)
        content = pathlib.Path(source).read_bytes()
    except OSError:
        return False
    return header == importlib.util.MAGIC_NUMBER + CHECKED_HASH + importlib.util.source_hash(content)


def compile_one(source):
    mode = py_compile.PycInvalidationMode.CHECKED_HASH
    try:
        py_compile.compile(source, dfile=os.path.relpath(source), doraise=True, invalidation_mode=mode)
    except (py_compile.PyCompileError, OSError, UnicodeError, RecursionError, ValueError):
        pass


def sources_in(folder):
    for path, folders, files in os.walk(folder):
        folders.sort()
        yield from (os.path.join(path, name) for name in sorted(files) if name.endswith(".py"))


def compile_all(sources):
    """Compiles modules, in as many processes as there are processors.

    Also a single module is compiled in a process of its own, so that all are compiled under the same
    conditions: bytecode depends a little on what else the interpreter has loaded.
    """
    workers = []
    count = len(os.sched_getaffinity(0))
    for share in [sources[first::count] for first in range(count)]:
        worker = os.fork() if share else None
        if worker == 0:
            for source in share:
                compile_one(source)
            os._exit(0)
        elif worker:
            workers.append(worker)
    if any([os.waitpid(worker, 0)[1] for worker in workers]):
        sys.exit("error: a process that compiled bytecode was ended")


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        os.chdir(folder)
        forget_origin(os.getcwd())
        compile_all([source for source in sources_in(os.getcwd()) if not is_compiled(source)])
