"""Finds how much room the places of a form's slots and its continuation sheets have. It reads each Word template once."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from formgen.render.compiled.kept import once_for_a_template
from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import FormCell, FormRow, Paragraph, ParagraphFormat, Sheet, TextSpan
from formgen.render.lines import line_ends, most_lines
from formgen.render.word.fill import read_template, template_package
from formgen.render.word.fitted import CONTINUED
from formgen.render.word.package import WordPackage
from formgen.render.word.slots import CONTROL, control_tag, find_places
from formgen.scheme.models import Form
from formgen.scheme.slots import Slot

AIR = 3.0
"""The space (pt) that stays free between the text and the border lines of a row that has grown."""
NEAR = 0.01
"""Two lengths (pt) count as equal if they differ by less than this."""
TWIPS = 20
"""How many of Word's units (twentieths of a point) a point has."""

_MARK = "\ue000"
_PLACE = re.compile(f"([^{_MARK}]*){_MARK}([0-9]+){_MARK}")


@dataclass(frozen=True, slots=True)
class PlaceRoom:
    """The room of one place of a slot. Lengths are in pt.

    slot    the id of the slot
    place   the number of this place among the places of the slot, counted from 0
    words   the form's own words before it in the same paragraph; empty if there are none
    format  the format of its paragraph
    width   the width that its cell or page gives the paragraph
    row     the numbers of its table and of its row in the table, counted from 0; None for a paragraph outside tables
    height  the least height of this row; 0 outside tables
    inner   the height that the text may have in this row; 0 outside tables
    """

    slot: str
    place: int
    words: str
    format: ParagraphFormat
    width: float
    row: tuple[int, int] | None
    height: float
    inner: float

    @property
    def room(self) -> float:
        """The width of a line, without the indents of the paragraph (pt)."""
        return self.width - self.format.left - self.format.right

    @property
    def ems(self) -> float:
        """How many full-width characters a line holds."""
        return self.room / self.format.size

    def sized(self, size: float) -> PlaceRoom:
        """The same place with a smaller font size (pt). The distance of the lines becomes smaller in the same measure.

        A hanging indent becomes smaller, too, but the first line still begins in the same place.
        """
        share = size / self.format.size
        line = int(2 * self.format.line * share) / 2
        hanging = min(self.format.first, 0)
        smaller = round(hanging * share * TWIPS) / TWIPS
        left, first = self.format.left + hanging - smaller, smaller if hanging else self.format.first
        return replace(self, format=replace(self.format, size=size, line=line, left=left, first=first))

    def paragraph(self, text: str) -> Paragraph:
        """The paragraph with the form's own words and this text."""
        own = (TextSpan(self.words),) if self.words else ()
        return Paragraph(self.format, (*own, TextSpan(text, self.slot)))

    def surely_holds(self, text: str, lines: int) -> bool:
        """True if the text can't take more than `lines` lines, so that nobody needs to measure it.

        No glyph is wider than an em. A line and the word that did not fit into it are together wider than a full line. So
        two neighbouring lines of a paragraph have together at least the width of one full line.
        """
        ems = (self.room - max(self.format.first, 0)) / self.format.size
        return sum(2 * int(len(part) / ems) + 1 for part in (self.words + text).split("\n")) <= lines

    def hopeless(self, text: str, lines: int) -> bool:
        """True if the text surely takes more lines, because on average a character is much wider than a fifth of an em."""
        return len(text) > 5 * lines * (self.ems + 1)

    def holds(self, text: str, lines: int) -> bool:
        """True if the text takes no more than `lines` lines. The lines themselves are only set if its width does not tell."""
        if self.hopeless(text, lines):
            return False
        known = most_lines(self.paragraph(text), self.width)
        return (known is not None and known <= lines) or len(self.ends(text, lines + 1)) <= lines

    def lines(self, text: str, most: int) -> int:
        """How many lines the text takes; `most` + 1 if it takes more than `most`."""
        if self.hopeless(text, most):
            return most + 1
        known = most_lines(self.paragraph(text), self.width)
        if known is not None and known <= 1:
            return known
        return min(len(self.ends(text, most + 1)), most + 1)

    def ends(self, text: str, enough: int) -> tuple[int, ...]:
        """Where the lines of a text end, as `formgen.render.lines.line_ends` returns it. enough: how many lines are laid out."""
        return line_ends(self.paragraph(text), self.width, enough)

    def held(self, more: float = 0) -> int:
        """How many lines its row holds if the row grows by `more` (pt)."""
        return int((self.inner + more + NEAR) / self.format.line)


@dataclass(frozen=True, slots=True)
class ContinuedRoom:
    """The room of one text on a kind of continuation sheet. Heights are in twentieths of a point.

    place  the place of the text on the sheet
    label  the height of the row with the label of the text
    """

    place: PlaceRoom
    label: int

    def lines(self, height: int) -> int:
        """How many lines a row of this height holds. One more line stays free, because other programs may break lines elsewhere."""
        return int((height / TWIPS - self._edge + NEAR) / self.place.format.line) - 1

    def height(self, lines: int) -> int:
        """The height of a row that holds so many lines and one more, which stays free."""
        return int(((lines + 1) * self.place.format.line + self._edge + AIR) * TWIPS) + 1

    @property
    def _edge(self) -> float:
        return self.place.height - self.place.inner


