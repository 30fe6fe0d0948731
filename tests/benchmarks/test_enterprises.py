"""The made-up enterprises are valid, all different, the same every time, and as varied as their description says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.enterprises import record, records
from benchmarks.prepare import FORMS
from benchmarks.reasons import Limits, lines_at_most
from formgen.foundation import resources
from formgen.foundation.problems import Problem
from formgen.intake.json.record import read_record_text
from formgen.pipeline import choose_forms, too_long
from formgen.record.check import check
from formgen.record.models import Record
from formgen.render.long_values.fitting import form_texts
from formgen.scheme.models import Scheme
from tests.sweeps import some_of

COUNT = 1000
WITHOUT_LIMIT = Limits(lines=None)


def reasons_of(text: str) -> str:
    found = json.loads(text)["application"]["reasons"]
    assert isinstance(found, str)
    return found


def examined(scheme: Scheme, text: str) -> tuple[Record, list[Problem]]:
    reading = read_record_text(scheme, text, "made-up.json")
    assert reading.record is not None
    return reading.record, [*reading.problems, *check(scheme, reading.record, resources.covered)]


@settings(max_examples=some_of(40))
@given(number=st.integers(0, 99_999))
def test_any_record_is_valid_and_always_the_same(scheme: Scheme, number: int) -> None:
    text = record(scheme, number)
    assert text == record(scheme, number) and "\n" not in text
    made, problems = examined(scheme, text)
    # The enterprises supply no evidence.
    assert {problem.code for problem in problems} <= {"evidence.missing"}
    assert len(made.scores) == len(scheme.indicators)


def test_the_longest_fit_the_forms(scheme: Scheme) -> None:
    longest = sorted(records(scheme, COUNT), key=lambda text: lines_at_most(reasons_of(text)))[-12:]
    assert lines_at_most(reasons_of(longest[-1])) > 22
    for text in longest:
        made, _ = examined(scheme, text)
        filled = [(form, form_texts(scheme, form, made)) for form in choose_forms(scheme, FORMS)]
        assert not too_long(scheme, made, filled)


def test_no_two_are_alike(scheme: Scheme) -> None:
    texts = list(records(scheme, COUNT))
    assert len({reasons_of(text) for text in texts}) == COUNT
    applicants = [json.loads(text)["applicant"] for text in texts]
    for field in ("name", "organization_code", "registration_number", "unified_social_credit_code"):
        assert len({applicant[field] for applicant in applicants}) == COUNT
    scores = {tuple(json.loads(text)["self_assessment"]["scores"].values()) for text in texts}
    assert len(scores) > 0.99 * COUNT


@pytest.mark.parametrize("limits", [Limits(), WITHOUT_LIMIT], ids=["form", "any-length"])
def test_lengths_are_spread_as_widely_as_is_said(scheme: Scheme, limits: Limits) -> None:
    lengths = [len(reasons_of(text)) for text in records(scheme, COUNT, limits)]
    assert 50 <= min(lengths) < 65 and max(lengths) <= 1500
    assert 0.15 < sum(length < 100 for length in lengths) / COUNT < 0.3
    assert 0.15 < sum(500 <= length < 1000 for length in lengths) / COUNT < 0.4
    assert max(lengths) > (800 if limits.lines else 1400)


def test_one_in_five_is_shortened_to_the_form(scheme: Scheme) -> None:
    pairs = zip(records(scheme, COUNT), records(scheme, COUNT, WITHOUT_LIMIT), strict=True)
    assert 0.15 < sum(reasons_of(one) != reasons_of(other) for one, other in pairs) / COUNT < 0.25


def test_a_lower_limit_is_kept(scheme: Scheme) -> None:
    assert max(len(reasons_of(text)) for text in records(scheme, 100, Limits(longest=300))) <= 300


def test_what_is_hard_to_lay_out_is_among_them(scheme: Scheme) -> None:
    every = "".join(map(reasons_of, records(scheme, 300)))
    for hard in ("玥", "璟", "㛃", "䶮", "《", "“", "”", "%", "㎡", "±", "R&D", "O'Brien", "ISO 9001", "é", "\n　　"):
        assert hard in every, hard
