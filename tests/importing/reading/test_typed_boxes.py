"""Boxes that are no `□`: old form fields, letters of Wingdings, the character 口; circles, margins, examples and English labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from formgen.importing.notice.given_files import blanks_of
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.proposal import Use
from formgen.importing.proposing.propose import propose
from formgen.record.kinds.table import written
from formgen.render.papers import render_word
from formgen.render.word.fill import SlotText
from formgen.returned.word_files.read_files import read_word_files
from tests.importing.word_forms import Rows, saved, table
from tests.returned.word_files.test_strange_form import made_scheme


def of_rows(rows: Rows) -> Document:
    document = docx.Document()
    document.add_paragraph("登记表")
    table(document, rows)
    return document


def found(document: Document, folder: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """The labels and uses of the places of a form, and the codes of what is told of it."""
    opened = open_form(saved(document, folder))
    assert isinstance(opened, OpenedForm)
    rows = propose([("form", blanks_of(opened.text))])
    return [(row.label, row.use.value) for row in rows], [problem.code for problem in opened.problems]


def old_field(paragraph: Paragraph, data: str) -> None:
    """Append one of Word's older form fields to a paragraph."""
    parts = [
        f"<w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar>",
        "<w:instrText> FORM </w:instrText>",
    ]
    if "textInput" in data:
        parts += ["<w:fldChar w:fldCharType='separate'/>", "<w:t>\u2002\u2002\u2002\u2002\u2002</w:t>"]
    for part in (*parts, "<w:fldChar w:fldCharType='end'/>"):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


CHECK, TEXT = "<w:checkBox><w:default w:val='0'/></w:checkBox>", "<w:textInput/>"
CHOICES = "<w:ddList><w:listEntry w:val='初中'/><w:listEntry w:val='高中'/></w:ddList>"


def test_old_form_fields_are_places(tmp_path: Path) -> None:
    """Check boxes and lists were passed over, and a field to type in was a part of the next label."""
    document = of_rows((("姓名", ""), ("性别", ""), ("学历", "")))
    cells = document.tables[0]
    old_field(cells.cell(0, 1).paragraphs[0], TEXT)
    for word in ("男", "女"):
        old_field(cells.cell(1, 1).paragraphs[0], CHECK)
        cells.cell(1, 1).paragraphs[0].add_run(f"{word} ")
    old_field(cells.cell(2, 1).paragraphs[0], CHOICES)
    line = document.add_paragraph("民族：")
    old_field(line, TEXT)
    line.add_run("  婚否：")
    for word in ("是", "否"):
        old_field(line, CHECK)
        line.add_run(f"{word} ")
    one = Use.CHOICE.value
    assert found(document, tmp_path)[0] == [
        ("姓名", "文字"),
        ("性别", one),
        ("学历", one),
        ("民族", "文字"),
        ("婚否", one),
    ]


@pytest.mark.parametrize("letter", ["\uf0a8", "\uf06f", "o", "¨"])
def test_letters_of_wingdings_are_boxes(tmp_path: Path, letter: str) -> None:
    document = of_rows((("性别", ""), ("姓名", "")))
    paragraph = document.tables[0].cell(0, 1).paragraphs[0]
    for word in ("男", "女"):
        paragraph.add_run(letter).font.name = "Wingdings"
        paragraph.add_run(f"{word} ")
    assert found(document, tmp_path) == ([("性别", Use.CHOICE.value), ("姓名", "文字")], [])


def test_the_character_that_looks_like_a_box_is_one_and_is_told(tmp_path: Path) -> None:
    document = of_rows((("性别", "口男 口女"), ("姓名", "")))
    document.add_paragraph("是否为出口企业：口是   口否")
    labels, codes = found(document, tmp_path)
    assert labels == [("性别", Use.CHOICE.value), ("姓名", "文字"), ("是否为出口企业", Use.CHOICE.value)]
    assert codes == ["word.typed-boxes"]


