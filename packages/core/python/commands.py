"""Commands: programs with arguments, as fck sends them."""

import os
import signal

from fence import LOST, pass_fence
from streams import say

# New in Python 3.8. It does not copy this process, and so takes half the time of a fork.
SPAWN = getattr(os, "posix_spawnp", None)


def run(request: dict) -> int:
    """Runs `argv` in `cwd`, with the variables `env` added."""
    if not pass_fence(request):
        return LOST
    # Python ignores it, and so would the program: by default, a file that becomes too long ends its writer.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    folder = request.get("cwd")
    try:
        if folder is not None:
            os.chdir(folder.encode())
    except OSError as error:
        say(f"cd: {folder}: {error.strerror}")
        return 2
    try:
        if not request.get("fence"):
            _execute(request)
        # The fence is held by this process alone, until the command has ended.
        pid = _start(request)
    except OSError as error:
        say(f"{request['argv'][0]}: {error.strerror}")
        return 127 if isinstance(error, FileNotFoundError) else 126
    os.close(0)
    status = os.waitpid(pid, 0)[1]
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _start(request: dict) -> int:
    if SPAWN is not None:
        return SPAWN(*_program(request))
    pid = os.fork()
    if pid == 0:
        try:
            _execute(request)
        except OSError as error:
            say(f"{request['argv'][0]}: {error.strerror}")
            os._exit(127 if isinstance(error, FileNotFoundError) else 126)
    return pid


def _execute(request: dict) -> None:
    """Becomes the program."""
    os.execvpe(*_program(request))


def _program(request: dict) -> "tuple[bytes, list[bytes], dict[bytes, bytes]]":
    argv = [word.encode() for word in request["argv"]]
    environment = dict(os.environb)
    for name, value in request.get("env", {}).items():
        environment[name.encode()] = value.encode()
    return argv[0], argv, environment
