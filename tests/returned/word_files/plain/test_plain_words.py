"""The many ways in which Word and other programs write the same words are read as one."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from formgen.render.word.package import WordPackage, read_package
from formgen.returned.word_files.form_rows import file_rows
from formgen.returned.word_files.plain.plain_words import in_usual_names, with_plain_words, words_in_text_boxes
from tests.importing.word_forms import content

OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:s="http://schemas.microsoft.com/office/word/2015/wordml/symex" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def package_with(inside: str) -> WordPackage:
    """A file with one paragraph that holds this."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    made = parse_xml(f"<w:p {nsdecls('w')} {OTHERS}>{inside}</w:p>")
    paragraph._p.getparent().replace(paragraph._p, made)
    return read_package(content(document), "交回.docx")


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def old_box(checked: str) -> str:
    data = f"<w:ffData><w:checkBox><w:default w:val='0'/>{checked}</w:checkBox></w:ffData>"
    return f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<w:r><w:sym w:font='Symbol' w:char='F06A'/></w:r>" + run("20"), "φ20"),
        ("<w:r><w:sym w:font='宋体' w:char='2460'/></w:r>", "1"),  # ①, folded
        (
            "<w:r><w:rPr><w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/></w:rPr><w:t>þ</w:t></w:r>" + run("女"),
            "☑女",
        ),
        (
            "<w:r><w:rPr><w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/></w:rPr><w:t>¨</w:t></w:r>" + run("女"),
            "□女",
        ),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>" + run("是"), "☑是"),
        ("<w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>\uf0a8</w:t></w:r>" + run("否"), "□否"),
        (old_box("<w:checked/>") + run("是") + old_box("") + run("否"), "☑是□否"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='甲'/>"
            "<w:listEntry w:val='乙'/></w:ddList></w:ffData></w:fldChar></w:r>",
            "乙",
        ),
        (
            "<w:r><mc:AlternateContent><mc:Choice Requires='w16se'><s:symEx s:font='Segoe UI Symbol' s:char='2611'/>"
            "</mc:Choice><mc:Fallback><w:t>?</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "☑",
        ),
        ("<w:r><w:instrText> eq \\o\\ac(○,李)</w:instrText></w:r>" + run("明"), "李明"),
        ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>" + run("1"), "x1"),
        ("<w:customXml w:element='a'><w:dir w:val='ltr'>" + run("甲") + "</w:dir></w:customXml>", "甲"),
    ],
)
def test_words_that_are_written_otherwise(inside: str, words: str) -> None:
    package, problems = with_plain_words(package_with(inside), "交回.docx")
    assert ([row.whole.text for row in file_rows(package)], problems) == ([words], [])


@pytest.mark.parametrize(
    "inside",
    [
        "<w:r><w:sym w:font='Symbol' w:char='F0F3'/></w:r>",
        "<w:r><w:instrText> eq \\f(1,2)</w:instrText></w:r>",
        "<m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
    ],
)
def test_words_that_can_not_be_read_for_sure_are_told(inside: str) -> None:
    _, problems = with_plain_words(package_with(run("甲") + inside), "交回.docx")
    assert [one.code for one in problems] == ["returned.odd-words"]


def test_the_words_of_text_boxes_are_found() -> None:
    inside = f"<w:r><w:pict><w:txbxContent><w:p>{run('张三')}</w:p></w:txbxContent></w:pict></w:r>"
    assert words_in_text_boxes(package_with(inside)) == ("张三",)


def test_a_file_of_strict_names_is_read_as_any_other() -> None:
    package = package_with(run("甲"))
    usual = b"http://schemas.openxmlformats.org/"
    strict = b"http://purl.oclc.org/ooxml/"
    names = {
        usual + b"wordprocessingml/2006/main": strict + b"wordprocessingml/main",
        usual + b"officeDocument/2006/relationships": strict + b"officeDocument/relationships",
        usual + b"officeDocument/2006/extended-properties": strict + b"officeDocument/extendedProperties",
    }
    parts = []
    for part in package.parts:
        changed = part.content
        for name, other in names.items():
            changed = changed if part.name == "[Content_Types].xml" else changed.replace(name, other)
        parts.append(type(part)(part.name, changed))
    read = in_usual_names(WordPackage(package.name, tuple(parts)))
    assert [row.whole.text for row in file_rows(read)] == ["甲"]
    assert {part.name: part.content for part in read.parts} == {part.name: part.content for part in package.parts}
