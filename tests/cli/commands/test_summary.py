"""`formgen summary`: papers for each town and stage that a person can print; what stands on none of them is told."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from formgen.scheme.models import Scheme
from tests.cli.runs import SAMPLES, files_below, formgen
from tests.schemes.made_up import READER_CARD, STAR_MERCHANTS
from tests.summary.made import pdf_pages, records, squashed, word_rows

STAGE = "贯标申报材料"


def test_each_town_and_stage_has_its_list(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = formgen("summary", records(tmp_path, 5), "--out", out)
    assert result.exit_code == 0, result.stderr
    towns = ("沙溪镇", "璜泾镇", "双凤镇", "浮桥镇")
    lists = [f"镇（区）汇总表-{town}-{STAGE}" for town in towns] + ["各镇（区）汇总表"]
    letters = [f"补正通知/补正通知-{town}-{STAGE}-01" for town in towns] + [f"补正通知/补正通知-沙溪镇-{STAGE}-02"]
    wanted = [f"{name}.{kind}" for name in lists for kind in ("docx", "pdf", "xlsx")]
    wanted += [f"{name}.{kind}" for name in letters for kind in ("docx", "pdf")]
    assert files_below(out) == sorted(wanted) and sorted(result.stdout.splitlines()) == sorted(
        f"{out}/{name}" for name in wanted
    )
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (out, *out.rglob("*")))
    rows = word_rows((out / f"{lists[0]}.docx").read_bytes())
    assert [row[1] for row in rows[1:]] == ["太仓样例0有限公司", "太仓样例4有限公司"]
    assert [row[-2:] for row in rows[1:]] == [("缺材料", f"缺②；见补正通知 0{number}；2 处提醒") for number in (1, 2)]
    letter = "".join(pdf_pages((out / f"{letters[-1]}.pdf").read_bytes()))
    assert "太仓样例4有限公司：" in letter and "②企业近三年信用信息查询报告" in letter and "2018年6月8日之前" in letter
    assert "数据：名单.jsonl第5行" in letter
    assert "补交这份材料；由太仓市行政服务中心大厅底楼信用查询窗口出具" in letter and "formgen" not in letter
    assert result.stderr == "共 5 家：缺材料 5\n"


def test_an_applicant_whose_papers_are_complete_has_no_letter(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert formgen("summary", SAMPLES / "complete.json", "--out", out, "--dossier", "acceptance").exit_code == 0
    assert not (out / "补正通知").exists()
    (_, row) = word_rows((out / "镇（区）汇总表-沙溪镇-贯标验收材料.docx").read_bytes())
    assert row[1] == "太仓样例精密机械有限公司" and row[-2] == "完整"
    assert row[6] == "958.5"  # the score is shown at this stage


def test_the_score_is_not_asked_for_where_no_scores_are_handed_in(tmp_path: Path) -> None:
    formgen("summary", SAMPLES / "complete.json", "--out", tmp_path)
    (head, _) = word_rows((tmp_path / f"镇（区）汇总表-沙溪镇-{STAGE}.docx").read_bytes())
    assert head == ("序号", "企业名称", "统一社会信用代码", "法定代表人", "联系人", "联系电话", "材料情况", "备注")


def test_what_can_not_be_read_is_told_and_the_others_have_their_papers(tmp_path: Path) -> None:
    source = records(tmp_path, 2)
    with source.open("a", encoding="utf-8") as file:
        file.write("{不是 JSON\n")
    result = formgen("summary", source, "--out", tmp_path / "out")
    assert result.exit_code == 1 and "第 3 行" in result.stderr
    assert "另有1家企业的数据读不出来" in "".join(pdf_pages((tmp_path / "out" / "各镇（区）汇总表.pdf").read_bytes()))


def test_one_applicant_in_two_sources_is_counted_once(tmp_path: Path) -> None:
    source = records(tmp_path, 2)
    again = shutil.copy(source, tmp_path / "又一份.jsonl")
    result = formgen("summary", source, again, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.count("没有再列入") == 2 and "与前面的「名单.jsonl!第 1 行」是同一家企业" in result.stderr
    rows = word_rows((tmp_path / "out" / "各镇（区）汇总表.docx").read_bytes())
    assert next(row for row in rows if row[1] == "合计")[3] == "2"


def test_without_any_applicant_nothing_is_written(tmp_path: Path) -> None:
    result = formgen("summary", tmp_path / "没有.json", "--out", tmp_path / "out")
    assert result.exit_code == 1 and "没有这个文件" in result.stderr and not (tmp_path / "out").exists()


def test_papers_of_an_earlier_run_are_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    formgen("summary", records(tmp_path, 2), "--out", out)
    result = formgen("summary", records(tmp_path, 1), "--out", out)
    old = f"镇（区）汇总表-璜泾镇-{STAGE}.docx"
    assert (out / old).exists() and f"以前出的「{old}」" in result.stderr
    assert f"以前出的「补正通知-璜泾镇-{STAGE}-01.pdf」" in result.stderr
    assert result.stderr.count("以前出的") == 5


def test_an_unknown_dossier(tmp_path: Path) -> None:
    result = formgen("summary", SAMPLES / "complete.json", "--out", tmp_path / "out", "--dossier", "贯标")
    assert result.exit_code == 2 and "没有「贯标」这种材料" in result.stderr


def test_a_batch_writes_them_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = formgen("batch", records(tmp_path, 1), "--out", out, "--form", "annex2", "--jobs", "1", "--summary")
    assert result.exit_code == 0, result.stderr
    assert [name for name in files_below(out / "汇总") if name.endswith(".docx")] == [
        "各镇（区）汇总表.docx",
        f"补正通知/补正通知-沙溪镇-{STAGE}-01.docx",
        f"镇（区）汇总表-沙溪镇-{STAGE}.docx",
    ]
    assert f"{out}/汇总/各镇（区）汇总表.pdf" in result.stdout.splitlines()


def test_a_scheme_with_other_words(tmp_path: Path) -> None:
    result = STAR_MERCHANTS.run("summary", STAR_MERCHANTS.lines(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    names = files_below(tmp_path / "out")
    assert "街道汇总表-东门街道-参评材料.docx" in names and "各街道汇总表.pdf" in names
    rows = word_rows((tmp_path / "out" / "各街道汇总表.docx").read_bytes())
    assert rows[0][1:4] == ("街道", "五星商户（户）", "四星商户（户）")
    text = "".join(pdf_pages((tmp_path / "out" / "各街道汇总表.pdf").read_bytes()))
    assert "贯标" not in text and "企业" not in text and squashed("附表1《各街道星级商户名额》") in text


def test_a_scheme_without_towns_quotas_scores_and_dossiers(tmp_path: Path) -> None:
    result = READER_CARD.run("summary", READER_CARD.lines(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    title = READER_CARD.scheme.title
    assert f"申请人汇总表-{title}.docx" in files_below(tmp_path / "out")
    rows = word_rows((tmp_path / "out" / f"申请人汇总表-{title}.docx").read_bytes())
    assert rows[0] == ("序号", "姓名", "材料情况", "备注") and len(rows) == 1 + len(READER_CARD.rows)


@pytest.fixture
def word_files_are_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of a scheme lays out no form: these tests change nothing but scheme.toml."""
    monkeypatch.setattr("formgen.pipeline.schemes.template_faults", lambda form: ())


