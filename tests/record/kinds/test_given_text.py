"""The checks before the reader of a kind: no value, a reference to another place, lost text, replaced characters."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from formgen.foundation.problems import Place, Problem, Severity
from formgen.intake.collected import told_once
from formgen.record.kinds.given_text import AMOUNT, NOTHING_PATTERN, READ_AS_CODE, given_text, words_of_field
from formgen.record.kinds.table import parse, written
from formgen.scheme.models import FieldDefinition, Kind, Scheme

PLACE = Place("a.json")


def field(kind: Kind, optional: bool = False) -> FieldDefinition:
    return FieldDefinition(id="x", label="某栏", kind=kind, optional=optional)


def codes(kind: Kind, raw: object, optional: bool = False) -> list[str]:
    value, problems = parse(field(kind, optional), raw, PLACE, "某栏", None)
    assert value is None
    return [problem.code for problem in problems]


NONE = [
    "无",
    "無",
    "没有",
    "暂无",
    "/",
    "—",
    "——",
    "-",
    "--",
    "\\",
    "N/A",
    "n/a",
    "（无）",
    "无。",
    "不适用",
    "未办理",
    "未装",
    "未开通",
    "/ /",
]


@pytest.mark.parametrize("raw", NONE)
def test_nothing_is_no_finding_where_a_field_is_optional(raw: str) -> None:
    for kind in (Kind.PHONE, Kind.DATE, Kind.MONEY, Kind.POSTCODE, Kind.PERSONAL_ID, Kind.TEXT):
        assert codes(kind, raw, optional=True) == []
        assert codes(kind, raw) == ["value.none"]
    assert Draft202012Validator({"pattern": NOTHING_PATTERN}).is_valid(raw)


@pytest.mark.parametrize(
    "raw",
    [
        *NONE,
        "三证合一",
        "已三证合一",
        "同统一社会信用代码",
        "见统一社会信用代码",
        "五证合一，一照一码",
        "无（三证合一）",
        "无，已三证合一",
    ],
)
def test_codes_that_the_unified_one_took_the_place_of(raw: str) -> None:
    assert codes(Kind.ORGANISATION_CODE, raw) == codes(Kind.REGISTRATION_NUMBER, raw) == []
    assert Draft202012Validator({"pattern": NOTHING_PATTERN}).is_valid(raw)


@pytest.mark.parametrize(
    "raw",
    ["同上", "见附件", "详见营业执照", "同注册地址", "同联系电话", "同住所", "与营业执照一致", "同电话", "待定", "略"],
)
def test_what_only_points_elsewhere(raw: str) -> None:
    for kind in (Kind.TEXT, Kind.PHONE, Kind.PERSONAL_ID, Kind.DATE):
        assert codes(kind, raw) == ["value.elsewhere"]


def test_free_text_says_what_it_says() -> None:
    for raw in ("无", "同上", "略"):
        value, problems = parse(field(Kind.FREE_TEXT), raw, PLACE, "某栏", None)
        assert (value, problems) == (raw, ())


@pytest.mark.parametrize("name", ["同仁堂大药房", "无锡样例有限公司", "略阳样例厂", "空港样例有限公司"])
def test_names_that_begin_so(name: str) -> None:
    assert parse(field(Kind.TEXT), name, PLACE, "某栏", None)[0] == name


def test_signs_that_nobody_sees_mean_nothing_in_numbers() -> None:
    value, problems = parse(field(Kind.UNIFIED_CODE), "\ufeff9111\u200b0000600037341L\n", PLACE, "某栏", None)
    assert (value, problems) == ("91110000600037341L", ())
    value, problems = parse(field(Kind.PHONE), "0512-53520000\n13800000000", PLACE, "某栏", None)
    assert (value, problems) == ("0512-53520000、13800000000", ())
    value, problems = parse(field(Kind.MONEY), "5000万\n元", PLACE, "某栏", None)
    assert value is not None and written(value) == "5000万 元"
    assert codes(Kind.TEXT, "太仓\u200b样例") == ["text.invisible"]


def test_characters_read_as_others_are_told() -> None:
    value, problems = parse(field(Kind.TEXT), "⽂化（Ａ）公司", PLACE, "某栏", None)
    assert value == "文化（A）公司"
    assert [(problem.code, problem.severity) for problem in problems] == [(READ_AS_CODE, Severity.WARNING)]
    assert "「⽂」（U+2F42）" in problems[0].message
    value, problems = parse(field(Kind.DATE), "２００９年３⽉１８⽇", PLACE, "某栏", None)
    assert value is not None and problems == ()


def test_an_enterprise_is_told_once() -> None:
    def told(label: str) -> Problem:
        return Problem(READ_AS_CODE, Severity.WARNING, label, PLACE, "「⽂」已按它们所代表的字读", "核对")

    other = Problem("date.format", Severity.ERROR, "日期", PLACE, "看不出", "改")
    assert told_once([told("甲"), other]) == [told("甲"), other]
    first, kept = told_once([told("甲"), other, told("乙"), told("丙"), told("乙")])
    assert kept is other and first.label == "甲" and first.message.endswith("；「乙」、「丙」也有这样的字")


def test_objects_and_numbers_go_to_their_reader() -> None:
    assert given_text(AMOUNT, False, {"amount": 5}).raw == {"amount": 5}


def test_a_choice_called_none_is_a_choice(scheme: Scheme) -> None:
    chosen = next(one for one in scheme.fields.values() if one.kind is Kind.CHOICE)
    for raw in (name for choice in chosen.choices for name in choice):
        assert parse(chosen, raw, PLACE, "某栏", None)[0] is not None


def test_tabs_indent_paragraphs_and_part_words() -> None:
    """Word processors write a tab before a paragraph; a text that was pasted from one has it, too."""
    raw = "\t我公司守法经营。\r\n \t　信用好。\n人员\t 186人\t\n"
    value, problems = parse(field(Kind.FREE_TEXT), raw, PLACE, "某栏", None)
    assert (value, problems) == ("　　我公司守法经营。\n　　信用好。\n人员 186人 \n", ())
    assert codes(Kind.TEXT, "我公司\t甲") == ["text.control"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("地址：太仓市样例路1号", "太仓市样例路1号"),
        ("注册地址: 太仓市样例路1号", "太仓市样例路1号"),
        ("住所：太仓市样例路1号", "太仓市样例路1号"),
        ("址：太仓市样例路1号", "址：太仓市样例路1号"),
        ("仓库：太仓市样例路1号", "仓库：太仓市样例路1号"),
    ],
)
def test_the_end_of_a_label_before_its_value_is_none_of_the_value(text: str, value: str) -> None:
    read, findings = words_of_field(text, ("注册地址", "住所"))
    assert read == value
    assert [one.code for one in findings] == ["text.form-words"] * (read != text)
