"""Which records `formgen collect` wrote into a folder, so that it knows later which of them somebody has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from formgen.foundation.delivery import Paper

LEDGER = ".formgen-采集台账"
"""The ledger's file in the output folder: the name of each record that was written, and its SHA-256. It says no value."""
LARGEST = 64 * 1024 * 1024


class RecordState(Enum):
    """What lies where a record is to be written: nothing or what we wrote, what somebody changed, or somebody's own file."""

    OURS = "ours"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class CollectedLedger:
    """The ledger of one output folder. One that can't be read knows nothing: then every file counts as somebody's own."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._digests: dict[str, str] = {}
        try:
            with (out / LEDGER).open("rb") as file:
                said = json.loads(file.read(LARGEST))
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(said, dict):
            self._digests = {name: digest for name, digest in said.items() if isinstance(digest, str)}

    def state(self, paper: Paper) -> RecordState:
        """What lies where this record is to be written. A file that says the same already is ours."""
        target = self._out / paper.path
        try:
            content = target.read_bytes()
        except FileNotFoundError:
            return RecordState.UNKNOWN if target.is_symlink() else RecordState.OURS
        except OSError:
            # A folder that is called so, or a file that nobody may read; one without an output folder has none.
            return RecordState.UNKNOWN if target.exists() else RecordState.OURS
        digest = hashlib.sha256(content).hexdigest()
        known = self._digests.get(paper.path)
        if content == paper.read() or digest == known:
            return RecordState.OURS
        return RecordState.CHANGED if known else RecordState.UNKNOWN

    def enter(self, papers: Iterable[Paper]) -> None:
        """Remember records that are about to be written."""
        self._digests |= {paper.path: hashlib.sha256(paper.read()).hexdigest() for paper in papers}

    @property
    def content(self) -> bytes:
        """The ledger as a file."""
        return json.dumps(self._digests, ensure_ascii=False, indent=0, sort_keys=True).encode()
