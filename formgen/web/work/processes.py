"""Starts and ends the processes of the work. Each does one piece, and leads a group of its own that is ended as a whole."""

from __future__ import annotations

import time
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

from formgen.engines.system.process_group import end_group_of
from formgen.web.copies import copying, own_environment
from formgen.web.work.doing import do_work
from formgen.web.work.order import WorkKind

TRIES, PAUSE = 3, 0.1
"""How often a process is started that did not start, and the seconds between: another one must be there that is copied."""


def started(folder: Path, kind: WorkKind, scheduler: str | None) -> BaseProcess:
    """A process that does one piece of work. Raises OSError if the system starts none."""
    given = (folder, kind, scheduler, own_environment())
    for _ in range(TRIES):
        process = copying().Process(target=do_work, args=given, name=folder.name)
        with suppress(EOFError, ConnectionError):  # the process that is copied was ended at this moment
            process.start()
            return process
        time.sleep(PAUSE)
    raise OSError("no process")


def end(process: BaseProcess) -> None:
    """End a process and all that it has started, and wait until it has ended. Nothing happens if all have ended."""
    if process.pid is not None:
        end_group_of(process.pid)
        process.kill()  # it may not lead its group yet
        process.join()
