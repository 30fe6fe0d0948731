"""Changes a Word template so that it holds long values: higher rows, repeated rows, smaller letters, continuation sheets.

`continued.docx` is the form with one continuation sheet of each kind, in its right place. A sheet consists of a heading,
which is exactly one paragraph, and a table, and another paragraph must follow the table. In the table, each text that may
continue has its own row, below a row with its label. This module removes the sheets that a paper does not need and copies
those that it needs. On each sheet it keeps only the rows of the texts that stand on this sheet.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.slots import (
    BOOKMARK,
    BOOKMARK_END,
    CONTROL,
    CONTROL_PROPERTIES,
    RUN_PROPERTIES,
    P,
    R,
    SlotPlace,
    control_tag,
    find_places,
)
from formgen.scheme.fitting import Fitting, PlaceFitting, SheetFitting
from formgen.scheme.models import ContinuationSheet, Form
from formgen.scheme.slots import LineSlot, SheetSlot, Slot

CONTINUED = ".continued"
"""The tag of a control in which a text continues contains this, behind the id of the field."""
BODY, TABLE, ROW = tag("body"), tag("tbl"), tag("tr")
ROW_PROPERTIES, ROW_HEIGHT = tag("trPr"), tag("trHeight")
PARAGRAPH_PROPERTIES, SPACING, INDENT = tag("pPr"), tag("spacing"), tag("ind")
SIZES = tag("sz"), tag("szCs")
BEHIND_SPACING = frozenset(map(tag, (
    "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
    "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)))  # fmt: skip
"""The elements that must stand behind w:spacing in the properties of a paragraph (ECMA-376, CT_PPrBase)."""
BEHIND_SIZES = frozenset(map(tag, (
    "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout",
    "specVanish", "oMath",
)))  # fmt: skip
"""The elements that must stand behind w:sz in the properties of a run (ECMA-376, EG_RPrBase)."""
FIRST_NUMBER = 500000
"""The numbers of copied bookmarks and controls begin here, so that they differ from those of the template."""


@lru_cache(maxsize=64)
def fitted_package(package: WordPackage, fitting: Fitting) -> WordPackage:
    """The changed template of a form.

    package  `continued.docx` if sheets are wanted, else `form.docx`

    Raises DefinitionError if a continuation sheet in the template is not built as the docstring of this module says.
    """
    root = copy.deepcopy(package.document)
    kinds = [_taken_out(package, table) for table in sheet_tables(root)]
    for place in fitting.places:
        _change(root, place)
    numbers = count(FIRST_NUMBER)
    repeated = [place for place in fitting.places if place.rows > 1]  # last, because their controls get other tags
    for place in repeated:
        _repeat(root, place, numbers)
    for sheet in fitting.sheets:
        heading, table, behind = kinds[sheet.kind]
        copied = copy.deepcopy(table)
        _keep(copied, sheet)
        for element in (copy.deepcopy(heading), copied):
            renumber(element, numbers)
            behind.addprevious(element)
    if fitting.sheets or repeated:
        _name_bookmarks(root)
    return package.with_document(root)


def without_sheets(package: WordPackage) -> WordPackage:
    """`continued.docx` without its sheets, and without the paragraphs that separate them from the tables behind them.

    Raises DefinitionError in the same case as `fitted_package`.
    """
    root = copy.deepcopy(package.document)
    for table in sheet_tables(root):
        _, _, behind = _taken_out(package, table)
        after, body = behind.getnext(), behind.getparent()
        if body is not None and after is not None and after.tag == TABLE:
            body.remove(behind)
    return package.with_document(root)


def fitted_slots(form: Form, package: WordPackage, fitting: Fitting) -> tuple[Slot, ...]:
    """The slots of a changed template, in its order. form: the form before the change; package: the changed template."""
    changed = {(place.slot, place.place): place for place in fitting.places}
    own: dict[str, list[Slot]] = {}
    for slot in form.slots:
        own.setdefault(slot.id, []).append(slot)
    rows = {
        one.id: one
        for place in fitting.places
        for one in (line_slot(own[place.slot][place.place], row) for row in range(1, place.rows + 1))
        if place.rows > 1
    }
    sheets = dict(zip(sheet_tables(package.document), fitting.sheets, strict=True))
    found: list[Slot] = []
    seen: dict[str, int] = {}
    for control in package.document.iter(CONTROL):
        name = control_tag(control) or ""
        sheet = next((sheets[table] for table in control.iterancestors(TABLE) if table in sheets), None)
        if sheet is not None and form.continuation is not None:
            found += _sheet_slots(form.continuation.sheets[sheet.kind], sheet, name)
        elif (row := rows.get(name)) is not None:
            found.append(row)
            seen[row.field] = seen.get(row.field, -1) + (row.row == 1)  # all rows together are one place of the slot
        elif name in own:
            at = seen[name] = seen.get(name, -1) + 1
            place = changed.get((name, at))
            slot = own[name][at]
            if place is None:
                found.append(slot)
            elif not place.marker:
                found.append(slot.model_copy(update={"lines": place.lines}))
    return tuple(found)


def sheet_tables(root: etree._Element) -> list[etree._Element]:
    """The tables of the continuation sheets, in order."""
    body = root.find(BODY)
    return [] if body is None else [table for table in body.iterchildren(TABLE) if any(continued_controls(table))]


def continued_controls(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The controls in an element in which texts continue, each with its tag."""
    for control in element.iter(CONTROL):
        if CONTINUED in (name := control_tag(control) or ""):
            yield name, control


