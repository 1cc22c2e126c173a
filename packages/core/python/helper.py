"""fck's helper on a host: it runs verbs for fck, many at a time, over one channel, and ends with it."""

import json
import os
import select
import signal
import sys
import time

import commands
import durable_files
import machine_lock
import plugin_calls
import protocol
import streams

VERBS = {
    "run": commands.run,
    "write": durable_files.write,
    "lock": machine_lock.hold,
    "call": plugin_calls.call,
}

# Seconds of silence after which fck counts as gone: a connection that was cut off may never end by itself.
# Usually fck asks every few seconds whether its helper still answers.
SILENCE = 300
# Seconds that looks have to end when fck is gone.
GRACE = 5


class Helper:
    def __init__(self) -> None:
        self.streams = {}
        self.heard = time.monotonic()
        self.frames = protocol.FrameReader()
        self.is_connected = True
        self._deadline = 0.0

    def serve(self) -> None:
        """Works until the channel has ended, and the changes in hand are done."""
        self.send(protocol.READY, 0, {"uid": os.getuid()})
        wake, waker = os.pipe()
        for descriptor in (wake, waker):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker)
        while self.is_connected or self.streams:
            ready = self._ready(wake)
            if 0 in ready:
                self.heard = time.monotonic()
            elif self.is_connected and time.monotonic() - self.heard >= SILENCE:
                self._part()
            for descriptor in ready:
                if descriptor == 0:
                    self._receive()
                elif descriptor == wake:
                    os.read(wake, 4096)
                    self._reap()
                else:
                    self._move(descriptor)
            self._collect()

    def _ready(self, wake: int) -> "list[int]":
        """The descriptors at which something can be done."""
        poll = select.poll()
        poll.register(wake, select.POLLIN)
        if self.is_connected:
            poll.register(0, select.POLLIN)
        for stream in self.streams.values():
            if stream.stdin is not None and (stream.input or stream.is_input_over):
                poll.register(stream.stdin, select.POLLOUT)
            for output in (stream.stdout, stream.stderr):
                if output is not None and (stream.credit > 0 or not self.is_connected):
                    poll.register(output, select.POLLIN)
        wait = SILENCE if self.is_connected else 1
        return [descriptor for descriptor, _ in poll.poll(wait * 1000)]

    def _receive(self) -> None:
        try:
            data = os.read(0, 1 << 18)
            if data:
                for kind, number, payload in self.frames.push(data):
                    self._take(kind, number, payload)
                return
        except (OSError, ValueError, KeyError, protocol.BrokenFrame) as error:
            streams.say(error)
        self._part()

    def _part(self) -> None:
        """fck is gone: looks end, changes get no more input, and are waited for."""
        if not self.is_connected:
            return
        self.is_connected = False
        self._deadline = time.monotonic() + GRACE
        for stream in self.streams.values():
            stream.is_input_over = True
            if not stream.is_change:
                stream.signal(signal.SIGTERM)

    def _take(self, kind: int, number: int, payload: bytes) -> None:
        if kind == protocol.OPEN:
            self._open(number, json.loads(payload.decode()))
        elif kind == protocol.MODULE:
            plugin_calls.receive(json.loads(payload.decode()))
        elif kind == protocol.PING:
            self.send(protocol.PONG, 0)
        stream = self.streams.get(number)
        if stream is None:
            return
        if kind == protocol.INPUT:
            stream.add(payload)
            self._report(stream)
        elif kind == protocol.END:
            stream.is_input_over = True
        elif kind == protocol.CREDIT:
            stream.credit += int.from_bytes(payload, "big")
        elif kind == protocol.CANCEL:
            stream.is_input_over = True
            stream.signal(signal.SIGTERM)

    def _open(self, number: int, request: dict) -> None:
        if request["verb"] == "call":
            plugin_calls.load(request)
        verb = VERBS[request["verb"]]
        try:
            self.streams[number] = streams.start(number, request, verb, list(self.streams.values()))
        except OSError as error:
            # Too many processes or open files: the others go on.
            self.send(protocol.ERR, number, (streams.describe(error) + "\n").encode())
            self.send(protocol.EXIT, number, {"code": 1})

    def _report(self, stream: streams.Stream) -> None:
        taken = stream.report()
        if taken > 0:
            self.send(protocol.TAKEN, stream.number, taken)

    def _move(self, descriptor: int) -> None:
        for stream in self.streams.values():
            if descriptor == stream.stdin:
                stream.feed()
                self._report(stream)
                return
            if descriptor in (stream.stdout, stream.stderr):
                self._forward(stream, descriptor)
                return

    def _forward(self, stream: streams.Stream, output: int) -> None:
        most = min(stream.credit, streams.CHUNK) if self.is_connected else streams.CHUNK
        if most <= 0:
            return
        try:
            data = os.read(output, most)
        except BlockingIOError:
            return
        is_stdout = output == stream.stdout
        if data:
            stream.credit -= len(data)
            self.send(protocol.OUT if is_stdout else protocol.ERR, stream.number, data)
            return
        os.close(output)
        if is_stdout:
            stream.stdout = None
        else:
            stream.stderr = None

    def _reap(self) -> None:
        """Notes which processes have ended."""
        for stream in self.streams.values():
            if stream.status is None:
                pid, status = os.waitpid(stream.pid, os.WNOHANG)
                if pid != 0:
                    stream.status = status

    def _collect(self) -> None:
        """Reports the streams that are over."""
        for stream in list(self.streams.values()):
            is_over = stream.is_over
            if not self.is_connected:
                # Nobody waits for the output of a daemon that it left, nor for a look that does not end.
                is_late = not stream.is_change and time.monotonic() >= self._deadline
                if is_late:
                    stream.signal(signal.SIGKILL)
                is_over = stream.status is not None or is_late
            if is_over:
                stream.close_pipes()
                del self.streams[stream.number]
                if self.is_connected:
                    self.send(protocol.EXIT, stream.number, stream.exit)

    def send(self, kind: int, stream: int, payload: "bytes | dict | int" = b"") -> None:
        if not self.is_connected:
            return
        if isinstance(payload, dict):
            payload = json.dumps(payload).encode()
        elif isinstance(payload, int):
            payload = payload.to_bytes(4, "big")
        data = protocol.frame(kind, stream, payload)
        try:
            while data:
                data = data[os.write(1, data) :]
        except OSError:
            self._part()


if __name__ == "__main__":
    # A signal to fck's channel must not end the changes in hand: the end of the input does that in order.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    Helper().serve()
    sys.exit(0)
