"""The table says what was measured and for how many enterprises. A tool with fewer enterprises is shown as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import Figures, Sample, runs_of
from benchmarks.report import BEGIN, END, closest, draw, table, times, write_between
from benchmarks.tools import ToolId


def sample(tool: ToolId, count: int, each: float, compiled: int = 0, whole: int = 0) -> Sample:
    return Sample(tool, count, 3 * each * count, each * count, 2 * each * count, 1000 * count, 90, 210, compiled, whole)


SAMPLES = (
    sample(ToolId.OURS, 20, 0.01, 139, 1),
    sample(ToolId.OURS, 100, 0.01, 690, 10),
    sample(ToolId.DOCXTPL, 20, 1.0),
    sample(ToolId.DOCXTPL, 100, 0.8),
    sample(ToolId.WEASYPRINT, 20, 2.5),
    sample(ToolId.PACKETS, 100, 0.002),
    sample(ToolId.TYPST, 100, 0.09),
    sample(ToolId.WRITING, 100, 0.001),
)


def row(of: str, count: int = 100) -> list[str]:
    (found,) = [line for line in table(count, SAMPLES).splitlines() if line.startswith(f"| {of}")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_a_tool_with_fewer_enterprises_says_so() -> None:
    assert row("WeasyPrint")[0] == "WeasyPrint each time (N = 20)"
    assert row("WeasyPrint")[6] == "250.0"
    assert row("docxtpl")[0] == "docxtpl + LibreOffice + pypdf"
    assert not closest(ToolId.TYPST, 20, SAMPLES)


def test_ratios_are_to_what_makes_the_same() -> None:
    assert row("docxtpl")[5:7] == ["80.0", "80.0"]
    assert row("Typst")[6] == "45.0"
    assert row("formgen |")[5:7] == ["", ""]
    assert times((), (), lambda one: one.warm) == ""


def test_memory_of_a_program_that_is_started_is_named_and_starts_that_say_nothing_are_left_out() -> None:
    assert row("docxtpl")[7] == "90 + LibreOffice 210" and row("Typst")[7] == "90"
    assert row("writing")[2:4] == ["", ""] and row("writing")[4].startswith("1.00 ")
    assert row("formgen |")[9] == "98.6%"


def test_runs_and_figures() -> None:
    assert [runs_of(count, 5) for count in (1, 20, 100, 1000)] == [5, 5, 3, 1]
    assert Figures.of([3, 1, 2]) == Figures(2, 1, 3)


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    for _ in range(2):
        write_between(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n{END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        write_between(page, "new")


def test_the_plot_is_small_and_always_the_same(tmp_path: Path) -> None:
    for name in ("one.svg", "other.svg"):
        draw(SAMPLES, tmp_path / name)
    content = (tmp_path / "one.svg").read_bytes()
    assert content == (tmp_path / "other.svg").read_bytes() and len(content) < 200_000
