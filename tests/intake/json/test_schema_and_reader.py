"""The JSON Schema and the reader judge random records, right and wrong ones, and must agree.

What the reader takes the schema takes. What the schema takes has the right shape: the reader refuses it only for what no schema can
say (a check digit, a day that does not exist, a text that was lost), never for its keys or its types.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from formgen.intake.json.record import read_record_text
from formgen.record import json_schema as names
from formgen.record.json_schema import json_schema
from formgen.record.labels import block_keys, field_names, indicator_keys, material_keys
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Block, Scheme
from tests.judges import REPOSITORY
from tests.sweeps import some_of

WRITINGS = (
    "", " ", "　", "无", "/", "—", "不详", "同上", "太仓样例有限公司", "a\nb", "一\r\n二", "\t", "a\tb", "2018年6月5日", "2018-06-05",
    "2018/6/5", "2018.6.5", "20180605", "二〇一八年六月五日", "2018年2月30日", "2018年6月", "18-6-5", "六月五日", "3月18号", "5000万元",
    "5000", "人民币伍仟万元整", "1.2亿", "500万美元", "USD 5,000,000", "¥50,000,000.00", "0万元", "-5万元", "5000W", "1亿2000万元",
    "215421", "２１５４２１", "21542", "215421 ", "0512-53200001", "13700000000", "0512-53200001转801", "（0512）53200001",
    "+86 13700000000",
    "手机：13700000000", "+1 212 555 0123", "12345", "99000001-7", "990000017", "91320585990000017X", "320585000000014",
    "91320585MA1NBF5R6U",
    "320522196805200008", "护照C01X00T47", "沙溪", "沙溪镇", "太仓市沙溪镇", "昆山", "太仓港区", "有", "无。", "full", "满分",
    "half", "10", "满",
    "√", "×", "zero", "2.5", "10分", "100%", "总结.pdf", "a/b.pdf", "a\\b.pdf", "/etc/passwd", "../x.pdf", "1.1.1",
    "1.1.1 确定信用管理方针", "方针",
    "\u0000", "\ue000", "�", "?", "#N/A", "nan", "null", "None", "=DISPIMG(1)", "⼀⼆", "ＡＢＣ",
    "x" * 5000, "一" * 3000, "𠮷", "\u200b", "NaN", "2018年6月5日。",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    5,
    10,
    2.5,
    5000,
    1e300,
    10.0,
    20180605,
    215421,
    [],
    {},
    [None],
    ["总结.pdf"],
    [[]],
    {"a": 1},
)
OBJECTS: tuple[Any, ...] = (
    {"amount": 5000, "unit": "万元", "currency": "人民币"}, {"amount": "5000", "unit": "万元"},
    {"金额": 5000, "单位": "万", "币种": "美元"},
    {"amount": 0, "unit": "万元", "currency": "人民币"}, {"amount": 1, "unit": "斤", "currency": "人民币"},
    {"amount": True, "unit": "万元", "currency": "人民币"},
    {"document": "passport", "number": "C01X00T47"}, {"document": "护照", "number": "C01X00T47"}, {"document": "护照"},
    {"document": "护照", "number": 5},
    {"证件": "护照", "号码": "C01X00T47"}, {"file": "总结.pdf"}, {"文件": "总结.pdf", "密码": "1"},
    {"file": "总结.pdf", "password": None}, {"file": None},
    {"file": "总结.pdf", "文件": "总结.pdf"}, [{"file": "a.pdf"}, "b.pdf"], ["a.pdf", ""], ["a.pdf", None], {"file": ["a.pdf"]},
    [{"indicator": "1.1.1", "title": "方针", "files": ["a.pdf"]}], [{"indicator": "1.1.1", "title": "", "files": "a.pdf"}],
    [{"indicator": "1.1.1", "title": "方针", "files": None}],
    [{"indicator": None, "title": "方针", "files": "a.pdf"}], [{"考核内容": "1.1.1", "标题": "方针", "文件": "a.pdf"}],
    [{"indicator": "1.1.1", "title": 5, "files": "a.pdf"}], [None],
    [{"indicator": " 1.1.1 ", "title": "方针", "files": "a.pdf"}], [{"indicator": "1.1.1", "title": "a\nb", "files": "a.pdf"}],
    [{"indicator": "1.1.1", "title": "方针", "files": ["a.pdf", " "]}],
)  # fmt: skip
SEMANTIC = (
    "identifier.", "date.", "phone.", "money.amount", "money.format", "money.unit", "money.currency", "person.number",
    "text.", "value.lost", "value.error", "value.placeholder", "value.picture", "value.elsewhere", "value.too-long",
    "town.", "choice.", "score.", "json.same-thing-twice",
)  # fmt: skip
"""The beginnings of the codes of what no schema can say.

