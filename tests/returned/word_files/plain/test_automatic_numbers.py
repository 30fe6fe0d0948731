"""Numbers that Word counts by itself are a part of what was written."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from formgen.render.word.package import WordPackage, read_package
from formgen.returned.word_files.form_rows import file_rows
from formgen.returned.word_files.plain.automatic_numbers import counts_of, with_automatic_numbers
from tests.importing.word_forms import content


def numbered(levels: tuple[tuple[str, str], ...], depths: tuple[int, ...]) -> WordPackage:
    """A file with a paragraph for each depth in a list of these levels, each with its format and text."""
    document = docx.Document()
    for depth in depths:
        paragraph = document.add_paragraph()
        said = f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{depth}'/><w:numId w:val='7'/></w:numPr>"
        paragraph._p.get_or_add_pPr().append(parse_xml(said))
        paragraph.add_run("文")
    package = read_package(content(document), "交回.docx")
    inside = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for depth, (form, text) in enumerate(levels)
    )
    lists = (
        f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='0'>{inside}</w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
    )
    parts = (
        replace(part, content=lists.encode()) if part.name == "word/numbering.xml" else part for part in package.parts
    )
    return WordPackage(package.name, tuple(parts))


@pytest.mark.parametrize(
    ("levels", "depths", "texts"),
    [
        ((("decimal", "%1、"),), (0, 0, 0), ["1、文", "2、文", "3、文"]),
        (
            (("chineseCounting", "（%1）"),),
            (0,) * 12,
            [f"({one})文" for one in "一二三四五六七八九十"] + ["(十一)文", "(十二)文"],
        ),
        ((("decimal", "%1."), ("decimal", "%1.%2")), (0, 1, 1, 0, 1), ["1.文", "1.1文", "1.2文", "2.文", "2.1文"]),
        ((("upperRoman", "%1."),), (0, 0, 0, 0), ["I.文", "II.文", "III.文", "IV.文"]),
        ((("bullet", "●"),), (0, 0), ["文", "文"]),
    ],
)
def test_numbers_stand_before_their_paragraphs(
    levels: tuple[tuple[str, str], ...], depths: tuple[int, ...], texts: list[str]
) -> None:
    package = numbered(levels, depths)
    assert counts_of(package) == len(depths)
    assert [row.whole.text for row in file_rows(with_automatic_numbers(package))] == texts


def test_a_file_whose_lists_can_not_be_read_has_no_numbers() -> None:
    package = numbered((("decimal", "%1、"),), (0,))
    parts = tuple(
        replace(part, content=b"<w:numbering") if part.name == "word/numbering.xml" else part for part in package.parts
    )
    assert "".join(with_automatic_numbers(WordPackage("坏.docx", parts)).document.itertext()) == "文"
