"""Text that is set for compiled forms has the same lines, boxes and glyphs as in the full layout, or is not set at all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from formgen.fonts.glyphs import glyph_code, glyph_text
from formgen.foundation import resources
from formgen.record.kinds.characters import refused_class
from formgen.render.compiled.typeset.glyph_runs import Drawing, GlyphRun, drawing, font_name
from formgen.render.compiled.typeset.typeset import Face, Room, SetLine, Unsure, pixels, set_paragraph
from formgen.render.layout.faces import stack
from formgen.render.layout.sheet import Align, Paragraph, TextSpan
from tests.render.compiled.made_up_texts import Box, Whole, paragraph_format, texts, whole
from tests.sweeps import some_of, sweep

STACKS = tuple(
    stack(east_asian, latin) or ()
    for east_asian, latin in (
        ("仿宋_GB2312", "Times New Roman"),
        ("宋体", "Times New Roman"),
        ("黑体", "黑体"),
        ("楷体_GB2312", "Times New Roman"),
        ("方正小标宋简体", "仿宋_GB2312"),
    )
)
FANG = STACKS[0]
ALIGNS: tuple[Align, ...] = ("left", "center", "right", "justify")
KNOWN = [chr(code) for code in range(0x20, 0x10000) if resources.covered(chr(code)) and not refused_class(chr(code))]
SPANS = (
    TextSpan("2018", "year"), TextSpan(" 年 "), TextSpan("5", "month"), TextSpan("月"), TextSpan("承诺单位（公章）："),
    TextSpan("苏州“精密”公司", "name"),
    TextSpan("“"), TextSpan("”", "name"), TextSpan("的"), TextSpan("", "name"), TextSpan("Ty", "name", underline=True),
    TextSpan("  ", "name", underline=True),
)  # fmt: skip
"""Spans as papers have them, and some spans with a quotation mark between them."""


RUN = re.compile(rb"/v(\S+) (\S+) Tf\n\[\((.*?)\)?\] TJ\n", re.DOTALL)
MOVED = re.compile(rb"\)(-?[0-9]+)\(?")
ESCAPED = re.compile(rb"\\(050|051|r|\\)")
MEANT = {b"050": b"(", b"051": b")", b"r": b"\r", b"\\": b"\\"}
FAMILIES = {font_name(font.family): font.family for font in resources.font_files()}


def glyphs_of(drawing: Drawing) -> Iterator[tuple[str, float, int, int]]:
    """Yield each glyph that is drawn: its family, size and number, and how far the next glyph is moved."""
    for family, size, operand in RUN.findall(drawing.operators.encode("latin-1")):
        *before, last = MOVED.split(operand)
        for literal, moved in (*zip(before[::2], map(int, before[1::2]), strict=True), (last, 0)):
            numbers = ESCAPED.sub(lambda found: MEANT[found[1]], literal)
            for at in range(0, len(numbers), 2):
                glyph = int.from_bytes(numbers[at : at + 2])
                yield FAMILIES["v" + family.decode()], float(size), glyph, moved if at + 2 == len(numbers) else 0


def as_boxes(lines: tuple[SetLine, ...]) -> tuple[Box, ...]:
    """Return the set lines as boxes of the full layout."""
    return tuple(
        Box(number, text.text, text.x, text.width, tuple(glyphs_of(text.draw())) if text.drawn else ())
        for number, line in enumerate(lines) for text in line.texts
    )  # fmt: skip


def compare(paragraph: Paragraph, laid_out: Whole) -> str | None:
    """Compare a paragraph with the full layout. Return the reason if the paragraph is not sure."""
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


def reasons(paragraphs: list[tuple[Paragraph, float]]) -> list[str | None]:
    """Compare paragraphs, each with its width in pt, with one full layout. Return the reason of each one (see `compare`)."""
    found = whole(paragraphs, 56.7)
    return [compare(paragraph, laid_out) for (paragraph, _), laid_out in zip(paragraphs, found, strict=True)]


@pytest.mark.parametrize("seed", sweep(range(3), (0,)))
def test_long_texts_are_set_as_in_the_full_layout(seed: int) -> None:
    paragraphs = []
    for number, text in enumerate(texts(seed, 60)):
        form = paragraph_format(
            STACKS[number % 5], (10.5, 14, 16, 12, 9)[number % 5], align=ALIGNS[number % 4],
            first=(0, 28, -10)[number % 3], left=(0, 12.345)[number % 2], kerned_from=(0, 12)[number // 5 % 2],
        )  # fmt: skip
        paragraphs.append((Paragraph(form, (TextSpan(text, "reasons"),)), (490, 315.3, 200, 16 * 35)[number % 4]))
    assert sum(reason is not None for reason in reasons(paragraphs)) < 3


def test_reasons_of_fifteen_hundred_characters_are_sure() -> None:
    paragraphs = [
        (
            Paragraph(
                paragraph_format(FANG, 14, first=28, align="justify"), (TextSpan(text.replace("\n", ""), "reasons"),)
            ),
            490.0,
        )
        for text in texts(8, 20, 1600)
    ]
    assert reasons(paragraphs) == [None] * 20


WORDS = (
    "“",
    "”",
    "‘",
    "’",
    "的",
    "一",
    "，",
    "。",
    "国",
    "A",
    "1",
    " ",
    "人民",
    "Type-",
    "affi1147",
    "（",
    "）",
    "——",
    "…",
    "\n",
    "5%",
    "  ",
    "及时",
)


@given(some.lists(some.lists(some.sampled_from(WORDS), max_size=60), min_size=8, max_size=8), some.data())
@settings(max_examples=some_of(12, 6), deadline=None)
def test_quotation_marks_spaces_and_breaks_anywhere(chosen: list[list[str]], data: some.DataObject) -> None:
    paragraphs = []
    for words in chosen:
        size = data.draw(some.sampled_from((9.0, 10.5, 14.0, 16.0)))
        width = data.draw(some.sampled_from((size * 3, size * 7, size * 10.3, size * 20, size * 35)))
        form = paragraph_format(
            data.draw(some.sampled_from(STACKS)), size, align=data.draw(some.sampled_from(ALIGNS)),
            first=data.draw(some.sampled_from((0, 2 * size, -5))), kerned_from=data.draw(some.sampled_from((0, 1))),
        )  # fmt: skip
        span = TextSpan(
            "".join(words) or "空", data.draw(some.sampled_from((None, "name"))), data.draw(some.booleans())
        )
        paragraphs.append((Paragraph(form, (span,)), width))
    reasons(paragraphs)


@given(some.lists(some.text(some.sampled_from(KNOWN), min_size=1, max_size=70), min_size=10, max_size=10))
@settings(max_examples=some_of(8, 4), deadline=None)
def test_any_characters_that_a_paper_may_have(chosen: list[str]) -> None:
    reasons(
        [
            (
                Paragraph(paragraph_format(STACKS[at % 5], 14, kerned_from=at // 5 % 2), (TextSpan(text, "name"),)),
                490.0,
            )
            for at, text in enumerate(chosen)
        ]
    )


@given(
    some.lists(some.lists(some.sampled_from(SPANS), min_size=1, max_size=7), min_size=12, max_size=12),
    some.sampled_from(ALIGNS),
)
@settings(max_examples=some_of(8, 4), deadline=None)
def test_several_spans(chosen: list[list[TextSpan]], align: Align) -> None:
    paragraphs = [
        (
            Paragraph(
                paragraph_format(STACKS[at % 5], 14, align=align, first=28 * (at % 2), kerned_from=at // 5 % 2),
                tuple(spans),
            ),
            (490.0, 14.0 * 7, 14.0 * 11)[at % 3],
        )
        for at, spans in enumerate(chosen)
        if any(span.text for span in spans)
    ]
    reasons(paragraphs)


def test_a_date_and_a_seal_line_are_sure() -> None:
    date = (
        TextSpan("2018", "a"),
        TextSpan(" 年 "),
        TextSpan("5", "b"),
        TextSpan(" 月 "),
        TextSpan("20", "c"),
        TextSpan(" 日"),
    )
    seal = (TextSpan("承诺单位（公章）："), TextSpan("苏州“精密”仪器有限公司", "d", underline=True))
    paragraphs = [
        (Paragraph(paragraph_format(FANG, 16, align=align), spans), 400.0) for align in ALIGNS for spans in (date, seal)
    ]
    assert reasons(paragraphs) == [None] * 2 * len(ALIGNS)


@pytest.mark.parametrize(
    "text",
    ["我😀们", "龚𠮷", "e\N{COMBINING ACUTE ACCENT}", "שלום", "甲\t乙", "甲\N{SOFT HYPHEN}乙", "甲\N{ZERO WIDTH SPACE}乙",
     "甲\N{LINE SEPARATOR}乙", "甲\r\n乙", "A" * 100, "甲\0", "\ue000", "有 " * 3 + " " * 300, "9\N{COMBINING ENCLOSING KEYCAP}"],
)  # fmt: skip
def test_what_is_not_proved_is_not_sure(text: str) -> None:
    assert isinstance(set_paragraph([TextSpan(text, "name")], Face(FANG, 20), Room(0, 400)), Unsure)


def test_a_long_name_behind_the_forms_own_words_is_sure() -> None:
    name = "苏州工业园区“长三角”精密机械制造（太仓）有限公司第一分公司"
    spans = (TextSpan("承诺单位（公章）"), TextSpan(name, "name"))
    form = paragraph_format(FANG, 16, left=228, first=-128)
    assert reasons([(Paragraph(form, spans), 442.2)]) == [None]
    lines = set_paragraph(spans, Face(FANG, 20), Room(0, 300))
    assert not isinstance(lines, Unsure)
    assert [text.span for line in lines for text in line.texts] == [0, 1, 1, 1, 1]


def test_nothing_takes_no_line_and_line_breaks_take_theirs() -> None:
    def lines(text: str) -> list[tuple[str, bool]]:
        found = set_paragraph([TextSpan(text, "name")], Face(FANG, 20), Room(0, 100))
        assert not isinstance(found, Unsure)
        return [("".join(part.text for part in line.texts), line.hard) for line in found]

    assert lines("") == []
    assert lines("甲\n\n乙乙乙乙乙乙\n") == [("甲", True), ("", True), ("乙乙乙乙乙", False), ("乙", True)]


def test_weasyprint_is_not_imported() -> None:
    code = f"""
