"""Searches the records of an Excel file before 2007 (MS-XLS) for other workbooks, data connections and macro sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import unpack_from

from formgen.dossier.evidence.outside.drawings import look_through_records
from formgen.dossier.evidence.outside.fields import FETCHING_FUNCTIONS, look_at_formula
from formgen.dossier.evidence.outside.references import References

BEGIN, CONTINUED, SHEET, NAME, OUTSIDE_NAME, DRAWING = 0x0809, 0x003C, 0x0085, 0x0018, 0x0023, 0x00EC
OUTSIDE_SHEET, OUTSIDE_BOOK = 0x0017, 0x01AE
EXCEL_97 = 0x0600
OWN, ADD_IN = 0x0401, 0x3A01
"""Values in place of a name's length: the reference leads to the workbook itself, or to functions that were added to Excel."""
UNUSED = frozenset({"\0", "\2", " ", ""})
PATH = "\1"
"""The first character of a name that is a path (MS-XLS, 2.5.277)."""
FORMULAS = frozenset({0x0006, 0x0221, 0x04BC, NAME})
"""Records with a formula: of a cell, of several cells, shared, and of a name."""
INDIRECT = re.compile(rb"[\x22\x42\x62][\x01\x02]\x94\0", re.DOTALL)
TEXT = re.compile(rb"\x17(.)([\0\1])", re.DOTALL)
"""In a formula: a call of INDIRECT, and how a text begins."""
MACRO_SHEET = 1
CONNECTIONS = {
    0x01AD: "数据连接",
    0x0803: "数据连接",
    0x0805: "数据连接",
    0x0876: "数据连接",
    0x0813: "公式里的 RTD 函数",
}
LONG_FUNCTIONS = tuple(name for name in FETCHING_FUNCTIONS if len(name) > 5)


def look_through_workbook(stream: bytes, found: References) -> None:
    """Add the references that leave the file, and note macro sheets. Raises struct.error for a file that breaks the format."""
    version = 0
    drawing = bytearray()
    for kind, record in _records(stream):
        if kind == BEGIN and len(record) >= 2:
            version = max(version, unpack_from("<H", record)[0])
        elif kind == SHEET and len(record) > 5:
            found.has_macros |= record[5] == MACRO_SHEET
        elif kind in CONNECTIONS:
            found.add(CONNECTIONS[kind])
        elif kind == OUTSIDE_BOOK and len(record) >= 4:
            _look_at_book(record, found)
        elif kind == OUTSIDE_SHEET and version < EXCEL_97 and len(record) > 1 and record[1] == 1:
            found.add("链接的数据（工作簿）", _path(record[2:].decode("gb18030", "replace")))
        elif kind in (NAME, OUTSIDE_NAME):
            plain = record.replace(b"\0", b"").upper()
            for function in LONG_FUNCTIONS:
                if function.encode() in plain:
                    found.add(f"公式里的 {function} 函数")
        elif kind == DRAWING:
            drawing += record
        if kind in FORMULAS and INDIRECT.search(record):
            for text in _texts(record):
                look_at_formula(f'INDIRECT("{text}")', found)
    list(look_through_records(bytes(drawing), found))


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    kind, whole = -1, bytearray()
    while at + 4 <= len(stream):
        this, size = unpack_from("<HH", stream, at)
        record = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if this == CONTINUED and kind in (DRAWING, OUTSIDE_BOOK):
            whole += record
            continue
        if kind >= 0:
            yield kind, bytes(whole)
        kind, whole = this, bytearray(record)
    if kind >= 0:
        yield kind, bytes(whole)


def _look_at_book(record: bytes, found: References) -> None:
    length = unpack_from("<H", record, 2)[0]
    if length in (OWN, ADD_IN) or len(record) < 5:
        return
    is_wide = bool(record[4] & 1)
    name = record[5 : 5 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")
    if name not in UNUSED:
        found.add("DDE 链接或链接的对象" if "\x03" in name and name[0] != PATH else "链接的数据（工作簿）", _path(name))


def _texts(record: bytes) -> Iterator[str]:
    """Whatever may be a text in a formula: a byte for its kind, its length, whether its characters are wide (MS-XLS, 2.5.198.89)."""
    for start in TEXT.finditer(record):
        length, is_wide = start[1][0], start[2][0]
        piece = record[start.end() : start.end() + length * (1 + is_wide)]
        yield piece.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _path(name: str) -> str:
    """A name as Excel writes it: control characters stand for the parts of a path (MS-XLS, 2.5.277)."""
    return "".join("/" if character in "\x02\x03\x04" else character for character in name if character != "\x01")
