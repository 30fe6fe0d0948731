"""The proof of a finished dossier: it is read again with pypdf, which did not write it, and every number is compared.

For each line of the contents four numbers must be one: the number printed behind it, the number printed on the page
that it leads to, the page of its bookmark, and the page's label. Every page carries its own number, upright and in the
strip at its foot, and the pages add up to those of the sources.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import platform
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, Destination

from formgen.dossier.pages import Line
from formgen.dossier.sheets import STRIP
from formgen.errors import ProofError

TOOLS = ("pikepdf", "pypdf", "pypdfium2", "weasyprint")
PRINTED = re.compile(r"— ?(\d+) ?—")
LEADER = re.compile(r"[.·…‥⋯\s]*(\d+)")
SAME_LINE = 6.0
"""Pieces whose baselines are nearer, in points, stand on one line: a third of the contents' line spacing."""
Matrix = tuple[float, float, float, float, float, float]
Item = tuple[Destination, list[Any]]
"""A bookmark and those below it, items themselves."""


class Piece(NamedTuple):
    """A piece of text and where on the sheet it begins."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Input:
    """A source and the pages that it became: first to last, as printed."""

    name: str
    sha256: str
    pages: int
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """A line of the contents: four numbers that were read in four places of the finished file, and are one."""

    heading: str
    contents_number: int
    stamped_number: int
    bookmark_page: int
    page_label: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What the finished file must be found to hold.

    contents  the first page of the contents
    lines     the lines of the contents, in order
    """

    title: str
    pages: int
    contents: int
    lines: tuple[Line, ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in the finished file. tools: names and versions of what made and read it."""

    title: str
    sha256: str
    pages: int
    inputs: tuple[Input, ...]
    lines: tuple[ProvedLine, ...]
    tools: tuple[str, ...]

    def to_json(self) -> bytes:
        """The proof as UTF-8 JSON, to be kept beside the dossier."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n").encode()


def prove(pdf: bytes, claim: Claim) -> Proof:
    """Read the finished file again and compare. Raises ProofError with the first line that fails."""
    try:
        with _heard() as complaints:
            reader = PdfReader(io.BytesIO(pdf), strict=True)
            _prove_pages(reader, claim)
            lines = _prove_lines(reader, claim)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ProofError(f"装订件读不回来（{type(fault).__name__}），没有交付") from fault
    if complaints:
        raise ProofError(f"装订件读回来有异常，没有交付：{complaints[0][:80]}")
    tools = (f"Python {platform.python_version()}", *(f"{tool} {version(tool)}" for tool in TOOLS))
    return Proof(claim.title, hashlib.sha256(pdf).hexdigest(), claim.pages, claim.inputs, lines, tools)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What pypdf logs instead of raising: of a file of ours it should have nothing to say."""
    complaints: list[str] = []
    logger = logging.getLogger("pypdf")
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: complaints.append(record.getMessage())  # type: ignore[method-assign]
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [listener], False
    try:
        yield complaints
    finally:
        logger.handlers[:], logger.propagate = handlers, propagate


def _prove_pages(reader: PdfReader, claim: Claim) -> None:
    """Every page is there, in the sources' order, and carries its own number; the file has its title and language."""
    _same("总页数", len(reader.pages), claim.pages)
    _same("各份材料的页数之和", sum(source.pages for source in claim.inputs), claim.pages)
    ends = [0, *(source.last_page for source in claim.inputs)]
    for source, before in zip(claim.inputs, ends, strict=False):
        _same(f"「{source.name}」的起始页", source.first_page, before + 1)
        _same(f"「{source.name}」的页数", source.last_page - before, source.pages)
    _same("标题", reader.metadata.title if reader.metadata else None, claim.title)
    for index, (page, label) in enumerate(zip(reader.pages, reader.page_labels, strict=True), start=1):
        _same(f"第 {index} 页印的页码", stamped_number(page), index)
        _same(f"第 {index} 页的页码标签", label, str(index))


def _prove_lines(reader: PdfReader, claim: Claim) -> tuple[ProvedLine, ...]:
    """The four numbers of every line."""
    printed = list(_printed_lines(reader, claim))
    bookmarks = list(_bookmarks(reader, claim))
    _same("目录的行数", len(printed), len(claim.lines))
    _same("书签数", len(bookmarks), len(claim.lines))
    proved = []
    for line, (text, target), (title, bookmark) in zip(claim.lines, printed, bookmarks, strict=True):
        heading, squashed = line.heading, _squashed(line.heading)
        _same(f"目录「{heading}」的文字", text[: len(squashed)], squashed)
        rest = LEADER.fullmatch(text[len(squashed) :])
        number = int(rest[1]) if rest else 0
        _same(f"目录「{heading}」的页码", number, line.page)
        _same(f"目录「{heading}」的链接", target, number)
        _same(f"书签「{heading}」的文字", title, heading)
        _same(f"书签「{heading}」的页码", bookmark, number)
        stamped, label = stamped_number(reader.pages[number - 1]), reader.page_labels[number - 1]
        _same(f"「{heading}」首页印的页码", stamped, number)
        _same(f"「{heading}」首页的页码标签", label, str(number))
        proved.append(ProvedLine(heading, number, stamped or 0, bookmark, label))
    return tuple(proved)


