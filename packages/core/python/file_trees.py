"""Trees of files: what is in them, their SHA-256, and that all of it is on disk. Paths are bytes."""

import hashlib
import os
import stat
import subprocess

CHUNK = 1 << 18
# Bytes from which a second process is worth its start.
MUCH = 8 << 20


def entries(root: bytes) -> "list[tuple[bytes, os.stat_result]]":
    """Everything below a folder, as `find .` names it. A folder comes before what is in it."""
    found, waiting = [], [(root, b".")]
    while waiting:
        folder, name = waiting.pop()
        with os.scandir(folder) as inside:
            for entry in inside:
                path = name + b"/" + entry.name
                facts = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(facts.st_mode):
                    waiting.append((entry.path, path))
                found.append((path, facts))
    return found


def sha256_of(path: bytes) -> bytes:
    """The SHA-256 of a file, in hexadecimal digits."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        data = os.read(descriptor, CHUNK)
        digest = hashlib.sha256(data)
        while data:
            data = os.read(descriptor, CHUNK)
            digest.update(data)
        return digest.hexdigest().encode()
    finally:
        os.close(descriptor)


def sha256_of_all(paths: "list[bytes]", size: int) -> "list[bytes]":
    """The SHA-256 of files, which have so many bytes together. Two processes share much work."""
    half = len(paths) // 2 if size >= MUCH else len(paths)
    reader, writer = os.pipe()
    other = 0
    if half < len(paths):
        other = start(lambda: _write_all(writer, b"".join(map(sha256_of, paths[half:]))))
    os.close(writer)
    with os.fdopen(reader, "rb") as output:
        sums = [sha256_of(path) for path in paths[:half]]
        others = output.read()
    if other and not succeeded(other):
        # This process finds out which file cannot be read.
        return sums + [sha256_of(path) for path in paths[half:]]
    return sums + [others[at : at + 64] for at in range(0, len(others), 64)]


def start(work) -> int:
    """Does work in another process."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def succeeded(pid: int) -> bool:
    """Waits for a process that was started."""
    return os.waitpid(pid, 0)[1] == 0


def _write_all(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as output:
        output.write(data)


def listed(path: bytes, sha: bytes) -> bytes:
    """A line of a list of files, as `sha256sum` prints it."""
    escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if escaped != path else b"") + sha + b"  " + escaped + b"\n"


def sync_disk(path: bytes) -> None:
    """Writes the file system of a path to disk, as `sync -f` does."""
    try:
        # Not every Python has it.
        import ctypes

        sync = ctypes.CDLL(None, use_errno=True).syncfs
    except Exception:
        if subprocess.call([b"sync", b"-f", b"--", path], stderr=subprocess.DEVNULL) != 0:
            os.sync()
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        if sync(folder) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)
    finally:
        os.close(folder)
