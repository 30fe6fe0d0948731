"""A laid-out document as the program sees it: pages, the paragraphs that stand on them, cells of tables, lines, anchors, links.

WeasyPrint's boxes are read here into values with types. Lengths are CSS px (1/96 inch). Positions are measured from the
page's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, cast

from formgen.engines.weasyprint.objects import FinishedPdf, PdfDictionary, StructureElement
from formgen.engines.weasyprint.styles import BoxStyle, features_of

SLOT_ATTRIBUTE = "data-slot"
"""The HTML attribute that names the slot of a text."""


class HtmlElement(Protocol):
    """An element of the HTML that was laid out. Two elements are equal only if they are the same object."""

    def get(self, name: str, /) -> str | None: ...


class _Box(Protocol):
    """The attributes that every box has. `children` may hold placeholders for boxes that stand outside the flow."""

    element: HtmlElement | None
    element_tag: str | None
    style: BoxStyle
    children: Sequence[_Box]
    position_x: float
    position_y: float
    width: float

    def content_box_x(self) -> float: ...
    def descendants(self) -> Iterator[_Box]: ...


class _TextBox(_Box, Protocol):
    """A piece of text in one line."""

    text: str
    baseline: float


class _CellBox(_Box, Protocol):
    """A cell of a table: the height that its style gives, and the height of its content."""

    computed_height: float | Literal["auto"]
    content_height: float
    vertical_align: str


class _PageBox(_Box, Protocol):
    """A page with its margins."""

    margin_top: float
    margin_right: float
    margin_bottom: float
    margin_left: float

    def margin_width(self) -> float: ...
    def margin_height(self) -> float: ...


_PlacedLink = tuple[str, str, tuple[float, float, float, float], _Box]
"""A link as WeasyPrint gives it: its kind, its target, its rectangle (left, top, right, bottom), and its box."""


class EnginePage(Protocol):
    """A page as WeasyPrint gives it."""

    anchors: dict[str, tuple[float, float]]
    links: list[_PlacedLink]
    _page_box: _PageBox


class EngineDocument(Protocol):
    """A document as WeasyPrint gives it."""

    pages: Sequence[EnginePage]
    fonts: dict[object, EngineFont]

    def copy(self, pages: Sequence[EnginePage], /) -> EngineDocument: ...
    def write_pdf(self, *, pdf_variant: str, finisher: object) -> bytes | None: ...


class EngineFont(Protocol):
    """A font with which a document is drawn: its name, its family, and the characters that its glyphs stand for."""

    hash: str
    family: str
    to_unicode: dict[int, str]


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A piece of text as it is drawn: page (counted from 0), the start of its baseline, and its slot if it has one.

    underlined  True if a line is drawn below the text; a hole would not remove this line
    """

    page: int
    x: float
    y: float
    text: str
    slot: str | None
    underlined: bool


@dataclass(frozen=True, slots=True, eq=False)
class CellBox:
    """A cell of a table. Two cells are equal only if they are the same object.

    height          the height that its style gives; None if it is as high as its content
    content_height  the height of its content
    vertical_align  `top`, `middle`, `bottom` …, as in CSS
    """

    height: float | None
    content_height: float
    vertical_align: str


@dataclass(frozen=True, slots=True)
class ParagraphBox:
    """A paragraph: its drawn text, and its place.

    page    the page, counted from 0
    cell    the table cell in which it stands; None if it stands in no cell
    drawn   its pieces of text, line by line
    lines   the number of its lines
    stack   the font families in order of preference
    size    the size of its text
    line    the distance from one baseline to the next; None if the face decides it
    align   `left`, `center` …, as in CSS
    left, width  the left edge and the width of its content
    indent  the indent of the first line
    features  what its style asks of the features of its faces (`styles.features_of`)
    """

    page: int
    cell: CellBox | None = field(repr=False)
    drawn: tuple[DrawnText, ...]
    lines: int
    stack: tuple[str, ...]
    size: float
    line: float | None
    align: str
    left: float
    width: float
    indent: float
    features: str


@dataclass(frozen=True, slots=True)
class PageMargins:
    """The size of a page and its margins."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True, eq=False)
class TaggedCell:
    """A table cell that stands in the tree of tags. scope: this attribute of its element; None if it has none."""

    is_heading: bool
    scope: str | None
    tag: PdfDictionary


@dataclass(frozen=True, slots=True, eq=False)
class LaidOutPage:
    """A page that was laid out."""

    engine: EnginePage

    @property
    def anchors(self) -> Mapping[str, tuple[float, float]]:
        """The positions of the elements with an id, by the id."""
        return self.engine.anchors

    @property
    def margins(self) -> PageMargins:
        """The size and the margins of the page."""
        box = self._box
        return PageMargins(
            box.margin_width(),
            box.margin_height(),
            box.margin_top,
            box.margin_right,
            box.margin_bottom,
            box.margin_left,
        )

    @property
    def _box(self) -> _PageBox:
        return self.engine._page_box

    def take_content(self, other: LaidOutPage) -> None:
        """Replace the content of this page by the content of another page. The contents of its margins stay."""
        box = self._box
        box.children = (other._box.children[0], *box.children[1:])  # a page's content stands before its margins

    def keep_whole_links(self) -> None:
        """Keep only the links of `a` elements, and of each element only the one for its whole box.

        All boxes inside a link inherit it, but one link for the whole element is enough.
        """
        kept: list[_PlacedLink] = []
        for link in self.engine.links:
            if link[3].element_tag == "a" and not (kept and _is_within(link, kept[-1])):
                kept.append(link)
        self.engine.links = kept

    def paragraphs(self, number: int) -> Iterator[ParagraphBox]:
        """The paragraphs of the page. A paragraph comes before the paragraphs inside it that stand outside its flow.

        number: the number of the page, counted from 0
        """
        yield from _Paragraphs(number).found(self._box, None)

    def lines(self) -> Iterator[str]:
        """The text of each line."""
        from weasyprint.formatting_structure import boxes

        for line in self._box.descendants():
            if isinstance(line, boxes.LineBox):
                yield "".join(cast(_TextBox, box).text for box in line.descendants() if isinstance(box, boxes.TextBox))

    def tagged_cells(self) -> Iterator[TaggedCell]:
        """The cells of tables that stand in the tree of tags, in the order of the page."""
        for box in self._box.descendants():
            tag = _tag(box)
            if tag is not None and box.element is not None:
                yield TaggedCell(box.element_tag == "th", box.element.get("scope"), tag)

    def first_cells(self, pdf: FinishedPdf) -> Iterator[tuple[HtmlElement, StructureElement]]:
        """The element of each table on the page, with the tag of the table's first cell on this page."""
        for table, tag in _first_cells(self._box, None):
            yield table, pdf.tagged(tag)


