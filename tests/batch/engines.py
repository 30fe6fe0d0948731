"""Engines and workshops for the tests of batches."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

from formgen.batch import pool
from formgen.batch.job import Job
from formgen.batch.packing import pack, unpack
from formgen.batch.store import Store
from formgen.batch.work import Done, Task, Workshop
from formgen.engines import kept_layouts
from formgen.engines.system import watcher
from formgen.foundation.delivery import Paper
from formgen.foundation.errors import MachineError, ProofError
from formgen.intake.collected import Collected
from formgen.pipeline import Examined
from formgen.pipeline.made import MadePaper, MadePapers
from formgen.scheme.models import Scheme


class InThisProcess:
    """An engine that works in this process, one enterprise after the other. It is for tests that need no worker processes."""

    def __init__(self, make: Callable[[], Workshop], jobs: int = 1) -> None:
        self.shop = make()

    def run(self, tasks: Iterator[Task], total: int) -> Iterator[Done]:
        for task in tasks:
            yield unpack(pack(self.shop.work(unpack(pack(task)))))

    def close(self) -> None:
        """Do nothing, because there is no process to end."""


class SmallPapers(Workshop):
    """Makes a line of text instead of a form, for tests that are not about the forms themselves."""

    def _examined(self, read: Collected) -> Examined:
        return Examined(read.record, read.problems, (), read.name, read.folder)

    def _papers(self, examined: Examined) -> MadePapers:
        return MadePapers((MadePaper(Paper("表.docx", examined.name.encode() * 1000)),), examined.problems)


class Slow(SmallPapers):
    """Works slowly."""

    def _papers(self, examined: Examined) -> MadePapers:
        time.sleep(0.2)
        return super()._papers(examined)


class Unhurried(Workshop):
    """Makes the real papers, with a pause before each enterprise."""

    def _papers(self, examined: Examined) -> MadePapers:
        time.sleep(0.05)
        return super()._papers(examined)


class Deadly(SmallPapers):
    """The system kills the process that works on certain enterprises: with 一次 in the name once, with 总是 each time."""

    def _papers(self, examined: Examined) -> MadePapers:
        mark = examined.folder / f".{examined.name}"
        if "总是" in examined.name or ("一次" in examined.name and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._papers(examined)


class Hanging(SmallPapers):
    """Never finishes the work on an enterprise with 停住 in its name."""

    def _papers(self, examined: Examined) -> MadePapers:
        while "停住" in examined.name:
            time.sleep(60)
        return super()._papers(examined)


class HangingAtStart(Workshop):
    """Never becomes ready to work."""

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        time.sleep(3600)


class Compiling(SmallPapers):
    """Keeps a layout for enterprises with 新版式 in their names.

    Its papers say which process made them, and how many layouts the process had added.
    """

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        super().__init__(job, store, scheme)
        pool.SETTLED = 5  # this code runs in a worker process, so other tests do not see the change

    def _papers(self, examined: Examined) -> MadePapers:
        if "新版式" in examined.name:
            kept_layouts.kept(examined.folder / ".kept", "0" * 64, lambda: b"laid out")
        made = f"{os.getpid()} {kept_layouts.added()}".encode()
        return MadePapers((MadePaper(Paper("表.docx", made)),), examined.problems)


class Faulty(SmallPapers):
    """Raises errors: faults of our own code, and faults of the machine."""

    def _papers(self, examined: Examined) -> MadePapers:
        if "程序" in examined.name:
            raise ValueError(f"{examined.name} 320522196805200008")
        if "核对" in examined.name:
            raise ProofError("排成了 5 页，应为 4 页；没有生成")
        if "机器" in examined.name:
            raise MachineError("缺少字体")
        return super()._papers(examined)


class Unstartable(Workshop):
    """Can't be created."""

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        raise MachineError("字体文件 a.ttf 缺失，请重新安装程序")


class DeadAtStart(Workshop):
    """Its process is killed before it is ready."""

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Impatient(Workshop):
    """Its process is ended by a file on which it works for more than a second."""

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        super().__init__(job, store, scheme)
        watcher.A_PAGE = 1.0  # this code runs in a worker process, so other tests do not see the change
