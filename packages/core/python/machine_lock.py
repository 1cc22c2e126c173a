"""The lock of a machine, held for a run. `lock/lock-program.ts` describes its files, and does so in shell."""

import fcntl
import os
import pwd
import signal
import sys
import time

from fence import first_line
from streams import say


class Refused(Exception):
    """Why a lock was not taken: the word for fck, and what it was that stood in the way."""

    def __init__(self, word: str, about: str = "") -> None:
        super().__init__(word)
        self.word = word
        self.about = about


def hold(request: dict) -> int:
    """Takes the lock and keeps it. Lines on its input control it: `beat`, `journal …`, `stay`, `release`."""
    for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o022)
    lock = MachineLock(request)
    try:
        lock.prepare()
        lock.alone(lock.adopt if request["adopt"] else lock.claim)
    except Refused as refusal:
        lock.refuse(refusal)
        return 1
    answer("held")
    return _serve(lock, request)


def _serve(lock: "MachineLock", request: dict) -> int:
    is_staying = False
    # Bytes: the text is UTF-8, whatever the locale here is.
    for line in sys.stdin.buffer:
        word, _, rest = line.decode("utf-8", "replace").rstrip("\n").partition(" ")
        if word == "journal":
            record(request["journal"], rest)
        elif word == "stay":
            is_staying = True
        elif word == "release":
            if not lock.no_step_runs(tries=1):
                answer("later")
                lock.wait_for_steps()
            lock.try_alone(lock.drop_mine)
            answer("released")
            return 0
        if not lock.try_alone(lock.beat):
            answer("lost")
    if is_staying:
        return 0
    # The run is gone.
    lock.wait_for_steps()
    if lock.try_alone(lock.drop_mine):
        record(request["journal"], request["abandoned"])
    return 0


def answer(text: str) -> None:
    try:
        os.write(1, (text + "\n").encode("utf-8", "replace"))
    except OSError:
        pass


def record(journal: str, entry: str) -> None:
    """Adds an entry to the machine's journal: a line of JSON without its opening brace."""
    if not os.path.isdir(os.path.dirname(journal)) or os.path.islink(journal):
        return
    if os.path.exists(journal) and not os.path.isfile(journal):
        return
    try:
        with open(journal, "a", encoding="utf-8") as file:
            file.write(f'{{"at":"{now()}",{entry}\n')
    except OSError as error:
        say(error)


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def uptime() -> int:
    return int(first_line("/proc/uptime").partition(".")[0])


