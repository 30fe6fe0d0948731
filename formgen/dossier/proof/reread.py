"""A finished dossier read again with pypdf, which did not write it: its numbers, contents, bookmarks and drawings.

This module compares nothing. A dossier is compared when it is proved (`prove.py`) and when it is verified (`verify.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import DeprecationError, PyPdfError
from pypdf.generic import ContentStream, Destination, StreamObject

from formgen.dossier.claim import Rectangle
from formgen.dossier.evidence.tags.writing import BLOCK, PICTURE
from formgen.dossier.lines import squashed
from formgen.dossier.proof.digests.second_reader import SecondReader, plain_bytes
from formgen.dossier.proof.page_marks import PageMark, read_drawing
from formgen.dossier.proof.sheet import MARK, WORDS, Matrix, entry, is_mark, placed_drawings, product
from formgen.dossier.sheets import STRIP
from formgen.dossier.shelf import OBJECTS, Content, stream_of
from formgen.fonts.meanings import read_meanings
from formgen.foundation.errors import ProofError

ODD = (
    *(PyPdfError, DeprecationError, ArithmeticError, AttributeError, IndexError, KeyError),
    *(NotImplementedError, RecursionError, TypeError, ValueError),
)
"""What pypdf raises at a file that breaks the format."""
PYPDF = "pypdf"
"""The logger in which pypdf reports what it does not raise. For a sound file of ours it reports nothing."""
PRINTED = re.compile(r"— ?(\d+) ?—")
PART = re.compile(
    rb"\s*(?:([A-Za-z'\"]+\*?)|([-+.\d]+|/[^\x00-\x20()<>\[\]{}/%]+|<[0-9A-Fa-f]*>"
    rb"|\((?:[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2})*\))|<<|>>|\[|\])\s*"
)
"""A part of what our own pages draw: an operator, or an operand without the brackets of arrays and dictionaries."""
NO_TEXT = frozenset(b"ET BDC BMC EMC gs rg RG g G k K w J j d m l c h re S s f f* B B* W W* n".split())
"""Operators that show no text and do not say where text is shown."""
LEADER = re.compile(r"[.·…‥⋯\s]*(\d+)")
WHOLE_PAGE = (BLOCK, PICTURE)
"""What the page of a source without tags is marked as, on its sheet."""
SAME_LINE = 6.0
"""Pieces whose baselines are nearer, in points, stand on one line: a third of the contents' line spacing."""
CENTRED = 3.0
"""Points by which the middle of a number may be off the middle of its sheet."""
Item = tuple[Destination, list[Any]]
"""A bookmark and those below it, items themselves."""


class PrintedMark(NamedTuple):
    """A mark at the end of a page's strip: what it says, None if it can't be read; and where it begins, in points."""

    said: PageMark | None
    left: float


class PlacedText(NamedTuple):
    """A piece of text and where on the sheet it begins."""

    text: str
    x: float
    y: float


def opened(pdf: Content) -> SecondReader:
    """The file, read strictly: whatever is wrong with it is raised, one of `ODD`."""
    return SecondReader(stream_of(pdf, OBJECTS), pdf if isinstance(pdf, bytes) else None)


def stamped_number(page: PageObject) -> int | None:
    """The number printed in the strip at the foot of a page; None if there is none, or if it does not stand upright.

    Read from the drawing that holds the number, after seeing that the page draws it, once, whole and in the strip:
    a source may well have printed a number of its own in the same manner.
    """
    drawn = [matrix for name, matrix in drawings(page) if name == "/Number"]
    if len(drawn) != 1 or page.rotation != 0 or (page.mediabox.left, page.mediabox.bottom) != (0, 0):
        return None
    (a, b, c, d, left, bottom), number = drawn[0], page["/Resources"]["/XObject"]["/Number"]  # type: ignore[index]
    width, height = (float(side) for side in number["/BBox"][2:])
    inside = left >= 0 and left + width <= float(page.mediabox.width) and bottom == 0 and height <= STRIP + 0.1
    if (a, b, c, d) != (1, 0, 0, 1) or not inside:
        return None
    text = _written(number)
    found = PRINTED.fullmatch(" ".join((page.extract_xform_text(number) if text is None else text).split()))
    return int(found[1]) if found else None


def _written(drawing: Any) -> str | None:
    """The text of a number's drawing by what its font says of each code; None for one that is written in another way."""
    words = WORDS.fullmatch(drawing.get_data())
    try:
        return _shown(b"<%s>" % words[1], _font_meanings(drawing["/Resources"]["/Font"]["/F"])) if words else None
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=16)
def _meanings(content: bytes) -> dict[int, str]:
    """What a font says of its codes. One font writes all numbers of a dossier, and few fonts write its other pages of ours."""
    return read_meanings(content)


