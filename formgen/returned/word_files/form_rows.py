"""A form as rows of cells, with its own words folded, so that a returned file can be laid beside the template.

A row is a row of a table, or a paragraph outside tables. In a template each slot is one mark, a character of its own.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from formgen.importing.word_text import FormParagraph, read_form_text
from formgen.render.compiled.kept import Kept, Same
from formgen.render.word.fill import SlotText, fill_package, template_package
from formgen.render.word.package import WordPackage
from formgen.render.word.slots import find_places
from formgen.returned.word_files.plain.plain_words import with_plain_words
from formgen.scheme.models import Form, LayoutEngine
from formgen.scheme.slots import RowSlot

FIRST_MARK = 0xE000
"""The mark of a form's first slot; the others follow. No form has a character of the private use area of its own."""
_ALIKE = str.maketrans("“”‘’«»–—―－‐‑−~～〜·•∙・﹒", '""\'\'""-------~~~·····')


_NUMBER = re.compile(r"[^\d\ue000-\uf8ff]{0,3}\d+[^\d\ue000-\uf8ff]{0,3}")
"""The printed number of a row of a list: `1`, `1.`, `（1）`. Where a slot stands, no number is printed."""


@dataclass(frozen=True)
class FoldedText:
    """A text without white space, its characters in one form, and where each of them stands in the text as it was."""

    text: str
    whole: str = field(repr=False)
    places: tuple[int, ...] = field(repr=False)

    def original(self, start: int, end: int) -> str:
        """What stood in the text as it was from one character of the folded text to another, with the white space around it."""
        first = self.places[start - 1] + 1 if start > 0 else 0
        last = self.places[end] if end < len(self.places) else len(self.whole)
        return self.whole[first:last]


def fold(text: str) -> FoldedText:
    """A text as it is compared: half and full width alike, dashes and quotation marks alike, without spaces."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character).translate(_ALIKE)
        if character.isspace() or unicodedata.category(character) == "Cf" or not plain.strip():
            continue
        for one in plain:
            letters.append(one)
            places.append(place)
    return FoldedText("".join(letters), text, tuple(places))


@dataclass(frozen=True)
class TextRow:
    """A row: its cells' texts. table: the number of its table, 0 outside tables; number: the row in it, or the paragraph."""

    table: int
    number: int
    cells: tuple[FoldedText, ...]

    @cached_property
    def whole(self) -> FoldedText:
        """The texts of all its cells as one."""
        return fold("\n".join(cell.whole for cell in self.cells))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its own words: the pieces of its text between marks."""
        return tuple(piece for piece in _pieces(self.whole.text) if piece)

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """The numbers of the slots in it, from 0. A number behind that of the last slot is the place of a row's number."""
        return tuple(ord(one) - FIRST_MARK for one in self.whole.text if is_mark(one))

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"表{self.table}第{self.number}行" if self.table else f"第{self.number}段"


def is_mark(character: str) -> bool:
    """True for the mark of a slot."""
    return FIRST_MARK <= ord(character) <= 0xF8FF


def _pieces(text: str) -> list[str]:
    return "".join("\n" if is_mark(one) else one for one in text).split("\n")


def file_rows(package: WordPackage) -> tuple[TextRow, ...]:
    """The paragraphs of a file that have any text, and all rows of its tables. The errors are those of `read_form_text`."""
    rows: list[TextRow] = []
    number = 0
    for part in read_form_text(package, is_returned=True).parts:
        if isinstance(part, FormParagraph):
            number += 1
            rows.append(TextRow(0, number, (fold(part.text),)))
            continue
        for place, row in enumerate(part.rows, 1):
            texts = ["\n".join(one.text for one in cell.paragraphs) for cell in row if not cell.merged]
            rows.append(TextRow(part.number, place, tuple(map(fold, texts))))
    return tuple(row for row in rows if row.table or row.whole.text)


MOST_KEPT = 64
Branches = tuple[bool, ...] | None
"""Which conditions of a docxtpl template hold; None where the marks decide: each counts as a text."""
_TEMPLATES: Kept[tuple[Same, int, Branches], tuple[TextRow, ...]] = Kept(MOST_KEPT)


def template_rows(form: Form, branches: Branches = None) -> tuple[TextRow, ...]:
    """The rows of a form's template, each slot as one mark. branches: which conditions of the template hold."""
    changed = form.template.stat().st_mtime_ns
    return _TEMPLATES.get((Same(form), changed, branches), lambda: _template_rows(form, branches))


def _template_rows(form: Form, branches: Branches) -> tuple[TextRow, ...]:
    return tuple(_with_any_number(form, row) for row in _marked_rows(form, branches))


def _with_any_number(form: Form, row: TextRow) -> TextRow:
    """A row of a list whose printed number (序号) is a mark of no slot: who copies rows may leave it as it is."""
    if not row.table or not any(isinstance(form.slots[mark], RowSlot) for mark in row.marks):
        return row
    mark = fold(chr(FIRST_MARK + len(form.slots)))
    return TextRow(row.table, row.number, tuple(mark if _NUMBER.fullmatch(cell.text) else cell for cell in row.cells))


def _marked_rows(form: Form, branches: Branches) -> tuple[TextRow, ...]:
    if form.engine is LayoutEngine.TEMPLATE:
        marks = (SlotText(slot.id, chr(FIRST_MARK + number)) for number, slot in enumerate(form.slots))
        return file_rows(with_plain_words(fill_package(form, tuple(marks), branches=branches), "")[0])
    package = template_package(form)
    root = copy.deepcopy(package.document)
    for number, place in enumerate(find_places(root, form.slots)):
        if place is not None:
            place.write(chr(FIRST_MARK + number))
    return file_rows(with_plain_words(package.with_document(root), "")[0])
