"""Workbooks as bytes that are always the same, and text in cells that stays text.

openpyxl takes text that begins with = for a formula, cuts what is longer than a cell without a word, and refuses
control characters; and it writes the time into every file. Everything that formgen writes goes through here instead.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.writer.excel import ExcelWriter

LONGEST_CELL = 32767
"""What a cell of Excel holds, in UTF-16 units; a line break counts as one."""

MADE_AT = datetime(2018, 6, 1)
"""The time in every workbook: the same input must give the same bytes."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

STYLES = "xl/styles.xml"
FONT_ORDER = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)
"""The parts of a font (ECMA-376, 18.8.22)."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids, and the control characters beyond them, which no program shows."""
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BEGINNINGS = tuple("=+-@\t")
"""Text that begins with one of these becomes a formula when somebody edits its cell, or exports and opens it again."""


def visible(text: str) -> str:
    """Text as a cell can hold it: line breaks as `\\n`, and in the place of each character that it can't hold its number.

    `〔U+0001〕` stands for a control character: nothing is left out unseen.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text)


def fitted(text: str) -> str:
    """Text no longer than a cell; of a longer one the beginning, behind words that say so and how long it is.

    The words stand first, because nobody reads to the end of thirty thousand characters.
    """
    if _stored_length(text) <= LONGEST_CELL:
        return text
    notice = f"〔内容共 {len(text)} 个字符，单元格放不下，以下只是开头〕\n"
    kept = text[: LONGEST_CELL - len(notice)]
    while _stored_length(notice + kept) > LONGEST_CELL:
        kept = kept[: -max(1, (_stored_length(notice + kept) - LONGEST_CELL) // 8)]
    return notice + kept


def put_text(cell: Cell, text: str) -> None:
    """Write text into a cell so that it is text in every program, whatever it begins with: nothing is ever a formula.

    A cell whose text could become a formula later is also marked as text with a leading quote (quotePrefix), as if a
    person had typed 'text.
    """
    stored = _stored(fitted(visible(text)))
    cell.value = stored
    cell.data_type = "s"
    if stored.startswith(_BEGINNINGS):
        cell.quotePrefix = True


def _stored(text: str) -> str:
    """Text as the file spells it: `_x0041_` would be read as A, so its underscore is spelt out (ECMA-376, 22.9.2.19)."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)


def _stored_length(text: str) -> int:
    """UTF-16 units of the text as the file spells it."""
    return len(_stored(text).encode("utf-16-le", "surrogatepass")) // 2


def workbook_bytes(workbook: Workbook, title: str) -> bytes:
    """The file, the same bytes for the same workbook: fixed times, no name of anybody's.

    title: the document's title in its properties.
    """
    properties = workbook.properties
    properties.creator, properties.title = "formgen", visible(title)
    properties.created = properties.modified = MADE_AT
    raw = io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED, allowZip64=True)).save()
    made = io.BytesIO()
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts.namelist():
            info = zipfile.ZipInfo(part, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            content = parts.read(part)
            package.writestr(info, _fonts_in_order(content) if part == STYLES else content)
    return made.getvalue()


def _fonts_in_order(styles: bytes) -> bytes:
    """The part of styles with what each font says in the schema's order, which Microsoft's validator insists on."""
    tree = etree.fromstring(styles)
    for font in tree.iter("{*}font"):
        font[:] = sorted(font, key=lambda element: FONT_ORDER.index(etree.QName(element).localname))
    ordered: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return ordered
