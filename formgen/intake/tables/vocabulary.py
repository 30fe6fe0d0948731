"""What the cells of a table may be called and may say, worked out once for a scheme."""

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
from formgen.intake.tables.heading_words import HeadingWords
from formgen.record.labels import field_labels, indicator_keys, indicator_label
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of enterprises says: a field, the files of a material, or the score of an indicator; by its id."""

    kind: Literal["field", "material", "indicator"]
    id: str


class Vocabulary:
    """Names and labels of a scheme.

    headings     headings of a table of enterprises, in any writing
    subjects     what a supplied file may belong to, as `header_key` gives it
    indicators   every name of an indicator with its id
    indicator_texts  the words of indicators, as `header_key` gives them, with the ids of all that have them
    labels       what fields are called in problems, by full id
    score_labels, material_labels  what indicators and materials are called in problems, by id
    codes        full ids of the fields that tell same-named applicants apart
    name         what the column of names says
    score_headers  the headers of the sheet of scores; None for a scheme without one
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
        self.codes = frozenset(code_fields(scheme))
