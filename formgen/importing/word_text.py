"""The text of a strange Word file, character by character: each character knows the run that it stands in.

python-docx opens the file and gives its paragraphs and tables. It does not see content controls, symbols and text boxes,
so those are read from its tree with lxml.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import docx
from lxml import etree

from formgen.importing.reading.typed_boxes import BOX, options_of, with_boxes
from formgen.render.word.package import PARSER, WordPackage, attribute, tag
from formgen.render.word.slots import BR, COMPATIBILITY, RUN_PROPERTIES, SPACE, P, R, T

TAB, SYMBOL, HYPHEN = tag("tab"), tag("sym"), tag("noBreakHyphen")
TABLE, ROW, CELL, BODY = tag("tbl"), tag("tr"), tag("tc"), tag("body")
CONTROL, CONTENT = tag("sdt"), tag("sdtContent")
TEXT_BOX = tag("txbxContent")
WRAPPERS = frozenset(
    (
        *map(tag, ("hyperlink", "ins", "smartTag", "customXml", "sdt", "sdtContent", "moveTo", "fldSimple")),
        *(f"{{{COMPATIBILITY}}}{name}" for name in ("AlternateContent", "Choice")),
    )
)
"""Elements of a paragraph whose runs belong to its text. A deleted run (`w:del`) does not; of two ways to say the same, the
first counts."""
SYMBOL_BOXES = frozenset(("F0A8", "F06F", "F071", "F072", "00A8", "006F", "0071", "0072", "00A3", "F0A3", "2610"))
"""Empty boxes by their codes in the faces Wingdings and Wingdings 2."""
_PROMPT = re.compile("(?:请|单击|点击|轻触|选择一项|(?:Click|Tap|Choose|Enter|Select) )", re.IGNORECASE)
"""How the prompt in an empty content control begins, in Word and WPS."""
SYMBOL_TICKED = frozenset(("F0FE", "00FE", "F052", "0052", "F054", "0054"))


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a paragraph: the element that holds it, its place in that element's text, and whether it is underlined."""

    character: str
    run: etree._Element
    holder: etree._Element
    offset: int
    underlined: bool


@dataclass(frozen=True)
class FormParagraph:
    """A paragraph of a form's file, with its characters in order. Text boxes that hang in it are left out."""

    element: etree._Element

    @cached_property
    def characters(self) -> tuple[Character, ...]:
        """Its characters. A tab is a tab, a line break a line feed, a box drawn as a symbol is `□`."""
        return tuple(_characters(self.element))

    @cached_property
    def text(self) -> str:
        """Its characters as one text."""
        return "".join(one.character for one in self.characters)

    @cached_property
    def marked(self) -> str:
        """Its text, with `_` for each space that is underlined: a blank to be written on."""
        return "".join(
            "_" if one.underlined and one.character in " \t\u3000\xa0" else one.character for one in self.characters
        )

    @property
    def properties(self) -> bytes:
        """What the paragraph looks like: equal for two paragraphs of the same look."""
        own = self.element.find(tag("pPr"))
        return b"" if own is None else bytes(etree.tostring(own, method="c14n"))

    @cached_property
    def lines(self) -> tuple[FormLine, ...]:
        """Its lines, as line breaks part them."""
        found, start = [], 0
        for text in self.marked.split("\n"):
            found.append(FormLine(self, start, text))
            start += len(text) + 1
        return tuple(found)


@dataclass(frozen=True)
class FormLine:
    """A line of a paragraph: where it begins among the paragraph's characters, and its text, marked as the paragraph's."""

    paragraph: FormParagraph = field(repr=False)
    start: int
    text: str

    @property
    def is_blank(self) -> bool:
        """True if nothing stands in it, not even a line to write on."""
        return not self.text.strip()

    @property
    def whole(self) -> bool:
        """True if it is all of its paragraph."""
        return len(self.paragraph.lines) == 1


@dataclass(frozen=True)
class GridCell:
    """A cell of a table: its row, its first column and the number of columns in the table's grid.

    merged  True if the cell only goes on with the cell above it
    height  the least height of its row in twentieths of a point; 0 if it has none
    width   its width in twentieths of a point; 0 if the file does not say it
    """

    element: etree._Element
    row: int
    column: int
    span: int
    merged: bool
    height: int
    width: int
    paragraphs: tuple[FormParagraph, ...] = field(repr=False)

    @cached_property
    def text(self) -> str:
        """Its paragraphs, a line each."""
        return "\n".join(paragraph.marked for paragraph in self.paragraphs)

    @cached_property
    def lines(self) -> tuple[FormLine, ...]:
        """The lines of its paragraphs."""
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)


@dataclass(frozen=True)
class GridTable:
    """A table as rows of cells. number: the number of the table in the file, counted from 1."""

    number: int
    rows: tuple[tuple[GridCell, ...], ...]


FormPart = FormParagraph | GridTable


