"""A helper that runs, from the view of fck."""

import json
import os
import select
import signal
import subprocess
import time
from collections import defaultdict
from pathlib import Path

import protocol

FOLDER = Path(__file__).parent.parent
# Only what hangs takes as long.
TIMEOUT = 60
START = f"""import sys, runpy
sys.path.insert(0, {str(FOLDER)!r})
sys.dont_write_bytecode = True
runpy.run_path({str(FOLDER / "helper.py")!r}, run_name="__main__")"""


class HelperProcess:
    def __init__(self, python: str) -> None:
        self.process = subprocess.Popen(
            [python, "-I", "-S", "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self._reader = protocol.FrameReader()
        self._number = 0
        self.out = defaultdict(bytes)
        self.err = defaultdict(bytes)
        self.taken = defaultdict(int)
        self.exits = {}
        self.pongs = 0
        self.ready = None
        self.wait(lambda: self.ready)

    def __enter__(self) -> "HelperProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(TIMEOUT)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.process.stderr.close()

    def send(self, kind: int, number: int, payload: bytes = b"") -> None:
        self.send_bytes(protocol.frame(kind, number, payload))

    def send_bytes(self, data: bytes) -> None:
        """Sends all of it, and takes what comes meanwhile, as fck does."""
        stdin = self.process.stdin.fileno()
        while data:
            _, writable, _ = select.select([], [stdin], [], 0)
            if writable:
                data = data[os.write(stdin, data[:4096]) :]
            else:
                self._take(0.05)

    def open(self, request: dict, credit: int = 1 << 22) -> int:
        self._number += 1
        self.send(protocol.OPEN, self._number, json.dumps({**request, "credit": credit}).encode())
        return self._number

    def run(self, *argv: str, **request: object) -> int:
        return self.open({"verb": "run", "argv": argv, **request})

    def sh(self, script: str, **request: object) -> int:
        return self.run("sh", "-c", script, **request)

    def module(self, key: str, **texts: str) -> None:
        payload = {"key": key, "modules": list(texts.items())}
        self.send(protocol.MODULE, 0, json.dumps(payload).encode())

    def call(self, key: str, function: str, streams: bool = False, **args: object) -> int:
        request = {"verb": "call", "key": key, "function": function, "args": args, "streams": streams}
        return self.open(request)

    def input(self, number: int, data: bytes) -> None:
        self.send(protocol.INPUT, number, data)

    def end(self, number: int) -> None:
        self.send(protocol.END, number)

    def exit(self, number: int) -> dict:
        """Waits for the end of a stream."""
        self.wait(lambda: number in self.exits)
        return self.exits[number]

    def result(self, number: int) -> "tuple[dict, str, str]":
        ended = self.exit(number)
        return ended, self.out[number].decode(), self.err[number].decode()

    def leave(self) -> None:
        """Ends its input, as a broken connection does."""
        self.process.stdin.close()

    def wait(self, condition) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            assert time.monotonic() < deadline, self.process.poll()
            assert self._take(0.5) is not False or condition(), self.process.stderr.read()

    def _take(self, seconds: float) -> "bool | None":
        """Takes frames. False if none will come any more."""
        output = self.process.stdout.fileno()
        if not select.select([output], [], [], seconds)[0]:
            return None
        data = os.read(output, 1 << 16)
        for kind, number, payload in self._reader.push(data):
            if kind == protocol.OUT:
                self.out[number] += payload
            elif kind == protocol.ERR:
                self.err[number] += payload
            elif kind == protocol.TAKEN:
                self.taken[number] += int.from_bytes(payload, "big")
            elif kind == protocol.EXIT:
                assert number not in self.exits
                self.exits[number] = json.loads(payload.decode())
            elif kind == protocol.PONG:
                self.pongs += 1
            elif kind == protocol.READY:
                self.ready = json.loads(payload.decode())
            else:
                raise AssertionError(f"a frame of kind {kind}")
        return bool(data)

    @property
    def descriptors(self) -> "list[str]":
        folder = f"/proc/{self.process.pid}/fd"
        return sorted(os.listdir(folder))

    @property
    def children(self) -> "list[str]":
        """The states of its children: Z for a zombie."""
        found = subprocess.run(
            ["ps", "-o", "stat=", "--ppid", str(self.process.pid)], stdout=subprocess.PIPE, encoding="utf8"
        )
        return found.stdout.split()


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def until(condition) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
