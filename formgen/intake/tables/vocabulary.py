"""What the cells of a table may be called and may say, worked out once for a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formgen.intake.columns import Subject, code_fields, header_fields, subject_keys
from formgen.record.labels import field_labels, indicator_keys, indicator_label
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of enterprises says: a field, the files of a material, or the score of an indicator; by its id."""

    kind: Literal["field", "material", "indicator"]
    id: str


class Vocabulary:
    """Names and labels of a scheme.

    columns      headings of a table of enterprises, as `header_key` gives them
    subjects     what a supplied file may belong to, as `header_key` gives it
    indicators   every name of an indicator with its id
    labels       what fields are called in problems, by full id
    score_labels, material_labels  what indicators and materials are called in problems, by id
    towns        names that a field of kind `town` may have
    codes        full ids of the fields with an enterprise's unified code
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.subjects: dict[str, Subject] = subject_keys(scheme)
        self.columns = {key: Meaning(subject.kind, subject.id) for key, subject in self.subjects.items()}
        self.columns |= {key: Meaning("field", field) for key, field in header_fields(scheme).items()}
        self.indicators = indicator_keys(scheme)
        self.labels = field_labels(scheme)
        self.score_labels = {row.id: indicator_label(row) for row in scheme.indicators.values()}
        self.material_labels = {material.id: material.label for material in scheme.supplied}
        self.towns = tuple(town.name for town in scheme.quotas.towns)
        self.codes = frozenset(code_fields(scheme))
