"""Prints what a build needs to know about its interpreter, as JSON. Runs on Python 2.7, too."""

import json
import os
import sys
import sysconfig


def has(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


# A virtualenv's interpreter is removed with the virtualenv: a build must use the base interpreter.
executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
library = sysconfig.get_path("purelib", "posix_prefix", {"base": ""})

print(
    json.dumps(
        {
            "version": "%d.%d" % sys.version_info[:2],
            "release": "%d.%d.%d" % sys.version_info[:3],
            "executable": executable,
            "library": library.lstrip("/"),
            "venv": has("venv"),
            "ensurepip": has("ensurepip"),
        }
    )
)
