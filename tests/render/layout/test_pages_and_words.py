"""Where pages end and lines end, and how words look: laid out as LibreOffice does, or named as not ours to lay out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formgen import pipeline
from formgen.render.layout.read import inspect_sheet
from formgen.render.lint import template_faults
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.pdf.cuts import parted_rows, sheet_document
from formgen.render.pdf.html import Cut
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.word.package import PackagePart, WordPackage, read_package
from formgen.scheme.load import load_scheme
from tests.render.layout.test_tables_and_lines import NAMES, STYLES, borders, paragraph, word_file
from tools.comparison import compare
from tools.pdf_pages import read_pages

SETTINGS = f"<w:settings {NAMES}>{{}}</w:settings>"
FULL = "丙" * 100
"""Three lines."""


def words(*paragraphs: str) -> WordPackage:
    """A Word file of these paragraphs, with the usual table behind them."""
    return word_file(table=borders(), words="".join(paragraphs))


def run(text: str, look: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:spacing w:line="400" w:lineRule="exact"/></w:pPr><w:r><w:rPr>{look}</w:rPr>{text}</w:r></w:p>'
    )


def spaced(text: str, before: int = 0, after: int = 0) -> str:
    space = f'<w:spacing w:before="{before}" w:after="{after}" w:line="400" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{space}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(count: int) -> tuple[str, ...]:
    """Paragraphs of one line. A page has room for 34 lines."""
    return tuple(paragraph(f"第{'一二三四五六七八九十'[number % 10]}段") for number in range(count))


def in_rows(package: WordPackage, *properties: str, more: int = 0) -> WordPackage:
    """The file with these properties of its table's rows. more: how often its second row stands there once more."""
    before, first, second = package.part("word/document.xml").decode().split("<w:tr>")
    row, _, after = second.partition("</w:tr>")
    rows = [first, row + "</w:tr>", *[row + "</w:tr>"] * more]
    given = [*properties, *[""] * (len(rows) - len(properties))]
    text = before + "".join(f"<w:tr>{own}{one}" for own, one in zip(given, rows, strict=True)) + after
    return changed(package, "word/document.xml", text)


def changed(package: WordPackage, name: str, content: str) -> WordPackage:
    """The file with another content of one part, or with one part more."""
    parts = [part for part in package.parts if part.name != name]
    return WordPackage(package.name, (*parts, PackagePart(name, content.encode())))


def height(points: float, rule: str = "exact") -> str:
    return f'<w:trPr><w:trHeight w:val="{round(points * 20)}" w:hRule="{rule}"/></w:trPr>'


def merged(text: str) -> WordPackage:
    """The file with the first two cells of its first column merged, and this text in them."""
    content = words().part("word/document.xml").decode().replace("名称", text)
    rows = content.split("<w:tr>")
    for number, merge in ((1, ' w:val="restart"'), (2, "")):
        rows[number] = rows[number].replace("</w:tcPr>", f"<w:vMerge{merge}/></w:tcPr>", 1)
    return changed(words(), "word/document.xml", "<w:tr>".join(rows))


