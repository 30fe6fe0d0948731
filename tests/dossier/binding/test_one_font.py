"""Subsets of one face on our own pages become one font program. Every page still shows the same and has the same text."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from formgen.dossier import DossierTask, FormPaper, bind
from formgen.dossier.binding import one_font as own_fonts
from formgen.dossier.binding import writing
from formgen.dossier.own_pages.kept import OwnPages
from formgen.fonts.embedded import listed_widths
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import read_meanings, written_meanings
from formgen.foundation.resources import font_files
from formgen.render.papers import render_pdf
from formgen.render.pdf.pdf import html_to_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, pictures, record_of
from tests.dossier.odd import made


def packet(scheme: Scheme, folder: Path) -> bytes:
    """Bind two forms, contents, a cover, and a supplied paper that is set in one of our faces."""
    forms = tuple(FormPaper(form.id, render_pdf(form, ()).content) for form in scheme.forms[:2])
    base = dossier_of(scheme, "work_plan", page=True)
    wanted = [
        material for dossier in scheme.dossiers for material in dossier.materials
        if material.form in {form.form_id for form in forms}
    ]  # fmt: skip
    dossier = base.model_copy(update={"materials": (*base.materials, *wanted[:2])})
    page = '<html lang="zh-CN"><title>页</title><p style="font: 12pt \'Gw Fang\'">太仓别家的纸</p></html>'
    (folder / "甲.pdf").write_bytes(html_to_pdf(page))
    return bind(
        DossierTask(scheme, dossier, record_of({"work_plan": ("甲.pdf",)}), folder, forms), OwnPages(html_to_pdf)
    ).pdf


def programs(pdf: bytes) -> dict[str, int]:
    """The number of font programs of each family."""
    found: dict[str, int] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.FontDescriptor:
                found[str(thing.FontFamily)] = found.get(str(thing.FontFamily), 0) + 1
    return found


def test_a_packet_has_each_face_once_and_looks_as_before(
    scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = packet(scheme, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "share", lambda *_: None)
        apart = packet(scheme, tmp_path)
    before, after = programs(apart), programs(together)
    assert before["Gw Fang"] > 2 and before["Gw Song"] > 1 and before.keys() == after.keys()
    # The supplied paper keeps its own font program; every other face has exactly one program.
    assert after == {family: 2 if family == "Gw Fang" else 1 for family in before}
    assert len(together) < len(apart)
    (tmp_path / "一").mkdir()
    (tmp_path / "二").mkdir()
    shown, wanted = pictures(together, tmp_path / "一"), pictures(apart, tmp_path / "二")
    assert shown == wanted
    said, meant = ([page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages] for pdf in (together, apart))
    assert said == meant


def test_widths_and_outlines_are_those_of_the_face(scheme: Scheme, tmp_path: Path) -> None:
    pdf = packet(scheme, tmp_path)
    faces = {font.family: TTFont(font.path, lazy=True) for font in font_files()}
    seen = 0
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Subtype") != pikepdf.Name.CIDFontType2:
                continue
            way, face = thing.CIDToGIDMap, faces[str(thing.FontDescriptor.FontFamily)]
            if not isinstance(way, pikepdf.Stream):
                continue  # this font was the only one of its face, or it belongs to a supplied paper
            seen += 1
            program = TTFont(io.BytesIO(thing.FontDescriptor.FontFile2.read_bytes()))
            numbers, widths = way.read_bytes(), listed_widths(thing)
            names, order = face.getGlyphOrder(), program.getGlyphOrder()
            for code in range(len(numbers) // 2):
                number = int.from_bytes(numbers[2 * code : 2 * code + 2], "big")
                if number:
                    ours, theirs = order[number], names[code]
                    assert program["hmtx"][ours][0] == face["hmtx"][theirs][0] == widths.get(code, 1000)
                    assert program["glyf"][ours].getCoordinates(program["glyf"]) == (
                        face["glyf"][theirs].getCoordinates(face["glyf"])
                    )
    assert seen >= 4


def _meaning(font: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    codes = read_meanings(font.ToUnicode.read_bytes())
    font.ToUnicode = pdf.make_stream(written_meanings([glyph_code(code, "别") for code in codes]))


def _unsaid(font: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    """Remove the meaning of one of the codes."""
    texts = read_meanings(font.ToUnicode.read_bytes())
    below = font.DescendantFonts[0]
    below.W = pikepdf.Array([part for code in texts for part in (code, pikepdf.Array([1000]))])
    codes = [glyph_code(*meaning) for meaning in texts.items()]
    font.ToUnicode = pdf.make_stream(written_meanings(codes[1:]))


def _width(font: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    below = font.DescendantFonts[0]
    below.W = pikepdf.Array([part for code in listed_widths(below) for part in (code, pikepdf.Array([777]))])


def _outlines(font: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    descriptor = font.DescendantFonts[0].FontDescriptor
    descriptor.FontFile2 = pdf.make_stream(descriptor.FontFile2.read_bytes()[:200])


def _another(font: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    """Let the font show the outlines of one character for another character."""
    texts = read_meanings(font.ToUnicode.read_bytes())
    numbers = bytearray(b"\0\0" * (max(texts) + 1))
    for code in texts:
        numbers[2 * code : 2 * code + 2] = min(texts).to_bytes(2)
    font.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(numbers))


@pytest.mark.parametrize("spoil", [_meaning, _unsaid, _width, _outlines, _another])
def test_a_font_that_does_not_agree_stays_by_itself(spoil: object) -> None:
    page = '<html lang="zh-CN"><title>页</title><p style="font: 12pt \'Gw Kai\'">甲乙{}</p></html>'
    with pikepdf.new() as pdf:
        for words in ("丙", "丁", "戊"):
            with pikepdf.open(io.BytesIO(html_to_pdf(page.format(words)))) as one:
                pdf.add_pages_from(one)
        fonts = [next(iter(page.obj.Resources.Font.values())) for page in pdf.pages]
        assert callable(spoil)
        spoil(fonts[1], pdf)
        odd = fonts[1].BaseFont
        own_fonts.share(pdf, pdf.pages)
        assert fonts[0].BaseFont == fonts[2].BaseFont != fonts[1].BaseFont == odd
        out = io.BytesIO()
        pdf.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        assert "甲乙戊" in document[2].get_textpage().get_text_bounded()


def test_pages_without_fonts_are_left_alone() -> None:
    with pikepdf.open(io.BytesIO(made())) as pdf:
        before = len(pdf.objects)
        own_fonts.share(pdf, pdf.pages)
        assert len(pdf.objects) == before
