"""Installs packages with uv, as pip would do it with the same words: the same packages as the same bytes.

usage: install_with_uv.py BACKENDS SOURCES REASON REPORT PYTHON LIBRARY [PIP-ARGUMENT...]

BACKENDS      where environments of tools are kept
SOURCES       pip's options to install uv itself, as JSON
REASON        a file that says why pip has installed, if it has
REPORT        a file in which pip reports what it has installed
PYTHON        the interpreter of the environment to install into
LIBRARY       the folder of packages in that environment
PIP-ARGUMENT  what follows `pip install`

Where pip has to do it, as with options that uv does not have, pip does it.
"""

import json
import os
import pathlib
import ssl
import subprocess
import sys

from backend_environments import BackendEnvironments
from lock_tools import UV
from uv_settings import NotForUv, call_of, configured, requirements_in, settings_of, split

# Isolated, since the working directory is a repository: pip must not import its modules.
PIP = [sys.executable, "-I", "-m", "pip"]
# Versions come from all indexes alike, as for pip. Links into the cache would change a sealed build with it.
# Settings of uv are neither the host's, which pip does not know, nor those of the repository.
OPTIONS = [
    *("--quiet", "--no-progress", "--color", "never", "--no-config", "--no-sources", "--no-python-downloads"),
    *("--index-strategy", "unsafe-best-match", "--link-mode", "copy"),
]


def install(backends, sources, python, library, words):
    """Gives the exit code of uv. Raises NotForUv if pip has to install."""
    try:
        from as_pip_leaves import leave_as_pip, requested_in
    except ImportError as problem:
        raise NotForUv(f"this pip is another one than uv is known to replace ({problem})") from problem
    listing = subprocess.run([*PIP, "config", "list"], check=True, stdout=subprocess.PIPE, text=True).stdout
    settings, wanted = settings_of(words, configured(listing))
    wheels, requirements = split(wanted)
    requirements += [line for path in settings.get("requirement", []) for line in requirements_in(path)]
    for path in settings.get("constraint", []):
        requirements_in(path)
    arguments, variables = call_of(settings, wanted)
    build = pathlib.Path(python).parent.parent
    command = [uv_of(backends, sources), "pip", "install", "--python", python, *OPTIONS, *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    cache = {"UV_CACHE_DIR": str(pathlib.Path(backends).parent.parent / "uv-cache")}
    code = subprocess.run(command, env={**environment, **cache, **certificates(), **variables}).returncode
    if code == 0:
        leave_as_pip(build, pathlib.Path(library), python, requested_in(requirements, wheels))
    return code


def certificates():
    """Variables for the certificates that pip trusts if its configuration names none."""
    file = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    if file:
        return {"SSL_CERT_FILE": file}
    system = ssl.get_default_verify_paths()
    return {"UV_SYSTEM_CERTS": "1"} if system.cafile or system.capath else {}


def uv_of(backends, sources):
    try:
        python = BackendEnvironments(pathlib.Path(backends), sources).python_with(UV)
    except subprocess.CalledProcessError as problem:
        raise NotForUv("uv could not be installed") from problem
    return str(pathlib.Path(python).with_name("uv"))


if __name__ == "__main__":
    backends, sources, reason, report, python, library, *words = sys.argv[1:]
    try:
        code = install(backends, json.loads(sources), python, library, words)
    except NotForUv as problem:
        pathlib.Path(reason).write_text(str(problem), "utf-8")
        code = subprocess.run([*PIP, "--python", python, "install", "--report", report, *words]).returncode
    sys.exit(code)
