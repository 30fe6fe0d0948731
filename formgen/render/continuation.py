"""The continuation sheet (续页): if a text does not fit in its box, it goes on on a page after the form.

A form with its sheet is a form like any other: it has one page more, more slots, and its own Word template. So every module
that makes papers (Word and PDF, compiled and whole) handles it as usual. This module only decides which part of the text
stands where, and joins the parts when a form is read back.
"""

from __future__ import annotations

from lxml import etree

from formgen.record.models import Record
from formgen.render.compiled.slot_paragraphs import slot_paragraph
from formgen.render.fit import Overflow
from formgen.render.lines import line_ends, most_lines
from formgen.render.papers import FormTexts
from formgen.render.values import slot_texts
from formgen.render.word.fill import SlotText
from formgen.render.word.slots import find_places, read_slots
from formgen.scheme.models import Continuation, Form, Scheme

NEAR_THE_END = 3
"""If a paragraph ends in so many last lines of a box, the text is divided there, and not at the end of the box."""


def form_texts(scheme: Scheme, form: Form, record: Record) -> FormTexts:
    """The texts of a record in a form: in the form itself, or with its continuation sheet if that is needed."""
    return continued(form, slot_texts(scheme, form, record))


def continued(form: Form, texts: tuple[SlotText, ...]) -> FormTexts:
    """The form with these texts; with its continuation sheet if the box does not hold the text of its field.

    A text that is too long even for both is returned all the same: `formgen.render.fit.overflows` finds it later. Raises
    DefinitionError if the template cannot be laid out.
    """
    sheet = form.continuation
    text = next((one.text for one in texts if sheet is not None and one.slot == sheet.field), "")
    if sheet is None or not text:
        return FormTexts(form, texts)
    parts = _parted(form, sheet, text)
    if parts is None:
        return FormTexts(form, texts)
    shown = tuple(one._replace(text=parts[0]) if one.slot == sheet.field else one for one in texts)
    return FormTexts(sheet.form, (*shown, SlotText(sheet.rest, parts[1])))


def read_form(form: Form, document: etree._Element) -> tuple[SlotText, ...]:
    """The text of each slot of a form's Word file, in the form's order. A text that goes on on the sheet is joined again."""
    sheet = form.continuation
    if sheet is None or find_places(document, sheet.form.slots)[_rest_index(sheet)] is None:
        return tuple(SlotText(slot.id, text) for slot, text in read_slots(document, form.slots))
    found = [text for _, text in read_slots(document, sheet.form.slots)]
    rest = found[_rest_index(sheet)]
    return tuple(
        SlotText(slot.id, _joined(sheet, text, rest) if slot.id == sheet.field else text)
        for slot, text in zip(form.slots, found, strict=False)
    )


def in_all(form: Form, overflow: Overflow) -> Overflow:
    """The Overflow of a text too long even for the sheet, counted over box and sheet together; others are unchanged."""
    sheet, slot = form.continuation, overflow.slot
    if sheet is None or slot.id not in (sheet.field, sheet.rest):
        return overflow
    before = 0 if slot.id == sheet.field else sheet.box_lines
    characters = overflow.characters // overflow.most * sheet.lines
    return Overflow(slot, before + overflow.lines, sheet.lines, characters)


def _rest_index(sheet: Continuation) -> int:
    return [slot.id for slot in sheet.form.slots].index(sheet.rest)


def _parted(form: Form, sheet: Continuation, text: str) -> tuple[str, str] | None:
    """The part in the box, with the marker, and the part on the sheet; None if all fits in the box, or no division helps."""
    paragraph, width = slot_paragraph(form, SlotText(sheet.field, text))
    lines = next(slot.lines for slot in form.slots if slot.id == sheet.field)
    room = width - paragraph.format.left - paragraph.format.right
    if _surely_fits(text, lines, room / paragraph.format.size) or _hopeless(text, sheet, room / paragraph.format.size):
        return None
    if (most_lines(paragraph, width) or lines + 1) <= lines:
        return None
    if len(ends := line_ends(paragraph, width, lines + 1)) <= lines:
        return None
    taken = ends[: sheet.box_lines]
    for end in taken[: -NEAR_THE_END - 1 : -1]:
        if text[end - 1] == "\n":
            return f"{text[:end]}{sheet.marker_between}", text[end:]
    return f"{text[: taken[-1]]}\n{sheet.marker_within}", text[taken[-1] :]


def _joined(sheet: Continuation, box: str, rest: str) -> str:
    """The whole text that `_parted` divided. If a user typed the box text without a marker, the sheet begins a new paragraph."""
    if box.endswith(within := f"\n{sheet.marker_within}"):
        return box.removesuffix(within) + rest
    begun = box.removesuffix(f"\n{sheet.marker_between}")
    return f"{begun}\n{rest}" if rest else begun


def _surely_fits(text: str, lines: int, ems: float) -> bool:
    """True if the text can't take more than `lines` lines, so that it need not be measured.

    No glyph is wider than an em. A line together with the word that did not fit into it is wider than the box, so two
    neighbouring lines of a paragraph fill at least one full line together.
    """
    return sum(2 * int(len(part) / ems) + 1 for part in text.split("\n")) <= lines


def _hopeless(text: str, sheet: Continuation, ems: float) -> bool:
    """True if the text is surely too long, because on average a character is much wider than a fifth of an em.

    Such a text is not laid out.
    """
    return len(text) > 5 * sheet.lines * (ems + 1)
