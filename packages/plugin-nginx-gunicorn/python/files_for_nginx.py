"""Looks at files as nginx's user."""

import os
import pwd


def may_read(user: str, path: str) -> int:
    """Exits with 0 if a user may read a file, or the files of a folder, and with 1 if not."""
    account = pwd.getpwnam(user)
    os.initgroups(user, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    mode = os.R_OK | os.X_OK if os.path.isdir(path) else os.R_OK
    return 0 if os.access(path, mode) else 1
