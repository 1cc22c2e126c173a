"""The files of a checked-out repository."""

import hashlib
import os
import stat


def scan(folder):
    """The type and permissions of each file below a folder, git's own left out, by its relative path."""
    found = {}
    for path, folders, files in os.walk(folder):
        below = os.path.relpath(path, folder)
        folders[:] = [name for name in folders if name != ".git"]
        links = [name for name in folders if os.path.islink(os.path.join(path, name))]
        for name in files + links:
            if name != ".git":
                relative = os.path.normpath(os.path.join(below, name))
                found[relative] = os.lstat(os.path.join(folder, relative)).st_mode
    return found


def content_mark(folder, path, mode):
    """What a file contains, as a hash; of a link, where it points to."""
    place = os.path.join(folder, path)
    if stat.S_ISLNK(mode):
        return "-> " + os.readlink(place)
    with open(place, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
