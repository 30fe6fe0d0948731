"""The files of cases: each lies once under its SHA-256 in the case's folder; the database knows under which name a record means it."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from formgen.foundation.errors import MachineError
from formgen.web.kept.database import Database

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of a case.

    path    as the record writes it
    digest  its SHA-256
    look    where its small pages are: the name of a folder, a stroke, its number there; empty if nobody has drawn them
    """

    path: str
    digest: str
    size: int
    look: str = ""


class CaseFiles:
    """The files of all cases of a data folder."""

    def __init__(self, folder: Path, database: Database) -> None:
        """folder: where the folders of the cases lie."""
        self._folder, self._database = folder, database

    def listed(self, case_id: str) -> dict[str, CaseFile]:
        """The files of a case by their paths."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT path, digest, size, look FROM files WHERE case_id = ?", (case_id,)
            ).fetchall()
        return {row[0]: CaseFile(*row) for row in rows}

    def take(self, case_id: str, path: str, content: IO[bytes]) -> CaseFile:
        """Keep a file. Another file of this path gives the new one another path. Raises MachineError if it can't be written."""
        folder = self._folder / case_id
        beside = folder / f".{secrets.token_hex(8)}.part"
        digest, size = hashlib.sha256(), 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                while piece := content.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, folder / digest.hexdigest())
        except OSError:
            beside.unlink(missing_ok=True)
            raise MachineError("写不了数据文件夹，请核对写入权限和磁盘空间") from None
        made = CaseFile(path, digest.hexdigest(), size)
        with self._database.change() as connection:
            rows = connection.execute("SELECT path, digest FROM files WHERE case_id = ?", (case_id,)).fetchall()
            taken = {row[0].casefold(): row[1] for row in rows}
            number = 1
            while taken.get(made.path.casefold(), made.digest) != made.digest:
                number += 1
                made = CaseFile(_numbered(path, number), made.digest, size)
            if made.path.casefold() not in taken:
                connection.execute(
                    "INSERT INTO files (case_id, path, digest, size) VALUES (?, ?, ?, ?)",
                    (case_id, made.path, made.digest, size),
                )
        return made

    def looked(self, case_id: str, looks: Mapping[str, str]) -> None:
        """Write down where the small pages of files are: by their paths."""
        with self._database.change() as connection:
            connection.executemany(
                "UPDATE files SET look = ? WHERE case_id = ? AND path = ?",
                [(where, case_id, path) for path, where in looks.items()],
            )

    def stored(self, case_id: str, file: CaseFile) -> Path:
        """Where a file lies."""
        return self._folder / case_id / file.digest

    def remove(self, case_id: str) -> None:
        """Remove all files of a case."""
        with self._database.change() as connection:
            connection.execute("DELETE FROM files WHERE case_id = ?", (case_id,))
        shutil.rmtree(self._folder / case_id, ignore_errors=True)


def _numbered(path: str, number: int) -> str:
    stem, dot, extension = path.rpartition(".")
    return f"{stem}（{number}）{dot}{extension}" if stem and "/" not in extension else f"{path}（{number}）"
