"""Text set for compiled forms: the same lines, boxes and glyphs as in the full layout, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formgen.render.compiled.typeset import Face, Room, SetLine, Unsure, pixels, set_paragraph
from formgen.render.faces import stack
from formgen.render.sheet import Paragraph, Span
from tests.render.compiled_texts import Box, Whole, paragraph_format, texts, whole

FANG, SONG = stack("仿宋_GB2312", "Times New Roman"), stack("宋体", "Times New Roman")
HEI, KAI, TITLE = stack("黑体", "黑体"), stack("楷体_GB2312", "Times New Roman"), stack("方正小标宋简体", "仿宋_GB2312")


def as_boxes(lines: tuple[SetLine, ...]) -> tuple[Box, ...]:
    """What was set, in the words of the full layout."""
    return tuple(
        Box(number, text.text, text.x, text.width, tuple(
            (run.family, run.size, glyph, adjustment) for run in text.runs
            for glyph, adjustment in zip(run.glyphs, run.adjustments, strict=True)) if text.drawn else ())
        for number, line in enumerate(lines) for text in line.texts
    )  # fmt: skip


def compare(paragraph: Paragraph, laid_out: Whole) -> str | None:
    """Hold a paragraph to the full layout; the reason if it is not sure."""
    form = paragraph.format
    room = Room(laid_out.left, laid_out.width, pixels(form.first), form.align)
    lines = set_paragraph(paragraph.spans, Face.of(form), room)
    if isinstance(lines, Unsure):
        return lines.reason
    ours = as_boxes(lines)
    assert [replace(box, x=0) for box in ours] == [replace(box, x=0) for box in laid_out.boxes]
    assert [box.x for box in ours] == pytest.approx([box.x for box in laid_out.boxes], abs=1e-9)
    assert len(lines) == laid_out.lines
    return None


@pytest.mark.parametrize("seed", range(4))
def test_long_texts_are_set_as_in_the_full_layout(seed: int) -> None:
    stacks = (FANG, SONG, HEI, KAI, TITLE)
    paragraphs = []
    for number, text in enumerate(texts(seed, 60)):
        text = text or "x"
        form = paragraph_format(
            stacks[number % 5] or (), (10.5, 14, 16, 12, 9)[number % 5], align=("left", "center", "right")[number % 3],
            first=(0, 28, -10)[number % 3], left=(0, 12.345)[number % 2],
        )  # fmt: skip
        paragraphs.append((Paragraph(form, (Span(text, "reasons"),)), (490, 315.3, 200, 16 * 35)[number % 4]))
    unsure = [
        compare(paragraph, laid_out)
        for (paragraph, _), laid_out in zip(paragraphs, whole(paragraphs, 56.7), strict=True)
    ]
    print([u for u in unsure if u])
    assert sum(reason is not None for reason in unsure) < 3, unsure
