"""Turns the slots of a Word form into controls for typing: drop-down lists, date pickers, text boxes, a sum that Word updates.

The templates have one kind of slot, a content control of any text (`formgen.render.word.slots`). What may stand in a slot is
known from the scheme, and it is added to the Word files that users get. So the templates stay easy to draw, and every scheme
has these controls. Nothing that is printed changes.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.protection import protected
from formgen.render.word.slots import (
    BOOKMARK,
    COMPATIBILITY,
    CONTROL,
    CONTROL_CONTENT,
    CONTROL_PROPERTIES,
    DATE_PARTS,
    DATE_SIGNS,
    FALLBACK,
    R,
    SlotPlace,
    add_property,
    date_tag,
    find_places,
    run_text,
)
from formgen.scheme.slots import Slot

TABLE, ROW, CELL = tag("tbl"), tag("tr"), tag("tc")
FIELD, INSTRUCTION = tag("fldSimple"), tag("instr")
WORD_2013, WORD_2013_PREFIX = "http://schemas.microsoft.com/office/word/2012/wordml", "w15"
KINDS = frozenset(map(tag, (
    "equation", "comboBox", "date", "docPartObj", "docPartList", "dropDownList", "picture", "richText", "text",
    "citation", "group", "bibliography",
)))  # fmt: skip
"""The elements that say what a control holds (ECMA-376, CT_SdtPr)."""
DATE_FORMAT = "yyyy年M月d日"
"""How Word writes a date that a person chooses: as we print dates."""


class Typed(Enum):
    """What a person types into a slot."""

    TEXT = auto()
    """Any text."""
    DATE = auto()
    """A day, typed or chosen from a calendar."""
    LIST = auto()
    """One of the texts of a list."""
    SUM = auto()
    """The sum of other slots in the same table."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An entry of a drop-down list: the text that it puts into the slot, and the name that is stored with it."""

    text: str
    name: str


@dataclass(frozen=True, slots=True)
class SlotControl:
    """What a person types into the slots of one field.

    field    the field of the slots
    typed    the kind of control
    entries  the entries of a list
    addends  the fields whose slots are added up, for a sum
    """

    field: str
    typed: Typed
    entries: tuple[ListEntry, ...] = ()
    addends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormControls:
    """The controls of a form's Word file.

    slots    the form's slots, in the order of the Word file
    fields   what is typed into them; a field that is not named here gets a box for text
    protect  True if the words of the form are protected, so that only the slots can be changed
    """

    slots: tuple[Slot, ...]
    fields: tuple[SlotControl, ...]
    protect: bool = False

    def __hash__(self) -> int:
        """A quick one, since the changed template is looked up by its controls for each paper, and they are hundreds of values.

        Equal controls have equal hashes; others are told apart by comparing them.
        """
        return hash((len(self.slots), len(self.fields), self.protect))


@lru_cache(maxsize=64)
def with_controls(package: WordPackage, controls: FormControls) -> WordPackage:
    """The Word file with controls for typing in place of its plain slots.

    A slot for which the template itself has a control of a certain kind keeps this control. No control can be deleted.
    """
    root = copy.deepcopy(package.document)
    by_field = {one.field: one for one in controls.fields}
    places = find_places(root, controls.slots)
    found = [(slot, place) for slot, place in zip(controls.slots, places, strict=True) if place is not None]
    for slot, place in found:
        asked = by_field.get(slot.field) or SlotControl(slot.field, Typed.TEXT)
        if place.control is None or any(element.tag in KINDS for element in _properties(place.control)):
            continue
        if asked.typed is Typed.SUM:
            addends = [one for other, one in found if other.field in asked.addends]
            _add_sum(place, addends, complete=len(addends) == len(asked.addends))
        elif asked.typed is not Typed.DATE or slot.part is None:
            add_property(_properties(place.control), _kind(asked))
    _join_dates(found)
    for control in root.iter(CONTROL):
        _hold(control)
    typed = package.with_document(root)
    return protected(typed) if controls.protect else typed


def _properties(control: etree._Element) -> etree._Element:
    properties = control.find(CONTROL_PROPERTIES)
    if properties is None:
        properties = etree.Element(CONTROL_PROPERTIES)
        control.insert(0, properties)
    return properties


def _element(name: str, **attributes: str) -> etree._Element:
    element = etree.Element(tag(name))
    for key, value in attributes.items():
        element.set(tag(key), value)
    return element


def _kind(asked: SlotControl) -> etree._Element:
    """The element that says what a control holds.

    Texts are rich text, in which Word takes several paragraphs. LibreOffice 7.4 writes plain text (w:text) several times when it
    saves, and loses what stands in a control around a whole paragraph.
    """
    if asked.typed is Typed.DATE:
        return _date()
    if asked.typed is not Typed.LIST:
        return _element("richText")
    element = _element("dropDownList")
    for entry in asked.entries:
        element.append(_element("listItem", displayText=entry.text, value=entry.name))
    return element


def _date() -> etree._Element:
    element = _element("date")
    for name, value in (
        ("dateFormat", DATE_FORMAT), ("lid", "zh-CN"), ("storeMappedDataAs", "date"), ("calendar", "gregorian"),
    ):  # fmt: skip
        element.append(_element(name, val=value))
    return element


def _hold(control: etree._Element) -> None:
    """Keep a control from being deleted by mistake."""
    properties = _properties(control)
    if properties.find(tag("lock")) is None:
        add_property(properties, _element("lock", val="sdtLocked"))


