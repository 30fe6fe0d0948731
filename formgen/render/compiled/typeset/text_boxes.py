"""The text boxes of a paragraph before it is broken into lines, as `formgen.render.pdf.html.spans` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from formgen.render.layout.sheet import TextSpan
from formgen.render.pdf.html import quotation_breaks


class TextBox(NamedTuple):
    """A text box of the HTML before it is broken, or an empty element. wrapped: True if it has its own span element."""

    span: int
    text: str
    wrapped: bool


class Mark(NamedTuple):
    """A line break (br), or an empty box where a line may break (wbr)."""

    hard: bool


def text_boxes(spans: Sequence[TextSpan]) -> tuple[TextBox | Mark, ...]:
    """The text boxes of a paragraph, and where its lines break or may break."""
    return tuple(_joined(_nodes(spans)))


def _nodes(spans: Sequence[TextSpan]) -> Iterator[TextBox | Mark]:
    """A paragraph as `html.spans` writes it."""
    text = "".join([span.text for span in spans])
    breaks, start = set(quotation_breaks(text)), 0
    for number, span in enumerate(spans):
        end = start + len(span.text)
        if start in breaks:
            yield from (Mark(hard=False), Mark(hard=False))
        edges = [start, *sorted(index for index in breaks if start < index < end), end]
        wrapped = span.slot is not None or span.underline
        for one, two in pairwise(edges):
            if one > start:
                yield from (Mark(hard=False), Mark(hard=False))
            for index, part in enumerate(text[one:two].split("\n")):
                if index:
                    yield Mark(hard=True)
                if part or (wrapped and not span.text):
                    yield TextBox(number, part, wrapped)
        start = end


def _joined(nodes: Iterable[TextBox | Mark]) -> Iterator[TextBox | Mark]:
    """Join neighbouring words of the form itself: in the HTML they are one text, without elements of their own."""
    last: TextBox | None = None
    for node in nodes:
        if isinstance(node, TextBox) and not node.wrapped:
            last = TextBox(last.span, last.text + node.text, wrapped=False) if last is not None else node
            continue
        if last is not None:
            yield last
            last = None
        yield node
    if last is not None:
        yield last
