"""What a text file holds, told by its content where its name does not say it: one record, JSON Lines, or a table."""

from __future__ import annotations

import codecs
import json
from itertools import islice
from pathlib import Path

from formgen.intake.json.text import LARGEST_FILE

LOOKED_AT = 100
"""The number of lines in which one record of JSON Lines is looked for."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_kind(path: Path) -> str:
    """The format of a text file, as a file extension: `.json`, `.jsonl` or `.csv`. Raises OSError.

    A file of one record is JSON, even if it has many lines; a file in which one line alone is a record is JSON Lines.
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
