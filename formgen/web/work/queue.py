"""The queue of work: a few pieces at a time, each in a process group of its own that can be stopped as a whole."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from formgen.web.guard.storage import storage_fault
from formgen.web.work.order import (
    Stage,
    WorkEnding,
    WorkKind,
    order,
    ordered,
    read_ending,
    read_progress,
    write_ending,
)
from formgen.web.work.processes import end, started

LONGEST = 3600.0
"""Seconds that one piece of work may take."""
KILLED = "处理的进程被系统中止了，多半是内存不够；请关掉别的程序，或把表拆成几份，再试一次"
HUNG = f"用了 {LONGEST / 60:.0f} 分钟还没有做完，已经停下；请把表拆成几份，分几次送"
STOPPED = "已经停下"


@dataclass(frozen=True, slots=True)
class WorkState:
    """How far a piece of work is.

    ahead        how many pieces of work are done before it
    done, total  steps that are done, of how many; the total is 0 as long as it is not known
    ending       how it ended; None if it has not
    """

    stage: Stage
    ahead: int = 0
    done: int = 0
    total: int = 0
    ending: WorkEnding | None = None

    @property
    def is_open(self) -> bool:
        """True if the work waits, or is being done."""
        return self.stage in (Stage.WAITING, Stage.WORKING)


@dataclass(frozen=True, slots=True)
class _Piece:
    folder: Path
    kind: WorkKind


class WorkQueue:
    """Does the work that was ordered, in the order in which it was ordered."""

    def __init__(self, at_once: int, scheduler: str | None = None) -> None:
        """at_once: how many pieces are worked on at the same time. scheduler: as in `open_office`."""
        self._scheduler = scheduler
        self._changed = threading.Condition()
        self._waiting: deque[_Piece] = deque()
        self._working: dict[_Piece, BaseProcess] = {}
        self._unwritten: dict[_Piece, WorkEnding] = {}
        self._closed = False
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def put(self, folder: Path, kind: WorkKind) -> None:
        """Order work on a folder. Work that already waits or is being done is not ordered again."""
        piece = _Piece(folder, kind)
        with self._changed:
            if piece in self._waiting or piece in self._working:
                return
            order(folder, kind)
            self._unwritten.pop(piece, None)
            self._waiting.append(piece)
            self._changed.notify()

    def go_on(self, folders: Path) -> None:
        """Take up again what an earlier server did not finish. folders: the folder with all folders of uploads."""
        for folder in sorted(folders.iterdir()) if folders.is_dir() else ():
            for kind in ordered(folder):
                self.put(folder, kind)

    def state(self, folder: Path, kind: WorkKind) -> WorkState:
        """How far a piece of work is."""
        piece = _Piece(folder, kind)
        with self._changed:
            if piece in self._waiting:
                return WorkState(Stage.WAITING, self._waiting.index(piece) + len(self._working))
            working = piece in self._working
        if working:
            done, total = read_progress(folder, kind)
            return WorkState(Stage.WORKING, 0, done, total)
        ending = read_ending(folder, kind) or self._unwritten.get(piece)
        if ending is None:
            return WorkState(Stage.NONE)
        return WorkState(Stage.FAILED if ending.failure else Stage.DONE, ending=ending)

    def counts(self) -> tuple[int, int]:
        """How many pieces of work wait, and how many are being done."""
        with self._changed:
            return len(self._waiting), len(self._working)

    def stop(self, folder: Path) -> None:
        """Stop all work on a folder, with all its processes."""
        with self._changed:
            for piece in [one for one in self._waiting if one.folder == folder]:
                self._waiting.remove(piece)
                write_ending(folder, piece.kind, WorkEnding(failure=STOPPED))
            processes = [process for piece, process in self._working.items() if piece.folder == folder]
        for process in processes:
            end(process)

    def close(self) -> None:
        """End all work. What was not finished is taken up by the next server."""
        with self._changed:
            self._closed = True
            processes = list(self._working.values())
            self._changed.notify_all()
        for process in processes:
            end(process)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                piece = self._waiting.popleft()
                try:
                    process = started(piece.folder, piece.kind, self._scheduler)
                except OSError:
                    self._end(piece, KILLED)
                    continue
                self._working[piece] = process
            failure = _waited_for(process)
            with self._changed:
                if not self._closed and read_ending(piece.folder, piece.kind) is None and piece.folder.exists():
                    self._end(piece, failure)
                del self._working[piece]

    def _end(self, piece: _Piece, failure: str) -> None:
        """Write down that a piece of work failed. A full disk does not end this thread: the failure is then kept in memory."""
        try:
            write_ending(piece.folder, piece.kind, WorkEnding(failure=failure))
        except OSError as fault:
            self._unwritten[piece] = WorkEnding(failure=storage_fault(fault) or failure)


def _waited_for(process: BaseProcess) -> str:
    """Wait for a process, and say what is to be said if it wrote down no ending."""
    process.join(LONGEST)
    failure = HUNG if process.is_alive() else KILLED
    end(process)  # also what it started and left
    return failure
