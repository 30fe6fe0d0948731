"""The words that the headings and cells of a table may use, worked out once for a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formgen.intake.columns import (
    Subject,
    code_fields,
    header_fields,
    header_key,
    header_texts,
    own_headers,
    subject_keys,
)
from formgen.intake.sheet_words import score_headers
from formgen.intake.tables.headings.heading_words import HeadingWords
from formgen.record.kinds.cells import AmountCell, NumbersCell, ParagraphsCell
from formgen.record.kinds.table import KINDS
from formgen.record.labels import field_labels, indicator_keys, indicator_label
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a column in a table of enterprises.

    kind  whether the column holds a field, the files of a material, or the score of an indicator
    id    the id of this field (in full), material or indicator
    """

    kind: Literal["field", "material", "indicator"]
    id: str


class Vocabulary:
    """The names and labels of a scheme.

    headings         the headings of a table of enterprises, in every writing, each with its column's meaning
    subjects         the materials and indicators that a supplied file may belong to, by their names as `header_key`
                     gives them
    indicators       every name of an indicator with its id
    indicator_texts  the texts of indicators, as `header_key` gives them, each with the ids of all indicators that have it
    labels           the names of fields in problems, by full id
    score_labels     the names of indicators in problems, by id
    material_labels  the names of materials in problems, by id
    codes            the full ids of the fields that distinguish applicants of the same name
    name             the meaning of the column of names
    amounts          the meanings of columns that hold amounts
    numbers          the meanings of columns that may hold several numbers of one applicant
    paragraphs       the meanings of columns that hold texts of several paragraphs
    score_headers    the headers of the sheet of scores; None for a scheme without one
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.subjects: dict[str, Subject] = subject_keys(scheme)
        columns = {key: Meaning(subject.kind, subject.id) for key, subject in self.subjects.items()}
        columns |= {key: Meaning("field", field) for key, field in header_fields(scheme).items()}
        own = (*own_headers(scheme), *(header_key(subject.label) for subject in self.subjects.values()))
        shown = {Meaning(subject.kind, subject.id): subject.label for subject in self.subjects.values()}
        shown |= {Meaning("field", field): header for field, header in header_texts(scheme).items()}
        self.headings = HeadingWords(columns, own, (scheme.applicant.word, *scheme.applicant.words), shown)
        self.indicators = indicator_keys(scheme)
        texts: dict[str, set[str]] = {}
        for row in scheme.indicators.values():
            texts.setdefault(header_key(row.text), set()).add(row.id)
        self.indicator_texts = {key: frozenset(ids) for key, ids in texts.items()}
        self.labels = field_labels(scheme)
        self.score_labels = {row.id: indicator_label(row) for row in scheme.indicators.values()}
        self.material_labels = {material.id: material.label for material in scheme.supplied}
        self.score_headers = score_headers(scheme)
        self.name = Meaning("field", scheme.applicant.name)
        kinds = {field: KINDS[one.kind].cell for field, one in scheme.fields.items()}
        shapes = {Meaning("field", field): cell for field, cell in kinds.items()}
        self.amounts = frozenset(one for one, cell in shapes.items() if isinstance(cell, AmountCell))
        self.numbers = frozenset(one for one, cell in shapes.items() if isinstance(cell, NumbersCell))
        self.paragraphs = frozenset(one for one, cell in shapes.items() if isinstance(cell, ParagraphsCell))
        self.codes = frozenset(code_fields(scheme))
