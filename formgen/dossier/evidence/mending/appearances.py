"""Drawings for fields and remarks that bring none: every viewer draws these by itself, and so the page shows them.

pdfium draws fields (border, ground, comb, value in Latin letters), marked text, frames, ink and the sign of a note as viewers do; its
drawings are taken over. Lines and polygons it leaves out, and they are drawn here (ISO 32000-1, 12.5.6.7 to 12.5.6.9).
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.annotations import notes_of, own_drawing
from formgen.dossier.shelf import Content
from formgen.engines.pdfium import PdfiumFile

LINES = frozenset({"/Line", "/PolyLine", "/Polygon"})
"""Remarks that pdfium does not draw, and that are drawn here."""
COLOURS = {1: ("G", "g"), 3: ("RG", "rg"), 4: ("K", "k")}
"""The operators that set the colour of lines and of areas, by how many numbers the colour has."""


def draw_what_is_missing(
    pdf: pikepdf.Pdf, content: Content, password: str | None, undrawn: dict[int, frozenset[int]]
) -> bool:
    """Give each of these annotations its drawing. Returns True if one of them is a drawing that pdfium does not make.

    pdf      the open file, which is changed
    content  its bytes
    undrawn  by the page, counted from 0, which of the entries of its /Annots need a drawing

    Raises UndrawableError where pdfium fails.
    """
    with PdfiumFile(content, password, with_fields=True) as seen:
        drawn = seen.saved_with_appearances(sorted(undrawn))
    has_own = False
    with pikepdf.open(io.BytesIO(drawn), suppress_warnings=True) as made:
        for index, wanted in undrawn.items():
            theirs = made.pages[index].obj.get("/Annots")
            for at, note in notes_of(pdf.pages[index]):
                if at not in wanted:
                    continue
                if str(note.get("/Subtype", "")) in LINES:
                    has_own = _draw_line(pdf, note) or has_own
                elif isinstance(theirs, pikepdf.Array) and at < len(theirs):
                    _take_over(pdf, made, note, theirs[at])
    return has_own


def _take_over(pdf: pikepdf.Pdf, made: pikepdf.Pdf, note: pikepdf.Object, theirs: pikepdf.Object) -> None:
    """Take the drawing that pdfium made of an annotation, with the state that the annotation is in."""
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
    box = own_drawing(note)
    if box is not None and _is_flat(note.get("/Rect")) and "/BBox" in box:
        note.Rect = pikepdf.Array(list(box.BBox))  # the sign of a note whose place is a point


def _is_flat(box: object) -> bool:
    if not isinstance(box, pikepdf.Array) or len(box) != 4:
        return False
    left, bottom, right, top = (float(side) for side in box.as_list())
    return left == right or bottom == top


def _draw_line(pdf: pikepdf.Pdf, note: pikepdf.Object) -> bool:
    """Draw a line or a polygon. False where it says too little to be drawn, so that every viewer leaves it out."""
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
    """The width of an annotation's lines in points: /BS, else the third number of /Border, else 1 (12.5.4)."""
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
    """A colour's numbers and its two operators; None for no colour."""
    if not isinstance(given, pikepdf.Array) or len(given) not in COLOURS:
        return None
    return " ".join(f"{float(number):.4f}" for number in given.as_list()), COLOURS[len(given)]
