"""Draws 附件2, 附件3 and 附件5: the places, the faces and the room of all words.

Lengths are in mm, sizes of type in pt.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.draw.styles import FANG, HEI, KAI, SONG_TITLE, end_of_table, stamp_styles
from tools.draw.word import Cell, Drawing, Row, Style, run, table

ANNEX_LABEL = Style("附件号", HEI, 16, 28, latin=HEI)
FORM_TITLE = Style("表题", SONG_TITLE, 22, 34, latin=SONG_TITLE, align="center", after=10, outline=0)
SECTION_SIZE = 11.5
"""The largest size (pt) in which the longest heading of 附件2, of 36 characters, stands on one line."""
SECTION = Style("栏目标题", HEI, SECTION_SIZE, 20, latin=HEI)
SECTION_BEFORE_BOX = Style("栏目标题与下栏同页", HEI, SECTION_SIZE, 20, latin=HEI, keep_next=True)
LABEL = Style("栏目", FANG, 12, 17)
VALUE = Style("填写内容", FANG, 12, 17)
WRITING = Style("意见内容", FANG, 12, 20, align="both", keep_next=True)
COVER_LABEL = Style("封面栏目", FANG, 16, 24, align="right")
COVER_VALUE = Style("封面填写内容", FANG, 16, 24, align="center")


def writing_block(
    drawing: Drawing,
    heading: str,
    opinion: tuple[str, str],
    date: str,
    heights: tuple[float, float, float],
    span: int = 2,
) -> list[Row]:
    """A block of one column: a heading, room for writing, and room for the seal. It stays on one page and has no inner lines.

    opinion  the slot's tag, and the words that name the slot
    date     the tag of the date
    heights  the heights of the three rows in mm
    span     the number of columns of the table
    """
    tag, words = opinion
    seal, day = stamp_styles(300)
    return [
        Row((Cell(drawing.paragraph(SECTION_BEFORE_BOX, run(heading)), span=span),), heights[0]),
        Row(
            (Cell(drawing.paragraph(WRITING, drawing.slot(tag, words)), span=span, align="top", borders="tlr"),),
            heights[1],
        ),
        Row(
            (
                Cell(
                    drawing.paragraph(seal, run("（单位盖章）"))
                    + drawing.paragraph(day, drawing.date_slots(date, words)),
                    span=span,
                    borders="blr",
                ),
            ),
            heights[2],
        ),
    ]


def annex2(*, continued: bool = False) -> Drawing:
    """江苏省信用管理贯标企业申报表: cover, basic information, reasons, three reviews: a page each.

    continued: with a continuation sheet behind the basic information, and one behind the reasons
    """
    drawing = Drawing("江苏省信用管理贯标企业申报表", (25, 27, 24, 27))
    cover_title = Style("封面标题", SONG_TITLE, 36, 60, latin=SONG_TITLE, align="center")
    cover_gap = Style("封面空行", FANG, 16, 120)
    issuer = Style("制表机关", KAI, 16, 28, latin=KAI, align="center", before=180)
    drawing.body = [
        drawing.paragraph(ANNEX_LABEL, run("附件2：")),
        drawing.paragraph(cover_gap),
        drawing.paragraph(cover_title, run("江苏省信用管理")),
        drawing.paragraph(cover_title, run("贯标企业申报表")),
        drawing.paragraph(cover_gap),
        table(
            (34, 113),
            [
                Row(
                    (
                        Cell(drawing.paragraph(COVER_LABEL, run("申报企业：")), borders="", align="bottom"),
                        Cell(
                            drawing.paragraph(COVER_VALUE, drawing.slot("applicant.name", "申报企业")),
                            borders="b",
                            align="bottom",
                        ),
                    ),
                    COVER_ROW,
                ),
                Row(
                    (
                        Cell(drawing.paragraph(COVER_LABEL, run("申报日期：")), borders="", align="bottom"),
                        Cell(
                            drawing.paragraph(COVER_VALUE, drawing.slot("application.applied_on", "申报日期")),
                            borders="b",
                            align="bottom",
                        ),
                    ),
                    COVER_ROW,
                ),
            ],
            first_column=True,
        ),
        drawing.paragraph(issuer, run("江苏省社会信用体系建设领导小组办公室制")),
    ]
    title = Style(
        "表题另页", SONG_TITLE, 22, 34, latin=SONG_TITLE, align="center", after=10, outline=0, page_break=True
    )
    drawing.body.append(drawing.paragraph(title, run("江苏省信用管理贯标企业申报表")))
    rows = [Row((Cell(drawing.paragraph(SECTION, run("一、基本信息")), span=2),), 11)]
    for number, (tag, words) in enumerate(APPLICANT, 1):
        label = f"{number}、{words}"
        cells = (
            Cell(drawing.paragraph(LABEL, run(label))),
            Cell(drawing.paragraph(VALUE, drawing.slot(f"applicant.{tag}", label))),
        )
        rows.append(Row(cells, 24 if tag == "main_business" else 12.8))
    sheet_title, stamped = "江苏省信用管理贯标企业申报表（续页）", "application.applied_on"
    if continued:
        drawing.body.append(table((54, 102), rows, first_column=True))
        values = [(f"applicant.{tag}", words) for tag, words in APPLICANT if tag in ANNEX2_CONTINUED]
        drawing.body += continuation_sheet(drawing, sheet_title, values, VALUE_CONTINUED, stamped, seal_at=300)
        rows = []
    reasons = "二、申请贯标的理由（包括在企业信用意识、信用记录、信用管理方面的表现等）"
    rows += writing_block(
        drawing, reasons, ("application.reasons", "申请贯标的理由"), "application.applied_on", (11, 173, 57)
    )
    if continued:
        drawing.body.append(table((54, 102), rows, first_column=True))
        values = [("application.reasons", "申请贯标的理由")]
        drawing.body += continuation_sheet(drawing, sheet_title, values, WRITING, stamped, seal_at=300)
        rows = []
    for tag, heading in (
        ("county_review", "三、县（市、区）信用办初审意见"),
        ("city_review", "四、市信用办审核意见"),
        ("province_review", "五、省信用办审核意见"),
    ):
        words = heading.partition("、")[2]
        rows += writing_block(drawing, heading, (f"{tag}.opinion", words), f"{tag}.reviewed_on", (11, 15, 54))
    drawing.body += [table((54, 102), rows, first_column=True), end_of_table(drawing)]
    return drawing


def continuation_sheet(
    drawing: Drawing, title: str, texts: Sequence[tuple[str, str]], style: Style, stamped: str, *, seal_at: float
) -> list[str]:
    """A continuation sheet: the enterprise's name, a row for each text below its label, room for the seal; one page.

    texts: the field of each text that may go on, and its official label; style: that of the text's box, so that the lines
    have the same distance; stamped: the field of the date; seal_at: the middle of the seal (pt from the table's left edge)
    """
    heading = Style("续页题", SONG_TITLE, 18, 24, latin=SONG_TITLE, align="center", after=3, outline=0, page_break=True)
    seal, day = stamp_styles(seal_at, suffix="续页")
    rows = [
        Row(
            (
                Cell(drawing.paragraph(LABEL, run("企业名称"))),
                Cell(drawing.paragraph(CELL_VALUE, drawing.slot("applicant.name", "企业名称"))),
            ),
            16,
        )
    ]
    area = SHEET_AREA / len(texts)
    for tag, words in texts:
        label = f"{words}（续）"
        rows.append(Row((Cell(drawing.paragraph(SECTION_BEFORE_BOX, run(label)), span=2),), 7.5))
        written = drawing.paragraph(style, drawing.slot(f"{tag}.continued", label))
        rows.append(Row((Cell(written, span=2, align="top"),), area - 7.5))
    signed = drawing.paragraph(seal, run("（单位盖章）")) + drawing.paragraph(day, drawing.date_slots(stamped, "续页"))
    rows.append(Row((Cell(signed, span=2),), 49))
    return [
        drawing.paragraph(heading, run(title)),
        table((34, 122), rows, first_column=True),
        end_of_table(drawing),
    ]


def annex3() -> Drawing:
    """Draw 江苏省企业信用管理贯标申报信用承诺书. It has one page, whose lower third is free for the seal and the signature."""
    drawing = Drawing("江苏省企业信用管理贯标申报信用承诺书", (30, 27, 25, 27))
    title = Style("承诺书标题", SONG_TITLE, 22, 36, latin=SONG_TITLE, align="center", before=20, after=24, outline=0)
    body = Style("承诺书正文", FANG, 16, 30, align="both", first=32)
    unit = Style("承诺单位", FANG, 16, 28, left=SIGNED_AT, before=40)
    unit_name = Style("承诺单位名称", FANG, 16, 28, left=SIGNED_AT)
    signature = Style("法定代表人签字", FANG, 16, 28, left=SIGNED_AT, before=12)
    day = Style("承诺日期", FANG, 16, 28, left=SIGNED_AT, before=32)
    drawing.body = [
        drawing.paragraph(ANNEX_LABEL, run("附件3：")),
        drawing.paragraph(title, run("江苏省企业信用管理贯标申报信用承诺书")),
        *(drawing.paragraph(body, run(text)) for text in COMMITMENT),
        drawing.paragraph(unit, run("承诺单位（公章）"), keep_next=True),
        drawing.paragraph(unit_name, drawing.slot("applicant.name", "承诺单位"), keep_next=True),
        drawing.paragraph(signature, run("法定代表人（签字、印章）"), keep_next=True),
        drawing.paragraph(day, drawing.date_slots("commitment.signed_on", "承诺日期")),
    ]
    return drawing


def annex5(level: str, *, continued: bool = False) -> Drawing:
    """信用管理示范企业推荐表, `city` or `province`: a reconstruction (templates/…/annex5-*/NOTES.md says from what).

    continued: with a continuation sheet behind the information, and one behind the page of the reasons
    """
    city = level == "city"
    drawing = Drawing(f"2018年度{'苏州市' if city else '江苏省'}级信用管理示范企业推荐表", (22, 27, 20, 27))
    title = Style("推荐表题", SONG_TITLE, 20, 32, latin=SONG_TITLE, align="center", before=2, after=10, outline=0)
    drawing.body = [drawing.paragraph(ANNEX_LABEL, run("附件5：")), drawing.paragraph(title, run(drawing.title))]

    def pair(tag: str, words: str, span: int = 1) -> tuple[Cell, Cell]:
        value = Cell(drawing.paragraph(CELL_VALUE, drawing.slot(tag, words)), span=span)
        return Cell(drawing.paragraph(LABEL, run(words))), value

    wide = [("applicant.name", "企业名称")]
    halves = [
        (("applicant.unified_social_credit_code", "统一社会信用代码"), ("applicant.organization_code", "组织机构代码")),
        (("applicant.registration_number", "工商注册号"), ("applicant.legal_representative", "法定代表人")),
        (("applicant.established_on", "成立日期"), ("applicant.registered_capital", "注册资本")),
        (("applicant.industry", "所属行业"), ("applicant.town", "所属镇（区）")),
    ]
    addresses = [
        ("applicant.registered_address", "注册地址"),
        ("applicant.business_address", "经营地址"),
        ("applicant.main_business", "主营业务"),
    ]
    contacts = [
        (("applicant.postcode", "邮编"), ("applicant.contact_person", "联系人")),
        (("applicant.phone", "联系电话"), ("applicant.fax", "传真")),
        (("recommendation.accepted_on", "通过贯标验收时间"), ("recommendation.accepted_by", "认定部门")),
    ]
    if not city:
        contacts.append(
            (
                ("recommendation.city_demonstration_on", "认定为苏州市级示范企业时间"),
                ("recommendation.city_demonstration_by", "认定部门"),
            )
        )
    contacts.append(
        (
            ("recommendation.serious_dishonesty", "近3年有无严重失信行为记录"),
            ("recommendation.credit_report_number", "查询报告编号"),
        )
    )
    contacts.append((("recommendation.credit_report_date", "查询日期"), ("recommendation.applied_on", "推荐申报日期")))
    height = 16.5 if city else 15.9
    rows = [Row(pair(*field, span=3), height) for field in wide]
    rows += [Row((*pair(*left), *pair(*right)), height) for left, right in halves]
    rows += [Row(pair(*field, span=3), height) for field in addresses]
    rows += [Row((*pair(*left), *pair(*right)), height) for left, right in contacts]
    sheet_title, stamped = f"{drawing.title}（续页）", "recommendation.applied_on"
    if continued:
        drawing.body.append(annex5_table(rows))
        drawing.body += continuation_sheet(drawing, sheet_title, addresses, CELL_VALUE_CONTINUED, stamped, seal_at=300)
        rows = []
    rows.append(
        Row(
            (
                Cell(
                    drawing.paragraph(
                        SECTION_BEFORE_BOX, run("推荐理由（信用意识、信用记录、信用管理方面的表现，同行业示范带动性）")
                    ),
                    span=4,
                ),
            ),
            10,
        )
    )
    rows.append(
        Row(
            (
                Cell(
                    drawing.paragraph(VALUE_20, drawing.slot("recommendation.reasons", "推荐理由")), span=4, align="top"
                ),
            ),
            158,
        )
    )
    opinions = [
        ("applicant_opinion", "applied_on", "企业意见（自愿申报）"),
        ("town_opinion", "town_signed_on", "镇（区）推荐意见"),
        ("county_opinion", "county_signed_on", "太仓市经信委（市信用办）审核推荐意见"),
        ("city_opinion", "city_signed_on", "苏州市信用办意见"),
    ]
    if not city:
        opinions.append(("province_opinion", "province_signed_on", "江苏省信用办意见"))
    for opinion, date, heading in opinions:
        heights = (9, 26, 48) if city or opinion == "applicant_opinion" else (9, 62, 56)
        rows += writing_block(
            drawing, heading, (f"recommendation.{opinion}", heading), f"recommendation.{date}", heights, span=4
        )
        if continued and opinion == "applicant_opinion":
            drawing.body.append(annex5_table(rows))
            reasons = [("recommendation.reasons", "推荐理由")]
            drawing.body += continuation_sheet(drawing, sheet_title, reasons, REASONS_CONTINUED, stamped, seal_at=300)
            rows = []
    drawing.body += [annex5_table(rows), end_of_table(drawing)]
    return drawing


def annex5_table(rows: Sequence[Row]) -> str:
    """The table of 附件5, or a part of it."""
    return table((37, 47, 29, 43), rows, first_column=True, cell_margin=1.4)


COVER_ROW = 12.2
"""The height (mm) of a line of the cover: one line of its letters, so that no text stands between two rules."""
SIGNED_AT = 224
"""The left edge of the signatures of 附件3 (pt from the margin), in the right half of the page."""
CELL_VALUE = Style("表格填写内容", FANG, 12, 14.5)
CELL_VALUE_CONTINUED = Style("表格填写内容续页", FANG, 12, 14.5, keep_next=True)
VALUE_20 = Style("理由内容", FANG, 12, 20, align="both")
VALUE_CONTINUED = Style("填写内容续页", FANG, 12, 17, keep_next=True)
REASONS_CONTINUED = Style("理由内容续页", FANG, 12, 20, align="both", keep_next=True)
SHEET_AREA = 172.5
"""The height (mm) of all texts of a continuation sheet, with their labels."""
ANNEX2_CONTINUED = ("registered_address", "business_address", "main_business")
APPLICANT = (
    ("name", "企业名称"),
    ("organization_code", "组织机构代码"),
    ("registration_number", "工商注册号"),
    ("legal_representative", "法定代表人"),
    ("legal_representative_id", "法定代表人身份证号"),
    ("established_on", "成立日期"),
    ("registered_capital", "注册资本"),
    ("industry", "所属行业"),
    ("locality", "所属地区"),
    ("registered_address", "注册地址"),
    ("business_address", "经营地址"),
    ("postcode", "邮编"),
    ("phone", "联系电话"),
    ("fax", "传真"),
    ("main_business", "主营业务"),
)
COMMITMENT = (
    "本公司自愿参加江苏省企业信用管理贯标创建，并承诺：",
    "1、严格遵守国家、江苏省、苏州市和太仓市的法律、法规、规章和有关规定，全面履行各项应尽的义务，自觉接受省、市各级行政主管部门的监管。",
    "2、本公司近三年内无重大失信行为，提供的材料均真实、有效、合法，并愿意接受相关部门的信用信息核查。",
    "3、如有弄虚作假，本公司自愿退出本次项目申报，并承诺两年内不再申报相关项目，同意市社会信用相关部门公开有关事实和进行不良行为评价。",
)
