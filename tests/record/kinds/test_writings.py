"""The ways in which people write values, collected or made up, each with its result or its findings.

`writings.tsv` has one writing in each line: the kind of value, the writing as JSON, the printed text (empty if the
writing is refused or says nothing), and the codes of the findings. A question mark follows the code of a warning.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from formgen.foundation.problems import Place
from formgen.record.kinds.table import kind_schema, parse, written
from formgen.scheme.models import FieldDefinition, Kind

LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "writings.tsv").read_text("utf-8").rstrip("\n").split("\n")[1:]
]


@pytest.mark.parametrize(("kind", "writing", "read_as", "codes"), LINES)
def test_writings(kind: str, writing: str, read_as: str, codes: str) -> None:
    field = FieldDefinition(id="x", label="某栏", kind=Kind(kind), usual_prefix="2154" if kind == "postcode" else "")
    value, problems = parse(field, json.loads(writing), Place("a.csv", "B2"), "某栏", None)
    found = " ".join(problem.code + ("" if problem.is_error else "?") for problem in problems)
    assert ("" if value is None else written(value), found) == (read_as, codes)
    if value is not None:
        Draft202012Validator(kind_schema(field, None)).validate(json.loads(writing))
    assert all(problem.message and problem.remedy and problem.label and problem.place.at for problem in problems)


def test_every_kind_is_there() -> None:
    assert {line[0] for line in LINES} == set(Kind) - {Kind.FREE_TEXT, Kind.TOWN, Kind.CHOICE}
