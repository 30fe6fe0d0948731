"""Lays an office form out once, with LibreOffice, and holds against it what our own filling makes of the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formgen.fonts.glyphs import glyph_text
from formgen.foundation.errors import ProofError
from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office_forms.compiling import producer, take_apart
from formgen.render.office_forms.drawn_pages import DrawnPage, SeenGlyph, drawn_pages
from formgen.render.office_forms.filling import placed_lines
from formgen.render.office_forms.line_setting import Unit
from formgen.render.office_forms.measuring import Measured, measured
from formgen.render.office_forms.model import OfficeLayout, OfficePlace
from formgen.render.office_forms.probing import Probe, ProbedParagraph, probe
from formgen.render.office_forms.seen_paragraphs import STILL, seen, stands_still
from formgen.render.word.blank_texts import in_blank
from formgen.render.word.fill import template_package
from formgen.scheme.models import Form
from formgen.scheme.slots import CellSlot

NEAR = 0.5 * 72 / 25.4
"""How far (pt) a glyph may stand from LibreOffice's: half a millimetre."""
TRIED = (
    "张三丰",
    "13812345678",
    "abc.Def@example.com",
    "苏州市某某区第12号（甲）2018年3.5万元，AV、Tel“信用”",
    "我单位自成立以来，遵守国家法律法规，信用良好；没有不良记录。依法纳税ISO9001认证，年收入1,234.5万元（含税）《办法》“信用”",
)
"""The texts that every place is tried with; the last one is repeated until the place is full."""


def lay_out_once(form: Form, digest: str) -> OfficeLayout:
    """The form laid out, its places found and tried. digest: of all that the layout is made from.

    Raises MachineError where LibreOffice is missing, ProofError where the form can't be filled by us at all.
    """
    probed = probe(template_package(form), form.slots)
    found = measured(probed, form.title)
    places = tried(probed, found.places, found.marked, form)
    spans = {
        span.colour: (number, at)
        for number, (paragraph, place) in enumerate(zip(probed.paragraphs, places, strict=True))
        for at, span in enumerate(paragraph.spans)
        if not place.whole
    }
    marked = found.marked if not any(place.whole for place in places) else _with_blanks(probed, places, found, form)
    apart = take_apart(marked, form.title, spans)
    return OfficeLayout(
        producer(marked),
        digest,
        apart.sizes,
        places,
        apart.pages,
        apart.prefix,
        apart.rows,
        apart.font_entries,
        apart.root,
        apart.info,
    )


def _with_blanks(probed: Probe, places: Sequence[OfficePlace], found: Measured, form: Form) -> bytes:
    """The form with marks, but with blanks where a place can't be filled by us. Raises ProofError if that moves anything else."""
    marks, coloured = list(found.marks), set[int]()
    for number, (paragraph, place) in enumerate(zip(probed.paragraphs, places, strict=True)):
        if place.whole:
            for span in paragraph.spans:
                if span.slot is not None:
                    marks[span.slot] = ""
        else:
            coloured.add(number)
    made = raw_pdfs([probed.filled(marks, coloured=coloured)], form.title)[0]
    for paragraph, place in zip(probed.paragraphs, places, strict=True):
        if not place.whole:
            before, after = seen(paragraph, drawn_pages(found.marked)), seen(paragraph, drawn_pages(made))
            if before is None or after is None or before.page != after.page or not _same(before.lines, after.lines):
                raise ProofError("有的地方要由 LibreOffice 排，空着时又会移动别的内容，不能预先排好")
    return made


def _same(one: Sequence[Sequence[SeenGlyph]], other: Sequence[Sequence[SeenGlyph]]) -> bool:
    return [len(line) for line in one] == [len(line) for line in other] and all(
        abs(a.x - b.x) < STILL and abs(a.y - b.y) < STILL
        for line, like in zip(one, other, strict=True)
        for a, b in zip(line, like, strict=True)
    )


