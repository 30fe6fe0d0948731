"""Where programs differ about a line's ends: punctuation that hangs or is made narrow, hyphens, spaces, breaks in justified text.

Our own layout breaks lines by the rules of Chinese text, hangs, narrows and hyphenates nothing, and stretches no line that
ends with a break. A paragraph that asks for anything else is not ours to lay out, if it has a line to which that matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formgen.render.layout.sheet import TextSpan

_SLOT = "\ue000"
"""Stands for the text of a slot, which may be any."""
_PUNCTUATION = re.compile("[、。，．：；？！…—·〈-】〔〕“”‘’（）,.:;?!)\\]}]")
_HANGING = re.compile("[、。，．：；？！]")
_OPENING = re.compile("[“‘（〔《〈「『【〖［｛]")
_LATIN = re.compile("[A-Za-z]{2}")
_LONG_WORD = re.compile("[A-Za-z]{4}")
_SPACES = " \u3000\xa0"
_MANY_SPACES = re.compile(f"[{_SPACES}]{{2,}}")
_NARROW, _WIDE = 0.5, 1.0
"""About how wide characters are, in em: those of ASCII, and all others."""


@dataclass(frozen=True, slots=True)
class LineRules:
    """What a paragraph says of the ends of its lines.

    hangs      True if punctuation may stand beyond the end of a line
    keeps      True if no line begins with punctuation (the rules of Chinese text)
    whole      True if a line ends only between Latin words
    hyphenates True if a line may end inside a Latin word, with a hyphen
    narrows    True if an opening mark at the beginning of a line is half as wide
    stretches  True if a line that ends with a break is stretched where the paragraph is justified
    """

    hangs: bool
    keeps: bool
    whole: bool
    hyphenates: bool
    narrows: bool
    stretches: bool


def line_doubts(spans: Sequence[TextSpan], align: str, size: float, room: float, rules: LineRules) -> Iterator[str]:
    """Why other programs end the lines of a paragraph elsewhere, as Chinese messages.

    align: as Word names it. size: of the letters (pt). room: the width (pt) between the paragraph's indents
    """
    text = "".join(span.text if span.slot is None else _SLOT for span in spans)
    lines = text.split("\n")
    is_open = _SLOT in text
    is_long = is_open or any(_ems(line) * size > room for line in lines)
    if is_long:
        if rules.hangs and (is_open or _HANGING.search(text)):
            yield "标点可以伸出行尾，PDF 排版不支持；请在段落设置的「中文版式」里去掉「允许标点溢出边界」"
        if not rules.keeps and (is_open or _PUNCTUATION.search(text)):
            yield "没有按中文习惯控制首尾字符，PDF 排版不支持；请在段落设置的「中文版式」里选上"
        if not rules.whole and (is_open or _LATIN.search(text)):
            yield "西文可以在单词中间换行，PDF 排版不支持；请在段落设置的「中文版式」里去掉"
        if rules.hyphenates and (is_open or _LONG_WORD.search(text)):
            yield "西文单词在行尾自动断字，PDF 排版不支持；请在「布局」里关掉断字"
    if rules.narrows and (
        any(_OPENING.match(line) for line in lines) or (is_long and (is_open or _OPENING.search(text)))
    ):
        yield "行首的标点要压缩，PDF 排版不支持；请在段落设置的「中文版式」里去掉「允许行首标点压缩」"
    if align in ("center", "right", "end") and any(
        line.strip(_SPACES) and line != line.rstrip(_SPACES) for line in lines
    ):
        yield "居中或右对齐的一行，行尾有空格，各程序排的位置不一样；请删去这些空格"
    if align == "both" and rules.stretches and any(line.strip() for line in lines[:-1]):
        yield "两端对齐的段落里有手动换行，各程序排出来不一样；请改为左对齐，或分成几段"
    if not is_open and any(_at_line_end(line, size, room) for line in lines):
        yield "一行的末尾正好是连续的空格，各程序换行的地方不一样；请删去这些空格"


def _ems(text: str) -> float:
    return sum(_NARROW if one.isascii() else _WIDE for one in text)


def _at_line_end(line: str, size: float, room: float) -> bool:
    """True if several spaces stand where a line of this width may end."""
    for found in _MANY_SPACES.finditer(line.rstrip(_SPACES)):
        start, end = (_ems(line[:place]) * size for place in found.span())
        first = int((start - size) / room) + 1
        if start - size < first * room < end + size:
            return True
    return False
