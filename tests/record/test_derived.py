"""Both old codes follow from the unified code. A value that was given, or refused, is never replaced."""

from __future__ import annotations

from formgen.problems import Place, Problem, Severity, error
from formgen.record.check import check, gaps_of, said_once
from formgen.record.derived import CODE, with_derived
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
