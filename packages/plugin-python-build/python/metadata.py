"""The fields of a package's metadata (METADATA, PKG-INFO)."""

import re


def fields_of(text):
    """The values of each field, by its name in lower case. The description is left out."""
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    found = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", head).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), []).append(value.strip())
    return found


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def name_in(requirement):
    """The normal name of the package that a requirement asks for."""
    return normal(re.match(r"[\w.-]*", requirement).group())
