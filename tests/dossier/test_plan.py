"""The plan has the work plan's order and words, and evidence in the form's order. It reports everything missing at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formgen.dossier.plan import circled, plan
from formgen.foundation.problems import Place
from formgen.record.models import Record
from formgen.scheme.models import Scheme
from tests.dossier.given import record_of

ALL = {
    "summary_report": ("总结.pdf",),
    "internal_assessment_report": ("评估一.pdf", "评估二.pdf"),
}


def test_acceptance_in_the_work_plans_order_and_words(scheme: Scheme) -> None:
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    evidence = (("12.3.1", "改进", ("c.pdf",)), ("1.1.1", "方针", ("a.pdf",)), ("1.1.1", "目标", ("b.pdf", "d.pdf")))
    planned, problems = plan(scheme, acceptance, record_of(ALL, evidence))
    assert problems == ()
    assert planned.applicant == "太仓样例精密机械有限公司"
    assert planned.title == "贯标验收材料"
    assert [(material.number, material.title) for material in planned.materials] == [
        ("①", "企业贯标工作总结报告"),
        ("②", "企业信用管理内部评估报告"),
        ("③", "贯标申报信用承诺书（附件3）"),
        ("④", "江苏省企业信用管理状况评价指标自评表（附件4）"),
        ("⑤", "企业信用管理状况评价指标的佐证材料"),
    ]
    assert [part.form for material in planned.materials[2:4] for part in material.parts] == ["annex3", "annex4"]
    assert [file.path for file in planned.materials[1].parts[0].files] == ["评估一.pdf", "评估二.pdf"]
    # 1.1.1 stands before 12.3.1; evidence for the same indicator keeps the record's own order
    assert [(part.indicator, part.title) for part in planned.materials[4].parts] == [
        ("1.1.1", "方针"),
        ("1.1.1", "目标"),
        ("12.3.1", "改进"),
    ]


def test_titles_are_those_of_the_official_text(scheme: Scheme) -> None:
    official = (scheme.folder / "official.txt").read_text(encoding="utf-8")
    for dossier in scheme.dossiers:
        for material in plan(scheme, dossier, record_of({}))[0].materials:
            assert f"{material.number}{material.title}" in official


def test_everything_missing_is_named_at_once_in_a_clerks_words_with_its_issuer(scheme: Scheme) -> None:
    for dossier in scheme.dossiers:
        planned, problems = plan(scheme, dossier, Record(Place("企业.json")))
        wanted = [
            (number, material) for number, material in enumerate(dossier.materials, 1) if material.supplied
        ]  # the first problem is the missing name
        assert problems[0].code == "dossier.no-applicant" and problems[0].label == "企业名称"
        for (number, material), problem in zip(wanted, problems[1:], strict=False):
            assert problem.is_error and problem.code == "dossier.missing-material"
            assert problem.label == planned.materials[number - 1].title
            assert circled(number) in problem.message
            label = next(one.label for one in scheme.supplied if one.id == material.supplied)
            assert f"「{label}」" in problem.remedy and "materials" not in problem.remedy
            assert problem.place == Place("企业.json", f"/materials/{material.supplied}")
            assert (material.issued_by or "出具") in problem.remedy or material.issued_by is None
        with_evidence = sum(material.evidence for material in dossier.materials)
        assert len(problems) == 1 + len(wanted) + with_evidence


def test_a_remedy_speaks_the_language_of_the_source(scheme: Scheme) -> None:
    """Who filled in a workbook knows sheets and rows; a line of JSON Lines keeps its line."""
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    from_table = replace(record_of({}), place=Place("名册.xlsx", "企业!第 3 行"), file_sheet="材料和佐证")
    problems = plan(scheme, acceptance, from_table)[1]
    assert {str(problem.place) for problem in problems} == {"名册.xlsx!材料和佐证"}
    assert all("工作表「材料和佐证」" in problem.remedy and "materials" not in problem.remedy for problem in problems)
    assert "「企业贯标工作总结报告」" in problems[0].remedy
    from_text = replace(record_of({}), place=Place("名册.csv", "第 3 行"), is_alone=True)
    problems = plan(scheme, acceptance, from_text)[1]
    assert {str(problem.place) for problem in problems} == {"名册.csv!第 3 行"}
    assert not any("工作表" in problem.remedy or "数据的" in problem.remedy for problem in problems)
    assert "加一列「企业贯标工作总结报告」" in problems[0].remedy
    assert problems[-1].remedy.startswith("把文件放进以企业名称命名的文件夹")
    from_line = replace(record_of({}), place=Place("名册.jsonl", "第 5 行"))
    places = [str(problem.place) for problem in plan(scheme, acceptance, from_line)[1]]
    assert places[0] == "名册.jsonl!第 5 行/materials/summary_report" and places[-1] == "名册.jsonl!第 5 行/evidence"


def test_who_issues_a_missing_report_is_said(scheme: Scheme) -> None:
    application = scheme.dossier("application")
    assert application is not None
    (problem,) = plan(scheme, application, record_of({}))[1]
    assert "太仓市行政服务中心大厅底楼信用查询窗口" in problem.remedy
    assert problem.label == "企业近三年信用信息查询报告"


def test_evidence_of_no_indicator_and_without_files(scheme: Scheme) -> None:
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None
    evidence = (("99.1.1", "不知何物", ("a.pdf",)), ("1.1.1", "方针", ()))
    planned, problems = plan(scheme, acceptance, record_of(ALL, evidence))
    assert [problem.code for problem in problems] == ["dossier.unknown-indicator", "dossier.no-file"]
    assert "99.1.1" in problems[0].message
    assert [part.title for part in planned.materials[4].parts] == ["方针", "不知何物"]


@pytest.mark.parametrize(("number", "written"), [(1, "①"), (9, "⑨"), (20, "⑳"), (21, "（21）")])
def test_circled_numbers(number: int, written: str) -> None:
    assert circled(number) == written


def test_what_lacks_of_a_record_that_was_typed_in_the_browser_is_put_right_on_a_page(scheme: Scheme) -> None:
    for dossier in scheme.dossiers:
        _, problems = plan(scheme, dossier, Record(Place("企业.json"), file_page="材料和佐证"))
        for problem in problems[1:]:
            assert "网页的「材料和佐证」页" in problem.remedy
            assert "数据" not in problem.remedy and "formgen" not in problem.remedy
