"""The verbs that run: each in a process of its own, whose input and outputs are one stream of frames."""

import os
import signal
import sys

# Bytes to read from a pipe at once: what Linux keeps in one.
CHUNK = 65536


class Stream:
    """A verb that runs, from the view of the helper."""

    def __init__(self, number: int, pid: int, pipes: "tuple[int, int, int]", request: dict) -> None:
        self.number = number
        self.pid = pid
        self.stdin, self.stdout, self.stderr = pipes
        self.input = bytearray()
        self.is_input_over = False
        # Bytes of output that fck is ready to take.
        self.credit = request.get("credit", 0)
        # A change is never ended because fck is gone.
        self.is_change = bool(request.get("fence"))
        self.status = None

    @property
    def is_over(self) -> bool:
        return self.status is not None and self.stdout is None and self.stderr is None

    @property
    def exit(self) -> dict:
        if os.WIFSIGNALED(self.status):
            return {"signal": signal.Signals(os.WTERMSIG(self.status)).name}
        return {"code": os.WEXITSTATUS(self.status)}

    def feed(self) -> int:
        """Writes input that the process is ready to read, and returns how many bytes it has taken."""
        taken = 0
        try:
            if self.input:
                taken = os.write(self.stdin, self.input[:CHUNK])
        except BlockingIOError:
            return 0
        except OSError:
            # It does not read any more. Whoever sends must not wait for that.
            taken = len(self.input)
            self.is_input_over = True
        del self.input[:taken]
        if self.is_input_over and not self.input:
            os.close(self.stdin)
            self.stdin = None
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
    stdin, stdout, stderr = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        for other in others:
            other.close_pipes()
        _become(verb, request, (stdin[0], stdout[1], stderr[1]), (stdin[1], stdout[0], stderr[0]))
    for pipe in (stdin[0], stdout[1], stderr[1]):
        os.close(pipe)
    os.set_blocking(stdin[1], False)
    return Stream(number, pid, (stdin[1], stdout[0], stderr[0]), request)


def _become(verb, request: dict, own: "tuple[int, ...]", others: "tuple[int, ...]") -> None:
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        for pipe in others:
            os.close(pipe)
        for standard, pipe in enumerate(own):
            os.dup2(pipe, standard)
            os.close(pipe)
        code = verb(request)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        if not isinstance(end.code, int):
            say(end.code)
    except BaseException as error:
        say(f"{type(error).__name__}: {error}" if not isinstance(error, OSError) else describe(error))
    finally:
        for output in (sys.stdout, sys.stderr):
            try:
                output.flush()
            except (OSError, ValueError):
                pass
        os._exit(code)


def describe(error: OSError) -> str:
    names = " -> ".join(os.fsdecode(name) for name in (error.filename, error.filename2) if name is not None)
    return f"{names}: {error.strerror}" if names else str(error.strerror or error)


def say(text: object) -> None:
    """Prints a line to the standard error of a verb."""
    try:
        os.write(2, (str(text) + "\n").encode("utf-8", "surrogateescape"))
    except OSError:
        pass
