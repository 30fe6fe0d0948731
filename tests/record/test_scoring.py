"""Self-scores: a row accepts only what it offers, and the sums agree with the form's own figures."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.record.models import Score
from formgen.record.scoring import parse_score, score_schema, totals, written_points
from formgen.scheme.models import Scheme
from formgen.scheme.scores import Indicator, Level, Standard

PLACE = Place("企业.json", "/self_assessment/scores/x")


LEVELS = (
    Level(id="full", label="满分", factor=Decimal(1)),
    Level(id="half", label="半分值", aliases=("半分",), factor=Decimal("0.5")),
    Level(id="zero", label="零分", factor=Decimal(0)),
)


def row(points: int, half: str) -> Indicator:
    texts = zip(LEVELS, ("有", half, "无"), strict=True)
    standards = tuple(Standard(level=level, text=text) for level, text in texts)
    return Indicator(id="1.1.1", section="一、某项", aspect="某内容", text="某考核", points=points, standards=standards)


WITH_HALF = row(5, "部分")
WITHOUT_HALF = row(10, "——")
EMPTY_HALF = row(10, "")


@pytest.mark.parametrize(
    ("raw", "level", "points"),
    [
        ("full", "full", "5"),
        ("满分", "full", "5"),
        (5, "full", "5"),
        (Decimal("5.0"), "full", "5"),
        ("5", "full", "5"),
        ("５分", "full", "5"),
        ("half", "half", "2.5"),
        ("Half", "half", "2.5"),
        ("半分值", "half", "2.5"),
        ("半分", "half", "2.5"),
        (2.5, "half", "2.5"),
        (Decimal("2.5"), "half", "2.5"),
        ("2.50 分", "half", "2.5"),
        ("zero", "zero", "0"),
        ("零分", "zero", "0"),
        (0, "zero", "0"),
        ("0", "zero", "0"),
    ],
)
def test_writings_of_a_score(raw: object, level: str, points: str) -> None:
    assert parse_score(WITH_HALF, raw, "某项", PLACE) == (Score("1.1.1", level, Decimal(points), PLACE), ())


@pytest.mark.parametrize("indicator", [WITHOUT_HALF, EMPTY_HALF])
@pytest.mark.parametrize("raw", ["half", "半分值", 5, "5"])
def test_half_only_where_the_form_offers_it(indicator: Indicator, raw: object) -> None:
    score, problems = parse_score(indicator, raw, "某项", PLACE)
    assert score is None
    assert [problem.code for problem in problems] == ["score.not-offered"]
    assert problems[0].remedy == "只能是 满分（10 分）、零分（0 分）"


@pytest.mark.parametrize("raw", ["优", "3", 3, -5, Decimal("5.000001"), Decimal("1e999999"), Decimal("NaN"), 2**80])
def test_other_scores_are_refused(raw: object) -> None:
    score, problems = parse_score(WITH_HALF, raw, "某项", PLACE)
    assert score is None
    assert [problem.code for problem in problems] == ["score.not-offered"]


@pytest.mark.parametrize(("raw", "code"), [(True, "value.type"), ([5], "value.type"), ("满\u200b分", "text.invisible")])
def test_what_is_no_score_at_all(raw: object, code: str) -> None:
    assert [problem.code for problem in parse_score(WITH_HALF, raw, "某项", PLACE)[1]] == [code]


@pytest.mark.parametrize("raw", [None, "", "　"])
def test_nothing_said(raw: object) -> None:
    assert parse_score(WITH_HALF, raw, "某项", PLACE) == (None, ())


def test_every_writing_of_the_schema_is_read(scheme: Scheme) -> None:
    for indicator in scheme.indicators.values():
        for raw in score_schema(indicator):
            score, problems = parse_score(indicator, raw, "某项", PLACE)
            assert score is not None
            assert problems == ()


@given(st.one_of(st.integers(), st.floats(), st.decimals(), st.text(), st.booleans()))
def test_any_raw_value_gives_a_score_of_the_row_or_a_problem(raw: object) -> None:
    score, problems = parse_score(WITHOUT_HALF, raw, "某项", PLACE)
    if score is not None:
        assert score.level in WITHOUT_HALF.points_by_level
        assert problems == ()
    elif not problems:
        assert isinstance(raw, str)
        assert not raw.strip()


def test_full_scores_sum_to_the_figures_that_the_form_prints(scheme: Scheme) -> None:
    scores = [Score(row.id, "full", row.points_by_level["full"], PLACE) for row in scheme.indicators.values()]
    result = totals(scheme, scores)
    assert (len(result.sections), len(result.aspects)) == (12, 46)
    for part in (*result.sections, *result.aspects):
        figure = re.search(r"[（(](\d+)[）)]$", part.title)
        assert figure is not None, part.title
        assert part.points == part.maximum == int(figure[1]), part.title
        assert part.complete
    assert result.overall.points == result.overall.maximum == Decimal(1000)
    assert result.complete


def test_half_points_sum_exactly_and_gaps_are_seen(scheme: Scheme) -> None:
    rows = list(scheme.indicators.values())
    half = next(row for row in rows if row.points_by_level.get("half") == Decimal("2.5"))
    result = totals(scheme, [Score(half.id, "half", half.points_by_level["half"], PLACE)])
    assert result.overall.points == Decimal("2.5")
    assert not result.complete
    section = next(part for part in result.sections if part.id == half.section_id)
    assert (section.points, section.complete) == (Decimal("2.5"), False)
    assert totals(scheme, []).overall.points == 0


@given(st.data())
def test_sections_and_aspects_always_add_up(scheme: Scheme, data: st.DataObject) -> None:
    levels = data.draw(st.lists(st.sampled_from(("full", "half", "zero")), min_size=107, max_size=107))
    scores = [
        Score(row.id, level, row.points_by_level[level], PLACE)
        for row, level in zip(scheme.indicators.values(), levels, strict=True)
        if level in row.points_by_level
    ]
    result = totals(scheme, scores)
    expected = sum((score.points for score in scores), Decimal(0))
    assert result.overall.points == expected
    assert sum(part.points for part in result.sections) == expected
    assert sum(part.points for part in result.aspects) == expected
    assert result.complete == (len(scores) == 107)


def test_written_points() -> None:
    assert [written_points(Decimal(text)) for text in ("10", "2.5", "2.50", "0", "1E+3")] == [
        "10", "2.5", "2.5", "0", "1000",
    ]  # fmt: skip