@dataclass(frozen=True, slots=True, eq=False)
class LaidOutDocument:
    """A document that was laid out."""

    engine: EngineDocument

    @property
    def pages(self) -> tuple[LaidOutPage, ...]:
        """The pages of the document in order."""
        return tuple(map(LaidOutPage, self.engine.pages))

    @property
    def page_count(self) -> int:
        """The number of pages."""
        return len(self.engine.pages)

    def first_pages(self, count: int) -> LaidOutDocument:
        """A document that has only the first `count` pages."""
        return LaidOutDocument(self.engine.copy(self.engine.pages[:count]))

    def paragraphs(self) -> Iterator[ParagraphBox]:
        """The paragraphs of all pages in order."""
        for number, page in enumerate(self.pages):
            yield from page.paragraphs(number)


def _is_within(link: _PlacedLink, other: _PlacedLink) -> bool:
    """True if a link leads to the same target as another, and its rectangle lies inside the other's."""
    (_, target, (left, top, right, bottom), _), (_, its_target, around, _) = link, other
    return (
        target == its_target and around[0] <= left and around[1] <= top and right <= around[2] and bottom <= around[3]
    )


def _tag(box: _Box) -> PdfDictionary | None:
    """The tag of a cell, which WeasyPrint stores in the box when it makes the tree of tags. None for any other box."""
    return cast("PdfDictionary | None", getattr(box, "mark", None))


def _first_cells(box: _Box, table: HtmlElement | None) -> Iterator[tuple[HtmlElement, PdfDictionary]]:
    """The element of each table in a box, with the tag of its first cell there. table: the table around the box, or None."""
    found = False
    for child in getattr(box, "children", ()):
        tag = _tag(child)
        if child.element is not None and child.element_tag == "table" and child.element is not table:
            yield from _first_cells(child, child.element)
        elif table is not None and tag is not None:
            if not found:
                yield table, tag
            return
        else:
            for pair in _first_cells(child, table):
                yield pair
                if pair[0] is table:
                    found = True
                    break
            if found and table is not None:
                return


class _Paragraphs:
    """Finds the paragraphs of one page."""

    def __init__(self, page: int) -> None:
        from weasyprint.formatting_structure import boxes

        self._page, self._boxes = page, boxes

    def found(self, box: _Box, cell: CellBox | None) -> Iterator[ParagraphBox]:
        """The paragraphs in a box. A paragraph comes before the paragraphs inside it that stand outside its flow.

        cell: the table cell around the box; None if there is none
        """
        box = getattr(box, "_box", box)  # a placeholder stands for a box with an absolute position
        if isinstance(box, self._boxes.TableCellBox):
            cell = _cell(cast(_CellBox, box))
        children: Sequence[_Box] = getattr(box, "children", ())
        lines = [child for child in children if isinstance(child, self._boxes.LineBox)]
        apart: list[_Box] = [] if lines else list(children)
        if lines:
            drawn = tuple(self._drawn(text) for line in lines for text in self._texts(line, apart))
            yield self._paragraph(box, cell, drawn, len(lines))
        for child in apart:
            yield from self.found(child, cell)

    def _texts(self, inline: _Box, apart: list[_Box]) -> Iterator[_TextBox]:
        """The texts of a line in order. Boxes that stand outside the flow are added to `apart`."""
        for child in inline.children:
            if isinstance(child, self._boxes.TextBox):
                yield cast(_TextBox, child)
            elif isinstance(child, self._boxes.InlineBox):
                yield from self._texts(child, apart)
            else:
                apart.append(child)

    def _drawn(self, text: _TextBox) -> DrawnText:
        slot = None if text.element is None else text.element.get(SLOT_ATTRIBUTE)  # a page number has no element
        underlined = text.style["text_decoration_line"] != "none"
        return DrawnText(self._page, text.position_x, text.position_y + text.baseline, text.text, slot, underlined)

    def _paragraph(self, box: _Box, cell: CellBox | None, drawn: tuple[DrawnText, ...], lines: int) -> ParagraphBox:
        style = box.style
        height = style["line_height"]
        return ParagraphBox(
            self._page,
            cell,
            drawn,
            lines,
            tuple(style["font_family"]),
            float(style["font_size"]),
            None if height == "normal" else float(height.value),
            style["text_align_all"],
            box.content_box_x(),
            float(box.width),
            float(style["text_indent"].value),
            features_of(style),
        )


def _cell(box: _CellBox) -> CellBox:
    height = None if box.computed_height == "auto" else box.computed_height
    return CellBox(height, box.content_height, box.vertical_align)
