"""What is to be done with a folder of uploads, and how far it is: small files in that folder, which outlast the server."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from formgen.dossier.options import AS_IT_IS, Options
from formgen.dossier.proof.verify import Verified
from formgen.pipeline.outcomes import SourceOutcome


class WorkKind(StrEnum):
    """The kinds of work."""

    CHECK = "check"
    PAPERS = "papers"
    SUMMARY = "summary"
    VERIFY = "verify"
    BIND = "bind"
    BATCH = "batch"
    BEGIN = "begin"
    RESTORE = "restore"
    LOOK = "look"
    TURN = "turn"
    SORT = "sort"
    RECEIVE = "receive"


class Stage(StrEnum):
    """How far a piece of work is."""

    NONE = "none"
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. name: its name, and the folders above it, as the browser gave them. The file lies under a number."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent together, and for which scheme (`formgen.foundation.resources.scheme_reference`; empty for none).

    at       seconds since 1970
    dossier  the id of the dossier that is to be bound; empty for none
    draft    True for a draft of it
    case     the id of the case that it is made from
    cases    the ids of the cases that it is made from, for a batch
    options  how the dossier is bound; `draft` says more than they do
    turn     the page that is to be turned, counted from 1, and by how many degrees
    is_backup  True for a copy of cases
    owner    whose it is (`Visitor.scope`); empty for the office. For work on a case: who ordered it
    """

    scheme: str
    at: float
    files: tuple[Upload, ...]
    dossier: str = ""
    draft: bool = False
    case: str = ""
    owner: str = ""
    cases: tuple[str, ...] = ()
    is_backup: bool = False
    turn: tuple[int, int] = (0, 0)
    options: Options = AS_IT_IS


@dataclass(frozen=True, slots=True)
class CellText:
    """What stands in a cell about which something was found. file, at: as in the finding's place."""

    file: str
    at: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WorkEnding:
    """How a piece of work ended.

    failure   one line about what went wrong; empty if nothing did
    outcomes  for a check: the findings about each enterprise and source
    cells     for a check: what stands in the cells of the findings
    bound     for a bound dossier: the path of its first volume below the folder of what was made, and all its pages
    volumes   for a bound dossier: the path of each volume, and its pages
    verified  for a dossier: what was found of it
    made      for papers: how many enterprises have papers now, and how many have none because of errors; for a scan: its pages, and
              how many things must be looked at
    """

    failure: str = ""
    outcomes: tuple[SourceOutcome, ...] = ()
    cells: tuple[CellText, ...] = ()
    made: tuple[int, int] = (0, 0)
    verified: Verified | None = None
    bound: tuple[str, int] | None = None
    volumes: tuple[tuple[str, int], ...] = ()


_SENT, _ENDING = TypeAdapter(Sent), TypeAdapter(WorkEnding)
MANIFEST = "sent.json"
FILES = "files"
"""The folder with the files that were sent, named by numbers."""


def write_sent(folder: Path, sent: Sent) -> None:
    """Write down what was sent."""
    write_whole(folder / MANIFEST, _SENT.dump_json(sent))


def read_sent(folder: Path) -> Sent | None:
    """What was sent; None if the folder is none of ours, or not finished."""
    try:
        return _SENT.validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def order(folder: Path, kind: WorkKind) -> None:
    """Write down that work is wanted, so that it is done even if the server is started anew. An earlier ending is forgotten."""
    (folder / f"{kind}.ended").unlink(missing_ok=True)
    (folder / f"{kind}.progress").unlink(missing_ok=True)
    write_whole(folder / f"{kind}.order", b"")


def ordered(folder: Path) -> tuple[WorkKind, ...]:
    """The kinds of work that are wanted and not ended."""
    return tuple(kind for kind in WorkKind if (folder / f"{kind}.order").exists() and not _ended(folder, kind).exists())


def write_progress(folder: Path, kind: WorkKind, done: int, total: int) -> None:
    """Write down how many steps are done."""
    write_whole(folder / f"{kind}.progress", json.dumps([done, total]).encode())


def read_progress(folder: Path, kind: WorkKind) -> tuple[int, int]:
    """How many steps are done, of how many; the total is 0 as long as it is not known."""
    try:
        done, total = json.loads((folder / f"{kind}.progress").read_bytes())
        return int(done), int(total)
    except (OSError, ValueError, TypeError):
        return 0, 0


def write_ending(folder: Path, kind: WorkKind, ending: WorkEnding) -> None:
    """Write down how the work ended."""
    write_whole(_ended(folder, kind), _ENDING.dump_json(ending))


def read_ending(folder: Path, kind: WorkKind) -> WorkEnding | None:
    """How the work ended; None if it has not ended."""
    try:
        return _ENDING.validate_json(_ended(folder, kind).read_bytes())
    except (OSError, ValueError):
        return None


def _ended(folder: Path, kind: WorkKind) -> Path:
    return folder / f"{kind}.ended"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read. Whoever reads it finds all of it or the one before."""
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
