"""Whether a server is well: can it write its data, is there room, how much work waits. No page and no person is named."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from formgen.web.kept.database import Database
from formgen.web.office import Office

FEWEST_ROOM = 200 << 20
"""Bytes. With less room in the data folder, what people send may not be kept any more."""
SET_BACK = 300.0
"""Seconds by which the clock may lie behind what was last done."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a server is.

    writable  True if its data folder can be written
    room      bytes that are free there; None if the system does not tell
    waiting   pieces of work that wait
    working   pieces of work that are being done
    behind    seconds by which the clock lies behind what was last done; 0 if it does not
    """

    writable: bool
    room: int | None
    waiting: int
    working: int
    behind: float

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words for a monitor: `not-writable`, `little-room`, `clock-set-back`."""
        found = []
        if not self.writable:
            found.append("not-writable")
        if self.room is not None and self.room < FEWEST_ROOM:
            found.append("little-room")
        if self.behind > SET_BACK:
            found.append("clock-set-back")
        return tuple(found)

    @property
    def is_well(self) -> bool:
        """False if nothing can be saved any more. A clock that is set back is told, and hinders nobody."""
        return self.writable and (self.room is None or self.room >= FEWEST_ROOM)


def health(office: Office) -> Health:
    """Look how a server is. It takes some milliseconds, and raises no error."""
    waiting, working = office.queue.counts()
    return Health(_is_writable(office.folder), _room(office.folder), waiting, working, behind(office.folder))


def behind(folder: Path) -> float:
    """Seconds by which this machine's clock lies behind what was last done in a data folder; 0 if it does not."""
    last = Database.last_done(folder)
    return max(0.0, last - time.time()) if last is not None else 0.0


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError:
        return False
    return True


def _room(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
