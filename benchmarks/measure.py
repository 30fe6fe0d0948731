"""Measures the tools in turn, each time in a new process with an empty cache."""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tools import ABOUT, ToolId
from benchmarks.work import Work, write_work

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement of one tool. Times are in seconds, for all `count` enterprises together.

    count     the number of enterprises in each pass
    cold      the time from the start of the process, with an empty cache folder, to the last file
    warm      the time for the same number of other enterprises in the same process
    kept      like cold, but in another process, with the cache that the first process has left; the same as cold for a tool
              whose start is not measured (`About.starts`)
    bytes     the size of all files of the warm pass
    own_mb, children_mb  the peak memory of the process, and of the largest process that it started, in MB
    compiled, whole      how many files of the warm pass were made in each way (`work.Made`)
    """

    tool: ToolId
    count: int
    cold: float
    warm: float
    kept: float
    bytes: int
    own_mb: float
    children_mb: float
    compiled: int
    whole: int


def measure_once(tool: ToolId, count: int, work: Path, place: Path, clock: str) -> Sample:
    """Measure one tool in two processes. place: an empty folder for its cache and its files. clock: as for `measure`."""
    cache = place / "cache"
    cache.mkdir()
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}

    def child(passes: int) -> tuple[list[float], int, float, float, int, int]:
        arguments = [tool.value, str(work), str(place / f"out-{passes}"), repr(time.monotonic()), str(passes), clock]
        command = [sys.executable, "-m", "benchmarks.child", *arguments]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY)
        seconds, size, own, children, compiled, whole = json.loads(done.stdout)
        return seconds, size, own, children, compiled, whole

    (cold, warm), size, own, children, compiled, whole = child(2)
    (kept,), *_ = child(1) if ABOUT[tool].starts else ([cold],)
    return Sample(tool, count, cold, warm, kept, size, own, children, compiled, whole)


def measure(
    work: Work, counts: Iterable[int], tools: Iterable[ToolId], runs: int, most: Callable[[ToolId], int], say: Callable[[str], None],
    clock: str = "wall",
) -> tuple[Sample, ...]:  # fmt: skip
    """Take all samples. In each run the tools take turns, so that a slow minute of the machine concerns all of them.

    most: gives the largest number of enterprises for a tool; a tool is left out of larger runs. say: called with a line about
    every sample. clock: `wall`, or `cpu` for the processor time, which other work on the machine changes less.
    """
    # As an installation does: else each process would read our own modules as text, but not those of other tools.
    compileall.compile_dir(REPOSITORY / "formgen", quiet=1)
    samples = []
    with tempfile.TemporaryDirectory(prefix="formgen-bench-") as folder:
        for count in counts:
            part = Work(work.scheme, work.forms, work.enterprises[: 2 * count])
            path = Path(folder, f"work-{count}.json")
            write_work(part, path)
            for run in range(runs_of(count, runs)):
                for tool in tools:
                    if count > most(tool):
                        continue
                    sample = measure_once(tool, count, path, Path(tempfile.mkdtemp(dir=folder)), clock)
                    say(
                        f"N = {count}, run {run + 1}: {ABOUT[tool].name}: cold {sample.cold:.2f} s,"
                        f" warm {sample.warm:.2f} s, {1000 * sample.warm / count:.1f} ms each"
                    )
                    samples.append(sample)
    return tuple(samples)


def runs_of(count: int, runs: int) -> int:
    """The number of runs. With many enterprises fewer runs are enough, because differences even out within one run."""
    return runs if count <= 20 else min(runs, 3) if count <= 100 else 1


@dataclass(frozen=True, slots=True)
class Figures:
    """The median, the least and the largest value of a figure in several samples."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values: Iterable[float]) -> Figures:
        """The figures of these values."""
        found = sorted(values)
        return Figures(statistics.median(found), found[0], found[-1])
