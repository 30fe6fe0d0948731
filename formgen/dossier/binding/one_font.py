"""One set of fonts: subsets of the same face that our own pages brought with them become one.

Each page of ours was laid out by itself and has its own subsets. A code in all of them is the glyph's number in the
face, so one font that is made of the face (`formgen.fonts.objects`) can stand in the place of all, without touching a page's content.
A subset that differs from the face in anything stays as it is, and so do the fonts of supplied papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from formgen import resources
from formgen.fonts.embedded import glyph_numbers, listed_widths, read_widths
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import read_meanings
from formgen.fonts.objects import FontStream, font_objects
from formgen.fonts.truetype import OddProgramError, TrueType

DEEPEST = 8
"""Drawings within drawings of a page of ours."""
ODD = (OddProgramError, ValueError, TypeError, KeyError, AttributeError, IndexError, pikepdf.PdfError)


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font of a page of ours, found to be as its face is; meanings: the characters of each code."""

    font: pikepdf.Object
    family: str
    meanings: dict[int, str]


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
                groups.setdefault(family, []).append(_subset(font, family))
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


def _subset(font: pikepdf.Object, family: str) -> _Subset:
    """Raises one of ODD for a font that is not as ours are, or whose outlines and widths are not those of its face."""
    cid_font = font.DescendantFonts[0]
    if (font.Subtype, font.Encoding, cid_font.Subtype) != (Name.Type0, Name("/Identity-H"), Name.CIDFontType2):
        raise OddProgramError
    meanings = read_meanings(font.ToUnicode.read_bytes())
    codes = (meanings.keys() | listed_widths(cid_font).keys()) - {
        0
    }  # the engine names every glyph that is drawn in both
    if not meanings.keys() >= codes:
        raise OddProgramError
    ours, program = face(family), TrueType(cid_font.FontDescriptor.FontFile2.read_bytes())
    widths, numbers = read_widths(cid_font, codes), glyph_numbers(cid_font, codes)
    for code in codes:
        glyph = ours.glyph(code)
        if program.glyph(numbers[code]) != glyph or widths[code] != glyph.advance:
            raise OddProgramError
    return _Subset(font, family, {code: meanings[code] for code in codes})


def _put_together(pdf: pikepdf.Pdf, family: str, subsets: list[_Subset]) -> None:
    """Let those of the subsets that agree about what their codes mean have one font."""
    meanings: dict[int, str] = {}
    shared: list[_Subset] = []
    for one in subsets:
        if all(meanings.get(code, text) == text for code, text in one.meanings.items()):
            shared.append(one)
            meanings |= one.meanings
    if len(shared) < 2:
        return
    made = font_objects(family, (glyph_code(*meaning) for meaning in meanings.items()), tightly=True)
    descriptor = pdf.make_indirect(_dictionary(made.descriptor))
    descriptor.FontFile2 = _stream(pdf, made.program)
    cid_font = pdf.make_indirect(_dictionary(made.cid_font))
    cid_font.FontDescriptor, cid_font.CIDToGIDMap = descriptor, _stream(pdf, made.glyph_map)
    said = _stream(pdf, made.meanings)
    for one in shared:
        one.font.BaseFont, one.font.ToUnicode = Name(f"/{made.name}"), said
        one.font.DescendantFonts = pikepdf.Array([cid_font])


def _dictionary(entries: bytes) -> pikepdf.Object:
    return pikepdf.Object.parse(b"<<%s>>" % entries)


def _stream(pdf: pikepdf.Pdf, stream: FontStream) -> pikepdf.Stream:
    return pikepdf.Stream(pdf, stream.content, _dictionary(stream.entries))
