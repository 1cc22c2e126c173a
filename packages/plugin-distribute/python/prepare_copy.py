"""What a host does for a copy to it while the build is made: see `prepare-program.ts`."""

import fcntl
import hashlib
import os
import stat
import time

from copy_folders import (
    AHEAD,
    AHEAD_LISTS,
    OWN_FILES,
    Sums,
    identity,
    is_spare,
    lock_copies,
    make_spare,
    remove_ahead_lists,
    write,
)
from file_trees import entries
from marked_list import marked, text_of
from own_folders import is_own, make_own, remove_tree

CHUNK = 1 << 18
# The ioctl of Linux that lets a file share the blocks of another one.
FICLONE = 0x40049409
# Clocks of file systems tick every 10 ms at least.
TICK = 0.03


def prepare(builds: str, spare: str, base: str, own: bool, token: str) -> None:
    """Does the part of a copy that needs only the base."""
    os.umask(0o022)
    os.chdir(builds.encode())
    if not lock_copies(0):
        return
    # An earlier preparation of this run, for another role of the host, may have made the links.
    is_made = os.path.isfile(_in_lists(b"spared")) or not os.path.lexists(spare.encode())
    remove_ahead_lists()
    if os.path.lexists(AHEAD_LISTS):
        return
    folder = base.encode()
    os.mkdir(AHEAD_LISTS)
    write(_in_lists(b"for"), folder)
    found = entries(folder)
    write(_in_lists(b"base"), text_of(marked(folder, found)))
    if own or is_own(AHEAD):
        _copy_base(folder, found).save(_in_lists(b"sums"))
    elif is_made:
        write(_in_lists(b"spared"), b"")
        make_spare(spare.encode(), folder, found)
    write(_in_lists(b"token"), token.encode())


def discard(builds: str, spare: str) -> None:
    """Removes what a preparation made for a copy that did not follow."""
    os.chdir(builds.encode())
    if not lock_copies(0):
        return
    if os.path.isfile(_in_lists(b"spared")) and is_spare(spare.encode()):
        remove_tree(spare.encode())
    remove_ahead_lists()


def _in_lists(name: bytes) -> bytes:
    return os.path.join(AHEAD_LISTS, name)


def _copy_base(base: bytes, found: "list[tuple[bytes, os.stat_result]]") -> Sums:
    """
    Copies the files of the base to the folder in which the next build will be assembled, unless a copy
    exists, and hashes them.
    """
    if os.path.lexists(AHEAD) and not is_own(AHEAD):
        return Sums()
    sums = {}
    if not os.path.lexists(AHEAD):
        make_own(AHEAD)
        for path, facts in found:
            target = os.path.join(AHEAD, path)
            if stat.S_ISDIR(facts.st_mode):
                os.mkdir(target)
            elif stat.S_ISREG(facts.st_mode) and path not in OWN_FILES:
                sums[path] = _copy(os.path.join(base, path), target, facts)
    # A later change gets a later time than any change until now.
    time.sleep(TICK)
    known = Sums()
    copies = [file for file in entries(AHEAD) if stat.S_ISREG(file[1].st_mode)]
    for path, facts in copies:
        state, sha = sums.get(path, (None, b""))
        if state == identity(facts):
            known.add(path, facts, sha)
    known.hash(AHEAD, copies)
    return known


def _copy(source: bytes, target: bytes, facts: os.stat_result) -> "tuple[list[int], bytes]":
    """Copies a file. Returns the state of the copy and its checksum."""
    digest = hashlib.sha256()
    with open(source, "rb", 0) as content, open(target, "xb", 0) as copy:
        os.fchmod(copy.fileno(), 0o600)
        shared = _shares_blocks(content.fileno(), copy.fileno())
        for piece in iter(lambda: content.read(CHUNK), b""):
            digest.update(piece)
            while piece and not shared:
                piece = piece[copy.write(piece) :]
        os.utime(copy.fileno(), ns=(facts.st_mtime_ns, facts.st_mtime_ns))
        os.fchmod(copy.fileno(), stat.S_IMODE(facts.st_mode))
        return identity(os.fstat(copy.fileno())), digest.hexdigest().encode()


def _shares_blocks(source: int, copy: int) -> bool:
    try:
        fcntl.ioctl(copy, FICLONE, source)
        return True
    except OSError:
        return False
