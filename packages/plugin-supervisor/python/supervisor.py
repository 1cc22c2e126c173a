"""Controls supervisord over its own Unix socket or port.

Writes the XML itself, because importing `xmlrpc.client` would take longer than all the rest. A failure is
one line `fck {"kind", "why", "file"}`. Uses only the standard library, and runs on Python 3.6.
"""

import base64
import configparser
import glob
import grp
import json
import os
import re
import signal
import socket
import time
import xml.etree.ElementTree as xml

from service_probe import Probe

# Seconds in which supervisord answers, whatever it is doing.
PATIENCE = 30
# Beginnings of sections that open a server. supervisord accepts a name after them: `[unix_http_server:more]`.
SERVERS = ("unix_http_server", "inet_http_server")
# End of the name of a paused program's file: supervisord does not include it.
PAUSED = ".paused"
RUNNING, ENDED = ("STARTING", "RUNNING"), ("BACKOFF", "EXITED", "FATAL")


class Fault(Exception):
    pass


class Hanging(Exception):
    """supervisord runs but does not answer; the requested change may have happened."""


def fail(kind, why, file=None):
    raise SystemExit("fck " + json.dumps({"kind": kind, "why": why, "file": file}))


def parser():
    return configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)


class Supervisor:
    def __init__(self, path):
        usual = (
            [path]
            if path
            else [
                "/opt/fck-supervisor/etc/supervisord.conf",
                "/etc/supervisor/supervisord.conf",
                "/etc/supervisord.conf",
            ]
        )
        self.path = next((p for p in usual if os.path.exists(p)), None)
        self.config = parser()
        self.environment = None
        if self.path:
            self.config.read(self.path)

    def setting(self, section, name):
        return self.expanded(self.config.get(section, name, fallback=""))

    def expanded(self, text):
        """A value as supervisord reads it: expands `%(here)s`, variables of its environment, and `%%`."""
        text = text.replace("%(here)s", os.path.dirname(os.path.abspath(self.path or "")))
        if "%" not in text:
            return text
        known = {"host_node_name": os.uname().nodename}
        known.update((name, self.variable(name[4:])) for name in re.findall(r"%\((ENV_[^)]*)\)", text))
        try:
            return text % known
        except (KeyError, TypeError, ValueError):
            # supervisord before 3.2 takes these values literally; later versions do not start with this one.
            return text

    def variable(self, name):
        """A variable of supervisord's environment."""
        if self.environment is None:
            pidfile = self.config.get("supervisord", "pidfile", fallback="%(ENV_")
            if "%(ENV_" in pidfile:
                raise Fault(
                    f"{self.path} does not name a pidfile, so the value of %(ENV_{name})s in it is not known"
                )
            pid = self.pid()
            if not pid:
                raise OSError(f"it does not run: there is no process of {self.expanded(pidfile)}")
            with open(f"/proc/{pid}/environ") as file:
                self.environment = dict(v.split("=", 1) for v in file.read().split("\0") if "=" in v)
            self.environment.update(self.own_variables())
        if name not in self.environment:
            raise Fault(f"{self.path} names %(ENV_{name})s, which is not in the environment of supervisord")
        return self.environment[name]

    def own_variables(self):
        """What `environment` in [supervisord] adds: `A="b",C=d`."""
        text = self.expanded(self.config.get("supervisord", "environment", fallback=""))
        return {k: v.strip("'\"") for k, v in re.findall(r'(\w+)\s*=\s*("[^"]*"|\'[^\']*\'|[^,]*)', text)}

    def included(self):
        here = os.path.dirname(self.path or "")
        return [os.path.join(here, p) for p in self.setting("include", "files").split()]

    def file_of(self, program):
        folders = [p for p in self.included() if os.path.basename(p).startswith("*")]
        if not folders:
            fail(
                "not-running",
                "%s includes no folder of configuration files" % (self.path or "no supervisord.conf"),
            )
        folder, pattern = os.path.split(folders[0])
        return os.path.join(folder, program + pattern[1:])

    def files_of(self, prefix):
        found = [f for p in self.included() for f in glob.glob(p) + glob.glob(p + PAUSED)]
        return [f for f in found if os.path.basename(f).startswith(prefix)]

    def server_sections(self):
        """Sections of servers: `[unix_http_server]`, `[inet_http_server:name]`, also in included files."""
        found = [s for s in self.config.sections() if s.startswith(SERVERS)]
        for file in [] if found else [f for p in self.included() for f in sorted(glob.glob(p))]:
            one = parser()
            try:
                one.read(file)
            except configparser.Error:
                continue
            for section in [s for s in one.sections() if s.startswith(SERVERS)]:
                here = os.path.dirname(os.path.abspath(file))
                self.config.read_dict(
                    {section: {k: v.replace("%(here)s", here) for k, v in one.items(section)}}
                )
                found.append(section)
        return sorted(set(found), reverse=True)

    def servers(self):
        """Each with its section, sockets first."""
        if not self.path:
            raise OSError("there is no supervisord.conf")
        found = []
        for section in self.server_sections():
            file, port = self.setting(section, "file"), self.setting(section, "port")
            host, _, number = port.rpartition(":")
            if section.startswith(SERVERS[0]) and file:
                found.append((section, socket.AF_UNIX, file))
            elif number.isdigit():
                anywhere = host in ("", "*", "0.0.0.0")
                found.append((section, socket.AF_INET, ("127.0.0.1" if anywhere else host, int(number))))
        if not found:
            fail("no-server", f"{self.path} has neither [unix_http_server] nor [inet_http_server]")
        return found

    def connected(self):
        problem = None
        for section, family, address in self.servers():
            s = socket.socket(family)
            s.settimeout(PATIENCE)
            try:
                s.connect(address)
            except socket.timeout as error:
                s.close()
                raise Hanging(f"it did not answer for {PATIENCE} seconds") from error
            except OSError as error:
                s.close()
                problem = problem or error
                continue
            self.user, self.password = (self.setting(section, n) for n in ("username", "password"))
            if self.password.startswith("{SHA}"):
                self.user, self.password = (
                    self.setting("supervisorctl", n) for n in ("username", "password")
                )
            return s
        pid = self.pid()
        if pid:
            fail(
                "unreachable",
                f"it runs as process {pid}, but nothing answers at {self.servers()[0][2]}",
            )
        raise problem

    def pid(self):
        """Its process, if it runs. It writes its number only once it listens."""
        try:
            with open(self.setting("supervisord", "pidfile")) as file:
                pid = int(file.read())
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                return pid if b"supervisord" in file.read() else None
        except (OSError, ValueError):
            return None

    def call(self, method, *args):
        params = "".join(f"<param><value>{self.written(a)}</value></param>" for a in args)
        body = (
            f"<methodCall><methodName>supervisor.{method}</methodName><params>{params}</params></methodCall>"
        )
        head = f"POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: {len(body.encode())}\r\n"
        with self.connected() as s:
            if self.user:
                login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
                head += f"Authorization: Basic {login}\r\n"
            try:
                s.sendall((head + "\r\n" + body).encode())
                answer = b"".join(iter(lambda: s.recv(65536), b""))
            except socket.timeout as error:
                raise Hanging(f"it did not answer for {PATIENCE} seconds") from error
        status, _, content = answer.partition(b"\r\n\r\n")
        if b" 401 " in status.split(b"\r\n")[0]:
            raise Fault(f"it refused the user name and password of {self.path}")
        if b" 200 " not in status.split(b"\r\n")[0]:
            raise Fault(status.split(b"\r\n")[0].decode())
        root = xml.fromstring(content)
        fault = root.find("fault/value")
        if fault is not None:
            why = self.read(fault)["faultString"]
            if "UNKNOWN_METHOD" in why:
                fail("no-server", f"{self.path} has no [rpcinterface:supervisor]")
            raise Fault(why)
        return self.read(root.find("params/param/value"))

    def written(self, value):
        if isinstance(value, bool):
            return f"<boolean>{int(value)}</boolean>"
        escaped = value.replace("&", "&amp;").replace("<", "&lt;")
        return f"<string>{escaped}</string>"

    def read(self, value):
        kind = value[0] if len(value) else None
        if kind is None:
            return value.text or ""
        if kind.tag == "struct":
            return {m.find("name").text: self.read(m.find("value")) for m in kind}
        if kind.tag == "array":
            return [self.read(v) for v in kind.find("data")]
        return int(kind.text) if kind.tag in ("int", "i4", "boolean") else kind.text or ""

    def states(self):
        return {i["group"]: i for i in self.call("getAllProcessInfo")}

    def states_if_running(self):
        try:
            return self.states()
        except OSError:
            return {}

    def culprit(self, why):
        for file in [self.path] + [f for p in self.included() for f in sorted(glob.glob(p))]:
            if file in why:
                return file
            one = parser()
            try:
                one.read(file)
            except configparser.Error:
                return file
            if any(f"section '{name}'" in why for name in one.sections()):
                return file

    def forget(self, program):
        try:
            # Does not wait here: supervisord notices ended processes once a second, or at the next call.
            self.call("stopProcessGroup", program, False)
            begun = time.time()
            while self.states().get(program, {}).get("statename") == "STOPPING":
                time.sleep(min(0.5, 0.05 + (time.time() - begun) / 20))
            self.call("removeProcessGroup", program)
        except Fault as fault:
            if "BAD_NAME" not in str(fault):
                fail("failed", str(fault))

    def start(self, program, logs, health):
        self.make_log(program, logs)
        self.load(program)
        self.await_running(program, Probe(**health) if health else None)

    def load(self, program):
        """Makes supervisord run a program as its file says."""
        state = self.states().get(program)
        try:
            changed = self.call("reloadConfig")[0][1]
        except Fault as fault:
            file = self.culprit(str(fault))
            fail("broken-config", str(fault), file)
        if state and (program in changed or state["statename"] not in RUNNING):
            self.forget(program)
            state = None
        if not state:
            self.call("addProcessGroup", program)

    def make_log(self, program, logs):
        """Logs may contain what visitors sent: only root and, if it exists, the group `adm` may read them."""
        try:
            group = grp.getgrnam("adm").gr_gid
        except KeyError:
            group = 0
        if not os.path.isdir(logs):
            os.makedirs(logs)
            os.chown(logs, 0, group)
            os.chmod(logs, 0o750)
        # In a folder that others made, only the file is ours.
        log = os.open(
            os.path.join(logs, program[4:] + ".log"),
            os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW,
            0o640,
        )
        os.fchown(log, 0, group)
        os.fchmod(log, 0o640)
        os.close(log)

    def await_running(self, program, probe):
        deadline = time.time() + 20
        while time.time() < deadline:
            info = self.states().get(program)
            ended = why_ended(info)
            if ended:
                fail("ended", ended)
            if info["statename"] == "RUNNING" or probe and probe.is_good():
                return
            time.sleep(0.05)
        fail("ended", "it is still not up after 20 seconds")

    def stop(self, program, logs):
        for file in self.files_of(program + "."):
            os.remove(file)
        if program in self.states_if_running():
            self.forget(program)
        self.prune_logs(program, logs)

    def pause(self, program):
        """Ends a program, and keeps its file where supervisord does not find it, at a restart neither."""
        for file in self.files_of(program + "."):
            if not file.endswith(PAUSED):
                os.rename(file, file + PAUSED)
        if program in self.states_if_running():
            self.forget(program)

    def resume(self, program):
        for file in self.files_of(program + "."):
            if file.endswith(PAUSED):
                os.rename(file, file[: -len(PAUSED)])
        if self.files_of(program + "."):
            self.load(program)

    def retire(self, program, backups):
        """Ends a foreign program. Its file is backed up, and synced to disk, before it is removed."""
        import shutil  # Only used here, and slow to import.

        for file in self.files_of(program + "."):
            one = parser()
            one.read(file)
            if one.sections() != ["program:" + program]:
                fail("failed", f"{file} does not define this program alone: remove it by hand", file)
            if not os.path.isdir(backups):
                os.makedirs(backups, 0o700)
            shutil.copy2(file, backups)
            os.sync()
            os.remove(file)
        if program in self.states_if_running():
            self.forget(program)

    def kill(self, program, logs):
        pid = self.states_if_running().get(program, {}).get("pid")
        if pid:
            # Stopped first, so that supervisord does not start it again. It leads its own process group.
            self.call("stopProcessGroup", program, False)
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            deadline = time.time() + 5
            while time.time() < deadline and self.states()[program]["statename"] == "STOPPING":
                time.sleep(0.02)
        self.stop(program, logs)

    def prune_logs(self, program, logs):
        stem, states = program[4:].rsplit(".", 2)[0], self.states_if_running()
        mine = glob.glob(os.path.join(glob.escape(logs), glob.escape(stem) + ".*.*.log"))
        idle = [f for f in mine if "fck-" + os.path.basename(f)[:-4] not in states]
        for file in sorted(idle, key=os.path.getmtime)[:-5]:
            for part in glob.glob(glob.escape(file) + "*"):
                os.remove(part)

    def programs(self):
        """fck's own programs by name: those in supervisord, and those that would be after a reboot."""
        found, down = {program_in(f): None for f in self.files_of("fck-")}, None
        try:
            found.update((name, info) for name, info in self.states().items() if name.startswith("fck-"))
        except OSError as error:
            down = str(error)
        return {"down": down, "programs": {name: described(info) for name, info in sorted(found.items())}}

    def foreign(self):
        """Programs that are not fck's: those of the configuration files, and those that run without one."""
        found, states = {}, self.states_if_running()
        for file in sorted(f for p in self.included() for f in glob.glob(p)):
            one = parser()
            try:
                one.read(file)
            except (configparser.Error, UnicodeDecodeError):
                continue
            for section in one.sections():
                if section.startswith("program:"):
                    found[section[8:]] = {"file": file, "command": one.get(section, "command", fallback=None)}
        for group in states:
            found.setdefault(group, {"file": None, "command": None})
        running = {name for name, info in states.items() if info["statename"] in RUNNING}
        return [
            dict(it, name=n, running=n in running)
            for n, it in sorted(found.items())
            if not n.startswith("fck-")
        ]


