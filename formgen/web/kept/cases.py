"""Cases: the record of one applicant, with every version that was saved. Nothing that somebody saved is overwritten.

Two people may work in one case. Each saves only the fields that they changed, and says which version they saw. A field that
somebody else has changed since is not saved: both texts are given back.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from formgen.web.kept.database import Database

Texts = Callable[[str], dict[str, str]]
"""(the record's JSON) to its texts by field."""
Change = Callable[[str, Mapping[str, str]], str]
"""(the record's JSON, changed texts by field) to the JSON with these texts."""
Together = Callable[[str], str]
"""(a field) to what it belongs to."""
SAME_SITTING = 60.0
"""Versions of one person within so many seconds are listed as one."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a case. number: counted from 1. at: seconds since 1970. who: the session that saved it."""

    number: int
    at: float
    who: str
    record: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving.

    version  the newest version now
    refused  the fields that somebody else has changed since, each with the text that stands there now
    """

    version: Version
    refused: dict[str, str] = field(repr=False)


class Cases:
    """All cases of a data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, scheme: str, record: str, who: str, town: str = "") -> str:
        """Begin a case with a record. scheme: its reference. town: whose case it is as long as the record names no town.

        Returns the id of the case.
        """
        case_id, now = secrets.token_hex(16), time.time()
        with self._database.change() as connection:
            connection.execute(
                "INSERT INTO cases (id, scheme, begun, town) VALUES (?, ?, ?, ?)", (case_id, scheme, now, town)
            )
            connection.execute("INSERT INTO versions VALUES (?, 1, ?, ?, ?)", (case_id, now, who, record))
        return case_id

    def restore(self, case_id: str, scheme: str, town: str, versions: Sequence[tuple[float, str, str]]) -> None:
        """Begin a case with versions of before, the oldest first: of each the time, who saved it, and the record."""
        with self._database.change() as connection:
            connection.execute(
                "INSERT INTO cases (id, scheme, begun, town) VALUES (?, ?, ?, ?)",
                (case_id, scheme, time.time(), town),
            )
            connection.executemany(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?)",
                [(case_id, number, *one) for number, one in enumerate(versions, start=1)],
            )

    def older(self, oldest: float) -> list[str]:
        """The cases that nobody has saved since a time, nor begun."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT c.id FROM cases c WHERE c.begun < ? AND NOT EXISTS "
                "(SELECT 1 FROM versions v WHERE v.case_id = c.id AND v.at >= ?)",
                (oldest, oldest),
            ).fetchall()
        return [str(row[0]) for row in rows]

    def every_version(self, case_id: str) -> list[Version]:
        """All versions of a case, the oldest first."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? ORDER BY number", (case_id,)
            ).fetchall()
        return [Version(*row) for row in rows]

    def scheme(self, case_id: str) -> str | None:
        """The reference of a case's scheme; None if there is no such case."""
        with self._database.look() as connection:
            row = connection.execute("SELECT scheme FROM cases WHERE id = ?", (case_id,)).fetchone()
        return str(row[0]) if row else None

    def town(self, case_id: str) -> str:
        """The town that began a case; empty if none did."""
        with self._database.look() as connection:
            row = connection.execute("SELECT town FROM cases WHERE id = ?", (case_id,)).fetchone()
        return str(row[0]) if row else ""

    def listed(self, scheme: str) -> list[tuple[str, Version]]:
        """The cases of a scheme with their newest versions, the one that was saved last first."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT c.id, v.number, v.at, v.who, v.record FROM cases c JOIN versions v ON v.case_id = c.id "
                "WHERE c.scheme = ? AND v.number = (SELECT MAX(number) FROM versions WHERE case_id = c.id) "
                "ORDER BY v.at DESC",
                (scheme,),
            ).fetchall()
        return [(row[0], Version(*row[1:])) for row in rows]

    def newest(self, case_id: str) -> Version | None:
        """The newest version of a case; None if there is no such case."""
        with self._database.look() as connection:
            row = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? ORDER BY number DESC LIMIT 1",
                (case_id,),
            ).fetchone()
        return Version(*row) if row else None

    def version(self, case_id: str, number: int) -> Version | None:
        """One version of a case; None if there is none."""
        with self._database.look() as connection:
            row = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? AND number = ?", (case_id, number)
            ).fetchone()
        return Version(*row) if row else None

    def versions(self, case_id: str) -> list[Version]:
        """The versions of a case, the newest first; of those that one person saved one soon after the other, the last."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? ORDER BY number DESC", (case_id,)
            ).fetchall()
        found: list[Version] = []
        for row in rows:
            one = Version(*row)
            if not found or one.who != found[-1].who or found[-1].at - one.at > SAME_SITTING:
                found.append(one)
        return found

    def save(
        self,
        case_id: str,
        seen: int,
        changes: Mapping[str, str],
        who: str,
        texts: Texts,
        change: Change,
        together: Together = str,
    ) -> Saved:
        """Save changed texts as a new version.

        seen      the number of the version that the person saw
        together  what a field belongs to: it is refused if somebody else has changed any of that since; a field alone where it is left out

        Raises KeyError if there is no such case or version.
        """
        with self._database.change() as connection:
            rows = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? AND (number = ? OR number = "
                "(SELECT MAX(number) FROM versions WHERE case_id = ?)) ORDER BY number",
                (case_id, seen, case_id),
            ).fetchall()
            known = [Version(*row) for row in rows]
            if not known or known[0].number != seen:
                raise KeyError(case_id)
            before, now = texts(known[0].record), texts(known[-1].record)
            differs = (one for one in before.keys() | now.keys() if before.get(one, "") != now.get(one, ""))
            changed = {together(one) for one in differs}
            theirs = {
                one: now.get(one, "")
                for one, text in changes.items()
                if together(one) in changed and now.get(one, "") != text
            }
            mine = {one: text for one, text in changes.items() if one not in theirs and text != now.get(one, "")}
            if not mine:
                return Saved(known[-1], theirs)
            made = Version(known[-1].number + 1, time.time(), who, change(known[-1].record, mine))
            connection.execute(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?)", (case_id, made.number, made.at, who, made.record)
            )
        return Saved(made, theirs)

    def put(self, case_id: str, who: str, change: Callable[[str], str]) -> Version:
        """Save the newest record, changed by a function, as a new version. Raises KeyError if there is no such case."""
        with self._database.change() as connection:
            row = connection.execute(
                "SELECT number, at, who, record FROM versions WHERE case_id = ? ORDER BY number DESC LIMIT 1",
                (case_id,),
            ).fetchone()
            if row is None:
                raise KeyError(case_id)
            newest = Version(*row)
            record = change(newest.record)
            if record == newest.record:
                return newest
            made = Version(newest.number + 1, time.time(), who, record)
            connection.execute(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?)", (case_id, made.number, made.at, who, made.record)
            )
        return made

    def go_back(self, case_id: str, number: int, who: str) -> Version:
        """Save an earlier version as the newest. Raises KeyError if there is none."""
        with self._database.change() as connection:
            query = "SELECT record, (SELECT MAX(number) FROM versions WHERE case_id = ?) FROM versions WHERE case_id = ? AND number = ?"
            row = connection.execute(query, (case_id, case_id, number)).fetchone()
            if row is None:
                raise KeyError(case_id)
            made = Version(row[1] + 1, time.time(), who, row[0])
            connection.execute(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?)", (case_id, made.number, made.at, who, made.record)
            )
        return made

    def remove(self, case_id: str) -> None:
        """Remove a case with all its versions."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM versions WHERE case_id = ?", (case_id,))
            connection.execute("DELETE FROM cases WHERE id = ?", (case_id,))
