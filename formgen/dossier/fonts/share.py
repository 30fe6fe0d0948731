"""One set of fonts: subsets of the same face that our own pages brought with them become one.

Each page of ours was laid out by itself and has its own subsets. A code in all of them is the glyph's number in the
face, so the subsets can be put together without touching a page's content. What is in any way odd stays as it is, and so do
the fonts of supplied papers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import pikepdf
from pikepdf import Name

from formgen import resources
from formgen.dossier.fonts import meanings
from formgen.dossier.fonts.glyphs import Glyph, OddProgramError, Program, glyph_of, is_of_one_face, written

DEFAULT_WIDTH = 1000
"""Of a glyph that W does not name (ISO 32000-1, 9.7.4.3)."""
SYMBOLIC = 4
DEEPEST = 8
"""Drawings within drawings of a page of ours."""
ODD = (OddProgramError, ValueError, TypeError, KeyError, AttributeError, IndexError, pikepdf.PdfError)


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font of a page of ours: its glyphs, widths (in thousandths of its size) and meanings by code."""

    font: pikepdf.Object
    program: Program
    glyphs: dict[int, Glyph]
    widths: dict[int, float]
    texts: dict[int, str]


def share(pdf: pikepdf.Pdf, pages: Iterable[pikepdf.Page], others: Iterable[pikepdf.Object] = ()) -> None:
    """Put the subsets of each of our faces together.

    pages   the pages of our own, on their sheets
    others  fonts of ours besides
    """
    found: dict[tuple[int, int], pikepdf.Object] = {}
    for font in (*(font for page in pages for font in _fonts(page.obj, 0)), *others):
        found.setdefault(font.objgen, font)
    families = {file.family for file in resources.font_files()}
    groups: dict[str, list[_Subset]] = {}
    for font in found.values():
        try:
            family = str(font.DescendantFonts[0].FontDescriptor.FontFamily)
            if family in families:
                groups.setdefault(family, []).append(_subset(font))
        except ODD:
            continue
    for family in sorted(groups):
        _put_together(pdf, family, groups[family])


def _fonts(holder: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    """The fonts of a page or a drawing, and of the drawings in it."""
    resources_of = holder.get("/Resources")
    if depth > DEEPEST or not isinstance(resources_of, pikepdf.Dictionary):
        return
    fonts, drawings = (resources_of.get(kind) for kind in ("/Font", "/XObject"))
    if isinstance(fonts, pikepdf.Dictionary):
        yield from (font for _, font in fonts.items() if font.objgen != (0, 0))
    if isinstance(drawings, pikepdf.Dictionary):
        for _, drawing in drawings.items():
            yield from _fonts(drawing, depth + 1)


def _subset(font: pikepdf.Object) -> _Subset:
    """Raises one of ODD for a font that does not have all that a font of ours has."""
    below = font.DescendantFonts[0]
    if (font.Subtype, font.Encoding, below.Subtype) != (Name.Type0, Name("/Identity-H"), Name.CIDFontType2):
        raise OddProgramError
    program = Program.read(below.FontDescriptor.FontFile2.read_bytes())
    texts = meanings.read(font.ToUnicode.read_bytes())
    listed = widths_of(below)
    ways = below.get("/CIDToGIDMap", Name.Identity)
    codes = texts.keys() | listed.keys()  # the engine names every glyph that is drawn in both
    if isinstance(ways, pikepdf.Stream):
        way = ways.read_bytes()
        numbers = {code: int.from_bytes(way[2 * code : 2 * code + 2], "big") for code in codes}
    else:
        numbers = {code: code for code in codes}
    numbers.pop(0, None)
    default = float(below.get("/DW", DEFAULT_WIDTH))
    glyphs = {code: glyph_of(program, number) for code, number in numbers.items()}
    return _Subset(font, program, glyphs, {code: listed.get(code, default) for code in numbers}, texts)


def widths_of(font: pikepdf.Object) -> dict[int, float]:
    """The widths that a composite font's W lists, by code (ISO 32000-1, 9.7.4.3). Raises ValueError for an odd list."""
    widths: dict[int, float] = {}
    listed = list(font.get("/W", pikepdf.Array()).as_list())
    at = 0
    while at < len(listed):
        first, then = int(listed[at]), listed[at + 1]
        if isinstance(then, pikepdf.Array):
            widths.update((first + nth, float(width)) for nth, width in enumerate(then.as_list()))
            at += 2
        else:
            if not 0 <= first <= int(then) <= 0xFFFF:
                raise ValueError
            widths.update((code, float(listed[at + 2])) for code in range(first, int(then) + 1))
            at += 3
    return widths


def _put_together(pdf: pikepdf.Pdf, family: str, subsets: list[_Subset]) -> None:
    """Let those of the subsets that agree have one program, one list of widths and one of meanings."""
    glyphs: dict[int, Glyph] = {}
    widths: dict[int, float] = {}
    texts: dict[int, str] = {}
    shared: list[_Subset] = []
    for one in subsets:
        if not shared or (
            is_of_one_face(shared[0].program, one.program)
            and _agree(glyphs, one.glyphs)
            and _agree(widths, one.widths)
            and _agree(texts, one.texts)
        ):
            shared.append(one)
            glyphs |= one.glyphs
            widths |= one.widths
            texts |= one.texts
    if len(shared) < 2:
        return
    codes = sorted(glyphs)
    program = written(
        (one.program for one in shared), (glyph_of(shared[0].program, 0), *(glyphs[code] for code in codes))
    )
    way = bytearray(2 * (codes[-1] + 1) if codes else 2)
    for number, code in enumerate(codes, start=1):
        way[2 * code : 2 * code + 2] = number.to_bytes(2, "big")
    texts = dict(sorted(texts.items()))
    tag = "".join(chr(65 + byte % 26) for byte in sha256(program + repr(texts).encode()).digest()[:6])
    name = Name(f"/{tag}+{family.replace(' ', '-')}")
    below = pdf.make_indirect(pikepdf.Dictionary(dict(shared[0].font.DescendantFonts[0].items())))
    descriptor = pdf.make_indirect(pikepdf.Dictionary(dict(below.FontDescriptor.items())))
    descriptor.FontName, descriptor.Flags = name, SYMBOLIC
    boxes = [one.font.DescendantFonts[0].FontDescriptor.FontBBox.as_list() for one in shared]
    sides = [[float(side) for side in each] for each in zip(*boxes, strict=True)]
    descriptor.FontBBox = pikepdf.Array([*(min(side) for side in sides[:2]), *(max(side) for side in sides[2:])])
    descriptor.FontFile2 = _packed(pdf, program, Length1=len(program))
    below.BaseFont, below.FontDescriptor, below.CIDToGIDMap = name, descriptor, _packed(pdf, bytes(way))
    below.DW = DEFAULT_WIDTH
    below.W = pikepdf.Array(
        part for code in codes if widths[code] != DEFAULT_WIDTH for part in (code, pikepdf.Array([widths[code]]))
    )
    said = _packed(pdf, meanings.written(texts))
    for one in shared:
        one.font.BaseFont, one.font.ToUnicode = name, said
        one.font.DescendantFonts = pikepdf.Array([below])


def _agree(known: Mapping[int, object], more: Mapping[int, object]) -> bool:
    return all(known.get(code, value) == value for code, value in more.items())


def _packed(pdf: pikepdf.Pdf, content: bytes, **keys: int) -> pikepdf.Stream:
    return pdf.make_stream(zlib.compress(content, 6), Filter=Name.FlateDecode, **keys)
