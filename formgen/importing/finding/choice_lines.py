"""The boxes of a line: which options they stand for, which belong together, and where each row of them begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from formgen.importing.blanks import squeezed
from formgen.render.word.blank_texts import BOXES, EMPTY_BRACKETS

_ROOM = r"[ \t\u3000\xa0_＿]"
_NOTE = re.compile(r"[（(【][^（）()【】]*(?:打|划|画)[“\"‘]?[√✓勾钩对][^（）()【】]*[）)】]")
"""A note on how to tick: `（请在相应□内打√）`. Its box is none to tick."""
SHORT = 3
"""Options of so few characters may stand close together: `是（　）否（　）`."""
_OPTION_OF_BRACKETS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{1,8}")
_BETWEEN = " \t\u3000\xa0、，,/；;。"
"""What may stand between two boxes of one row."""


@dataclass(frozen=True)
class ChoiceRow:
    """A row of boxes: its first and last character, its options, the words before it, and whether it goes on from another row.

    options: those of all rows that belong together, in order
    """

    start: int
    end: int
    options: tuple[str, ...]
    words: str
    goes_on: bool


def choice_rows(text: str) -> tuple[ChoiceRow, ...]:
    """The rows of boxes in a line. Boxes within a bracket are a choice of their own: `□有（□甲　□乙）　□无`."""
    text = _NOTE.sub(lambda note: " " * len(note[0]), text)
    boxes = [place for place, character in enumerate(text) if character in BOXES]
    if not boxes:
        return _rows_of_brackets(text)
    if _boxes_follow(text, boxes):
        return _rows_before(text, boxes)
    brackets = _brackets(text)
    rows: list[tuple[int, int, int, list[str]]] = []
    last = None
    for number, box in enumerate(boxes):
        following = boxes[number + 1] if number + 1 < len(boxes) else len(text)
        option, end = _option(text, box, following)
        bracket = brackets[box]
        if last == bracket and not text[rows[-1][2] : box].strip(_BETWEEN):
            rows[-1] = (bracket, rows[-1][1], end, [*rows[-1][3], option])
        else:
            rows.append((bracket, box, end, [option]))
        last = bracket
    found, begun = [], set[int]()
    for bracket, start, end, _ in rows:
        options = [option for one in rows if one[0] == bracket for option in one[3] if option]
        first = next(one[1] for one in rows if one[0] == bracket)
        if options:
            words = _words(text[max(bracket + 1, 0) : first])
            found.append(ChoiceRow(start, end, tuple(dict.fromkeys(options)), words, bracket in begun))
            begun.add(bracket)
    return tuple(found)


def _brackets(text: str) -> list[int]:
    """For each character the place of the bracket that it stands in; -1 outside brackets."""
    found, opened = [], list[int]()
    for place, character in enumerate(text):
        if character in "）)" and opened:
            opened.pop()
        found.append(opened[-1] if opened else -1)
        if character in "（(":
            opened.append(place)
    return found


def _option(text: str, box: int, following: int) -> tuple[str, int]:
    """The words of the option behind a box, and where they end."""
    words = text[box + 1 : following]
    cut = re.search(rf"[（(](?=[^（()）]*(?:[_＿：:{BOXES}]|{_ROOM}{{3}}))|[_＿]{{2,}}|[，。；;]|{_ROOM}{{3,}}", words)
    words = words[: cut.start()] if cut else words
    detail = re.search(rf"{_ROOM}{{2,}}(?=\S*[：:])", words)
    words = words[: detail.start()] if detail else words
    option = words.strip(" \u3000\t\xa0、/").rstrip("：:")
    if option.count("）") + option.count(")") > option.count("（") + option.count("("):
        option = re.split("[）)]", option)[0]
    return squeezed(option), box + 1 + (words.index(option) + len(option) if option else 0)


def _words(before: str) -> str:
    said = [part for part in re.split(rf"[，。；;]|{_ROOM}{{3,}}", before) if part.strip()]
    return said[-1].strip().rstrip("：:") if said else ""


def _boxes_follow(text: str, boxes: list[int]) -> bool:
    """True if each box stands behind its words: `是□　否□`."""
    first = re.split(rf"{_ROOM}+|[：:]", text[: boxes[0]])[-1]
    return bool(first) and len(first) <= 8 and not text[boxes[-1] + 1 :].strip(" \u3000\t。；;）)")


def _rows_of_brackets(text: str) -> tuple[ChoiceRow, ...]:
    """The row of `是（　）　否（　）` or `（　）是　（　）否`: two empty brackets and more, with nothing but their options."""
    brackets = list(EMPTY_BRACKETS.finditer(text))
    if len(brackets) < 2:
        return ()
    first = re.split(rf"{_ROOM}+|[：:]", text[: brackets[0].start()])[-1]
    start, end = brackets[0].start() - len(first), brackets[-1].end()
    if first:
        between = [text[one.end() : two.start()] for one, two in pairwise(brackets)]
        apart = all(re.match(rf"{_ROOM}|[、，,/]", words) for words in between)
        short = all(len(squeezed(words)) <= SHORT for words in (first, *between))
        if text[end:].strip(_BETWEEN) or not (apart or short):
            return ()
        options = [first, *between]
    else:
        end = len(text.rstrip(" \u3000\t。；;"))
        following = [*(one.start() for one in brackets[1:]), end]
        options = [text[one.end() : place] for one, place in zip(brackets, following, strict=True)]
    options = [squeezed(option).strip("、，,；/") for option in options]
    if not all(map(_OPTION_OF_BRACKETS.fullmatch, options)) or len(set(options)) < len(options):
        return ()
    return (ChoiceRow(start, end, tuple(options), text[:start].strip(" \u3000\t：:"), False),)


def _rows_before(text: str, boxes: list[int]) -> tuple[ChoiceRow, ...]:
    first = re.split(rf"{_ROOM}+|[：:]", text[: boxes[0]])[-1]
    start = boxes[0] - len(first)
    starts = [start, *(box + 1 for box in boxes[:-1])]
    options = [squeezed(text[one:box]).strip("、，；/") for one, box in zip(starts, boxes, strict=True)]
    known = tuple(dict.fromkeys(option for option in options if option))
    return (ChoiceRow(start, boxes[-1] + 1, known, text[:start].strip(" \u3000\t：:"), False),)
