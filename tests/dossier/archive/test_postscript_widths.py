"""Widths of Type 1 and CFF fonts: a page whose file states others than the program has becomes a picture in an archive."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.eexec import encrypt
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf

from formgen.dossier import DossierTask, bind
from formgen.dossier.archive.carried import not_carried
from formgen.dossier.archive.carried_fonts import Widths
from formgen.dossier.archive.postscript_widths import CffProgram, Type1Program
from formgen.dossier.options import Options
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import made
from tests.judges.verapdf import verapdf

ADVANCES = {".notdef": 500, "A": 600, "B": 733, "space": 250}


def cff(units: int = 1000) -> bytes:
    """A CFF program of squares; A has the default width, B another one."""
    builder = FontBuilder(units, isTTF=False)
    builder.setupGlyphOrder(list(ADVANCES))
    strings = {}
    for name, advance in ADVANCES.items():
        pen = T2CharStringPen(advance * units // 1000, None)
        pen.moveTo((50, 0))
        for corner in ((50, 400), (450, 400), (450, 0)):
            pen.lineTo(corner)
        pen.closePath()
        strings[name] = pen.getCharString()
    builder.setupCharacterMap({65: "A", 66: "B", 32: "space"})
    matrix = {"FontMatrix": [1 / units, 0, 0, 1 / units, 0, 0]} if units != 1000 else {}
    builder.setupCFF("Squares", matrix, strings, {})
    builder.setupHorizontalMetrics({name: (advance, 50) for name, advance in ADVANCES.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    builder.setupOS2()
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    out = io.BytesIO()
    builder.font.save(out)
    return bytes(TTFont(io.BytesIO(out.getvalue())).reader["CFF "])


def number(value: int) -> bytes:
    return b"\xff" + value.to_bytes(4, "big", signed=True)


def type1() -> tuple[bytes, int, int]:
    """A Type 1 program of squares, and the lengths of its first two parts."""
    clear = (
        b"%!PS-AdobeFont-1.0: Squares\n12 dict begin\n/FontInfo 2 dict dup begin end readonly def\n/FontName /Squares def\n"
        b"/PaintType 0 def\n/FontType 1 def\n/FontMatrix [0.001 0 0 0.001 0 0] readonly def\n"
        b"/Encoding StandardEncoding def\n/FontBBox {0 0 1000 1000} readonly def\ncurrentdict end\ncurrentfile eexec\n"
    )
    glyphs = b""
    for name, advance in ADVANCES.items():
        square = b"".join(
            (
                *(number(50), number(advance), b"\x0d", number(0), number(0), b"\x15"),
                *(number(400), b"\x07", number(400), b"\x06", number(-400), b"\x07", b"\x09", b"\x0e"),
            )
        )
        string = encrypt(b"\0\0\0\0" + square, 4330)[0]
        glyphs += b"/%s %d RD %s ND\n" % (name.encode(), len(string), string)
    private = (
        b"dup /Private 8 dict dup begin\n/RD {string currentfile exch readstring pop} executeonly def\n/ND {def} def\n"
        b"/NP {put} def\n/BlueValues [] def\n/MinFeature {16 16} def\n/password 5839 def\n/Subrs 0 array\n"
        b"2 index /CharStrings 4 dict dup begin\n"
        + glyphs
        + b"end\nend\nreadonly put\nput\ndup /FontName get exch definefont pop\n"
        b"mark currentfile closefile\n"
    )
    hidden = encrypt(b"\0\0\0\0" + private, 55665)[0]
    return clear + hidden + (b"0" * 64 + b"\n") * 8 + b"cleartomark\n", len(clear), len(hidden)


def simple(is_cff: bool, shift: int = 0, **keys: Any) -> Callable[[Pdf], None]:
    """Words in a Type 1 font. shift: how much wider the file says that B is."""

    def change(pdf: Pdf) -> None:
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Squares"), Flags=32, FontBBox=[0, 0, 1000, 1000],
            ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=700, StemV=80,
        )  # fmt: skip
        if is_cff:
            descriptor.FontFile3 = pdf.make_stream(cff(), Subtype=Name("/Type1C"))
        else:
            content, first, second = type1()
            descriptor.FontFile = pdf.make_stream(content, Length1=first, Length2=second, Length3=532 - 12)
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Squares"), FirstChar=65, LastChar=66,
            FontDescriptor=pdf.make_indirect(descriptor),
            **{"Encoding": Name.WinAnsiEncoding, "Widths": [600, 733 + shift], **keys},
        )  # fmt: skip
        page = pdf.pages[0].obj
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(b"BT /F 24 Tf 72 500 Td (ABBA) Tj ET")

    return change


def composite(shift: int = 0) -> Callable[[Pdf], None]:
    """Words in a composite font whose part is CFF; its characters are the program's glyphs by number."""

    def change(pdf: Pdf) -> None:
        simple(True)(pdf)
        fonts = pdf.pages[0].obj.Resources.Font
        descriptor = fonts.F.FontDescriptor
        descriptor.FontFile3 = pdf.make_stream(cff(), Subtype=Name("/CIDFontType0C"))
        below = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/ABCDEF+Squares"), FontDescriptor=descriptor,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            W=Array([1, Array([600, 733 + shift])]), DW=500,
        )  # fmt: skip
        fonts.F = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Squares"), Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(below)]),
            )
        )  # fmt: skip
        pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F 24 Tf 72 500 Td <0001000200020001> Tj ET")

    return change


