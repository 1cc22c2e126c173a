"""Which build of the application this is."""

import os
import socket
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Release:
    version: str
    build: str
    host: str

    @classmethod
    def from_environment(cls):
        """fck tells a service its build in FCK_BUILD; on a developer's machine there is none."""
        return cls(
            version=version("flask-notes"),
            build=os.environ.get("FCK_BUILD", "development"),
            host=socket.gethostname(),
        )
