"""Run the work of a batch in worker processes on this machine.

If the system kills a worker, the enterprise that it worked on is tried a second time. If a worker hangs, this one
enterprise fails. Neither case affects other enterprises.

Processes are spawned, not forked, because a fork would copy the locks and caches of the layout libraries' threads in an
unknown state. Each process loads the scheme and the faces once. `concurrent.futures` is not used: it gives up the whole
pool when one of its processes is killed, and it does not say what that process was working on. Here each worker has its
own pipe, and the end of the pipe shows that the worker has ended.
"""

from __future__ import annotations

import math
import multiprocessing
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from formgen.batch.interruption import allowed
from formgen.batch.outcome import State
from formgen.batch.packing import pack, unpack
from formgen.batch.work import Done, Task, Workshop, failed
from formgen.engines.kept_layouts import added
from formgen.engines.process import collect_seldom, end_with_parent
from formgen.engines.system.watcher import watched
from formgen.foundation.errors import FormgenError, MachineError, fault_place

MOST_TRIES = 2
MOST_FALSE_STARTS = 3
LARGEST_CHUNK = 16
"""The largest number of tasks that a worker gets at once.

It is large enough that a worker rarely waits for its next tasks, and small enough that all workers end at about the same
time.
"""
SETTLED = 96
"""Number of tasks without a new layout, after which a worker that has laid out forms is replaced by a new one.

Laying out takes about 80 MB of memory that the process does not give back. The new worker finds the layouts on the disk
and does not need that memory.
"""
PATIENCE = 3.0
"""Seconds that a worker gets to end by itself before it is killed."""
LONGEST = 3600.0
"""Seconds that one enterprise may take.

A slow machine may need half of this time for a thousand pages that are turned into pictures (`--archive`).
"""
KILLED = "处理这一份数据的进程两次被系统中止（多半是内存不够），没有生成；可关掉别的程序、用较小的 --jobs 再运行一次"
HUNG = f"处理这一份数据用了 {LONGEST / 60:.0f} 分钟还没有结束，已经中止，没有生成；请单独检查它的资料（先看附上的文件），改好后再运行一次"


