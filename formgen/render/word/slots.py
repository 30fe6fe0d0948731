"""Slots: the places in a Word file where values are written. They are found by tag, or by bookmark if tags were lost.

A slot is a run-level rich-text content control whose tag is the slot's id. A bookmark of the same name stands around it. In the
bookmark's name, dots become underscores, and the second place of the same slot gets `_2`, because Word demands different names
for all bookmarks of a file. LibreOffice drops the tags when it saves, but keeps the bookmarks.

In the files that users get, a date that is printed in three is one control with the three bookmarks in it
(`formgen.render.word.controls`). Its tag is the field's id with `.date`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from formgen.render.word.package import attribute, tag
from formgen.scheme.slots import BLANK, Slot

P, R, T, BR, TAB = tag("p"), tag("r"), tag("t"), tag("br"), tag("tab")
RUN_PROPERTIES = tag("rPr")
CONTROL, CONTROL_PROPERTIES, CONTROL_CONTENT = tag("sdt"), tag("sdtPr"), tag("sdtContent")
PLACEHOLDER = tag("showingPlcHdr")
BOOKMARK, BOOKMARK_END = tag("bookmarkStart"), tag("bookmarkEnd")
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
FALLBACK = f"{{{COMPATIBILITY}}}Fallback"
DATE_PARTS, DATE_SIGNS = ("year", "month", "day"), ("年", "月", "日")
"""The parts of a date that is printed in three, and the sign behind each."""
_DATE = re.compile(r"\s*(\d*)\s*[年./-]\s*(\d*)\s*[月./-]\s*(\d*)\s*日?\s*")
_ORDER = {tag(name): number for number, name in enumerate((
    "rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "dataBinding",
))}  # fmt: skip
"""The order of the properties of a control (ECMA-376, CT_SdtPr). What the control holds stands behind all of them."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def bookmark_names(slots: Iterable[Slot]) -> tuple[str, ...]:
    """The bookmark of each slot, in order."""
    seen: Counter[str] = Counter()
    names = []
    for slot in slots:
        seen[slot.id] += 1
        names.append(slot.id.replace(".", "_") + (f"_{seen[slot.id]}" if seen[slot.id] > 1 else ""))
    return tuple(names)


@dataclass(frozen=True)
class SlotPlace:
    """One slot's place in a document tree: its runs, and its content control where there is one.

    copies  runs that say the same again, for programs that do not know the field in which the slot's text stands
    blank   what stands in it while it is empty
    """

    id: str
    runs: tuple[etree._Element, ...]
    control: etree._Element | None
    copies: tuple[etree._Element, ...] = ()
    blank: str = BLANK

    @property
    def text(self) -> str:
        """The text in the slot, with `\\n` for line breaks and between paragraphs; empty for an empty slot."""
        lines = (
            "".join(map(run_text, runs)) for _, runs in groupby(self.runs, lambda run: next(run.iterancestors(P), None))
        )
        text = "\n".join(lines)
        return "" if text in (BLANK, self.blank) else text

    def write(self, text: str) -> None:
        """Put `text` into the first run, in that run's face, and remove the other runs; "" makes it an empty slot."""
        first, *others = self.runs
        for run in others:
            _parent(run).remove(run)
        for run in (first, *self.copies):
            self._write_run(run, text or self.blank)
        if self.control is not None:
            self._show_placeholder(self.control, not text)

    @staticmethod
    def _write_run(first: etree._Element, text: str) -> None:
        for child in list(first):
            if child.tag != RUN_PROPERTIES:
                first.remove(child)
        for number, line in enumerate(text.split("\n")):
            if number:
                etree.SubElement(first, BR)
            if line:
                element = etree.SubElement(first, T)
                element.text = line
                element.set(SPACE, "preserve")

    @staticmethod
    def _show_placeholder(control: etree._Element, showing: bool) -> None:
        properties = control.find(CONTROL_PROPERTIES)
        if properties is None:
            properties = etree.Element(CONTROL_PROPERTIES)
            control.insert(0, properties)
        for element in properties.findall(PLACEHOLDER):
            properties.remove(element)
        if showing:
            add_property(properties, etree.Element(PLACEHOLDER))


