"""`formgen forms --check` finds faults that would cause failures later. Each case is a made-up scheme with one change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formgen import pipeline
from formgen.render.lint import template_faults
from formgen.scheme.load import scheme_faults
from tests.schemes.draw import MERCHANTS, READERS, TEAMS


def changed(folder: Path, tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """Return the faults of a copy of the scheme in which the first `old` of a file is replaced by `new`."""
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in pipeline.definition_faults(copy)]


def scores_of_the_sheet() -> str:
    """The lines of `[scores]` of the rating sheet."""
    sheet = (MERCHANTS / "rating-sheet" / "form.toml").read_text("utf-8")
    return sheet[sheet.index("[scores]") : sheet.index("[[slot]]")]


APPLICANT = [
    ('name = "reader.full_name"\n', "", "record.toml: applicant.name: 缺少这一项"),
    (
        '"reader.full_name"',
        '"reader.name"',
        "record.toml: applicant.name: 没有「reader.name」这个字段，是不是 reader.full_name？",
    ),
    (
        '"reader.full_name"',
        '"request.asked_on"',
        'record.toml: applicant.name: request.asked_on 应是 kind = "text" 的字段',
    ),
    ('word = "申请人"', 'word = "申请人/读者"', "record.toml: applicant.word: 采集表的工作表要用这个名称"),
    ('id = "telephone"', 'id = "telephone"\noffice = true', ""),
    (
        'name = "reader.full_name"',
        'name = "reader.full_name"\nidentity = "reader.document"',
        "record.toml: applicant.identity: reader.document 是 personal_id，不能用来区分：批量的台账和结果里会写出它",
    ),
    (
        'name = "reader.full_name"',
        'name = "reader.full_name"\ndate = "reader.telephone"',
        "record.toml: applicant.date: reader.telephone 不是日期",
    ),
    (
        'label = "姓名"',
        'label = "姓名"\noffice = true',
        "record.toml: applicant.name: reader.full_name 由办理部门填写，申报时是空的",
    ),
    ('id = "request"', 'id = "materials"', "record.toml: block[1]: 「materials」已经是记录里的 materials的名称"),
    (
        'kind = "phone"',
        'kind = "town"',
        'scheme.toml: towns: record.toml 的 reader.telephone 是 kind = "town"，这里却没有 [towns]',
    ),
]


@pytest.mark.parametrize(("old", "new", "fault"), APPLICANT)
def test_who_applies(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = changed(READERS, tmp_path, "record.toml", old, new)
    assert any(one.startswith(fault) for one in found) if fault else found == []


TOWNS_AND_QUOTAS = [
    (
        "four_star = 6 } }",
        "four_stars = 6 } }",
        "scheme.toml: towns.town[0].quotas: 没有「four_stars」这个指标，是不是 four_star？",
    ),
    ("four_star = 9", "four_star = 8", "scheme.toml: quotas.total.quotas.four_star: 各街道合计 9，这里写的是 8"),
    ('"西门街道"', '"东门街道"', "scheme.toml: towns.town[1].name: 东门街道 重复了"),
    (
        'word = "五星名额"',
        'word = "五星名额"\ncounted = true',
        "scheme.toml: quotas.column: 只能有一项写 counted = true",
    ),
    ("evidence = true", 'page = "index"', "scheme.toml: dossier[0].material[5].page: 只能是 'cover'、'contents'"),
]


@pytest.mark.parametrize(("old", "new", "fault"), TOWNS_AND_QUOTAS)
def test_towns_and_quotas(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in changed(MERCHANTS, tmp_path, "scheme.toml", old, new))


def test_quotas_counted_without_a_field_for_the_town(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "record.toml", 'kind = "town"', 'kind = "text"')
    assert any("没法按地方核对" in one for one in found)


SCORES = [
    ('field = "rating.mark"', 'field = "rating.point"', "rating-sheet/form.docx: rating.point_1_1_1: form.toml 里有「得分」"),
    ('total = "rating.sum"\n', "", "rating-sheet/form.toml: slot[1].field: 没有「rating.sum」这个字段"),
    ('field = "rating.mark"', 'field = "shop.mark"', "record.toml: block[0]: 「shop」已经是[scores] 的得分的名称"),
    ("factor = 0.8", "factor = 1.2", "rating-sheet/form.toml: scores.level[1].factor: 太大"),
    ("factor = 0.8", 'factor = "0.8"', "rating-sheet/form.toml: scores.level[1].factor: 应是数字，不加引号"),
    ('label = "良"', 'label = "优"', "rating-sheet/form.toml: scores.level[1]: 「优」已经是 excellent 的名称"),
    ('label = "良"', 'label = "良,好"', "rating-sheet/form.toml: scores.level[1]: 「良,好」里有逗号、引号或空格"),
    ('id = "good"', 'id = "fine"', "rating-sheet/indicators.csv: 第 1 行: 表头应是 id,section,aspect,indicator,points,excellent,fine"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), SCORES)
def test_scores(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = changed(MERCHANTS, tmp_path, "rating-sheet/form.toml", old, new)
    assert any(one.startswith(fault) for one in found), found


def test_a_row_without_a_place_and_a_place_without_a_row(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "rating-sheet/indicators.csv", "2.1.2,", "2.1.3,")
    assert "rating-sheet/indicators.csv: 2.1.3: 序号应是 2.1.2（按类别、方面、评分项目依次编号）" in found
    assert "rating-sheet/form.docx: rating.mark_2_1_2: Word 模板里有这个填写位置，form.toml 里没有" in found


def test_a_level_that_a_rule_names_and_the_sheet_has_not(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "record.toml", 'levels = ["poor"]', 'levels = ["zero"]')
    assert any(one.startswith("record.toml: rule[0].levels: 没有「zero」这个档次") for one in found)


def test_scores_on_two_forms(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "entry/form.toml", "[[slot]]", scores_of_the_sheet() + "[[slot]]")
    assert "rating-sheet/form.toml: scores: entry 已经有 [scores]；一个方案只能有一张打分的表" in found
    assert "entry/indicators.csv: 缺少这个文件：form.toml 有 [scores]，要有各行的内容" in found


def test_indicators_without_scores(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "rating-sheet/form.toml", scores_of_the_sheet(), "")
    assert "rating-sheet/form.toml: scores: 有 indicators.csv，却没有 [scores]" in found


def test_evidence_without_scores(tmp_path: Path) -> None:
    found = changed(MERCHANTS, tmp_path, "rating-sheet/form.toml", scores_of_the_sheet(), "")
    assert "scheme.toml: dossier[0].material[5].evidence: 没有一张表有 [scores]，佐证材料没有可以对应的项目" in found


FORMS = [
    (
        "card/form.toml",
        'field = "reader.telephone"',
        'field = "reader.fax"',
        "card/form.toml: slot[2].field: 没有「reader.fax」这个字段",
    ),
    (
        "card/form.toml",
        'title = "读者证申请表"',
        'title = "读者证/申请表"',
        "card/form.toml: title: annex 和 title 用作文件名",
    ),
    ("card/form.toml", "pages = 1", "pages = 2", "card/form.docx: 排出来是 1 页，form.toml 说 2 页"),
    ("scheme.toml", 'forms = ["card"]', "forms = []", "scheme.toml: forms: 至少要有一项"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), FORMS)
def test_forms(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    found = changed(READERS, tmp_path, file, old, new)
    assert any(one.startswith(fault) for one in found), found


def test_a_form_without_its_word_file(tmp_path: Path) -> None:
    shutil.copytree(READERS, tmp_path / "copy")
    (tmp_path / "copy" / "card" / "form.docx").unlink()
    assert any("form.docx" in str(fault) for fault in pipeline.definition_faults(tmp_path / "copy"))


PAGES = {
    "covre.html": ("<p>封面</p>", "pages/covre.html: 没有这种页面，不会用到；可以放的有 blank.html、"),
    "cover.html": ("<p>{{ applicant }</p>", "pages/cover.html: 第 1 行: 页面模板有误："),
    "divider.html": ("<p>{{ applicant }}</p>", "pages/divider.html: applicant: 没有给这个页面这项内容；可用的有 "),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_schemes_own(tmp_path: Path, name: str) -> None:
    text, fault = PAGES[name]
    copy = tmp_path / "copy"
    shutil.copytree(MERCHANTS, copy)
    (copy / "pages").mkdir()
    (copy / "pages" / name).write_text(text, encoding="utf-8")
    (found,) = pipeline.definition_faults(copy)
    assert str(found).startswith(fault)


def test_a_page_of_the_schemes_own_takes_the_place_of_the_shared_one(tmp_path: Path) -> None:
    from formgen.dossier.own_pages.html import cover_html
    from formgen.dossier.plan import Plan

    copy = tmp_path / "copy"
    shutil.copytree(MERCHANTS, copy)
    (copy / "pages").mkdir()
    (copy / "pages" / "cover.html").write_text(
        "<p>{{ applicant }}的{{ scheme.applicant.word }}封面</p>", encoding="utf-8"
    )
    assert pipeline.definition_faults(copy) == ()
    assert cover_html(pipeline.load(copy), Plan("老王面馆", "参评材料", ())) == "<p>老王面馆的商户封面</p>"


LISTS = [
    ("record.toml", 'id = "members"', 'id = "team"', "record.toml: list[0]: 「team」已经是别的一组的名称"),
    (
        "record.toml",
        'label = "队员名单"',
        'label = "服务队"',
        "record.toml: list[0].label: 采集表里已经有叫「服务队」的工作表",
    ),
    (
        "record.toml",
        'label = "队员名单"',
        'label = "队员/名单"',
        "record.toml: list[0].label: 采集表的工作表要用这个名称",
    ),
    ("record.toml", "least = 1", "least = 61", "record.toml: list[0].least: 至少 61 行，却最多 60 行"),
    ("record.toml", 'id = "full_name"', 'id = "document"', "record.toml: list[0].field[1].id: document 重复了"),
    (
        "record.toml",
        'id = "telephone"',
        'id = "telephone"\noffice = true',
        "record.toml: list[0].field[2].office: 名单的栏目",
    ),
    (
        "record.toml",
        'id = "telephone"',
        'id = "telephone"\nsame_as = "document"',
        "record.toml: list[0].field[2].same_as: 名单的栏目不能写 same_as",
    ),
    (
        "record.toml",
        'id = "title"',
        'id = "name"',
        "team/form.toml: rows[1].slot[0].field: 没有「tasks.title」这个名单的栏目，是不是 tasks.name？",
    ),
    (
        "record.toml",
        'name = "team.name"',
        'name = "members.full_name"',
        "record.toml: applicant.name: 没有「members.full_name」",
    ),
    (
        "roll/form.toml",
        'list = "members"',
        'list = "member"',
        "roll/form.toml: rows[0].list: 没有「member」这个名单，是不是 members？",
    ),
    ("roll/form.toml", "printed = 5", "printed = 0", "roll/form.toml: rows[0].printed: 表上至少印着一行"),
    ("roll/form.toml", "printed = 5", "printed = 61", "roll/form.toml: rows[0].printed: 印着 61 行，而名单最多 60 行"),
    ("roll/form.toml", "printed = 5", 'printed = 5\nvariable = "a"', "roll/form.toml: rows[0].variable: engine"),
    ("roll/form.toml", 'engine = "office"', "", "roll/form.toml: rows[0]: 只有 engine"),
    (
        "roll/form.toml",
        'field = "members.allowance"',
        'field = "members.document"',
        "roll/form.toml: slot[1].part: members.document 不是名单里",
    ),
    (
        "team/form.toml",
        'variable = "pay"',
        'variable = "paid"',
        "team/form.docx: paid: form.toml 里有这个名单 队员 的栏目，Word 模板里没有",
    ),
    (
        "team/form.toml",
        'variable = "项目"',
        'variable = "任务"',
        "team/form.docx: 项目: Word 模板里（第4段）有这个名单，form.toml 里没有",
    ),
]


def changed_lists(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The faults of a copy of the scheme with lists, as `changed`, but LibreOffice lays out no form of it."""
    copy = tmp_path / TEAMS.name
    shutil.copytree(TEAMS, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    scheme, faults = scheme_faults(copy)
    form = scheme.form(file.split("/")[0]) if scheme is not None and not faults else None
    return [str(fault) for fault in (*faults, *(template_faults(form) if form is not None else ()))]


@pytest.mark.parametrize(("file", "old", "new", "fault"), LISTS)
def test_lists(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    found = changed_lists(tmp_path, file, old, new)
    assert any(one.startswith(fault) for one in found), found


def test_a_form_without_one_of_its_printed_rows(tmp_path: Path) -> None:
    found = changed_lists(tmp_path, "roll/form.toml", "printed = 5", "printed = 6")
    assert "roll/form.docx: members.full_name.6: form.toml 里有「姓名」，Word 模板里没有它的填写位置" in found
