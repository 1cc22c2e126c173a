"""Brings an interpreter that the system does not have, with uv.

usage: bring_python.py BACKENDS SOURCES VERSION FOLDER [MIRROR]

BACKENDS  where environments of tools are kept
SOURCES   pip's options to install uv, as JSON
VERSION   3.13 or 3.13.2
FOLDER    where the interpreter is put; `complete` there has the path of its folder
MIRROR    the URL of a mirror of uv's interpreters, or of a list of others (.json)
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

from install_with_uv import certificates, uv_of
from uv_settings import NotForUv


def bring(backends, sources, version, folder, mirror=None):
    shutil.rmtree(folder, ignore_errors=True)
    options = ["--quiet", "--no-progress", "--color", "never", "--no-config", "--no-cache", "--no-bin"]
    if mirror:
        options += ["--python-downloads-json-url" if mirror.endswith(".json") else "--mirror", mirror]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    command = [uv_of(backends, sources), "python", "install", *options, "--install-dir", folder, version]
    subprocess.run(command, check=True, env={**environment, **certificates()})
    [interpreter] = [path for path in pathlib.Path(folder).glob("cpython-*") if not path.is_symlink()]
    # Builds are read-only, so that nothing could be compiled in them.
    minor = "python" + ".".join(version.split(".")[:2])
    compiling = pathlib.Path(__file__).with_name("compile_bytecode.py")
    subprocess.run([interpreter / "bin" / minor, "-Es", compiling, interpreter / "lib" / minor], check=True)
    complete = pathlib.Path(folder, "complete")
    complete.with_suffix(".part").write_text(f"{interpreter}\n", "utf-8")
    complete.with_suffix(".part").rename(complete)


if __name__ == "__main__":
    backends, sources, *others = sys.argv[1:]
    try:
        bring(backends, json.loads(sources), *others)
    except (NotForUv, subprocess.CalledProcessError) as problem:
        sys.exit(f"error: {problem}")