def find_places(root: etree._Element, slots: Iterable[Slot]) -> tuple[SlotPlace | None, ...]:
    """The place of each slot, in the slots' order; None for a slot that is not in the document.

    A control that is tagged with the slot's id counts first (the n-th control for the n-th slot of that id), then a
    bookmark of the slot's name.
    """
    slots = tuple(slots)
    tagged: dict[str, list[etree._Element]] = {}
    for control in root.iter(CONTROL):
        if (name := control_tag(control)) is not None:
            tagged.setdefault(name, []).append(control)
    bookmarks = {attribute(start, "name"): start for start in root.iter(BOOKMARK)}
    places: list[SlotPlace | None] = []
    for slot, bookmark in zip(slots, bookmark_names(slots), strict=True):
        if controls := tagged.get(slot.id):
            control = controls.pop(0)
            places.append(_control_place(slot, control))
        elif (start := bookmarks.get(bookmark)) is not None:
            places.append(_bookmark_place(slot, start))
        else:
            places.append(None)
    return tuple(places)


def control_tag(control: etree._Element) -> str | None:
    """The tag of a content control; None if it has none."""
    element = control.find(f"{CONTROL_PROPERTIES}/{tag('tag')}")
    return None if element is None else attribute(element, "val")


def _control_place(slot: Slot, control: etree._Element) -> SlotPlace | None:
    content = control.find(CONTROL_CONTENT)
    every = [] if content is None else list(content.iter(R))
    copies = tuple(run for run in every if next(run.iterancestors(FALLBACK), None) is not None)
    runs = tuple(run for run in every if run not in copies)
    return SlotPlace(slot.id, runs, control, copies, slot.blank) if runs else None


def _bookmark_place(slot: Slot, start: etree._Element) -> SlotPlace | None:
    """The place of a slot by its bookmark: the runs from the bookmark's start to its end, in the order of the document.

    LibreOffice may put one of the two inside a control and the other outside.
    """
    paragraph = next(start.iterancestors(P), None)
    number, inside = attribute(start, "id"), False
    runs: list[etree._Element] = []
    for element in () if paragraph is None else paragraph.iter(BOOKMARK, BOOKMARK_END, R):
        if element is start:
            inside = True
        elif inside and element.tag == BOOKMARK_END and attribute(element, "id") == number:
            control = next(runs[0].iterancestors(CONTROL), None) if runs else None
            if control is not None and next(control.iter(R)) is not runs[0]:
                control = None  # it holds several slots: the first of them says whether it is empty
            return SlotPlace(slot.id, tuple(runs), control, blank=slot.blank) if runs else None
        elif inside and element.tag == R:
            runs.append(element)
    return None


def read_slots(root: etree._Element, slots: Iterable[Slot]) -> Iterator[tuple[Slot, str]]:
    """The text of each slot of a filled or returned form. An empty slot, or a slot that is not there, gives "".

    If a person chose a day from the calendar of a date control, Word wrote it over the three slots: it is read from there.
    """
    slots = tuple(slots)
    chosen = _chosen_dates(root)
    seen: Counter[str] = Counter()
    for slot, place in zip(slots, find_places(root, slots), strict=True):
        dates = chosen.get(slot.field, []) if slot.part in DATE_PARTS else []
        number, seen[slot.id] = seen[slot.id], seen[slot.id] + 1
        if slot.part in DATE_PARTS and number < len(dates):
            yield slot, dates[number][DATE_PARTS.index(slot.part)]
        else:
            yield slot, place.text if place else ""


def _chosen_dates(root: etree._Element) -> dict[str, list[tuple[str, str, str]]]:
    """Year, month and day of each date control, by the field. A text that is no date stands in the place of the year."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for control in root.iter(CONTROL):
        name, content = control_tag(control) or "", control.find(CONTROL_CONTENT)
        if content is not None and name.endswith(DATE_TAG):
            text = "".join(run_text(run) for run in content.iter(R))
            match = _DATE.fullmatch(text)
            year, month, day = match.groups() if match else (text.strip(), "", "")
            found.setdefault(name.removesuffix(DATE_TAG), []).append((year, month, day))
    return found


DATE_TAG = ".date"


def date_tag(field: str) -> str:
    """The tag of the control of a date that is printed in three."""
    return field + DATE_TAG


def add_property(properties: etree._Element, element: etree._Element) -> None:
    """Add a property of a control at the place that it must have among the others."""
    last = len(_ORDER)
    number = _ORDER.get(str(element.tag), last)
    behind = next((one for one in properties if _ORDER.get(str(one.tag), last) > number), None)
    if behind is None:
        properties.append(element)
    else:
        behind.addprevious(element)


def run_text(run: etree._Element) -> str:
    """The text of a run, with `\\n` for line breaks."""
    parts = []
    for element in run:
        if element.tag == T:
            parts.append(element.text or "")
        elif element.tag == BR:
            parts.append("\n")
        elif element.tag == TAB:
            parts.append("\t")
    return "".join(parts)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None, "a run in a document has a parent"
    return parent
