"""nginx's worker processes, as `workers.sh` finds them."""

import os
import time

PROC = "/proc"
MAIN_FILE = "/etc/nginx/nginx.conf"


def show(script: str) -> None:
    """Prints the workers; the script does the same where nginx's main file does not name the pid file."""
    print("\n".join(_workers(_pid_file(script))))


def show_after_reload(script: str, before: "list[str]", seconds: float) -> None:
    """Prints the workers once none of those before serves, at the latest when the time is over."""
    file = _pid_file(script)
    deadline = time.monotonic() + seconds
    while True:
        found = _workers(file)
        serving = [line[8:] for line in found if line.startswith("serving ")]
        if serving and not set(serving) & set(before) or time.monotonic() >= deadline:
            print("\n".join(found))
            return
        time.sleep(0.01)


def _pid_file(script: str) -> str:
    for line in _text(MAIN_FILE).splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "pid":
            return words[1].split(";")[0]
    os.execvp("sh", ["sh", "-c", script])


def _workers(file: str) -> "list[str]":
    master = _text(file).strip()
    found = []
    for pid in filter(str.isdigit, os.listdir(PROC) if master else []):
        if _text(f"{PROC}/{pid}/comm") != "nginx\n":
            continue
        facts = _text(f"{PROC}/{pid}/stat").rpartition(")")[2].split()
        title = _text(f"{PROC}/{pid}/cmdline")
        # One that has ended, and that its parent has not noticed yet, has no title.
        if len(facts) > 19 and facts[1] == master and title.strip("\0"):
            doing = "ending" if "shutting down" in title else "serving"
            found.append(f"{doing} {pid}:{facts[19]}")
    return found


def _text(path: str) -> str:
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""
