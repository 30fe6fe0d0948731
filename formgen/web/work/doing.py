"""What the process of one piece of work does. It ends when the server ends.

It limits its own memory and the size of files first. Whatever happens, it writes down how the work ended, in words without
values.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from formgen.engines.process import collect_seldom
from formgen.engines.system.process_group import end_own_group, lead_own_group, limit_memory_and_files
from formgen.engines.system.watcher import watched
from formgen.foundation.errors import FormgenError, failure_lines, internal_line
from formgen.web.copies import take_over
from formgen.web.guard.storage import storage_fault
from formgen.web.work.order import WorkEnding, WorkKind, read_sent, write_ending, write_progress
from formgen.web.work.sources import laid_out
from formgen.web.work.tasks import TASKS, batch

MEMORY = 4 * 1024**3
"""The most bytes of address space for a process of the work."""
LARGEST_FILE = 2 * 1024**3
TELL_EVERY = 0.5
"""Seconds between two notes of how far the work is."""


def do_work(folder: Path, kind: WorkKind, scheduler: str | None, environment: Mapping[str, str]) -> None:
    """Do one piece of work in this process, which does nothing else.

    folder       the folder of what was sent
    scheduler    the address of a Dask scheduler for a batch; None for this machine
    environment  the variables of the server's environment: this process is a copy of one that started earlier
    """
    lead_own_group()
    say_nothing()
    take_over(environment)
    limit_memory_and_files(MEMORY, LARGEST_FILE)
    threading.Thread(target=_end_with_server, daemon=True).start()
    watched()
    collect_seldom()
    write_ending(folder, kind, _work(folder, kind, scheduler))


def say_nothing() -> None:
    """Nothing that a library prints goes to the server's log: it could be a value that somebody sent."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _work(folder: Path, kind: WorkKind, scheduler: str | None) -> WorkEnding:
    told = 0.0

    def advance(done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            with suppress(OSError):  # the work itself says if the disk is full
                write_progress(folder, kind, done, total)

    sent = read_sent(folder)
    if sent is None:
        return WorkEnding(failure="送来的文件不全，请再送一次")
    try:
        with laid_out(folder, sent, f"{kind}-in") as sources:
            if kind is WorkKind.BATCH:
                return batch(sent, folder, sources, advance, scheduler)
            return TASKS[kind](sent, folder, sources, advance)
    except FormgenError as fault:
        return WorkEnding(failure="；".join(failure_lines(fault)))
    except MemoryError:
        return WorkEnding(failure="内存不够，没有做完；请把表拆成几份，分几次送")
    except Exception as fault:
        return WorkEnding(failure=storage_fault(fault) or internal_line(fault))


def _end_with_server() -> None:
    """When the server has ended, nobody waits for this work any more."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        end_own_group()