def number_side(page: PageObject, outer: bool) -> str:
    """Where the number stands on its sheet: 左, 中, 右. Outside the middle only if it is in that half altogether."""
    place = number_place(page)
    if place is None:
        return ""
    left, width = place
    off = left + width / 2 - float(page.mediabox.width) / 2
    if abs(off) < CENTRED and not (outer and abs(off) > 0.5):
        return "中"
    return "右" if off > 0 else "左"


def number_place(page: PageObject) -> tuple[float, float] | None:
    """Where the number begins on its sheet, and how wide it is, in points; None for a page that does not have just one."""
    drawn = [matrix for name, matrix in drawings(page) if name == "/Number"]
    if len(drawn) != 1:
        return None
    return drawn[0][4], float(page["/Resources"]["/XObject"]["/Number"]["/BBox"][2])  # type: ignore[index]


def marks_printed(page: PageObject) -> tuple[PrintedMark, ...]:
    """The marks at the ends of a page's strip (`--marks`), from left to right."""
    drawn = sorted(matrix for name, matrix in drawings(page) if name == MARK)
    if not drawn:
        return ()
    mark = page["/Resources"]["/XObject"][MARK]  # type: ignore[index]
    said = read_drawing(mark.get_data()) if all(is_mark(mark, matrix) for matrix in drawn) else None
    return tuple(PrintedMark(said, matrix[4]) for matrix in drawn)


def page_mark(page: PageObject) -> str | None:
    """What the page says both behind its content and in the strip, such as 草稿; empty if nothing; None if it says it in one
    place only, or in a wrong place or order."""
    drawn = list(drawings(page))
    names = [name for name, _ in drawn]
    if not {"/Behind", "/Foot"} & set(names):
        return ""
    if [name for name in names if name != "/Number"] != ["/Behind", "/Paper", "/Foot"] or names[-1] != "/Foot":
        return None
    (scale, _, _, _, left, bottom), foot = drawn[-1][1], page["/Resources"]["/XObject"]["/Foot"]  # type: ignore[index]
    width, height = (float(side) * scale for side in foot["/BBox"][2:])
    inside = left >= -0.1 and left + width <= float(page.mediabox.width) + 0.1 and bottom == 0 and height <= STRIP + 0.1
    behind = page["/Resources"]["/XObject"]["/Behind"]  # type: ignore[index]
    said = [squashed(page.extract_xform_text(drawing)) for drawing in (behind, foot)]
    return said[0] if inside and said[0] == said[1] else None


def printed_rows(reader: PdfReader, first: int, last: int) -> list[str]:
    """All rows of text on pages of our own, from top to bottom and without spaces; first and last count from 1."""
    return [squashed(row) for page in reader.pages[first - 1 : last] for row in _rows(list(_texts(page)))]


def drawings(page: PageObject) -> Iterator[tuple[str, Matrix]]:
    """The drawings on a page of the dossier, each with its matrix. Raises ProofError if the page has other content."""
    given = page.get("/Contents")
    stream = given.get_object() if given is not None else None
    placed = placed_drawings(stream.get_data()) if isinstance(stream, StreamObject) else None
    if placed is not None:
        yield from placed
        return
    content = page.get_contents()
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    for operands, operator in content.operations if isinstance(content, ContentStream) else ():
        if operator == b"cm":
            matrix = tuple(float(number) for number in operands)  # type: ignore[assignment]
        elif operator == b"Do":
            yield str(operands[0]), matrix
        elif operator not in (b"q", b"Q", b"EMC") and not (operator == b"BDC" and operands[0] in WHOLE_PAGE):
            raise ProofError(f"装订件的页面上有多余的内容（{operator!r}），没有交付")


def placed(page: PageObject) -> Rectangle | None:
    """Where the source page lies on the sheet; None if the page draws no paper, or does not draw it upright."""
    found = [matrix for name, matrix in drawings(page) if name == "/Paper"]
    if len(found) != 1:
        return None
    a, b, c, d, _, _ = found[0]
    left, bottom, right, top = (float(side) for side in page["/Resources"]["/XObject"]["/Paper"]["/BBox"])  # type: ignore[index]
    if (abs(b) > 1e-6 or abs(c) > 1e-6) and (abs(a) > 1e-6 or abs(d) > 1e-6):
        return None
    return Rectangle.of((left, bottom, right, top), found[0])


def printed_lines(reader: PdfReader, first: int, last: int) -> Iterator[tuple[str, int]]:
    """The lines of the contents in order, as printed: the text within each link's box, and the page it leads to.

    first, last  the contents' pages, counted from 1
    """
    pages: dict[object, int] = {page.indirect_reference: number for number, page in enumerate(reader.pages, start=1)}
    for page in reader.pages[first - 1 : last]:
        texts = list(_texts(page))
        for link in page.annotations or ():
            note: Any = link.get_object()
            left, bottom, right, top = (float(side) for side in note["/Rect"])
            inside = [piece for piece in texts if left - 1 <= piece.x <= right + 1 and bottom <= piece.y <= top]
            yield squashed(_as_read(inside)), pages.get(note["/Dest"][0], 0)