@pytest.mark.parametrize("words", ["口头申报 口岸名称", "出口 进口", "口径说明", "户口所在地：口"])
def test_words_with_that_character_are_words(tmp_path: Path, words: str) -> None:
    document = of_rows((("项目", words), ("姓名", "")))
    _, codes = found(document, tmp_path)
    assert codes == []
    assert words in "".join(text.text or "" for text in document.element.iter(qn("w:t")))


@pytest.mark.parametrize("typed", ["口男 ☑女", "口男 口女√", "口男 √女"])
def test_such_a_form_is_filled_and_read_back(tmp_path: Path, typed: str) -> None:
    scheme = made_scheme(tmp_path, of_rows((("性别", "口男 口女"), ("姓名", ""))))
    (form,) = scheme.forms
    content = render_word(form, (SlotText(form.slots[0].id, "女"), SlotText(form.slots[1].id, "某甲"))).content
    path = tmp_path / "填好.docx"
    path.write_bytes(content)
    office = docx.Document(str(tmp_path / "原表.docx"))
    office.tables[0].cell(0, 1).text = typed
    office.tables[0].cell(1, 1).text = "某甲"
    for returned in (path, saved(office, tmp_path, "交回.docx")):
        ((one,),) = read_word_files(scheme, [returned])
        assert [str(problem) for problem in one.problems] == []
        assert one.record is not None and [written(entry.value) for entry in one.record.entries] == ["女", "某甲"]


@pytest.mark.parametrize(
    ("words", "codes"), [("○男 ○女", ["word.circles"]), ("○○公司 ○○部", []), ("二○一八年 ○月", [])]
)
def test_circles_before_options_are_told(tmp_path: Path, words: str, codes: list[str]) -> None:
    assert found(of_rows((("项目", words), ("姓名", ""))), tmp_path)[1] == codes


def on_first_page(document: Document) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].text = "编号：________"


def on_even_pages(document: Document) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    footer = document.sections[0].even_page_footer
    footer.is_linked_to_previous = False
    footer.paragraphs[0].text = "填表人：________"


def in_a_table(document: Document) -> None:
    section = document.sections[0]
    section.header.is_linked_to_previous = False
    cells = section.header.add_table(1, 2, Cm(10))
    cells.cell(0, 0).text, cells.cell(0, 1).text = "编号：", "________"


def underlined(document: Document) -> None:
    header = document.sections[0].header
    header.is_linked_to_previous = False
    header.paragraphs[0].add_run("编号：")
    header.paragraphs[0].add_run("          ").underline = True


@pytest.mark.parametrize("edit", [on_first_page, on_even_pages, in_a_table, underlined])
def test_blanks_of_every_header_and_footer_are_told(tmp_path: Path, edit: Callable[[Document], None]) -> None:
    document = of_rows((("姓名", ""),))
    edit(document)
    assert found(document, tmp_path) == ([("姓名", "文字")], ["word.page-margins"])


def test_numbers_of_pages_in_footers_are_no_blanks(tmp_path: Path) -> None:
    document = of_rows((("姓名", ""),))
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    footer.paragraphs[0].text = "第 "
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer.paragraphs[0]._p.append(field)
    footer.paragraphs[0].add_run(" 页")
    assert found(document, tmp_path)[1] == []


def test_an_example_in_a_cell_is_replaced_and_no_label(tmp_path: Path) -> None:
    document = of_rows(
        (("姓名", "张三（示例）", "电话", "如：13800000000"), ("单位", "示例：某某公司", "人数", "例：100"))
    )
    labels = [label for label, _ in found(document, tmp_path)[0]]
    assert labels == ["姓名", "电话", "单位", "人数"]


def test_english_labels_keep_their_words_apart(tmp_path: Path) -> None:
    document = of_rows((("Name of Applicant", ""), ("Date of  Birth", ""), ("Tel", ""), ("姓 名", "")))
    assert found(document, tmp_path)[0] == [
        ("Name of Applicant", "文字"),
        ("Date of Birth", "日期"),
        ("Tel", "电话"),
        ("姓名", "文字"),
    ]