class Engine(Protocol):
    """The part of a batch that does the work: worker processes on this machine (`Pool`), or a cluster (`Cluster`)."""

    def run(self, tasks: Iterator[Task], total: int) -> Iterator[Done]:
        """Work on every task and give its result, in any order.

        If Ctrl-C is pressed, it first gives the results that are ready and then raises KeyboardInterrupt.
        """

    def close(self) -> None:
        """End the work, also if tasks are still being worked on."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    started: bool = False
    ready: bool = False
    """True if the worker waits for tasks."""
    tasks: deque[Task] = field(default_factory=deque)
    """Tasks that were given to the worker and not reported yet. It works on the first one."""
    since: float = field(default_factory=time.monotonic)
    """The time (`time.monotonic`) when the worker began its present task."""

    def left(self) -> float:
        """Seconds that are left for the present task; infinite if the worker waits for tasks."""
        return math.inf if self.ready else self.since + LONGEST - time.monotonic()


class Pool:
    """A pool of worker processes. They start at once and load what they need."""

    def __init__(self, make: Callable[[], Workshop], jobs: int) -> None:
        """Start `jobs` processes. Each of them calls `make`.

        `make` is pickled, so it must be reachable by its name in a module.
        """
        self._make = make
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._tries: Counter[int] = Counter()
        self._again: deque[Task] = deque()
        self._next: list[Task] = []
        self._false_starts = 0
        self._jobs = jobs
        for _ in range(jobs):
            self._start()

    def run(self, tasks: Iterator[Task], total: int) -> Iterator[Done]:
        """Work on every task and give its result, in any order. Raises MachineError if no worker can be started."""
        size = max(1, min(LARGEST_CHUNK, total // (4 * self._jobs)))
        while True:
            for worker in list(self._workers):
                if worker.ready and self._more(tasks, size):
                    yield from self._give(worker, self._chunk())
            if not self._more(tasks, size) and not any(worker.tasks for worker in self._workers):
                return
            while len(self._workers) < self._jobs and self._more(tasks, size):
                self._start()
            by_connection = {worker.connection: worker for worker in self._workers}
            try:
                with allowed():
                    left = min(worker.left() for worker in self._workers)
                    heard = wait(list(by_connection), None if left == math.inf else max(0.0, left))
            except KeyboardInterrupt:
                yield from self._last()
                raise
            for connection in heard:
                assert isinstance(connection, Connection)
                yield from self._hear(by_connection[connection])
            for worker in [one for one in self._workers if one.left() <= 0]:
                worker.process.kill()
                yield from self._lost(worker, hung=True)

    def _more(self, tasks: Iterator[Task], size: int) -> bool:
        """True if there are tasks to give to a worker. Takes the next `size` tasks if none are waiting."""
        if not self._again and not self._next:
            self._next = list(islice(tasks, size))
        return bool(self._again or self._next)

    def _chunk(self) -> list[Task]:
        """The next tasks for a worker. A task that waits for another try is given alone."""
        if self._again:
            return [self._again.popleft()]
        chunk, self._next = self._next, []
        return chunk

    def _give(self, worker: _Worker, chunk: list[Task]) -> Iterator[Done]:
        worker.tasks.extend(chunk)
        worker.ready, worker.since = False, time.monotonic()
        try:
            worker.connection.send_bytes(pack(chunk))
        except OSError:
            yield from self._lost(worker)

    def _hear(self, worker: _Worker) -> Iterator[Done]:
        try:
            message = unpack(worker.connection.recv_bytes())
        except (EOFError, OSError):
            yield from self._lost(worker)
            return
        if isinstance(message, Done):
            worker.tasks.popleft()
            worker.since = time.monotonic()
            yield message
        elif isinstance(message, str):
            raise MachineError(message)
        elif worker.tasks:  # a file has ended the process, and its watcher has begun anew: it knows now which one
            again = list(worker.tasks)
            worker.tasks.clear()
            yield from self._give(worker, again)
        else:
            worker.started = worker.ready = True

    def _last(self) -> Iterator[Done]:
        """Ask the workers to begin no more tasks, and give the results of the tasks that they are working on.

        Results that take longer than `PATIENCE` seconds are not waited for.
        """
        until = time.monotonic() + PATIENCE
        working: list[Connection] = [worker.connection for worker in self._workers if worker.tasks]
        for connection in working:
            with suppress(OSError):
                connection.send_bytes(pack(None))
        while working and (heard := wait(working, max(0.0, until - time.monotonic()))):
            for one in heard:
                assert isinstance(one, Connection)
                try:
                    message = unpack(one.recv_bytes())
                except (EOFError, OSError):
                    working.remove(one)
                else:
                    if isinstance(message, Done):
                        yield message

    def _lost(self, worker: _Worker, hung: bool = False) -> Iterator[Done]:
        """Handle a worker that has ended by itself, was killed, or hung.

        The task that it worked on is tried once more, alone; if the worker hung, the task fails. The other tasks of this
        worker are given to other workers, one by one.
        """
        if not worker.started:
            self._false_starts += 1
            if self._false_starts >= MOST_FALSE_STARTS:
                raise MachineError("工作进程一启动就被系统中止，多半是内存不够；请关掉别的程序，或用较小的 --jobs")
        self._end(worker)
        self._workers.remove(worker)
        if worker.tasks:
            first = worker.tasks.popleft()
            self._tries[first.number] += 1
            if hung:
                yield failed(first, State.FAILED, HUNG)
            elif self._tries[first.number] < MOST_TRIES:
                self._again.append(first)
            else:
                yield failed(first, State.FAILED, KILLED)
            self._again.extend(worker.tasks)

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        with _uninterrupted():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def close(self) -> None:
        """End all workers. A worker ends when it finds its pipe closed; if it does not end in time, it is killed."""
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()

    def _end(self, worker: _Worker) -> None:
        worker.connection.close()
        worker.process.join(PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that is started inside this block ignores Ctrl-C and leaves it to its parent."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(connection: Connection, make: Callable[[], Workshop]) -> None:
    """The main function of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watched()
    collect_seldom()
    end_with_parent()
    try:
        shop = make()
    except FormgenError as fault:
        connection.send_bytes(pack(str(fault)))
        return
    except Exception as fault:
        connection.send_bytes(pack(f"工作进程起不来（{fault_place(fault)}）"))
        return
    known, since = added(), 0
    try:
        while not known or since < SETTLED:
            connection.send_bytes(pack(None))
            if (tasks := unpack(connection.recv_bytes())) is None:
                return
            for task in tasks:
                connection.send_bytes(pack(shop.work(task)))
                if connection.poll():  # the parent asks to stop, or has ended
                    return
            since = since + len(tasks) if added() == known else 0
            known = added()
    except (EOFError, OSError):
        return
