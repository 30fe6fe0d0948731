"""What LibreOffice does not draw is told, and what it would read wrongly is written so that it does."""

from __future__ import annotations

import pytest

from formgen.render.office.dropped import dropped_features
from formgen.render.office.for_layout import FONT_TABLE, for_layout
from formgen.render.word.package import PackagePart, WordPackage, attribute, tag
from tests.render.layout.test_tables_and_lines import NAMES, borders, paragraph, word_file


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ('<w:fitText w:val="900"/>', "调整宽度"),
        ('<w:em w:val="dot"/>', "着重号"),
        ('<w:effect w:val="shimmer"/>', "动态"),
    ],
)
def test_looks_of_letters_that_are_lost_are_told(properties: str, told: str) -> None:
    words = f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>姓名</w:t></w:r></w:p>"
    (found,) = dropped_features(word_file(table=borders(), words=words))
    assert told in found


def test_borders_that_become_others_are_told() -> None:
    art = '<w:pgBorders><w:top w:val="apples" w:sz="20"/></w:pgBorders>'
    package = word_file(table=borders(top='w:val="wave" w:sz="4"'), page=art)
    assert dropped_features(package) == ("页面的花纹边框", "波浪线（画成直线）")
    assert dropped_features(word_file(table=borders())) == ()


@pytest.mark.parametrize(
    ("properties", "control", "told"),
    [
        ("<w:topLinePunct/>", "doNotCompress", ("行首标点的压缩（按不压缩排）",)),
        ('<w:topLinePunct w:val="0"/>', "compressPunctuation", ("连续标点的压缩（按不压缩排）",)),
        ("", "compressPunctuation", ("连续标点的压缩（按不压缩排）",)),
        ("", "doNotCompress", ()),
    ],
)
def test_punctuation_that_word_makes_narrower_is_told(properties: str, control: str, told: tuple[str, ...]) -> None:
    package = word_file(table=borders(), words=paragraph("（一）“甲”</w:t></w:r><w:r><w:t>，乙", properties))
    settings = f'<w:settings {NAMES}><w:characterSpacingControl w:val="{control}"/></w:settings>'
    parts = (*package.parts, PackagePart("word/settings.xml", settings.encode()))
    assert dropped_features(WordPackage(package.name, parts)) == told


def test_an_indent_in_characters_is_given_in_twips_too() -> None:
    words = paragraph("首行", '<w:ind w:firstLineChars="200"/>') + paragraph("次行", '<w:ind w:firstLine="100"/>')
    indents = [
        attribute(one, "firstLine")
        for one in for_layout(word_file(table=borders(), words=words)).document.iter(tag("ind"))
    ]
    assert indents == ["480", "100"]  # two characters of 12 pt


def test_fonts_that_the_file_brings_are_left_out_and_told() -> None:
    package = word_file(table=borders())
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    table = (
        f'<w:fonts {NAMES} xmlns:r="{relations}"><w:font w:name="某宋"><w:embedRegular r:id="r1"/></w:font></w:fonts>'
    )
    parts = (PackagePart(FONT_TABLE, table.encode()), PackagePart("word/fonts/font1.odttf", b"font"))
    package = WordPackage(package.name, (*package.parts, *parts))
    assert dropped_features(package) == ("文件里带的字体（用本程序的字体代替）",)
    assert b"embedRegular" not in for_layout(package).part(FONT_TABLE)
