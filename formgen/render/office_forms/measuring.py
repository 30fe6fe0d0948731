"""Finds the places of an office form by laying it out several times with known texts, without reading any of Word's properties.

marks     a mark in every slot: where each place stands; once in colours, once as the form is
left, right  the same, aligned to one side: the edges of the room
letters   Latin letters and figures behind the mark: faces, sizes, kerning
long      more than two lines: indent, distance of lines, how much a line holds
rooms     as many lines as the cell seems to hold, one place at a time: whether all else stands still
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formgen.foundation.errors import ProofError
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office_forms.drawn_pages import DrawnPage, drawn_pages
from formgen.render.office_forms.lettering import Lettering
from formgen.render.office_forms.line_setting import LineRoom, set_lines
from formgen.render.office_forms.looks import MARK, lettering_of
from formgen.render.office_forms.model import OfficePlace, OfficeSpan
from formgen.render.office_forms.probing import Probe, ProbedParagraph, ProbedSpan
from formgen.render.office_forms.seen_paragraphs import STILL, ParagraphSeen, cell_of, seen
from formgen.render.word.blank_texts import in_blank
from formgen.render.word.package import WordPackage, attribute, tag
from formgen.scheme.slots import CellSlot, Slot

LETTERS = "国国AV00国"
FEW_LETTERS = "国0"
"""The letters in a cell for one character."""
MIXED = MARK * 7 + "A"
"""A text whose lines do not end at the edge, so that it shows whether they are stretched to it."""
UNKNOWN = Lettering("Gw Song", "Gw Latin", 10.5)
"""The look of letters that are never drawn by us."""
MOST_LINES = 80
LONG = 2.6
"""So many lines the long texts have."""


@dataclass(frozen=True)
class Measured:
    """The places of a form in the order of the probe's paragraphs, and LibreOffice's PDF with coloured marks in all slots."""

    places: tuple[OfficePlace, ...]
    marked: bytes
    marks: tuple[str, ...]


@dataclass(frozen=True)
class _Layouts:
    """LibreOffice's layouts of a form with short texts in its slots, as the names at the head of this module say.

    base      marks in colours
    natural   texts that show where a line begins and ends, aligned as the form says
    left      the same, aligned to the left
    right     the same, aligned to the right
    lettered  letters and figures, aligned to the left
    """

    base: Sequence[DrawnPage]
    natural: Sequence[DrawnPage]
    left: Sequence[DrawnPage]
    right: Sequence[DrawnPage]
    lettered: Sequence[DrawnPage]


class _OddPlace(Exception):
    """What is odd about a place, in Chinese: it can't be filled by itself."""


def is_chinese(package: WordPackage) -> bool:
    """True if the language of a Word file's Chinese texts is Chinese, as in nearly all offices' files."""
    return any(
        (attribute(language, "eastAsia") or "").startswith("zh") for language in package.styles.iter(tag("lang"))
    )


def mark_of(slot: Slot) -> str:
    """The text that stands in a slot while its place is looked for: its blank, or else a mark, so that something is drawn there.

    LibreOffice draws spaces, too. So nothing stands elsewhere than on the blank form.
    """
    return slot.blank if slot.blank.strip("\n") else MARK + slot.blank


def edge_mark_of(slot: Slot) -> str:
    """A text that shows where a line begins and ends: spaces may hang beyond an edge."""
    if not slot.blank.strip("\n"):
        return MARK + slot.blank
    return slot.blank if slot.blank.strip(" \u3000_＿\n") else in_blank(slot, MARK, is_choice=False)


