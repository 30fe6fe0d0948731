"""Passes: what the office gives to a town, an applicant or one of its own people, so that they can come in until a day.

A pass is a link with 128 random bits, which opens as often as one likes, or the name with which somebody signs on. The
database holds the SHA-256 of a link only. A pass that is revoked ends the sessions that it began at once.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from formgen.web.guard.visitors import Role, Visitor
from formgen.web.kept.database import Database

OFFICE_WORD, CASE_WORD = "办公室", "填报人"
"""How the list of who did what calls the office, and somebody with the link of one case."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass as its page lists it.

    scheme   the reference of the scheme; empty for the office
    about    the name of a town, or the id of a case; empty for the office
    login    the name with which its owner signs on; empty for a link
    revoked  when it was revoked; None if it was not. Times are seconds since 1970.
    """

    id: str
    role: Role
    scheme: str
    about: str
    login: str
    made: float
    ends: float
    revoked: float | None

    @property
    def is_open(self) -> bool:
        """True if somebody can come in with it now."""
        return self.revoked is None and self.ends > time.time()

    def visitor(self, session: str) -> Visitor:
        """Its owner. session: a few characters that tell two browsers apart."""
        word = {Role.OFFICE: OFFICE_WORD, Role.TOWN: self.about, Role.CASE: CASE_WORD}[self.role]
        return Visitor(f"{word} {self.id[:6]}{session and '-'}{session[:4]}", self.role, self.scheme, self.about)


_COLUMNS = "id, role, scheme, about, login, made, ends, revoked"


class Passes:
    """The passes of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, role: Role, scheme: str, about: str, ends: float, login: str = "") -> str:
        """Make a pass. login: the name with which its owner signs on; empty for a link. Returns the secret part of the link.

        An earlier pass of the same name is replaced. Only the digest of the link is kept, so it can't be shown again.
        """
        secret = "" if login else secrets.token_urlsafe(16)
        digest, now = digest_of(secret) if secret else _digest_of_name(login), time.time()
        with self._database.change() as connection:
            connection.execute("DELETE FROM passes WHERE digest = ?", (digest,))
            row = (secrets.token_hex(16), digest, role.value, scheme, about, login, now, ends, None)
            connection.execute("INSERT INTO passes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return secret

    def listed(self) -> list[Pass]:
        """All passes, the newest first."""
        with self._database.look() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM passes ORDER BY made DESC").fetchall()
        return [_pass(row) for row in rows]

    def by_link(self, secret: str) -> Pass | None:
        """The pass that a link stands for, if it is open now. A name with which somebody signs on opens nothing as a link."""
        found = self._open("digest", digest_of(secret))
        return found if found is not None and not found.login else None

    def by_name(self, login: str) -> Pass | None:
        """The pass of somebody who has signed on with this name, if it is open now."""
        return self._open("digest", _digest_of_name(login))

    def by_id(self, pass_id: str) -> Pass | None:
        """The pass with this id, if it is open now."""
        return self._open("id", pass_id)

    def _open(self, column: str, value: str) -> Pass | None:
        with self._database.look() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM passes WHERE {column} = ?", (value,)).fetchone()
        found = _pass(row) if row else None
        return found if found is not None and found.is_open else None

    def revoke(self, pass_id: str) -> bool:
        """End a pass now, with all its sessions. Returns False if there is no such pass."""
        with self._database.change() as connection:
            found = connection.execute(
                "UPDATE passes SET revoked = COALESCE(revoked, ?) WHERE id = ?", (time.time(), pass_id)
            )
            connection.execute("DELETE FROM sessions WHERE pass = ?", (pass_id,))
            return found.rowcount > 0

    def forget_case(self, case_id: str) -> None:
        """Remove the passes of a case, with their sessions."""
        with self._database.change() as connection:
            which = "SELECT id FROM passes WHERE role = ? AND about = ?"
            connection.execute(f"DELETE FROM sessions WHERE pass IN ({which})", (Role.CASE.value, case_id))
            connection.execute("DELETE FROM passes WHERE role = ? AND about = ?", (Role.CASE.value, case_id))


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _digest_of_name(login: str) -> str:
    return digest_of(f"name\0{login}")


def _pass(row: tuple[str, str, str, str, str, float, float, float | None]) -> Pass:
    return Pass(row[0], Role(row[1]), *row[2:])
