"""Who may come in: links that open once, passes that the office gives, and the sessions that they begin.

A link and a session are 128 random bits. The database holds their SHA-256 only, so nobody who reads it can use them. The
cookie of a session is signed with a key of the data folder as well.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.errors import MachineError
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.database import Database
from formgen.web.kept.passes import OFFICE_WORD, Passes, digest_of

KEY_FILE = "key"
LINK_LASTS = 24 * 3600.0
"""Seconds until a link that nobody opened ends."""
SESSION_LASTS = 14 * 24 * 3600.0
"""Seconds until a session ends."""
MOST_TRIES = 20
"""The most wrong links of one address that are looked at in `TRIES_WITHIN` seconds. After that, none is for a while."""
TRIES_WITHIN = 60.0
MOST_ADDRESSES = 10_000
"""The most addresses whose wrong links are remembered."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the list of who did what. at: seconds since 1970. about: an id, or empty."""

    at: float
    who: str
    what: str
    about: str


class Access:
    """The links and sessions of one data folder."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Raises MachineError if the key can't be read or written."""
        self._database = database
        self._key = _key(folder / KEY_FILE)
        self._wrong: dict[str, list[float]] = {}
        self.passes = Passes(database)

    def new_link(self) -> str:
        """A new link's secret part. It opens once."""
        secret = secrets.token_urlsafe(16)
        with self._database.change() as connection:
            connection.execute("DELETE FROM links WHERE ends < ?", (time.time(),))
            connection.execute("INSERT INTO links VALUES (?, ?)", (digest_of(secret), time.time() + LINK_LASTS))
        return secret

    def open_link(self, secret: str, address: str = "") -> str | None:
        """Begin a session with a link. A link that opens once is used up. address: where the request comes from.

        Returns the value of the session's cookie; None for a link that opens nothing, or after too many wrong ones.
        """
        now = time.time()
        wrong = [at for at in self._wrong.get(address, ()) if at > now - TRIES_WITHIN]
        if len(wrong) >= MOST_TRIES:
            return None
        given = self.passes.by_link(secret)
        ends = now + SESSION_LASTS if given is None else min(now + SESSION_LASTS, given.ends)
        session = secrets.token_urlsafe(16)
        with self._database.change() as connection:
            used = connection.execute("DELETE FROM links WHERE digest = ? AND ends > ?", (digest_of(secret), now))
            if used.rowcount or given is not None:
                connection.execute("DELETE FROM sessions WHERE ends < ?", (now,))
                connection.execute(
                    "INSERT INTO sessions (digest, begun, ends, pass) VALUES (?, ?, ?, ?)",
                    (digest_of(session), now, ends, "" if given is None else given.id),
                )
                return f"{session}.{self._signature(session)}"
        if address not in self._wrong and len(self._wrong) >= MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong[address] = [*wrong, now]
        return None

    def visitor(self, cookie: str) -> Visitor | None:
        """Who has the session of this cookie; None if there is no such session."""
        session, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(session).encode()):
            return None
        digest = digest_of(session)
        with self._database.look() as connection:
            row = connection.execute(
                "SELECT pass FROM sessions WHERE digest = ? AND ends > ?", (digest, time.time())
            ).fetchone()
        if row is None:
            return None
        if not row[0]:
            return Visitor(f"{OFFICE_WORD} {digest[:6]}")
        given = self.passes.by_id(row[0])
        return None if given is None else given.visitor(digest)

    def by_login(self, login: str) -> Visitor | None:
        """Who has signed on with this name; None if the office has given no pass to it."""
        given = self.passes.by_name(login)
        return None if given is None else given.visitor("")

    def end_session(self, cookie: str) -> None:
        """End a session; its cookie opens nothing from now on."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (digest_of(cookie.partition(".")[0]),))

    def forget_ended(self, oldest: float) -> None:
        """Remove the sessions and links that have ended, and the passes that ended or were revoked before a time."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM sessions WHERE ends < ?", (time.time(),))
            connection.execute("DELETE FROM links WHERE ends < ?", (time.time(),))
            connection.execute("DELETE FROM passes WHERE ends < ? OR revoked < ?", (oldest, oldest))
        self.tidy()

    def tidy(self) -> None:
        """Leave nothing of what was removed on the disk (`Database.tidy`)."""
        self._database.tidy()

    def close(self) -> None:
        """Close what is open of the database."""
        self._database.close()

    def note(self, who: str, what: str, about: str = "") -> None:
        """Write into the audit what somebody did. what, about: no personal values, only words of ours and ids."""
        with self._database.change() as connection:
            connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (time.time(), who, what, about))

    def deeds(self, before: float, most: int) -> list[Deed]:
        """What was done before a time, the newest first."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT at, who, what, about FROM audit WHERE at < ? ORDER BY at DESC LIMIT ?", (before, most)
            ).fetchall()
        return [Deed(*row) for row in rows]

    def _signature(self, session: str) -> str:
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    """The key of a data folder; a new folder gets one."""
    try:
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
        except FileExistsError:
            pass
        key = path.read_bytes()
    except OSError:
        raise MachineError(f"读不了数据文件夹里的 {path}，请核对读写权限") from None
    if len(key) != 32:
        raise MachineError(f"数据文件夹里的 {path.name} 已损坏；删去它，用新的链接重新打开")
    return key
