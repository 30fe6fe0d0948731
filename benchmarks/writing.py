"""Measures the least time that papers can take: writing finished bytes, either plainly or as formgen delivers files."""

from __future__ import annotations

import tempfile
from itertools import cycle, islice
from pathlib import Path

from benchmarks.ours import Ours
from benchmarks.work import Files, Made, Work, folders
from formgen.foundation.delivery import Paper, deliver

KEPT = 5
"""The number of enterprises whose files are held in memory and written again and again."""


class Writing:
    """Writes our files of the first `KEPT` enterprises again and again, once for every enterprise of the part."""

    def __init__(self, work: Work) -> None:
        first = range(min(KEPT, len(work.enterprises)))
        with tempfile.TemporaryDirectory() as folder:
            self._papers = [
                [Paper(path.name, path.read_bytes()) for path in files.all]
                for files in Ours(work).make(first, Path(folder)).files
            ]

    def make(self, part: range, out: Path) -> Made:
        """Write the files."""
        made = [
            sorted_out(self.write(papers, folder))
            for folder, papers in zip(folders(out, part), islice(cycle(self._papers), len(part)), strict=True)
        ]
        return Made(tuple(made))

    def write(self, papers: list[Paper], folder: Path) -> tuple[Path, ...]:
        """Write one enterprise's files plainly."""
        for paper in papers:
            (folder / paper.path).write_bytes(paper.read())
        return tuple(folder / paper.path for paper in papers)


class Delivering(Writing):
    """Writes the files beside their place, syncs them to the disk, and renames them (`formgen.foundation.delivery`)."""

    def write(self, papers: list[Paper], folder: Path) -> tuple[Path, ...]:
        """Deliver one enterprise's files."""
        return deliver(papers, folder)


def sorted_out(paths: tuple[Path, ...]) -> Files:
    """The paths as `Files`: Word files, PDFs, and the packet, which is the last path."""
    words = tuple(path for path in paths if path.suffix == ".docx")
    return Files(words, tuple(path for path in paths if path.suffix == ".pdf")[:-1], paths[-1])
