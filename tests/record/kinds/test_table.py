"""The table of kinds is complete. Every value comes out exactly as it went in, or is refused with a Problem."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from formgen.foundation.errors import DefinitionError
from formgen.foundation.problems import Place
from formgen.record.kinds.characters import LINE_BREAKS
from formgen.record.kinds.given_text import READ_AS_CODE
from formgen.record.kinds.stand_ins import MARKED
from formgen.record.kinds.table import KINDS, kind_description, kind_schema, parse, written, written_part
from formgen.record.models import Choice, PersonalDocument, PersonalId, Value
from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition, Kind

PLACE = Place("企业.json", "/applicant/x")
TOWNS = Towns.model_validate({"word": "镇（区）", "town": ({"name": "港区"}, {"name": "城厢镇"})})
CHOICES = (("none", "无"), ("some", "有（严重）"))
BLANKS = ["", " ", "　", "\n", None]

RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text(alphabet="0123456789-年月日万元美 XH护照"),
    st.lists(st.text(), max_size=2),
    st.dictionaries(st.sampled_from(["amount", "unit", "currency", "document", "number", "金额", "x"]), st.text()),
)


def field(kind: Kind) -> FieldDefinition:
    return FieldDefinition(id="x", label="某栏", kind=kind, choices=CHOICES, usual_prefix="2154")


def read(kind: Kind, raw: object) -> Value | None:
    value, problems = parse(field(kind), raw, PLACE, "某栏", TOWNS)
    assert not [problem for problem in problems if problem.is_error], problems
    return value


def test_every_kind_is_in_the_table() -> None:
    assert set(KINDS) == set(Kind)
    assert all(kind_description(kind) for kind in Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("blank", BLANKS)
def test_nothing_said_is_no_problem_for_any_kind(kind: Kind, blank: object) -> None:
    assert parse(field(kind), blank, PLACE, "某栏", TOWNS) == (None, ())
    Draft202012Validator(kind_schema(field(kind), TOWNS)).validate(blank)


@given(st.sampled_from(Kind), RAW)
def test_anything_is_a_value_that_reads_back_or_a_problem_with_label_and_place(kind: Kind, raw: object) -> None:
    value, problems = parse(field(kind), raw, PLACE, "某栏", TOWNS)
    for problem in problems:
        assert (problem.label, problem.place) == ("某栏", PLACE)
        assert problem.message
        assert problem.remedy
    if value is None:
        return
    assert not any(problem.is_error for problem in problems)
    assert written(value)
    again, _ = parse(field(kind), written(value), PLACE, "某栏", TOWNS)
    assert again == value


@given(st.text())
def test_text_comes_out_exactly_or_is_told(raw: str) -> None:
    """Without a finding, the text is exactly what was typed. With one, it is the same text in other characters."""
    raw = raw.replace(
        "\t", ""
    )  # a tab in paragraphs is a matter of its own: test_tabs_indent_paragraphs_and_part_words
    joined = MARKED.sub(lambda letter: unicodedata.normalize("NFC", letter[0]), raw)
    for kind, expected in ((Kind.TEXT, joined), (Kind.FREE_TEXT, LINE_BREAKS.sub("\n", joined))):
        value, problems = parse(field(kind), raw, PLACE, "某栏", TOWNS)
        if value is None:
            assert problems or not raw.strip()
        elif problems:
            codes = [problem.code for problem in problems]
            assert codes in ([READ_AS_CODE], ["identifier.misplaced"])  # a number of 18 digits is in the wrong place
            assert (written(value) != expected) is (codes == [READ_AS_CODE])
        else:
            assert written(value) == expected


@given(st.sampled_from([kind for kind in Kind if kind not in (Kind.TOWN, Kind.CHOICE)]), RAW)
def test_the_schema_refuses_nothing_that_is_read(kind: Kind, raw: object) -> None:
    if isinstance(raw, float):
        return
    value, problems = parse(field(kind), raw, PLACE, "某栏", TOWNS)
    if value is not None and not problems:
        assert list(Draft202012Validator(kind_schema(field(kind), TOWNS)).iter_errors(raw)) == []


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.TEXT, "　　R&D <新材料> {{ 示例 }} 😀"),
        (Kind.FREE_TEXT, "　　一\r\n二"),
        (Kind.DATE, "２０１８年６月５日"),
        (Kind.DATE, "2018—6—5"),
        (Kind.MONEY, "人民币5,000万元整"),
        (Kind.MONEY, {"amount": 500, "unit": "万元", "currency": "美元"}),
        (Kind.ORGANISATION_CODE, "１２３４５６７８－８"),
        (Kind.REGISTRATION_NUMBER, "1101 0800 0000 016"),
        (Kind.REGISTRATION_NUMBER, "91110000600037341L"),
        (Kind.UNIFIED_CODE, "9111 0000-600037341l"),
        (Kind.PERSONAL_ID, "360426 19910101 0071"),
        (Kind.PERSONAL_ID, {"证件": "护照", "号码": "C01X00T47"}),
        (Kind.POSTCODE, "2154 00"),
        (Kind.PHONE, "(0512)53520000、13800000000"),
        (Kind.TOWN, "城厢镇"),
        (Kind.CHOICE, "无"),
        (Kind.CHOICE, "some"),
    ],
)
def test_the_schema_accepts_what_is_read(kind: Kind, typed: object) -> None:
    assert read(kind, typed) is not None
    Draft202012Validator(kind_schema(field(kind), TOWNS)).validate(typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.TEXT, 5),
        (Kind.TEXT, "一\n二"),
        (Kind.FREE_TEXT, ["一"]),
        (Kind.DATE, "去年"),
        (Kind.DATE, 20180605),
        (Kind.MONEY, 5000),
        (Kind.MONEY, "5000"),
        (Kind.MONEY, {"amount": 500, "unit": "万元"}),
        (Kind.ORGANISATION_CODE, "1234567"),
        (Kind.REGISTRATION_NUMBER, "1234567890123456"),
        (Kind.UNIFIED_CODE, 911100006000373411),
        (Kind.PERSONAL_ID, {"document": "驾驶证", "number": "1"}),
        (Kind.POSTCODE, 215400),
        (Kind.PHONE, "暂缺"),
        (Kind.TOWN, "城厢"),
        (Kind.CHOICE, True),
    ],
)
def test_reader_and_schema_both_refuse(kind: Kind, typed: object) -> None:
    value, problems = parse(field(kind), typed, PLACE, "某栏", TOWNS)
    assert value is None
    assert problems
    assert not Draft202012Validator(kind_schema(field(kind), TOWNS)).is_valid(typed)


def test_towns_and_choices() -> None:
    assert read(Kind.TOWN, "　城厢镇 ") == "城厢镇"
    assert read(Kind.CHOICE, "有（严重）") == read(Kind.CHOICE, "有(严重)") == Choice("some", "有（严重）")
    _, problems = parse(field(Kind.TOWN), "城厢", PLACE, "某栏", TOWNS)
    assert "「城厢镇」" in problems[0].remedy
    assert "港区、城厢镇" in problems[0].remedy


def test_a_number_for_a_code_is_explained() -> None:
    _, problems = parse(field(Kind.POSTCODE), 215400, PLACE, "12、邮编", TOWNS)
    assert problems[0].code == "value.number"
    assert "双引号" in problems[0].remedy


def test_written() -> None:
    assert written(date(2018, 6, 5)) == "2018年6月5日"
    assert written(PersonalId(PersonalDocument.PASSPORT, "C01X00T47")) == "护照 C01X00T47"
    assert [written_part(date(2018, 6, 5), part) for part in ("year", "month", "day")] == ["2018", "6", "5"]


def test_a_part_of_what_is_no_date_is_a_fault_of_the_definition() -> None:
    with pytest.raises(DefinitionError):
        written_part("2018年", "year")
