"""What a drawing process does with one record: it says what is wrong with each field, and draws the filled pages.

A page is drawn from what can be printed, though other values are still wrong: whoever types sees every letter at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from formgen.foundation import resources
from formgen.foundation.errors import DataError, ProofError
from formgen.foundation.problems import Problem
from formgen.pipeline.examining import Examined, examine_text
from formgen.pipeline.made import Format
from formgen.pipeline.papers import make_forms
from formgen.record.scoring import PartSum, totals
from formgen.render.boxes import boxes_of
from formgen.render.compiled.slot_boxes import FormBoxes
from formgen.render.compiled.slot_paragraphs import slot_sheet
from formgen.render.fit import overflows
from formgen.render.papers import FormTexts, render_pdf
from formgen.render.word.fill import SlotText
from formgen.scheme.models import Form, Scheme
from formgen.scheme.slots import RowSlot
from formgen.web.drawing.draws import pictures, scheme_of
from formgen.web.filling.taking import as_typed
from formgen.web.filling.texts import EMPTY, field_at, typed_texts, with_texts

NAME = "record.json"
"""The name under which findings know a record. It is the name of the file that can be downloaded."""
MOST_KEPT = 32
CUT_OFF = "……"
"""What a text ends with on the page that is too long for its place."""
MOST_CUTS = 12
"""How often a text is cut until it fits."""
SURELY_SHORT = 40
"""So many characters of a text are shown in a form that LibreOffice lays out, where some text is too long for the form."""
NO_FILES = Path(os.devnull) / "none"
"""A folder that no machine has. A record that somebody types may name a picture; the server's own files must not be looked at for it."""


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """A finding about one field of the record. field: `block.field`, or the slot of a row of scores; empty for the whole."""

    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a record.

    name      the applicant's name; empty if the record does not say it
    findings  all findings, those of each field together
    sums      the sums of the sections and aspects, and of the whole sheet of scores; empty for a scheme without scores
    pages     how many pages each form has now, by its id: long values may need continuation sheets
    """

    name: str
    findings: tuple[FieldFinding, ...]
    sums: tuple[PartSum, ...]
    pages: dict[str, int]


def look(reference: str, text: str) -> Looked:
    """Check a record. reference: the scheme, as in `pipeline.load`. text: the record as JSON."""
    scheme = scheme_of(reference)
    examined = _examined(reference, text)
    findings = tuple(FieldFinding(field_at(scheme, one.place.at), one) for one in examined.problems)
    record = examined.record
    name = record.value(scheme.applicant.name) if record else None
    sums: tuple[PartSum, ...] = ()
    if record is not None and scheme.scores is not None:
        found = totals(scheme, record.scores)
        sums = (*found.sections, *found.aspects, found.overall)
    pages = {form.id: _paper(scheme, form, examined).form.pages for form in scheme.forms}
    return Looked("" if name is None else str(name), findings, sums, pages)


def look_at_form(reference: str, text: str, form_id: str) -> tuple[Looked, FormBoxes]:
    """What is known of a record, as `look` tells it, and where the fields of one filled form stand on its pages."""
    scheme = scheme_of(reference)
    return look(reference, text), boxes_of(_paper(scheme, _form(scheme, form_id), _examined(reference, text)).form)


def page_picture(reference: str, text: str, form_id: str, number: int, changes: Mapping[str, str]) -> bytes:
    """A page of a filled form as a PNG picture. A page that the form does not have is drawn as its last.

    changes: texts that are printed instead of those of the record, by field. Only this form is examined: whoever types waits
    for the picture.
    """
    now = with_texts(scheme_of(reference), text, changes) if changes else text
    paper = _printed(reference, now, form_id)
    try:
        pdf = render_pdf(paper.form, paper.texts, paper.pictures).content
    except ProofError:  # a value is too long for its place, which its finding says: the page shows how it begins
        pdf = render_pdf(paper.form, _shortened(paper), paper.pictures).content
    (drawn,) = pictures(pdf, (min(number, paper.form.pages),))
    return drawn


def prepare(reference: str, form_id: str) -> None:
    """Do once what a form's first page and picture need, so that the first person waits no longer than others."""
    look_at_form(reference, EMPTY, form_id)
    page_picture(reference, EMPTY, form_id, 1, {})