def continued_id(slot_id: str, sheet: int) -> str:
    """The id of a slot in which a text continues. slot_id: its id on the first sheet; sheet: the number of the sheet, from 1."""
    return slot_id if sheet == 1 else f"{slot_id}.{sheet}"


def line_slot(slot: Slot, row: int) -> LineSlot:
    """The slot of one row of a value that takes several rows. row: its number among these rows, from 1."""
    return LineSlot(field=slot.field, label=slot.label, page=slot.page, row=row)


def _sheet_slots(kind: ContinuationSheet, sheet: SheetFitting, name: str) -> Iterator[Slot]:
    """The slot of a control on a sheet; nothing if the kind of sheet has no such slot. name: the tag of the control."""
    for part in sheet.parts:
        if continued_id(part.slot, sheet.number) == name:
            slot = next(slot for slot in kind.slots if slot.id == part.slot)
            yield SheetSlot(field=slot.field, part=slot.part, label=slot.label, lines=part.lines, sheet=sheet.number)
            return
    yield from [slot for slot in kind.slots if slot.id == name][:1]


def _taken_out(package: WordPackage, table: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element]:
    """Remove the heading and the table of a kind of sheet from the document. Returns both, and the paragraph behind them.

    Raises DefinitionError if there is no paragraph before or behind the table.
    """
    heading, behind, body = table.getprevious(), table.getnext(), table.getparent()
    if body is None or heading is None or heading.tag != P or behind is None or behind.tag != P:
        raise DefinitionError([DefinitionFault(package.name, "续页", "续页应是一段标题、一个表格，表格后面还要有一段")])
    body.remove(heading)
    body.remove(table)
    return heading, table, behind


def _change(root: etree._Element, change: PlaceFitting) -> None:
    """Change one place: the height of its row, the size of its letters, or the words that stand there."""
    place = _found(root, change)
    run = place.runs[0]
    if change.marker:
        place.write(change.marker)
    if change.height is not None:
        set_height(next(run.iterancestors(ROW)), change.height)
    if change.size is not None and change.line is not None:
        paragraph = next(run.iterancestors(P))
        _set_line(paragraph, change.line)
        if change.indent is not None:
            _set_indent(paragraph, *change.indent)
        for one in paragraph.iter(R):
            _set_size(one, change.size)


def _found(root: etree._Element, change: PlaceFitting) -> SlotPlace:
    place = find_places(root, [_field_slot(change)] * (change.place + 1))[change.place]
    assert place is not None, "the place was measured before"
    return place


def _field_slot(change: PlaceFitting) -> Slot:
    return Slot(field=change.slot, label="")


def _repeat(root: etree._Element, change: PlaceFitting, numbers: Iterator[int]) -> None:
    """Repeat the row of a value that takes several rows. Each row has a control of its own; only the first has other words.

    numbers: the numbers for the bookmarks and controls of the copies
    """
    row = next(_found(root, change).runs[0].iterancestors(ROW))
    copies = [copy.deepcopy(row) for _ in range(1, change.rows)]
    for one in copies:
        renumber(one, numbers)
        for run in list(one.iter(R)):
            if next(run.iterancestors(CONTROL), None) is None and (parent := run.getparent()) is not None:
                parent.remove(run)
    for number, one in enumerate((row, *copies), 1):
        _set_tag(next(one.iter(CONTROL)), line_slot(_field_slot(change), number).id)
    for one in reversed(copies):
        row.addnext(one)


