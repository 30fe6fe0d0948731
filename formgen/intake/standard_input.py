"""Collected data from standard input. Their format is recognised by their content, because there is no file name.

The input is stored in a temporary folder that only its owner can read, because sources are read more than once; the
folder is deleted when the source is closed. Paths of supplied files are relative to the folder in which the program was
started.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from formgen.foundation.problems import error
from formgen.intake.collected import Collected, Source, unusable
from formgen.intake.folders.own_folder import OwnFolders
from formgen.intake.places import file_place
from formgen.intake.sources import WordReader, read_as
from formgen.scheme.models import Scheme

NAME = "标准输入"
"""The name of standard input in places, findings and for enterprises without a name."""


@contextmanager
def standard_input(scheme: Scheme, stream: BinaryIO | None, words: WordReader | None = None) -> Iterator[Source]:
    """The enterprises that come through a stream: one JSON record, JSON Lines, CSV, a returned workbook or Word file.

    words: reads a returned Word file; None if it is not data here.
    stream: bytes; None if there is no standard input. Inside the context the source may be read again and again.
    Input that can't be read is a Problem of the source, as for a file.
    """
    with TemporaryDirectory(prefix="formgen-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, NAME)
        try:
            with path.open("xb") as file:
                if stream is not None:
                    shutil.copyfileobj(stream, file)
            source = read_as(scheme, path, "", words)
        except (OSError, ValueError):
            problem = error("file.unreadable", "", file_place(NAME), "读不了标准输入", "核对前面的命令，或改用文件")
            source = unusable(path, problem)
        yield replace(source, _read=lambda: _here(scheme, source))


def _here(scheme: Scheme, source: Source) -> Iterator[Collected]:
    """The enterprises; their supplied files are looked for in the folder in which the program was started."""
    folders = OwnFolders(scheme)
    for one in source:
        yield folders.add(replace(one, folder=Path.cwd()))