class MachineLock:
    """The files of the lock below a root folder."""

    def __init__(self, claim: dict) -> None:
        self.claim_of_run = claim
        self.root = claim["root"]
        self.lock = os.path.join(self.root, ".lock")
        self.fence = os.path.join(self.root, ".fence")
        self.locking = os.path.join(self.root, ".locking")
        self.boot = first_line("/proc/sys/kernel/random/boot_id")
        self._fence = self._locking = -1

    def prepare(self) -> None:
        """Opens what is locked with `flock`. Only the login user may: who can open it can block deploys."""
        os.makedirs(self.root, exist_ok=True)
        for path, mode in ((self.locking, 0o077), (self.fence, 0o007)):
            os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
            try:
                os.chmod(path, os.stat(path).st_mode & 0o7777 & ~mode)
            except OSError:
                pass
        self._locking = os.open(self.locking, os.O_RDONLY)
        self._fence = os.open(self.fence, os.O_RDONLY)

    def alone(self, work) -> bool:
        """Does something while no other process changes the lock."""
        if not _flock(self._locking, seconds=30):
            raise Refused("steps", self.locking)
        try:
            return work()
        finally:
            fcntl.flock(self._locking, fcntl.LOCK_UN)

    def try_alone(self, work) -> bool:
        try:
            return self.alone(work)
        except (Refused, OSError):
            return False

    def no_step_runs(self, tries: int = 5) -> bool:
        """Whether no step of any run is running; then none can begin while this process lives."""
        return _flock(self._fence, seconds=(tries - 1) * 0.1)

    def wait_for_steps(self) -> None:
        fcntl.flock(self._fence, fcntl.LOCK_EX)

    def claim(self) -> bool:
        project, login = self.claim_of_run["project"], self.claim_of_run["login"]
        link = foreign_link(project, login)
        if link is not None:
            raise Refused("linked", link)
        owner = other_owner(project, login)
        if owner is not None:
            raise Refused("owned", owner)
        if os.path.isdir(self.lock) and not self.is_stale():
            raise Refused("busy")
        if not self.no_step_runs():
            raise Refused("steps", self.fence)
        self.for_login(self.fence)
        os.chmod(self.fence, 0o600)
        if os.path.isdir(self.lock):
            answer("took-over")
            self.describe()
            self.drop()
        self.publish()
        fcntl.flock(self._fence, fcntl.LOCK_UN)
        return True

    def adopt(self) -> bool:
        """Takes the run's own lock again: its last holder's connection ended, or the machine rebooted."""
        if self.fact("run") != self.claim_of_run["run"]:
            raise Refused("lost")
        with open(os.path.join(self.lock, "holder"), "w", encoding="utf-8") as file:
            file.write(self.claim_of_run["holder"] + "\n")
        return self.beat()

    def publish(self) -> None:
        """The lock appears complete, by a rename."""
        self.remove_leftovers()
        new = os.path.join(self.root, ".lock." + os.urandom(3).hex())
        os.mkdir(new, 0o700)
        claim = self.claim_of_run
        facts = (
            ("run", claim["run"]),
            ("holder", claim["holder"]),
            ("about", claim["about"]),
            ("since", now()),
        )
        for name, value in facts:
            with open(os.path.join(new, name), "w", encoding="utf-8") as file:
                file.write(value + "\n")
        self.pulse(new)
        self.for_login(new)
        os.chmod(new, 0o700)
        os.rename(new, self.lock)

    def remove_leftovers(self) -> None:
        """A killed run left one that is empty, or begins to be a lock. Others may have such names."""
        for name in os.listdir(self.root):
            if not name.startswith(".lock.") or len(name) != len(".lock.") + 6:
                continue
            left = os.path.join(self.root, name)
            try:
                if os.path.isfile(os.path.join(left, "run")):
                    remove_folder(left)
                else:
                    os.rmdir(left)
            except OSError:
                pass

    def pulse(self, folder: str) -> None:
        """A heartbeat: seconds since boot, so that setting the clock does not make it old."""
        part = os.path.join(folder, ".heartbeat")
        with open(part, "w", encoding="utf-8") as file:
            file.write(f"{self.boot} {uptime()}\n")
        os.rename(part, os.path.join(folder, "heartbeat"))

    def beat(self) -> bool:
        if not self.is_mine():
            return False
        self.pulse(self.lock)
        return True

    def is_mine(self) -> bool:
        return self.fact("holder") == self.claim_of_run["holder"]

    def drop_mine(self) -> bool:
        if not self.is_mine():
            return False
        self.drop()
        return True

    def drop(self) -> None:
        gone = os.path.join(self.root, f".lock.gone.{os.getpid()}")
        os.rename(self.lock, gone)
        remove_folder(gone)

    def fact(self, name: str) -> str:
        return first_line(os.path.join(self.lock, name))

    def age(self) -> "int | None":
        """Seconds since the last heartbeat; None for a lock that a user keeps."""
        beat = os.path.join(self.lock, "heartbeat")
        if not os.path.exists(beat) and os.path.exists(os.path.join(self.lock, "about")):
            return None
        boot, _, seconds = first_line(beat).partition(" ")
        up = uptime()
        if boot != self.boot or not seconds.isdigit() or int(seconds) > up:
            return up
        return up - int(seconds)

    def is_stale(self) -> bool:
        age = self.age()
        return age is not None and age >= self.claim_of_run["staleAfter"]

    def for_login(self, path: str) -> None:
        if os.getuid() == 0:
            user = pwd.getpwnam(self.claim_of_run["login"])
            os.chown(path, user.pw_uid, -1)

    def describe(self) -> None:
        if not os.path.isdir(self.lock):
            answer("free")
            return
        for name in ("run", "holder", "about", "since"):
            answer(f"{name} {self.fact(name)}")
        age = self.age()
        answer("age %s" % ("none" if age is None else age))

    def refuse(self, refusal: Refused) -> None:
        answer(refusal.word)
        self.describe()
        if refusal.word == "steps":
            self.name_holders(refusal.about)
        elif refusal.word in ("owned", "linked"):
            answer(f"{'owner' if refusal.word == 'owned' else 'link'} {refusal.about}")
        answer("end")

    def name_holders(self, path: str) -> None:
        pid = os.fork()
        if pid == 0:
            os.execvp("sh", ["sh", "-c", self.claim_of_run["nameHolders"], "sh", path])
        os.waitpid(pid, 0)


def _flock(descriptor: int, seconds: float) -> bool:
    """Locks exclusively, if that is possible in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
        time.sleep(0.05)


def remove_folder(folder: str) -> None:
    """Removes a folder that has only files."""
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    os.rmdir(folder)


def foreign_link(project: str, login: str) -> "str | None":
    """A link that is, or is in, the project's folder, and that neither root nor the login user made."""
    if not project:
        return None
    own = {0, pwd.getpwnam(login).pw_uid}
    own_entries = _entries(project)
    for path in [project, *own_entries, *(below for entry in own_entries for below in _entries(entry))]:
        try:
            if os.path.islink(path) and os.lstat(path).st_uid not in own:
                return path
        except FileNotFoundError:
            pass  # removed meanwhile
    return None


def _entries(folder: str) -> "list[str]":
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    except OSError:
        return []


def other_owner(project: str, login: str) -> "str | None":
    """The account, other than the login user, that the project belongs to: its name and number."""
    if not os.path.isdir(project):
        return None
    record = project
    if os.stat(record).st_uid == 0:
        record = os.path.join(project, "state.json")
    if not os.path.exists(record):
        return None
    uid = os.stat(record).st_uid
    if uid == pwd.getpwnam(login).pw_uid:
        return None
    try:
        return f"{pwd.getpwuid(uid).pw_name} {uid}"
    except KeyError:
        return f"UNKNOWN {uid}"
