"""The verbs that run: each in a process of its own, whose input and outputs are one stream of frames."""

import fcntl
import os
import signal
import sys

# Bytes that a pipe keeps, if the system lets it: fewer turns between the helper and a process.
PIPE = 1 << 20
# Bytes to read from a pipe at once.
CHUNK = 1 << 18
# Bytes of input after which fck learns that they were taken, though more of them wait.
REPORT = 1 << 18
# Linux has it; the module fcntl knows it from Python 3.10 on.
F_SETPIPE_SZ = 1031
# The helper ignores or handles them.
SIGNALS = (signal.SIGCHLD, signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


class Stream:
    """A verb that runs, from the view of the helper."""

    def __init__(self, number: int, pid: int, pipes: "tuple[int, int, int]", request: dict) -> None:
        self.number = number
        self.pid = pid
        self.stdin, self.stdout, self.stderr = pipes
        self.input = bytearray()
        self.is_input_over = False
        # Bytes of input that the process has taken since fck was told.
        self.taken = 0
        # Bytes of output that fck is ready to take.
        self.credit = request.get("credit", 0)
        # A change is never ended because fck is gone, and the lock stays until changes are done.
        self.is_change = bool(request.get("fence")) or request["verb"] == "lock"
        self.status = None

    @property
    def is_over(self) -> bool:
        return self.status is not None and self.stdout is None and self.stderr is None

    @property
    def exit(self) -> dict:
        if os.WIFSIGNALED(self.status):
            return {"signal": signal.Signals(os.WTERMSIG(self.status)).name}
        return {"code": os.WEXITSTATUS(self.status)}

    def add(self, data: bytes) -> None:
        """Takes input. The process gets it at once, if it is ready to read."""
        if self.is_input_over:
            self.taken += len(data)
        elif self.input:
            self.input += data
        else:
            self.input += memoryview(data)[self._write(data) :]

    def feed(self) -> None:
        """Writes input that the process is ready to read."""
        if self.input:
            with memoryview(self.input) as view:
                written = self._write(view)
            del self.input[:written]
        if self.is_input_over and not self.input:
            os.close(self.stdin)
            self.stdin = None

    def _write(self, data: "bytes | memoryview") -> int:
        try:
            written = os.write(self.stdin, data)
        except BlockingIOError:
            return 0
        except OSError:
            # It does not read any more. fck must not wait for that.
            written = len(data)
            self.is_input_over = True
        self.taken += written
        return written

    def report(self) -> int:
        """How many bytes of input fck should learn that the process has taken."""
        if self.input and self.taken < REPORT:
            return 0
        taken, self.taken = self.taken, 0
        return taken

    def close_pipes(self) -> None:
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe is not None:
                os.close(pipe)

    def signal(self, number: int) -> None:
        """Signals the process and those that it started."""
        if self.status is None:
            try:
                os.killpg(self.pid, number)
            except OSError:
                pass


def start(number: int, request: dict, verb, others: "list[Stream]") -> Stream:
    """Starts a verb. It must not keep the pipes of `others` open: their readers wait for the end."""
    pipes = []
    try:
        for _ in range(3):
            pipes.append(os.pipe())
        pid = os.fork()
    except OSError:
        for pipe in pipes:
            close(pipe)
        raise
    stdin, stdout, stderr = pipes
    ours = (stdin[1], stdout[0], stderr[0])
    if pid == 0:
        _become(verb, request, (stdin[0], stdout[1], stderr[1]), ours, others)
    close((stdin[0], stdout[1], stderr[1]))
    for pipe in ours:
        os.set_blocking(pipe, False)
        try:
            fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE)
        except OSError:
            pass  # users may have a limit
    return Stream(number, pid, ours, request)


def close(descriptors: "tuple[int, ...]") -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _become(
    verb, request: dict, own: "tuple[int, ...]", ours: "tuple[int, ...]", others: "list[Stream]"
) -> None:
    """Runs a verb in the process that was forked for it, which ends with it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        for other in others:
            other.close_pipes()
        close(ours)
        for standard, pipe in enumerate(own):
            os.dup2(pipe, standard)
            os.close(pipe)
        code = verb(request)
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        say(f"{type(error).__name__}: {error}" if not isinstance(error, OSError) else describe(error))
    finally:
        _leave(code)


def _leave(code: object) -> None:
    """Ends this process as `sys.exit` would, but without what the helper does at its end."""
    for output in (sys.stdout, sys.stderr):
        try:
            output.flush()
        except (OSError, ValueError):
            pass
    if not isinstance(code, int):
        if code is not None:
            say(code)
        code = 0 if code is None else 1
    os._exit(code & 0xFF)


def describe(error: OSError) -> str:
    names = " -> ".join(os.fsdecode(name) for name in (error.filename, error.filename2) if name is not None)
    return f"{names}: {error.strerror}" if names else str(error.strerror or error)


def say(text: object) -> None:
    """Prints a line to the standard error of a verb."""
    try:
        os.write(2, (str(text) + "\n").encode("utf-8", "surrogateescape"))
    except OSError:
        pass
