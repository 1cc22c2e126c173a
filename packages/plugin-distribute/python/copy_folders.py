"""The folders of copies to a host, below its builds, in which every function of a copy works."""

import fcntl
import json
import os
import re
import signal
import stat

from file_trees import sha256_of_all
from own_folders import BUILD_FILE, FILE_LIST, MARK, is_own, make_own, remove_tree

# A host prepares for a copy in these. The next copy uses or removes them.
AHEAD = b".incoming-ahead"
AHEAD_LISTS = AHEAD + b".lists"
# Files of a build that its list does not contain.
OWN_FILES = (b"./" + BUILD_FILE, b"./" + FILE_LIST)
# Seconds that a copy waits for another one.
LONGEST_COPY = 900

_SEALED_MODES = (0o444, 0o555)
_locks = []


def lock_copies(seconds: int) -> bool:
    """
    Keeps other copies to this host out for as long as this process lives. Only the login user may open
    the file, so that no other account can block copies. It is never removed: a new file of that name
    would be another lock.
    """
    descriptor = os.open(b".copying", os.O_RDONLY | os.O_CREAT, 0o600)
    _locks.append(descriptor)
    signal.signal(signal.SIGALRM, _too_late)
    signal.alarm(seconds)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if seconds else fcntl.LOCK_NB))
        return True
    except BlockingIOError:
        return False
    finally:
        signal.alarm(0)


def _too_late(*_: object) -> None:
    raise SystemExit("another copy to this host does not end")


def write(path: bytes, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)


def read(path: bytes) -> bytes:
    """The content of a file; empty if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def identity(facts: os.stat_result) -> "list[int]":
    """What changes whenever somebody writes to a file: the time of its last change cannot be set back."""
    return [facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]


def has_sealed_mode(facts: os.stat_result) -> bool:
    """Whether a file may be complete: one that is being written has another mode."""
    return stat.S_ISREG(facts.st_mode) and stat.S_IMODE(facts.st_mode) in _SEALED_MODES


class Sums:
    """Checksums of the files of a tree, each for one state of its file."""

    def __init__(self) -> None:
        self._sums = {}

    def add(self, path: bytes, facts: os.stat_result, sha: bytes) -> None:
        self._sums[path] = [*identity(facts), sha.decode()]

    def get(self, path: bytes, facts: os.stat_result) -> bytes:
        """The checksum of a file; empty if it is not known for this state."""
        *known, sha = self._sums.get(path, [""])
        return sha.encode() if known == identity(facts) else b""

    def hash(self, tree: bytes, found: "list[tuple[bytes, os.stat_result]]") -> None:
        """Hashes the files whose checksums are not known."""
        unknown = [(path, facts) for path, facts in found if not self.get(path, facts)]
        paths = [os.path.join(tree, path) for path, _ in unknown]
        sums = sha256_of_all(paths, sum(facts.st_size for _, facts in unknown))
        for (path, facts), sha in zip(unknown, sums):
            self.add(path, facts, sha)

    def save(self, path: bytes) -> None:
        # JSON has no bytes.
        write(
            path, json.dumps({name.decode("latin-1"): known for name, known in self._sums.items()}).encode()
        )

    @staticmethod
    def load(path: bytes) -> "Sums":
        sums, text = Sums(), read(path)
        if text:
            sums._sums = {name.encode("latin-1"): known for name, known in json.loads(text.decode()).items()}
        return sums


def make_links(source: bytes, target: bytes, paths) -> "list[bytes]":
    """Links files into another tree. Returns those that could not be linked."""
    failed, made = [], set()
    for path in paths:
        folder = os.path.dirname(path)
        if folder not in made:
            os.makedirs(os.path.join(target, folder), exist_ok=True)
            made.add(folder)
        try:
            os.link(os.path.join(source, path), os.path.join(target, path))
        except OSError:
            failed.append(path)
    return failed


def make_spare(spare: bytes, base: bytes, found: "list[tuple[bytes, os.stat_result]]") -> bool:
    """
    Makes links to all files of the base, of which a copy makes its tree, unless a removed build can be
    used for that. False if something exists at that path.
    """
    try:
        os.rmdir(spare)
    except OSError:
        pass
    if os.path.lexists(spare):
        return False
    make_own(spare)
    paths = [path for path, facts in found if stat.S_ISREG(facts.st_mode) and path not in OWN_FILES]
    make_links(base, spare, paths)
    return True


def is_spare(spare: bytes) -> bool:
    """Whether a folder is what fck kept of a removed build, or made for a copy."""
    is_ours = any(os.path.isfile(os.path.join(spare, name)) for name in (BUILD_FILE, MARK))
    return is_ours and not os.path.islink(spare)


def remove_ahead_lists() -> None:
    """Removes the folder of a preparation. Others may have made one of that name: it stays."""
    try:
        os.rmdir(AHEAD_LISTS)
    except OSError:
        if os.path.isfile(os.path.join(AHEAD_LISTS, b"for")):
            remove_tree(AHEAD_LISTS)


def take_over(build: bytes, checksum: str, prepared: "str | None") -> "tuple[bytes, bytes]":
    """
    The folders in which a copy assembles the build, and keeps its lists. The first has the files of an
    interrupted copy, or those that a preparation copied; the second has the results of this run's
    preparation.
    """
    tree = b".incoming-" + build
    lists = tree + b".lists"
    is_ahead = not os.path.islink(AHEAD) and (is_own(AHEAD) or os.path.isfile(os.path.join(AHEAD, FILE_LIST)))
    if is_ahead and not os.path.lexists(tree):
        os.makedirs(lists, exist_ok=True)
        write(os.path.join(lists, b"sum"), checksum.encode())
        os.rename(AHEAD, tree)
    elif is_ahead:
        remove_tree(AHEAD)
    _remove_others(build, (tree, lists))
    if read(os.path.join(lists, b"sum")).strip() != checksum.encode():
        remove_tree(tree)
    remove_tree(lists)
    if prepared is not None and read(os.path.join(AHEAD_LISTS, b"token")) == prepared.encode():
        os.rename(AHEAD_LISTS, lists)
    remove_ahead_lists()
    os.makedirs(lists, exist_ok=True)
    write(os.path.join(lists, b"sum"), checksum.encode())
    return tree, lists


def _remove_others(build: bytes, ours: "tuple[bytes, bytes]") -> None:
    """Removes the folders of earlier copies of the project's builds: fck owns no others of that name."""
    project = re.sub(rb"_\d+_[^_]*$", b"", build)
    others = re.compile(rb"\.incoming-" + re.escape(project) + rb"_\d{5}.*_.*")
    for name in os.listdir(b"."):
        if others.fullmatch(name) and name not in ours and os.path.isdir(name) and not os.path.islink(name):
            remove_tree(name)


def remove_empty_folders(tree: bytes, found: "list[tuple[bytes, os.stat_result]]") -> None:
    """Removes the folders that are empty."""
    for path, facts in reversed(found):
        if stat.S_ISDIR(facts.st_mode):
            try:
                os.rmdir(os.path.join(tree, path))
            except OSError:
                pass
