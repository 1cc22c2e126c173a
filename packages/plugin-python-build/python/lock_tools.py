"""The tools that turn a lock file into requirements: how each is installed and called.

Each gives pinned requirements with hashes, for one Python, and refuses a lock that does not fit the project.
"""

import os
import re
import subprocess

# What the environment of each tool has. Python 3.8 and 3.9 get the newest versions that run there.
POETRY = [
    "poetry==2.5.1; python_version>='3.10'",
    "poetry>=1.8; python_version<'3.10'",
    "poetry-plugin-export>=1.8,<2",
]
# pdm 2.29 does not run with hishel 2.
PDM = ["pdm==2.29.4; python_version>='3.10'", "pdm>=2; python_version<'3.10'", "hishel<2"]
PIPENV = ["pipenv==2026.10.3; python_version>='3.10'", "pipenv; python_version<'3.10'"]
UV = ["uv==0.13.9"]

PYPI = re.compile(r"https://(?:pypi\.org|pypi\.python\.org)/simple/?$")


class LockProblem(Exception):
    """A lock that cannot be used: why, and the words of its tool."""

    def __init__(self, kind, words):
        super().__init__(words)
        self.kind = kind
        self.words = words


def call(kind, python, program, *arguments, cwd, **environ):
    """The output of a tool. If it fails, its words are the problem."""
    folder = os.path.dirname(python)
    path = folder + os.pathsep + os.environ.get("PATH", "")
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    result = subprocess.run(
        [os.path.join(folder, program), *arguments],
        cwd=cwd,
        env={
            **inherited,
            **environ,
            "PATH": path,
            "NO_COLOR": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if result.returncode != 0:
        raise LockProblem(kind, (result.stderr.strip() or result.stdout.strip()))
    return result.stdout


def pairs(option, names):
    return [word for name in names for word in (option, name)]


def export_uv(python, base, project, lock, groups, extras):
    text = (project / lock).read_text("utf-8")
    registries = sorted(set(re.findall(r'source = \{ registry = "([^"]+)" \}', text)))
    indexes = [each for each in registries if "://" in each and not PYPI.match(each)]
    folders = [each for each in registries if "://" not in each]
    output = call(
        "outdated",
        python,
        "uv",
        "export",
        "--locked",
        *(["--no-dev"] if "dev" not in groups else []),
        "--no-emit-project",
        "--no-editable",
        "--no-header",
        "--no-annotate",
        "--quiet",
        "--no-python-downloads",
        *pairs("--group", groups),
        *pairs("--extra", extras),
        # uv takes a lock for outdated if it names an index that it does not know, such as a mirror.
        *pairs("--index", indexes),
        *pairs("--find-links", folders),
        cwd=project,
        UV_PYTHON=base,
    )
    files = [project / name for name in ("pyproject.toml", "uv.toml")]
    settings = "".join(path.read_text("utf-8") for path in files if path.is_file())
    options = [f"--extra-index-url {each}\n" for each in indexes if each.rstrip("/") in settings]
    return "".join(options) + output


def export_poetry(python, _base, project, _lock, groups, extras):
    environ = {"POETRY_VIRTUALENVS_CREATE": "false", "POETRY_NO_INTERACTION": "1"}
    call("outdated", python, "poetry", "check", "--lock", cwd=project, **environ)
    only = ",".join(["main", *groups])
    return call(
        "failed",
        python,
        "poetry",
        "export",
        "--format=requirements.txt",
        f"--only={only}",
        *pairs("--extras", extras),
        cwd=project,
        **environ,
    )


def export_pdm(python, base, project, _lock, groups, extras):
    environ = {
        "PDM_CHECK_UPDATE": "false",
        "PDM_IGNORE_SAVED_PYTHON": "1",
        "PDM_PYTHON": base,
        "PDM_USE_VENV": "false",
    }
    call("outdated", python, "pdm", "lock", "--check", cwd=project, **environ)
    which = pairs("-G", [*groups, *extras])
    return call(
        "failed",
        python,
        "pdm",
        "export",
        "--format=requirements",
        *([] if groups else ["--prod"]),
        *which,
        cwd=project,
        **environ,
    )


def export_pipenv(python, _base, project, _lock, groups, _extras):
    environ = {
        "PIPENV_IGNORE_VIRTUALENVS": "1",
        "PIPENV_NOSPIN": "1",
        "PIPENV_PIPFILE": str(project / "Pipfile"),
    }
    call("outdated", python, "pipenv", "verify", cwd=project, **environ)
    categories = " ".join(["packages", *("dev-packages" if name == "dev" else name for name in groups)])
    words = ["requirements", "--hash", "--categories", categories]
    return call("failed", python, "pipenv", *words, cwd=project, **environ)


# The lock file of each tool, what its environment has, and the function that calls it.
LOCK_TOOLS = {
    "uv.lock": (UV, export_uv),
    "poetry.lock": (POETRY, export_poetry),
    "pdm.lock": (PDM, export_pdm),
    "Pipfile.lock": (PIPENV, export_pipenv),
}
