"""Makes texts as enterprises write them, from a seed, and text boxes of the full layout.

The tests compare the compiled setting of text with these text boxes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from formgen.engines.weasyprint.laying_out import lay_out
from formgen.render.compiled.objects import number_text
from formgen.render.layout.sheet import Paragraph, ParagraphFormat, Sheet, Sides
from formgen.render.pdf.html import BASE, Writer, length

CLAUSES = (
    "本企业自成立以来一贯坚持诚信经营、依法纳税",
    "先后获得“江苏省AAA级信用企业”称号",
    "严格执行《中华人民共和国合同法》及有关规定",
    "研发投入占销售收入的5.6%，高于行业平均水平",
    "通过ISO 9001:2015质量管理体系认证",
    "产品合格率达99.8%以上",
    "“守合同、重信用”是我们的一贯作风",
    "主要产品为精密轴承（型号：6204-2RS/C3）",
    "年产能约12000 t，出口占比>30%",
    "与SKF（Sverige）AB、Bosch GmbH等建立长期合作",
    "详见附件2——《信用管理制度汇编》第3~5页",
    "未发生任何拖欠工资、偷税漏税等失信行为……",
    "注册资本人民币1,000万元（实缴￥8,000,000.00）",
    "联系邮箱：info@example.com",
    "车间温度控制在20℃±2℃，湿度≤65%",
    "厂房面积3500㎡、容积约10m³",
    "客户满意度‘优’占比95％",
    "获“国家高新技术企业”“专精特新企业”等荣誉",
    "按照“谁主管，谁负责”的原则",
    "【重要】请参阅〔2018〕12号文件",
    "Quality first, customer foremost",
    "采用 ERP 系统 管理 全部 合同",
    "合同履约率１００％（全角）",
    "法定代表人龚喆㐂先生",
    "部分用字：犇骉翀頔",
    "α、β、γ三类指标",
    "Ⅰ类、Ⅱ类客户",
    "①建立制度；②落实责任；③加强监督",
    "网址：www.example-company.com/credit/report",
    "☑已办理 □未办理",
    "a/b、c-d",
    "——",
    "……",
    "‘’",
    "A——B",
    "PVC、PP/PE等材料 2,500 kg",
    "(half-width) brackets, too",
    "其中：甲,乙.丙;丁:戊",
    "「」『』",
    "～10～20～",
    "№12、§3、※注",
    "1st—2nd",
    "“”",
    "Åge Øre",
    "Москва",
    'e.g. "quoted" text',
    "it’s “mixed” text",
    "100%",
    "$5/￥5",
    "第一、二、三产业",
)
JOINTS = ("，", "。", "；", "、", "", "", "：", "！", "？", "”", "“", " ", "\n", "（", "）", ", ")


def texts(seed: int, count: int, most: int = 700) -> Iterator[str]:
    """Yield texts of many lengths."""
    dice = random.Random(seed)
    for _ in range(count):
        wanted = dice.choice((5, 20, 40, 80, 200, most))
        text = ""
        while len(text) < wanted:
            text += dice.choice(CLAUSES) + dice.choice(JOINTS)
        start = dice.randrange(8)
        yield text[start : start + wanted]


@dataclass(frozen=True, slots=True)
class Box:
    """A text box of the full layout: its x and width in px; for each glyph the face, the written size, number, adjustment."""

    line: int
    text: str
    x: float
    width: float
    glyphs: tuple[tuple[str, float, int, int], ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A paragraph as the full layout sets it: the text boxes of its lines, and its content box."""

    lines: int
    boxes: tuple[Box, ...]
    left: float
    width: float


class _Stream:
    """Receives the drawing operators of WeasyPrint for one text box."""

    def __init__(self) -> None:
        from weasyprint.text.ffi import ffi

        self.fonts: dict[Any, Any] = {}
        self.face, self.size, self.shown = "", 0.0, list[tuple[str, float, int, int]]()
        self.ink_rect, self.logical_rect = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        from weasyprint.pdf.fonts import Font
        from weasyprint.text.fonts import get_pango_font_key

        key, description, size = get_pango_font_key(pango_font)
        if key not in self.fonts:
            self.fonts[key] = Font(pango_font, description, size)
        return self.fonts[key], size

    def set_text_matrix(self, *_: float) -> None: ...

    def set_font_size(self, name: str, size: float) -> None:
        self.face = next(font.family for font in self.fonts.values() if font.hash == name)
        self.size = float(number_text(size))

    def show_text(self, text: str) -> None:
        assert re.fullmatch(r"(<[0-9a-f]+>|-?[0-9]+)+", text), text
        for codes, adjustment in re.findall(r"<([0-9a-f]+)>|(-?[0-9]+)", text):
            if codes:
                self.shown += [(self.face, self.size, int(codes[at : at + 4], 16), 0) for at in range(0, len(codes), 4)]
            else:
                self.shown[-1] = (*self.shown[-1][:3], self.shown[-1][3] + int(adjustment))


def whole(paragraphs: Sequence[tuple[Paragraph, float]], left: float = 0) -> list[Whole]:
    """Lay out paragraphs, each with its width in pt, by the full layout. The result has what is drawn for each text box."""
    from weasyprint.draw.text import draw_first_line
    from weasyprint.formatting_structure import boxes
    from weasyprint.matrix import Matrix

    writer = Writer(Sheet("", 600, 800, Sides(0, 0, 0, 0), ()), frozenset())
    body = "".join(
        f"<div{writer.of(f'width:{length(width)};margin-left:{length(left)}')}>{writer.paragraph(paragraph)}</div>"
        for paragraph, width in paragraphs
    )
    page = "@page{size:600pt 1000000pt;margin:0}p{break-before:auto!important}"
    document = lay_out(f'<html lang="zh-CN"><style>{BASE}{writer.classes()}{page}</style><body>{body}</body></html>')
    found, fonts = [], dict[Any, Any]()
    for page_box in document.pages:
        for box in page_box.engine._page_box.descendants():
            if box.element_tag != "p" or not isinstance(box, boxes.BlockBox):
                continue
            set_boxes = []
            for number, line in enumerate(box.children):
                for text in line.descendants():
                    if not isinstance(text, boxes.TextBox) or text.text == "\n":
                        continue
                    stream = _Stream()
                    stream.fonts = fonts
                    text.pango_layout.reactivate(text.style)
                    draw_first_line(stream, text, "clip", "none", Matrix())
                    set_boxes.append(Box(number, text.text, text.position_x, text.width, tuple(stream.shown)))
            found.append(Whole(len(box.children), tuple(set_boxes), box.content_box_x(), box.width))
    return found


def paragraph_format(stack: tuple[str, ...], size: float, **more: Any) -> ParagraphFormat:
    return ParagraphFormat(stack, size, size * 1.8, **more)
