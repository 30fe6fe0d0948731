"""Page numbers and marks in the strip, and the word 草稿 on a draft: drawings that are laid on the pages of a dossier.

Page numbers have three kinds of characters: digits, the one-em rule and the space between. The engine lays
out one slip with all of these characters, in the same faces as our other pages. Each number is then written with the
characters of that slip, so ten thousand numbers need only one layout and one font.

All lengths are PDF points.
"""

from __future__ import annotations

import io
from itertools import pairwise

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.tags.writing import FOOTER
from formgen.dossier.proof import page_marks
from formgen.dossier.sheets import A4, POINTS_PER_MM, STRIP, DraftMark, Placement, Slip
from formgen.foundation.errors import ProofError

CHARACTERS = "0123456789— "
OUTER_MARGIN = 26 * POINTS_PER_MM + 14
"""The distance from the sheet's outer edge to the number: the margin of an official paper and one character (GB/T 9704-2012,
7.5)."""


class Numbers:
    """Writes page numbers into a PDF, all with the font of one laid-out slip (the characters of CHARACTERS).

    duplex  True puts odd numbers at the right edge and even numbers at the left edge; False puts all in the middle
    """

    def __init__(self, slip: bytes, pdf: pikepdf.Pdf, duplex: bool) -> None:
        """Raises ProofError for a slip that is not one line with just these characters."""
        self._pdf, self._duplex = pdf, duplex
        with pikepdf.open(io.BytesIO(slip)) as laid:
            page = laid.pages[0]
            face, codes, self._size, self._baseline = _line(page)
            if len(laid.pages) != 1 or len(codes) != len(CHARACTERS):
                raise ProofError("页码的字样没有排成一行，没有装订")
            font = page.Resources.Font[face]
            widths = _widths(font)
            self._codes = dict(zip(CHARACTERS, codes, strict=True))
            self._widths = {
                character: widths.get(int.from_bytes(code, "big"), 1000.0) / 1000 * self._size
                for character, code in self._codes.items()
            }
            own = pdf.copy_foreign(laid.make_indirect(font))
        self.font = own
        """The font of the numbers, an object of the PDF."""
        self._fonts = pdf.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=own)))

    def slip(self, number: int, placement: Placement) -> Slip:
        """The number as a drawing as high as the strip, and its place on a sheet of the placement's size."""
        text = f"— {number} —"
        width = sum(self._widths[character] for character in text)
        codes = b"".join(self._codes[character] for character in text).hex()
        drawing = self._pdf.make_stream(
            f"{FOOTER} BT /F {self._size:.4f} Tf 1 0 0 1 0 {self._baseline:.4f} Tm <{codes}> Tj ET EMC".encode("ascii"),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, width, STRIP],
            Resources=self._fonts,
        )
        room = placement.width - width
        margin = min(OUTER_MARGIN, room / 4) if self._duplex else room / 2
        return Slip(drawing, room - margin if number % 2 else margin)


class PageMarks:
    """Writes the marks of pages (`--marks`) into a PDF."""

    def __init__(self, pdf: pikepdf.Pdf, figures: str) -> None:
        """figures: those by which the marks name the dossier."""
        self._pdf, self._figures = pdf, figures

    def slips(self, number: int, placement: Placement, printed: Slip) -> tuple[Slip, ...]:
        """The mark of a page as one drawing, and its places at the ends of the strip. printed: the page's number."""
        drawing = self._pdf.make_stream(
            page_marks.drawing(page_marks.PageMark(self._figures, number)),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, page_marks.SIDE, page_marks.UP + page_marks.SIDE],
            Resources=pikepdf.Dictionary(),
        )
        lefts = page_marks.places(placement.width, printed.left, printed.width)
        return tuple(Slip(drawing, left) for left in lefts)


class Marks:
    """Writes 草稿 on sheets: large and light behind the content, and also in the strip, because a scan hides the first one."""

    def __init__(self, pages: bytes, pdf: pikepdf.Pdf) -> None:
        """`pages`: a portrait A4 sheet, a landscape one, and a slip of the strip's height. Raises ProofError for others."""
        sizes = (A4, A4[::-1], None)
        with pikepdf.open(io.BytesIO(pages)) as laid:
            found = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in laid.pages]
            lying = [width > height for width, height in found]
            if lying != [False, True, True] or abs(found[2][1] - STRIP) > 1:
                raise ProofError("草稿字样应排成竖、横各一张和页脚一条，没有装订")
            self._drawings = []
            for page, (width, height), size in zip(laid.pages, found, sizes, strict=True):
                drawing = pdf.copy_foreign(page.as_form_xobject(False))
                drawing.BBox = pikepdf.Array([0, 0, *(size or (width, min(height, STRIP)))])
                _make_artifact(drawing)
                self._drawings.append(drawing)

    def mark(self, placement: Placement, number: Slip) -> DraftMark:
        """The mark for a sheet, scaled to the sheet's size; in the strip it stands on the wider side of the number."""
        lying = placement.width > placement.height
        width, height = A4[::-1] if lying else A4
        scale = min(placement.width / width, placement.height / height)
        behind = Slip(self._drawings[lying], (placement.width - width * scale) / 2, scale)
        right = number.left + number.width
        begin, end = (0.0, number.left) if number.left >= placement.width - right else (right, placement.width)
        small = float(self._drawings[2].BBox[2])
        scale = min(1.0, (end - begin) / small)
        return DraftMark(behind, Slip(self._drawings[2], begin + (end - begin - small * scale) / 2, scale))


def _make_artifact(drawing: pikepdf.Object) -> None:
    """Say of a drawing of ours that it is no content of the page, instead of what the layout engine tagged in it."""
    marks = {"BDC", "BMC", "EMC"}
    drawn = [one for one in pikepdf.parse_content_stream(drawing) if str(one.operator) not in marks]
    drawing.write(b"/Artifact BMC\n" + pikepdf.unparse_content_stream(drawn) + b"\nEMC")


def _line(page: pikepdf.Page) -> tuple[str, list[bytes], float, float]:
    """The page's one line of text: its font's name, its characters' codes, its size, and the height of its baseline."""
    now = pikepdf.Matrix()
    line, kept, face, size = pikepdf.Matrix(), [], "", 0.0
    found: tuple[str, list[bytes], float, float] = ("", [], 0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        match str(operator):
            case "q":
                kept.append(now)
            case "Q":
                now = kept.pop()
            case "cm":
                now = pikepdf.Matrix(*(float(number) for number in operands)) @ now
            case "Tm":
                line = pikepdf.Matrix(*(float(number) for number in operands))
            case "Tf":
                face, size = str(operands[0]), float(operands[1])
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                whole = line @ now
                split = [codes[at : at + 2] for at in range(0, len(codes), 2)]
                found = (face, [*found[1], *split], size * whole.d, whole.f)
    return found


def _widths(font: pikepdf.Object) -> dict[int, float]:
    """The widths of a composite font's glyphs, in thousandths of its size (ISO 32000-1, 9.7.4.3)."""
    listed = list(font.DescendantFonts[0].get("/W", pikepdf.Array()).as_list())
    widths: dict[int, float] = {}
    for first, given in pairwise(listed):
        if isinstance(given, pikepdf.Array):
            widths.update((int(first) + at, float(width)) for at, width in enumerate(given.as_list()))
    return widths
