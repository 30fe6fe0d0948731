"""The page of a form: its paper and margins, what nothing outside the text may change, and what has room on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from lxml import etree

from formgen.render.layout.properties import Faults, is_on, local, points
from formgen.render.layout.sheet import Block, FormTable, Paragraph, Sheet, Sides
from formgen.render.layout.table_lines import SIDES
from formgen.render.word.package import WordPackage, attribute, tag

SETTINGS = "word/settings.xml"
TURNED = ("mirrorMargins", "gutterAtTop", "bookFoldPrinting")
"""Settings by which the gutter, or the margins of each second page, stand elsewhere."""


def read_page(section: etree._Element, blocks: tuple[Block, ...], title: str, faults: Faults) -> Sheet | None:
    """The sheet of these blocks, on the paper that a section says; None if it does not say it."""
    for element in section.iterchildren(tag=etree.Element):
        name = local(element)
        if name in ("headerReference", "footerReference"):
            faults.add("页面", "有页眉或页脚，PDF 排版不支持")
        elif name == "cols" and ((attribute(element, "num") or "1") != "1" or len(element) > 1):
            faults.add("页面", "分栏，PDF 排版不支持")
        elif name == "docGrid" and attribute(element, "type") not in (None, "default"):
            faults.add("页面", "有文档网格，各程序排出来不一样；请设为无网格")
        elif name == "textDirection" and attribute(element, "val") not in (None, "lrTb"):
            faults.add("页面", "文字竖排，PDF 排版不支持")
        elif name not in (
            "pgSz",
            "pgMar",
            "cols",
            "docGrid",
            "type",
            "formProt",
            "textDirection",
            "pgNumType",
            "titlePg",
            "footnotePr",
            "endnotePr",
            "bidi",
        ):
            faults.add("页面", f"页面属性 w:{name}，PDF 排版不支持")
    size, margins = section.find(tag("pgSz")), section.find(tag("pgMar"))
    width, height = points(size, "w"), points(size, "h")
    sides = [points(margins, side) for side in SIDES]
    if width is None or height is None or any(side is None or side < 0 for side in sides):
        faults.add("页面", "没有纸张大小或页边距")
        return None
    page = Sides(*(side or 0 for side in sides))
    # The gutter is room for binding, beside the left margin. Where it stands elsewhere, `inspect_sheet` says so.
    return Sheet(title, width, height, replace(page, left=page.left + (points(margins, "gutter") or 0)), blocks)


def check_settings(package: WordPackage, section: etree._Element, faults: Faults) -> None:
    """Check that nothing outside the text moves it: a gutter at the top or on both sides, a page that is not white."""
    turned = [name for name in TURNED if is_on(settings_element(package, name))]
    if turned and (points(section.find(tag("pgMar")), "gutter") or "mirrorMargins" in turned):
        faults.add("页面", "装订线不在左边，或左右页边距对称，PDF 排版不支持")
    if package.document.find(tag("background")) is not None:
        faults.add("页面", "页面有底色，PDF 排版不支持")


def settings_element(package: WordPackage, name: str) -> etree._Element | None:
    """An element of the file's settings; None if it has none of this name."""
    settings = package.tree(SETTINGS) if any(part.name == SETTINGS for part in package.parts) else None
    return None if settings is None else next(settings.iter(tag(name)), None)


def text_width(section: etree._Element | None) -> float:
    """The width (pt) of the text of a page; 0 if the file does not say it, which is a fault of its own."""
    margins = None if section is None else section.find(tag("pgMar"))
    width = None if section is None else points(section.find(tag("pgSz")), "w")
    return max(0.0, (width or 0) - sum(points(margins, side) or 0 for side in ("left", "right", "gutter")))


def check_widths(sheet: Sheet, faults: Faults) -> None:
    """Check that each table and each of its rows has room on the paper, and each paragraph between its indents."""
    height = sheet.height - sheet.margins.top - sheet.margins.bottom
    for number, block in enumerate((block for block in sheet.blocks if isinstance(block, FormTable)), 1):
        if sum(block.columns) > sheet.width:
            faults.add(f"表{number}", "表格比纸还宽")
        for place, row in enumerate(block.rows, 1):
            if row.height > height:
                faults.add(f"表{number}第{place}行", "这一行比一页还高")
    for paragraph, width in sheet.paragraphs():
        if paragraph.format.left + paragraph.format.right + paragraph.format.size > max(width, paragraph.format.size):
            faults.add(f"段落「{paragraph.text[:12]}」", "左右缩进太大，一个字也放不下")


def check_spacing(blocks: tuple[Block, ...], faults: Faults) -> None:
    """Check that no two neighbours have both space after and space before: some programs add them, others take the larger."""
    for first, second in pairwise(blocks):
        if (
            isinstance(first, Paragraph)
            and isinstance(second, Paragraph)
            and first.format.after
            and second.format.before
        ):
            faults.add(
                f"段落「{second.text[:12]}」", "上一段有段后间距，本段又有段前间距，各程序排出来不一样；只留一个"
            )
