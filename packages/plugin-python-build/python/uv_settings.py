"""What pip is told, by words and by its configuration, for uv, which does not read pip's configuration."""

import ast
import os
import pathlib
import re

from fingerprint_environment import INCLUDES, lines_of

# Options of pip that take a value, by their long names. Of several values, the last one counts, except of
# lists.
LISTS = (
    "constraint",
    "extra-index-url",
    "find-links",
    "no-binary",
    "only-binary",
    "requirement",
    "trusted-host",
)
VALUES = ("cert", "client-cert", "index-url", "proxy", "retries", "timeout")
FLAGS = ("no-cache-dir", "no-deps", "no-index", "pre", "require-hashes")
# They make no difference here: uv has a cache of its own, there is nothing to upgrade in a new environment,
# and bytecode is compiled later.
OF_NO_EFFECT = (
    "break-system-packages",
    "cache-dir",
    "compile",
    "config-file",
    "debug",
    "disable-pip-version-check",
    "exists-action",
    "log",
    "no-color",
    "no-compile",
    "no-input",
    "no-python-version-warning",
    "no-warn-conflicts",
    "no-warn-script-location",
    "progress-bar",
    "quiet",
    "root-user-action",
    "upgrade",
    "upgrade-strategy",
    "use-pep517",
    "user",
    "verbose",
)
VALUES_OF_NO_EFFECT = (
    "cache-dir",
    "exists-action",
    "log",
    "progress-bar",
    "root-user-action",
    "upgrade-strategy",
)
OTHER_NAMES = {
    "-i": "index-url",
    "-f": "find-links",
    "-r": "requirement",
    "-c": "constraint",
    "-U": "upgrade",
    "-q": "quiet",
    "-v": "verbose",
    "--pypi-url": "index-url",
    "--default-timeout": "timeout",
    "--no-dependencies": "no-deps",
}
# In the order in which they count.
SECTIONS = ("global", "install", ":env:")
PROXIES = ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY")
PYPI = "https://pypi.org/simple"
NAMED = re.compile(
    r"(?!\S+\.(?:whl|zip|t?gz|bz2|xz)\b)[A-Za-z0-9][\w.-]*\s*(?:$|[\[(<>=!~;#]|\s--hash=|@\s*(?!file:)[a-z+]+://)"
)


class NotForUv(Exception):
    """Something that only pip can do as pip does it. The text completes "since"."""


def configured(listing):
    """{name: text} of pip's configuration, as `pip config list` shows it. It includes variables (PIP_…)."""
    sections = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in sections and value:
            sections[section][long_name(f"--{name}")] = ast.literal_eval(value)
    merged = {}
    for section in SECTIONS:
        merged.update({name: value for name, value in sections[section].items() if value != ""})
    return merged


def long_name(option):
    return OTHER_NAMES.get(option, option[2:].replace("_", "-"))


def settings_of(words, configuration):
    """({name: value}, what to install) of the words after `pip install`, and of pip's configuration.

    Lists have all their values; flags are True.
    """
    settings = {}
    for name, text in configuration.items():
        if name in LISTS:
            settings[name] = text.split()
        elif name in VALUES:
            settings[name] = text
        elif name in FLAGS:
            if text.lower() in ("y", "yes", "t", "true", "on", "1"):
                settings[name] = True
        elif name not in OF_NO_EFFECT:
            raise NotForUv(f"the host's configuration of pip has {name}")
    wanted = []
    words = list(words)
    while words:
        word = words.pop(0)
        if not word.startswith("-"):
            wanted.append(word)
            continue
        option, has_value, value = (
            word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
        )
        name = long_name(option)
        takes_value = name in LISTS or name in VALUES or name in VALUES_OF_NO_EFFECT
        if takes_value and not has_value:
            value = words.pop(0)
        if name in LISTS:
            settings.setdefault(name, []).append(value)
        elif name in VALUES:
            settings[name] = value
        elif name in FLAGS:
            settings[name] = True
        elif name not in OF_NO_EFFECT:
            raise NotForUv(f"pip has the option {option}")
    return settings, wanted


def call_of(settings, wanted):
    """(words after `uv pip install`, variables). Locations are variables: they may have passwords."""
    words = [*wanted]
    for name, option in (("requirement", "--requirements"), ("constraint", "--constraints")):
        words += [word for path in settings.get(name, []) for word in (option, path)]
    for name in ("no-binary", "only-binary"):
        names = ",".join(settings.get(name, [])).split(",")
        words += [word for each in names if each for word in (f"--{name}", each)]
    words += [f"--{name}" for name in ("no-deps", "no-index", "require-hashes") if name in settings]
    words += ["--no-cache"] if "no-cache-dir" in settings else []
    words += ["--prerelease", "allow"] if "pre" in settings else []
    return words, variables_of(settings)


def variables_of(settings):
    links = settings.get("find-links", [])
    if any("," in place for place in links):
        raise NotForUv("a place of find-links has a comma")
    # pip prefers the first of several indexes that have the same file. For uv, the default one is the last.
    *others, last = [settings.get("index-url", PYPI), *settings.get("extra-index-url", [])]
    return {
        "UV_DEFAULT_INDEX": last,
        **({"UV_INDEX": " ".join(others)} if others else {}),
        **({"UV_FIND_LINKS": ",".join(links)} if links else {}),
        **({"UV_INSECURE_HOST": " ".join(settings["trusted-host"])} if "trusted-host" in settings else {}),
        **({"UV_HTTP_TIMEOUT": settings["timeout"]} if "timeout" in settings else {}),
        **({"UV_HTTP_RETRIES": settings["retries"]} if "retries" in settings else {}),
        **({"SSL_CERT_FILE": settings["cert"]} if "cert" in settings else {}),
        **({"SSL_CLIENT_CERT": settings["client-cert"]} if "client-cert" in settings else {}),
        **({name: settings["proxy"] for name in PROXIES} if "proxy" in settings else {}),
    }


def split(wanted):
    """(paths of wheels, requirements) among what is to be installed. Raises NotForUv for folders."""
    wheels = [word for word in wanted if re.search(r"\.whl(?:\[[^\]]*\])?$", word) and "://" not in word]
    requirements = [word for word in wanted if word not in wheels]
    for word in requirements:
        if not NAMED.match(word):
            raise NotForUv("a folder or a file is installed")
    return wheels, requirements


def requirements_in(path, seen=None):
    """The requirements in a file and in those that it includes, each as one line.

    Raises NotForUv for all but packages with names: uv takes folders from its cache even if their code has
    changed, and it ignores some options.
    """
    seen = set() if seen is None else seen
    path = pathlib.Path(os.path.normpath(path))
    if path in seen:
        return []
    seen.add(path)
    found = []
    for line in lines_of(path):
        included = INCLUDES.match(line)
        if included:
            inner = requirements_in(path.parent / included.group(1), seen)
            found += inner if line.startswith(("-r", "--requirement")) else []
        elif NAMED.match(line):
            found.append(line)
        elif not line.startswith("--extra-index-url"):
            raise NotForUv(f"{path.name} has the line {line.split('://')[0]}")
    return found
