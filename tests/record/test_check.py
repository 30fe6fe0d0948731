"""Findings about a record as a whole. For each there is a record with the fault, and a record without it."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from formgen.foundation.problems import Problem, Severity
from formgen.intake.json.record import Reading, read_record_text
from formgen.record.check import check
from formgen.record.kinds.dates import years_later
from formgen.record.kinds.identifiers import organisation_check_digit
from formgen.record.models import Record
from formgen.scheme.models import Scheme
from formgen.scheme.rules import YearsApartRule
from tests.record.gaps import missing

Data = dict[str, Any]


def everything(character: str) -> bool:
    return True


def reading(scheme: Scheme, data: Data) -> Reading:
    return read_record_text(scheme, json.dumps(data), "企业.json")


def record(scheme: Scheme, data: Data) -> Record:
    result = reading(scheme, data)
    assert result.record is not None
    assert [problem for problem in result.problems if problem.is_error] == []
    return result.record


def found(scheme: Scheme, data: Data) -> list[Problem]:
    return list(check(scheme, record(scheme, data), everything))


def codes(problems: list[Problem] | tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def full_scores(scheme: Scheme) -> Data:
    return {"self_assessment": {"scores": {row_id: "full" for row_id in scheme.indicators}}}


def test_an_empty_record_has_no_findings(scheme: Scheme) -> None:
    assert found(scheme, {}) == []


# ------------------------------------------------------------------------------------------------------- rules


def two_dates(earlier: str, later: str) -> Data:
    return {"applicant": {"established_on": earlier}, "application": {"applied_on": later}}


@pytest.mark.parametrize(
    ("earlier", "later", "enough"),
    [
        ("2016-06-05", "2018-06-05", True),
        ("2016-06-06", "2018-06-05", False),
        ("2016-02-29", "2018-02-28", True),
        ("2016-02-29", "2018-02-27", False),
        ("2014-02-28", "2016-02-28", True),
        ("2018-06-05", "2016-06-05", False),
    ],
)
def test_two_full_years_of_business(scheme: Scheme, earlier: str, later: str, enough: bool) -> None:
    problems = found(scheme, two_dates(earlier, later))
    assert codes(problems) == ([] if enough else ["rule.years-apart"])


def test_the_message_names_both_fields_and_days(scheme: Scheme) -> None:
    problem = found(scheme, two_dates("2017-03-01", "2018-06-05"))[0]
    assert problem.is_error
    assert problem.label == "申报日期"
    assert problem.place.at == "/application/applied_on"
    for words in ("「6、成立日期」2017年3月1日", "「申报日期」2018年6月5日", "不满 2 年"):
        assert words in problem.message


@given(st.dates(date(1950, 1, 1), date(2050, 12, 31)), st.integers(1, 5), st.integers(-800, 800))
def test_years_apart_agrees_with_the_calendar(scheme: Scheme, earlier: date, years: int, days: int) -> None:
    later = date.fromordinal(years_later(earlier, years).toordinal() + days)
    rule = next(rule for rule in scheme.rules if isinstance(rule, YearsApartRule))
    changed = scheme.model_copy(update={"rules": (rule.model_copy(update={"years": years}),)})
    data = two_dates(earlier.isoformat(), later.isoformat())
    assert codes(found(changed, data)) == ([] if days >= 0 else ["rule.years-apart"])


def test_recommended_a_year_after_acceptance(scheme: Scheme) -> None:
    data = {"recommendation": {"accepted_on": "2017-06-20", "applied_on": "2018-06-19"}}
    assert codes(found(scheme, data)) == ["rule.years-apart"]
    data["recommendation"]["applied_on"] = "2018-06-20"
    assert codes(found(scheme, data)) == []


def test_not_before(scheme: Scheme) -> None:
    data = {"applicant": {"established_on": "2018-07-02"}, "commitment": {"signed_on": "2018-07-01"}}
    assert codes(found(scheme, data)) == ["rule.not-before"]
    data["commitment"]["signed_on"] = "2018-07-02"
    assert codes(found(scheme, data)) == []


def test_deadlines_are_warnings(scheme: Scheme) -> None:
    late = found(scheme, {"application": {"applied_on": "2018-06-09"}})
    assert [(problem.code, problem.severity) for problem in late] == [("rule.not-after", Severity.WARNING)]
    assert found(scheme, {"application": {"applied_on": "2018-06-08"}}) == []


def test_misconduct_scored_zero_contradicts_the_commitment_letter(scheme: Scheme) -> None:
    data = full_scores(scheme)
    data["self_assessment"]["scores"]["11.7.1"] = "zero"
    problem = next(problem for problem in found(scheme, data) if problem.code == "rule.score-contradicts")
    assert problem.is_error
    assert problem.place.at == "/self_assessment/scores/11.7.1"
    data["self_assessment"]["scores"]["11.7.1"] = "half"
    assert "rule.score-contradicts" not in codes(found(scheme, data))


def test_serious_dishonesty_is_refused(scheme: Scheme) -> None:
    assert codes(found(scheme, {"recommendation": {"serious_dishonesty": "有"}})) == ["rule.choice-refuses"]
    assert found(scheme, {"recommendation": {"serious_dishonesty": "无"}}) == []


# ----------------------------------------------------------------------------------------- fields that must agree


def unified(body: str) -> str:
    code = f"91320585{body}{organisation_check_digit(body)}"
    return code + uscc.calc_check_digit(code)


def test_organisation_code_is_inside_the_unified_code(scheme: Scheme) -> None:
    data: Data = {"applicant": {"unified_social_credit_code": unified("99000001"), "organization_code": "12345678-8"}}
    problem = found(scheme, data)[0]
    assert (problem.code, problem.label) == ("contradiction.organisation-code", "2、组织机构代码")
    assert "12345678" not in problem.message
    data["applicant"]["organization_code"] = f"99000001{organisation_check_digit('99000001')}"
    assert found(scheme, data) == []


def test_a_registration_number_of_18_is_the_unified_code(scheme: Scheme) -> None:
    data: Data = {
        "applicant": {
            "unified_social_credit_code": unified("99000001"),
            "registration_number": unified("99000002"),
        }
    }
    assert codes(found(scheme, data)) == ["contradiction.registration-number"]
    data["applicant"]["registration_number"] = unified("99000001")
    assert found(scheme, data) == []
    data["applicant"]["registration_number"] = "110108000000016"
    assert found(scheme, data) == []


def resident(born: str) -> str:
    body = f"320585{born}000"
    return body + ric.calc_check_digit(body + "0")


def test_a_representative_who_is_a_minor_on_the_day_of_application(scheme: Scheme) -> None:
    data: Data = {
        "applicant": {"legal_representative_id": resident("20000609")},
        "application": {"applied_on": "2018-06-08"},
    }
    problem = found(scheme, data)[0]
    assert (problem.code, problem.severity) == ("person.age", Severity.WARNING)
    assert "20000609" not in str(problem)
    data["applicant"]["legal_representative_id"] = resident("20000608")
    assert found(scheme, data) == []


def test_without_a_day_of_application_the_age_is_of_today(scheme: Scheme) -> None:
    this_year = date.today().year
    child, adult = resident(f"{this_year - 10}0101"), resident(f"{this_year - 30}0101")
    assert codes(found(scheme, {"applicant": {"legal_representative_id": child}})) == ["person.age"]
    assert found(scheme, {"applicant": {"legal_representative_id": adult}}) == []


@pytest.mark.parametrize(
    ("locality", "expected"),
    [
        ("太仓市沙溪镇", []),
        ("江苏省太仓市", []),
        ("太仓市浮桥镇", ["contradiction.town"]),
        ("太仓市沙溪镇、浮桥镇", []),
    ],
)
def test_the_locality_names_no_other_town(scheme: Scheme, locality: str, expected: list[str]) -> None:
    problems = found(scheme, {"applicant": {"town": "沙溪镇", "locality": locality}})
    assert codes(problems) == expected
    assert not any(problem.is_error for problem in problems)


# ---------------------------------------------------------------------------------------------------- characters


def test_a_character_without_a_face_is_named_with_its_position(scheme: Scheme) -> None:
    data = {
        "applicant": {"name": "太仓😀样😀例", "industry": "纺织业"},
        "application": {"reasons": "一\n二😀"},
        "evidence": [{"indicator": "1.1.1", "title": "方针😀", "files": "方针.pdf"}],
    }
    problems = check(scheme, record(scheme, data), lambda character: character != "😀")
    assert codes(problems) == ["character.no-face"] * 3
    assert all(problem.is_error for problem in problems)
    assert "第 3 个字符「😀」（U+1F600），共 2 处" in problems[0].message
    assert problems[0].label == "1、企业名称"
    assert "第 2 行第 2 个字符" in problems[1].message
    assert "处" not in problems[1].message
    assert problems[2].place.at == "/evidence/0"


def test_the_characters_asked_for_are_those_that_are_printed(scheme: Scheme) -> None:
    asked: set[str] = set()
    data = {"applicant": {"established_on": "2009-03-18", "name": "甲\u3000乙"}, "application": {"reasons": "丙\n丁"}}
    check(scheme, record(scheme, data), lambda character: not asked.add(character))  # type: ignore[func-returns-value]
    assert asked == set("2009年3月18日甲乙\u3000丙丁")


# ------------------------------------------------------------------------------------------------------- scores


def test_unscored_rows_are_errors_section_by_section(scheme: Scheme) -> None:
    data = full_scores(scheme)
    for row_id in ("1.1.1", "1.2.2", "12.3.3"):
        del data["self_assessment"]["scores"][row_id]
    problems = [problem for problem in found(scheme, data) if problem.code == "score.missing"]
    assert [problem.severity for problem in problems] == [Severity.ERROR] * 2
    assert "有 2 项没有自评得分：1.1.1 确定信用管理方针并形成文件；1.2.2 " in problems[0].message
    assert "12.3.3" in problems[1].message
    assert "score.missing" not in codes(found(scheme, full_scores(scheme)))


def test_a_score_that_was_refused_is_not_also_missing(scheme: Scheme) -> None:
    data = full_scores(scheme)
    data["self_assessment"]["scores"]["1.1.1"] = "half"
    result = reading(scheme, data)
    assert codes(result.problems) == ["score.not-offered"]
    assert result.record is not None
    assert "score.missing" not in codes(check(scheme, result.record, everything, result.problems))
    assert "score.missing" in codes(check(scheme, result.record, everything))


def test_full_scores_without_evidence(scheme: Scheme) -> None:
    data = full_scores(scheme)
    assert codes(found(scheme, data)) == ["evidence.missing"]
    data["evidence"] = [
        {"indicator": row.id, "title": "材料", "files": f"{row.id}.pdf"} for row in scheme.indicators.values()
    ]
    assert found(scheme, data) == []
    del data["evidence"][0]
    problem = found(scheme, data)[0]
    assert (problem.code, problem.severity) == ("evidence.missing", Severity.WARNING)
    assert problem.message == "有 1 项自评满分而没有佐证材料：1.1.1"


def test_evidence_for_a_zero_score(scheme: Scheme) -> None:
    data: Data = {"self_assessment": {"scores": {row_id: "zero" for row_id in scheme.indicators if row_id != "11.7.1"}}}
    data["self_assessment"]["scores"]["11.7.1"] = "half"
    data["evidence"] = [{"indicator": "1.1.1", "title": "方针", "files": "方针.pdf"}]
    problems = found(scheme, data)
    assert codes(problems) == ["evidence.zero-score"]
    assert problems[0].label == "1.1.1 确定信用管理方针并形成文件"


def test_the_same_file_twice(scheme: Scheme) -> None:
    data: Data = {
        "materials": {"summary_report": "文件/总结.pdf"},
        "evidence": [{"indicator": "1.1.1", "title": "方针", "files": ["文件/./总结.pdf", "文件/方针.pdf"]}],
    }
    problems = found(scheme, data)
    assert codes(problems) == ["file.twice"]
    assert problems[0].place.at == "/evidence/0/files/0"
    assert "「总结.pdf」在「企业贯标工作总结报告」已经用过" in problems[0].message
    data["evidence"][0]["files"].pop(0)
    assert found(scheme, data) == []


# ------------------------------------------------------------------------------------------------------ missing


def test_missing_fields_come_in_the_forms_order_each_once(scheme: Scheme) -> None:
    problems = missing(scheme, record(scheme, {}), ["annex2", "annex3"])
    labels = [problem.label for problem in problems]
    assert labels[:4] == ["1、企业名称", "申报日期", "2、组织机构代码", "3、工商注册号"]
    assert labels[-1] == "承诺日期"
    assert len(set(labels)) == len(labels)
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert set(codes(problems)) == {"field.missing"}


def test_optional_and_office_fields_are_never_missing(scheme: Scheme) -> None:
    labels = {problem.label for problem in missing(scheme, record(scheme, {}), [form.id for form in scheme.forms])}
    assert "14、传真" not in labels
    assert not any("意见" in label for label in labels)


def test_what_is_said_is_not_missing(scheme: Scheme) -> None:
    labels = {
        problem.label for problem in missing(scheme, record(scheme, {"applicant": {"postcode": "215400"}}), ["annex2"])
    }
    assert "12、邮编" not in labels
    assert "13、联系电话" in labels


def test_only_these_forms_count_and_severity_is_the_callers(scheme: Scheme) -> None:
    problems = missing(scheme, record(scheme, {}), ["annex3"], Severity.ERROR)
    assert [(problem.label, problem.severity) for problem in problems] == [
        ("1、企业名称", Severity.ERROR),
        ("承诺日期", Severity.ERROR),
    ]


def test_a_sheet_without_any_score_is_missing_as_a_whole(scheme: Scheme) -> None:
    assert [problem.label for problem in missing(scheme, record(scheme, {}), ["annex4"])] == ["1、企业名称", "自评"]
    scored = record(scheme, {"self_assessment": {"scores": {"1.1.1": "full"}}})
    assert [problem.label for problem in missing(scheme, scored, ["annex4"])] == ["1、企业名称"]


def test_a_value_that_was_refused_is_not_also_missing(scheme: Scheme) -> None:
    result = reading(scheme, {"applicant": {"name": "太仓样例", "postcode": "2154"}})
    assert result.record is not None
    labels = {problem.label for problem in missing(scheme, result.record, ["annex2"], found=result.problems)}
    assert "12、邮编" not in labels
    assert "11、经营地址" in labels


def test_checking_changes_nothing(scheme: Scheme) -> None:
    said = record(scheme, full_scores(scheme))
    before = copy.deepcopy(said)
    check(scheme, said, everything)
    assert said == before


# ------------------------------------------------------------------------------------------------------- the name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("太仓甲有限公司（已注销）", "name.status"),
        ("太仓甲有限公司-不申报", "name.status"),
        ("太仓甲厂【放弃申报】", "name.status"),
        ("太仓甲有限公司（曾用名：太仓丙厂）", "name.former"),
        ("★太仓甲有限公司", "name.mark"),
        ("太仓甲有限公司①", "name.mark"),
        ("太仓甲有限公司.", "name.mark"),
        ("《太仓甲有限公司》", "name.mark"),
        ("太仓甲有限公司 沈明诚", "name.more"),
        ("太仓甲有限公司 联系人周敏", "name.more"),
        ("太仓甲有限公司等3家", "name.more"),
        ("太仓甲有限公司2", "name.more"),
        ("太仓甲有限公司 Taicang Jia Co., Ltd.", ""),
        ("Taicang Jia Co., Ltd.", ""),
        ("太仓甲有限公司 太仓工厂", ""),
        ("太仓甲有限公司工会", ""),
        ("太仓甲有限公司、太仓乙有限公司", "name.several"),
        ("太仓甲经营部/太仓乙经营部", "name.several"),
        ("苏州甲有限公司 太仓分公司", ""),
        ("太仓甲企业（有限合伙）", ""),
        ("太仓停产设备维修有限公司", ""),
        ("太仓甲（停产设备）有限公司", ""),
    ],
)
def test_what_stands_beside_a_name_is_told(scheme: Scheme, name: str, code: str) -> None:
    assert [one for one in codes(found(scheme, {"applicant": {"name": name}})) if one.startswith("name.")] == [
        code
    ] * bool(code)