def filled_file(reference: str, text: str, form_id: str, form_format: str) -> bytes | tuple[str, ...]:
    """A filled form as a file, the same bytes that `formgen fill` writes; the errors as lines if the record has any."""
    scheme = scheme_of(reference)
    try:
        made = make_forms(scheme, _examined(reference, text), [form_id], frozenset((Format(form_format),)))
    except DataError as fault:
        return tuple(f"{one.label}：{one.message}" for one in fault.problems if one.is_error)
    (paper,) = made.papers
    return paper.paper.read()


def taken_over(reference: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The record of a JSON file with all values that could be read; and a line for each that could not, or that has no place.

    Files that it names lie elsewhere, so they are not taken over.
    """
    scheme = scheme_of(reference)
    examined = examine_text(scheme, content.decode("utf-8-sig", "replace"), NAME, NO_FILES)
    record = examined.record
    if record is None:
        return EMPTY, tuple(str(one) for one in examined.problems)
    return as_typed(scheme, record, examined.problems)


@lru_cache(maxsize=MOST_KEPT)
def _printed(reference: str, text: str, form_id: str) -> FormTexts:
    """What is printed in a form, as far as it can be printed.

    A value that is refused is printed as it was typed, so that the place does not stay empty while somebody types; a date
    in three parts stays empty until it is one.
    """
    scheme = scheme_of(reference)
    examined = examine_text(scheme, text, NAME, NO_FILES, (form_id,))
    paper = _paper(scheme, _form(scheme, form_id), examined)
    typed = typed_texts(scheme, text)
    return FormTexts(paper.form, (*paper.texts, *_as_typed(paper, typed, _rows_printed(examined))), paper.pictures)


def _shortened(paper: FormTexts) -> tuple[SlotText, ...]:
    """The texts of a form, where those that are too long for their places are cut off with a mark."""
    if paper.form.engine.is_office:  # nobody knows how long its places are before it is laid out
        return tuple(_cut(one, SURELY_SHORT) for one in paper.texts)
    texts = paper.texts
    for _ in range(MOST_CUTS):
        found = overflows(slot_sheet(paper.form, texts), paper.form.slots)
        most: dict[str, int] = {}
        for one in found:  # a slot may stand in several places, of which the smallest counts
            most[one.slot.id] = min(one.characters, most.get(one.slot.id, one.characters))
        if not most:
            break
        texts = tuple(
            _cut(one, min(most[one.slot], len(one.text) * 3 // 4)) if one.slot in most else one for one in texts
        )
    return texts


def _cut(one: SlotText, most: int) -> SlotText:
    """A text of so many characters at most, with a mark at its end if it was longer."""
    if len(one.text) <= most:
        return one
    return one._replace(text=f"{one.text[: max(0, most - len(CUT_OFF))].rstrip()}{CUT_OFF}")


def _paper(scheme: Scheme, form: Form, examined: Examined) -> FormTexts:
    """A form with the values that are not refused; without any if no face has a character of one of them."""
    known = next((one.texts for one in examined.forms if one.form.id == form.id), None)
    return known or FormTexts(form, ())


def _rows_printed(examined: Examined) -> dict[tuple[str, int], str]:
    """For each printed row of a list (its id, the row counted from 1) the name of the typed row that stands there."""
    lists = examined.record.lists if examined.record else ()
    return {
        (one.id, number): row.place.at[1:].replace("/", ".")
        for one in lists
        for number, row in enumerate(one.rows, start=1)
    }


def _as_typed(paper: FormTexts, raw: dict[str, str], rows: Mapping[tuple[str, int], str]) -> Iterator[SlotText]:
    """The typed texts of slots that have no value."""
    said = {text.slot for text in paper.texts}
    for slot in paper.form.slots:
        name = slot.field
        if isinstance(slot, RowSlot):
            list_id, _, column = slot.field.partition(".")
            name = f"{rows.get((list_id, slot.row), '')}.{column}"
        typed = "".join(one for one in raw.get(name, "") if resources.covered(one))
        if slot.id not in said and slot.part is None and typed:
            yield SlotText(slot.id, typed)


def _form(scheme: Scheme, form_id: str) -> Form:
    return next(form for form in scheme.forms if form.id == form_id)


@lru_cache(maxsize=MOST_KEPT)
def _examined(reference: str, text: str) -> Examined:
    return examine_text(scheme_of(reference), text, NAME, NO_FILES)