SWAPPED = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([65, Name.B, Name.A]))
CARRIED = {
    "CFF": simple(True),
    "Type 1": simple(False),
    "CFF, composite": composite(),
    "CFF, its own encoding": simple(True, Encoding=None),
    "Type 1, its own encoding": simple(False, Encoding=None),
    "CFF, differences": simple(True, Encoding=SWAPPED, Widths=[733, 600]),
}
PICTURED = {
    "CFF": simple(True, 40),
    "Type 1": simple(False, 40),
    "CFF, composite": composite(40),
    "CFF, differences": simple(True, Encoding=SWAPPED),
    "no such glyph": simple(True, Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name("/Q"), Name.B]))),
}


def why(change: Callable[[Pdf], None]) -> str | None:
    with pikepdf.open(io.BytesIO(made(finish=change))) as pdf:
        fonts = pdf.pages[0].obj.Resources.Font
        if fonts.F.get("/Encoding", 0) is None:
            del fonts.F["/Encoding"]
        return not_carried(pdf.pages[0], Widths())


@pytest.mark.parametrize("name", CARRIED)
def test_a_page_with_true_widths_is_carried(name: str) -> None:
    assert why(CARRIED[name]) is None


@pytest.mark.parametrize("name", PICTURED)
def test_a_page_with_wrong_widths_is_not_carried(name: str) -> None:
    assert why(PICTURED[name]) in ("有字体写明的字宽与字形不符", "有字体看不懂")


@pytest.mark.parametrize("at", range(0, 400, 37))
@pytest.mark.parametrize("is_cff", [True, False])
def test_a_damaged_program_raises_nothing_else(at: int, is_cff: bool) -> None:
    def damaged(pdf: Pdf) -> None:
        simple(is_cff)(pdf)
        descriptor = pdf.pages[0].obj.Resources.Font.F.FontDescriptor
        file = descriptor.FontFile3 if is_cff else descriptor.FontFile
        content = bytearray(file.read_bytes())
        content[at % len(content)] ^= 0xFF
        file.write(bytes(content))

    assert why(damaged) in (None, "有字体写明的字宽与字形不符", "有字体看不懂", "有看不懂的内容")


def test_units_other_than_thousandths_are_read() -> None:
    assert CffProgram(cff(2000)).width("B") == pytest.approx(733, abs=0.6)
    content, clear, _ = type1()
    assert Type1Program(content, clear).width("B") == 733


def test_the_judge_agrees(scheme: Scheme, tmp_path: Path) -> None:
    """veraPDF refuses the pages as they are, and passes the archive in which some of them are pictures."""
    files = {
        **{f"真{number}.pdf": change for number, change in enumerate(list(CARRIED.values())[:3])},
        **{f"错{number}.pdf": change for number, change in enumerate(list(PICTURED.values())[:3])},
    }
    for name, change in files.items():
        (tmp_path / name).write_bytes(made(finish=change))
    task = DossierTask(
        *(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": tuple(files)}), tmp_path),
        options=Options(archive=True),
    )
    bound = bind(task, html_to_pdf)
    pictured = [one.name for one in bound.proof.inputs if one.as_picture]
    assert pictured == [name for name in files if name.startswith("错")]
    path = tmp_path / "归档.pdf"
    path.write_bytes(bound.pdf)
    (verdict,) = verapdf("2b", [path])
    assert verdict.passes, verdict.failures
    judged = verapdf("2b", [tmp_path / name for name in files])
    for one in judged:
        assert any(failure.startswith("6.2.11.5") for failure in one.failures) is one.path.name.startswith("错")
