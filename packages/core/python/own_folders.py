"""Which folders fck made: see `own-folder.ts`, whose shell functions do the same."""

import os

_MARK = ".made-by-fck"
_BUILD_FILE = "build.json"
_FILE_LIST = "files.sha256"


def is_own(folder: str) -> bool:
    if os.path.islink(folder) or not os.path.isdir(folder):
        return False
    if os.path.isfile(os.path.join(folder, _MARK)):
        return True
    build_file = os.path.join(folder, _BUILD_FILE)
    if not os.path.isfile(build_file):
        return os.path.isfile(os.path.join(folder, _FILE_LIST))
    try:
        with open(build_file, "rb") as file:
            return b'  "name": "%b",' % os.fsencode(os.path.basename(folder)) in file.read().split(b"\n")
    except OSError:
        return False
