"""Files that appear whole, with their final mode, and survive a power cut."""

import fcntl
import os
import signal

from durable_folder import sync_folder
from fence import LOST, pass_fence

CHUNK = 1 << 20


def write(request: dict) -> int:
    """Writes `files` from standard input, one after the other: each is durable before the next appears."""
    if not pass_fence(request):
        return LOST
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    os.umask(0o077)
    for file in request["files"]:
        _write(file)
    return 0


def _interrupted(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _write(file: dict) -> None:
    path = file["path"].encode()
    folder, name = os.path.split(path)
    folder = folder or b"."
    _make_folder(folder)
    stem = b"." + name + b".fck-"
    _remove_leftovers(folder, stem)
    part, descriptor = _new_part(os.path.join(folder, stem))
    try:
        _copy(descriptor, file["size"])
        if file.get("owner") is not None:
            os.fchown(descriptor, *_ids(file["owner"]))
        os.fchmod(descriptor, file["mode"])
        os.fsync(descriptor)
        os.rename(part, path)
    except BaseException:
        os.unlink(part)
        raise
    finally:
        os.close(descriptor)
    sync_folder(folder)


def _make_folder(folder: bytes) -> None:
    """Makes a folder and those above it. Others may enter them, whatever the umask."""
    if folder in (b"", b"/") or os.path.isdir(folder):
        return
    _make_folder(os.path.dirname(folder))
    try:
        os.mkdir(folder)
        os.chmod(folder, 0o755)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def _remove_leftovers(folder: bytes, stem: bytes) -> None:
    """Removes parts that a power cut has left. A writer keeps its part locked."""
    for name in os.listdir(folder):
        if not name.startswith(stem) or len(name) != len(stem) + 6:
            continue
        path = os.path.join(folder, name)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # What is removed is what was locked: another file may have come by its name.
            if os.path.samestat(os.fstat(descriptor), os.lstat(path)):
                os.unlink(path)
        except OSError:
            pass
        finally:
            os.close(descriptor)


def _new_part(stem: bytes) -> "tuple[bytes, int]":
    while True:
        part = stem + os.urandom(3).hex().encode()
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            pass  # not every file system can
        # Between these two, another write may have taken it for one that was left.
        if os.path.exists(part):
            return part, descriptor
        os.close(descriptor)


def _copy(descriptor: int, size: int) -> None:
    """A broken connection looks like the end of the input: what is not whole must not become the file."""
    left = size
    while left > 0:
        data = os.read(0, min(left, CHUNK))
        if not data:
            raise SystemExit("what was to be written did not arrive whole")
        left -= len(data)
        while data:
            data = data[os.write(descriptor, data) :]


def _ids(owner: str) -> "tuple[int, int]":
    """The numbers of `user`, `user:group` or `:group`; -1 for what does not change."""
    user, _, group = owner.partition(":")
    return _id("user", user), _id("group", group)


def _id(kind: str, name: str) -> int:
    if name == "":
        return -1
    import grp
    import pwd

    try:
        return pwd.getpwnam(name).pw_uid if kind == "user" else grp.getgrnam(name).gr_gid
    except KeyError:
        if name.isdigit():
            return int(name)
        raise SystemExit(f"chown: no such {kind}: {name}") from None
