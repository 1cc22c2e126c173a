"""Seals builds: see `seal.ts`, whose shell programs do the same on hosts without Python."""

import os
import stat
import subprocess
import sys

from durable_folder import sync_folder
from file_trees import entries, listed, sha256_of, sha256_of_all, start, succeeded, sync_disk
from own_folders import BUILD_FILE, FILE_LIST, MARK, make_writable, mark, remove_own

# What lists of files do not contain.
_OWN_FILES = {b"./" + name for name in (FILE_LIST, BUILD_FILE, MARK)}
_SBOM = b"sbom.cdx.json"
_ALL_READ, _ALL_WRITE, _ALL_RUN = 0o444, 0o222, 0o111


def list_files(path: str, size: int) -> None:
    """
    Writes the SBOM of a build from standard input, if there is any, lists the files of the build, makes all
    but its folder read-only, and syncs it to disk.
    """
    folder = path.encode()
    mark(folder)
    _write_sbom(folder, size)
    for name in (FILE_LIST, BUILD_FILE):
        if os.path.lexists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    # Begun now, writing takes no time of its own: the files are being hashed meanwhile.
    syncing = start(lambda: sync_disk(folder))
    found = entries(folder)
    files = sorted(
        (name, facts) for name, facts in found if stat.S_ISREG(facts.st_mode) and name not in _OWN_FILES
    )
    paths = [os.path.join(folder, name) for name, _ in files]
    sums = sha256_of_all(paths, sum(facts.st_size for _, facts in files))
    lines = b"".join(listed(name, sha) for (name, _), sha in zip(files, sums))
    part = os.path.join(os.path.dirname(folder), b".list-" + os.path.basename(folder))
    with open(part, "wb") as output:
        output.write(lines)
    os.rename(part, os.path.join(folder, FILE_LIST))
    os.chmod(os.path.join(folder, FILE_LIST), _ALL_READ)
    for name, facts in found:
        if not stat.S_ISLNK(facts.st_mode):
            _set_mode(os.path.join(folder, name), facts, _sealed(facts.st_mode))
    root = os.stat(folder)
    _set_mode(folder, root, _sealed(root.st_mode) | stat.S_IWUSR)
    succeeded(syncing)
    sync_disk(folder)


def _write_sbom(folder: bytes, size: int) -> None:
    if size == 0:
        return
    text = _input(size)
    place = os.path.join(folder, _SBOM)
    # It may be a copy of an earlier build's, which is read-only.
    if os.path.lexists(place):
        os.unlink(place)
    with open(place, "wb") as file:
        file.write(text)


def _input(size: int) -> bytes:
    text = sys.stdin.buffer.read()
    if len(text) != size:
        # A broken connection looks like the end of the input.
        raise SystemExit("the input did not arrive whole")
    return text


def _sealed(mode: int) -> int:
    runs = stat.S_ISDIR(mode) or mode & _ALL_RUN
    return (mode | _ALL_READ | (_ALL_RUN if runs else 0)) & ~_ALL_WRITE


def _set_mode(path: bytes, facts: os.stat_result, mode: int) -> None:
    if stat.S_IMODE(mode) != stat.S_IMODE(facts.st_mode):
        os.chmod(path, stat.S_IMODE(mode))


def print_checksum(path: str) -> None:
    """Prints the checksum over all files of a build."""
    sys.stdout.write(sha256_of(os.path.join(path.encode(), FILE_LIST)).decode())


def describe(path: str, size: int) -> None:
    """Writes the description of a build from standard input, and makes its folder read-only."""
    folder = path.encode()
    text = _input(size)
    part = os.path.join(folder, b"." + BUILD_FILE)
    with open(part, "wb") as file:
        file.write(text)
        os.fchmod(file.fileno(), _ALL_READ)
        file.flush()
        os.fsync(file.fileno())
    os.rename(part, os.path.join(folder, BUILD_FILE))
    os.unlink(os.path.join(folder, MARK))
    facts = os.stat(folder)
    _set_mode(folder, facts, facts.st_mode & ~_ALL_WRITE)
    sync_folder(folder)


def unseal(path: str, aside: str, copy: str) -> None:
    """
    Makes a build writable. One whose files are links becomes a copy first, which the shell command
    `copy` makes from the path `aside`.
    """
    folder, old = path.encode(), aside.encode()
    make_writable(folder, os.stat(folder).st_mode)
    mark(folder)
    if os.path.lexists(os.path.join(folder, BUILD_FILE)):
        os.unlink(os.path.join(folder, BUILD_FILE))
    found = entries(folder)
    if any(stat.S_ISREG(facts.st_mode) and facts.st_nlink > 1 for _, facts in found):
        remove_own(old)
        os.rename(folder, old)
        code = subprocess.call(["sh", "-c", copy])
        if code != 0:
            raise SystemExit(code)
        remove_own(old)
        found = entries(folder)
    for name, facts in found:
        if not stat.S_ISLNK(facts.st_mode):
            make_writable(os.path.join(folder, name), facts.st_mode)
