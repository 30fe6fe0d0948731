"""Makes drawings for fields and remarks that have none in the file. Every viewer draws these by itself, so the page must show them.

pdfium draws these as viewers do: fields (border, background, comb, value in Latin letters), marked text, frames, ink, and
the icon of a note. Its drawings are copied. It draws no lines and polygons, so this module draws them (ISO 32000-1,
12.5.6.7 to 12.5.6.9).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.annotations import notes_of, own_drawing
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import PdfiumFile

LINES = frozenset({"/Line", "/PolyLine", "/Polygon"})
"""The kinds of remarks that pdfium does not draw. This module draws them."""
PAINTS = re.compile(rb"(?<!\S)(?:f|F|f\*|B|B\*|b|b\*|S|s|Tj|TJ|Do|sh)(?!\S)")
"""The operators that paint something visible."""
COLOURS = {1: ("G", "g"), 3: ("RG", "rg"), 4: ("K", "k")}
"""The operators that set the colour of lines and the colour of areas, by how many numbers a colour has."""


class Drawn(NamedTuple):
    """What was drawn.

    is_ours     True if this module made one of the drawings, because pdfium does not make it
    is_visible  True if the drawings show more than the icons of notes
    """

    is_ours: bool
    is_visible: bool


def draw_what_is_missing(
    pdf: pikepdf.Pdf, content: Content, password: str | None, undrawn: Mapping[int, frozenset[int]]
) -> Drawn:
    """Give each of these annotations a drawing.

    pdf       the open file, which is changed
    content   its bytes
    password  the password that opens the bytes; None if they need none
    undrawn   for each page, counted from 0, which entries of its /Annots need a drawing

    Raises UndrawableError if pdfium fails.
    """
    with PdfiumFile(content, password, with_fields=True) as seen:
        drawn = seen.saved_with_appearances(sorted(undrawn))
    is_ours = is_visible = False
    with pikepdf.open(io.BytesIO(drawn), suppress_warnings=True) as made:
        for index, wanted in undrawn.items():
            theirs = made.pages[index].obj.get("/Annots")
            for at, note in notes_of(pdf.pages[index]):
                if at not in wanted:
                    continue
                if str(note.get("/Subtype", "")) in LINES:
                    is_ours = _draw_line(pdf, note) or is_ours
                elif isinstance(theirs, pikepdf.Array) and at < len(theirs):
                    _take_over(pdf, made, note, theirs[at])
                look = own_drawing(note) if note.get("/Subtype") != Name.Text else None
                is_visible = is_visible or (look is not None and PAINTS.search(look.read_bytes()) is not None)
    return Drawn(is_ours, is_visible)


def _take_over(pdf: pikepdf.Pdf, made: pikepdf.Pdf, note: pikepdf.Object, theirs: pikepdf.Object) -> None:
    """Copy the drawing that pdfium made for an annotation, with the state of this annotation.

    made    the file that pdfium wrote
    theirs  the same annotation in this file
    """
    if not isinstance(theirs, pikepdf.Dictionary) or not isinstance(theirs.get("/AP"), pikepdf.Dictionary):
        return
    looks = theirs.AP.get("/N")
    if not isinstance(looks, pikepdf.Stream | pikepdf.Dictionary):
        return
    if isinstance(looks, pikepdf.Stream):
        looks = looks if looks.is_indirect else made.make_indirect(looks)
        note.AP = pikepdf.Dictionary(N=pdf.copy_foreign(looks))
    else:
        note.AP = pikepdf.Dictionary(N=pdf.copy_foreign(made.make_indirect(looks)))
    if isinstance(theirs.get("/AS"), pikepdf.Name):
        note.AS = theirs.AS
    if isinstance(theirs.get("/Rect"), pikepdf.Array):
        # The place of a note may be a mere point. pdfium makes it as large as the icon.
        note.Rect = pikepdf.Array([float(side) for side in theirs.Rect])


def _draw_line(pdf: pikepdf.Pdf, note: pikepdf.Object) -> bool:
    """Draw a line or a polygon. Returns False if it has too few points, so that no viewer draws it."""
    given = note.get("/L") if note.get("/Subtype") == Name.Line else note.get("/Vertices")
    numbers = [float(number) for number in given.as_list()] if isinstance(given, pikepdf.Array) else []
    if len(numbers) < 4 or len(numbers) % 2:
        return False
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    is_closed = note.get("/Subtype") == Name.Polygon
    width = _width(note)
    lines, areas = _colour(note.get("/C")), _colour(note.get("/IC")) if is_closed else None
    content = [f"{width:.4f} w"]
    content += [f"{lines[0]} {lines[1][0]}"] if lines and width else []
    content += [f"{areas[0]} {areas[1][1]}"] if areas else []
    content += [_dashes(note)]
    content += [f"{x:.4f} {y:.4f} {'l' if at else 'm'}" for at, (x, y) in enumerate(points)]
    stroked = bool(lines and width)
    content.append({(True, True): "b", (True, False): "f", (False, True): "s" if is_closed else "S"}.get(
        (areas is not None, stroked), "n"))  # fmt: skip
    across, up = zip(*points, strict=True)
    box = [min(across) - width, min(up) - width, max(across) + width, max(up) + width]
    drawing = pdf.make_stream("\n".join(content).encode("ascii"), Type=Name.XObject, Subtype=Name.Form, BBox=box)
    if "/CA" in note:
        opacity = float(note.CA)
        drawing.Resources = pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary(GS=pikepdf.Dictionary(CA=opacity, ca=opacity))
        )
        drawing.write(b"/GS gs\n" + drawing.read_bytes())
    note.AP = pikepdf.Dictionary(N=drawing)
    note.Rect = pikepdf.Array(box)
    return True


def _width(note: pikepdf.Object) -> float:
    """The width of an annotation's lines in points: from /BS, else the third number of /Border, else 1 (ISO 32000-1, 12.5.4)."""
    style, border = note.get("/BS"), note.get("/Border")
    if isinstance(style, pikepdf.Dictionary) and "/W" in style:
        return max(0.0, float(style.W))
    if isinstance(border, pikepdf.Array) and len(border) > 2:
        return max(0.0, float(border[2]))
    return 1.0


def _dashes(note: pikepdf.Object) -> str:
    style = note.get("/BS")
    if isinstance(style, pikepdf.Dictionary) and style.get("/S") == Name.D:
        listed = style.get("/D")
        dashes = [float(dash) for dash in listed.as_list()] if isinstance(listed, pikepdf.Array) else [3.0]
        if any(dash > 0 for dash in dashes):
            return f"[{' '.join(f'{dash:.4f}' for dash in dashes)}] 0 d"
    return "[] 0 d"


def _colour(given: object) -> tuple[str, tuple[str, str]] | None:
    """The numbers of a colour as text, and its two operators; None if there is no colour."""
    if not isinstance(given, pikepdf.Array) or len(given) not in COLOURS:
        return None
    return " ".join(f"{float(number):.4f}" for number in given.as_list()), COLOURS[len(given)]
