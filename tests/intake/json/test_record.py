"""Records from JSON: values have their places, keys are Chinese or English, and every fault is a Problem, never a crash."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formgen.foundation.problems import Place
from formgen.intake.json.record import Reading, read_record, read_record_text
from formgen.intake.supplied import path_fault
from formgen.record.kinds.stand_ins import as_meant
from formgen.record.models import Evidence, Record, Score, SuppliedFile, SuppliedFiles
from formgen.scheme.models import Scheme
from tests.sweeps import some_of

Data = dict[str, Any]


def reading(scheme: Scheme, data: object) -> Reading:
    return read_record_text(scheme, json.dumps(data), "企业.json")


def faults(scheme: Scheme, data: object) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.at) for problem in reading(scheme, data).problems]


def record(scheme: Scheme, data: object) -> Record:
    result = reading(scheme, data)
    assert result.problems == ()
    assert result.record is not None
    return result.record


def place(at: str) -> Place:
    return Place("企业.json", at)


# ------------------------------------------------------------------------------------------------- what is right


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"$schema": "./record.schema.json"},
        {"applicant": None, "self_assessment": None, "materials": None, "evidence": None},
        {"applicant": {}, "self_assessment": {"scores": {}}, "materials": {"credit_report": None}, "evidence": []},
        {"applicant": {"name": " ", "phone": None, "established_on": ""}, "self_assessment": {"scores": None}},
    ],
)
def test_what_says_nothing_is_an_empty_record(scheme: Scheme, data: Data) -> None:
    assert record(scheme, data) == Record(place(""))


def test_every_value_remembers_its_place(scheme: Scheme) -> None:
    said = record(scheme, {"基本信息": {"1、企业名称": "　太仓样例", "established_on": "2009年3月18日"}})
    name, established = said.entry("applicant.name"), said.entry("applicant.established_on")
    assert name is not None
    assert established is not None
    assert (name.value, name.place) == ("　太仓样例", place("/基本信息/1、企业名称"))
    assert (established.value, established.place) == (date(2009, 3, 18), place("/基本信息/established_on"))


def test_scores_by_id_or_text_as_level_or_points(scheme: Scheme) -> None:
    said = record(
        scheme,
        {"自评": {"得分": {"12.3.3": 2.5, "2.1.1": "半分值", "确定信用管理方针并形成文件": "10", "1.1.2": "zero"}}},
    )
    assert [(score.indicator, score.level, score.points) for score in said.scores] == [
        ("1.1.1", "full", Decimal(10)),
        ("1.1.2", "zero", Decimal(0)),
        ("2.1.1", "half", Decimal(15)),
        ("12.3.3", "half", Decimal("2.5")),
    ]
    assert said.score("1.1.2") == Score("1.1.2", "zero", Decimal(0), place("/自评/得分/1.1.2"))


def test_materials_and_evidence(scheme: Scheme) -> None:
    said = record(
        scheme,
        {
            "材料": {"企业贯标工作总结报告": "总结.pdf", "credit_report": ["一.pdf", "附/二.pdf"]},
            "佐证材料": [{"考核内容": "1.1.1", "标题": "方针", "文件": ["方针.pdf"]}],
        },
    )
    assert said.materials == (
        SuppliedFiles(
            "credit_report",
            (
                SuppliedFile("一.pdf", place("/材料/credit_report/0")),
                SuppliedFile("附/二.pdf", place("/材料/credit_report/1")),
            ),
            place("/材料/credit_report"),
        ),
        SuppliedFiles(
            "summary_report",
            (SuppliedFile("总结.pdf", place("/材料/企业贯标工作总结报告")),),
            place("/材料/企业贯标工作总结报告"),
        ),
    )
    files = (SuppliedFile("方针.pdf", place("/佐证材料/0/文件/0")),)
    assert said.evidence == (Evidence("1.1.1", "方针", files, place("/佐证材料/0")),)


def test_every_name_of_every_field_is_read_as_that_field(scheme: Scheme) -> None:
    texts = [field for block in scheme.blocks for field in block.fields if field.kind.value == "free_text"]
    assert texts
    for block in scheme.blocks:
        for field in block.fields:
            if field.kind.value not in ("text", "free_text"):
                continue
            for block_name in (block.id, block.label, *block.aliases):
                for name in (field.id, field.label, *field.aliases):
                    assert record(scheme, {block_name: {name: "甲"}}).value(f"{block.id}.{field.id}") == "甲"


# ------------------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"aplicant": {}}, [("json.unknown-key", "/aplicant")]),
        ({"applicant": []}, [("json.type", "/applicant")]),
        ({"applicant": {"nmae": "甲"}}, [("json.unknown-key", "/applicant/nmae")]),
        ({"applicant": {"a/b~c": "甲"}}, [("json.unknown-key", "/applicant/a~1b~0c")]),
        ({"applicant": {"name": "甲", "企业名称": "甲"}}, [("json.same-thing-twice", "/applicant/企业名称")]),
        ({"applicant": {}, "基本信息": {}}, [("json.same-thing-twice", "/基本信息")]),
        ({"applicant": {"phone": 51253520000}}, [("value.number", "/applicant/phone")]),
        ({"applicant": {"name": ["甲"]}}, [("value.type", "/applicant/name")]),
        ({"applicant": {"established_on": "2017-02-30"}}, [("date.impossible", "/applicant/established_on")]),
        ({"self_assessment": {"1.1.1": "full"}}, [("json.unknown-key", "/self_assessment/1.1.1")]),
        ({"self_assessment": ["full"]}, [("json.type", "/self_assessment")]),
        ({"self_assessment": {"scores": [1]}}, [("json.type", "/self_assessment/scores")]),
        ({"self_assessment": {"scores": {"13.1.1": 1}}}, [("json.unknown-key", "/self_assessment/scores/13.1.1")]),
        ({"self_assessment": {"scores": {"1.1.1": "half"}}}, [("score.not-offered", "/self_assessment/scores/1.1.1")]),
        (
            {"self_assessment": {"scores": {"1.1.1": 10, "确定信用管理方针并形成文件": 10}}},
            [("json.same-thing-twice", "/self_assessment/scores/确定信用管理方针并形成文件")],
        ),
        ({"materials": {"summery_report": "x.pdf"}}, [("json.unknown-key", "/materials/summery_report")]),
        ({"materials": "x.pdf"}, [("json.type", "/materials")]),
        ({"materials": {"summary_report": 5}}, [("file.type", "/materials/summary_report")]),
        ({"materials": {"summary_report": ["x.pdf", ""]}}, [("file.path", "/materials/summary_report/1")]),
        ({"materials": {"summary_report": "a\\x.pdf"}}, [("file.path", "/materials/summary_report")]),
        ({"materials": {"summary_report": {"file": "a\\x.pdf"}}}, [("file.path", "/materials/summary_report/file")]),
        ({"materials": {"summary_report": {"密码": "1"}}}, [("file.type", "/materials/summary_report")]),
        (
            {"materials": {"summary_report": {"文件": "x.pdf", "密码": 1}}},
            [("file.password", "/materials/summary_report/密码")],
        ),
        (
            {"materials": {"summary_report": {"文件": "x.pdf", "密": "1"}}},
            [("json.unknown-key", "/materials/summary_report/密")],
        ),
        ({"materials": {"summary_report": "x\u0000.pdf"}}, [("text.control", "/materials/summary_report")]),
        ({"evidence": {}}, [("json.type", "/evidence")]),
        ({"evidence": ["x.pdf"]}, [("json.type", "/evidence/0")]),
        (
            {"evidence": [{}]},
            [
                ("evidence.indicator", "/evidence/0/indicator"),
                ("evidence.title", "/evidence/0/title"),
                ("evidence.files", "/evidence/0/files"),
            ],
        ),
        (
            {"evidence": [{"indicator": "1.1.9", "title": 5, "files": "a\\x.pdf", "page": 1}]},
            [
                ("json.unknown-key", "/evidence/0/page"),
                ("evidence.indicator", "/evidence/0/indicator"),
                ("evidence.title", "/evidence/0/title"),
                ("file.path", "/evidence/0/files"),
            ],
        ),
        (
            {"evidence": [{"考核内容": 1.1, "标题": "一\n二", "文件": [{}]}]},
            [
                ("evidence.indicator", "/evidence/0/考核内容"),
                ("text.line-break", "/evidence/0/标题"),
                ("file.type", "/evidence/0/文件/0"),
            ],
        ),
        (
            {"evidence": [{"indicator": "1.1.1", "title": "#N/A", "files": "a.pdf"}]},
            [("value.error", "/evidence/0/title")],
        ),
        (
            {"evidence": [{"indicator": "1.1.1", "title": "⽅针", "files": "a.pdf"}]},
            [("text.read-as", "/evidence/0/title")],
        ),
        ({"applicant": {"name": "?样例"}}, [("value.lost", "/applicant/name")]),
        ({"applicant": {"phone": "同上"}}, [("value.elsewhere", "/applicant/phone")]),
        ({"applicant": {"fax": "无"}}, []),
    ],
)
def test_faults_are_named_with_their_place(scheme: Scheme, data: Data, expected: list[tuple[str, str]]) -> None:
    assert faults(scheme, data) == expected


@pytest.mark.parametrize("data", [[], "甲", 5, True, None])
def test_a_file_that_holds_no_object_gives_no_record(scheme: Scheme, data: object) -> None:
    result = reading(scheme, data)
    assert result.record is None
    assert [problem.code for problem in result.problems] == ["json.type"]


def test_what_is_right_beside_faults_is_read(scheme: Scheme) -> None:
    result = reading(scheme, {"applicant": {"name": "甲", "postcode": "2", "phone": True}, "commitment": []})
    assert result.record is not None
    assert result.record.value("applicant.name") == "甲"
    assert [problem.code for problem in result.problems] == ["identifier.shape", "value.type", "json.type"]


def test_an_unknown_key_names_the_nearest_one(scheme: Scheme) -> None:
    problem = reading(scheme, {"applicant": {"企业名称1": "甲"}}).problems[0]
    assert "「企业名称」" in problem.remedy
    assert "「企业名称1」" in problem.message


def test_many_unknown_keys_are_counted(scheme: Scheme) -> None:
    problems = reading(scheme, {"applicant": {f"key{number}": 1 for number in range(1000)}}).problems
    assert len(problems) == 21
    assert "还有 980 个" in problems[-1].message


def test_a_list_that_nobody_means_is_one_problem(scheme: Scheme) -> None:
    assert faults(scheme, {"evidence": [{}] * 1001}) == [("json.long-list", "/evidence")]
    assert faults(scheme, {"materials": {"credit_report": ["x.pdf"] * 1001}}) == [
        ("json.long-list", "/materials/credit_report")
    ]
    assert faults(scheme, {"materials": {"credit_report": ["x.pdf"] * 1000}}) == []


def test_of_a_key_given_twice_the_first_counts_and_is_a_problem(scheme: Scheme) -> None:
    result = read_record_text(scheme, '{"applicant": {"name": "甲", "name": "乙"}}', "企业.json")
    assert [(problem.code, problem.place.at) for problem in result.problems] == [
        ("json.duplicate-key", "/applicant/name")
    ]
    assert result.record is not None
    assert result.record.value("applicant.name") == "甲"


def test_no_problem_repeats_an_identity_number_or_telephone(scheme: Scheme) -> None:
    number, telephone, code = "320585198001019999", "0512-535299", "91320585990000019X"
    data = {
        "applicant": {
            "legal_representative_id": number,
            "phone": telephone,
            "unified_social_credit_code": code,
            "contact_person": int(number),
        }
    }
    result = reading(scheme, data)
    assert len(result.problems) == 4
    for problem in result.problems:
        for secret in (number, telephone, code):
            assert secret not in str(problem)


def test_a_file_may_bring_its_password_which_nothing_shows(scheme: Scheme) -> None:
    secret = "sesam-öffne dich"
    files = ["一.pdf", {"file": "二.pdf", "password": secret}, {"文件": "三.pdf", "密码": ""}, {"文件": "四.pdf"}]
    result = reading(scheme, {"materials": {"credit_report": files, "work_plan": {"文件": "五.pdf", "密码": secret}}})
    assert result.record is not None and result.problems == ()
    found = [(file.path, file.password) for entry in result.record.materials for file in entry.files]
    assert sorted(found, key=str) == sorted(
        [("一.pdf", None), ("二.pdf", secret), ("三.pdf", None), ("四.pdf", None), ("五.pdf", secret)], key=str
    )
    assert secret not in repr(result)
    broken = reading(
        scheme, {"materials": {"credit_report": [{"file": "a\\x.pdf", "password": secret, "pass": secret}]}}
    )
    assert len(broken.problems) == 2
    assert secret not in "".join(map(str, broken.problems))


def test_reading_a_file(scheme: Scheme, tmp_path: Path) -> None:
    path = tmp_path / "企业.json"
    path.write_text('\ufeff{"applicant": {"name": "甲"}}', "utf-8")
    result = read_record(scheme, path)
    assert result.problems == ()
    assert result.record is not None
    assert result.record.place == Place("企业.json")
    assert read_record(scheme, tmp_path / "无.json").record is None


@pytest.mark.parametrize("path", ["x.pdf", "文件/x.pdf", "./x.pdf", "文件 1/a b.pdf", "/x.pdf", "../x.pdf"])
def test_paths_that_may_stand_in_a_record(path: str) -> None:
    assert path_fault(path) is None


@pytest.mark.parametrize("path", ["", " ", "C:\\x.pdf", "a\\x.pdf"])
def test_paths_that_may_not(path: str) -> None:
    assert path_fault(path) is not None


# --------------------------------------------------------------------------------------------------- anything at all

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.text())
def test_any_text_is_read_without_a_crash(scheme: Scheme, text: str) -> None:
    result = read_record_text(scheme, text, "企业.json")
    assert result.record is not None or result.problems


@given(JSON)
def test_any_json_is_read_without_a_crash(scheme: Scheme, value: object) -> None:
    result = read_record_text(scheme, json.dumps(value), "企业.json")
    assert (result.record is None) == (not isinstance(value, dict))
    for problem in result.problems:
        assert str(problem).encode("utf-8")


@pytest.mark.slow
@settings(max_examples=some_of(200))
@given(st.data())
def test_any_json_under_known_keys_is_read_without_a_crash(scheme: Scheme, data: st.DataObject) -> None:
    fields = st.sampled_from(sorted(scheme.fields))
    tree: Data = {
        "self_assessment": {"scores": data.draw(st.dictionaries(st.sampled_from(list(scheme.indicators)), JSON))},
        "materials": data.draw(JSON | st.dictionaries(st.sampled_from([m.id for m in scheme.supplied]), JSON)),
        "evidence": data.draw(
            JSON | st.lists(st.dictionaries(st.sampled_from(["indicator", "title", "files"]), JSON), max_size=3)
        ),
    }
    for field, value in data.draw(st.dictionaries(fields, JSON, max_size=6)).items():
        block, _, name = field.partition(".")
        tree.setdefault(block, {})[name] = value
    result = read_record_text(scheme, json.dumps(tree), "企业.json")
    assert result.record is not None
    for problem in result.problems:
        assert str(problem).encode("utf-8")


@given(st.text())
@example("ﬀ")
def test_any_name_comes_out_exactly_or_is_a_problem(scheme: Scheme, name: str) -> None:
    result = read_record_text(scheme, json.dumps({"applicant": {"name": name}}), "企业.json")
    assert result.record is not None
    value = result.record.value("applicant.name")
    if value is None:
        assert result.problems or not name.strip()
    else:  # characters that stand for others are replaced, and this is reported
        assert value == as_meant(name)[0] and (value == name or result.problems)


@pytest.mark.parametrize("key", ["total", "总分", "合计", "自评总分", "自评合计"])
@pytest.mark.parametrize(
    ("total", "codes"),
    [(10, []), ("10分", []), ("１０", []), (None, []), ("", []), (999, ["score.total"]), ("十分", ["score.total"])],
)
def test_a_sum_of_the_scores_is_compared_and_never_read(
    scheme: Scheme, key: str, total: object, codes: list[str]
) -> None:
    said = read_record_text(scheme, json.dumps({"自评": {"得分": {"1.1.1": 10}, key: total}}), "x.json")
    assert [problem.code for problem in said.problems] == codes
    assert not any(problem.is_error for problem in said.problems)
    assert said.record is not None and len(said.record.scores) == 1


def test_a_sum_that_is_no_number_is_an_error(scheme: Scheme) -> None:
    said = read_record_text(scheme, json.dumps({"自评": {"总分": [10]}}), "x.json")
    assert [(problem.code, problem.place.at) for problem in said.problems] == [("json.type", "/自评/总分")]
