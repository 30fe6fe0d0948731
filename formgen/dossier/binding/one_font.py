"""Merges the fonts of our own pages: the subsets of the same face become one font.

Each of our own pages was laid out separately and has its own subsets. In all of them, a code is the glyph's number in the
face. So one font that is made from the face (`formgen.fonts.objects`) can replace all subsets, and the content of the
pages does not change. A subset stays as it is if its outlines or widths are not those of the face, or if it gives a code
another meaning than the other subsets do. The fonts of supplied papers are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from formgen.fonts.embedded import glyph_numbers, listed_widths, read_widths
from formgen.fonts.faces import face
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import read_meanings
from formgen.fonts.objects import FontStream, font_objects
from formgen.fonts.truetype import OddProgramError, TrueType
from formgen.foundation import resources

DEEPEST = 8
"""How deep drawings may lie within drawings on one of our own pages; fonts of deeper ones are not looked for."""
ODD = (OddProgramError, ValueError, TypeError, KeyError, AttributeError, IndexError, pikepdf.PdfError)


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font of one of our own pages that agrees with its face; meanings: the characters of each code."""

    font: pikepdf.Object
    family: str
    meanings: dict[int, str]


def share(pdf: pikepdf.Pdf, pages: Iterable[pikepdf.Page], others: Iterable[pikepdf.Object] = ()) -> None:
    """Merge the subsets of each of our faces.

    pages   the pages of our own, on their sheets
    others  further fonts of our own, as the one that page numbers are written with
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
    """Read a font as a subset of its face. Raises one of ODD if the font is not built like ours, or if its outlines and
    widths are not those of its face."""
    cid_font = font.DescendantFonts[0]
    if (font.Subtype, font.Encoding, cid_font.Subtype) != (Name.Type0, Name("/Identity-H"), Name.CIDFontType2):
        raise OddProgramError
    meanings = read_meanings(font.ToUnicode.read_bytes())
    codes = (meanings.keys() | listed_widths(cid_font).keys()) - {
        0
    }  # the engine lists every glyph that it draws in both
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
    """Give one common font to the subsets whose codes have the same meanings."""
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