def measured(probe: Probe, title: str) -> Measured:
    """The places of a form. Raises MachineError where LibreOffice is missing, ProofError where it makes nothing of the file."""
    marks, edges = (tuple(of(slot) for slot in probe.slots) for of in (mark_of, edge_mark_of))
    letters = [FEW_LETTERS if isinstance(slot, CellSlot) else LETTERS for slot in probe.slots]
    first = raw_pdfs(
        [
            probe.filled(marks),
            probe.filled(marks, coloured=()),
            probe.filled(edges),
            probe.filled(edges, align="left"),
            probe.filled(edges, align="right"),
            probe.filled(letters, align="left"),
        ],
        title,
    )
    base, plain, *others = (drawn_pages(one) for one in first)
    layouts = _Layouts(base, *others)
    colours, chinese = _own_colours(base, plain), is_chinese(probe.package)
    places = [_edges(one, marks, layouts, colours, chinese) for one in probe.paragraphs]
    places = _with_lines(probe, places, marks, title)
    places = _with_rooms(probe, places, marks, base, title)
    return Measured(tuple(places), first[0], marks)


def _own_colours(base: Sequence[DrawnPage], plain: Sequence[DrawnPage]) -> dict[int, int | None]:
    """For each colour of the probe, the colour that the form itself gives the run; None if it stands elsewhere without colours.

    Raises ProofError if the layouts differ in what they draw.
    """
    found: dict[int, int | None] = {}
    for one, other in zip(base, plain, strict=False):
        if len(one.glyphs) != len(other.glyphs):
            raise ProofError("表格涂上颜色后排得不一样，不能预先排好")
        for glyph, own in zip(one.glyphs, other.glyphs, strict=True):
            moved = abs(glyph.x - own.x) > STILL or abs(glyph.y - own.y) > STILL
            if moved or found.get(glyph.colour, own.colour) != own.colour:
                found[glyph.colour] = None
            else:
                found[glyph.colour] = own.colour
    return found


def _edges(
    paragraph: ProbedParagraph,
    marks: Sequence[str],
    layouts: _Layouts,
    colours: Mapping[int, int | None],
    chinese: bool,
) -> OfficePlace:
    """A place with its edges and letters; its lines are not known yet."""
    try:
        return replace(_with_edges(paragraph, marks, layouts, colours), chinese=chinese)
    except _OddPlace as odd:
        unknown = tuple(OfficeSpan(span.slot, span.words, UNKNOWN) for span in paragraph.spans)
        return OfficePlace(unknown, 0, 0, 0, 0, "left", 0, 0, 0, 1, 1, str(odd))


def _with_edges(
    paragraph: ProbedParagraph, marks: Sequence[str], layouts: _Layouts, colours: Mapping[int, int | None]
) -> OfficePlace:
    """As `_edges`; raises _OddPlace."""
    if paragraph.odd:
        raise _OddPlace(paragraph.odd)
    here, letters, marked, at_left, at_right = (
        _found(paragraph, pages)
        for pages in (layouts.base, layouts.lettered, layouts.natural, layouts.left, layouts.right)
    )
    if any(colours.get(span.colour, 0) is None for span in paragraph.spans):
        raise _OddPlace("涂上颜色后排得不一样")
    spans = tuple(_lettered(span, here, letters, colours.get(span.colour) or 0) for span in paragraph.spans)
    starts = at_left.lines[0][0].x
    ends = max(line[-1].x + line[-1].width for line in at_right.lines)
    # A mark may have empty lines, on which nothing is drawn.
    lines = [line for span in paragraph.spans if span.slot is not None for line in marks[span.slot].split("\n")[1:]]
    count = len(here.lines) + sum(not line for line in lines)
    room = spans, starts, ends - starts, 0, 0, _alignment(marked, starts, ends)
    return OfficePlace(*room, here.lines[0][0].y, 0, 0, count, count)


def _found(paragraph: ProbedParagraph, pages: Sequence[DrawnPage]) -> ParagraphSeen:
    found = seen(paragraph, pages)
    if found is None:
        raise _OddPlace("排好的页面里找不到")
    return found


def _lettered(span: ProbedSpan, here: ParagraphSeen, letters: ParagraphSeen, own: int) -> OfficeSpan:
    """A span with the look of its letters.

    here     the paragraph with marks in its slots
    letters  the same with letters and figures
    own      the colour that the form gives the span
    """
    tried = (here if span.slot is None else letters).lines
    glyphs = [glyph for line in tried for glyph in line if glyph.colour == span.colour]
    under = [line for line in here.under if line.colour == span.colour]
    look = lettering_of(glyphs, under, here.lines, own)
    if look is None and span.words.strip():
        raise _OddPlace("字体不是本程序的，或画法不认识")
    return OfficeSpan(span.slot, span.words, look or UNKNOWN)


