"""Who listens on the TCP ports of a host: see proc(5), `/proc/net/tcp` and `/proc/PID/fd`."""

import os

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTEN = "0A"
_LOOPBACK = "0100007F"


def show_tables() -> None:
    for name in _TABLES:
        print(table(name))


def show_owner(port: int, main_process: int) -> None:
    """Prints nothing if the process and its descendants hold all sockets of the port, else who holds one."""
    found = [
        (row[9], row[7])
        for name in _TABLES
        for row in map(str.split, table(name).splitlines())
        if len(row) > 9 and row[3] == _LISTEN and is_at(row[1], port)
    ]
    held = sockets_of(descendants(main_process)) if found else set()
    stranger = next((uid for inode, uid in found if inode not in held), None)
    if not found:
        print("nobody")
    elif stranger is not None:
        print("uid " + stranger)


def table(name: str) -> str:
    try:
        with open(name) as file:
            return file.read()
    except OSError:
        return ""


def is_at(local: str, port: int) -> bool:
    address, _, number = local.rpartition(":")
    return int(number, 16) == port and (address == _LOOPBACK or not address.strip("0"))


def descendants(main: int) -> "list[int]":
    """A process, and all that come from it."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        # The second field is a name, which may have anything in it.
        parent = table(f"/proc/{name}/stat").rpartition(")")[2].split()[1:2]
        if parent:
            children.setdefault(int(parent[0]), []).append(int(name))
    found = [main]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def sockets_of(processes: "list[int]") -> "set[str]":
    inodes = set()
    for pid in processes:
        try:
            names = os.listdir(f"/proc/{pid}/fd")
        except OSError:
            continue
        for name in names:
            try:
                link = os.readlink(f"/proc/{pid}/fd/{name}")
            except OSError:
                continue
            if link.startswith("socket:["):
                inodes.add(link[8:-1])
    return inodes
