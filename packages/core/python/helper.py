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
    "inspect": durable_files.inspect,
    "lock": machine_lock.hold,
    "call": plugin_calls.call,
}

# Seconds of silence after which fck counts as gone: a connection that was cut off may never end by itself.
# Usually fck asks every few seconds whether its helper still answers.
SILENCE = 300


class Helper:
    def __init__(self) -> None:
        self.streams = {}
        self.heard = time.monotonic()
        self.frames = protocol.FrameReader()
        self.is_connected = True

    def serve(self) -> None:
        """Works until the channel has ended, and the changes in hand are done."""
        self.send(protocol.READY, 0, {"version": protocol.VERSION, "uid": os.getuid()})
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
        return [descriptor for descriptor, _ in poll.poll(SILENCE * 1000)]

    def _receive(self) -> None:
        try:
            data = os.read(0, 1 << 18)
            if data:
                for kind, number, payload in self.frames.push(data):
                    self._take(kind, number, payload)
                return
        except (OSError, protocol.BrokenFrame) as error:
            streams.say(error)
        self._part()

    def _part(self) -> None:
        """fck is gone: looks end, changes get no more input, and are waited for."""
        self.is_connected = False
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
            if stream.stdin is None:
                self.send(protocol.TAKEN, number, len(payload))
            else:
                stream.input += payload
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
        self.streams[number] = streams.start(number, request, verb, list(self.streams.values()))

    def _move(self, descriptor: int) -> None:
        for stream in self.streams.values():
            if descriptor == stream.stdin:
                taken = stream.feed()
                if taken:
                    self.send(protocol.TAKEN, stream.number, taken)
                return
            if descriptor in (stream.stdout, stream.stderr):
                self._forward(stream, descriptor)
                return

    def _forward(self, stream: streams.Stream, output: int) -> None:
        most = min(stream.credit, streams.CHUNK) if self.is_connected else streams.CHUNK
        if most <= 0:
            return
        data = os.read(output, most)
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

    def _collect(self) -> None:
        """Reports the streams that are over."""
        for stream in list(self.streams.values()):
            if stream.status is None:
                pid, status = os.waitpid(stream.pid, os.WNOHANG)
                if pid != 0:
                    stream.status = status
            if stream.is_over:
                if stream.stdin is not None:
                    os.close(stream.stdin)
                del self.streams[stream.number]
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
