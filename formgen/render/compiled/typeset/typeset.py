"""Sets text into lines exactly as the full layout does, but without WeasyPrint.

    lines = set_paragraph(spans, face, room)

- `spans`: the `TextSpan`s of one paragraph, as in a Sheet (`\\n` is a line break). If a paragraph holds only a slot's text, this
  is one TextSpan with its slot.
- `face`: the paragraph's stack and size, `Face.of(format)`.
- `room`: the place of the lines. All lengths are CSS pixels (`pixels` turns points into them), since WeasyPrint's own figures
  decide where a line breaks. Take `left` and `width` from the laid-out tree (`content_box_x()` and `width` of the box of the
  p), or from `room_of` for a paragraph in a box of a known width.

The result is a tuple of lines, each with its text boxes and the way they are drawn, or `Unsure` with the reason. After
`Unsure` the caller lays out the whole form. Unsure cases are: words longer than a line, or longer than the room that a span
before them leaves; characters that join, combine, are written from right to left, or stand in no face; several spaces at a
line's end, and other rare cases. Nothing is guessed. Pango itself is asked (`pango`), line by line, as WeasyPrint 70 asks
it. The rest follows WeasyPrint's inline layout (`layout/inline.py`, `text/line_break.py`) and our HTML
(`formgen.render.pdf.html`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from formgen.engines.justification import THOUSANDTHS, shares
from formgen.engines.pango import LOCK
from formgen.render.compiled.typeset.glyph_runs import Drawing
from formgen.render.compiled.typeset.known.text import KnownText, known_text
from formgen.render.compiled.typeset.pango import UNITS, Doubt, Draw, SetPiece, setter
from formgen.render.compiled.typeset.text_boxes import Mark, TextBox, text_boxes
from formgen.render.layout.sheet import Align, ParagraphFormat, TextSpan
from formgen.render.pdf.html import CLOSING, KERNED, NOT_KERNED, OPENING, length

PT_TO_PX = 1 / 0.75
SLACK = 1 + 1e-9
"""WeasyPrint widens a line box, and each inline box in it, by this factor, counted from the page's edge."""
QUOTATION = re.compile(f"[{OPENING}{CLOSING}]")
"""The quotation marks, at which a line may be divided into several text boxes."""

MOST_ASKED = 1024
"""The number of lines set by Pango that are kept. A text is set once to see whether it fits, and again when it is drawn."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """The answer if the full layout may give other lines. reason says why (in English, without the text itself)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Face:
    """The face of a paragraph: families in order of preference, the size in px, and what is asked of the features of the faces.

    features: as Pango writes them (`styles.features_of`); empty for what Pango does by itself, which is to kern
    """

    stack: tuple[str, ...]
    size: float
    features: str = ""

    @classmethod
    def of(cls, form: ParagraphFormat) -> Face:
        """The face of a paragraph."""
        return cls(form.stack, pixels(form.size), KERNED if form.kerned else NOT_KERNED)


@dataclass(frozen=True, slots=True)
class Room:
    """The room for a paragraph's lines (px): its content box, the indent of the first line, the alignment.

    left is measured from the page's edge, because it is part of the positions and affects WeasyPrint's rounding.
    """

    left: float
    width: float
    indent: float = 0
    align: Align = "left"


class SetText(NamedTuple):
    """One text box, which WeasyPrint draws in one BT ... ET. Its origin lies at x on the line's baseline.

    span   the index of its span; if the form's own words stand in several spans side by side, the index of the first of them
    x      the distance from the page's edge (px)
    width  the width of its glyphs, with the spaces at the end (px)
    draw   the function that returns how the box is drawn
    """

    span: int
    text: str
    x: float
    width: float
    draw: Draw

    @property
    def drawn(self) -> bool:
        """False if the text is only spaces: WeasyPrint draws no glyphs for them, but it does draw an underline."""
        return bool(self.text.strip())


class SetLine(NamedTuple):
    """One line. width: the width of its content with the indent (px); hard: True if a line break of the text ends it."""

    texts: tuple[SetText, ...]
    width: float
    hard: bool


def pixels(points: float) -> float:
    """A length in points as WeasyPrint has it in px. The HTML gives points with three decimals."""
    return float(length(points).removesuffix("pt")) * PT_TO_PX


def room_of(form: ParagraphFormat, width: float, left: float = 0) -> Room:
    """The room of a paragraph in a box of a width (px) that begins at left (px)."""
    before, after = pixels(form.left), pixels(form.right)
    return Room(left + before, width - (before + after), pixels(form.first), form.align)


