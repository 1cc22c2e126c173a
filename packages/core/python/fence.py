"""The fence that each change passes: it runs only while its run has the machine's lock."""

import fcntl
import os
import signal

from streams import say

# As `remote/fence.ts` expects it.
LOST = 211
LOST_TEXT = "fck: the lock of this run is lost, so nothing was done"


def first_line(path: str) -> str:
    """The first line of a file; empty if it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n")
    except OSError:
        return ""


def pass_fence(request: dict) -> bool:
    """Holds the fence as long as this process lives. False if the run has lost its lock: do nothing then."""
    fence = request.get("fence")
    if not fence:
        return True
    # Not inheritable: a daemon that the change starts must not hold it. A signal ends the change, but not the
    # process that holds the fence for it.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    descriptor = os.open(os.path.join(fence["root"], ".fence"), os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    if first_line(os.path.join(fence["root"], ".lock", "run")) == fence["run"]:
        return True
    say(LOST_TEXT)
    return False
