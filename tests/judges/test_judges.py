"""Each judge accepts a valid file and refuses a faulty one. A judge that always agrees would prove nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.judges import JudgeError, ask, libreoffice, mupdf, pdfium, poppler
from tests.judges.openxml import openxml_errors
from tests.judges.raster import Raster, read_pgm
from tests.judges.samples import paragraph, write_docx, write_pdf
from tests.judges.verapdf import verapdf

PAGE = """<html lang="zh-CN"><head><title>样张</title>
<style>@page{size:A4} body{font-family:"Gw Latin","Gw Fang","Gw Song"} h1{font-weight:400} p{break-after:page}</style>
</head><body><h1>标题 A</h1><p>他说"好"<br>乙 玥</p><p>第二页 ☐</p></body></html>"""


def test_ask_gives_what_the_program_prints() -> None:
    assert ask(["printf", "%s", "太仓"]) == "太仓".encode()


@pytest.mark.parametrize("command", [["no-such-program-here"], ["false"], ["sleep", "5"]])
def test_ask_raises_without_an_answer(command: list[str]) -> None:
    with pytest.raises(JudgeError):
        ask(command, seconds=0.5)


def test_verapdf_tells_flavours_and_files_apart(tmp_path: Path) -> None:
    archive = write_pdf(tmp_path / "archive.pdf", PAGE, "pdf/a-2a")
    accessible = write_pdf(tmp_path / "accessible.pdf", PAGE, "pdf/ua-1")
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 but nothing more")
    verdicts = verapdf(("2a", "ua1"), [archive, accessible, damaged, archive])
    assert [(verdict.path, verdict.flavour, verdict.passes) for verdict in verdicts] == [
        (archive, "2a", True),
        (archive, "ua1", False),
        (accessible, "2a", False),
        (accessible, "ua1", True),
        (damaged, "2a", False),
        (damaged, "ua1", False),
        (archive, "2a", True),
        (archive, "ua1", False),
    ]
    assert all(bool(verdict.failures) is not verdict.passes for verdict in verdicts)
    assert "PDF/UA" in verdicts[1].failures[0]


def test_verapdf_raises_for_a_flavour_that_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(JudgeError):
        verapdf("9z", [write_pdf(tmp_path / "plain.pdf", PAGE)])


def test_openxml_takes_a_sound_file(tmp_path: Path) -> None:
    assert openxml_errors(write_docx(tmp_path / "sound.docx", paragraph("太仓"))) == ()


def test_openxml_names_the_fault(tmp_path: Path) -> None:
    faulty = write_docx(tmp_path / "faulty.docx", "<w:p><w:r><w:t>甲</w:t><w:rPr><w:b/></w:rPr></w:r></w:p>")
    (error,) = openxml_errors(faulty)
    assert error.part == "/word/document.xml"
    assert "unexpected child element" in error.message


def test_openxml_refuses_what_is_no_word_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"not a package")
    assert openxml_errors(broken)
    with pytest.raises(JudgeError):
        openxml_errors(tmp_path / "missing.docx")


def test_poppler_reads_tags_in_order(tmp_path: Path) -> None:
    texts = poppler.tagged_texts(write_pdf(tmp_path / "tagged.pdf", PAGE, "pdf/ua-1"))
    assert "".join(text.text for text in texts) == '标题 A他说"好"乙 玥第二页 ☐'
    assert [text.tags[:2] for text in texts][:2] == [("Document", "H1"), ("Document", "P")]
    with pytest.raises(JudgeError):
        poppler.tagged_texts(write_pdf(tmp_path / "plain.pdf", PAGE))


def test_pdfium_reads_the_blocks_that_poppler_reads(tmp_path: Path) -> None:
    tagged = write_pdf(tmp_path / "tagged.pdf", PAGE, "pdf/ua-1")
    assert pdfium.tagged_blocks(tagged.read_bytes()) == ("标题A", '他说"好"乙玥', "第二页☐")
    words = "".join("".join(text.text.split()) for text in poppler.tagged_texts(tagged))
    assert words == "".join(pdfium.tagged_blocks(tagged.read_bytes()))
    assert pdfium.tagged_blocks(write_pdf(tmp_path / "plain.pdf", PAGE).read_bytes()) == ()


def test_poppler_reads_text_page_by_page(tmp_path: Path) -> None:
    pages = poppler.text(write_pdf(tmp_path / "plain.pdf", PAGE)).split("\f")
    assert ["标题 A" in page for page in pages] == [True, False, False]
    assert "第二页" in pages[1]


def test_poppler_lists_fonts(tmp_path: Path) -> None:
    plain = write_pdf(tmp_path / "plain.pdf", PAGE)
    found = poppler.fonts(plain)
    assert {font.name for font in found} == {"Gw-Latin", "Gw-Fang", "Gw-Song", "Gw-Form"}
    assert all(font.embedded and font.subset and font.unicode for font in found)
    assert {(font.type, font.encoding) for font in found} == {("CID TrueType", "Identity-H")}
    standard = tmp_path / "standard.pdf"
    standard.write_bytes(PDF_WITH_A_STANDARD_FONT)
    (font,) = poppler.fonts(standard)
    assert (font.name, font.embedded, font.subset) == ("Helvetica", False, False)


@pytest.mark.parametrize("rasterise", [poppler.rasterise, mupdf.rasterise], ids=["poppler", "mupdf"])
def test_renderers_draw_what_is_there(tmp_path: Path, rasterise: Callable[[Path], tuple[Raster, ...]]) -> None:
    first, second = rasterise(write_pdf(tmp_path / "two.pdf", PAGE))
    assert (first.width, first.height) == (second.width, second.height)
    assert 595 <= first.width <= 596 and 841 <= first.height <= 842
    assert first.ink() > second.ink() > 0
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7")
    with pytest.raises(JudgeError):
        rasterise(broken)


def test_renderers_agree_on_a_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "two.pdf", PAGE)
    for by_poppler, by_mupdf in zip(poppler.rasterise(path), mupdf.rasterise(path), strict=True):
        assert by_poppler.ink() == pytest.approx(by_mupdf.ink(), rel=0.25)


def test_difference_counts_pixels() -> None:
    page = Raster(2, 2, bytes((0, 100, 200, 255)))
    assert page.difference(page) == 0
    assert page.difference(Raster(2, 2, bytes((0, 110, 200, 0)))) == 2
    assert page.difference(Raster(2, 2, bytes((0, 110, 200, 0))), more_than=10) == 1
    assert page.difference(Raster(1, 4, page.pixels)) == 4
    assert page.ink() == 2


def test_a_picture_may_begin_with_pixels_that_look_like_spaces() -> None:
    assert read_pgm(b"P5\n2 2\n255\n\n 0\t").pixels == b"\n 0\t"
    for faulty in (b"P6\n1 1\n255\n0", b"P5\n2 2\n255\n123", b"P5\n2 2\n255\n12345"):
        with pytest.raises(JudgeError):
            read_pgm(faulty)


@pytest.mark.thorough
def test_libreoffice_uses_our_faces_by_their_official_names(tmp_path: Path) -> None:
    names = ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "Times New Roman")
    text = "太仓市信用 2018"
    source = write_docx(tmp_path / "样张.docx", "".join(paragraph(text, name) for name in names) + paragraph("玥☑"))
    made = libreoffice.convert(source, "pdf", tmp_path / "out")
    assert made == tmp_path / "out" / "样张.pdf"
    found = {font.name.replace("-Regular", "").replace("-", "") for font in poppler.fonts(made)}
    assert found == {"GwTitle", "GwFang", "GwFangExt", "GwHei", "GwKai", "GwSong", "GwLatin", "GwForm"}
    assert poppler.text(made).split() == [*["太仓市信用", "2018"] * len(names), "玥☑"]


@pytest.mark.thorough
def test_libreoffice_saves_word_files_again(tmp_path: Path) -> None:
    source = write_docx(tmp_path / "样张.docx", paragraph("太仓"))
    made = libreoffice.convert(source, "docx", tmp_path / "out")
    assert "太仓" in zipfile.ZipFile(made).read("word/document.xml").decode()
    with pytest.raises(JudgeError):
        libreoffice.convert(source, "docx", tmp_path)


@pytest.mark.thorough
def test_libreoffice_converts_several_files_in_one_run(tmp_path: Path) -> None:
    sources = [write_docx(tmp_path / f"{name}.docx", paragraph(name)) for name in ("甲", "乙")]
    made = libreoffice.convert_all(sources, "pdf", tmp_path / "out")
    assert [poppler.text(path).strip() for path in made] == ["甲", "乙"]
    with pytest.raises(JudgeError):
        libreoffice.convert_all([*sources, tmp_path / "missing.docx"], "pdf", tmp_path / "out")


def test_libreoffice_raises_when_it_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(JudgeError):
        libreoffice.convert(tmp_path / "missing.docx", "pdf", tmp_path / "out")
    with pytest.raises(JudgeError):
        libreoffice.convert(write_docx(tmp_path / "样张.docx", paragraph("太仓")), "no-such-format", tmp_path / "out")


PDF_WITH_A_STANDARD_FONT = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 4 0 R>>>>>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""