def tried(probed: Probe, places: Sequence[OfficePlace], marked: bytes, form: Form) -> tuple[OfficePlace, ...]:
    """The places, each filled in several ways and held against LibreOffice; what differs is marked as to be laid out whole.

    marked: the form with marks. If anything but the places moves, no place may take more lines than on the blank form.
    """
    attempts = [[""] * len(form.slots) for _ in range(len(TRIED) + 1)]
    for paragraph, place in zip(probed.paragraphs, places, strict=True):
        slots = [span.slot for span in paragraph.spans if span.slot is not None]
        for number, text in enumerate(TRIED, 1):
            for slot, fitting in zip(slots, _fitting(place, slots, text, form), strict=True):
                attempts[number][slot] = fitting
    made = [drawn_pages(one) for one in raw_pdfs([probed.filled(texts) for texts in attempts], form.title)]
    base, own = drawn_pages(marked), {span.colour for paragraph in probed.paragraphs for span in paragraph.spans}
    still = all(stands_still(base, pages, own) for pages in made)
    found = []
    for paragraph, place in zip(probed.paragraphs, places, strict=True):
        if not still and place.most > place.least:
            place = replace(place, most=place.least)
        for texts, pages in zip(attempts, made, strict=True):
            if not place.whole:
                place = replace(place, whole=_difference(place, paragraph, texts, pages, form))
        found.append(place)
    return tuple(found)


def _fitting(place: OfficePlace, slots: Sequence[int], text: str, form: Form) -> list[str]:
    """Texts for the slots of a place, made of one text, that the place surely holds; blank if it holds none."""
    long = text is TRIED[-1] and place.most > 1
    cells = any(isinstance(form.slots[slot], CellSlot) for slot in slots)
    tries = [text * 8] if long else [text[:1]] if cells else [text]
    for whole in tries:
        for length in range(len(whole), 0, -max(1, len(whole) // 24)):
            words = [in_blank(form.slots[slot], whole[: max(1, length // len(slots))], False) for slot in slots]
            lines = placed_lines(place, words)
            if not isinstance(lines, Unsure):
                return words
    return [""] * len(slots)


def _difference(
    place: OfficePlace, paragraph: ProbedParagraph, texts: Sequence[str], pages: Sequence[DrawnPage], form: Form
) -> str:
    """What differs between a place that we filled and LibreOffice's; empty if nothing does."""
    words = [texts[span.slot] or form.slots[span.slot].blank for span in paragraph.spans if span.slot is not None]
    lines = placed_lines(place, words)
    here = seen(paragraph, pages)
    if isinstance(lines, Unsure):
        return "" if texts[_slot(paragraph)] else f"空白时就排不了：{lines.reason}"
    baseline = place.baseline + place.grow * (len(lines) - place.least)
    mine = [
        [(glyph_text(unit.code), unit.x, baseline - number * place.line) for unit in line if _shown(unit)]
        for number, line in enumerate(lines)
    ]
    mine = [line for line in mine if line]
    theirs = [
        [(glyph.text, glyph.x, glyph.y) for glyph in line if glyph.text.strip()]
        for line in (here.lines if here else ())
    ]
    theirs = [line for line in theirs if line]
    if ["".join(text for text, *_ in line) for line in mine] != ["".join(text for text, *_ in line) for line in theirs]:
        return "试填时换行或文字和 LibreOffice 不同"
    for line, other in zip(mine, theirs, strict=True):
        for (_, x, y), (_, own_x, own_y) in zip(line, other, strict=False):
            if abs(x - own_x) > NEAR or abs(y - own_y) > NEAR:
                return "试填时位置和 LibreOffice 不同"
    return ""


def _slot(paragraph: ProbedParagraph) -> int:
    return next(span.slot for span in paragraph.spans if span.slot is not None)


def _shown(unit: Unit) -> bool:
    return bool(glyph_text(unit.code).strip())