def _as_read(pieces: list[PlacedText]) -> str:
    """Text in the order of reading: line by line from left to right, in whatever order it was drawn."""
    return "".join(_rows(pieces))


def _rows(pieces: list[PlacedText]) -> list[str]:
    rows: list[list[PlacedText]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if not rows or rows[-1][0].y - piece.y > SAME_LINE:
            rows.append([])
        rows[-1].append(piece)
    return ["".join(piece.text for piece in sorted(row, key=lambda piece: piece.x)) for row in rows]


def _texts(page: PageObject) -> Iterator[PlacedText]:
    """The pieces of text of a page of our own."""
    laid = next(matrix for name, matrix in drawings(page) if name == "/Paper")
    paper: Any = page["/Resources"]["/XObject"]["/Paper"]  # type: ignore[index]
    found = _plain_texts(paper)
    if found is None:
        found = []

        def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
            found.append(PlacedText(text, *_through(tuple(cm), tm[4], tm[5])))

        page.extract_xform_text(paper, visitor_text=visit)
    for text, x, y in found:
        yield PlacedText(text, *_through(laid, x, y))


def _plain_texts(drawing: StreamObject) -> list[PlacedText] | None:
    """The pieces of text that a drawing shows, by what its fonts say of each code; where it shows them, in its own space.

    None for a drawing that is not written as our own pages are: pypdf reads it then, ten times as slowly.
    """
    found: list[PlacedText] = []
    above: list[Matrix] = []
    now: Matrix = (1, 0, 0, 1, 0, 0)
    line, meanings, operands = now, dict[int, str](), list[bytes]()
    content, end = drawing.get_data(), 0
    following = PART.scanner(content).match  # type: ignore[attr-defined]
    try:
        for part in iter(following, None):
            end = part.end()
            if part[1] is None:
                operands += [part[2]] if part[2] else ()
                continue
            match part[1]:
                case b"q":
                    above.append(now)
                case b"Q":
                    now = above.pop()
                case b"cm":
                    now = product(_six(operands), now)
                case b"Tm":
                    line = _six(operands)
                case b"Tf":
                    meanings = _font_meanings(drawing["/Resources"]["/Font"][operands[0].decode("ascii")])  # type: ignore[index]
                case b"TJ" | b"Tj":
                    text = "".join(_shown(one, meanings) for one in operands)
                    found.append(PlacedText(text, *_through(now, line[4], line[5])))
                case b"BT":
                    line = (1, 0, 0, 1, 0, 0)
                case other if other not in NO_TEXT:
                    return None
            operands.clear()
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return None
    return found if not operands and end == len(content) else None


def _six(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _font_meanings(font: Any) -> dict[int, str]:
    """What a font with codes of two bytes says of them. Raises ValueError for any other font."""
    if entry(font, "/Subtype") != "/Type0" or entry(font, "/Encoding") != "/Identity-H":
        raise ValueError
    return _meanings(font["/ToUnicode"].get_data())


def _shown(operand: bytes, meanings: dict[int, str]) -> str:
    """The characters of a text, which is written in digits or in bytes; none for a number between two texts."""
    if operand[:1] not in (b"<", b"("):
        return ""
    codes = bytes.fromhex(operand[1:-1].decode("ascii")) if operand[:1] == b"<" else plain_bytes(operand[1:-1])
    return "".join(meanings[codes[at] << 8 | codes[at + 1]] for at in range(0, len(codes), 2))


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bookmarks(reader: PdfReader) -> Iterator[tuple[str, int, int]]:
    """Every bookmark in order: its title, its page (0 for none), and its level, 0 for the outermost."""
    yield from _bookmarks_of(reader, list(_tree(reader.outline)), 0)


def _bookmarks_of(reader: PdfReader, items: list[Item], level: int) -> Iterator[tuple[str, int, int]]:
    for found, inner in items:
        number = reader.get_destination_page_number(found)
        yield str(found.title), 0 if number is None else number + 1, level
        yield from _bookmarks_of(reader, inner, level + 1)


def _tree(items: list[Any]) -> Iterator[Item]:
    """pypdf's outline, in which the list behind an item holds what lies below it, as items with their own lists."""
    for index, item in enumerate(items):
        if isinstance(item, Destination):
            below = items[index + 1] if index + 1 < len(items) and isinstance(items[index + 1], list) else []
            yield item, list(_tree(below))
