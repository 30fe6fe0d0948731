"""What is wrong with lists: too many rows, too few, the same row twice, empty cells; sums; and masked copies."""

from __future__ import annotations

import json

import pytest

from formgen.foundation.problems import Place
from formgen.intake.json.record import read_record_text
from formgen.record.check import check, gaps_of
from formgen.record.kinds.numbers.money import read_money
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.record.lists import column_sum
from formgen.record.masking import masked_record
from formgen.record.models import Entry, ListRow, Money, PersonalId, Record, Value
from tests.schemes.made_up import SERVICE_TEAMS, service_team

SCHEME = SERVICE_TEAMS.scheme


def read(**changes: JsonValue) -> tuple[Record, list[tuple[str, str, str]]]:
    """The record of a team of two with changed blocks; and its problems: code, label and place."""
    data: JsonObject = {**service_team(2), **changes}
    reading = read_record_text(SCHEME, json.dumps(data), "队.json")
    assert reading.record is not None
    problems = (
        *reading.problems,
        *check(SCHEME, reading.record, lambda character: character != "〇", reading.problems),
    )
    return reading.record, [(one.code, one.label, one.place.at) for one in problems]


def member(**fields: JsonValue) -> JsonObject:
    return {"full_name": "甲", "document": "320522196805200008", "allowance": "1元", **fields}


def test_each_value_of_a_row_is_checked_and_has_its_place() -> None:
    record, problems = read(members=[member(), None, {}, member(document="320522196805200009", phone=1), 5])
    assert [len(row.entries) for row in record.rows("members")] == [3, 2]
    assert problems == [
        ("json.unknown-key", "队员名单", "/members/3/phone"),
        ("identifier.check-digit", "队员名单第2行·证件号码", "/members/3/document"),
        ("json.type", "队员名单", "/members/4"),
    ]


@pytest.mark.parametrize(
    ("rows", "code", "at"),
    [
        ([member(), member(full_name="乙")], "list.row-twice", "/members/1"),
        ([member()] * 61, "list.too-many", "/members"),
        ({"full_name": "甲"}, "json.type", "/members"),
        ([member(full_name="〇")], "character.no-face", "/members/0/full_name"),
    ],
)
def test_what_is_wrong_with_a_list(rows: JsonValue, code: str, at: str) -> None:
    _, problems = read(members=rows)
    assert [(found, place) for found, _, place in problems] == [(code, at)]


def test_too_few_rows_are_an_error_where_a_list_is_begun() -> None:
    one = SCHEME.lists[0].model_copy(update={"least": 3})
    scheme = SCHEME.model_copy(update={"lists": (one, *SCHEME.lists[1:])})
    record, _ = read()
    (problem,) = check(scheme, record, lambda character: True)
    assert (problem.code, problem.message, problem.is_error) == ("list.too-few", "有 2 行，至少要有 3 行", True)


def test_empty_cells_are_told_once_for_each_column() -> None:
    roll = SCHEME.form("roll")
    assert roll is not None
    record, _ = read(members=[member(), {"full_name": "乙"}, {"full_name": "丙"}])
    gaps = [(gap.of, gap.problem.label, gap.problem.message) for gap in gaps_of(SCHEME, record, roll)]
    assert gaps == [
        ("members.allowance.total", "队员名单·月补贴", "有的行没有写数目，或不是同样的数目，名册里的合计会空着"),
        ("members.document", "队员名单·证件号码", "第 2、3 行没有填写，名册里这 2 格会空着"),
        ("members.allowance", "队员名单·月补贴", "第 2、3 行没有填写，名册里这 2 格会空着"),
    ]
    wrong = read_record_text(SCHEME, json.dumps({"members": [member(document="1"), member(allowance="")]}), "x.json")
    assert wrong.record is not None
    labels = [gap.problem.label for gap in gaps_of(SCHEME, wrong.record, roll, wrong.problems)]
    assert labels == ["队名", "队员名单·月补贴", "队员名单·月补贴"]
    empty, _ = read(members=[])
    assert [gap.problem.label for gap in gaps_of(SCHEME, empty, roll)] == ["队员名单"]


def rows_of(*values: Value) -> tuple[ListRow, ...]:
    place = Place("x")
    return tuple(ListRow((Entry("a.b", value, place),), place) for value in values)


def money(text: str) -> Money:
    value, _ = read_money(text)
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((money("100元"), money("20.50元")), "120.5元"),
        ((money("1万元"), money("2万元")), "3万元"),
        ((money("1万元"), money("200000元")), "210000元"),
        ((money("1万美元"), money("2万元")), None),
        ((money("1万元"), "2"), None),
        (("1,000", "0.50", "２"), "1,002.50"),
        (("3", "4"), "7"),
        (("3", "约4"), None),
        ((), None),
    ],
)
def test_a_column_has_a_sum_only_if_all_of_it_can_be_added(values: tuple[Value, ...], said: str | None) -> None:
    assert column_sum(rows_of(*values), "a.b") == said
    assert column_sum((*rows_of(*values), ListRow((), Place("x"))), "a.b") is None


def test_rows_are_masked_like_everything_else() -> None:
    record, _ = read(members=[member(full_name="甲", telephone="13800000001")])
    (row,) = masked_record(SCHEME, record).rows("members")
    document = row.value("members.document")
    assert isinstance(document, PersonalId) and document.number == "320522********0008"
    assert (row.value("members.full_name"), row.value("members.telephone")) == ("甲", "138****0001")