HEADER = "<w:trPr><w:tblHeader/></w:trPr>"
TOP = '<w:tcMar><w:top w:w="400" w:type="dxa"/></w:tcMar>'
BOTTOM = TOP.replace("top", "bottom")
OURS = {
    "space before at the top of a page": words(*lines(34), spaced("甲", before=400), paragraph("乙")),
    "space before in the first paragraph": words(spaced("甲", before=400), paragraph("乙")),
    "space after at the end of a page": words(*lines(33), spaced("甲", after=600), paragraph("乙")),
    "lines kept together": words(*lines(33), paragraph(FULL, "<w:keepLines/>")),
    "no single lines": words(*lines(33), paragraph(FULL)),
    "a header that is not the first row": in_rows(words(), "", HEADER, more=45),
    "a top margin of one cell": word_file(table=borders(), cell=TOP),
    "a cell merged over two rows of a fixed height": in_rows(merged("名称" * 9), height(25), height(25)),
    "spaces that do not count": words(run("<w:t>甲 </w:t><w:t> 乙</w:t>")),
    "a line end in the text": words(run('<w:t xml:space="preserve">甲\n乙</w:t>')),
    "letters on their baseline": words(paragraph("甲（乙）", '<w:textAlignment w:val="baseline"/>')),
    "properties of a grid that there is not": words(
        paragraph(FULL, '<w:snapToGrid w:val="0"/><w:adjustRightInd w:val="0"/>'),
        paragraph(FULL, "<w:adjustRightInd/>"),
    ),
    "tab stops without a tab": words(paragraph(FULL, '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>')),
    "a shade that is none": words(run("<w:t>甲</w:t>", '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>')),
}
THEME = (
    '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:ascii="Times New Roman" w:eastAsia="宋体"/>'
)
TEXT = "<w:t>姓名</w:t>"
LOOKS = [
    ('<w:u w:val="double"/>', "下划线不是黑色的单线"),
    ('<w:u w:val="wave"/>', "下划线不是黑色的单线"),
    ('<w:u w:val="single" w:color="FF0000"/>', "下划线不是黑色的单线"),
    ('<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>', "w:shd"),
    ('<w:color w:val="auto" w:themeColor="accent1"/>', "文字不是黑色"),
    (THEME, "随主题"),
    ("<w:cs/>", "w:cs"),
    ("<w:rtl/>", "w:rtl"),
    ("<w:webHidden/>", "w:webHidden"),
    ('<w:eastAsianLayout w:id="1" w:combine="1"/>', "w:eastAsianLayout"),
]
NOT_OURS = [(words(run(TEXT, look)), reason) for look, reason in LOOKS] + [
    (words(paragraph("姓名", '<w:shd w:val="clear" w:fill="D9D9D9"/>')), "w:shd"),
    (words(paragraph("姓名", '<w:rPr><w:del w:id="1"/></w:rPr>')), "段落标记是隐藏的"),
    (words(paragraph("姓名", "<w:rPr><w:vanish/></w:rPr>")), "段落标记是隐藏的"),
    (words(paragraph("甲，" * 40)), "标点可以伸出行尾"),
    (words(paragraph("甲（" * 40, '<w:kinsoku w:val="0"/>')), "首尾字符"),
    (words(paragraph("（一）甲", "<w:topLinePunct/>")), "行首的标点要压缩"),
    (words(paragraph("甲（" * 40, "<w:topLinePunct/>")), "行首的标点要压缩"),
    (words(paragraph("姓名", '<w:textAlignment w:val="center"/>')), "w:textAlignment"),
    (words(paragraph("姓名", '<w:textAlignment w:val="top"/>')), "w:textAlignment"),
    (words(paragraph("management " * 9, '<w:wordWrap w:val="0"/>')), "在单词中间换行"),
    (words(paragraph("甲乙　　", '<w:jc w:val="right"/>')), "行尾有空格"),
    (words(paragraph("甲" * 30 + "　" * 9 + "乙")), "连续的空格"),
    (words(run(f"{TEXT}<w:br/>{TEXT}").replace("</w:pPr>", '<w:jc w:val="both"/></w:pPr>', 1)), "手动换行"),
    (words(spaced("甲", before=-200)), "间距是负的"),
    (word_file(table=borders(top='w:val="single" w:sz="0"')), "边框粗 0 磅"),
    (word_file(table=borders(), cell='<w:shd w:val="pct15" w:color="auto" w:fill="auto"/>'), "w:shd"),
    (word_file(table=borders(), cell='<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>'), "w:shd"),
    (word_file(table=borders(), cell="<w:vMerge/>"), "竖着合并的格子"),
    (word_file(table=borders(), page='<w:cols w:equalWidth="0"><w:col w:w="99"/><w:col w:w="9"/></w:cols>'), "分栏"),
    (in_rows(words(), height(15)), "放不下里面的字"),
    (in_rows(merged("名称" * 60), height(25), height(25)), "放不下里面的字"),
    (word_file(table=borders(), cell=f'{BOTTOM}<w:vAlign w:val="bottom"/>'), "下边距不一样"),
    (words(paragraph("姓名").replace('w:line="400"', 'w:line="0"')), "行距不是固定值"),
    (in_rows(words(), height(900, "atLeast")), "比一页还高"),
]


@pytest.fixture(scope="module")
def office() -> dict[str, bytes]:
    """LibreOffice's PDF of each file that is ours, made in one run."""
    return dict(zip(OURS, raw_pdfs(list(OURS.values()), "表"), strict=True))


@pytest.mark.parametrize("kind", OURS)
def test_what_we_lay_out_lies_as_in_libreoffice(kind: str, office: dict[str, bytes]) -> None:
    sheet, faults = inspect_sheet(OURS[kind], (), "表")
    assert sheet is not None and not faults
    ours, theirs = (read_pages(pdf) for pdf in (document_to_pdf(sheet_document(sheet)), office[kind]))
    found = compare(ours, theirs)
    assert list(found.differences()) == []
    assert found.largest < 0.5 and (found.farthest or 0) < 0.5  # mm


