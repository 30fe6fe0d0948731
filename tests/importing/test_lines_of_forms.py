"""What stands in lines and cells of real forms and was not found once, or found with another label, or as two places."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document

from formgen.importing.blanks import FoundBlank
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.proposal import Proposal, Use
from formgen.importing.proposing.propose import propose
from formgen.importing.word_text import read_form_text
from formgen.render.word.package import read_package
from tests.importing.word_forms import Rows, content, merged, saved, table, underlined


def blanks(document: Document) -> tuple[FoundBlank, ...]:
    return blanks_of(read_form_text(read_package(content(document), "表.docx")))


def proposed(document: Document) -> tuple[Proposal, ...]:
    return propose([("form", blanks(document))])


def of_line(*lines: str) -> list[tuple[str, str]]:
    """The labels and uses of what was found in lines of text."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return [(row.label, row.use.value) for row in proposed(document)]


def of_rows(*rows: tuple[str, ...]) -> list[tuple[str, str]]:
    document = docx.Document()
    made: Rows = rows
    table(document, made)
    return [(row.label, row.use.value) for row in proposed(document)]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("检查时间：____年__月__日__时__分至__月__日__时__分", ["检查时间（起）", "检查时间（止）"]),
        ("到会时间：　　年　　月　　日（上午/下午）　　时", ["到会时间"]),
    ],
)
def test_a_date_with_the_time_of_day_is_one_text(line: str, labels: list[str]) -> None:
    assert of_line(line) == [(label, "文字") for label in labels]


def test_a_year_that_is_begun_in_chinese_is_a_date() -> None:
    document = docx.Document()
    document.add_paragraph("填报日期：二〇　　年　　月　　日")
    (found,) = blanks(document)
    assert found.label == "填报日期" and [one.text for one in found.spots] == ["二〇　　", "　　", "　　"]


def test_words_behind_blanks_name_the_parts_of_an_address() -> None:
    assert of_line("________县（市、区）________乡镇（街道）________村（社区）") == [
        ("县（市、区）", "文字"), ("乡镇（街道）", "文字"), ("村（社区）", "文字")
    ]  # fmt: skip
    assert [label for label, _ in of_line("第三条　房屋位于______区（县）______路______号，面积______平方米。")] == [
        "房屋位于·区（县）", "路", "号", "面积"
    ]  # fmt: skip
    assert of_rows(("住址", "　　　市　　　区（县）　　　路　　号", "姓名", "")) == [("住址", "文字"), ("姓名", "文字")]


def test_gaps_in_running_words_are_blanks() -> None:
    line = "经审批，同意该户享受　　类补助，保障人口　　人，月保障金　　　元。"
    assert [label for label, _ in of_line(line)] == ["同意该户享受", "保障人口", "月保障金"]
    document = docx.Document()
    underlined(document, "本人在", "　　　　", "医院住院治疗，特此申请。")
    assert [one.label for one in blanks(document)] == ["医院住院治疗"]
    assert of_line("本表一式两份，由甲　　方：保管。") == []  # a label that stands apart


