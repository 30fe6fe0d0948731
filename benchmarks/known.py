"""Measure the time that known characters save: `python -m benchmarks.known --enterprises 1000`. See docs/known-characters.md.

Two processes make the papers of the same enterprises in turn, a few at a time. One works as formgen does. The other asks Pango
for every line. The processor time of each process counts, so that other programs on the machine do not matter. The papers of
both look the same (a test compares them).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from benchmarks.ours import OurPackets, Ours
from benchmarks.prepare import prepare
from benchmarks.work import read_work, write_work
from formgen.render.compiled.typeset import typeset
from formgen.render.compiled.typeset.known.text import KnownText
from formgen.render.compiled.typeset.pango import SetPiece

WARM, CHUNK = 100, 10
"""The number of enterprises before the measurement begins, and in each turn."""
WAYS = ("known", "asked")


class _Nothing(KnownText):
    """A text of which nothing is known, so Pango sets each line of it."""

    def piece(self, start: int, width: float) -> SetPiece | None:
        return None


@contextmanager
def nothing_known() -> Iterator[None]:
    """Let Pango set every line during the block, also for texts that are known to fit from their widths alone."""
    with (
        patch.object(KnownText, "piece", _Nothing.piece),
        patch.object(typeset.Typesetter, "most_lines", lambda self, text, room: None),
    ):
        yield


def child(kind: str, way: str, path: str) -> None:
    """Make the papers of the enterprises that standard input names, `FIRST END` on each line, and print the processor time."""
    tool = (OurPackets if kind == "packet" else Ours)(read_work(Path(path)))
    with tempfile.TemporaryDirectory(prefix="formgen-known-") as out:
        for line in sys.stdin:
            first, end = map(int, line.split())
            folder = Path(out, str(first))
            folder.mkdir()
            before = time.process_time()
            if way == "known":
                tool.make(range(first, end), folder)
            else:
                with nothing_known():
                    tool.make(range(first, end), folder)
            print(time.process_time() - before, flush=True)
            for made in folder.rglob("*.*"):
                made.unlink()


def turns(kind: str, count: int, path: Path) -> tuple[list[float], list[float]]:
    """The processor time of each turn in seconds, with known characters and without."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.known", "--child", kind, way, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for way in WAYS
    ]  # fmt: skip

    def made(process: subprocess.Popen[str], first: int, end: int) -> float:
        assert process.stdin and process.stdout
        print(first, end, file=process.stdin, flush=True)
        return float(process.stdout.readline())

    for process in started:
        made(process, 0, WARM)
    found: tuple[list[float], list[float]] = ([], [])
    for turn, first in enumerate(range(WARM, WARM + count, CHUNK)):
        for which in (0, 1) if turn % 2 else (1, 0):
            found[which].append(made(started[which], first, min(first + CHUNK, WARM + count)))
    for process in started:
        process.communicate()
    return found


def main() -> None:
    """Measure the packet alone and all seven files, and print the part of the time that is saved."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=1000, metavar="N")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(*asked.child)
        return
    with tempfile.TemporaryDirectory(prefix="formgen-known-") as folder:
        path = Path(folder, "work.json")
        write_work(prepare(WARM + asked.enterprises), path)
        for kind, name in (("packet", "packet alone"), ("all", "seven files")):
            known, without = turns(kind, asked.enterprises, path)
            saved = statistics.median(1 - one / other for one, other in zip(known, without, strict=True))
            each, other = (1000 * sum(times) / asked.enterprises for times in (known, without))
            print(f"{name}: {each:.1f} ms with known characters, {other:.1f} ms without: {saved:.0%} saved")


if __name__ == "__main__":
    main()
