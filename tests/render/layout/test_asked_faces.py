"""The faces that a Word file asks for are told, each with ours that is used."""

from __future__ import annotations

from formgen.render.layout.asked_faces import THEME, ReplacedFace, replaced_faces
from formgen.render.word.package import PackagePart, WordPackage
from tests.render.layout.test_tables_and_lines import NAMES, borders, word_file

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def with_words(text: str, properties: str, *more: PackagePart) -> WordPackage:
    words = f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
    package = word_file(table=borders(), words=words)
    return WordPackage(package.name, (*package.parts, *more))


def test_each_kind_of_characters_has_its_face() -> None:
    fonts = '<w:rFonts w:eastAsia="微软雅黑" w:ascii="Calibri"/>'
    usual = ReplacedFace("宋体", "Gw Song")
    yahei, calibri = ReplacedFace("微软雅黑", "Gw Hei"), ReplacedFace("Calibri", "Gw Latin")
    assert replaced_faces(with_words("姓名", fonts), office=True) == (yahei, usual)
    assert replaced_faces(with_words("ABC", fonts), office=True) == (calibri, usual)
    assert replaced_faces(with_words("{{ entry.name }}", fonts), office=True) == (yahei, calibri, usual)
    assert replaced_faces(with_words("隶书字", '<w:rFonts w:eastAsia="隶书"/>'), office=True)[0] == ReplacedFace(
        "隶书", "Gw Song"
    )


def test_faces_of_a_theme_are_named() -> None:
    fonts = '<w:rFonts w:eastAsiaTheme="minorEastAsia" w:asciiTheme="majorHAnsi"/>'
    theme = (
        f'<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:fontScheme><a:majorFont><a:latin typeface="Cambria"/>'
        '<a:ea typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="等线"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    found = replaced_faces(with_words("姓名A", fonts, PackagePart(THEME, theme.encode())), office=True)
    assert found[:2] == (ReplacedFace("等线", "Gw Hei"), ReplacedFace("Cambria", "Gw Latin"))


def test_headers_count_too() -> None:
    header = (
        f'<w:hdr {NAMES}><w:p><w:r><w:rPr><w:rFonts w:eastAsia="华文楷体"/></w:rPr><w:t>页眉</w:t></w:r></w:p></w:hdr>'
    )
    found = replaced_faces(with_words("姓名", "", PackagePart("word/header1.xml", header.encode())), office=True)
    assert ReplacedFace("华文楷体", "Gw Kai") in found