def program_in(file):
    name = os.path.basename(file)
    return (name[: -len(PAUSED)] if name.endswith(PAUSED) else name).rsplit(".", 1)[0]


def described(info):
    state = info["statename"] if info else None
    pid = info["pid"] if state in RUNNING else None
    return {"pid": pid, "up": state == "RUNNING", "ended": why_ended(info)}


def why_ended(info):
    if info is None:
        return "it was removed while it started"
    # supervisord restarts a program that ended early: then it has a stop time.
    if info["statename"] in ENDED or info["statename"] == "STARTING" and info["stop"]:
        return info["spawnerr"] or f"it ended with exit code {info['exitstatus']}"
    return None


# What fck calls.


def programs(config):
    return with_supervisor(config, lambda it: it.programs())


def foreign(config):
    return with_supervisor(config, lambda it: it.foreign())


def file_of(config, program):
    return with_supervisor(config, lambda it: it.file_of(program))


def start(config, program, logs, health):
    with_supervisor(config, lambda it: it.start(program, logs, health))


def stop(config, program, logs):
    with_supervisor(config, lambda it: it.stop(program, logs))


def kill(config, program, logs):
    with_supervisor(config, lambda it: it.kill(program, logs))


def pause(config, program):
    with_supervisor(config, lambda it: it.pause(program))


def resume(config, program):
    with_supervisor(config, lambda it: it.resume(program))


def retire(config, program, backups):
    with_supervisor(config, lambda it: it.retire(program, backups))


def with_supervisor(config, work):
    try:
        return work(Supervisor(config))
    except OSError as error:
        fail("not-running", str(error))
    except Hanging as error:
        fail("hanging", str(error))
    except Fault as fault:
        fail("failed", str(fault))