def set_paragraph(
    spans: Sequence[TextSpan], face: Face, room: Room, enough: int | None = None
) -> tuple[SetLine, ...] | Unsure:
    """The lines of a paragraph; none for one without text. Raises MachineError if Pango or a face is missing.

    enough: the caller needs no more lines than this number
    """
    return typesetter(face).lines(spans, room, enough)


class Typesetter:
    """Sets texts in one face as Pango does. It uses what is known of their characters, and asks Pango only for the rest."""

    def __init__(self, face: Face) -> None:
        self._face, self._pango = face, setter(face.stack, face.size, face.features)
        self._asked: dict[tuple[str, int, float], SetPiece] = {}

    def lines(self, spans: Sequence[TextSpan], room: Room, enough: int | None = None) -> tuple[SetLine, ...] | Unsure:
        """The lines of a paragraph; see `set_paragraph`."""
        with LOCK:
            try:
                if len(spans) == 1 and spans[0].slot is not None:
                    lines = self._slot_lines(spans[0], room, enough)
                else:
                    lines = list(self._lines(spans, room))
            except Doubt as doubt:
                return Unsure(str(doubt))
        if room.align != "justify":
            return tuple(lines)
        return (*[_justified(line, room, self._face.size) for line in lines[:-1]], *lines[-1:])

    def one_line(self, text: str, room: Room) -> tuple[float, Drawing] | None:
        """Where a slot's text begins (px) and how it is drawn; None if it has unknown characters or does not fit in one line."""
        if not text or text.isspace() or "\n" in text or QUOTATION.search(text):
            return None
        edge, position = (room.left + room.width) * SLACK, room.left + room.indent
        with LOCK:
            try:
                piece = _held(self._known(text), 0, position, edge)
            except Doubt:
                return None
            if piece is None or piece.end is not None:
                return None
            return position + _offset(position + ((position + piece.width) - position), room), piece.draw()

    def most_lines(self, text: str, room: Room) -> int | None:
        """The most lines that a slot's text may take, computed from its width alone; None if the width is not enough for that."""
        found, width = 0, room.width - max(0, room.indent)
        with LOCK:
            for part in text.split("\n"):
                boxes = (
                    text_boxes((TextSpan(part, ""),)) if QUOTATION.search(part) else (TextBox(0, part, wrapped=True),)
                )
                try:
                    texts = [self._known(box.text) for box in boxes if isinstance(box, TextBox) and box.text]
                except Doubt:
                    return None
                most = _most_lines(texts, width) if texts else 1
                if most is None:
                    return None
                found += most
        return found

    def _slot_lines(self, span: TextSpan, room: Room, enough: int | None) -> list[SetLine]:
        """The lines of a slot's text alone. Line breaks divide the text into parts, and each part is set by itself."""
        found, here, parts = list[SetLine](), room, span.text.split("\n")
        for number, part in enumerate(parts, start=1):
            if enough is not None and len(found) >= enough:
                return found
            more = None if enough is None else enough + 1 - len(found)
            lines = None if QUOTATION.search(part) else self._plain_lines(part, here, more)
            lines = lines if lines is not None else list(islice(self._lines((TextSpan(part, span.slot),), here), more))
            if len(lines) == more:
                return [*found, *lines[:-1]]
            if number < len(parts):
                ended = lines.pop() if lines else _finished([], here.left + here.indent, here, hard=True)
                lines.append(ended._replace(hard=True))
                here = replace(room, indent=0)
            found += lines
        return found

    def _plain_lines(self, text: str, room: Room, enough: int | None) -> list[SetLine] | None:
        """The lines of a slot's text, each in one text box; None if not all of its characters are known."""
        lines = list[SetLine]()
        if not text:
            return lines
        known = self._known(text)
        edge, position, skip = (room.left + room.width) * SLACK, room.left + room.indent, 0
        while True:
            piece = _held(known, skip, position, edge)
            if piece is None:
                return None
            end = None if piece.end is None else skip + piece.end
            box = SetText(0, text[skip:end], position, piece.width, piece.draw)
            lines.append(_finished([box], position + ((position + piece.width) - position), room, hard=False))
            if end is None or len(lines) == enough:
                return lines
            skip, position = end, room.left

    def _lines(self, spans: Sequence[TextSpan], room: Room) -> Iterator[SetLine]:
        boxes = text_boxes(spans)
        if not any(isinstance(box, Mark) or box.text for box in boxes):
            return
        index, skip, indent = 0, 0, room.indent
        while index < len(boxes):
            line, index, skip = self._line(boxes, index, skip, room, indent)
            if not line.texts and not line.hard:
                raise Doubt("a line of empty elements")
            yield line
            indent = 0

    def _line(
        self, boxes: Sequence[TextBox | Mark], index: int, skip: int, room: Room, indent: float
    ) -> tuple[SetLine, int, int]:
        """One line that begins at a place in a text box, and where the next line begins."""
        edge = (room.left + room.width) * SLACK
        position, texts, marks, hard = room.left + indent, list[SetText](), 0, False
        first, next_skip = index, 0
        while index < len(boxes):
            box = boxes[index]
            if isinstance(box, Mark):
                index += 1
                marks += 1
                if box.hard:
                    hard = True
                    break
                continue
            if not box.text:
                index += 1
                continue
            inner = edge * SLACK if box.wrapped else edge
            piece = self._piece(box.text, skip, inner - position)
            if piece.overflows or position + piece.width > edge:
                # The text does not stand at the line's beginning: go back to the last allowed break, between two empty boxes.
                if marks >= 2 and texts:
                    return _finished(texts, position, room, hard=False), index - 1, 0
                if piece.overflows or index > first:
                    raise Doubt("a word longer than the line")
            end = None if piece.end is None else skip + piece.end
            texts.append(SetText(box.span, box.text[skip:end], position, piece.width, piece.draw))
            # WeasyPrint computes a span's width as a difference of positions; this repeats its rounding in the last bits.
            position += (position + piece.width) - position if box.wrapped else piece.width
            if end is not None:
                next_skip = end
                break
            skip, marks = 0, 0
            index += 1
        return _finished(texts, position, room, hard), index, next_skip

    def _piece(self, text: str, skip: int, width: float) -> SetPiece:
        """The part of a text from a place on that fits on a line of a width (px)."""
        if (known := self._known(text).piece(skip, width)) is not None:
            return known
        key = text, skip, width
        if key not in self._asked:
            if len(self._asked) >= MOST_ASKED:
                self._asked.clear()
            self._asked[key] = self._pango.set(text[skip:], width)
        return self._asked[key]

    def _known(self, text: str) -> KnownText:
        return known_text(self._face.stack, self._face.size, text, self._face.features)


