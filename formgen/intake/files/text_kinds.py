"""Finds from its content what a text file holds if its name does not say it: one record, JSON Lines, or a table."""

from __future__ import annotations

import codecs
import json
from itertools import islice
from pathlib import Path

from formgen.intake.json.text import LARGEST_FILE

LOOKED_AT = 100
"""A file is JSON Lines if one of its first lines, up to this number, is a record."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_kind(path: Path) -> str:
    """The format of a text file, as a file extension: `.json`, `.jsonl` or `.csv`. Raises OSError if it can't be read.

    A file that is one record is JSON, even if it has many lines. A file in which a single line is a record is JSON Lines.
    """
    with path.open("rb") as file:
        start = file.read(4096)
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
    """The beginning of a text, without a byte order mark, without the zero bytes of UTF-16, and without spaces in front."""
    for mark in _MARKS:
        content = content.removeprefix(mark)
    return content[:4096].replace(b"\0", b"").lstrip()


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True
