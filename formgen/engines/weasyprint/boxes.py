"""A laid-out document as the program sees it: pages, the paragraphs that stand on them, cells of tables, lines, anchors, links.

WeasyPrint's boxes are read here into values with types. Lengths are CSS px (1/96 inch), from the page's left upper edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, cast, overload

from formgen.engines.weasyprint.objects import FinishedPdf, PdfDictionary, StructureElement

SLOT_ATTRIBUTE = "data-slot"
"""The attribute of HTML that names the slot of a text."""


class HtmlElement(Protocol):
    """An element of the HTML that was laid out. Two are the same only if they are one."""

    def get(self, name: str, /) -> str | None: ...


class _Length(Protocol):
    """A length in CSS px."""

    value: float


class _Style(Protocol):
    """The computed style of a box: only the properties that are read here."""

    @overload
    def __getitem__(self, name: Literal["line_height"], /) -> _Length | Literal["normal"]: ...
    @overload
    def __getitem__(self, name: Literal["text_indent"], /) -> _Length: ...
    @overload
    def __getitem__(self, name: Literal["font_family"], /) -> Sequence[str]: ...
    @overload
    def __getitem__(self, name: Literal["font_size"], /) -> float: ...
    @overload
    def __getitem__(self, name: Literal["text_align_all"], /) -> str: ...
    @overload
    def __getitem__(self, name: Literal["text_decoration_line"], /) -> object: ...


class _Box(Protocol):
    """What every box has; `children` may hold placeholders of boxes that stand out of the flow."""

    element: HtmlElement | None
    element_tag: str | None
    style: _Style
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
    """A cell of a table: the height that its style gives it, and the height of what stands in it."""

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


class EnginePage(Protocol):
    """A page as WeasyPrint gives it. A link is its kind, where it leads, a rectangle, and its box."""

    anchors: dict[str, tuple[float, float]]
    links: list[tuple[str, str, tuple[float, float, float, float], _Box]]
    _page_box: _PageBox


class EngineDocument(Protocol):
    """A document as WeasyPrint gives it."""

    pages: Sequence[EnginePage]
    fonts: dict[object, EngineFont]

    def copy(self, pages: Sequence[EnginePage], /) -> EngineDocument: ...
    def write_pdf(self, *, pdf_variant: str, finisher: object) -> bytes | None: ...


class EngineFont(Protocol):
    """A font that a document is drawn with: its name, the family, and what characters its glyphs stand for."""

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
    """A cell of a table. Two are the same only if they are one.

    height          height that its style gives; None if it is as high as its content
    content_height  height of its content
    vertical_align  `top`, `middle`, `bottom` …, as CSS has it
    """

    height: float | None
    content_height: float
    vertical_align: str


@dataclass(frozen=True, slots=True)
class ParagraphBox:
    """A paragraph: what it draws, and where it stands.

    page    counted from 0
    cell    the cell of a table that it stands in; None for none
    drawn   its pieces of text, line by line
    lines   how many it has
    stack   families in order of preference
    size    of its text
    line    from one baseline to the next; None where the face decides that
    align   `left`, `center` …, as CSS has it
    left, width  of its content
    indent  of the first line
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


@dataclass(frozen=True, slots=True)
class PageMargins:
    """A page's size and its margins."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True, eq=False)
class TaggedCell:
    """A cell of a table that stands in the tree of tags. scope: the attribute of its element; None where it has none."""

    is_heading: bool
    scope: str | None
    tag: PdfDictionary


@dataclass(frozen=True, slots=True, eq=False)
class LaidOutPage:
    """A page that was laid out."""

    engine: EnginePage

    @property
    def anchors(self) -> Mapping[str, tuple[float, float]]:
        """Where the elements with an id stand."""
        return self.engine.anchors

    @property
    def margins(self) -> PageMargins:
        """Its size and margins."""
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
        """Put another page's content in the place of its own; what stands in its margins stays."""
        box = self._box
        box.children = (other._box.children[0], *box.children[1:])  # a page's content stands before its margins

    def keep_whole_links(self) -> None:
        """Keep the links of `a` elements alone: a link is inherited by all that stands in it, and one is enough for the whole."""
        self.engine.links = [link for link in self.engine.links if link[3].element_tag == "a"]

    def paragraphs(self, number: int) -> Iterator[ParagraphBox]:
        """The paragraphs, each before those that stand out of its flow. number: the page's, counted from 0."""
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
        """Each table of the page, as its element, with the tag of the first cell that it has there."""
        for table, tag in _first_cells(self._box, None):
            yield table, pdf.tagged(tag)


@dataclass(frozen=True, slots=True, eq=False)
class LaidOutDocument:
    """A document that was laid out."""

    engine: EngineDocument

    @property
    def pages(self) -> tuple[LaidOutPage, ...]:
        """Its pages in order."""
        return tuple(map(LaidOutPage, self.engine.pages))

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self.engine.pages)

    def first_pages(self, count: int) -> LaidOutDocument:
        """The document of its first pages."""
        return LaidOutDocument(self.engine.copy(self.engine.pages[:count]))

    def paragraphs(self) -> Iterator[ParagraphBox]:
        """The paragraphs of all pages in order."""
        for number, page in enumerate(self.pages):
            yield from page.paragraphs(number)


def _tag(box: _Box) -> PdfDictionary | None:
    """The tag of a cell; WeasyPrint keeps it in the box when the tree of tags is made. None for what is no such cell."""
    return cast("PdfDictionary | None", getattr(box, "mark", None))


def _first_cells(box: _Box, table: HtmlElement | None) -> Iterator[tuple[HtmlElement, PdfDictionary]]:
    """Each table below a box with the tag of its first cell there. table: the one that the box itself stands in."""
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
        """The paragraphs in a box, each before those that stand out of its flow. cell: the one that the box stands in."""
        box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
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
        """The texts of a line in order; what stands out of the flow is put into `apart`."""
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
        )


def _cell(box: _CellBox) -> CellBox:
    height = None if box.computed_height == "auto" else box.computed_height
    return CellBox(height, box.content_height, box.vertical_align)
