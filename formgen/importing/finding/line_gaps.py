"""The gaps within a line that a text is written into: lines to write on, `栏目：　　`, brackets, room before a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from formgen.importing.blanks import FoundBlank, plain_label, squeezed
from formgen.importing.finding.line_patterns import (
    ADDRESSEE,
    AFTER,
    BRACKET,
    COUNTED,
    CURRENCY,
    GAP,
    LEADING,
    LINE_TO_WRITE_ON,
    LONGEST_LABEL,
    MEASURED,
    NO_LABEL,
    NUMBER_SIGN,
    OTHER,
    RUNNING,
    STAMP,
    UNIT,
    UNITS,
    WITHIN,
)
from formgen.importing.finding.line_reading import LineReading
from formgen.importing.finding.said_beside import said_beside
from formgen.render.word.blank_texts import BOXES

_COLONS = "：:"
_CURRENCY_SIGN = re.compile(r"[￥¥$]|RMB")
_ENDS_DESCRIBED = re.compile(rf".*_{GAP}*[（(][^（()]+[）)][：:]\s*")
"""`______（受理单位名称）：` is one place, whose label stands behind it."""
_SOMEBODY = re.compile(r"\s*(同志|先生|女士|同学|老师|（先生|公司|单位)")
_IN_BRACKETS = re.compile(r"\s*[（(]([\u4e00-\u9fff]{2,8})[）)]")
_FOLLOWS = re.compile(r"\s*([\u4e00-\u9fff（）]{2,12})")
_UNIT_BEHIND = re.compile(rf"[ \u3000]?({UNITS})(?![\u4e00-\u9fff])")


class _Kind(IntEnum):
    """What kind of gap it is, where one place of the line is found as several kinds the first of them that counts."""

    LEADING = 1
    OTHER = 2
    UNIT = 3
    COUNTED = 4
    PLAIN = 5


@dataclass(frozen=True)
class _WritingGap:
    """A gap of a line, from start to before end; none of its characters is taken."""

    line: LineReading
    start: int
    end: int
    kind: _Kind

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def after(self) -> str:
        """What follows the gap in the line."""
        return self.line.text[self.end :]

    @property
    def is_drawn(self) -> bool:
        """True for a line to write on."""
        return "_" in self.text

    @property
    def is_at_end(self) -> bool:
        """True if only spaces follow."""
        return not self.after.strip(" \u3000\t_")

    @property
    def is_behind_colon(self) -> bool:
        return self.start > 0 and self.line.text[self.start - 1] in _COLONS

    @property
    def ends_label(self) -> bool:
        """True for the room behind the colon at the end of the line."""
        return self.is_behind_colon and self.is_at_end

    def unit(self) -> str:
        """The unit that is printed behind it; empty if there is none."""
        found = re.match(r"\s*(.+?)\s*$", self.after) if self.kind is _Kind.UNIT else _UNIT_BEHIND.match(self.after)
        return found[1] if found else ""


def gaps(line: LineReading) -> Iterator[FoundBlank]:
    """The blanks of the gaps that no other finder has taken."""
    end_before = 0
    for start, end, kind in sorted(set(_places(line)), key=lambda one: (one[0], -one[1], one[2])):
        if start < end_before or not line.is_free(start, end):
            continue
        blank = _blank(_WritingGap(line, start, end, kind))
        if blank is not None:
            end_before = max(end, start + 1)
            line.take(start, end)
            yield blank


def _places(line: LineReading) -> Iterator[tuple[int, int, _Kind]]:
    """Where a line may have gaps: from where to before where, and what kind each is. The same place may be found twice."""
    text, around = line.text, line.around
    for pattern, group, kind in (
        (LINE_TO_WRITE_ON, 0, _Kind.PLAIN),
        (BRACKET, 1, _Kind.PLAIN),
        (AFTER, 1, _Kind.PLAIN),
        *(((OTHER, "gap", _Kind.OTHER),) if line.choices else ()),
        (COUNTED, "gap", _Kind.COUNTED),
        (MEASURED, "gap", _Kind.PLAIN),
        *(
            ((NUMBER_SIGN, "gap", _Kind.PLAIN), (CURRENCY, "gap", _Kind.PLAIN))
            if around.in_table or "：" in text
            else ()
        ),
        *(((WITHIN, "gap", _Kind.PLAIN),) if RUNNING.search(text) else ()),
    ):
        for one in pattern.finditer(text):
            yield (*one.span(group), kind)
    if around.in_table and around.label:
        if unit := UNIT.match(text):
            yield unit.end("before") if unit["before"] else 0, unit.start("unit"), _Kind.UNIT
        if leading := LEADING.match(text):
            yield (*leading.span("gap"), _Kind.LEADING)


def _blank(gap: _WritingGap) -> FoundBlank | None:
    """The blank that a gap is; None if nobody writes there, or nothing says what."""
    if _is_no_place(gap):
        return None
    behind_choice = _of_choice(gap)
    if behind_choice is not None:
        return behind_choice
    line = gap.line
    label, words = _label(gap)
    too_long = len(label) > LONGEST_LABEL
    if not label or (NO_LABEL.match(label) and gap.is_behind_colon) or (too_long and not gap.is_drawn):
        return None
    label = re.sub(r"[（(]$", "", label)
    if _CURRENCY_SIGN.fullmatch(label):
        label = "金额（小写）"
    if too_long:
        label = label[-8:]
    if not gap.is_drawn and (_belongs_below(gap) or STAMP.search(words + " ")):
        return None
    # The last tab keeps the next label apart from the value.
    end = gap.end - 1 if gap.text.endswith("\t\t") and not gap.is_at_end else gap.end
    return replace(line.inline(label, words, gap.start, end), unit=gap.unit())


def _is_no_place(gap: _WritingGap) -> bool:
    """True for the room to sign in, a line that the form has written on, and what follows an addressee or a described line."""
    line = gap.line
    signed = gap.is_behind_colon and line.is_taken(gap.start - 1)
    addressed = gap.ends_label and not line.around.in_table and ADDRESSEE.fullmatch(squeezed(line.text))
    described = gap.ends_label and not gap.is_drawn and _ENDS_DESCRIBED.fullmatch(line.text)
    return signed or _is_written_on(gap) or bool(addressed or described)


def _is_written_on(gap: _WritingGap) -> bool:
    """True if a line to write on goes on below words: the form has filled it in itself."""
    line = gap.line
    characters = line.paragraph.characters
    places = (line.first + gap.start - 1, line.first + gap.end)
    beside = [characters[place] for place in places if 0 <= place < len(characters)]
    return gap.is_drawn and any(one.underlined and one.character.strip(" \t\u3000\xa0_＿") for one in beside)


def _of_choice(gap: _WritingGap) -> FoundBlank | None:
    """The room for words that a choice leaves behind its last option: `□其他____`; None for any other gap."""
    line = gap.line
    choice = next((one for one in line.choices if not line.text[one.end : gap.start].strip("：: \u3000")), None)
    if choice is None or choice.end > gap.start:
        return None
    if not (gap.is_drawn or gap.kind is _Kind.OTHER or gap.unit() or gap.ends_label):
        return None
    last = max(place for place in range(choice.start, choice.end) if line.text[place] in BOXES)
    name, words = choice.words or line.around.label, choice.words or line.around.words
    return line.inline(f"{name}（{squeezed(line.text[last + 1 : choice.end])}）", words, gap.start, gap.end)


def _label(gap: _WritingGap) -> tuple[str, str]:
    """The label of a gap and the form's words for it; the label is empty if nothing says it."""
    line, after = gap.line, gap.after
    own = (line.around.label, line.around.words)
    before = line.before(gap.start)
    said = own if gap.kind in (_Kind.UNIT, _Kind.LEADING) else (plain_label(before)[0], before)
    label, words = said_beside(*said, line.text[: gap.start], gap.text, after, own)
    if gap.is_drawn and len(label) <= 3:
        somebody, bracket = _SOMEBODY.match(after), _IN_BRACKETS.match(after)
        if somebody:
            label += f"…{somebody[1]}"
        elif bracket and len(label) < 2:
            label += bracket[1]
    if label in ("日期", "时间") and (stamps := [one for one in line.stamps if one.words]):
        label = f"{stamps[-1].label}日期"
    if not label and gap.is_drawn and (follows := _FOLLOWS.match(after)):  # `____公司`
        return follows[1], follows[1]
    return (label, words) if label else own


def _belongs_below(gap: _WritingGap) -> bool:
    """True for a heading: the place of the label at the line's end is what follows the line.

    `经办人：　　负责人：` has several labels; the last one is written on, like the first.
    """
    several = len(AFTER.findall(gap.line.text)) > 1
    return gap.ends_label and not gap.line.around.last and not several