def test_each_question_of_a_line_is_a_choice_of_its_own() -> None:
    line = "孤儿：□是 □否；烈士子女：□是 □否；残疾：□是 □否。"
    assert of_line(line) == [("孤儿", "单选"), ("烈士子女", "单选"), ("残疾", "单选")]
    document = docx.Document()
    document.add_paragraph("是否参保 □是 □否　是否就业 □是 □否")
    assert [(one.label, one.options) for one in blanks(document)] == [
        ("是否参保", ("是", "否")), ("是否就业", ("是", "否"))
    ]  # fmt: skip
    assert of_line("人员类别（在对应项后打“√”）：特困人员（　）低保对象（　）其他（　）") == [("人员类别", "单选")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("人员类别：☐甲类 ☐乙类 ☐丙类（可多选）", ["人员类别·甲类", "人员类别·乙类", "人员类别·丙类"]),
        ("类别（多选）：□甲　□乙　性别：□男　□女", ["类别·甲", "类别·乙", "性别"]),
        ("性别：□男　□女　类别（可选多项）：□甲　□其他____", ["性别", "类别·甲", "类别·其他", "类别（其他）"]),
        ("方式（限选两项）：甲□　乙□　丙□", ["方式·甲", "方式·乙", "方式·丙"]),
        ("类别（可多选）：□甲（□大　□小）　□乙", ["类别·甲", "", "类别·乙"]),
        ("类别（可多选）：甲（　）　乙（　）", ["类别"]),
        ("等级（单选）：□一级　□二级", ["等级"]),
        ("等级：□一级　□二级（不可多选）", ["等级"]),
        ("等级：□一级　□二级（多选无效）", ["等级"]),
        ("等级（二选一）：□一级　□二级", ["等级"]),
        ("等级（多选一）：□一级　□二级", ["等级"]),
        ("等级（限选一项）：□一级　□二级", ["等级"]),
        ("等级（限选1项）：□一级　□二级", ["等级"]),
        ("等级（选1-2项）：□一级　□二级", ["等级·一级", "等级·二级"]),
        ("等级（至少选1项）：□一级　□二级", ["等级·一级", "等级·二级"]),
        ("等级（限选12项）：□一级　□二级", ["等级·一级", "等级·二级"]),
        ("等级（请勿多选）：□一级　□二级", ["等级"]),
        ("等级（单选，不得多选）：□一级　□二级", ["等级"]),
        ("等级（不允许多选）：□一级　□二级", ["等级"]),
        ("等级（在复选框内打√）：□一级　□二级", ["等级"]),
    ],
)
def test_boxes_of_which_several_may_be_ticked_are_choices_of_their_own(line: str, found: list[str]) -> None:
    """A note on how many may be ticked is part of no option."""
    document = docx.Document()
    document.add_paragraph(line)
    assert [one.label for one in blanks(document)] == found
    assert not any("选" in option for one in blanks(document) for option in one.options)


def test_a_note_in_the_label_of_a_cell_counts_for_the_boxes_in_it() -> None:
    assert of_rows(("服务内容\n（可多选）", "□咨询　□培训")) == [("服务内容·咨询", "单选"), ("服务内容·培训", "单选")]
    rows = of_rows(("服务内容（可多选）", "□咨询　□培训　是否收费：□是　□否"))
    assert [label for label, _ in rows] == ["服务内容·咨询", "服务内容·培训", "是否收费"]
    rows = of_rows(("服务内容（可多选）", "□咨询　□培训\n□其他：________"), ("是否试点", "□是　□否"))
    assert rows == [
        ("服务内容·咨询", "单选"), ("服务内容·培训", "单选"), ("服务内容·其他", "单选"), ("服务内容（其他）", "文字"), ("是否试点", "单选")
    ]  # fmt: skip


def test_a_note_behind_the_last_boxes_of_a_cell_counts_for_all_of_them() -> None:
    rows = of_rows(("申请事项", "□新办　□延续\n□变更　□补办（多选）"), ("附件", "性别：□男　□女\n类别（多选）：□甲"))
    assert [label for label, _ in rows] == [
        "申请事项·新办", "申请事项·延续", "申请事项·变更", "申请事项·补办", "性别", "类别·甲"
    ]  # fmt: skip
    assert [label for label, _ in of_line("附件：□执照　□其他________（可多选）")] == [
        "附件·执照",
        "附件·其他",
        "附件（其他）",
    ]


@pytest.mark.parametrize("parted", ["", " ", "\n"])
def test_a_label_that_goes_on_below_with_where_to_sign_is_one(parted: str) -> None:
    rows = of_rows((f"申请单位{parted}（公章）", ""), (f"法定代表人{parted}（签字）", ""))
    assert rows == [("申请单位（公章）", "签字盖章"), ("申请单位", "文字"), ("法定代表人", "签字盖章")]


def test_the_words_of_a_place_are_one_line_of_the_form() -> None:
    """The form's own words are compared line by line: words over a line break are on none."""
    document = docx.Document()
    table(document, [("姓名", "", "照片\n（近期二寸免冠）")])
    document.add_paragraph("三、建设情况\n（限1500字）")
    for _ in range(4):
        document.add_paragraph()
    assert [one.words for one in blanks(document)] == ["姓名", "照片", "三、建设情况"]


