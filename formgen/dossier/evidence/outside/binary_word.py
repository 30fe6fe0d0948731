"""Searches a Word file before 2007 (MS-DOC): puts its text together from pieces, and searches the fields in the text.

It also looks for tracked changes among the properties of characters, which stand in pages of their own."""

from __future__ import annotations

import re
from struct import unpack_from

from formgen.dossier.evidence.outside.drawings import look_through_records
from formgen.dossier.evidence.outside.fields import Fields
from formgen.dossier.evidence.outside.packed import is_standard_template
from formgen.dossier.evidence.outside.references import References, has_scheme

FLAGS_AT = 0x0A
SECOND_TABLE = 0x0200
"""The flag that says which of the two table streams is used."""
WORD_97 = 0x00C1
"""The first version (nFib) whose text is stored in pieces, in Unicode."""
NAMES_AT, PIECES_AT, DRAWINGS_AT = 0x019A, 0x01A2, 0x022A
"""The positions in the header that say where, in the table stream, the names of associated files, the pieces of text and the
drawings are."""
CHARACTERS_AT = 0x00FA
"""The position in the header that says where the list of pages with the properties of characters is."""
PAGE = 512
STRUCK_OUT, PUT_IN = 0x0800, 0x0801
"""Properties of characters that were struck out, or put in, while changes were tracked (MS-DOC, 2.6.1)."""
OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
"""How many bytes a property's value takes, by the last three bits of its number; 0 if its first byte says it."""
COMPRESSED = 0x40000000
FIELD = re.compile("[\x13\x14\x15]|[^\x13\x14\x15]+")
"""The marks for a field's begin, separator and end, and the text between such marks."""


def look_through_word(main: bytes, tables: tuple[bytes, bytes], found: References) -> None:
    """Add the references that leave the file. Raises struct.error or ValueError for a file that breaks the format."""
    version, flags = unpack_from("<H", main, 2)[0], unpack_from("<H", main, FLAGS_AT)[0]
    table = tables[bool(flags & SECOND_TABLE)]
    if version < WORD_97:
        _look_at_text(main.decode("gb18030", "replace"), found)
        return
    _look_at_text("".join(_pieces(main, _part(main, table, PIECES_AT))), found)
    _look_at_names(_part(main, table, NAMES_AT), found)
    found.has_changes |= _has_changes(main, _part(main, table, CHARACTERS_AT))
    drawings = _part(main, table, DRAWINGS_AT)
    if drawings:
        at = 8 + unpack_from("<I", drawings, 4)[0]
        list(look_through_records(drawings[:at], found))
        while at + 9 <= len(drawings):  # a byte before each drawing says where it belongs
            size = 8 + unpack_from("<I", drawings, at + 5)[0]
            list(look_through_records(drawings[at + 1 : at + 1 + size], found))
            at += 1 + size


def _part(main: bytes, table: bytes, at: int) -> bytes:
    begin, size = unpack_from("<II", main, at)
    return table[begin : begin + size]


def _pieces(main: bytes, where: bytes) -> list[str]:
    at = 0
    while at < len(where) and where[at] == 1:  # formatting, not text
        at += 3 + unpack_from("<H", where, at + 1)[0]
    if at >= len(where) or where[at] != 2:
        raise ValueError("no pieces of text")
    count = (unpack_from("<I", where, at + 1)[0] - 4) // 12
    at += 5
    ends = unpack_from(f"<{count + 1}I", where, at)
    found = []
    for index in range(count):
        length = ends[index + 1] - ends[index]
        place = unpack_from("<I", where, at + 4 * (count + 1) + 8 * index + 2)[0]
        if place & COMPRESSED:
            begin = (place & ~COMPRESSED) // 2
            found.append(main[begin : begin + length].decode("cp1252", "replace"))
        else:
            found.append(main[place : place + 2 * length].decode("utf-16-le", "replace"))
    return found


def _has_changes(main: bytes, where: bytes) -> bool:
    """True if characters were struck out or put in while changes were tracked. where: the list of pages with their properties."""
    count = max(0, (len(where) - 4) // 8)
    for number in unpack_from(f"<{count}I", where, 4 * (count + 1)) if count else ():
        page = main[(number & 0x3FFFFF) * PAGE :][:PAGE]
        runs = page[-1] if len(page) == PAGE else 0
        for offset in page[4 * (runs + 1) : 4 * (runs + 1) + runs]:
            begin = 2 * offset
            if begin and _is_changed(page[begin + 1 : begin + 1 + page[begin]]):
                return True
    return False


def _is_changed(properties: bytes) -> bool:
    """True if a list of properties has one of a tracked change."""
    at = 0
    while at + 3 <= len(properties):
        name = unpack_from("<H", properties, at)[0]
        size = OPERANDS[name >> 13]
        if name in (STRUCK_OUT, PUT_IN) and properties[at + 2]:
            return True
        at += 2 + (size or 1 + properties[at + 2])
    return False


def _look_at_text(text: str, found: References) -> None:
    fields = Fields(found)
    steps = {"\x13": fields.begin, "\x14": fields.separate, "\x15": fields.end}
    for piece in FIELD.findall(text):
        step = steps.get(piece)
        if step is not None:
            step()
        elif fields.is_open:
            fields.text(piece)
    fields.close()


def _look_at_names(names: bytes, found: References) -> None:
    """Add the template if it lies on another machine or on the web. Most files name a template of their own machine."""
    if len(names) < 8 or unpack_from("<H", names)[0] != 0xFFFF:
        return
    at = 6
    listed = []
    for _ in range(min(2, unpack_from("<H", names, 2)[0])):
        size = unpack_from("<H", names, at)[0]
        listed.append(names[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace"))
        at += 2 + 2 * size
    template = listed[-1] if len(listed) == 2 else ""
    is_elsewhere = template.startswith(("\\\\", "//")) or (has_scheme(template) and template[1:2] != ":")
    if is_elsewhere and not is_standard_template(template):
        found.add("文档模板", template)
