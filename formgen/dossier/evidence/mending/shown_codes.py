"""Finds the codes that a file shows in fonts that are not embedded in it, for each such font and page.

Only composite fonts count, which are used for Chinese, Japanese and Korean text. Other fonts are Latin, and every viewer has
faces for these. Invisible text (such as the text behind a scan) does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Name

UNSEEN = 3
"""The text rendering mode of invisible text (ISO 32000-1, 9.3.6)."""
SHOWING = frozenset({"Tj", "TJ", "'", '"'})
"""The operators that show text."""
DEEPEST = 30
"""How many drawings may lie within each other. A file with more is broken, or its drawings form a circle."""
COMPOSITE = Name.Type0
PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")

Key = tuple[int, int]
"""The number and the generation of an object."""


@dataclass(slots=True)
class ForeignFont:
    """A composite font that is not embedded in the file.

    font   the object of the font
    texts  the strings in this font, also the invisible ones
    pages  the pages that show text in this font, counted from 0, in order
    """

    font: pikepdf.Object
    texts: set[bytes] = field(default_factory=set)
    pages: list[int] = field(default_factory=list)


def is_foreign(font: object) -> bool:
    """True for a composite font whose program is not embedded in the file (ISO 32000-1, 9.7.6, 9.9)."""
    if not isinstance(font, pikepdf.Dictionary):
        return False
    kind = font.get("/Subtype")
    if kind is None or kind != COMPOSITE:  # nearly every object of a file: it is asked for nothing else
        return False
    below = font.get("/DescendantFonts")
    if not isinstance(below, pikepdf.Array) or len(below) != 1 or not isinstance(below[0], pikepdf.Dictionary):
        return False
    descriptor = below[0].get("/FontDescriptor")
    return not (
        isinstance(descriptor, pikepdf.Dictionary)
        and any(isinstance(descriptor.get(key), pikepdf.Stream) for key in PROGRAMS)
    )


def foreign_fonts(pdf: pikepdf.Pdf) -> tuple[ForeignFont, ...]:
    """The fonts that are not embedded and in which the file shows text. Annotations must be part of the pages already."""
    found: dict[Key, ForeignFont] = {}
    for index, page in enumerate(pdf.pages):
        seen = _Seen(index, found)
        seen.content(page, page.resources if "/Resources" in page.obj else pikepdf.Dictionary(), 0)
    return tuple(font for font in found.values() if font.pages)


class _Seen:
    """Reads one page and everything that is drawn on it."""

    def __init__(self, page: int, found: dict[Key, ForeignFont]) -> None:
        self._page, self._found = page, found
        self._read: set[Key] = set()

    def content(self, holder: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, depth: int) -> None:
        """Read the text of a content, and the drawings in its resources. A content whose resources have no such font is skipped."""
        fonts = {name: font for name, font in _entries(resources, "/Font") if is_foreign(font)}
        if fonts:
            self._texts(holder, fonts)
        if depth > DEEPEST:
            return
        for kind in ("/XObject", "/Pattern", "/Font"):
            for _, drawing in _entries(resources, kind):
                self._drawing(drawing, resources, depth)
        for _, state in _entries(resources, "/ExtGState"):
            mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
            if isinstance(mask, pikepdf.Dictionary):
                self._drawing(mask.get("/G"), resources, depth)

    def _drawing(self, drawing: object, above: pikepdf.Object, depth: int) -> None:
        if not isinstance(drawing, pikepdf.Stream | pikepdf.Dictionary) or drawing.get("/Subtype") == Name.Image:
            return
        if drawing.is_indirect:
            if drawing.objgen in self._read:
                return
            self._read.add(drawing.objgen)
        own = drawing.get("/Resources", above)
        if not isinstance(own, pikepdf.Dictionary):
            return
        if isinstance(drawing, pikepdf.Stream):
            self.content(drawing, own, depth + 1)
        elif drawing.get("/Subtype") == Name.Type3:
            for _, glyph in _entries(drawing, "/CharProcs"):
                if isinstance(glyph, pikepdf.Stream):
                    self.content(glyph, own, depth + 1)

    def _texts(self, holder: pikepdf.Page | pikepdf.Object, fonts: dict[str, pikepdf.Object]) -> None:
        now, unseen = "", False
        kept: list[tuple[str, bool]] = []
        for instruction in pikepdf.parse_content_stream(holder, "q Q Tf Tr Tj TJ ' \""):
            token, operands = str(instruction.operator), instruction.operands
            if token == "q":
                kept.append((now, unseen))
            elif token == "Q":
                now, unseen = kept.pop() if kept else (now, unseen)
            elif token == "Tf" and len(operands) == 2:
                now = str(operands[0])
            elif token == "Tr" and len(operands) == 1:
                unseen = int(operands[0]) == UNSEEN
            elif token in SHOWING and now in fonts and len(operands):
                last = operands[-1]
                pieces = last.as_list() if isinstance(last, pikepdf.Array) else [last]
                texts = {bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)}
                self._note(fonts[now], texts - {b""}, unseen)

    def _note(self, font: pikepdf.Object, texts: set[bytes], unseen: bool) -> None:
        known = self._found.setdefault(font.objgen, ForeignFont(font))
        known.texts |= texts
        if texts and not unseen and known.pages[-1:] != [self._page]:
            known.pages.append(self._page)


def _entries(holder: pikepdf.Object, key: str) -> Iterator[tuple[str, pikepdf.Object]]:
    group = holder.get(key)
    if isinstance(group, pikepdf.Dictionary):
        yield from group.items()