def _add_sum(place: SlotPlace, addends: Sequence[SlotPlace], *, complete: bool) -> None:
    """Put a field with a formula around the runs of a slot, if all that it adds up stands in the same table."""
    assert place.control is not None, "the caller looked"
    cells = [_cell(one) for one in (place, *addends)]
    tables = {None if cell is None else cell.table for cell in cells}
    if complete and addends and len(tables) == 1 and None not in tables:
        _put_into_field(place, f" =SUM({_ranges([cell for cell in cells[1:] if cell is not None])}) ")


def _put_into_field(place: SlotPlace, instruction: str) -> None:
    """Put a field around the runs of a slot, with the same text beside it for LibreOffice.

    LibreOffice counts a cell with a drop-down list as nought, and would print 0 for every total as soon as it opens a file. It
    takes the second of the two ways in which the text stands here (ECMA-376 part 3, AlternateContent); Word takes the first.
    """
    names = {"mc": COMPATIBILITY, WORD_2013_PREFIX: WORD_2013}
    both = etree.Element(f"{{{COMPATIBILITY}}}AlternateContent", nsmap=names)
    place.runs[0].addprevious(both)
    choice = etree.SubElement(both, f"{{{COMPATIBILITY}}}Choice", Requires=WORD_2013_PREFIX)
    fallback = etree.SubElement(both, FALLBACK)
    field = etree.SubElement(choice, FIELD)
    field.set(INSTRUCTION, instruction)
    for run in place.runs:
        fallback.append(copy.deepcopy(run))
        field.append(run)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a cell stands: its table, and the numbers of its column and its row, counted from 1 as Word counts them."""

    table: etree._Element
    column: int
    row: int


def _cell(place: SlotPlace) -> _Cell | None:
    """The cell that a slot stands in; None for a slot outside of tables, and behind column Z."""
    cell = next(place.runs[0].iterancestors(CELL), None)
    row = None if cell is None else next(cell.iterancestors(ROW), None)
    table = None if row is None else next(row.iterancestors(TABLE), None)
    if cell is None or row is None or table is None:
        return None
    column = [one for one in row.iter(CELL) if next(one.iterancestors(ROW)) is row].index(cell) + 1
    number = [one for one in table.iter(ROW) if next(one.iterancestors(TABLE)) is table].index(row) + 1
    return _Cell(table, column, number) if column <= 26 else None


def _ranges(cells: Sequence[_Cell]) -> str:
    """The cells as Word's formulas name them: `H3:H109`, or several ranges with commas between."""
    places = sorted({(cell.column, cell.row) for cell in cells})
    ranges = []
    for _, run in groupby(enumerate(places), lambda one: (one[1][0], one[1][1] - one[0])):
        members = [place for _, place in run]
        names = [f"{chr(64 + column)}{row}" for column, row in (members[0], members[-1])]
        ranges.append(":".join(dict.fromkeys(names)))
    return ",".join(ranges)


# ------------------------------------------------------------------------------------- dates that are printed in three


def _join_dates(found: Sequence[tuple[Slot, SlotPlace]]) -> None:
    """Make one date control of each three slots for a year, a month and a day that stand side by side.

    The words 年, 月 and 日 stand in it, too. So an empty one is still printed for the pen, and a day that a person chooses from
    the calendar takes the place of all three. Where other words stand between the three, each stays a box for text.
    """
    waiting: list[tuple[Slot, SlotPlace]] = []
    for slot, place in found:
        if slot.part not in DATE_PARTS:
            continue
        waiting.append((slot, place))
        if slot.part == DATE_PARTS[-1]:
            _join(waiting)
            waiting = []


def _join(three: Sequence[tuple[Slot, SlotPlace]]) -> None:
    span = _span(three)
    if span is None:
        return
    first = three[0][1].control
    assert first is not None, "a span has controls"
    date, properties, content = (
        etree.Element(CONTROL),
        etree.Element(CONTROL_PROPERTIES),
        etree.Element(CONTROL_CONTENT),
    )
    span[0].addprevious(date)
    date.extend((properties, content))
    alias = _properties(first).find(tag("alias"))
    if alias is not None:
        name = next(iter(alias.values())).removesuffix(DATE_SIGNS[0]).rstrip("：: ")
        properties.append(_element("alias", val=name or three[0][0].label))
    properties.append(_element("tag", val=date_tag(three[0][0].field)))
    number = _properties(first).find(tag("id"))
    if number is not None:
        properties.append(copy.deepcopy(number))
    properties.append(_date())
    for element in span:
        if element.tag == CONTROL:
            inner = element.find(CONTROL_CONTENT)
            content.extend(() if inner is None else list(inner))
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        else:
            content.append(element)


def _span(three: Sequence[tuple[Slot, SlotPlace]]) -> list[etree._Element] | None:
    """The elements from the first bookmark of a date to its last sign 日; None if other things stand among them."""
    controls = [place.control for _, place in three]
    if [slot.part for slot, _ in three] != list(DATE_PARTS) or len({slot.field for slot, _ in three}) != 1:
        return None
    first = controls[0]
    if first is None or any(one is None or one.getparent() is not first.getparent() for one in controls):
        return None
    before = first.getprevious()
    start = before if before is not None and before.tag == BOOKMARK else first
    span, signs, left = [start], [], list(controls)
    for element in (start, *start.itersiblings()):
        if element is not start:
            span.append(element)
        if element.tag == CONTROL:
            if not left or element is not left.pop(0):
                return None
            signs.append("")
        elif element.tag == R:
            if not signs:
                return None
            signs[-1] += run_text(element).strip()
        if signs == list(DATE_SIGNS):
            return span
    return None
