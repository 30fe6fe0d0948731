"""Numbers and words show the files of an applicant's own folder. A file that fits nothing is reported, and nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.intake.collected import Collected
from formgen.intake.folders.subject_words import name_words, subject_words
from formgen.intake.sources import read_one, read_source
from formgen.scheme.models import Scheme
from tests.intake.given import CODE, OTHER_CODE, csv_bytes


def files(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"%PDF-1.4")


def table(folder: Path, *rows: list[str]) -> Path:
    (folder / "名册.csv").write_bytes(csv_bytes([["企业名称", "统一社会信用代码"], *rows]))
    return folder / "名册.csv"


def supplied(one: Collected) -> dict[str, list[str]]:
    assert one.record is not None
    return {item.material: [file.path for file in item.files] for item in one.record.materials}


def evidence(one: Collected) -> list[tuple[str, str, list[str]]]:
    assert one.record is not None
    return [(item.indicator, item.title, [file.path for file in item.files]) for item in one.record.evidence]


def told(one: Collected) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in one.problems if problem.code.startswith("folder.")]


def test_files_are_found_by_numbers_and_words_in_natural_order(scheme: Scheme, tmp_path: Path) -> None:
    files(
        tmp_path / "甲公司",
        "①企业贯标工作总结报告.pdf",
        "2、内部评估报告（盖章）.docx",
        "企业近三年信用信息查询报告/page10.jpg",
        "企业近三年信用信息查询报告/page2.jpg",
        "佐证/1.1.1 信用管理方针/10.jpg",
        "佐证/1.1.1 信用管理方针/9.jpg",
        "佐证/１．１．２　方针协调性 (1).jpg",
        "佐证/１．１．２　方针协调性 (2).jpg",
        "佐证/3.1.10/a.pdf",
        "佐证/明确某部门行使信用管理职能/任命.pdf",
        "2-2-1_部门职责.pdf",
        "甲公司2018年度示范创建工作计划.pdf",
        "照片/合影.jpg",
        "Thumbs.db",
        ".hidden",
    )
    first, second = read_source(scheme, table(tmp_path, ["甲公司", CODE], ["乙公司", OTHER_CODE]))
    assert supplied(first) == {
        "credit_report": [
            "甲公司/企业近三年信用信息查询报告/page2.jpg",
            "甲公司/企业近三年信用信息查询报告/page10.jpg",
        ],
        "summary_report": ["甲公司/①企业贯标工作总结报告.pdf"],
        "internal_assessment_report": ["甲公司/2、内部评估报告（盖章）.docx"],
        "work_plan": ["甲公司/甲公司2018年度示范创建工作计划.pdf"],
    }
    assert evidence(first) == [
        ("1.1.1", "信用管理方针", ["甲公司/佐证/1.1.1 信用管理方针/9.jpg", "甲公司/佐证/1.1.1 信用管理方针/10.jpg"]),
        (
            "1.1.2",
            "方针协调性",
            ["甲公司/佐证/１．１．２　方针协调性 (1).jpg", "甲公司/佐证/１．１．２　方针协调性 (2).jpg"],
        ),
        ("2.1.1", "明确某部门行使信用管理职能", ["甲公司/佐证/明确某部门行使信用管理职能/任命.pdf"]),
        ("2.2.1", "部门职责", ["甲公司/2-2-1_部门职责.pdf"]),
    ]
    (code, message), *rest = told(first)
    assert code == "folder.unplaced" and "「照片/合影.jpg」" in message and "3.1.10" in message and rest == []
    assert supplied(second) == {} and evidence(second) == [] and second.problems == ()
    assert all((first.folder / file.path).is_file() for item in first.record.evidence for file in item.files)  # type: ignore[union-attr]


def test_what_the_record_names_counts(scheme: Scheme, tmp_path: Path) -> None:
    files(tmp_path / "甲公司", "总结报告.pdf", "总结报告旧稿/总结报告.pdf", "佐证/1.1.1/a.pdf", "佐证/1.1.2/b.pdf")
    record = {
        "applicant": {"name": "甲公司"},
        "materials": {"summary_report": ["甲公司/./总结报告.pdf"]},
        "evidence": [{"indicator": "1.1.1", "title": "方针", "files": ["c.pdf"]}],
    }
    (tmp_path / "甲.json").write_text(json.dumps(record), encoding="utf-8")
    one = read_one(scheme, tmp_path / "甲.json")
    assert supplied(one) == {"summary_report": ["甲公司/./总结报告.pdf"]}
    assert [(row, paths) for row, _, paths in evidence(one)] == [
        ("1.1.1", ["c.pdf"]),
        ("1.1.2", ["甲公司/佐证/1.1.2/b.pdf"]),
    ]
    ((code, message),) = told(one)
    assert code == "folder.named" and "总结报告旧稿" in message and "1.1.1/a.pdf" in message


@pytest.mark.parametrize("folder", ["甲公司", "01-甲公司", "甲 公司", CODE, f"甲公司（{CODE}）", f"{CODE} 甲公司"])
def test_the_folder_has_the_name_or_the_code(scheme: Scheme, tmp_path: Path, folder: str) -> None:
    files(tmp_path / folder, "合同.pdf")
    (one,) = read_source(scheme, table(tmp_path, ["甲公司", CODE]))
    assert supplied(one) == {"service_contract": [f"{folder}/合同.pdf"]}


def test_a_folder_of_nearly_the_name_is_told(scheme: Scheme, tmp_path: Path) -> None:
    files(tmp_path / "太仓样例机械有限公司", "合同.pdf")
    (one,) = read_source(scheme, table(tmp_path, ["太仓样例机诫有限公司", CODE]))
    assert supplied(one) == {} and [code for code, _ in told(one)] == ["folder.near"]


def test_two_enterprises_of_one_name_do_not_share_a_folder(scheme: Scheme, tmp_path: Path) -> None:
    files(tmp_path / "甲公司", "合同.pdf")
    source = read_source(scheme, table(tmp_path, ["甲公司", CODE], ["甲公司", OTHER_CODE]))
    for _ in range(2):
        first, second = source
        assert supplied(first) and supplied(second) == {}
        assert [code for code, _ in told(second)] == ["folder.shared"] and second.problems[-1].is_error
    files(tmp_path / f"甲公司（{OTHER_CODE}）", "工作计划.pdf")
    _, second = read_source(scheme, tmp_path / "名册.csv")
    assert supplied(second) == {"work_plan": [f"甲公司（{OTHER_CODE}）/工作计划.pdf"]}


def test_links_are_not_followed_and_nothing_outside_is_read(scheme: Scheme, tmp_path: Path) -> None:
    files(tmp_path / "secret", "1.1.1 秘密.pdf")
    files(tmp_path / "in" / "甲公司", "1.1.2 方针.pdf")
    (tmp_path / "in" / "甲公司" / "1.1.1 方针.pdf").symlink_to(tmp_path / "secret" / "1.1.1 秘密.pdf")
    (tmp_path / "in" / "甲公司" / "佐证").symlink_to(tmp_path / "secret", target_is_directory=True)
    (tmp_path / "in" / "乙公司").symlink_to(tmp_path / "secret", target_is_directory=True)
    first, second = read_source(scheme, table(tmp_path / "in", ["甲公司", CODE], ["乙公司", OTHER_CODE]))
    assert [row for row, _, _ in evidence(first)] == ["1.1.2"] and evidence(second) == []
    ((code, message),) = told(first)
    assert code == "folder.link" and "佐证" in message and "1.1.1 方针.pdf" in message
    assert [code for code, _ in told(second)] == ["folder.link"]


def test_what_we_made_ourselves_is_no_evidence(scheme: Scheme, tmp_path: Path) -> None:
    """`fill --out .` and `batch --out .` write beside the data."""
    stems = [form.file_stem for form in scheme.forms] + [one.title for one in scheme.dossiers]
    made = [f"{stem}.pdf" for stem in stems] + [f"{stem}-用印签字清单.pdf" for stem in stems]
    files(tmp_path / "甲公司", *made, "贯标验收材料.proof.json", "申报表格合订本.pdf", "贯标验收材料-第1册.pdf")
    (one,) = read_source(scheme, table(tmp_path, ["甲公司", CODE]))
    assert supplied(one) == {} and evidence(one) == [] and one.problems == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("企业贯标工作总结报告.pdf", ["summary_report"]),
        ("总结报告.docx", ["summary_report"]),
        ("贯标总结报告（最终版）.pdf", ["summary_report"]),
        ("②企业信用管理内部评估报告", ["internal_assessment_report"]),
        ("信用信息查询报告.pdf", ["credit_report", "legal_person_credit_report"]),
        ("社会法人信用报告.pdf", ["legal_person_credit_report"]),
        ("现场调查回执.jpg", ["site_survey_report"]),
        ("报告.pdf", None),
        ("1.1.1", ["1.1.1"]),
        ("1.1.11", []),
        ("1.1.1.pdf", ["1.1.1"]),
        ("（1.1.1）方针.pdf", ["1.1.1"]),
        ("４.３.１２ 考核.pdf", ["4.3.12"]),
        ("2.3 经费.pdf", ["2.3.1"]),
        ("2018.6.5 会议纪要.pdf", []),
        ("合影.jpg", []),
        ("三方协议.pdf", []),
        ("①.pdf", []),
    ],
)
def test_what_names_mean(scheme: Scheme, name: str, expected: list[str] | None) -> None:
    found = [subject.id for subject in subject_words(scheme).of(name, False).subjects]
    assert len(found) > 1 if expected is None else sorted(found) == expected


def test_a_number_alone_counts_below_the_dossier_that_has_it(scheme: Scheme, tmp_path: Path) -> None:
    files(tmp_path / "甲公司" / "贯标验收材料", "①.pdf", "②.pdf", "⑤.pdf")
    (one,) = read_source(scheme, table(tmp_path, ["甲公司", CODE]))
    assert supplied(one) == {
        "summary_report": ["甲公司/贯标验收材料/①.pdf"],
        "internal_assessment_report": ["甲公司/贯标验收材料/②.pdf"],
    }
    assert [code for code, _ in told(one)] == ["folder.unplaced"]


def test_every_material_and_indicator_is_found_by_its_own_words(scheme: Scheme) -> None:
    words = subject_words(scheme)
    for number, material in enumerate(scheme.supplied, start=1):
        for name in (f"{material.label}.pdf", f"{number:02} {material.label}"):
            fit = words.of(name, False)
            assert fit.subject is not None and fit.subject.id == material.id
    for row in scheme.indicators.values():
        for name in (row.id, f"{row.id} {row.text[:12]}", f"{row.id}、材料.pdf", row.id.replace(".", "．")):
            fit = words.of(name, True)
            assert fit.subject is not None and fit.subject.id == row.id


@given(st.text(max_size=40), st.booleans())
def test_any_name_means_something_or_nothing(scheme: Scheme, name: str, is_evidence: bool) -> None:
    fit = subject_words(scheme).of(name, is_evidence)
    assert len({subject.id for subject in fit.subjects}) == len(fit.subjects)
    assert len(name_words(name)) <= len(name) * 4
