"""Word files that show where the places of a form stand: its slots filled with known texts, each run of their paragraphs in a colour.

The colour says in LibreOffice's PDF which run a glyph or a line belongs to, whatever the texts are.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from formgen.render.word.package import WordPackage, tag
from formgen.render.word.slots import BR, FALLBACK, RUN_PROPERTIES, SPACE, TAB, P, R, SlotPlace, T, find_places
from formgen.scheme.slots import CellSlot, Slot

FIRST_COLOUR, COLOUR_STEP = 0x102030, 0x000101
"""The colour of the first run, and how far the next one's is."""
PROPERTIES, ALIGN, COLOUR = tag("pPr"), tag("jc"), tag("color")
DRAWN = (tag("drawing"), tag("pict"), tag("object"))
_PLAIN = frozenset((T, RUN_PROPERTIES, tag("lastRenderedPageBreak"), tag("proofErr")))
_TEXT_BOX = tag("txbxContent")


@dataclass(frozen=True, slots=True)
class ProbedSpan:
    """Neighbouring runs of one look in a paragraph with slots.

    slot    the number of its slot among the form's, which is a run of its own; None for own words
    words   its words
    colour  the colour that it gets
    runs    the number of its runs
    """

    slot: int | None
    words: str
    colour: int
    runs: int


@dataclass(frozen=True, slots=True)
class ProbedParagraph:
    """A paragraph with slots. odd: why it can't be filled by us, in Chinese; empty if nothing is known against it."""

    spans: tuple[ProbedSpan, ...]
    odd: str = ""


@dataclass(frozen=True)
class Probe:
    """A form's Word template, ready to be filled with known texts."""

    package: WordPackage
    slots: tuple[Slot, ...]
    paragraphs: tuple[ProbedParagraph, ...]

    def is_of_one(self, paragraph: ProbedParagraph) -> bool:
        """True for a paragraph in a cell that holds one character: a longer text would make its whole row higher."""
        return any(span.slot is not None and isinstance(self.slots[span.slot], CellSlot) for span in paragraph.spans)

    def filled(self, texts: Sequence[str], *, coloured: Collection[int] | None = None, align: str = "") -> WordPackage:
        """The Word file with these texts, one for each slot in order; "" for an empty one.

        coloured  the numbers of the paragraphs that get colours; None for all that can be filled by us
        align     how all paragraphs with slots are aligned: a value of w:jc; empty for their own way
        """
        root = copy.deepcopy(self.package.document)
        places = find_places(root, self.slots)
        for place, text in zip(places, texts, strict=True):
            if place is not None:
                place.write(text)
        own = {id(place.runs[0]) for place in places if place is not None}
        for number, (paragraph, probed) in enumerate(zip(_paragraphs(places), self.paragraphs, strict=True)):
            if align:
                _set(_below(paragraph, PROPERTIES, 0), ALIGN, align)
            if not probed.odd and (coloured is None or number in coloured):
                colours = [span.colour for span in probed.spans for _ in range(span.runs)]
                for run, colour in zip(_runs(paragraph, own), colours, strict=True):
                    _set(_below(run, RUN_PROPERTIES, 0), COLOUR, f"{colour:06X}")
        return self.package.with_document(root)


def probe(package: WordPackage, slots: Sequence[Slot]) -> Probe:
    """The probe of a form's template."""
    root = copy.deepcopy(package.document)
    places = find_places(root, slots)
    for place in places:
        if place is not None:
            place.write("国")
    of_run = {id(place.runs[0]): number for number, place in enumerate(places) if place is not None}
    colour, made = FIRST_COLOUR, []
    for paragraph in _paragraphs(places):
        spans: list[ProbedSpan] = []
        looks: list[bytes] = []
        for run in _runs(paragraph, set(of_run)):
            words = "".join(_words(text) for text in run.iter(T))
            slot, look = of_run.get(id(run)), _look(run)
            if spans and slot is None and spans[-1].slot is None and looks[-1] == look:
                last = spans.pop()
                spans.append(replace(last, words=last.words + words, runs=last.runs + 1))
                continue
            spans.append(ProbedSpan(slot, words, colour, 1))
            looks.append(look)
            colour += COLOUR_STEP
        made.append(ProbedParagraph(tuple(spans), _odd(paragraph, places)))
    return Probe(package, tuple(slots), tuple(made))


def _paragraphs(places: Sequence[SlotPlace | None]) -> list[etree._Element]:
    """The paragraphs with slots, each once, in the order of their first slots."""
    found: dict[int, etree._Element] = {}
    for place in places:
        if place is not None:
            paragraph = next(place.runs[0].iterancestors(P))
            found.setdefault(id(paragraph), paragraph)
    return list(found.values())


def _look(run: etree._Element) -> bytes:
    """The properties of a run, to be compared with those of another."""
    properties = run.find(RUN_PROPERTIES)
    return b"" if properties is None else etree.tostring(properties, method="c14n")


def _words(element: etree._Element) -> str:
    """The words of a text element: spaces at its ends count only where the file says so."""
    text = element.text or ""
    return text if element.get(SPACE) == "preserve" else text.strip(" \t\r\n")


def _runs(paragraph: etree._Element, slots: Collection[int]) -> list[etree._Element]:
    """The runs of a paragraph with text or a slot, without those of text boxes that hang in it. slots: the slots' runs by `id`."""
    return [
        run
        for run in paragraph.iter(R)
        if next(run.iterancestors(P)) is paragraph
        and (id(run) in slots or any(child.tag in (T, BR, TAB) for child in run))
    ]


def _odd(paragraph: etree._Element, places: Sequence[SlotPlace | None]) -> str:
    """Why a paragraph can't be filled by us; empty if nothing is known against it."""
    if any(place is not None and place.copies for place in places if place is not None and _in(place, paragraph)):
        return "同一处写了两遍"
    if next(paragraph.iterancestors(_TEXT_BOX, FALLBACK), None) is not None:
        return "在文本框里"
    slots = {id(place.runs[0]) for place in places if place is not None}
    for run in _runs(paragraph, slots):
        if id(run) not in slots and any(child.tag not in _PLAIN for child in run):
            return "同一段里有制表位、换行或别的东西"
    if any(next(one.iterancestors(P)) is paragraph for one in paragraph.iter(*DRAWN)):
        return "同一段里有图形"
    if paragraph.find(f"{PROPERTIES}/{tag('numPr')}") is not None:
        return "同一段有自动编号"
    return ""


def _in(place: SlotPlace, paragraph: etree._Element) -> bool:
    return next(place.runs[0].iterancestors(P)) is paragraph


def _below(parent: etree._Element, name: str, at: int) -> etree._Element:
    """The child with this name, made if there is none."""
    found = parent.find(name)
    if found is None:
        found = etree.Element(name)
        parent.insert(at, found)
    return found


def _set(properties: etree._Element, name: str, value: str) -> None:
    for element in properties.findall(name):
        properties.remove(element)
    etree.SubElement(properties, name).set(tag("val"), value)