def set_height(row: etree._Element, height: int) -> None:
    """Give a row of a table a least height (twentieths of a point)."""
    properties = row.find(ROW_PROPERTIES)
    if properties is None:
        properties = etree.Element(ROW_PROPERTIES)
        row.insert(0, properties)
    element = properties.find(ROW_HEIGHT)
    if element is None:
        element = etree.SubElement(properties, ROW_HEIGHT)
    element.set(tag("val"), str(height))
    element.set(tag("hRule"), "atLeast")


def _set_line(paragraph: etree._Element, line: float) -> None:
    spacing = _property(paragraph, SPACING, BEHIND_SPACING)
    spacing.set(tag("line"), str(round(line * 20)))
    spacing.set(tag("lineRule"), "exact")


def _set_indent(paragraph: etree._Element, left: int, first: int) -> None:
    indent = _property(paragraph, INDENT, BEHIND_SPACING - {INDENT})
    indent.attrib.pop(tag("firstLine"), None)
    indent.set(tag("left"), str(left))
    indent.set(tag("hanging"), str(-first))


def _property(paragraph: etree._Element, name: str, behind: frozenset[str]) -> etree._Element:
    """A property of a paragraph. It is added if the paragraph does not have it. behind: what must stand behind it."""
    properties = paragraph.find(PARAGRAPH_PROPERTIES)
    if properties is None:
        properties = etree.Element(PARAGRAPH_PROPERTIES)
        paragraph.insert(0, properties)
    found = properties.find(name)
    if found is None:
        found = etree.Element(name)
        _insert(properties, found, behind)
    return found


def _set_size(run: etree._Element, size: float) -> None:
    properties = run.find(RUN_PROPERTIES)
    if properties is None:
        properties = etree.Element(RUN_PROPERTIES)
        run.insert(0, properties)
    for name in SIZES:
        for old in properties.findall(name):
            properties.remove(old)
        element = etree.Element(name)
        element.set(tag("val"), str(round(size * 2)))
        _insert(properties, element, BEHIND_SIZES)


def _insert(properties: etree._Element, element: etree._Element, behind: frozenset[str]) -> None:
    """Insert a property before those that must stand behind it."""
    after = next((one for one in properties if one.tag in behind), None)
    if after is None:
        properties.append(element)
    else:
        after.addprevious(element)


def _keep(table: etree._Element, sheet: SheetFitting) -> None:
    """Keep only the rows of the texts that stand on this sheet. Give each row its height and each control its tag."""
    parts = {part.slot: part for part in sheet.parts}
    for name, control in list(continued_controls(table)):
        row = next(control.iterancestors(ROW))
        part = parts.get(name)
        if part is not None:
            set_height(row, part.height)
            _set_tag(control, continued_id(name, sheet.number))
            continue
        label = row.getprevious()
        for one in (row, label):
            if one is not None and one.tag == ROW:
                table.remove(one)


def _set_tag(control: etree._Element, name: str) -> None:
    element = control.find(f"{CONTROL_PROPERTIES}/{tag('tag')}")
    assert element is not None, "it was found by its tag"
    element.set(tag("val"), name)


def renumber(element: etree._Element, numbers: Iterator[int]) -> None:
    """Give the bookmarks and controls of a copy new numbers."""
    given: dict[str | None, str] = {}
    for start in element.iter(BOOKMARK):
        given[attribute(start, "id")] = number = str(next(numbers))
        start.set(tag("id"), number)
    for end in element.iter(BOOKMARK_END):
        end.set(tag("id"), given.get(attribute(end, "id")) or str(next(numbers)))
    for identity in element.iterfind(f".//{CONTROL_PROPERTIES}/{tag('id')}"):
        identity.set(tag("val"), str(next(numbers)))


def _name_bookmarks(root: etree._Element) -> None:
    """Name the bookmark around each control after the slot, in the same way as `formgen.render.word.slots.bookmark_names`."""
    seen: dict[str, int] = {}
    for control in root.iter(CONTROL):
        name, bookmark = control_tag(control), control.getprevious()
        if name is not None and bookmark is not None and bookmark.tag == BOOKMARK:
            plain = name.replace(".", "_")
            seen[plain] = seen.get(plain, 0) + 1
            bookmark.set(tag("name"), plain if seen[plain] == 1 else f"{plain}_{seen[plain]}")