@pytest.mark.usefixtures("word_files_are_sound")
@pytest.mark.parametrize("line", ["summary = { columns = [] }", 'summary = { columns = ["applicant.nome"] }'])
def test_a_summary_that_no_record_can_fill_is_a_fault_of_the_scheme(scheme: Scheme, tmp_path: Path, line: str) -> None:
    folder = shutil.copytree(scheme.folder, tmp_path / "方案")
    text = (folder / "scheme.toml").read_text("utf-8")
    begin, end = text.index("[summary]"), text.index("# ---", text.index("[summary]"))
    (folder / "scheme.toml").write_text(f"{line}\n{text[:begin]}{text[end:]}", encoding="utf-8")
    result = formgen("forms", "--check", "--scheme", folder)
    assert result.exit_code == 3 and "summary.columns" in result.stdout + result.stderr


@pytest.mark.usefixtures("word_files_are_sound")
def test_numbers_of_personal_documents_stand_in_no_summary(scheme: Scheme, tmp_path: Path) -> None:
    folder = shutil.copytree(scheme.folder, tmp_path / "方案")
    text = (folder / "scheme.toml").read_text("utf-8")
    changed = text.replace('    "applicant.contact_person",\n', '    "applicant.legal_representative_id",\n', 1)
    (folder / "scheme.toml").write_text(changed, encoding="utf-8")
    result = formgen("forms", "--check", "--scheme", folder)
    assert result.exit_code == 3 and "个人证件号码" in result.stdout + result.stderr


@pytest.mark.usefixtures("word_files_are_sound")
@pytest.mark.parametrize(
    ("key", "said"),
    [('dossier = "nothing"', "quotas.column[0].dossier"), ("counted = true\neach = 1", "quotas.column[0].each")],
)
def test_a_quota_that_can_not_be_counted(scheme: Scheme, tmp_path: Path, key: str, said: str) -> None:
    folder = shutil.copytree(scheme.folder, tmp_path / "方案")
    text = (folder / "scheme.toml").read_text("utf-8")
    changed = text.replace('counted = true\ndossier = "application"\n', f"{key}\n", 1)
    assert changed != text
    (folder / "scheme.toml").write_text(changed, encoding="utf-8")
    result = formgen("forms", "--check", "--scheme", folder)
    assert result.exit_code == 3 and said in result.stdout + result.stderr


def test_a_record_without_a_name_is_listed_by_its_place(tmp_path: Path) -> None:
    record = json.loads((SAMPLES / "incomplete.json").read_text("utf-8"))
    del record["applicant"]["name"]
    (tmp_path / "一.json").write_text(json.dumps(record), encoding="utf-8")
    formgen("summary", tmp_path / "一.json", "--out", tmp_path / "out")
    (_, row) = word_rows((tmp_path / "out" / f"镇（区）汇总表-浮桥镇-{STAGE}.docx").read_bytes())
    assert row[1] == "（企业名称没有写）一.json"
