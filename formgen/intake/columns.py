"""The columns and rows of the collection workbook, derived from the scheme's definitions.

The writer (`formgen.intake.workbook.collection_workbook`) lays out the sheets by these definitions, and the reader
finds cells by them. People move columns, add rows and rename headers. Therefore nothing here is the address of a cell:
columns are recognised by their headers, indicators by their ids, and applicants by their names, or by the code that
tells applicants of the same name apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from formgen.record.kinds.characters import half_width, without_invisible
from formgen.record.labels import field_keys, field_labels, indicator_keys, indicator_label, material_keys
from formgen.scheme.models import Block, FieldDefinition, Form, Scheme

USUAL_ENTERPRISES = 60
"""How many enterprises a workbook has room for if the user does not ask for another number."""
MOST_ENTERPRISES = 1000
"""A sheet of scores for more enterprises has more columns than anybody fills in by hand; JSON Lines are better then."""


class Need(StrEnum):
    """Whether a column must be filled in: for every applicant, for the papers that print it, or not at all."""

    ALWAYS = "必填"
    FOR_FORMS = "办理时必填"
    OPTIONAL = "选填"


# -------------------------------------------------------------------------------------------------- applicants


@dataclass(frozen=True, slots=True)
class EnterpriseColumn:
    """A column of the sheet of applicants. It holds one field that the applicant or the applicant's town can fill in.

    field       the field's full id, `block.field`
    block       the field's block; the columns of one block stand side by side
    definition  the field: kind, choices, help
    header      the official label; if several fields have the same label, the block's label stands before it. Unique in the sheet
    need        whether it must be filled in
    forms       the forms that print it, in the scheme's order; empty if none does
    lines       the smallest number of lines that any form has for the field; None if no form prints it
    """

    field: str
    block: Block
    definition: FieldDefinition
    header: str
    need: Need
    forms: tuple[Form, ...]
    lines: int | None

    @property
    def need_text(self) -> str:
        """`need` in Chinese, for people: `必填`, `选填`, `办表一时必填`."""
        annexes = "、".join(dict.fromkeys(form.annex for form in self.forms))
        return f"办{annexes}时必填" if self.need is Need.FOR_FORMS else str(self.need)


def enterprise_columns(scheme: Scheme) -> tuple[EnterpriseColumn, ...]:
    """The columns of the sheet of applicants, in the order of the record's definition. Fields that an office writes are left out.

    A column must be filled in for every applicant if the scheme's first dossier prints it, or if it says the town
    (applicants are counted by town). A column that only other forms print must be filled in when those forms are made.
    """
    headers = _headers(scheme)
    return tuple(
        _column(scheme, block, field, headers[f"{block.id}.{field.id}"])
        for block in scheme.blocks
        for field in block.fields
        if not field.office
    )


def _column(scheme: Scheme, block: Block, field: FieldDefinition, header: str) -> EnterpriseColumn:
    full_id = f"{block.id}.{field.id}"
    printing = tuple(form for form in scheme.forms if any(slot.field == full_id for slot in form.slots))
    first = {material.form for dossier in scheme.dossiers[:1] for material in dossier.materials}
    if field.optional:
        need = Need.OPTIONAL
    elif first & {form.id for form in printing} or full_id in scheme.town_fields or full_id == scheme.applicant.name:
        need = Need.ALWAYS
    else:
        need = Need.FOR_FORMS if printing else Need.OPTIONAL
    lines = [
        slot.lines
        for form in scheme.forms
        for slot in form.slots
        if slot.field == full_id and slot.part is None and not form.goes_on(full_id)
    ]
    return EnterpriseColumn(full_id, block, field, header, need, printing, min(lines, default=None))


def _headers(scheme: Scheme) -> dict[str, str]:
    """The header of every field by its full id."""
    times = Counter(field.label for field in scheme.fields.values())
    headers = {
        f"{block.id}.{field.id}": field.label if times[field.label] == 1 else f"{block.label}·{field.label}"
        for block in scheme.blocks
        for field in block.fields
    }
    again = Counter(map(header_key, headers.values()))
    return {
        full_id: header if again[header_key(header)] == 1 else f"{header}（{full_id}）"
        for full_id, header in headers.items()
    }


def header_key(text: str) -> str:
    """Reduce a header to its key: without width, spaces, line breaks, characters not shown, case, `*`, （必填） and colon.

    Headers with the same key mean the same.
    """
    plain = re.sub(r"\s", "", half_width(without_invisible(text))).casefold().strip("*")
    return re.sub(r"\((?:必填|选填)\)$", "", plain).strip("*").rstrip(":")


def header_fields(scheme: Scheme) -> dict[str, str]:
    """Every header that the sheet of applicants may have, as `header_key` gives it, with the full id of its field.

    A field is recognised by its header, by its full id and by `block·label`. It is also recognised by its label, its
    aliases, its id and the words before its place on a form (with or without their number), if these mean one field
    only. Fields that offices write are recognised too, because a user who has their values may add a column for them.
    """
    sure: list[tuple[str, str]] = []
    further: list[tuple[str, str]] = []
    headers, numbered = _headers(scheme), field_labels(scheme)
    for block in scheme.blocks:
        for field in block.fields:
            full_id = f"{block.id}.{field.id}"
            sure += [(headers[full_id], full_id), (full_id, full_id), (numbered[full_id], full_id)]
            sure += [
                (f"{name}{mark}{field.label}", full_id) for name in (block.label, *block.aliases) for mark in "·-—/"
            ]
        further += [(key, f"{block.id}.{field_id}") for key, field_id in field_keys(scheme, block).items()]
    return _meanings(sure, further)


def own_headers(scheme: Scheme) -> frozenset[str]:
    """The headers that are a field's own label, as `header_key` gives them; other names for a field are not among them."""
    headers, numbered = _headers(scheme), field_labels(scheme)
    texts = (
        text for full_id, field in scheme.fields.items() for text in (headers[full_id], numbered[full_id], field.label)
    )
    return frozenset(map(header_key, texts))


