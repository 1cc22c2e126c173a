"""The receiving end of a copy: see `receive-program.ts`, and `send-program.ts` for the protocol."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import zlib

import copy_folders
from copy_folders import Sums, lock_copies, make_spare, read, take_over
from file_trees import sync_disk
from incoming_tree import Base, Tree
from marked_list import patched, sum_of, text_of
from own_folders import BUILD_FILE, is_own, remove_own, remove_tree
from tar_stream import Broken, Stream

# As `receive-program.ts` has them.
DIFFERS, GONE, FOREIGN, UNREACHED = 65, 69, 73, 75
CHUNK = 1 << 18
# How many names of differing files are reported.
SHOWN = 10


class Ended(Exception):
    """The copy ends here, with an exit code."""

    def __init__(self, code: int, *lines: bytes) -> None:
        super().__init__(code)
        self.code, self.lines = code, lines


class Sender:
    """The other end: what it sends and reads, and how many bytes of files came from it."""

    def __init__(self, output: int, given: int) -> None:
        # Unbuffered: nothing is read ahead of what another process reads.
        self.output, self.input = os.fdopen(output, "rb", 0), os.fdopen(given, "wb", 0)
        self.received = 0

    def say(self, data: bytes) -> None:
        """Sends data. An end that does not read any more shows by what it does not answer."""
        try:
            while data:
                data = data[self.input.write(data) :]
        except BrokenPipeError:
            pass

    def take(self, size: int) -> bytes:
        parts = []
        while size > 0:
            part = self.output.read(min(size, CHUNK))
            if not part:
                raise Ended(UNREACHED)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def pieces(self):
        for piece in iter(lambda: self.output.read(CHUNK), b""):
            self.received += len(piece)
            yield piece

    @property
    def transferred(self) -> int:
        """Bytes that came over the network."""
        return self.received

    def end(self) -> None:
        pass


class Login(Sender):
    """The other end, as a command of this host's shell that reaches it."""

    def __init__(self, command: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(["sh", "-c", command], stdin=pipe, stdout=pipe)
        super().__init__(os.dup(self._process.stdout.fileno()), os.dup(self._process.stdin.fileno()))
        self._process.stdout.close()
        self._process.stdin.close()

    def end(self) -> None:
        self.input.close()
        self.output.close()
        try:
            # It may still say why it ended.
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()


def receive(sender: "str | None" = None, **copy) -> int:
    """The sender is a command that runs the sending end; without one, the standard streams lead to it."""
    end_by_signals()
    return receive_from(lambda: Login(sender) if sender else Sender(os.dup(0), os.dup(1)), **copy)


def end_by_signals() -> None:
    """The process may be the one that holds the fence, which signals do not end otherwise."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _interrupted(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def receive_from(connect, builds: str, spare: str, build: str, checksum: str, base, prepared) -> int:
    """Receives a build into its place below `builds`, on top of a sealed build `base`, if there is one."""
    os.umask(0o022)
    os.makedirs(builds.encode(), exist_ok=True)
    os.chdir(builds.encode())
    # A copy whose run was killed may continue: the next copy waits for it.
    lock_copies(copy_folders.LONGEST_COPY)
    place = build.encode()
    if os.path.lexists(place) and not is_own(place):
        return FOREIGN
    if os.path.isfile(os.path.join(place, BUILD_FILE)):
        _print("there")
        return 0
    folder, lists = take_over(place, checksum, prepared)
    try:
        received = _receive(connect, folder, lists, spare.encode(), checksum, base and base.encode())
    except Ended as ended:
        for line in ended.lines:
            os.write(2, line + b"\n")
        return ended.code
    except (Broken, zlib.error, EOFError):
        raise SystemExit("the other end stopped sending before all files had arrived") from None
    sync_disk(folder)
    if not os.path.isfile(os.path.join(place, BUILD_FILE)):
        remove_own(place)
    if os.path.lexists(place):
        raise SystemExit("another run has put something at the place of the build")
    os.rename(folder, place)
    remove_tree(lists)
    _print(received)
    return 0


def _receive(connect, folder: bytes, lists: bytes, spare: bytes, checksum: str, name: "bytes | None") -> str:
    base = Base(name or b"")
    if name is not None and read(os.path.join(lists, b"for")) == name:
        base.lines = read(os.path.join(lists, b"base")).split(b"\n")[:-1]
    if name is not None and not base.lines and not base.list():
        name = None
    packer = b"zstd" if shutil.which("zstd") else b"gzip"
    sender = connect()
    try:
        known = text_of(base.lines)
        sender.say(b"%s %s %s\n" % (name or b"-", sum_of(known).encode(), packer))
        # This is done while the other end answers.
        if name is not None and (base.files or base.list()) and not os.path.lexists(folder):
            make_spare(spare, name, base.found)
        lines, packing = _list_from(sender, base.lines)
        if sum_of(b"".join(line[1:] + b"\n" for line in lines)) != checksum:
            raise Ended(DIFFERS, b"files.sha256 is not the list of this build")
        tree = Tree(folder, lines, base, Sums.load(os.path.join(lists, b"sums")))
        missing = tree.assemble(spare)
        tree.write_list()
        names = b"".join(path + b"\0" for path in missing)
        sender.say(b"%d\n" % len(names) + names)
        stream = Stream(_unpacked(sender.pieces(), packing, name is None))
        tree.extract(stream, set(missing))
        stream.drain()
    finally:
        sender.end()
    differing = tree.differing()
    if differing:
        raise Ended(
            DIFFERS, b"these files differ, are missing or do not belong to it:", *sorted(differing)[:SHOWN]
        )
    if not tree.is_described():
        raise Ended(DIFFERS, b"build.json is missing")
    arrived = [size for path, size in tree.arrived.items() if path in tree.listed]
    return f"got {len(arrived)} {sum(arrived)} {len(tree.listed)} {tree.size} {sender.transferred}"


def _list_from(sender: Sender, base: "list[bytes]") -> "tuple[list[bytes], bytes]":
    """The build's marked list, and how what follows is packed."""
    line = sender.output.readline()
    if not line.endswith(b"\n"):
        raise Ended(UNREACHED)
    word, *facts = line.split()
    if word != b"list" or len(facts) != 3:
        raise Ended(GONE)
    kind, packing, size = facts
    text = b"".join(_unpacked([sender.take(int(size))], packing, False))
    return (text.split(b"\n")[:-1] if kind == b"whole" else patched(text, base)), packing


def _unpacked(pieces, packing: bytes, is_much: bool):
    """Unpacks data while it arrives. Much data is unpacked by a program, beside the work of this process."""
    if packing == b"none":
        yield from pieces
        return
    if packing == b"zstd" or is_much:
        yield from _by_program(pieces, [b"zstd" if packing == b"zstd" else b"gzip", b"-q", b"-d", b"-c"])
        return
    unpacker = zlib.decompressobj(31)
    for piece in pieces:
        yield unpacker.decompress(piece)
    if not unpacker.eof:
        raise EOFError


def _by_program(pieces, command: "list[bytes]"):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed() -> None:
        try:
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        except (OSError, ValueError):
            pass  # its exit code says what it could not unpack

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        yield from iter(lambda: os.read(process.stdout.fileno(), CHUNK), b"")
        if process.wait() != 0:
            raise EOFError
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
