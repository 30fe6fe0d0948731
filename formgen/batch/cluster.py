"""Do the work of a batch on an existing Dask cluster (`pip install formgen[cluster]`).

The cluster works on the tasks; the ledger and the results stay on this machine. Every process of the cluster must have
the same program, faces and libraries, and must reach the same place for papers. A process checks both before it makes
anything. A file in that place, the mark, says which run is active. A process that does not find the mark of its own run
makes nothing more. So a run that was ended never writes into the papers of the next run.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from formgen.batch.interruption import allowed
from formgen.batch.outcome import State
from formgen.batch.packing import pack, unpack
from formgen.batch.pool import KILLED
from formgen.batch.work import Done, Task, Workshop, failed
from formgen.foundation.delivery import Paper
from formgen.foundation.errors import FormgenError, MachineError, fault_place

MARK = ".formgen-批量.mark"
LARGEST_CHUNK = 8
AHEAD = 2
"""The number of chunks that are sent ahead for each thread of the cluster, so that a thread never waits for this process."""
TO_CONNECT = 15
"""Seconds to wait for the scheduler, and for a first worker process."""
TO_LOOK = 1
"""Seconds without a result, after which this process checks whether workers are still there and whether to stop."""

_ONE_AT_A_TIME = threading.Lock()
"""A lock for the work in one process, because its threads cannot use the layout libraries at the same time."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A chunk of tasks that is sent to the cluster.

    Its repr shows no personal data, because Dask writes arguments into its logs.
    """

    make: bytes = field(repr=False)
    recipe: str
    mark: str
    tasks: bytes = field(repr=False)


class Cluster:
    """An engine (`formgen.batch.pool.Engine`) that works in the processes of a Dask cluster."""

    def __init__(self, make: Callable[[], Workshop], address: str) -> None:
        """Connect to a scheduler.

        Raises MachineError if Dask isn't installed, if no scheduler answers, or if the cluster has no workers.
        """
        self._dask = _distributed()
        here = make()
        self._store, self._mark = here.store, secrets.token_hex(16)
        try:
            self._client = self._dask.Client(address, timeout=TO_CONNECT)
        except (OSError, ValueError, TypeError):
            raise MachineError(f"连不上 Dask 调度器 {address}，请核对地址（如 tcp://主机:8786）和网络") from None
        self._order = _Order(pack(make), here.recipe, self._mark, b"")
        self._tasks: dict[Any, list[Task]] = {}
        try:
            self._threads()
            self._store.put([Paper(MARK, self._mark.encode())])
        except BaseException:
            self._client.close()
            raise

    def run(self, tasks: Iterator[Task], total: int) -> Iterator[Done]:
        """Work on every task and give its result, in any order.

        Raises MachineError if the cluster is gone, or if its program, faces, libraries or place for papers are others.
        """
        threads = self._threads()
        size = max(1, min(LARGEST_CHUNK, total // (4 * threads)))
        for chunk in iter(lambda: list(islice(tasks, size)), []):
            self._submit(chunk)
            while len(self._tasks) >= AHEAD * threads:
                yield from self._next()
        while self._tasks:
            yield from self._next()

    def _submit(self, chunk: list[Task]) -> None:
        order = _Order(self._order.make, self._order.recipe, self._mark, pack(chunk))
        self._tasks[self._client.submit(_work, order, pure=False, retries=0)] = chunk

    def _next(self) -> Iterator[Done]:
        """The results of the chunks that are done. Waits `TO_LOOK` seconds for the first; gives nothing after that."""
        try:
            with allowed():
                """Ctrl-C may come here, between two calls of Dask. Inside a call, Dask would print long complaints about it."""
        except KeyboardInterrupt:
            yield from self._taken([future for future in self._tasks if future.done()])
            raise
        try:
            done = self._dask.wait(list(self._tasks), timeout=TO_LOOK, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            self._threads()
            return
        yield from self._taken(done)

    def _taken(self, done: Iterable[Any]) -> Iterator[Done]:
        """The results of chunks that are done. A chunk whose worker was killed is split into single tasks."""
        for future in done:
            chunk = self._tasks.pop(future)
            fault = future.exception()
            if fault is None:
                yield from _read(future.result())
            elif not isinstance(fault, self._dask.KilledWorker):
                raise MachineError(f"集群没有做完（{type(fault).__name__}）；做完的都记下了，再运行同一命令接着做")
            elif len(chunk) == 1:
                yield failed(chunk[0], State.FAILED, KILLED)
            else:
                for task in chunk:  # each task alone, to find the one that killed the worker
                    self._submit([task])

    def _threads(self) -> int:
        """The number of threads of the cluster, at least 1. Raises MachineError if no worker is there."""
        try:
            self._client.wait_for_workers(1, timeout=TO_CONNECT)
            threads: int = sum(self._client.nthreads().values())
            return max(1, threads)
        except (OSError, TimeoutError, self._dask.CommClosedError):
            raise MachineError(
                "Dask 集群没有工作进程，或与调度器的连接断了；做完的都记下了，恢复后再运行同一命令"
            ) from None

    def close(self) -> None:
        """Remove the mark and leave the cluster. Processes that still work for this run then stop, because the mark is gone."""
        try:
            self._store.remove(MARK)
        finally:
            self._client.close()


def _distributed() -> Any:
    """Import the library `distributed`. Raises MachineError if it isn't installed."""
    try:
        import distributed
    except ImportError:
        raise MachineError("交给 Dask 集群做，还要另外安装 distributed：pip install 'formgen[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # formgen itself reports what the user must know
    return distributed


def _read(answer: bytes) -> list[Done]:
    said = unpack(answer)
    if isinstance(said, str):
        raise MachineError(said)
    done: list[Done] = said
    return done


def _work(order: _Order) -> bytes:
    """Work on a chunk in a process of the cluster.

    Returns, packed, the list of results, or a Chinese sentence that says why this process cannot do the work.
    """
    try:
        with _ONE_AT_A_TIME:
            shop, done = _shop(order.make), []
            if shop.recipe != order.recipe:
                return pack(
                    "集群里的程序、字体或库与本机不是同一个版本，做出的文件会不一样；请在各台机器上装同样的版本"
                )
            for task in unpack(order.tasks):
                if shop.store.token(MARK) is None or shop.store.read(MARK) != order.mark.encode():
                    return pack(
                        "集群里的进程看不到输出位置；请用各台机器都能读写的共享文件夹（同一路径）或对象存储的地址"
                    )
                done.append(shop.work(task))
            return pack(done)
    except FormgenError as fault:
        return pack(str(fault))
    except Exception as fault:
        return pack(f"集群里的进程起不来（{fault_place(fault)}）")


@lru_cache(maxsize=2)
def _shop(make: bytes) -> Workshop:
    """The workshop of a job. Each process makes it once."""
    workshop: Workshop = unpack(make)()
    return workshop