@dataclass(frozen=True)
class WordForm:
    """A form's Word file: the tree of its document, its paragraphs and tables in order.

    text_boxes: the words that stand in text boxes, which no part of the form shows
    headers: the lines of its pages' headers, those of first and of even pages, too
    footers: the lines of its pages' footers, likewise
    typed_boxes: the paragraphs in which the character 口 was taken for a box to tick
    circles: the paragraphs in which circles stand before options; they are no boxes
    """

    root: etree._Element = field(repr=False)
    parts: tuple[FormPart, ...] = field(repr=False)
    text_boxes: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    typed_boxes: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()

    def tables(self) -> Iterator[tuple[FormPart | None, GridTable]]:
        """Each table with the part before it; None before a table that begins the form."""
        for before, part in zip((None, *self.parts), self.parts, strict=False):
            if isinstance(part, GridTable):
                yield before, part


def read_form_text(package: WordPackage, is_returned: bool = False) -> WordForm:
    """Read a Word file. A content control that shows no value is a blank.

    is_returned: True for a file that may be filled in. What its controls show is then what stands there, but for a prompt to type.
    Raises KeyError, ValueError or etree.LxmlError for a file that python-docx cannot open."""
    document = docx.Document(io.BytesIO(package.to_bytes()))
    root = etree.fromstring(etree.tostring(document.element))
    _unwrap_controls(root, _without_prompt if is_returned else _empty_placeholder)
    if is_returned:
        for run in [one for one in root.iter(R) if is_struck(one)]:
            run.getparent().remove(run)
    typed, circles = ((), ()) if is_returned else with_boxes(root)
    body = root.find(BODY)
    if body is None:
        raise ValueError("no body")
    numbers = iter(range(1, 1 << 30))
    parts = tuple(_parts(body, numbers))
    boxes = ["".join(box.itertext(T)).strip() for box in root.iter(TEXT_BOX)]
    margins = (list(_margin_lines(package, name)) for name in ("header", "footer"))
    words, headers, footers = (tuple(dict.fromkeys(text for text in own if text)) for own in (boxes, *margins))
    return WordForm(root, parts, words, headers, footers, typed, circles)


def _margin_lines(package: WordPackage, name: str) -> Iterator[str]:
    """The lines of all headers, or of all footers; a row of a table is a line. name: what their parts are called."""
    for part in package.parts:
        if not re.fullmatch(rf"word/{name}\d*\.xml", part.name):
            continue
        try:
            root = etree.fromstring(part.content, PARSER)
        except etree.XMLSyntaxError:
            continue
        for row in root.iter(ROW):
            yield "".join(FormParagraph(one).marked.strip("\n") for one in row.iter(P)).strip("\n")
        for paragraph in root.iter(P):
            if next(paragraph.iterancestors(ROW), None) is None:
                yield FormParagraph(paragraph).marked.strip("\n")


def is_struck(run: etree._Element) -> bool:
    """True for a run that somebody has struck out, or hidden: it is no part of what the file says."""
    properties = run.find(RUN_PROPERTIES)
    marks = () if properties is None else (properties.find(tag(name)) for name in ("strike", "dstrike", "vanish"))
    return any(one is not None and attribute(one, "val") not in ("0", "false", "off") for one in marks)


def _unwrap_controls(root: etree._Element, emptied: Callable[[etree._Element, etree._Element], None]) -> None:
    """Put the contents of content controls in their place: the form's own controls would be taken for slots."""
    for control in list(root.iter(CONTROL)):
        content = control.find(CONTENT)
        if content is not None:
            emptied(control, content)
        for element in () if content is None else list(content):
            control.addprevious(element)
        if (parent := control.getparent()) is not None:
            parent.remove(control)


def _without_prompt(control: etree._Element, content: etree._Element) -> None:
    """Take away `单击此处输入文字。`, which nobody typed.

    Programs other than Word may leave the mark of a placeholder beside a value. So only the words of a prompt count.
    """
    shows = control.find(f"{tag('sdtPr')}/{tag('showingPlcHdr')}") is not None
    if shows and _PROMPT.match("".join(content.itertext(T)).strip()):
        for text in list(content.iter(T)):
            text.text = ""


def _empty_placeholder(control: etree._Element, content: etree._Element) -> None:
    """Put a gap in place of `单击此处输入文字。`, and boxes in place of `选择一项。`: that is the blank of a control.

    A list with too many or too long entries for boxes becomes a gap, too.
    """
    properties, runs = control.find(tag("sdtPr")), list(content.iter(R))
    if properties is None or not runs:
        return
    entries = [
        words
        for one in properties.iter(tag("listItem"))
        if attribute(one, "value")
        and (words := (attribute(one, "displayText") or attribute(one, "value") or "").strip())
    ]
    shown = "".join(content.itertext(T)).strip()
    if properties.find(tag("showingPlcHdr")) is None and (not entries or shown in entries):
        return
    first, *others = runs
    for run in others:
        run.getparent().remove(run)
    for element in list(first):
        if element.tag != RUN_PROPERTIES:
            first.remove(element)
    look = first.find(RUN_PROPERTIES)
    for name in ("rStyle", "color"):  # placeholders are grey
        if look is not None and (own := look.find(tag(name))) is not None:
            look.remove(own)
    text = etree.SubElement(first, T)
    text.set(SPACE, "preserve")
    text.text = options_of(entries)


