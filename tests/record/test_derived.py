"""Both old codes follow from the unified code. A value that was given, or refused, is never replaced."""

from __future__ import annotations

import json

import pytest

from formgen.foundation.problems import Place, Problem, Severity, error
from formgen.intake.json.record import read_record_text
from formgen.record.check import check, gaps_of, said_once
from formgen.record.derived import CODE, SAME, with_derived
from formgen.record.labels import field_labels
from formgen.record.models import Entry, Record
from formgen.scheme.models import Scheme

UNIFIED = "91320585990000105U"
PLACE = Place("a.xlsx", "企业!C5")
ORGANISATION, REGISTRATION = "applicant.organization_code", "applicant.registration_number"


def record(**fields: str) -> Record:
    entries = [Entry(f"applicant.{field}", value, PLACE) for field, value in fields.items()]
    return Record(Place("a.xlsx", "企业!第 5 行"), tuple(entries))


def test_both_codes_follow_from_the_unified_one(scheme: Scheme) -> None:
    whole, problems = with_derived(scheme, record(name="甲", unified_social_credit_code=UNIFIED))
    assert (whole.value(ORGANISATION), whole.value(REGISTRATION)) == ("99000010-5", UNIFIED)
    labels = field_labels(scheme)
    assert {(problem.code, problem.severity, problem.label, problem.place) for problem in problems} == {
        (CODE, Severity.WARNING, labels[field], PLACE) for field in (ORGANISATION, REGISTRATION)
    }
    assert all(UNIFIED not in problem.message for problem in problems)
    assert [entry.field for entry in whole.entries] == [
        field for field in scheme.fields if field in {entry.field for entry in whole.entries}
    ]
    assert not [problem for problem in check(scheme, whole, lambda _: True) if problem.code.startswith("contradiction")]
    gaps = said_once(gap for form in scheme.forms for gap in gaps_of(scheme, whole, form))
    assert not {problem.label for problem in gaps} & {labels[ORGANISATION], labels[REGISTRATION]}


def test_what_was_said_stays(scheme: Scheme) -> None:
    said = record(
        unified_social_credit_code=UNIFIED, organization_code="12345678-8", registration_number="320585000000102"
    )
    assert with_derived(scheme, said) == (said, ())
    assert with_derived(scheme, record(name="甲")) == (record(name="甲"), ())


def test_what_was_refused_is_not_replaced(scheme: Scheme) -> None:
    refused: list[Problem] = [
        error("identifier.check-digit", field_labels(scheme)[ORGANISATION], PLACE, "不对", "核对")
    ]
    whole, problems = with_derived(scheme, record(unified_social_credit_code=UNIFIED), refused)
    assert whole.value(ORGANISATION) is None and whole.value(REGISTRATION) == UNIFIED
    assert len(problems) == 1


# ------------------------------------------------------------------------------------------------------- 同上

ADDRESS = "江苏省太仓市沙溪镇样例路88号"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "同上",
            "（同上）",
            "同 注册地址",
            "与注册地址一致",
            "同前。",
            "〃",
            "同住所",
            "同营业执照地址",
            "和住所一样",
        ),
        *(
            "如上",
            "上同",
            "住所同上",
            "地址同上",
            "注册地址同",
            "即注册地址",
            "同“注册地址”",
            "同一地址",
            "同上址",
            "″",
            "均同上",
        ),
        *("与上相同", "同证照地址", "同公司注册地址", "与注册地址为同一地址", "同註冊地址", '"'),
    ],
)
def test_the_same_as_above_is_the_address_above(scheme: Scheme, text: str) -> None:
    """`long1.json` says 同上 for its business address: an officer knows what that means, and so does the form."""
    data = json.dumps({"applicant": {"registered_address": ADDRESS, "business_address": text}})
    reading = read_record_text(scheme, data, "a.json")
    assert reading.record is not None and not reading.problems
    whole, (problem,) = with_derived(scheme, reading.record)
    assert whole.value("applicant.business_address") == ADDRESS
    assert (problem.code, problem.severity) == (SAME, Severity.WARNING)
    assert problem.place.at == "/applicant/business_address" and ADDRESS not in problem.message


def test_the_same_as_nothing_is_an_error(scheme: Scheme) -> None:
    data = json.dumps({"applicant": {"business_address": "同上"}})
    reading = read_record_text(scheme, data, "a.json")
    assert reading.record is not None
    whole, (problem,) = with_derived(scheme, reading.record)
    assert whole.value("applicant.business_address") is None and problem.is_error


def test_elsewhere_the_same_as_above_is_refused(scheme: Scheme) -> None:
    """No scheme says what 同上 means for a name."""
    reading = read_record_text(scheme, json.dumps({"applicant": {"registered_address": "同上"}}), "a.json")
    assert [problem.code for problem in reading.problems] == ["value.elsewhere"]
