"""Collected data from standard input. Their format is recognised by their content, because there is no file name.

The input is stored in a temporary folder that only its owner can read, because sources are read more than once; the
folder is deleted when the source is closed. Paths of supplied files are relative to the folder in which the program was
started.
"""

from __future__ import annotations

import codecs
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from formgen.intake.collected import Collected, Source, unusable
from formgen.intake.json.text import LARGEST_FILE
from formgen.intake.places import file_place
from formgen.intake.sources import read_as
from formgen.intake.xlsx.package import SIGNATURES
from formgen.problems import error
from formgen.scheme.models import Scheme

NAME = "标准输入"
"""The name of standard input in places, findings and for enterprises without a name."""
LOOKED_AT = 100
"""The number of lines in which one record of JSON Lines is looked for."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def standard_input(scheme: Scheme, stream: BinaryIO | None) -> Iterator[Source]:
    """The enterprises that come through a stream: one JSON record, JSON Lines, CSV, or a returned workbook.

    stream: bytes; None if there is no standard input. Inside the context the source may be read again and again.
    Input that can't be read is a Problem of the source, as for a file.
    """
    with TemporaryDirectory(prefix="formgen-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, NAME)
        try:
            with path.open("xb") as file:
                if stream is not None:
                    shutil.copyfileobj(stream, file)
            source = read_as(scheme, path, kind_of(path))
        except (OSError, ValueError):
            problem = error("file.unreadable", "", file_place(NAME), "读不了标准输入", "核对前面的命令，或改用文件")
            source = unusable(path, problem)
        yield replace(source, _read=lambda: _here(source))


def kind_of(path: Path) -> str:
    """The format of a file's content, as a file extension: `.json`, `.jsonl`, `.csv` or `.xlsx`. Raises OSError.

    A file of one record is JSON, even if it has many lines; a file in which one line alone is a record is JSON Lines.
    """
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith(SIGNATURES):
            return ".xlsx"
        if not _plain(start).startswith((b"{", b"[")):
            return ".csv"
        file.seek(0)
        content = file.read(LARGEST_FILE + 1)
        if len(content) <= LARGEST_FILE and _is_json(content):
            return ".json"
        file.seek(0)
        lines = islice(iter(lambda: file.readline(LARGEST_FILE), b""), LOOKED_AT)
        return ".jsonl" if any(_plain(line).startswith(b"{") and _is_json(line) for line in lines) else ".json"


def _plain(content: bytes) -> bytes:
    """The beginning of a text, without byte order mark, the zero bytes of UTF-16, and spaces."""
    for mark in _MARKS:
        content = content.removeprefix(mark)
    return content[:4096].replace(b"\0", b"").lstrip()


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _here(source: Source) -> Iterator[Collected]:
    """The enterprises; their supplied files are looked for in the folder in which the program was started."""
    for one in source:
        yield replace(one, folder=Path.cwd())