def test_questions_whose_boxes_stand_behind_their_words_are_choices_of_their_own() -> None:
    document = docx.Document()
    document.add_paragraph("性别：男□ 女□ 婚姻状况：已婚□ 未婚□")
    document.add_paragraph("是否需要发票：□需要（□普票 □专票） □不需要")
    assert [(one.label, one.options) for one in blanks(document) if not one.goes_on] == [
        ("性别", ("男", "女")), ("婚姻状况", ("已婚", "未婚")),
        ("是否需要发票", ("需要", "不需要")), ("", ("普票", "专票")),
    ]  # fmt: skip


def test_boxes_behind_long_options_and_dates_within_options() -> None:
    document = docx.Document()
    table(document, [("推荐档次", "A.家庭经济一般困难 □\nB.家庭经济困难 □\nC.不困难 □")])
    options = [one.options for one in blanks(document)]
    assert options == [("A.家庭经济一般困难", "B.家庭经济困难", "C.不困难")] * 3
    assert of_line("处理意见：□当场整改　□限期整改（期限至　　年　　月　　日）　□立案") == [
        ("处理意见", "单选"), ("期限", "日期"), ("处理意见", "单选")
    ]  # fmt: skip


def test_a_bracket_takes_the_number_of_an_answer_or_of_a_clause() -> None:
    assert of_rows(("单位性质", "1.企业　2.高校　3.其他　（　　）")) == [("单位性质", "文字")]
    assert of_rows(("对应条款", "第（　　）类第（　　）条")) == [
        ("对应条款·第几类", "文字"), ("对应条款·第几条", "文字")
    ]  # fmt: skip


def test_amounts_between_printed_units_and_numbers_behind_their_sign() -> None:
    capitals = "人民币　　拾　　万　　仟　　佰　　拾　　元　　角　　分"
    ((label, use),) = of_rows(("报销金额（大写）", capitals))
    assert (label, use) == ("报销金额（大写）", Use.MONEY.value)
    assert of_line("申请部门：______　编号：NO.") == [("申请部门", "文字"), ("编号", "文字")]


def test_a_box_for_a_picture_may_stand_beside_its_words() -> None:
    assert of_rows(("照\n片", ""), ("身份证复印件粘贴处", "")) == [("照片", "照片"), ("身份证复印件粘贴处", "照片")]


def test_an_amount_is_called_by_what_it_is_for() -> None:
    assert of_line("活动预算____元（大写：________）") == [("活动预算", "金额"), ("活动预算", "大写金额")]
    rows = of_rows(("报销总额", "人民币（大写）：", "￥：　　　　　元"))
    assert rows == [("报销总额", "大写金额"), ("报销总额", "金额")]
    assert of_line("租金人民币（大写）________元（￥________元）") == [("租金", "大写金额"), ("租金", "金额")]


def test_what_a_period_and_a_row_of_boxes_are_for_stands_before_or_above_them() -> None:
    assert of_line("委托期限：自____年__月__日至____年__月__日止。") == [
        ("委托期限（起）", "日期"), ("委托期限（止）", "日期")
    ]  # fmt: skip
    assert of_line("考察人签名：　　　　　　年　　月　　日")[0] == ("考察人签名日期", "日期")
    boxes = "□代为申请　□代为领取"
    assert of_line("委托权限：（请在□内打√）", boxes) == [("委托权限", "单选")]
    assert of_line("本表一式两份，自行填写：", boxes)[-1] == ("代为申请／代为领取", "单选")


def test_the_end_of_a_period_is_called_as_its_beginning() -> None:
    assert of_line("申报单位（盖章）：　　　　补贴期间：　　　年　　月至　　　年　　月")[1:3] == [
        ("补贴期间（起）", "文字"), ("补贴期间（止）", "文字")
    ]  # fmt: skip
    line = "二、居住期限为____年，从____年__月__日起至____年__月__日止。"
    assert of_line(line)[1:] == [("居住期限（起）", "日期"), ("居住期限（止）", "日期")]


def test_room_behind_an_option_belongs_to_it() -> None:
    rows = of_rows(("投诉请求", "□退货　□赔偿损失        元 □其他            "))
    assert [row for row in rows if row[1] != "单选"] == [("投诉请求（赔偿损失）", "文字"), ("投诉请求（其他）", "文字")]
    assert of_line("迁移原因（请打√）：□工作调动　□购房入户") == [("迁移原因", "单选")]