import sys
from formgen.render.compiled.typeset.glyph_runs import GlyphRun
from formgen.render.compiled.typeset.typeset import Face, Room, set_paragraph
from formgen.render.layout.sheet import TextSpan
lines = set_paragraph([TextSpan("诚信", "name")], Face({FANG!r}, 20), Room(0, 400))
print(lines[0].texts[0].width, "weasyprint" in sys.modules)
"""
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=environment)
    assert run.stdout.split() == ["40.0", "False"]


def test_how_runs_are_drawn() -> None:
    a, b, c = (glyph_code(number, text) for number, text in ((1, "a"), (2, "b"), (260, "ffi")))

    def drawn(*some: tuple[int, ...]) -> str:
        return drawing(GlyphRun.of("Gw Latin", 20, (a, b, c), one) for one in some).operators

    assert drawn((0, 0, 0)) == "/vGwLatin 20 Tf\n[(\0\1\0\2\1\4)] TJ\n"
    assert drawn((74, 0, 0)) == "/vGwLatin 20 Tf\n[(\0\1)74(\0\2\1\4)] TJ\n"
    assert drawn((0, 0, -5)) == "/vGwLatin 20 Tf\n[(\0\1\0\2\1\4)-5] TJ\n"
    assert drawn((0, 0, 7), (0, 0, 0)) == "/vGwLatin 20 Tf\n[(\0\1\0\2\1\4)7(\0\1\0\2\1\4)] TJ\n"
    assert drawing(()) == Drawing("", ())
    two = drawing([GlyphRun.of("Gw Song", 20, (a,), (0,)), GlyphRun.of("Gw Fang", 20, (b,), (0,))])
    assert [one.family for one in two.glyphs] == ["Gw Song", "Gw Fang"]
    assert [glyph_text(code) for code in (a, b, c)] == ["a", "b", "ffi"]


def test_a_string_of_glyphs_is_read_as_it_was_written() -> None:
    """The numbers of glyphs can contain the bytes of backslashes, brackets and line ends (a bare CR would be read as LF)."""
    numbers = [*range(1, 0x3000, 7), 0x5C5C, 0x2829, 0x0D0A, 0x0D0D, 0x0A0D, 0xD800, 0xDC00, 0xFFFF]
    run = GlyphRun.of("Gw Fang", 20, [glyph_code(one, "字") for one in numbers], [0] * len(numbers))
    assert [glyph for _, _, glyph, _ in glyphs_of(drawing([run]))] == numbers
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(run.operators.encode("latin-1"))
    (string,) = pikepdf.parse_content_stream(page)[1].operands[0]
    assert bytes(string) == b"".join(one.to_bytes(2) for one in numbers)
