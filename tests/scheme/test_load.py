"""A scheme folder is read completely, or all its faults are reported. Each case is Taicang 2018 with one change."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.foundation.errors import DefinitionError
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Kind, Scheme
from tests.conftest import SLOW_OR_SHARED, TAICANG
from tests.sweeps import some_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a copy of the scheme without Word files, because loading does not open them."""
    return shutil.copytree(TAICANG, tmp_path / "taicang-2018", ignore=shutil.ignore_patterns("*.docx", "pages"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    return [str(fault) for fault in scheme_faults(folder)[1]]


# ---------------------------------------------------------------------------------------------- what stands there


def test_taicang_2018_has_no_faults() -> None:
    assert scheme_faults(TAICANG)[1] == ()


def test_taicang_2018(scheme: Scheme) -> None:
    assert scheme.id == "taicang-2018"
    assert [form.id for form in scheme.forms] == ["annex2", "annex3", "annex4", "annex5-city", "annex5-province"]
    assert [bool(form.reconstruction) for form in scheme.forms] == [False, False, False, True, True]
    kinds = (
        "application acceptance city-recommendation city-demonstration province-recommendation province-demonstration"
    )
    assert " ".join(dossier.id for dossier in scheme.dossiers) == kinds
    acceptance = scheme.dossier("acceptance")
    assert acceptance is not None and acceptance.deadline == date(2018, 7, 31)
    assert [material.form or material.supplied or "evidence" for material in acceptance.materials] == [
        "summary_report",
        "internal_assessment_report",
        "annex3",
        "annex4",
        "evidence",
    ]
    assert scheme.towns and sum(town.quotas["credit_standard"] for town in scheme.towns.towns) == 35
    assert scheme.fields["applicant.established_on"].kind is Kind.DATE
    assert len(scheme.indicators) == 107


def test_score_slots_stand_before_their_total(scheme: Scheme) -> None:
    form = scheme.form("annex4")
    assert form is not None
    fields = [slot.field for slot in form.slots]
    assert len(fields) == 109
    assert (fields[0], fields[108]) == ("applicant.name", "self_assessment.total")
    assert fields[1:108] == [f"self_assessment.score_{one.id.replace('.', '_')}" for one in form.indicators]
    assert {slot.label for slot in form.slots[1:108]} == {"自评"}


# ----------------------------------------------------------------------------------------------- faults of one file

SYNTAX = [
    ("scheme.toml", 'title = "2018', 'title = 2018"', "scheme.toml: 第 4 行第 13 列: 不合 TOML 语法"),
    ("annex2/form.toml", 'annex = "附件2"', 'annex = "附件2', "annex2/form.toml: 第 2 行第 13 列: 不合 TOML 语法"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), SYNTAX)
def test_syntax_has_line_and_column(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    change(folder / file, old, new)
    assert fault in faults_of(folder)


def test_syntax_at_the_end_of_the_file(folder: Path) -> None:
    (folder / "annex3" / "form.toml").write_text("[scores", encoding="utf-8")
    assert "annex3/form.toml: 第 1 行第 8 列: 不合 TOML 语法" in faults_of(folder)


KEYS = [
    (
        "scheme.toml",
        'title = "《江苏省信用管理贯标企业申报表》',
        'titel = "《江苏省信用管理贯标企业申报表》',
        [
            "scheme.toml: dossier[0].material[0].title: 缺少这一项",
            "scheme.toml: dossier[0].material[0].titel: 不认识这个键，是不是 title？",
        ],
    ),
    (
        "record.toml",
        "years = 2\n",
        "year = 2\n",
        ["record.toml: rule[0].years: 缺少这一项", "record.toml: rule[0].year: 不认识这个键，是不是 years？"],
    ),
    (
        "record.toml",
        'kind = "years_apart"',
        'kind = "years_part"',
        [
            "record.toml: rule[0].kind: 只能是 'years_apart'、'not_before'、'not_after'、'in_order'、'not_in_future'、"
            "'score_contradicts'、'choice_refuses'"
        ],
    ),
    ("record.toml", '[[rule]]\nkind = "years_apart"', "[[rule]]", ["record.toml: rule[0].kind: 缺少这一项"]),
    (
        "scheme.toml",
        "issued_on = 2018-06-01",
        "issued_on = 20180601",
        ["scheme.toml: issued_on: 应是日期，如 2018-06-08，不加引号"],
    ),
    (
        "annex2/form.toml",
        "pages = 4",
        'pages = "4"\nqqqq = 1',
        [
            "annex2/form.toml: pages: 应是整数，不加引号",
            "annex2/form.toml: qqqq: 不认识这个键；可用的有 annex、title、reconstruction、pages、scores、slot、rows、stamp、spare、"
            "fields、continuation、engine",
        ],
    ),
    ("annex2/form.toml", "pages = 4", "pages = 0", ["annex2/form.toml: pages: 太小"]),
    (
        "annex2/form.toml",
        'part = "year"',
        'part = "years"',
        [
            "annex2/form.toml: slot[18].part: 只能是 'year'、'month'、'day'、"
            "'continued'、'total'、'capitals'、'units'、'ten_thousands'、'cell'"
        ],
    ),
    (
        "annex4/form.toml",
        'field = "self_assessment.score"',
        'field = "Score"',
        ["annex4/form.toml: scores.field: 只能用小写英文字母、数字和下划线，以字母开头"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), KEYS)
def test_keys_and_types(folder: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    change(folder / file, old, new)
    assert [fault for fault in faults_of(folder) if fault.startswith(file)] == expected


def test_missing_and_undecodable_files(folder: Path) -> None:
    (folder / "record.toml").unlink()
    (folder / "official.txt").write_bytes("太仓".encode("gb18030"))
    (folder / "annex4" / "indicators.csv").unlink()
    scheme, _ = scheme_faults(folder)
    assert scheme is None
    assert faults_of(folder)[:3] == [
        "record.toml: 缺少这个文件",
        "annex4/indicators.csv: 缺少这个文件：form.toml 有 [scores]，要有各行的内容",
        "official.txt: 不是 UTF-8 编码",
    ]


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="没有这个方案文件夹") as raised:
        load_scheme(tmp_path / "nowhere-2030")
    assert raised.value.exit_code == 3


def test_faults_of_all_files_are_told_together(folder: Path) -> None:
    change(folder / "scheme.toml", 'title = "《江苏', 'titel = "《江苏')
    change(folder / "record.toml", 'label = "企业名称"', "label = 7")
    change(folder / "annex3" / "form.toml", "pages = 1", "")
    change(folder / "annex4" / "indicators.csv", "1.1.1,", "1.1.7,")
    with pytest.raises(DefinitionError) as raised:
        load_scheme(folder)
    assert {fault.file for fault in raised.value.faults} == {
        "scheme.toml",
        "record.toml",
        "annex3/form.toml",
        "annex4/indicators.csv",
    }
    assert f"（共 {len(raised.value.faults)} 处）" in str(raised.value)


# ------------------------------------------------------------------------------------- faults between the parts

REFERENCES = [
    (
        "scheme.toml",
        'form = "annex3"',
        'form = "annex33"',
        "dossier[1].material[2].form: 没有「annex33」这个表，是不是 annex3？",
    ),
    (
        "scheme.toml",
        'supplied = "summary_report"',
        'supplied = "sumary_report"',
        "dossier[1].material[0].supplied: 没有「sumary_report」这个申报者提供的材料，是不是 summary_report？",
    ),
    (
        "scheme.toml",
        "evidence = true",
        "",
        "dossier[1].material[4]: form、supplied、evidence、page 应写且只写一个，现在都没有写",
    ),
    (
        "scheme.toml",
        'form = "annex2"',
        'form = "annex2"\npage = "cover"',
        "dossier[0].material[0]: form、supplied、evidence、page 应写且只写一个，现在同时写了 form、page",
    ),
    ("scheme.toml", 'id = "acceptance"', 'id = "application"', "dossier[1].id: application 重复了"),
    ("scheme.toml", 'id = "summary_report"', 'id = "credit_report"', "supplied[1].id: credit_report 重复了"),
    ("scheme.toml", 'name = "高新区"', 'name = "港区"', "towns.town[1].name: 港区 重复了"),
    (
        "scheme.toml",
        "credit_standard = 3 ",
        "credit_standard = 5 ",
        "quotas.total.quotas.credit_standard: 各镇（区）合计 37，这里写的是 35",
    ),
    (
        "scheme.toml",
        '"科教新城", quotas = { credit_standard = 3',
        '"科教新城", quotas = { credit_standard = 3, city_demonstration = 3',
        "quotas.total.quotas.city_demonstration: 各镇（区）合计 3，这里写的是 4",
    ),
    ("scheme.toml", '["沙溪"]', '["城厢"]', "towns.town[5].aliases: 「城厢」已经是 城厢镇 的名称"),
    ("scheme.toml", ', "annex5-province"]', "]", "forms: 没有列出文件夹 annex5-province"),
    ("record.toml", 'id = "postcode"', 'id = "phone"', "block[0].field[12].id: phone 重复了"),
    ("record.toml", 'label = "传真"', 'label = "邮编"', "block[0].field[13]: 「邮编」已经是 postcode 的名称"),
    ("record.toml", 'kind = "choice"', "", "block[6].field[5]: 有 choices，kind 却不是 choice"),
    (
        "record.toml",
        'choices = [["none", "无"], ["some", "有"]]',
        "",
        "block[6].field[5]: kind 是 choice，却没有 choices",
    ),
    (
        "record.toml",
        'earlier = "applicant.established_on"',
        'earlier = "applicant.establishd_on"',
        "rule[0].earlier: 没有「applicant.establishd_on」这个字段，是不是 applicant.established_on？",
    ),
    (
        "record.toml",
        'earlier = "applicant.established_on"',
        'earlier = "applicant.name"',
        "rule[0].earlier: applicant.name 不是日期",
    ),
    (
        "record.toml",
        'indicator = "11.7.1"',
        'indicator = "13.7.1"',
        "rule[8].indicator: 没有「13.7.1」这个得分项目，是不是 11.7.1？",
    ),
    (
        "record.toml",
        'indicator = "11.7.1"\nlevels = ["zero"]',
        'indicator = "1.1.1"\nlevels = ["half"]',
        "rule[8].levels: 1.1.1 没有半分值",
    ),
    ("record.toml", 'choice = "some"', 'choice = "soem"', "rule[9].choice: 没有「soem」这个选项，是不是 some？"),
    (
        "annex2/form.toml",
        'field = "applicant.fax"',
        'field = "applicant.facs"',
        "slot[15].field: 没有「applicant.facs」这个字段，是不是 applicant.fax？",
    ),
    (
        "annex2/form.toml",
        'label = "8、所属行业"',
        'label = "8、所属行业"\npart = "day"',
        "slot[9].part: applicant.industry 不是日期，不能分成年、月、日",
    ),
    (
        "annex4/form.toml",
        'field = "self_assessment.total"',
        'field = "self_assessment.sum"',
        "scores: 有各项得分，却没有放合计 self_assessment.total 的 slot",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), REFERENCES)
def test_references_and_sums(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    change(folder / file, old, new)
    assert f"{file}: {fault}" in faults_of(folder)


def test_a_date_in_parts_needs_all_three(folder: Path) -> None:
    path = folder / "annex3" / "form.toml"
    change(path, '[[slot]]\nfield = "commitment.signed_on"\npart = "month"', '[[slot]]\nfield = "applicant.name"')
    assert faults_of(folder) == ["annex3/form.toml: slot: commitment.signed_on 分成年、月、日，缺 month"]


def test_a_field_that_no_form_has_a_place_for(folder: Path) -> None:
    change(
        folder / "record.toml",
        '[[block.field]]\nid = "contact_person"',
        '[[block.field]]\nid = "website"\nlabel = "网址"\n\n[[block.field]]\nid = "contact_person"',
    )
    assert faults_of(folder) == ["record.toml: block[0].field[17]: 没有一张表有放 applicant.website 的 slot"]


# ------------------------------------------------------------------------------------------------------- wording

WORDING = [
    (
        "scheme.toml",
        'issuers = ["太仓市经济',
        'issuers = ["昆山市经济',
        "issuers[0]: official.txt 里没有「昆山市经济和信息化委员会」",
    ),
    ("scheme.toml", "〔2018〕1号", "[2018]1号", "document_number: official.txt 里没有「太经信融担[2018]1号」"),
    (
        "scheme.toml",
        "2年以上；",
        "三年以上；",
        "dossier[0].conditions[0]: official.txt 里没有「①在我市辖区内注册并具有独立法人资格，正常生产经营三年以上；」",
    ),
    (
        "scheme.toml",
        '"企业贯标工作总结报告；"',
        '"企业贯标工作总结；"',
        "dossier[1].material[0].title: official.txt 里没有「企业贯标工作总结；」",
    ),
    (
        "scheme.toml",
        '"8月15日之前，申报材料一式二份',
        '"8月15日之前,申报材料一式二份',
        "dossier[3].deadline_text: official.txt 里没有「8月15日之前,申报材料一式二份交经信委融资与担保科。」",
    ),
    ("scheme.toml", 'name = "港区"', 'name = "港 区"', "towns.town[0].name: official.txt 里没有「港 区」"),
    ("scheme.toml", 'name = "港区"', 'name = " "', "towns.town[0].name: 是空的"),
    (
        "record.toml",
        'source = "①在我市',
        'source = "②在我市',
        "rule[0].source: official.txt 里没有「②在我市辖区内注册并具有独立法人资格，正常生产经营2年以上；」",
    ),
    ("annex2/form.toml", '"1、企业名称"', '"1、单位名称"', "slot[2].label: official.txt 的附件2里没有「1、单位名称」"),
    (
        "annex3/form.toml",
        '"承诺单位（公章）"\nby',
        '"承诺单位(公章)"\nby',
        "stamp[0].label: official.txt 的附件3里没有「承诺单位(公章)」",
    ),
    ("annex4/form.toml", 'label = "自评"', 'label = "自评分"', "scores.label: official.txt 的附件4里没有「自评分」"),
    ("annex4/form.toml", 'annex = "附件4"', 'annex = "附件9"', "annex: official.txt 里没有附件9"),
    (
        "annex5-city/form.toml",
        "2018年度苏州市级信用",
        "2019年度苏州市级信用",
        "title: official.txt 里没有「2019年度苏州市级信用管理示范企业推荐表」",
    ),
    ("annex4/indicators.csv", "应收帐款", "应收账款", "4.3.6: official.txt 的附件4里没有「应收账款预警跟踪」这一格"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), WORDING)
def test_official_words_stand_in_the_official_text(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    change(folder / file, old, new)
    assert f"{file}: {fault}" in faults_of(folder)


def test_labels_of_a_reconstruction_are_free(folder: Path) -> None:
    change(folder / "annex5-city" / "form.toml", 'label = "联系人"', 'label = "经办人"')
    assert faults_of(folder) == []


TEXT_FILES = ("scheme.toml", "record.toml", "annex2/form.toml", "annex4/form.toml", "annex4/indicators.csv")


@settings(max_examples=some_of(60), suppress_health_check=[*SLOW_OR_SHARED])
@given(st.data())
def test_a_damaged_folder_gives_faults_and_never_anything_else(folder: Path, data: st.DataObject) -> None:
    """A piece of a file is replaced by any text. The result is a scheme or faults, and never another error."""
    path = folder / data.draw(st.sampled_from(TEXT_FILES))
    original = path.read_bytes()
    begin = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(begin, min(len(original), begin + 80)))
    try:
        path.write_bytes(original[:begin] + data.draw(st.text(max_size=20)).encode("utf-8", "replace") + original[end:])
        scheme, faults = scheme_faults(folder)
        assert scheme is not None or faults
        assert all(fault.file and fault.message for fault in faults)
    finally:
        path.write_bytes(original)
