"""Notes in an SQLite file."""

import getpass
import pathlib
import sqlite3
import tempfile

from flask import current_app, g

_TABLE = """
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    written_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
)
"""

_FIRST_NOTE = """**Welcome!** This page was built once, shipped, and switched live without dropping a request.

Write a note below: it stays when the next build takes over."""


def prepare(data_folder=None):
    """Makes the file and its table, if there are none yet, and returns the file's path."""
    folder = pathlib.Path(
        data_folder or pathlib.Path(tempfile.gettempdir(), f"flask-notes-{getpass.getuser()}")
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "notes.sqlite3"
    with _open(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        # Several workers start at once: only one of them may find the table missing.
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'note'").fetchone():
            connection.execute(_TABLE)
            connection.execute("INSERT INTO note (text) VALUES (?)", (_FIRST_NOTE,))
    connection.close()
    return path


def connection():
    """The connection of the current request."""
    if "connection" not in g:
        g.connection = _open(current_app.config["DATABASE"])
    return g.connection


def close(_error=None):
    open_connection = g.pop("connection", None)
    if open_connection is not None:
        open_connection.close()


def _open(path):
    opened = sqlite3.connect(path, timeout=10)
    opened.row_factory = sqlite3.Row
    return opened
