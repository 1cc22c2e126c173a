"""Commands: programs with arguments, as fck sends them."""

import os
import signal

from fence import LOST, pass_fence
from streams import say


def run(request: dict) -> int:
    """Runs `argv` in `cwd`, with the variables `env` added."""
    if not pass_fence(request):
        return LOST
    if not request.get("fence"):
        return _execute(request)
    # The fence is held by this process alone, until the command has ended.
    pid = os.fork()
    if pid == 0:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os._exit(_execute(request))
    os.close(0)
    status = os.waitpid(pid, 0)[1]
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _execute(request: dict) -> int:
    folder = request.get("cwd")
    argv = [word.encode() for word in request["argv"]]
    try:
        if folder is not None:
            os.chdir(folder.encode())
    except OSError as error:
        say(f"cd: {folder}: {error.strerror}")
        return 2
    environment = dict(os.environb)
    for name, value in request.get("env", {}).items():
        environment[name.encode()] = value.encode()
    # Python ignores it, and so would the program: by default, a file that becomes too long ends its writer.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    try:
        os.execvpe(argv[0], argv, environment)
    except OSError as error:
        say(f"{request['argv'][0]}: {error.strerror}")
        return 127 if isinstance(error, FileNotFoundError) else 126
