"""Adds rows to a table of a form whose rows repeat, for a list that is longer than the rows that the form prints.

The last printed row is copied: its slots get the number of the new row, and so does its printed number (序号). What stands
below the rows, as a row of sums, stays below. The heading of the table is repeated on each page that the rows run on to.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from itertools import count

from lxml import etree

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.word.fitted import renumber
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.render.word.slots import BOOKMARK, CONTROL, CONTROL_PROPERTIES, T, control_tag
from formgen.scheme.slots import RepeatedRows

ROW, CELL, ROW_PROPERTIES, HEADING, UNPARTED = (tag(name) for name in ("tr", "tc", "trPr", "tblHeader", "cantSplit"))
FIRST_NUMBER = 700000
"""The numbers of copied bookmarks and controls begin here, so that they differ from those of the template and of copied sheets."""
MOST_HEADINGS = 3
"""A table with more rows above its rows that repeat has other contents there than a heading."""
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_OWN_NAMES = tuple(f"{{{_WORD_2010}}}{name}" for name in ("paraId", "textId"))
"""Attributes that must differ between all paragraphs and rows of a file; nobody needs them."""


@lru_cache(maxsize=64)
def with_more_rows(package: WordPackage, rows: tuple[RepeatedRows, ...], counts: tuple[int, ...]) -> WordPackage:
    """The template with as many rows as `counts` says for each of `rows`; never fewer than it has.

    Raises DefinitionError if the template lacks a row that it should have.
    """
    root = copy.deepcopy(package.document)
    numbers = count(FIRST_NUMBER)
    for repeated, wanted in zip(rows, counts, strict=True):
        if wanted <= repeated.printed:
            continue
        last = row_of(root, repeated, repeated.printed)
        first = row_of(root, repeated, 1)
        if last is None or first is None:
            message = f"Word 模板里没有名单 {repeated.list} 的第 {repeated.printed} 行"
            raise DefinitionError([DefinitionFault(package.name, repeated.list, message)])
        _repeat_heading(first)
        for number in range(1, repeated.printed + 1):
            if (row := row_of(root, repeated, number)) is not None:
                _keep_together(row)
        before = last
        for number in range(repeated.printed + 1, wanted + 1):
            made = _copied(last, repeated, number)
            renumber(made, numbers)
            before.addnext(made)
            before = made
    return package.with_document(root)


def row_of(root: etree._Element, rows: RepeatedRows, number: int) -> etree._Element | None:
    """The row of a table in which the slots of this row of a list stand; None if there is none."""
    ids = {slot.id for slot in rows.slots_of(number)}
    controls = (control for control in root.iter(CONTROL) if control_tag(control) in ids)
    return next((row for control in controls for row in control.iterancestors(ROW)), None)


def _copied(row: etree._Element, rows: RepeatedRows, number: int) -> etree._Element:
    """A copy of the last printed row, as the row with this number."""
    made = copy.deepcopy(row)
    ids = {old.id: new.id for old, new in zip(rows.slots_of(rows.printed), rows.slots_of(number), strict=True)}
    names = {old.replace(".", "_"): new.replace(".", "_") for old, new in ids.items()}
    for element in made.iter():
        for name in _OWN_NAMES:
            element.attrib.pop(name, None)
    for cell in made.iterchildren(CELL):
        if not any(control_tag(control) in ids for control in cell.iter(CONTROL)):
            _count_on(cell, rows.printed, number)
    for control in made.iter(CONTROL):
        new = ids.get(control_tag(control) or "")
        element = control.find(f"{CONTROL_PROPERTIES}/{tag('tag')}")
        if new is not None and element is not None:
            element.set(tag("val"), new)
    for bookmark in made.iter(BOOKMARK):
        bookmark.set(tag("name"), names.get(attribute(bookmark, "name") or "", attribute(bookmark, "name") or ""))
    return made


def _count_on(cell: etree._Element, printed: int, number: int) -> None:
    """Write the number of the new row where the copied row has its own."""
    texts = list(cell.iter(T))
    said = re.fullmatch(r"(\D*)(\d+)(\D*)", "".join(text.text or "" for text in texts))
    if said is None or int(said[2]) != printed:
        return
    for text in texts:
        text.text = ""
    texts[0].text = f"{said[1]}{number}{said[3]}"


def _properties(row: etree._Element) -> etree._Element:
    """The properties of a row; it gets some if it has none."""
    properties = row.find(ROW_PROPERTIES)
    if properties is None:
        properties = etree.Element(ROW_PROPERTIES)
        behind = row.find(tag("tblPrEx"))
        if behind is None:
            row.insert(0, properties)
        else:
            behind.addnext(properties)
    return properties


def _keep_together(row: etree._Element) -> None:
    """A row of a list is never parted by the end of a page."""
    properties = _properties(row)
    if properties.find(UNPARTED) is None:
        properties.insert(0, etree.Element(UNPARTED))


def _repeat_heading(first: etree._Element) -> None:
    """Repeat what stands above the rows on each page, if it is a heading: the first rows of the table, without any slot."""
    heads = [row for row in first.itersiblings(ROW, preceding=True)]
    if not 0 < len(heads) <= MOST_HEADINGS or any(
        control_tag(control) is not None for row in heads for control in row.iter(CONTROL)
    ):
        return
    for row in heads:
        properties = _properties(row)
        if properties.find(HEADING) is None:
            etree.SubElement(properties, HEADING)
