"""`--keep DAYS`: what nobody has touched for so many days is removed, with all that was made of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from formgen.foundation.errors import FormgenError
from formgen.web.kept.folders import folders, remove_folder
from formgen.web.office import Office
from formgen.web.work.order import WorkKind, read_sent

DAY = 24 * 3600.0
EVERY = 3600.0
"""Seconds between two sweeps."""
WHO = "保存期"
"""How the list of who did what calls the removal of what was kept long enough."""


def sweep(office: Office, days: int) -> int:
    """Remove every case that nobody has saved for so many days, and every folder of what was sent. Returns how many.

    Work that waits or is being done keeps its folder.
    """
    oldest, removed = time.time() - days * DAY, 0
    for case_id in office.cases.older(oldest):
        office.remove_case(case_id)
        office.access.note(WHO, "到期删去一份", case_id)
        removed += 1
    for above in office.shelves:
        for folder in folders(above):
            sent = read_sent(folder)
            touched = max(folder.stat().st_mtime, sent.at if sent else 0.0)
            if touched < oldest and not any(office.queue.state(folder, kind).is_open for kind in WorkKind):
                remove_folder(folder)
                office.access.note(WHO, "到期删去送来的数据", folder.name)
                removed += 1
    office.access.forget_ended(oldest)
    return removed


@contextmanager
def sweeping(office: Office, days: int | None) -> Iterator[None]:
    """Sweep now, and every hour until the end of the block. days: None keeps everything."""
    if days is None:
        yield
        return
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(EVERY):
            with suppress(FormgenError, OSError):
                sweep(office, days)

    sweep(office, days)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