def _alignment(marked: ParagraphSeen, starts: float, ends: float) -> str:
    """How a line is aligned between the edges of its room, which it does not fill."""
    first = marked.lines[0]
    begin, end = first[0].x, first[-1].x + first[-1].width
    if abs(begin - starts) < STILL:
        return "left"
    if abs(end - ends) < STILL:
        return "right"
    if abs((begin + end) / 2 - (starts + ends) / 2) < 2 * STILL:
        return "center"
    raise _OddPlace("对齐方式不认识")


def _with_lines(probe: Probe, places: list[OfficePlace], marks: Sequence[str], title: str) -> list[OfficePlace]:
    """The places with what more than two lines of text show."""
    texts = list(marks)
    for paragraph, place in zip(probe.paragraphs, places, strict=True):
        slot = _first_slot(paragraph)
        if not place.whole and slot is not None and not probe.is_of_one(paragraph):
            look = next(span.lettering for span in place.spans if span.slot == slot)
            texts[slot] = MARK * max(3, math.ceil(LONG * place.width / (look.size + look.spread)))
    commas = [
        "" if probe.is_of_one(paragraph) else _with_comma(paragraph, place)
        for paragraph, place in zip(probe.paragraphs, places, strict=True)
    ]
    hanging = list(marks)
    for paragraph, text in zip(probe.paragraphs, commas, strict=True):
        if text and (slot := _first_slot(paragraph)) is not None:
            hanging[slot] = text
    mixed = [MIXED * (len(text) // len(MIXED)) if text.startswith(MARK * 3) else text for text in texts]
    packages = [
        probe.filled(texts),
        *(probe.filled(some, align="left") for some in (texts, hanging)),
        probe.filled(mixed),
    ]
    natural, left, hung, loose = (drawn_pages(one) for one in raw_pdfs(packages, title))
    found = []
    for paragraph, place, comma in zip(probe.paragraphs, places, commas, strict=True):
        if not place.whole and probe.is_of_one(paragraph):
            found.append(replace(place, line=0.0, most=place.least))
        elif not place.whole:
            lined = _lined(place, seen(paragraph, natural), seen(paragraph, left))
            lined = replace(lined, hangs=_hangs(comma, seen(paragraph, hung)))
            stretched = lined.align == "left" and _stretches(lined, mixed, seen(paragraph, loose))
            found.append(replace(lined, align="justify") if stretched else lined)
        else:
            found.append(place)
    return found


def _with_comma(paragraph: ProbedParagraph, place: OfficePlace) -> str:
    """A text whose first line is full just before a comma; empty for a place with words of its own, where that is not known."""
    if place.whole or len(paragraph.spans) > 1:
        return ""
    look = place.spans[0].lettering
    return MARK * int((place.width + STILL) / (look.size + look.spread)) + "，" + MARK * 2


def _hangs(text: str, here: ParagraphSeen | None) -> bool | None:
    """True if the comma of a text (`_with_comma`) hangs beyond the first line; None if that was not tried."""
    if not text or here is None:
        return None
    return "".join(glyph.text for glyph in here.lines[0]) == text[: text.index("，") + 1]


def _stretches(place: OfficePlace, texts: Sequence[str], here: ParagraphSeen | None) -> bool:
    """True if LibreOffice stretches the lines of these texts, one for each slot of the form, to the edge."""
    pieces = [(span.words if span.slot is None else texts[span.slot], span.lettering) for span in place.spans]
    room = LineRoom(place.left, place.width, place.indent, "left", place.held, place.chinese, place.hangs)
    lines = set_lines(pieces, room)
    if isinstance(lines, Unsure) or here is None or len(lines) < 2 or len(here.lines) < 2:
        return False
    return here.lines[0][-1].x - lines[0][-1].x > 2 * STILL


def _first_slot(paragraph: ProbedParagraph) -> int | None:
    return next((span.slot for span in paragraph.spans if span.slot is not None), None)


def _lined(place: OfficePlace, natural: ParagraphSeen | None, left: ParagraphSeen | None) -> OfficePlace:
    """A place with indent, distance of lines, and how much a line holds, as far as long texts show it."""
    if natural is None or left is None or len(left.lines) < 2 or len(natural.lines) < 2:
        # The text crosses a page: the place is known for one line alone.
        return replace(place, line=0.0, most=place.least) if place.least == 1 else replace(place, whole="填满时跨页")
    edge = left.lines[1][0].x
    indent = place.left - edge
    width = place.width + indent
    full = [line for line in left.lines[1:-1] if all(glyph.text == MARK for glyph in line)]
    held = max((line[-1].x + line[-1].width - line[0].x for line in full), default=0.0)
    first, second = natural.lines[0], natural.lines[1]
    align = place.align
    if align == "left" and len(natural.lines) > 2:
        loose = left.lines[1][-1].x - second[-1].x
        if loose < -STILL or (full and second[-1].x + second[-1].width > edge + width - STILL and held < width - STILL):
            align = "justify"
    line = (first[0].y - natural.lines[-1][0].y) / (len(natural.lines) - 1)
    return replace(place, left=edge, width=width, indent=indent, held=held, align=align, line=line)


def _with_rooms(
    probe: Probe, places: list[OfficePlace], marks: Sequence[str], base: Sequence[DrawnPage], title: str
) -> list[OfficePlace]:
    """The places with the most lines that they may take without their cells becoming higher.

    All places are tried together: with as many lines as their cells seem to hold, one less, half of them, and two.
    """
    cells = [
        None if place.whole or place.line <= 1 else cell_of(paragraph, base)
        for paragraph, place in zip(probe.paragraphs, places, strict=True)
    ]
    guesses = [
        place.least if cell is None else min(MOST_LINES, int(cell.height / place.line))
        for place, cell in zip(places, cells, strict=True)
    ]
    tries = _tries(guesses, [place.least for place in places])
    if not tries:
        return places
    made = raw_pdfs([probe.filled(_broken(probe, places, marks, counts)) for counts in tries], title)
    found = list(places)
    for counts, content in zip(tries, made, strict=True):
        pages = drawn_pages(content)
        for number, (paragraph, count, cell) in enumerate(zip(probe.paragraphs, counts, cells, strict=True)):
            place = found[number]
            here = None if cell is None or count <= place.most else cell_of(paragraph, pages)
            if here is not None and cell is not None and here.like(cell):
                rise = (cell.baseline - here.baseline) / (count - place.least)
                found[number] = replace(place, most=count, grow=rise)
    return found


def _tries(guesses: Sequence[int], least: Sequence[int]) -> list[list[int]]:
    """How many lines each place is to take in each try; each try differs from those before it.

    guesses  how many lines each place's cell seems to hold
    least    how many lines each place takes at least
    """
    counts = [[guess - 1 for guess in guesses], [guess // 2 for guess in guesses], [2 for _ in guesses]]
    tries: list[list[int]] = []
    for one in (list(guesses), *counts):
        able = [max(at, few) if guess > few else few for at, guess, few in zip(one, guesses, least, strict=True)]
        if able not in tries and able != list(least):
            tries.append(able)
    return tries


def _broken(probe: Probe, places: Sequence[OfficePlace], marks: Sequence[str], counts: Sequence[int]) -> list[str]:
    """The marks, with line breaks in each place's first slot, so that it takes so many lines."""
    texts = list(marks)
    for paragraph, place, count in zip(probe.paragraphs, places, counts, strict=True):
        slot, added = _first_slot(paragraph), count - place.least
        if slot is not None and added > 0:
            texts[slot] += "\n" * added if marks[slot].endswith("\n") else f"\n{MARK}" * added
    return texts
