"""Makes slots of blanks: a content control within a bookmark at each place, as `formgen.render.word.slots` finds them.

Nothing else of the file is changed: what stands at a place on the blank form becomes the blank text of its slot.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from formgen.importing.blanks import SPACES, FoundRows, Spot
from formgen.importing.word_text import run_at, runs_between
from formgen.render.word.package import attribute, tag
from formgen.render.word.slots import (
    BOOKMARK,
    BOOKMARK_END,
    CONTROL,
    CONTROL_CONTENT,
    CONTROL_PROPERTIES,
    RUN_PROPERTIES,
    SPACE,
    R,
    T,
)
from formgen.scheme.slots import BLANK

P_PROPERTIES = tag("pPr")
LINES_TO_WRITE_ON = "_＿"


@dataclass(frozen=True)
class SlotMark:
    """A place that becomes a slot: where it stands, and the slot's id.

    empty: what stands there where the form itself leaves nothing; None for a gap that is wide enough to click into
    """

    spot: Spot
    slot: str
    empty: str | None = None


@dataclass(frozen=True)
class MarkedSlot:
    """A slot that was made: its id, and what stands in it while it is empty."""

    slot: str
    blank: str


def mark_slots(root: etree._Element, marks: Sequence[SlotMark]) -> tuple[MarkedSlot, ...]:
    """Make a slot of each place, in the tree of a document. Returns the slots in the order of the file."""
    made: dict[etree._Element, MarkedSlot] = {}
    for mark in sorted(
        marks, key=lambda one: -one.spot.start
    ):  # the last place of a paragraph first: the others keep theirs
        control, slot = _make(mark)
        made[control] = slot
    found = [(control, made[control]) for control in root.iter(CONTROL) if control in made]
    _name(root, found)
    return tuple(slot for _, slot in found)


def number_rows(rows: Sequence[FoundRows]) -> None:
    """Write the numbers of rows that repeat where the form leaves room for them; each group of rows once."""
    for one in dict.fromkeys(rows):
        for number, spot in enumerate(one.numbers, 1):
            paragraph = spot.paragraph.element
            run = etree.SubElement(paragraph, R)
            mark = paragraph.find(f"{P_PROPERTIES}/{RUN_PROPERTIES}")
            if mark is not None:
                run.append(copy.deepcopy(mark))
            _write_text(run, str(number))


def mark_numbers(root: etree._Element, spots: Sequence[tuple[Spot, str]]) -> None:
    """Write a short text at each place, red and bold, for the pictures of a form's pages."""
    for spot, text in sorted(spots, key=lambda one: -one[0].start):
        paragraph, before = _place(spot)
        run = etree.Element(R)
        properties = etree.SubElement(run, RUN_PROPERTIES)
        for name, value in (("b", None), ("color", "C00000"), ("sz", "18")):
            element = etree.SubElement(properties, tag(name))
            if value is not None:
                element.set(tag("val"), value)
        _write_text(run, text)
        if before is None:
            paragraph.append(run)
        else:
            before.addprevious(run)


def _place(spot: Spot) -> tuple[etree._Element, etree._Element | None]:
    """The paragraph of a place, and the run that begins there; None at the end of the paragraph."""
    paragraph = spot.paragraph.element
    return paragraph, run_at(paragraph, spot.start)


def _make(mark: SlotMark) -> tuple[etree._Element, MarkedSlot]:
    spot = mark.spot
    paragraph = spot.paragraph.element
    if spot.above:
        paragraph = _paragraph_above(paragraph)
        runs: list[etree._Element] = []
        following = None
    else:
        runs = runs_between(paragraph, spot.start, spot.end)
        following = None if runs else run_at(paragraph, spot.start)
    blank = "" if spot.above else spot.text
    look = _look(paragraph, runs, following)
    if spot.joined:
        blank = "\n".join((blank, *(other.text for other in spot.joined)))
        blank = blank if blank.strip(SPACES) else "\n" * len(spot.joined)
        for other in spot.joined:
            if (parent := other.element.getparent()) is not None:
                parent.remove(other.element)
    if blank and not blank.strip(LINES_TO_WRITE_ON + " \u3000"):
        if any(mark in blank for mark in LINES_TO_WRITE_ON):
            _underline(look)
    elif not blank and mark.empty is not None:
        blank = mark.empty
    elif not blank:
        blank = BLANK if not (following is not None or _has_text(paragraph)) or spot.part is None else ""
    control = _control(mark.slot, look)
    if runs:
        runs[0].addprevious(control)
    elif following is not None:
        following.addprevious(control)
    else:
        paragraph.append(control)
    for run in runs:
        if (parent := run.getparent()) is not None:
            parent.remove(run)
    return control, MarkedSlot(mark.slot, blank)


