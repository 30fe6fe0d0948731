"""The drawing processes, and what they have drawn of blank forms. A process that dies is replaced, and its work done again once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from threading import Lock
from typing import ParamSpec, TypeVar

from formgen import resources
from formgen.errors import MachineError
from formgen.pipeline.made import Format
from formgen.scheme.models import Form, Scheme
from formgen.web.drawing import draws

GivenP = ParamSpec("GivenP")
MadeT = TypeVar("MadeT")


class Studio:
    """A few processes that draw. They start when the first drawing is asked for."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._files: dict[tuple[str, str, Format], bytes] = {}
        self._pictures: dict[tuple[str, str], list[bytes]] = {}

    def draw(self, work: Callable[GivenP, MadeT], *given: GivenP.args, **more: GivenP.kwargs) -> MadeT:
        """What `work` returns in a drawing process. Raises MachineError if it fails, or if its process dies twice."""
        for _ in range(2):
            pool = self._started()
            try:
                made = pool.submit(partial(draws.guarded, partial(work, *given, **more))).result()
                if isinstance(made, draws.NotDrawn):
                    raise MachineError(made.why)
                return made
            except BrokenProcessPool:
                self._give_up(pool)
        raise MachineError("画页面的进程被系统中止了，多半是内存不够；请关掉别的程序再试")

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
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._processes, context, initializer=draws.begin)
            return self._pool

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)
