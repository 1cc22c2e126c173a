"""Functions of plugins. Their modules arrive when a plugin first calls one."""

import json
import os
import sys
import traceback

from fence import LOST, pass_fence

_sources = {}
_failures = {}


def add_module(name: str, source: str) -> None:
    _sources[name] = source


def load(request: dict) -> None:
    """Runs the texts of the modules that a call needs, in the helper: so that each is compiled once."""
    for name in request["modules"]:
        source = _sources.pop(name, None)
        if source is None:
            continue
        module = sys.modules[name] = type(sys)(name)
        try:
            exec(compile(source, name + ".py", "exec"), vars(module))
        except BaseException:
            _failures[name] = traceback.format_exc()


def call(request: dict) -> int:
    """Calls a function. Its result is printed as JSON, unless it uses the streams itself."""
    if not pass_fence(request):
        return LOST
    for name in request["modules"]:
        if name in _failures:
            raise SystemExit(_failures[name])
    function = getattr(sys.modules[request["modules"][-1]], request["function"])
    if request.get("isStream"):
        return function(**request["args"]) or 0
    # What it prints is not its result.
    result = os.dup(1)
    os.dup2(2, 1)
    try:
        value = function(**request["args"])
        sys.stdout.flush()
    except Exception as error:
        raise SystemExit(_message(error)) from error
    data = json.dumps(value).encode()
    while data:
        data = data[os.write(result, data) :]
    return 0


def _message(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(error)
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)[-3:]).strip()