@dataclass(frozen=True, slots=True)
class SheetRoom:
    """The room of a kind of continuation sheet.

    area   the sum of the heights of all rows of texts and of their labels, in twentieths of a point
    texts  the room of each text that may stand on the sheet, by the id of its slot
    """

    area: int
    texts: Mapping[str, ContinuedRoom]


def place_rooms(form: Form) -> Mapping[tuple[str, int], PlaceRoom]:
    """The room of each place in a form, by the slot's id and the number of the place.

    A place is left out if its paragraph has words behind the slot or has several slots, or if its cell is part of
    a vertical merge or has several paragraphs. Raises DefinitionError if the template cannot be laid out.
    """
    return _place_rooms(template_package(form), form.slots)


def sheet_rooms(form: Form) -> tuple[SheetRoom, ...]:
    """The room of each kind of continuation sheet of a form, in the order of the document; empty for a form without sheets.

    Raises DefinitionError if the template cannot be laid out.
    """
    if form.continuation is None:
        return ()
    package = read_template(form.continued)
    return _sheet_rooms(package, drawn_slots(package))


def drawn_slots(package: WordPackage) -> tuple[Slot, ...]:
    """A slot for each control of a Word file that has a tag, in the order of the file. Only the id of each slot is known."""
    names = (control_tag(control) for control in package.document.iter(CONTROL))
    return tuple(Slot(field=name, label="") for name in names if name is not None)


@once_for_a_template
def _place_rooms(package: WordPackage, slots: tuple[Slot, ...]) -> Mapping[tuple[str, int], PlaceRoom]:
    return {(room.slot, room.place): room for room in _rooms(_marked(package, slots), slots)}


@once_for_a_template
def _sheet_rooms(package: WordPackage, slots: tuple[Slot, ...]) -> tuple[SheetRoom, ...]:
    sheet = _marked(package, slots)
    tables = [block.rows for block in sheet.blocks if not isinstance(block, Paragraph)]
    found: dict[int, dict[str, ContinuedRoom]] = {}
    for room in _rooms(sheet, slots):
        if CONTINUED in room.slot and room.row is not None and room.row[1] > 0:
            table, row = room.row
            label = round(tables[table][row - 1].height * TWIPS)
            found.setdefault(table, {})[room.slot] = ContinuedRoom(room, label)
    return tuple(
        SheetRoom(sum(one.label + round(one.place.height * TWIPS) for one in texts.values()), texts)
        for _, texts in sorted(found.items())
    )


def _marked(package: WordPackage, slots: tuple[Slot, ...]) -> Sheet:
    """The layout of a template in which each place contains its own number, between marks."""
    root = copy.deepcopy(package.document)
    for number, place in enumerate(find_places(root, slots)):
        if place is not None:
            place.write(f"{_MARK}{number}{_MARK}")
    return read_sheet(package.with_document(root), slots, "")


def _rooms(sheet: Sheet, slots: tuple[Slot, ...]) -> Iterator[PlaceRoom]:
    """The room of each place in a layout that `_marked` returned."""
    before: list[int] = []
    seen: dict[str, int] = {}
    for slot in slots:
        before.append(seen.get(slot.id, 0))
        seen[slot.id] = before[-1] + 1
    table = -1
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            found = _place(block)
            if found is not None:
                width = sheet.width - sheet.margins.left - sheet.margins.right
                number, words = found
                yield PlaceRoom(slots[number].id, before[number], words, block.format, width, None, 0, 0)
            continue
        table += 1
        for index, row in enumerate(block.rows):
            for cell in row.cells:
                found = _place(cell.paragraphs[0]) if len(cell.paragraphs) == 1 and cell.merge is None else None
                if found is not None:
                    width = sum(block.columns[cell.column : cell.column + cell.span])
                    width -= cell.margins.left + cell.margins.right
                    (paragraph,), (number, words) = cell.paragraphs, found
                    name, at = slots[number].id, (table, index)
                    inner = _inner(row, cell)
                    yield PlaceRoom(name, before[number], words, paragraph.format, width, at, row.height, inner)


def _place(paragraph: Paragraph) -> tuple[int, str] | None:
    """The number of the only place in a paragraph, and the words before it.

    None if the paragraph has no place or several places, or if it has words behind its place.
    """
    found = _PLACE.fullmatch(paragraph.text)
    return (int(found[2]), found[1]) if found and len(paragraph.spans) == 1 + bool(found[1]) else None


def _inner(row: FormRow, cell: FormCell) -> float:
    """The height (pt) of a cell's content if its row has its least height, as `formgen.render.pdf.html` lays it out."""
    margins, lines = cell.margins, cell.lines
    sides = ((margins.top, lines.top), (margins.bottom, lines.bottom))
    (paragraph,) = cell.paragraphs
    edges = sum(max(margin - line / 2, 0) + line / 2 for margin, line in sides)
    return row.height - edges - paragraph.format.before - paragraph.format.after
