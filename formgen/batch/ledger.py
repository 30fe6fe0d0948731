"""The ledger of an output folder: it records which papers were made for which enterprise, and from what data.

The ledger is an SQLite file with one row for each enterprise. Only one run at a time uses it (`formgen.batch.lock`), so
SQLite takes no locks of its own, which many network shares do not support. SQLite keeps its journal in a file beside the
ledger, because a write-ahead log needs memory that processes share. The row of an enterprise is written after its
papers, and several rows are committed at once. A run that is killed loses only the rows of the last moments; the next run
makes their papers again, with the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from formgen.batch.outcome import KNOWN, OUTCOME, Known, Outcome
from formgen.foundation.errors import MachineError

LEDGER = ".formgen-批量台账.sqlite"
FORM = 1
"""The version of the tables (`PRAGMA user_version`). A ledger of another version is set aside like a damaged one."""
TABLES = """
    CREATE TABLE enterprise (
        identity TEXT PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL, known BLOB NOT NULL, outcome BLOB NOT NULL
    )
"""


class Ledger:
    """An open ledger.

    `damaged` is the new name of an earlier ledger that could not be read; None if there was no such ledger.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder's ledger, or begin one. Raises MachineError if the folder can't be written."""
        self.path = folder / LEDGER
        self.damaged: str | None = None
        try:
            try:
                self.connection = self._open()
            except (sqlite3.DatabaseError, ValidationError, UnicodeDecodeError):
                self.damaged = self._set_aside()
                self.connection = self._open()
        except (sqlite3.DatabaseError, OSError):
            raise MachineError(f"写不了输出文件夹里的台账 {self.path}，请核对写入权限和磁盘空间") from None

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(
            f"file:{quote(str(self.path.absolute()))}?nolock=1", uri=True, isolation_level=None
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if not form and not tables:
                connection.execute("BEGIN")
                connection.execute(TABLES)
                connection.execute(f"PRAGMA user_version = {FORM}")
                connection.execute("COMMIT")
            elif form != FORM:
                raise sqlite3.DatabaseError("another form")
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("damaged")
            for (known,) in connection.execute("SELECT known FROM enterprise"):
                KNOWN.validate_json(known)
            connection.execute("SELECT identity, name, folder, outcome FROM enterprise").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> str:
        for number in count(1):
            aside = self.path.with_name(f"{self.path.name}.损坏{number}")
            if not aside.exists():
                break
        os.replace(self.path, aside)
        journal = self.path.with_name(self.path.name + "-journal")
        with suppress(FileNotFoundError):
            os.replace(journal, aside.with_name(aside.name + "-journal"))
        return aside.name

    def known(self, identity: str) -> Known | None:
        """What the ledger knows of an enterprise's papers; None for a new enterprise."""
        row = self.connection.execute("SELECT known FROM enterprise WHERE identity = ?", (identity,)).fetchone()
        return KNOWN.validate_json(row[0]) if row else None

    def outcome(self, identity: str) -> Outcome:
        """The outcome of an enterprise of this run."""
        statement = "SELECT outcome FROM enterprise WHERE identity = ?"
        return OUTCOME.validate_json(self.connection.execute(statement, (identity,)).fetchone()[0])

    def enter(self, identity: str, name: str, folder: str, known: Known, outcome: Outcome) -> None:
        """Write the outcome of an enterprise. The row is safe only after the next `commit`."""
        self._change(
            "INSERT OR REPLACE INTO enterprise VALUES (?, ?, ?, ?, ?)",
            (identity, name, folder, KNOWN.dump_json(known), OUTCOME.dump_json(outcome)),
        )

    def renew(self, identity: str, known: Known) -> None:
        """Write what is known now about papers that were not made again."""
        self._change("UPDATE enterprise SET known = ? WHERE identity = ?", (KNOWN.dump_json(known), identity))

    def commit(self, before: Callable[[], None]) -> None:
        """Commit the rows, if there are new ones.

        `before` is called first. It waits until the papers that the rows describe are safe on the disk.
        """
        if self.connection.in_transaction:
            before()
            self._execute("COMMIT")

    def others(self, identities: set[str]) -> Iterator[tuple[str, str, str, Known]]:
        """Identity, name, folder and known papers of all enterprises whose identity is not in `identities`."""
        for identity, name, folder, known in self.connection.execute(
            "SELECT identity, name, folder, known FROM enterprise ORDER BY identity"
        ).fetchall():
            if identity not in identities:
                yield identity, name, folder, KNOWN.validate_json(known)

    def forget(self, identity: str) -> None:
        """Remove the row of an enterprise."""
        self._change("DELETE FROM enterprise WHERE identity = ?", (identity,))

    def close(self) -> None:
        """Close the ledger. Rows that were not committed are lost."""
        self.connection.close()

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        if not self.connection.in_transaction:
            self._execute("BEGIN")
        self._execute(statement, values)

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> None:
        try:
            self.connection.execute(statement, values)
        except sqlite3.DatabaseError:
            raise MachineError(f"写不了输出文件夹里的台账 {self.path}，请核对磁盘空间") from None
