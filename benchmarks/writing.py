"""The least that making papers can cost: writing bytes that are there already, plainly or as formgen hands files over."""

from __future__ import annotations

import tempfile
from itertools import cycle, islice
from pathlib import Path

from benchmarks.ours import Ours
from benchmarks.work import Files, Made, Work, folders
from formgen.delivery import Paper, deliver

KEPT = 5
"""Enterprises whose files are held in memory, and written again and again."""


class Writing:
    """Writes our files of the first enterprises, as often as there are enterprises."""

    def __init__(self, work: Work) -> None:
        first = range(min(KEPT, len(work.enterprises)))
        with tempfile.TemporaryDirectory() as folder:
            self._papers = [
                [Paper(path.name, path.read_bytes()) for path in files.all]
                for files in Ours(work).make(first, Path(folder)).files
            ]

    def make(self, part: range, out: Path) -> Made:
        """Write them."""
        made = [
            sorted_out(self.write(papers, folder))
            for folder, papers in zip(folders(out, part), islice(cycle(self._papers), len(part)), strict=True)
        ]
        return Made(tuple(made))

    def write(self, papers: list[Paper], folder: Path) -> tuple[Path, ...]:
        """One enterprise's files."""
        for paper in papers:
            (folder / paper.path).write_bytes(paper.read())
        return tuple(folder / paper.path for paper in papers)


class Delivering(Writing):
    """Writes them beside their place, synced to the disk, and renames them: `formgen.delivery`."""

    def write(self, papers: list[Paper], folder: Path) -> tuple[Path, ...]:
        """One enterprise's files."""
        return deliver(papers, folder)


def sorted_out(paths: tuple[Path, ...]) -> Files:
    """Paths as `Files`: Word files, PDFs, and the packet as the last."""
    words = tuple(path for path in paths if path.suffix == ".docx")
    return Files(words, tuple(path for path in paths if path.suffix == ".pdf")[:-1], paths[-1])
