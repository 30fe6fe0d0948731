"""Headings as towns and enterprises write them: read for what they are, or not known, never for another column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.intake.columns import header_key
from formgen.intake.tables.headings.heading_words import HeadingWords
from formgen.intake.tables.vocabulary import Meaning, Vocabulary
from formgen.record.kinds.stand_ins import SIMPLIFIED
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG
from tests.intake.given import read, workbook

WORDS = Vocabulary(load_scheme(TAICANG)).headings
TRADITIONAL = {meant: one for one, meant in reversed(tuple(SIMPLIFIED.items()))}


def meant(text: str) -> tuple[str, str] | None:
    """The field that a heading means, with the unit that it says; None for one that is not known."""
    found = WORDS.find(text)
    return (found.meant.id.partition(".")[2], found.unit) if found else None


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("name", "企业名称 单位名称 公司名称 企业全称 名称 申报单位 1．企业名称* 企業名稱 (1)企业名称 ①单位名称 一、企业名称"),
        ("name", "★企业名称 【企业名称】 企业名称（全称） 企业（单位）名称 企业名称： ＊企业名称（必填） 企业名称（与营业执照一致）"),
        ("name", "1.企业名称 Q1、企业名称 第1题：企业名称 第1题、单位名称 企业基本情况—企业名称 基本信息_企业名称 法人单位详细名称"),
        ("contact_person", "2.(1)联系人 联系方式—联系人 8、联系方式—联系人 联系方式(联系人) Q2_联系人"),
        ("phone", "2.(2)联系电话 联系方式—电话 8、联系方式:手机 经办人手机 手机号"),
        ("organization_code", "组织机构代码证号 机构代码 组织机构代码（9位） 3、组织机构代码 組織機構代碼"),
        ("registration_number", "工商注册号 营业执照注册号 营业执照号 注册号 企业注册号 工商登记号码"),
        ("unified_social_credit_code", "社会信用代码 统一社会信用代码（18位） 统一信用代码 信用代码 企业统一社会信用代码"),
        ("legal_representative", "法人代表 法人姓名 法定代表 法定代表人姓名 法人 企业法定代表人 法定代表人（负责人） 法人（法定代表人）"),
        ("legal_representative_id", "法定代表人身份证号/ID 法定代表人身份证号（IDNo.）"),
        ("legal_representative_id", "身份证号码 身份证号 法人身份证号码 法定代表人（身份证号） 法人代表身份证号 法定代表人证件号码"),
        ("established_on", "成立时间 成立日期（年月日） 成立日期（如2018-06-05） 成立日期(YYYY-MM-DD) 注册日期 企业成立时间"),
        ("registered_capital", "注册资金 注册资本金 公司注册资本 认缴注册资本 注册资本（人民币）"),
        ("industry", "行业 所属行业类别 行业类别 国民经济行业分类 企业所属行业"),
        ("registered_address", "住所 注册住所 营业执照地址 企业注册地址 住所（注册地址） 登记地址"),
        ("business_address", "经营场所 办公地址 生产经营地址 实际经营地址 经营（办公）地址"),
        ("postcode", "邮政编码 邮编（6位） 单位邮编"),
        ("phone", "电话 手机 手机号码 联系方式 联系人电话 单位电话 联系人（电话） 联系电话（区号-号码） 移动电话 座机"),
        ("fax", "传真号码 传真电话 单位传真 FAX"),
        ("main_business", "经营范围 主要业务 主营业务范围 经营项目"),
        ("town", "镇区 所属镇区 所在镇（区） 乡镇 街道 板块 属地 所属镇(区) 所属鎮（區） 申报镇（区）（请如实填写） 所属镇（区）（必填）"),
        ("contact_person", "联系人1 联系人（一） 第一联系人 联系人姓名1"),
        ("phone", "电话1 联系电话（1） 手机一"),
        ("contact_person", "联系人姓名 联络人 经办人 企业联系人"),
        ("applied_on", "申报日期 申请日期 申报时间"),
        ("reasons", "申请理由 申请贯标理由 贯标理由 申请贯标的理由（300字以内）"),
        ("serious_dishonesty", "近三年有无严重失信行为记录 近3年内有无严重失信行为"),
        ("accepted_on", "贯标验收时间 通过贯标验收日期"),
        ("credit_report_number", "信用报告编号 查询报告号"),
    ],
)  # fmt: skip
def test_headings_as_people_write_them(field: str, texts: str) -> None:
    for text in texts.split():
        assert meant(text) == (field, ""), text
    assert meant("企业名称\n（全称）") == ("name", "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("注册资本（万元）", "万元"),
        ("注册资本(单位：万元)", "万元"),
        ("注册资本/万元", "万元"),
        ("注册资本 万元", "万元"),
        ("註冊資本（萬元）", "万元"),
        ("7、注册资金（万元人民币）*", "万元人民币"),
        ("注册资本（人民币万元）", "万元人民币"),
        ("公司注册资本（万美元）", "万美元"),
        ("注册资本（元）", "元"),
        ("注册资本（亿元）", "亿元"),
    ],
)
def test_units_of_headings(text: str, unit: str) -> None:
    assert meant(text) == ("registered_capital", unit)


OTHER_THINGS = (
    "注册资本（实缴） 实缴资本 法定代表人（电话） 法定代表人手机 联系人/电话 地址 公司地址 通讯地址 企业性质 员工人数 备注 "
    "企业名称（原） 填表人 理由 日期 统一社会信用代码/注册号"
)


def test_what_means_another_thing_is_not_known() -> None:
    for text in OTHER_THINGS.split():
        assert meant(text) is None, text


def test_a_note_that_nobody_understands_is_told(scheme: Scheme, tmp_path: Path) -> None:
    rows = [["企业名称", "主营业务（产品）", "联系人"], ["甲", "轴承", "张三"]]
    workbook(tmp_path / "a.xlsx", 企业=rows)
    source, (one,) = read(scheme, tmp_path / "a.xlsx")
    assert [(problem.code, problem.place.at) for problem in source.problems[1:]] == [("table.heading-note", "企业!B1")]
    assert one.record and one.record.value("applicant.main_business") == "轴承"


marks = st.sampled_from(["", "*", "＊", "★", " ", "\n", "：", "、", "(必填)", "（选填）", "（盖章）", "（全称）", "①"])
numbers = st.sampled_from(["", "1、", "12．", "（3）", "⑦", "九、", "04 ", "B."])
frames = st.sampled_from(["{}", "【{}】", "“{}”", "[{}]", "〔{}〕"])


@given(st.sampled_from(sorted(WORDS.nearest_words(WORDS.meanings))), marks, numbers, frames, st.booleans())
def test_what_stands_around_a_heading_changes_nothing(
    key: str, mark: str, number: str, frame: str, traditional: bool
) -> None:
    """Every known heading, decorated: read for the same, or not known; never for another column."""
    text = "".join(TRADITIONAL.get(character, character) for character in key) if traditional else key
    plain, decorated = WORDS.find(key), WORDS.find(frame.format(number + text + mark))
    assert plain is not None
    assert decorated is None or decorated.meant == plain.meant
    if not key[0].isdigit() and key[0].isalpha() and key[-1] not in ")）" and "(" not in key:
        assert decorated is not None, frame.format(number + text + mark)


@given(st.text(max_size=300))
def test_any_text_is_looked_up(text: str) -> None:
    found = WORDS.find(text)
    assert found is None or found.meant in WORDS.meanings


def test_words_of_one_meaning_stay_apart_where_they_mean_two() -> None:
    """时间 is read as 日期 only where no two columns differ by it alone."""
    words = HeadingWords({header_key(text): Meaning("field", text) for text in ("开业时间", "开业日期", "查询时间")})
    assert [words.find(text) and words.find(text).meant.id for text in ("开业时间", "开业日期", "查询日期")] == [  # type: ignore[union-attr]
        "开业时间",
        "开业日期",
        "查询时间",
    ]
    assert words.find("（开业时间）").meant.id == "开业时间"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["联系人2", "第二联系人", "联系人（二）", "电话11", "企业1", "单位一", "第一", "1"])
def test_only_the_first_of_several_is_that_field(text: str) -> None:
    assert meant(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("注册资本（填数字，单位万元）", "万元"),
        ("注册资本（币种：人民币，单位：万元）", "万元"),
        ("注册资本（含实缴，万元）", ""),
        ("注册资本（万元，美元折算）", ""),
    ],
)
def test_a_unit_beside_other_words(text: str, unit: str) -> None:
    found = WORDS.find(text)
    assert found is not None and found.unit == unit


@pytest.mark.parametrize(
    "text", ["法人—电话", "财务负责人_电话", "变更前情况—企业名称", "联系方式—邮箱", "第2题：是否通过"]
)
def test_a_group_before_a_heading_may_say_whose_it_is(text: str) -> None:
    assert WORDS.find(text) is None


def test_an_english_heading_in_a_frame_with_a_note() -> None:
    """Without the English word only the note 全称 would be left, which is another heading."""
    assert meant("【fax（全称）】") == ("fax", "")