def _has_text(paragraph: etree._Element) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(T))


def _paragraph_above(paragraph: etree._Element) -> etree._Element:
    above = etree.Element(paragraph.tag)
    properties = paragraph.find(P_PROPERTIES)
    if properties is not None:
        own = copy.deepcopy(properties)
        for name in ("jc", "ind", "numPr", "sectPr"):
            for element in own.findall(tag(name)):
                own.remove(element)
        above.append(own)
    paragraph.addprevious(above)
    return above


def _look(
    paragraph: etree._Element, runs: Sequence[etree._Element], following: etree._Element | None
) -> etree._Element:
    """What a value's letters look like: as what stands there, else as the words before it, else as the paragraph's own mark."""
    source = next((run.find(RUN_PROPERTIES) for run in runs), None)
    marked = source is None and not runs
    if marked:
        mark = paragraph.find(f"{P_PROPERTIES}/{RUN_PROPERTIES}")
        before = [run for run in paragraph.iter(R) if following is None or _precedes(run, following)]
        source = (
            before[-1].find(RUN_PROPERTIES) if before else None if following is None else following.find(RUN_PROPERTIES)
        )
        source = mark if source is None else source
    look = etree.Element(RUN_PROPERTIES) if source is None else copy.deepcopy(source)
    # An underline of the words before, or of the paragraph's mark, is not one of the blank.
    for name in ("ins", "del", "rPrChange", "moveFrom", "moveTo", *(("u",) if marked else ())):
        for element in look.findall(tag(name)):
            look.remove(element)
    return look


def _precedes(run: etree._Element, other: etree._Element) -> bool:
    root = run.getroottree()
    order = {element: number for number, element in enumerate(root.getroot().iter(R))}
    return order.get(run, 0) < order.get(other, 0)


def _underline(look: etree._Element) -> None:
    line = look.find(tag("u"))
    if line is None:
        line = etree.Element(tag("u"))
        followers = (
            "effect",
            "bdr",
            "shd",
            "fitText",
            "vertAlign",
            "rtl",
            "cs",
            "em",
            "lang",
            "eastAsianLayout",
            "specVanish",
            "oMath",
        )
        place = next(
            (number for number, one in enumerate(look) if one.tag in {tag(name) for name in followers}), len(look)
        )
        look.insert(place, line)
    line.set(tag("val"), "single")


def _control(slot: str, look: etree._Element) -> etree._Element:
    control = etree.Element(CONTROL)
    properties = etree.SubElement(control, CONTROL_PROPERTIES)
    etree.SubElement(properties, tag("tag")).set(tag("val"), slot)
    run = etree.SubElement(etree.SubElement(control, CONTROL_CONTENT), R)
    run.append(look)
    _write_text(run, "{{ " + slot + " }}")
    return control


def _write_text(run: etree._Element, text: str) -> None:
    element = etree.SubElement(run, T)
    element.text = text
    element.set(SPACE, "preserve")


def _name(root: etree._Element, found: Sequence[tuple[etree._Element, MarkedSlot]]) -> None:
    """Put a bookmark around each control, named by its slot; and number the controls."""
    taken = [int(attribute(one, "id") or 0) for one in root.iter(BOOKMARK) if (attribute(one, "id") or "").isdigit()]
    number = max(taken, default=0)
    seen: Counter[str] = Counter()
    for control, slot in found:
        seen[slot.slot] += 1
        number += 1
        name = slot.slot.replace(".", "_") + (f"_{seen[slot.slot]}" if seen[slot.slot] > 1 else "")
        start, end = etree.Element(BOOKMARK), etree.Element(BOOKMARK_END)
        start.set(tag("id"), str(number))
        start.set(tag("name"), name)
        end.set(tag("id"), str(number))
        control.addprevious(start)
        control.addnext(end)
        properties = control.find(CONTROL_PROPERTIES)
        if properties is not None:
            identity = etree.SubElement(properties, tag("id"))
            identity.set(tag("val"), str(1_000_000 + number))
