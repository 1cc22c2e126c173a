"""What a project's services find on a host: their user, who may see their builds, and folders of sockets."""

import grp
import os
import pwd

from own_folders import is_own


def show(account: str, builds: str, run: str) -> None:
    """Prints a line for each thing found."""
    try:
        pwd.getpwnam(account)
        say("user")
    except KeyError:
        pass
    try:
        say("members " + ",".join(grp.getgrnam(account).gr_mem))
    except KeyError:
        pass
    for name in names_in(run):
        say("runtime " + name)
    try:
        found = os.stat(builds)
    except OSError:
        return
    say(f"builds {group_name(found.st_gid)} {found.st_mode & 0o7777:o}")
    # Who else comes to the builds matters only until they are closed.
    if found.st_mode & 0o007 == 0:
        return
    for path in (os.path.join(builds, name) for name in names_in(builds)):
        if os.path.isdir(path) and not os.path.islink(path) and not is_own(path):
            say("foreign " + os.path.basename(path))
            return


def names_in(folder: str) -> "list[str]":
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError:
        return []


def group_name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return "UNKNOWN"


def say(line: str) -> None:
    # A name may be no text.
    os.write(1, os.fsencode(line) + b"\n")


def make_folders(run: str, group: str, folders: "dict[str, str]") -> None:
    """Makes folders, each for its user and the group alone."""
    if not os.path.isdir(run):
        os.makedirs(run, exist_ok=True)
        os.chmod(run, 0o755)
        # Where SELinux has a label for sockets there, they get it from their folder.
        # Elsewhere there is no such program.
        os.spawnlp(os.P_WAIT, "restorecon", "restorecon", "--", run)
    gid = grp.getgrnam(group).gr_gid
    for path, user in folders.items():
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            pass
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        os.fchown(folder, pwd.getpwnam(user).pw_uid, gid)
        os.fchmod(folder, 0o750)
        os.close(folder)


def remove_folders(folders: "list[str]") -> None:
    for path in folders:
        if os.path.islink(path):
            os.unlink(path)
        elif os.path.isdir(path):
            empty(path)
            os.rmdir(path)


def empty(path: str) -> None:
    # Its descriptors lead to the folders that were found, whatever their user puts in their place meanwhile.
    for _, folders, files, descriptor in os.fwalk(path, topdown=False):
        for name in files:
            os.unlink(name, dir_fd=descriptor)
        for name in folders:
            try:
                os.rmdir(name, dir_fd=descriptor)
            except NotADirectoryError:
                os.unlink(name, dir_fd=descriptor)
