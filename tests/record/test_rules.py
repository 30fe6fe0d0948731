"""The scheme's rules about the order of dates: offices decide after the application, nobody signs in the future."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Place, Problem
from formgen.intake.json.record import read_record_text
from formgen.record.check import EVERYTHING, Asked, check
from formgen.scheme.models import Scheme
from formgen.scheme.rules import InOrderRule, NotInFutureRule

Data = dict[str, Any]


def found(scheme: Scheme, data: Data, asked: Asked = EVERYTHING) -> list[Problem]:
    record = read_record_text(scheme, json.dumps(data), "企业.json").record
    assert record is not None
    return list(check(scheme, record, lambda character: True, asked=asked))


def dated(days: dict[str, date]) -> Data:
    data: Data = {}
    for full_id, day in days.items():
        block, _, field = full_id.partition(".")
        data.setdefault(block, {})[field] = day.isoformat()
    return data


def test_each_office_decides_after_the_one_before_it(scheme: Scheme) -> None:
    data: Data = {
        "application": {"applied_on": "2018-06-05"},
        "county_review": {"reviewed_on": "2018-07-26"},
        "city_review": {"reviewed_on": "2018-06-19"},
        "province_review": {"reviewed_on": "2018-06-01"},
    }
    problems = found(scheme, data)
    assert [(problem.code, problem.place.at, problem.is_error) for problem in problems] == [
        ("rule.in-order", "/city_review/reviewed_on", False),
        ("rule.in-order", "/province_review/reviewed_on", False),
    ]
    assert "2018年7月26日，「" in problems[0].message and "2018年6月19日）" in problems[0].message


def test_two_dates_of_a_table_are_told_with_their_cells(scheme: Scheme) -> None:
    """In a record the label says which date is meant; in a table its cell is what people look for."""
    data: Data = {"county_review": {"reviewed_on": "2018-07-26"}, "city_review": {"reviewed_on": "2018-06-19"}}
    read = read_record_text(scheme, json.dumps(data), "采集表.xlsx").record
    assert read is not None
    entries = tuple(replace(one, place=Place("采集表.xlsx", f"数据!C{row}")) for row, one in enumerate(read.entries, 5))
    (problem,) = check(scheme, replace(read, entries=entries), lambda character: True)
    assert "2018年7月26日〔数据!C5〕" in problem.message and "2018年6月19日〔数据!C6〕" in problem.message


def test_an_office_that_has_not_decided_is_passed_over(scheme: Scheme) -> None:
    data = {"county_review": {"reviewed_on": "2018-07-26"}, "province_review": {"reviewed_on": "2017-06-01"}}
    assert [problem.place.at for problem in found(scheme, data)] == ["/province_review/reviewed_on"]


def test_the_commitment_is_signed_after_the_application(scheme: Scheme) -> None:
    data = {"application": {"applied_on": "2018-06-05"}, "commitment": {"signed_on": "2018-06-04"}}
    (problem,) = found(scheme, data)
    assert problem.code == "rule.not-before" and "「申报日期」2018年6月5日" in problem.message
    assert found(scheme, {**data, "commitment": {"signed_on": "2018-06-05"}}) == []


@given(st.data())
def test_dates_in_order_are_never_told_and_others_always(scheme: Scheme, data: st.DataObject) -> None:
    """The rule against its plain meaning: some date lies before one that stands before it."""
    rule = data.draw(st.sampled_from([rule for rule in scheme.rules if isinstance(rule, InOrderRule)]))
    alone = scheme.model_copy(update={"rules": (rule,)})
    said = data.draw(st.dictionaries(st.sampled_from(rule.fields), st.dates(date(2018, 1, 1), date(2018, 1, 9))))
    days = [said[field] for field in rule.fields if field in said]
    problems = found(alone, dated(said))
    assert bool(problems) == any(later < earlier for earlier, later in itertools.combinations(days, 2))
    late = [field for field in rule.fields if field in said]
    behind = sum(any(said[before] > said[field] for before in late[:index]) for index, field in enumerate(late))
    assert len(problems) == behind


@pytest.mark.parametrize(("ahead", "told"), [(-1, False), (0, False), (1, True), (400, True)])
def test_a_date_in_the_future_is_told(scheme: Scheme, ahead: int, told: bool) -> None:
    (rule,) = [rule for rule in scheme.rules if isinstance(rule, NotInFutureRule)]
    alone = scheme.model_copy(update={"rules": (rule,)})
    day = date.today() + timedelta(days=ahead)
    for field in rule.fields:
        problems = found(alone, dated({field: day}))
        assert [problem.code for problem in problems] == (["rule.not-in-future"] if told else []), field
        assert not any(problem.is_error for problem in problems)


def test_every_date_of_the_scheme_is_looked_at(scheme: Scheme) -> None:
    """A date that is added to the record later must not be forgotten."""
    (rule,) = [rule for rule in scheme.rules if isinstance(rule, NotInFutureRule)]
    assert set(rule.fields) == {full_id for full_id, field in scheme.fields.items() if field.kind.is_date}


# --------------------------------------------------------------------------------------------- what is asked for


def test_findings_are_those_of_what_was_asked_for(scheme: Scheme) -> None:
    """An application has neither scores nor a recommendation: warnings about these would bury its own."""
    data: Data = {
        "application": {"applied_on": "2018-06-20"},
        "recommendation": {"applied_on": "2018-07-20", "serious_dishonesty": "some"},
        "self_assessment": {"scores": {row: "full" for row in scheme.indicators}},
    }
    application = [form for form in scheme.forms if form.id == "annex2"]
    codes = [(problem.code, problem.label) for problem in found(scheme, data, Asked.forms(application))]
    assert codes == [("rule.not-after", "申报日期"), ("rule.choice-refuses", "近3年有无严重失信行为记录")]
    everything = {problem.code for problem in found(scheme, data)}
    assert "evidence.missing" in everything


def test_evidence_is_told_where_it_is_handed_in(scheme: Scheme) -> None:
    data = {"self_assessment": {"scores": {row: "full" for row in scheme.indicators}}}
    scored = [form for form in scheme.forms if form.indicators]
    for asked in (Asked.forms(scored), Asked.forms((), evidence=True)):
        assert "evidence.missing" in {problem.code for problem in found(scheme, data, asked)}
    assert found(scheme, data, Asked.forms(())) == []
