"""Searches the streams of the old binary formats (.doc, .xls, .ppt; WPS writes them, too) for references to other files.

It finds fields, linked objects and pictures, external workbooks, data connections and media. If a reference is hidden elsewhere,
LibreOffice still can't follow it, because it runs in a sandbox.
"""

from __future__ import annotations

import io
from struct import error as StructError
from struct import unpack_from

import olefile

from formgen.dossier.evidence.outside.binary_word import look_through_word
from formgen.dossier.evidence.outside.binary_workbook import look_through_workbook
from formgen.dossier.evidence.outside.drawings import look_through_records
from formgen.dossier.evidence.outside.references import References
from formgen.dossier.evidence.refused import AS_PDF, RefusedError

LARGEST_STREAM = 512 << 20
"""The most bytes of a stream. No real document has a larger one."""
LINK = "\x01Ole"
"""The name of the stream beside each object's data. Its flags say whether the data are in another file (MS-OLEDS, 2.3.3)."""
LINKED = 1
MACROS = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})
MEDIA = {0x0FCE: "链接的对象", 0x1006: "视频", 0x1007: "视频", 0x100D: "声音", 0x1010: "声音"}
"""Records of a presentation that stand for another file (MS-PPT, 2.13.24)."""
ODD = (OSError, ValueError, IndexError, TypeError, StructError, UnicodeError, OverflowError)
"""The errors that olefile and the readers of streams raise for a file that breaks the format."""


def look_through_compound(content: bytes, found: References) -> None:
    """Add the references that leave the file, and note macros. Raises RefusedError for a file that can't be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            names = [tuple(str(part) for part in path) for path in file.listdir(streams=True, storages=True)]
            found.has_macros |= any(part.casefold() in MACROS for name in names for part in name)
            for name in names:
                if name[-1] == LINK and _is_linked(_stream(file, *name)):
                    found.add("链接的对象")
            there = {name[0] for name in names if len(name) == 1}
            if "WordDocument" in there:
                tables = [_stream(file, table) if table in there else b"" for table in ("0Table", "1Table")]
                look_through_word(_stream(file, "WordDocument"), (tables[0], tables[1]), found)
            for book in ("Workbook", "Book"):
                if book in there:
                    look_through_workbook(_stream(file, book), found)
            if "PowerPoint Document" in there:
                for kind in look_through_records(_stream(file, "PowerPoint Document"), found):
                    if kind in MEDIA:
                        found.add(MEDIA[kind])
    except ODD:
        raise RefusedError("evidence.damaged", "已损坏或不完整（打不开里面的内容）", AS_PDF) from None


def _stream(file: olefile.OleFileIO, *name: str) -> bytes:
    if file.get_size("/".join(name)) > LARGEST_STREAM:
        raise ValueError("a stream larger than any document's")
    with file.openstream("/".join(name)) as stream:
        content: bytes = stream.read()
    return content


def _is_linked(stream: bytes) -> bool:
    return len(stream) >= 8 and bool(unpack_from("<I", stream, 4)[0] & LINKED)
