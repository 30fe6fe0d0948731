"""Who may come in: links that open once, and the sessions that they begin.

A link and a session are 128 random bits. The database holds their SHA-256 only, so nobody who reads it can use them. The
cookie of a session is signed with a key of the data folder as well.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

from formgen.errors import MachineError
from formgen.web.kept.database import Database

KEY_FILE = "key"
LINK_LASTS = 24 * 3600.0
"""Seconds until a link that nobody opened ends."""
SESSION_LASTS = 14 * 24 * 3600.0
"""Seconds until a session ends."""
MOST_TRIES = 20
"""The most wrong links that are looked at in `TRIES_WITHIN` seconds. After that, none is looked at for a while."""
TRIES_WITHIN = 60.0


class Access:
    """The links and sessions of one data folder."""

    def __init__(self, folder: Path, database: Database) -> None:
        """Raises MachineError if the key can't be read or written."""
        self._database = database
        self._key = _key(folder / KEY_FILE)
        self._wrong: list[float] = []

    def new_link(self) -> str:
        """A new link's secret part. It opens once."""
        secret = secrets.token_urlsafe(16)
        with self._database.change() as connection:
            connection.execute("DELETE FROM links WHERE ends < ?", (time.time(),))
            connection.execute("INSERT INTO links VALUES (?, ?)", (_digest(secret), time.time() + LINK_LASTS))
        return secret

    def open_link(self, secret: str) -> str | None:
        """Use a link up, and begin a session. Returns the value of its cookie; None for a link that opens nothing."""
        now = time.time()
        self._wrong = [at for at in self._wrong if at > now - TRIES_WITHIN]
        if len(self._wrong) >= MOST_TRIES:
            return None
        session = secrets.token_urlsafe(16)
        with self._database.change() as connection:
            used = connection.execute(
                "DELETE FROM links WHERE digest = ? AND ends > ?", (_digest(secret), now)
            ).rowcount
            if used:
                connection.execute("DELETE FROM sessions WHERE ends < ?", (now,))
                row = (_digest(session), now, now + SESSION_LASTS)
                connection.execute("INSERT INTO sessions VALUES (?, ?, ?)", row)
        if not used:
            self._wrong.append(now)
            return None
        return f"{session}.{self._signature(session)}"

    def session(self, cookie: str) -> str | None:
        """The name under which the audit knows a session, from the value of its cookie; None if there is no such session."""
        session, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(session).encode()):
            return None
        digest = _digest(session)
        with self._database.look() as connection:
            found = connection.execute("SELECT 1 FROM sessions WHERE digest = ? AND ends > ?", (digest, time.time()))
            return digest[:12] if found.fetchone() else None

    def end_session(self, cookie: str) -> None:
        """End a session; its cookie opens nothing from now on."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(cookie.partition(".")[0]),))

    def note(self, who: str, what: str, about: str = "") -> None:
        """Write into the audit what somebody did. what, about: no personal values, only words of ours and ids."""
        with self._database.change() as connection:
            connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (time.time(), who, what, about))

    def _signature(self, session: str) -> str:
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


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
