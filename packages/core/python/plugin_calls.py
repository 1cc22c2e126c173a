"""Functions of plugins. The modules of a plugin arrive when it first calls one of their functions."""

import json
import os
import sys

from fence import LOST, pass_fence

# By key: the texts of a plugin's modules, then the modules themselves by name, or why they cannot be loaded.
_texts = {}
_modules = {}
_failures = {}


def receive(group: dict) -> None:
    _texts[group["key"]] = group["modules"]


def load(request: dict) -> None:
    """Loads the modules that a call needs. The helper does it, so that it is done once."""
    key = request["key"]
    texts = _texts.pop(key, None)
    if texts is None:
        return
    modules = {name: type(sys)(name) for name, _ in texts}
    # Other plugins, and the helper itself, may have modules of these names.
    hidden = {name: sys.modules.get(name) for name in modules}
    # What a module prints when it is loaded must not come between the frames.
    frames = os.dup(1)
    os.dup2(2, 1)
    try:
        for name, text in texts:
            sys.modules[name] = modules[name]
            exec(compile(text, name + ".py", "exec"), vars(modules[name]))
        _modules[key] = modules
    except BaseException:
        import traceback

        _failures[key] = traceback.format_exc()
    finally:
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            pass
        os.dup2(frames, 1)
        os.close(frames)
        for name, module in hidden.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


def call(request: dict) -> int:
    """Calls a function of the last module. Prints its result as JSON, unless it uses the streams itself."""
    if not pass_fence(request):
        return LOST
    if request["key"] in _failures:
        raise SystemExit(_failures[request["key"]])
    modules = _modules[request["key"]]
    sys.modules.update(modules)
    *_, main = modules.values()
    function = getattr(main, request["function"])
    if request["streams"]:
        return function(**request["args"])
    # What it prints is not its result.
    result = os.dup(1)
    os.dup2(2, 1)
    try:
        data = json.dumps(function(**request["args"]), allow_nan=False).encode()
        sys.stdout.flush()
    except Exception as error:
        raise SystemExit(reason(error)) from error
    while data:
        data = data[os.write(result, data) :]
    return 0


def reason(error: Exception) -> str:
    """What a user sees. An error that a function did not foresee is shown with its place."""
    if isinstance(error, OSError):
        return str(error)
    import traceback

    return "".join(traceback.format_exception(type(error), error, error.__traceback__)).strip()