def typesetter(face: Face) -> Typesetter:
    """The typesetter of a face. Raises MachineError if Pango or the face is missing."""
    with LOCK:
        return _typesetter(face)


@lru_cache(maxsize=64)
def _typesetter(face: Face) -> Typesetter:
    return Typesetter(face)


def _most_lines(texts: Sequence[KnownText], width: float) -> int | None:
    """The most lines of a width (px) that some texts one after the other may take; None if that is not known at once.

    A line may end between two of the texts. The part that did not fit on a line has at most as many characters as stand
    between two places where a line may end, and no character is wider than an em.
    """
    room = int(max(0, width) * UNITS) - max([text.longest for text in texts]) * texts[0].em
    return sum([text.widest for text in texts]) // room + 1 if room > 0 else None


def _held(known: KnownText, skip: int, position: float, edge: float) -> SetPiece | None:
    """The part of a text on a line from a position to an edge (px); None if it is not known, or if it crosses the edge."""
    piece = known.piece(skip, edge * SLACK - position)
    return None if piece is None or position + piece.width > edge else piece


def _finished(texts: list[SetText], end: float, room: Room, hard: bool) -> SetLine:
    """The finished line, which ends at a position, with its alignment applied."""
    offset = _offset(end, room)
    return SetLine(
        tuple([text._replace(x=text.x + offset) for text in texts] if offset else texts), end - room.left, hard
    )


def _justified(line: SetLine, room: Room, size: float) -> SetLine:
    """A line that is not the last of its paragraph, stretched to the room's width; unchanged if a line break ends it."""
    if line.hard or not line.texts:
        return line
    last = line.texts[-1]
    room_left = room.left + room.width - (last.x + last.width)
    found = shares("".join([text.text for text in line.texts]), room_left, size)
    if not any(found):
        return line
    texts, start, moved = list[SetText](), 0, 0
    for text in line.texts:
        part = found[start : start + len(text.text)]
        start += len(text.text)
        wider, x = sum(part), text.x + moved * size / THOUSANDTHS
        if wider:
            text = text._replace(x=x, width=text.width + wider * size / THOUSANDTHS, draw=partial(text.draw, part))
        elif moved:
            text = text._replace(x=x)
        texts.append(text)
        moved += wider
    return line._replace(texts=tuple(texts))


def _offset(end: float, room: Room) -> float:
    """The distance by which the alignment moves a line that ends at a position."""
    offset = room.width - (end - room.left)
    if offset <= 0 or room.align in ("left", "justify"):
        return 0
    return offset / 2 if room.align == "center" else offset
