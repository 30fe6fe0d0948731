"""Writes the measurements as a table and as a plot (docs/benchmarks.md, docs/benchmarks.svg)."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Figures, Sample
from benchmarks.tools import ABOUT, ToolId
from benchmarks.work import Work

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
REASONS = "application.reasons"
COLOURS = {
    ToolId.OURS: "#c0392b", ToolId.PACKETS: "#e59866", ToolId.DOCXTPL: "#2471a3", ToolId.WEASYPRINT: "#117a65",
    ToolId.TYPST: "#7d3c98", ToolId.WRITING: "#7f8c8d", ToolId.DELIVERING: "#b2babb",
}  # fmt: skip


def report(work: Work, samples: Sequence[Sample]) -> str:
    """All measurements, in Markdown."""
    counts = sorted({sample.count for sample in samples})
    parts = [machine(), lengths(work)]
    parts += [f"### N = {count:,}\n\n{table(count, samples)}" for count in counts]
    return "\n\n".join(parts) + "\n"


def table(count: int, samples: Sequence[Sample]) -> str:
    """A table with one row for each tool. If a tool got fewer enterprises, its row shows that run and the smaller number."""
    head = (
        "| | makes | cold, ms each | kept cache, ms each | warm, ms each (least–most) | times ours, cold | times ours, warm"
        " | peak MB | KB each | compiled |"
    )
    rows = [head, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for tool, about in ABOUT.items():
        found = closest(tool, count, samples)
        if not found:
            continue
        own = found[0].count
        note = f" (N = {own})" if own != count else ""
        beside = closest(about.beside, count, samples) if about.beside else []
        warm = Figures.of(1000 * sample.warm / own for sample in found)
        made = found[0].compiled + found[0].whole
        cells = [
            f"{about.name}{note}",
            about.makes,
            f"{each(found, lambda sample: sample.cold):,.1f}" if about.starts else "",
            f"{each(found, lambda sample: sample.kept):,.1f}" if about.starts else "",
            f"{warm.median:,.2f} ({warm.least:,.2f}–{warm.most:,.2f})",
            times(found, beside, lambda sample: sample.cold),
            times(found, beside, lambda sample: sample.warm),
            peak(found, about.program) if about.starts else "",
            f"{statistics.median(sample.bytes for sample in found) / own / 1000:,.0f}",
            f"{found[0].compiled / made:.1%}" if made else "",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def closest(tool: ToolId, count: int, samples: Sequence[Sample]) -> list[Sample]:
    """A tool's samples with `count` enterprises, or with the largest smaller number that it got."""
    counts = [sample.count for sample in samples if sample.tool is tool and sample.count <= count]
    return [sample for sample in samples if sample.tool is tool and sample.count == max(counts)] if counts else []


def each(samples: Sequence[Sample], seconds: Callable[[Sample], float]) -> float:
    """The median of the milliseconds for one enterprise."""
    return statistics.median(1000 * seconds(sample) / sample.count for sample in samples)


def times(theirs: Sequence[Sample], ours: Sequence[Sample], seconds: Callable[[Sample], float]) -> str:
    """The time of another tool divided by ours, as text; empty if there are no samples.

    If both had the same number of enterprises and runs, it is the median of the ratios of the runs. Otherwise it is the ratio
    of the medians.
    """
    if not theirs or not ours:
        return ""
    if theirs[0].count == ours[0].count and len(theirs) == len(ours):
        ratio = statistics.median(seconds(its) / seconds(mine) for its, mine in zip(theirs, ours, strict=True))
    else:
        ratio = each(theirs, seconds) / each(ours, seconds)
    return f"{ratio:,.1f}"


def peak(samples: Sequence[Sample], program: str) -> str:
    """The largest peak of memory in MB, of the process and of the program that it starts."""
    own, children = (max(getattr(sample, name) for sample in samples) for name in ("own_mb", "children_mb"))
    return f"{own:.0f} + {program} {children:.0f}" if program else f"{own:.0f}"


def lengths(work: Work) -> str:
    """A sentence about the lengths of the reasons."""
    found = [
        len(text.text)
        for enterprise in work.enterprises
        for texts in enterprise.texts
        for text in texts
        if text.slot == REASONS
    ]
    quarters = statistics.quantiles(found, n=4) if len(found) > 1 else [float(found[0])] * 3
    return (
        f"Reasons of {len(found):,} enterprises: {min(found)} to {max(found)} characters, mean {statistics.mean(found):.0f},"
        f" quartiles {quarters[0]:.0f}, {quarters[1]:.0f}, {quarters[2]:.0f}; no two alike."
    )


def machine() -> str:
    """A sentence about the machine and the versions. It does not give the machine's name."""
    office = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout.split()[:2]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("docxtpl", "pypdf", "weasyprint", "typst"))
    return f"{hardware()}, Python {platform.python_version()}, {' '.join(office)}, {libraries}."


def hardware() -> str:
    """The processor, the memory and the system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor()}, {os.cpu_count()} processors, {memory:.0f} GB of memory; {platform.system()} {platform.release()}"


def processor() -> str:
    """The processor's name; the name of the architecture if the system does not give it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def write_between(path: Path, measured: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Write the measurements between two marks of the page. Raises ValueError if the page has no marks."""
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not begin or not end:
        raise ValueError(f"{path.name} has no marks for what is measured")
    path.write_text(f"{before}{begin}\n\n{measured}\n{end}{after}", encoding="utf-8")


def draw(samples: Sequence[Sample], path: Path) -> None:
    """Draw the milliseconds for one enterprise over the number of enterprises. Both axes are logarithmic."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "formgen"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for tool, about in ABOUT.items():
        counts = sorted({sample.count for sample in samples if sample.tool is tool})
        at = [closest(tool, count, samples) for count in counts]
        if not counts:
            continue
        label = f"{about.name} ({about.makes})"
        axes.plot(
            counts, [each(found, lambda sample: sample.warm) for found in at], "o-", color=COLOURS[tool], label=label
        )
        if about.starts:
            axes.plot(counts, [each(found, lambda sample: sample.cold) for found in at], ":", color=COLOURS[tool])
    axes.set(xscale="log", yscale="log", xlabel="enterprises in one run", ylabel="ms for one enterprise")
    axes.set_title("Three forms and their packet: warm (solid), cold with start (dotted)", fontsize=10)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)
