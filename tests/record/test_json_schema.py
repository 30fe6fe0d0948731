"""The JSON Schema is valid, accepts the valid samples, refuses a list of broken ones, and leaves nothing out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from formgen.record.json_schema import json_schema
from formgen.record.labels import field_names
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).parents[2] / "samples"
VALID = ("complete", "foreign-owned", "rare-characters", "incomplete", "chinese-keys")

Data = dict[str, Any]


@pytest.fixture(scope="module")
def validator(scheme: Scheme) -> Draft202012Validator:
    schema = json_schema(scheme)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(json.loads(json.dumps(schema, allow_nan=False)))


def sample(name: str) -> Data:
    data: Data = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return data


@pytest.mark.parametrize("name", VALID)
def test_valid_samples_are_valid(validator: Draft202012Validator, name: str) -> None:
    assert [error.message for error in validator.iter_errors(sample(name))] == []


@pytest.mark.parametrize("data", [{}, {"$schema": "x"}, {"applicant": None, "evidence": None, "materials": None}])
def test_what_says_nothing_is_valid(validator: Draft202012Validator, data: Data) -> None:
    assert validator.is_valid(data)


def _set(data: Data, *path_and_value: Any) -> None:
    *path, last, value = path_and_value
    at: Any = data
    for key in path:
        at = at[key]
    at[last] = value


BROKEN: dict[str, tuple[Any, ...]] = {
    "unknown block": ("aplicant", {}),
    "unknown field": ("applicant", "nmae", "太仓样例"),
    "block is a list": ("applicant", []),
    "field is a list": ("applicant", "name", ["太仓样例"]),
    "line break in a name": ("applicant", "name", "太仓\n样例"),
    "number for a code": ("applicant", "registration_number", 320585000000016),
    "number for a phone": ("applicant", "phone", 51253520000),
    "short postcode": ("applicant", "postcode", "2154"),
    "money without anything": ("applicant", "registered_capital", "5000"),
    "money as a number": ("applicant", "registered_capital", 5000),
    "money object without unit": ("applicant", "registered_capital", {"amount": 5000, "currency": "美元"}),
    "document unknown": ("applicant", "legal_representative_id", {"document": "visa", "number": "C01X00T47"}),
    "date in words": ("application", "applied_on", "六月五日"),
    "unknown town": ("applicant", "town", "昆山"),
    "unknown choice": ("recommendation", "serious_dishonesty", "不详"),
    "unknown indicator": ("self_assessment", "scores", "13.1.1", "full"),
    "half not offered": ("self_assessment", "scores", "1.1.1", "half"),
    "points not offered": ("self_assessment", "scores", "1.1.1", 7),
    "score is true": ("self_assessment", "scores", "1.1.1", True),
    "scores without their key": ("self_assessment", "1.1.1", "full"),
    "unknown material": ("materials", "summery_report", "总结.pdf"),
    "file object without a file": ("materials", "summary_report", {"password": "1234"}),
    "file object without a path": ("materials", "summary_report", {"file": ""}),
    "file object with more": ("materials", "summary_report", {"file": "总结.pdf", "pages": "1"}),
    "password is a number": ("materials", "summary_report", [{"file": "总结.pdf", "password": 1234}]),
    "backslash": ("materials", "summary_report", "文件\\总结.pdf"),
    "evidence is an object": ("evidence", {}),
    "evidence without indicator": ("evidence", 0, {"title": "方针", "files": "方针.pdf"}),
    "evidence without title": ("evidence", 0, {"indicator": "1.1.1", "files": "方针.pdf"}),
    "evidence without files": ("evidence", 0, {"indicator": "1.1.1", "title": "方针", "files": []}),
    "evidence for an unknown indicator": (
        "evidence",
        0,
        {"indicator": "9.9.9", "title": "方针", "files": "方针.pdf"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_records_are_refused(validator: Draft202012Validator, name: str) -> None:
    data = copy.deepcopy(sample("complete"))
    assert validator.is_valid(data)
    _set(data, *BROKEN[name])
    assert not validator.is_valid(data)


@pytest.mark.parametrize("name", BROKEN)
def test_the_reader_refuses_what_the_schema_refuses(
    scheme: Scheme, name: str, read_problems: Callable[[Data], list[str]]
) -> None:
    data = copy.deepcopy(sample("complete"))
    assert read_problems(data) == []
    _set(data, *BROKEN[name])
    assert read_problems(data) != []


@pytest.fixture
def read_problems(scheme: Scheme) -> Callable[[Data], list[str]]:
    from formgen.intake.json.record import read_record_text

    def read(data: Data) -> list[str]:
        problems = read_record_text(scheme, json.dumps(data), "x.json").problems
        return [problem.code for problem in problems if problem.is_error]

    return read


def test_every_field_stands_under_all_its_names(scheme: Scheme) -> None:
    schema: Any = json_schema(scheme)
    for block in scheme.blocks:
        properties = schema["$defs"][block.id]["properties"]
        for field, names in field_names(scheme, block):
            definition = schema["$defs"][f"{block.id}.{field.id}"]
            assert definition["title"] == field.label
            assert field.help in definition["description"]
            assert {properties[name]["$ref"] for name in names} == {f"#/$defs/{block.id}.{field.id}"}
        for name in (block.id, block.label, *block.aliases):
            assert schema["properties"][name] == {"$ref": f"#/$defs/{block.id}"}


def test_every_row_offers_its_own_scores(scheme: Scheme) -> None:
    definitions: Any = json_schema(scheme)["$defs"]
    assert definitions["scores.1.1.1"]["anyOf"][0]["enum"] == ["full", "满分", 10, "10", "zero", "零分", 0, "0"]
    assert definitions["scores.12.3.3"]["anyOf"][0]["enum"][4:8] == ["half", "半分值", 2.5, "2.5"]
    assert set(scheme.indicators) <= set(definitions["scores"]["properties"])
