"""A page of our own whose font was merged is identical only if every code that it shows is drawn as its source draws it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from formgen.dossier import DossierTask
from formgen.dossier.claim import Claim
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.digests.merged_fonts import shown_codes
from formgen.dossier.proof.identity import identical
from formgen.dossier.proof.reread import opened
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, record_of, unproved
from tests.dossier.odd import Page, made

CONTENTS, SUPPLIED = 1, 2


@pytest.fixture(scope="module")
def claimed(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Claim]:
    folder = tmp_path_factory.mktemp("merged")
    (folder / "甲.pdf").write_bytes(made(Page(content=b"0 g 100 300 60 60 re f")))
    return unproved(DossierTask(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), folder))


def same_pages(content: bytes, claim: Claim) -> set[int]:
    reader = opened(content)
    return set(identical(reader, Digests(reader), claim.originals, claim.first).pages)


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The fonts of the contents, those that show something first."""
    paper = pdf.pages[0].Resources.XObject.Paper
    shown = shown_codes(paper.read_bytes())
    assert shown
    return [paper.Resources.Font[name] for name, codes in shown.items() if codes]


def code(pdf: pikepdf.Pdf) -> int:
    shown = shown_codes(pdf.pages[0].Resources.XObject.Paper.read_bytes())
    assert shown
    return max(next(codes for codes in shown.values() if codes))


def _another_glyph(pdf: pikepdf.Pdf) -> None:
    """One shown code draws what another one draws."""
    cid_font, at = fonts(pdf)[0].DescendantFonts[0], 2 * code(pdf)
    glyphs = bytearray(cid_font.CIDToGIDMap.read_bytes())
    other = next(n for n in range(0, len(glyphs), 2) if any(glyphs[n : n + 2]) and n != at)
    glyphs[at : at + 2] = glyphs[other : other + 2]
    cid_font.CIDToGIDMap = pdf.make_stream(bytes(glyphs))


def _another_width(pdf: pikepdf.Pdf) -> None:
    cid_font = fonts(pdf)[0].DescendantFonts[0]
    cid_font.W = Array([*cid_font.get("/W", Array()).as_list(), code(pdf), Array([777])])


def _an_outline(pdf: pikepdf.Pdf) -> None:
    """One byte in the middle of the program: in some outline. All are shown on a page whose font is its own subset."""
    descriptor = fonts(pdf)[0].DescendantFonts[0].FontDescriptor
    program = bytearray(descriptor.FontFile2.read_bytes())
    descriptor.FontFile2 = pdf.make_stream(bytes(len(program)))


def _a_border(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].BS.W = 2


def _an_appearance(pdf: pikepdf.Pdf) -> None:
    look = pdf.make_stream(b"1 g 0 0 200 200 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
    pdf.pages[0].Annots[0].AP = Dictionary(N=look)


def _another_kind(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Subtype = Name.Square


def _a_face_with_hints(pdf: pikepdf.Pdf) -> None:
    fonts(pdf)[0].Encoding = Name("/Identity-V")


def _a_state(pdf: pikepdf.Pdf) -> None:
    paper = pdf.pages[0].Resources.XObject.Paper
    states = [key for key, _ in paper.Resources.ExtGState.items()]
    paper.Resources.ExtGState = Dictionary({key: Dictionary(CA=0, ca=0) for key in states})


CHANGES = [
    _another_glyph,
    _another_width,
    _an_outline,
    _a_border,
    _an_appearance,
    _another_kind,
    _a_face_with_hints,
    _a_state,
]


def test_the_contents_are_identical_though_their_fonts_were_merged(claimed: tuple[bytes, Claim]) -> None:
    content, claim = claimed
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/Annots" in pdf.pages[0].obj and fonts(pdf)
    assert same_pages(content, claim) == {CONTENTS, SUPPLIED}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_a_code_draws_takes_that_away(
    claimed: tuple[bytes, Claim], change: Callable[[pikepdf.Pdf], None]
) -> None:
    content, claim = claimed
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert same_pages(out.getvalue(), claim) == {SUPPLIED}


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"BT /F 9 Tf [<0001>-3<00020003>] TJ (\\000\\004) Tj ET", {"/F": {1, 2, 3, 4}}),
        (b"q BT /F 9 Tf <0001> Tj ET Q BT /G 9 Tf <0001> Tj ET", {"/F": {1}, "/G": {1}}),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (\\(() Tj ET EMC", None),  # an odd bracket
        (b"BT /F 9 Tf (\\(\\)) Tj ET", {"/F": {0x2829}}),
        (b"BT /F 9 Tf q /G 9 Tf <0001> Tj Q <0002> Tj ET", None),  # /F again
        (b"BT /F 9 Tf % /G 9 Tf\n<0001> Tj ET", None),
        (b"BT /F 9 Tf /G#41 9 Tf <0001> Tj ET", None),
        (b"BT /F 9 Tf <00 01> Tj ET", None),
        (b"BT /F 9 Tf <001> Tj ET", None),
        (b"BT <0001> Tj ET", None),
        (b"BT /F 9 Tf BI /W 1 ID <0001> EI ET", None),
        (b"1 0 0 1 0 0 cm 0 0 9 9 re f", {}),
    ],
)
def test_codes_are_told_only_if_it_is_sure_which_font_they_are_shown_with(
    content: bytes, shown: dict[str, set[int]] | None
) -> None:
    assert shown_codes(content) == shown