def header_texts(scheme: Scheme) -> dict[str, str]:
    """The header of every field by its full id, also of those that offices fill in."""
    return _headers(scheme)


def _meanings(*tiers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keys with their meanings. Earlier tiers take precedence; a key with several meanings in one tier means nothing there."""
    known: dict[str, str] = {}
    for tier in tiers:
        found: dict[str, set[str]] = {}
        for text, meant in tier:
            found.setdefault(header_key(text), set()).add(meant)
        for key, meanings in found.items():
            if len(meanings) == 1 and key:
                known.setdefault(key, next(iter(meanings)))
    return known


def code_fields(scheme: Scheme) -> tuple[str, ...]:
    """The full ids of the fields that distinguish applicants of the same name: one id, or none."""
    return (scheme.applicant.identity,) if scheme.applicant.identity else ()


# -------------------------------------------------------------------------------------------------- files


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file belongs to: a supplied material, or the indicator that it is evidence for.

    id      the id of the material or indicator
    label   the text that the drop-down list offers
    """

    kind: Literal["material", "indicator"]
    id: str
    label: str


def subjects(scheme: Scheme) -> tuple[Subject, ...]:
    """Everything that a file may belong to, as the drop-down list offers it: materials, then indicators in order."""
    return (
        *(Subject("material", material.id, material.label) for material in scheme.supplied),
        *(Subject("indicator", row.id, _subject_label(row.id, row.text)) for row in scheme.indicators.values()),
    )


def _subject_label(indicator_id: str, text: str) -> str:
    """An indicator's id and its whole text. A drop-down list may be wide, and in this way no two entries look alike."""
    return f"{indicator_id} {text}"


def subject_keys(scheme: Scheme) -> dict[str, Subject]:
    """Every name of a subject, as `header_key` gives it: the text of the drop-down list, ids, labels, aliases, words."""
    by_id = {f"{subject.kind} {subject.id}": subject for subject in subjects(scheme)}
    sure = [(subject.label, key) for key, subject in by_id.items()]
    sure += [(indicator_label(row), f"indicator {row.id}") for row in scheme.indicators.values()]
    further = [(text, f"material {material_id}") for text, material_id in material_keys(scheme).items()]
    further += [(text, f"indicator {row_id}") for text, row_id in indicator_keys(scheme).items()]
    return {text: by_id[key] for text, key in _meanings(sure, further).items()}
