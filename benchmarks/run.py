"""Compare formgen with other ways to make the same papers: `make bench`, or `python -m benchmarks.run --enterprises 20 --runs 3`.

The table is printed. With --write it is also written into docs/benchmarks.md, and the plot beside that page. The page explains
what is measured, and how.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from benchmarks.measure import REPOSITORY, measure
from benchmarks.prepare import prepare
from benchmarks.reasons import Limits
from benchmarks.report import draw, report, write_between
from benchmarks.tools import ABOUT, ToolId

COUNTS = (1, 20, 100, 1000)
PAGE, PLOT = REPOSITORY / "docs" / "benchmarks.md", REPOSITORY / "docs" / "benchmarks.svg"


def most_of(asked: list[str]) -> dict[ToolId, int]:
    """The largest number of enterprises for each tool. asked: changes of the defaults, such as `docxtpl=1000`."""
    found = {tool: about.most for tool, about in ABOUT.items()}
    for one in asked:
        tool, _, most = one.partition("=")
        found[ToolId(tool)] = int(most)
    return found


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enterprises", type=int, nargs="+", default=list(COUNTS), metavar="N")
    parser.add_argument("--runs", type=int, default=5, help="of each N; at most 3 of 100, and one of more")
    parser.add_argument("--tools", type=ToolId, nargs="+", default=list(ToolId), choices=list(ToolId))
    parser.add_argument("--most", nargs="+", default=[], metavar="TOOL=N", help="the most enterprises for a tool")
    parser.add_argument("--longest", type=int, default=Limits().longest, help="characters of the longest reasons")
    parser.add_argument("--any-length", action="store_true", help="reasons that the form's own lines don't hold, too")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and its plot")
    parser.add_argument(
        "--cpu", action="store_true", help="processor time in place of the time that passes, for a busy machine"
    )
    asked = parser.parse_args()
    limits = replace(Limits(), longest=asked.longest, lines=None if asked.any_length else Limits().lines)
    most, counts = most_of(asked.most), sorted(asked.enterprises)
    work = prepare(2 * counts[-1], limits)
    clock = "cpu" if asked.cpu else "wall"
    samples = measure(
        work, counts, asked.tools, asked.runs, most.__getitem__, lambda line: print(line, file=sys.stderr), clock
    )
    measured = report(work, samples)
    print(measured)
    if asked.write:
        draw(samples, PLOT)
        write_between(PAGE, f"![Milliseconds for one enterprise]({PLOT.name})\n\n{measured}")


if __name__ == "__main__":
    main()