def _parts(parent: etree._Element, numbers: Iterator[int]) -> Iterator[FormPart]:
    for element in parent:
        if element.tag == P:
            yield FormParagraph(element)
        elif element.tag == TABLE:
            yield GridTable(next(numbers), tuple(_rows(element)))
            for inner in element.iter(TABLE):  # tables within cells are tables of their own
                if inner is not element:
                    yield GridTable(next(numbers), tuple(_rows(inner)))
        elif element.tag == CONTROL and (content := element.find(CONTENT)) is not None:
            yield from _parts(content, numbers)


def _rows(table: etree._Element) -> Iterator[tuple[GridCell, ...]]:
    grid = [_number(column, "w") for column in table.findall(f"{tag('tblGrid')}/{tag('gridCol')}")]
    rows = [row for row in table.iter(ROW) if next(row.iterancestors(TABLE)) is table]
    for number, row in enumerate(rows):
        before = row.find(f"{tag('trPr')}/{tag('gridBefore')}")
        height = _number(row.find(f"{tag('trPr')}/{tag('trHeight')}"), "val")
        column, cells = _number(before, "val"), []
        for cell in (one for one in row.iter(CELL) if next(one.iterancestors(ROW)) is row):
            properties = cell.find(tag("tcPr"))
            find = (lambda name: None) if properties is None else (lambda name, own=properties: own.find(tag(name)))
            span = max(1, _number(find("gridSpan"), "val", 1))
            merge = find("vMerge")
            merged = merge is not None and attribute(merge, "val") != "restart"
            width = sum(grid[column : column + span]) or _number(find("tcW"), "w")
            paragraphs = tuple(
                FormParagraph(one)
                for one in cell.iter(P)
                if next(one.iterancestors(CELL)) is cell and not _in_text_box(one)
            )
            cells.append(GridCell(cell, number, column, span, merged, height, width, paragraphs))
            column += span
        yield tuple(cells)


def _in_text_box(paragraph: etree._Element) -> bool:
    return any(one.tag == TEXT_BOX for one in paragraph.iterancestors())


def _number(element: etree._Element | None, name: str, otherwise: int = 0) -> int:
    try:
        return otherwise if element is None else round(float(attribute(element, name) or otherwise))
    except ValueError:
        return otherwise


def _characters(paragraph: etree._Element) -> Iterator[Character]:
    for run in _runs(paragraph):
        properties = run.find(RUN_PROPERTIES)
        line = None if properties is None else properties.find(tag("u"))
        underlined = line is not None and attribute(line, "val") not in (None, "none")
        for holder in run:
            for offset, character in enumerate(_shown(holder)):
                yield Character(character, run, holder, offset, underlined)


def _runs(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag == R:
            yield element
        elif element.tag in WRAPPERS:
            yield from _runs(element)


def _shown(holder: etree._Element) -> str:
    if holder.tag == T:
        return holder.text or ""
    if holder.tag == TAB:
        return "\t"
    if holder.tag == BR:
        return "\n"
    if holder.tag == HYPHEN:
        return "-"
    if holder.tag == SYMBOL:
        code = (attribute(holder, "char") or "").upper()
        return BOX if code in SYMBOL_BOXES else "☑" if code in SYMBOL_TICKED else "●"
    return ""


def runs_between(paragraph: etree._Element, start: int, end: int) -> list[etree._Element]:
    """The runs that hold exactly the characters from start to end. Runs that stand across an edge are cut in two."""
    _cut(paragraph, start)
    _cut(paragraph, end)
    found: dict[etree._Element, None] = {}
    for number, one in enumerate(_characters(paragraph)):
        if start <= number < end:
            found[one.run] = None
    return list(found)


def run_at(paragraph: etree._Element, place: int) -> etree._Element | None:
    """The run that begins with the character at this place, after it was cut there; None at the end of the paragraph."""
    _cut(paragraph, place)
    return next((one.run for number, one in enumerate(_characters(paragraph)) if number == place), None)


def _cut(paragraph: etree._Element, place: int) -> None:
    """Cut the run in which the character at this place stands, so that the character begins a run."""
    characters = list(_characters(paragraph))
    if not 0 < place < len(characters) or characters[place].run is not characters[place - 1].run:
        return
    at = characters[place]
    run = at.run
    second = etree.Element(R)
    properties = run.find(RUN_PROPERTIES)
    if properties is not None:
        second.append(copy.deepcopy(properties))
    moved = list(run)[list(run).index(at.holder) :]
    if at.offset:
        rest = etree.SubElement(second, T)
        whole = at.holder.text or ""
        rest.text, at.holder.text = whole[at.offset :], whole[: at.offset]
        rest.set(SPACE, "preserve")
        at.holder.set(SPACE, "preserve")
        moved = moved[1:]
    for element in moved:
        second.append(element)
    run.addnext(second)
