"""Slots: the places in a Word file where values are written. They are found by tag, or by bookmark if tags were lost.

A slot is a run-level rich-text content control whose tag is the slot's id. A bookmark of the same name stands around it. In the
bookmark's name, dots become underscores, and the second place of the same slot gets `_2`, because Word demands different names
for all bookmarks of a file. LibreOffice drops the tags when it saves, but keeps the bookmarks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from formgen.render.word.package import attribute, tag
from formgen.scheme.models import BLANK, Slot

P, R, T, BR, TAB = tag("p"), tag("r"), tag("t"), tag("br"), tag("tab")
RUN_PROPERTIES = tag("rPr")
CONTROL, CONTROL_PROPERTIES, CONTROL_CONTENT = tag("sdt"), tag("sdtPr"), tag("sdtContent")
PLACEHOLDER = tag("showingPlcHdr")
BOOKMARK, BOOKMARK_END = tag("bookmarkStart"), tag("bookmarkEnd")
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

    blank: what stands in it while it is empty.
    """

    id: str
    runs: tuple[etree._Element, ...]
    control: etree._Element | None
    blank: str = BLANK

    @property
    def text(self) -> str:
        """The text in the slot, with `\\n` for line breaks; empty for an empty slot."""
        text = "".join(_run_text(run) for run in self.runs)
        return "" if text in (BLANK, self.blank) else text

    def write(self, text: str) -> None:
        """Put `text` into the first run, in that run's face, and remove the other runs; "" makes it an empty slot."""
        first, *others = self.runs
        for run in others:
            _parent(run).remove(run)
        for child in list(first):
            if child.tag != RUN_PROPERTIES:
                first.remove(child)
        for number, line in enumerate((text or self.blank).split("\n")):
            if number:
                etree.SubElement(first, BR)
            if line:
                element = etree.SubElement(first, T)
                element.text = line
                element.set(SPACE, "preserve")
        if self.control is not None:
            self._show_placeholder(self.control, not text)

    @staticmethod
    def _show_placeholder(control: etree._Element, showing: bool) -> None:
        properties = control.find(CONTROL_PROPERTIES)
        if properties is None:
            properties = etree.Element(CONTROL_PROPERTIES)
            control.insert(0, properties)
        for element in properties.findall(PLACEHOLDER):
            properties.remove(element)
        if showing:
            etree.SubElement(properties, PLACEHOLDER)


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
    runs = () if content is None else tuple(content.iter(R))
    return SlotPlace(slot.id, runs, control, slot.blank) if runs else None


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
            return SlotPlace(slot.id, tuple(runs), control, slot.blank) if runs else None
        elif inside and element.tag == R:
            runs.append(element)
    return None


def read_slots(root: etree._Element, slots: Iterable[Slot]) -> Iterator[tuple[Slot, str]]:
    """The text of each slot of a filled or returned form. An empty slot, or a slot that is not there, gives ""."""
    slots = tuple(slots)
    for slot, place in zip(slots, find_places(root, slots), strict=True):
        yield slot, place.text if place else ""


def _run_text(run: etree._Element) -> str:
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