A town, a choice or a score is among them where it has characters that are not shown."""
SCHEMES = {
    "taicang": load_scheme(REPOSITORY / "templates/taicang-2018"),
    "merchants": load_scheme(REPOSITORY / "tests/schemes/star-merchants"),
    "cards": load_scheme(REPOSITORY / "tests/schemes/reader-card"),
    "teams": load_scheme(REPOSITORY / "tests/schemes/service-teams"),
}
VALIDATORS = {name: Draft202012Validator(json.loads(json.dumps(json_schema(one)))) for name, one in SCHEMES.items()}

texts = (
    st.sampled_from(WRITINGS)
    | st.text(st.sampled_from("0123456789.-/年月日万元 　（）转１Ａa分满\u200b⼀\n太仓"), max_size=12)
    | st.text(max_size=6)
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.one_of(texts, st.sampled_from(VALUES), st.sampled_from(OBJECTS), numbers)


def members(keys: list[str], value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of these keys, now and then with one that is not known."""
    return st.dictionaries(st.sampled_from(keys) if keys else st.just("x"), value, max_size=4) | st.dictionaries(
        st.sampled_from([*keys, "unbekannt", " 名称", ""]), value, max_size=3
    )


def records(scheme: Scheme) -> st.SearchStrategy[Any]:
    parts: list[st.SearchStrategy[dict[str, Any]]] = []
    by_id: dict[str, Block] = {block.id: block for block in (*scheme.blocks, *scheme.lists)}
    lists = {one.id for one in scheme.lists}
    for key, block_id in block_keys(scheme).items():
        inside = [name for _, keys in field_names(scheme, by_id[block_id]) for name in keys]
        row = members(inside, values)
        parts.append(
            st.fixed_dictionaries({key: (st.lists(row | values, max_size=3) if block_id in lists else row) | values})
        )
    if scheme.scores is not None:
        rows = list(indicator_keys(scheme))
        scores = members(list(names.scores_keys(scheme.scores)), members(rows, values) | values)
        parts += [st.fixed_dictionaries({key: scores | values}) for key in names.block_of_scores_keys(scheme.scores)]
        piece = st.fixed_dictionaries(
            {},
            optional={
                **{key: st.sampled_from(rows) | values for key in names.evidence_indicator_keys(scheme)},
                **dict.fromkeys(names.TITLE_KEYS, st.just("方针") | values),
                **dict.fromkeys(names.FILES_KEYS, st.just("a.pdf") | values),
            },
        )
        parts += [st.fixed_dictionaries({key: st.lists(piece, max_size=3) | values}) for key in names.EVIDENCE_KEYS]
    if scheme.supplied:
        supplied = members(list(material_keys(scheme)), values)
        parts += [st.fixed_dictionaries({key: supplied | values}) for key in names.MATERIALS_KEYS]
    joined = st.lists(st.one_of(parts), max_size=3).map(
        lambda some: {key: one for part in some for key, one in part.items()}
    )
    return joined | st.dictionaries(st.sampled_from(["$schema", "x", "applicant"]), values, max_size=2) | values


def refusals(scheme: Scheme, data: object) -> list[str]:
    problems = read_record_text(scheme, json.dumps(data), "x.json").problems
    return [problem.code for problem in problems if problem.is_error]


def agree(name: str, data: object) -> None:
    codes = refusals(SCHEMES[name], data)
    accepted = VALIDATORS[name].is_valid(data)
    if not codes:
        assert accepted, "the reader takes what the schema refuses"
    if accepted:
        assert [code for code in codes if not code.startswith(SEMANTIC)] == [], "the schema takes a wrong shape"


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=some_of(300), deadline=None)
@given(data=st.data())
def test_schema_and_reader_agree(name: str, data: st.DataObject) -> None:
    agree(name, data.draw(records(SCHEMES[name])))


def test_they_agree_on_every_writing_in_every_place() -> None:
    scheme = SCHEMES["taicang"]
    kinds = {field.kind: (block.id, field.id) for block in scheme.blocks for field in block.fields}
    for value in (*WRITINGS, *VALUES, *OBJECTS):
        places: list[Any] = [{block: {field: value}} for block, field in kinds.values()]
        places += [
            {"self_assessment": {"scores": {"1.1.1": value}}},
            {"self_assessment": {"scores": value}},
            {"applicant": value},
        ]
        places += [{"self_assessment": value}, {"materials": value}, {"materials": {"summary_report": value}}]
        places += [{"evidence": value}, {"evidence": [value]}, {"$schema": value}, value]
        for part in ("indicator", "title", "files"):
            places.append({"evidence": [{"indicator": "1.1.1", "title": "方针", "files": "a.pdf", part: value}]})
        for part in ("amount", "unit", "currency"):
            places.append(
                {"applicant": {"registered_capital": {"amount": 5, "unit": "万元", "currency": "人民币", part: value}}}
            )
        for part in ("document", "number"):
            places.append(
                {"applicant": {"legal_representative_id": {"document": "护照", "number": "C01X00T47", part: value}}}
            )
        for part in ("file", "password"):
            places.append({"materials": {"summary_report": {"file": "a.pdf", part: value}}})
        for place in places:
            agree("taicang", place)
