"""The blanks within one line of text: lines to write on, `栏目：　　`, dates, boxes to tick, places for hands and seals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from formgen.importing.blanks import BlankKind, FoundBlank, StampKind, plain_label, squeezed
from formgen.importing.finding.line_dates import dates, times
from formgen.importing.finding.line_gaps import gaps
from formgen.importing.finding.line_patterns import CAPITALS, GAP, LONGEST_LABEL, ROW_OF_BOXES, STAMP, UNIT
from formgen.importing.finding.line_reading import Around, LineReading
from formgen.importing.label_words import ends_with_organisation
from formgen.importing.word_text import FormLine

_ROOM_BEHIND = re.compile(rf"[*＊]*[：:]?(?P<gap>{GAP}*)")
_ROOM_BEFORE = re.compile(rf"[：:](?P<gap>{GAP}{{2,}})$")

_ASKED_FOR: tuple[tuple[StampKind, str], ...] = (("seal", "章"), ("signature", "签"))
"""What a place is for, and the character of its words that says so."""


def line_blanks(line: FormLine, around: Around) -> Iterator[FoundBlank]:
    """The blanks of a line, from left to right."""
    yield from sorted(_found(LineReading(line, around)), key=lambda one: one.spots[0].start if one.spots else 1 << 30)


def _found(line: LineReading) -> Iterator[FoundBlank]:
    """Ask each finder in turn. What one has taken, the next ones leave."""
    yield from _rows_of_boxes(line)
    yield from _choices(line)
    for blank in _signing_places(line):
        line.stamps.append(blank)
        yield blank
    yield from _capitals(line)
    yield from times(line)
    yield from dates(line)
    yield from gaps(line)


def _rows_of_boxes(line: LineReading) -> Iterator[FoundBlank]:
    """Boxes for one character each, without words between them: `邮政编码：□□□□□□`."""
    for row in ROW_OF_BOXES.finditer(line.text):
        words = line.before(row.start()) or line.around.words
        label = words if plain_label(words)[0] else line.around.label
        if plain_label(label)[0]:
            line.take(*row.span())
            yield line.inline(label, words, *row.span())


def _choices(line: LineReading) -> Iterator[FoundBlank]:
    """Boxes to tick, with the words of each."""
    for row in line.choices:
        label = row.words if row.words and not UNIT.match(row.words) else line.around.label
        words = row.words if label == row.words else line.around.words
        if row.is_own:
            label = "·".join(part for part in (plain_label(label)[0], *row.options) if part)
        line.take(row.start, row.end)
        blank = line.blank(BlankKind.CHOICE, label, words, (line.spot(row.start, row.end),))
        yield replace(blank, options=row.options, goes_on=row.goes_on)


def _signing_places(line: LineReading) -> Iterator[FoundBlank]:
    """Places to sign or stamp; and where a name is written on which the seal is set, that name's place beside it."""
    alone = len(STAMP.findall(line.text)) == 1  # several of them are a line to sign at the end of the form
    for found in STAMP.finditer(line.text):
        word, before = squeezed(found["word"]), line.before(found.start())
        by, _ = plain_label(before)
        if not line.is_free(*found.span()) or len(by) > LONGEST_LABEL:
            continue
        yield _signing_place(line, found, before, by)
        behind = _ROOM_BEHIND.match(line.text, found.end())
        start, end = behind.span("gap") if behind else (found.end(), found.end())
        room = _ROOM_BEFORE.search(line.text[: found.start()])
        if room and by and "签" not in word and line.is_free(*room.span("gap")):  # `单位名称：　　　　（盖章）`
            yield line.inline(by, before, *room.span("gap"))
            line.take(room.start("gap"), found.start())
        line.take(found.start() - len(before), start)
        if alone and by and ends_with_organisation(by) and "签" not in word and end - start >= 2:
            line.take(start, end)
            yield line.inline(by, before, start, end)
        elif end > start and not re.match(r"[年\d]", line.text[end:]):
            line.take(start, end)


def _signing_place(line: LineReading, found: re.Match[str], before: str, by: str) -> FoundBlank:
    """The place to sign or stamp that words ask for.

    before  the words before it
    by      who signs or stamps, which they say; empty if they don't
    """
    word = squeezed(found["word"])
    kinds = tuple(kind for kind, sign in _ASKED_FOR if sign in word)
    words = (before + found["word"]).strip()
    words = words if words in line.text else found["word"].strip()
    bare = word[1:-1] if word[0] in "（(" else word
    label = (by or (line.around.label if len(bare) == 2 else "")) + bare
    return replace(line.blank(BlankKind.STAMP, label, words, ()), by=by or line.around.label, kinds=kinds)


def _capitals(line: LineReading) -> Iterator[FoundBlank]:
    """Amounts in capitals between printed units."""
    for one in CAPITALS.finditer(line.text):
        if line.is_free(*one.span()) and re.search(GAP, one[0]):
            before = re.sub("(?:人民币|RMB)$", "", line.before(one.start()))
            label, words = (before, before) if plain_label(before)[0] else (line.around.label, line.around.words)
            label = label if "大写" in label else f"{label}（大写）"
            line.take(*one.span())
            yield line.inline(label, words, *one.span())
