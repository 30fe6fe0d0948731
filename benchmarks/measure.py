"""Tools measured in turn, each time in a process of its own with an empty cache."""

from __future__ import annotations

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
    """One tool, measured once on so many enterprises. Seconds are of all of them.

    cold      from starting the process, with an empty cache folder, to the last file
    warm      as many others in the same process
    kept      as cold, in another process, with the cache that the first one left; as cold for a tool whose start says nothing
    own_mb, children_mb  peak memory of the process, and of the largest that it started
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


def measure_once(tool: ToolId, count: int, work: Path, place: Path) -> Sample:
    """Measure one tool in two processes; place: an empty folder for its cache and its files."""
    cache = place / "cache"
    cache.mkdir()
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}

    def child(passes: int) -> tuple[list[float], int, float, float, int, int]:
        arguments = [tool.value, str(work), str(place / f"out-{passes}"), repr(time.monotonic()), str(passes)]
        command = [sys.executable, "-m", "benchmarks.child", *arguments]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY)
        seconds, size, own, children, compiled, whole = json.loads(done.stdout)
        return seconds, size, own, children, compiled, whole

    (cold, warm), size, own, children, compiled, whole = child(2)
    (kept,), *_ = child(1) if ABOUT[tool].starts else ([cold],)
    return Sample(tool, count, cold, warm, kept, size, own, children, compiled, whole)


def measure(
    work: Work, counts: Iterable[int], tools: Iterable[ToolId], runs: int, most: Callable[[ToolId], int], say: Callable[[str], None]
) -> tuple[Sample, ...]:  # fmt: skip
    """All samples. In each run the tools take turns, so that a slow minute of the machine falls on all of them.

    most: how many enterprises a tool is given at most; above it, it is left out. say: told of every sample.
    """
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
                    sample = measure_once(tool, count, path, Path(tempfile.mkdtemp(dir=folder)))
                    say(
                        f"N = {count}, run {run + 1}: {ABOUT[tool].name}: cold {sample.cold:.2f} s,"
                        f" warm {sample.warm:.2f} s, {1000 * sample.warm / count:.1f} ms each"
                    )
                    samples.append(sample)
    return tuple(samples)


def runs_of(count: int, runs: int) -> int:
    """Fewer runs of many enterprises, which even out by themselves."""
    return runs if count <= 20 else min(runs, 3) if count <= 100 else 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Several samples of one tool: median, least and most of a figure."""

    median: float
    least: float
    most: float

    @staticmethod
    def of(values: Iterable[float]) -> Figures:
        """The figures of these values."""
        found = sorted(values)
        return Figures(statistics.median(found), found[0], found[-1])
