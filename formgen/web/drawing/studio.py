"""The drawing processes, and what they have drawn of blank forms. A process that dies is replaced, and its work done again once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import ParamSpec, TypeVar

from formgen.foundation import resources
from formgen.foundation.errors import MachineError
from formgen.pipeline.made import Format
from formgen.scheme.models import Form, Scheme
from formgen.web.copies import copying, own_environment
from formgen.web.drawing import draws

GivenP = ParamSpec("GivenP")
MadeT = TypeVar("MadeT")
HEAD_START = 2
"""By how many drawings the process that knows a case may have more to do than another, and is still the one that is asked."""


class Studio:
    """A few processes that draw. Each starts when the first drawing is asked of it."""

    def __init__(self, processes: int) -> None:
        self._lock = Lock()
        self._pools: list[ProcessPoolExecutor | None] = [None] * processes
        self._waiting = [0] * processes
        self._closed = False
        self._files: dict[tuple[str, str, Format], bytes] = {}
        self._pictures: dict[tuple[str, str], list[bytes]] = {}

    def draw(self, work: Callable[GivenP, MadeT], *given: GivenP.args, **more: GivenP.kwargs) -> MadeT:
        """What `work` returns in a drawing process. Raises MachineError if it fails, or if its process dies twice."""
        return self._drawn("", partial(work, *given, **more))

    def draw_of(self, case: str, work: Callable[GivenP, MadeT], *given: GivenP.args, **more: GivenP.kwargs) -> MadeT:
        """As `draw`, for the record of a case: the same process draws it again as long as it is free, since it knows the record."""
        return self._drawn(case, partial(work, *given, **more))

    def prepare(self, pieces: Iterable[Callable[[], None]]) -> None:
        """Let every process do these pieces of work, so that nobody waits for them later. This doesn't wait either.

        One piece is ordered after the other: a drawing that somebody asks for meanwhile waits for one of them at most.
        """
        Thread(target=self._prepared, args=(tuple(pieces),), daemon=True).start()

    def _prepared(self, pieces: tuple[Callable[[], None], ...]) -> None:
        # The studio was closed meanwhile, or a process died: whoever asks for a drawing finds out.
        with suppress(RuntimeError, CancelledError, BrokenProcessPool, MachineError):
            for piece in pieces:
                ordered = [self._started(at).submit(partial(draws.guarded, piece)) for at in range(len(self._waiting))]
                wait(ordered)

    def blank(self, scheme: Scheme, form: Form, form_format: Format) -> bytes:
        """A blank form as a file. It is made once and kept."""
        reference = resources.scheme_reference(scheme.folder)
        key = (reference, form.id, form_format)
        if key not in self._files:
            self._files[key] = self.draw(draws.blank_file, reference, form.id, form_format.value)
        return self._files[key]

    def blank_pictures(self, scheme: Scheme, form: Form) -> list[bytes]:
        """The pages of a blank form as pictures. They are drawn once and kept."""
        key = (resources.scheme_reference(scheme.folder), form.id)
        if key not in self._pictures:
            pdf = self.blank(scheme, form, Format.PDF)
            self._pictures[key] = self.draw(draws.pictures, pdf, tuple(range(1, form.pages + 1)))
        return self._pictures[key]

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
            pools, self._pools = self._pools, [None] * len(self._pools)
        for pool in pools:
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)

    def _drawn(self, case: str, work: Callable[[], MadeT]) -> MadeT:
        number = self._chosen(case)
        try:
            for _ in range(2):
                pool = self._started(number)
                try:
                    made = pool.submit(partial(draws.guarded, work)).result()
                    if isinstance(made, draws.NotDrawn):
                        raise MachineError(made.why)
                    return made
                except BrokenProcessPool:
                    self._give_up(number, pool)
        finally:
            with self._lock:
                self._waiting[number] -= 1
        raise MachineError("画页面的进程被系统中止了，多半是内存不够，或这一页太复杂；请关掉别的程序再试")

    def _chosen(self, case: str) -> int:
        """The process for a drawing: the case's own, unless another has `HEAD_START` drawings less to do."""
        with self._lock:
            free = min(range(len(self._waiting)), key=self._waiting.__getitem__)
            own = zlib.crc32(case.encode()) % len(self._waiting) if case else free
            number = own if self._waiting[own] < self._waiting[free] + HEAD_START else free
            self._waiting[number] += 1
        return number

    def _started(self, number: int) -> ProcessPoolExecutor:
        with self._lock:
            pool = self._pools[number]
            if pool is None:
                if self._closed:
                    raise MachineError("服务正在停下")
                given = (own_environment(),)
                pool = self._pools[number] = ProcessPoolExecutor(1, copying(), initializer=draws.begin, initargs=given)
            return pool

    def _give_up(self, number: int, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pools[number] is pool:
                self._pools[number] = None
        pool.shutdown(wait=False, cancel_futures=True)
