"""Compiles the modules below a folder that are not compiled yet, so that equal sources give equal bytes.

usage: compile_bytecode.py FOLDER

Paths in the bytecode are relative to FOLDER. Bytecode is valid by the hash of its source, not by its time.
Files that are not valid Python (templates, syntax of another version) stay uncompiled.
"""

import importlib.util
import multiprocessing
import os
import pathlib
import py_compile
import sys

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


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    # Also for a single module, so that all modules are compiled under the same conditions: bytecode depends a
    # little on what else the interpreter has loaded.
    with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        pool.map(
            compile_one,
            [source for source in sources_in(os.getcwd()) if not is_compiled(source)],
            chunksize=8,
        )
