"""The database of the data folder: links, sessions, and who did what. It holds digests of links, never links themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from formgen.foundation.errors import MachineError

FILE = "formgen.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS links (digest TEXT PRIMARY KEY, ends REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, begun REAL NOT NULL, ends REAL NOT NULL);
CREATE TABLE IF NOT EXISTS passes (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, role TEXT NOT NULL, scheme TEXT NOT NULL, about TEXT NOT NULL,
    login TEXT NOT NULL, made REAL NOT NULL, ends REAL NOT NULL, revoked REAL
);
CREATE TABLE IF NOT EXISTS audit (at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cases (id TEXT PRIMARY KEY, scheme TEXT NOT NULL, begun REAL NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    case_id TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (case_id, path)
);
CREATE TABLE IF NOT EXISTS versions (
    case_id TEXT NOT NULL, number INTEGER NOT NULL, at REAL NOT NULL, who TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);
"""
_LATER = (
    ("sessions", "pass", "TEXT NOT NULL DEFAULT ''"),
    ("cases", "town", "TEXT NOT NULL DEFAULT ''"),
    ("files", "look", "TEXT NOT NULL DEFAULT ''"),
)
"""Columns that earlier versions did not have: the table, the column, its kind."""


MOST_IDLE = 8
"""The most connections that stay open between calls. To open one takes far longer than to ask it."""


class Database:
    """SQLite in one file that only its owner can read. It may be asked from any thread: each call has a connection of its own."""

    def __init__(self, folder: Path) -> None:
        """Open or make the database. Raises MachineError if the folder can't be written."""
        self._path = folder / FILE
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(self._opened()) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(_TABLES)
                for table, column, kind in _LATER:
                    if column not in {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}:
                        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
        except (OSError, sqlite3.Error):
            raise MachineError(f"写不了数据文件夹 {folder}，请核对写入权限和磁盘空间，或用 --data 换一个") from None

    @staticmethod
    def last_done(folder: Path) -> float | None:
        """When something was last done or saved in a data folder, in seconds since 1970; None if nothing is known."""
        try:
            with closing(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True, timeout=1)) as connection:
                row = connection.execute("SELECT max(at) FROM (SELECT at FROM audit UNION ALL SELECT at FROM versions)")
                found = row.fetchone()[0]
        except sqlite3.Error:
            return None
        return float(found) if found is not None else None

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are all made when the block ends, or none of them if it raises."""
        with self.look() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with. After an error it is closed: the next call begins with a new one."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._opened()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            is_kept = len(self._idle) < MOST_IDLE
            if is_kept:
                self._idle.append(connection)
        if not is_kept:
            connection.close()

    def tidy(self) -> None:
        """Write everything into the one file: nothing that was removed stays in the log beside it."""
        with self.look() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connections that no call has now. A later call opens a new one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _opened(self) -> sqlite3.Connection:
        # One call has a connection at a time, but not always the same thread.
        connection = sqlite3.connect(self._path, timeout=20, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous=FULL")  # what the page calls saved outlasts a power cut
        connection.execute("PRAGMA secure_delete=ON")  # what is removed is overwritten
        return connection
