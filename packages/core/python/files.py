"""Files that fck reads and removes."""

import os
import stat
import sys

# Exit codes of `show`.
MISSING, IRREGULAR = 66, 67


def show(path: str, most: int) -> int:
    """Prints the beginning of a regular file."""
    name = path.encode()
    try:
        facts = os.stat(name)
    except OSError:
        return MISSING
    # Reading a named pipe would block for ever.
    if not stat.S_ISREG(facts.st_mode):
        return IRREGULAR
    try:
        with open(name, "rb") as file:
            content = file.read(most)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
    return 0


def remove(path: str) -> None:
    try:
        os.unlink(path.encode())
    except FileNotFoundError:
        pass