@pytest.mark.parametrize(
    ("package", "reason"), NOT_OURS, ids=[f"{reason}-{n}" for n, (_, reason) in enumerate(NOT_OURS)]
)
def test_what_we_do_not_lay_out_is_named_with_its_place(package: WordPackage, reason: str) -> None:
    found = [fault for fault in inspect_sheet(package, (), "表")[1] if reason in fault.message]
    assert found and all(fault.place for fault in found)


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("甲，乙。" * 5, ""),
        ("甲，" * 40, '<w:overflowPunct w:val="0"/>'),
        ("　　甲乙", '<w:jc w:val="right"/>'),
        ("甲（乙）", "<w:topLinePunct/>"),
        ("甲乙" * 40, "<w:topLinePunct/>"),
        ("（一）甲", '<w:topLinePunct w:val="0"/>'),
        ("姓名", '<w:textAlignment w:val="auto"/>'),
        ("姓名", '<w:textAlignment w:val="baseline"/>'),
        (
            "甲乙",
            '<w:snapToGrid w:val="0"/><w:adjustRightInd w:val="0"/><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>',
        ),
    ],
)
def test_lines_that_end_alike_everywhere_are_ours(text: str, properties: str) -> None:
    assert not inspect_sheet(words(paragraph(text, properties)), (), "表")[1]


def test_a_face_that_is_named_below_the_theme_is_ours() -> None:
    """A style gives faces of the theme; the run names its own, which count before those."""
    package = words(run(TEXT, '<w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体"/>'))
    themed = STYLES.replace("<w:rFonts ", '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" ')
    found = inspect_sheet(changed(package, "word/styles.xml", themed), (), "表")[1]
    assert found and all("姓名" not in fault.place for fault in found)


def test_a_break_in_justified_text_is_ours_where_the_file_stretches_no_such_line() -> None:
    justified = run(f"{TEXT}<w:br/>{TEXT}").replace("</w:pPr>", '<w:jc w:val="both"/></w:pPr>', 1)
    settings = SETTINGS.format("<w:compat><w:doNotExpandShiftReturn/></w:compat>")
    assert not inspect_sheet(changed(words(justified), "word/settings.xml", settings), (), "表")[1]


@pytest.mark.parametrize(
    ("text", "properties", "reason"),
    [
        ("management " * 9, "", "自动断字"),
        ("management " * 9, "<w:suppressAutoHyphens/>", ""),
        ("management", "", ""),
        ("甲乙" * 40, '<w:overflowPunct w:val="0"/>', ""),
    ],
)
def test_words_that_are_divided_at_the_end_of_a_line_are_not_ours(text: str, properties: str, reason: str) -> None:
    package = words(paragraph(text, properties))
    assert not inspect_sheet(package, (), "表")[1]
    divided = changed(package, "word/settings.xml", SETTINGS.format("<w:autoHyphenation/>"))
    found = [fault.message for fault in inspect_sheet(divided, (), "表")[1]]
    assert len(found) == bool(reason) and all(reason in message for message in found)


def test_a_row_that_a_page_parts_is_known() -> None:
    sheet, faults = inspect_sheet(words(*lines(33)), (), "表")
    assert sheet is not None and not faults and parted_rows(sheet_document(sheet)) == ()
    tall = words(*lines(30)).part("word/document.xml").decode().replace("名称", FULL * 2)
    sheet, faults = inspect_sheet(changed(words(), "word/document.xml", tall), (), "表")
    assert sheet is not None and not faults and parted_rows(sheet_document(sheet)) == (Cut(0, 0),)


def test_a_row_that_a_page_parts_is_a_fault_of_the_template(tmp_path: Path) -> None:
    folder = tmp_path / "scheme"
    shutil.copytree(pipeline.load().forms[0].template.parents[1], folder)
    path = folder / "annex3" / "form.docx"
    package = read_package(path.read_bytes(), path.name)
    table = f"<w:tbl{in_rows(words()).part('word/document.xml').decode().partition('<w:tbl')[2].partition('</w:tbl>')[0]}</w:tbl>"
    tall = table.replace("名称", FULL * 5)
    text = package.part("word/document.xml").decode()
    place = text.rindex("<w:sectPr")
    path.write_bytes(changed(package, "word/document.xml", f"{text[:place]}{tall}{text[place:]}").to_bytes())
    form = next(one for one in load_scheme(folder).forms if one.id == "annex3")
    assert [fault.place for fault in template_faults(form) if "分在两页上" in fault.message] == ["表1第1行"]