def test_a_person_and_a_date_below_an_opinion_leave_a_box() -> None:
    rows = of_rows(("处理结果", "\n\n经办人：              年    月    日", "", ""))
    assert ("处理结果", "多段文字") in rows and ("经办人", "文字") in rows


def test_a_document_number_is_two_places() -> None:
    assert of_line("备案编号：（　　　　）建验备字第　　　　号") == [("备案编号", "文字"), ("建验备字第", "文字")]


def test_words_that_only_begin_like_a_part_of_an_address_are_none() -> None:
    labels = {label for label, _ in of_line("________市场监管部门：________组织的活动，________级别为一级。")}
    assert not labels & {"市", "组", "级"}


def test_a_label_that_stands_apart_keeps_its_spaces_as_the_forms_words() -> None:
    document = docx.Document()
    underlined(document, "姓　　　名：", "　　　　　　")
    assert [(one.label, one.words) for one in blanks(document)] == [("姓名", "姓　　　名")]


def test_a_tab_before_the_next_label_stays() -> None:
    document = docx.Document()
    document.add_paragraph("代表人：\t\t\t联系电话：\t\t")
    assert [(one.label, [spot.text for spot in one.spots]) for one in blanks(document)] == [
        ("代表人", ["\t\t"]), ("联系电话", ["\t\t"])
    ]  # fmt: skip


def test_a_seal_upon_a_signature_is_one_place() -> None:
    assert of_line("审核人签字（盖章）：") == [("审核人签字（盖章）", "签字盖章")]


def test_heads_above_places_to_sign_name_boxes_and_dates() -> None:
    sign = "\n\n签字：\n　　年　月　日"
    rows = of_rows(("部门意见", "人事意见", "领导意见"), (sign, sign, sign))
    for head in ("部门意见", "人事意见", "领导意见"):
        own = [use for label, use in rows if label.startswith(head)]
        assert sorted(own) == sorted(["多段文字", "签字盖章", "日期"]), head
    assert [label for label, _ in of_rows(("带教评价", "", "", ""), ("老师签字", "", "单位公章", ""))] == [
        "带教评价",
        "老师签字",
        "单位公章",
    ]


def test_the_forms_own_promise_is_no_box() -> None:
    promise = "本企业承诺所提交的材料真实、合法、有效。\n\n法定代表人（签字）：　　　　　年　月　日"
    assert [label for label, _ in of_rows(("信用承诺", promise))] == ["法定代表人签字日期", "法定代表人签字"]
    assert ("个人承诺", "多段文字") in of_rows(
        ("个人承诺", "承诺内容：（请手抄“本人承诺，所填属实”）\n\n\n签字：　　年　月　日")
    )


def test_an_empty_cell_below_a_heading_is_its_box() -> None:
    document = docx.Document()
    document.add_paragraph("项目名称：____________")
    document.add_paragraph("二、主要研究内容（不超过1000字）")
    table(document, [("",)], {0: 5.0})
    assert [(one.label, one.kind.value, one.lines > 5) for one in blanks(document)] == [
        ("项目名称", "inline", False), ("主要研究内容", "long", True)
    ]  # fmt: skip


def test_what_is_signed_below_a_note_is_found() -> None:
    document = docx.Document()
    made = table(document, [("设备", "", "型号", ""), ("说明：\n填表人（签名）：　　　　　年　月　日", "", "", "")])
    merged(made, (1, 0), (1, 3))
    assert [one.label for one in blanks(document)] == ["设备", "型号", "填表人签名日期", "填表人签名"]
    assert of_rows(("设备", ""), ("注：本表一式两份。", "")) == [("设备", "文字")]


def test_blanks_of_headers_and_footers_are_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("姓名：____________")
    section = document.sections[0]
    section.header.paragraphs[0].add_run("登记号：________")
    section.footer.paragraphs[0].add_run("第 1 页")
    opened = open_form(saved(document, tmp_path))
    assert isinstance(opened, OpenedForm)
    assert ["登记号：_" in one.message and "页眉" in one.message for one in opened.problems] == [True]