def stamped_number(page: PageObject) -> int | None:
    """The number printed in the strip at the foot of a page; None if there is none, or if it does not stand upright.

    Read from the drawing that holds the number, after seeing that the page draws it, once, whole and in the strip:
    a source may well have printed a number of its own in the same manner.
    """
    drawn = [matrix for name, matrix in _drawings(page) if name == "/Number"]
    if len(drawn) != 1 or page.rotation != 0 or (page.mediabox.left, page.mediabox.bottom) != (0, 0):
        return None
    (a, b, c, d, left, bottom), number = drawn[0], page["/Resources"]["/XObject"]["/Number"]  # type: ignore[index]
    width, height = (float(side) for side in number["/BBox"][2:])
    inside = left >= 0 and left + width <= float(page.mediabox.width) and bottom == 0 and height <= STRIP + 0.1
    if (a, b, c, d) != (1, 0, 0, 1) or not inside:
        return None
    found = PRINTED.fullmatch(" ".join(page.extract_xform_text(number).split()))
    return int(found[1]) if found else None


def _drawings(page: PageObject) -> Iterator[tuple[str, Matrix]]:
    """The drawings that a page of ours consists of, with the way each is laid. Anything else on it is a fault."""
    content = page.get_contents()
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    for operands, operator in content.operations if isinstance(content, ContentStream) else ():
        if operator == b"cm":
            matrix = tuple(float(number) for number in operands)  # type: ignore[assignment]
        elif operator == b"Do":
            yield str(operands[0]), matrix
        elif operator not in (b"q", b"Q"):
            raise ProofError(f"装订件的页面上有多余的内容（{operator!r}），没有交付")


def _printed_lines(reader: PdfReader, claim: Claim) -> Iterator[tuple[str, int]]:
    """The lines of the contents in order, as printed: the text within each link's box, and the page it leads to."""
    pages: dict[object, int] = {page.indirect_reference: number for number, page in enumerate(reader.pages, start=1)}
    end = next((source.last_page for source in claim.inputs if source.first_page == claim.contents), 0)
    for page in reader.pages[claim.contents - 1 : end]:
        texts = list(_texts(page))
        for link in page.annotations or ():
            note: Any = link.get_object()
            left, bottom, right, top = (float(side) for side in note["/Rect"])
            inside = [piece for piece in texts if left - 1 <= piece.x <= right + 1 and bottom <= piece.y <= top]
            yield _squashed(_as_read(inside)), pages.get(note["/Dest"][0], 0)


def _as_read(pieces: list[Piece]) -> str:
    """Text in the order of reading: line by line from left to right, in whatever order it was drawn."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if not rows or rows[-1][0].y - piece.y > SAME_LINE:
            rows.append([])
        rows[-1].append(piece)
    return "".join(piece.text for row in rows for piece in sorted(row, key=lambda piece: piece.x))


def _texts(page: PageObject) -> Iterator[Piece]:
    """The pieces of text of a page."""
    laid = next(matrix for name, matrix in _drawings(page) if name == "/Paper")
    found: list[tuple[str, Matrix, Matrix]] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        found.append((text, tuple(cm), tuple(tm)))

    page.extract_xform_text(page["/Resources"]["/XObject"]["/Paper"], visitor_text=visit)  # type: ignore[index]
    for text, cm, tm in found:
        yield Piece(text, *_through(laid, *_through(cm, tm[4], tm[5])))


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bookmarks(reader: PdfReader, claim: Claim) -> Iterator[tuple[str, int]]:
    """The bookmarks of the materials and, below each, of its evidence, in order, with their pages."""
    outline = list(_tree(reader.outline))
    materials = iter(outline[len(outline) - sum(not line.evidence for line in claim.lines) :])  # 目录 may stand before
    below: Iterator[Item] = iter(())
    for line in claim.lines:
        found = next(below if line.evidence else materials, None)
        if found is None:
            return
        if not line.evidence:
            below = iter(found[1])
        number = reader.get_destination_page_number(found[0])
        yield str(found[0].title), 0 if number is None else number + 1


def _tree(items: list[Any]) -> Iterator[Item]:
    """pypdf's outline, in which the list behind an item holds what lies below it, as items with their own lists."""
    for index, item in enumerate(items):
        if isinstance(item, Destination):
            below = items[index + 1] if index + 1 < len(items) and isinstance(items[index + 1], list) else []
            yield item, list(_tree(below))


def _squashed(text: str) -> str:
    """Text without spaces, and in one of its equal writings: a font may draw them with one and the same glyph."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _same(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise ProofError(f"装订校验不通过：{what}是 {found}，应为 {expected}；没有交付")
