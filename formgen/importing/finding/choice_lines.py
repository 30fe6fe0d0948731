"""The boxes of a line: which options they stand for, which belong together, and where each row of them begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from formgen.importing.blanks import squeezed
from formgen.importing.word_text import FormLine
from formgen.render.word.blank_texts import BOXES, EMPTY_BRACKETS

_ROOM = r"[ \t\u3000\xa0_＿]"
_NOTE = re.compile(
    r"[（(【][^（）()【】]*(?:(?:打|划|画)[“\"‘]?[√✓勾钩对]|[单多复]选|不定项|[限任只可]选|选[一1]|选[择填]?[一两二三几多\d]+[项个种])[^（）()【】]*[）)】]"
)
"""A note on how to tick: `（请在相应□内打√）`, `（可多选）`. Its box is none to tick, and it is no part of an option."""
_MANY = r"(?:[两二三四五六七八九十2-9]|[1-9]\d)+[项个种]"
_SEVERAL = re.compile(
    r"(?<![不勿])(?<!不[可能得要许准应])(?<!不允许|不可以)(?<!禁止|严禁)[多复]选(?!一|无效|作废|不|框)|不定项"
    rf"|选[择填]?(?:[一1][-~～—至到])?(?:[多几][项个种]|{_MANY})|[限至最][多选]*选?{_MANY}|至少选?[一1][项个种]"
)
"""What a note says where several of the options may be ticked."""
SHORT = 3
"""Options of so few characters may stand close together: `是（　）否（　）`."""
_OPTION_OF_BRACKETS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{1,8}")
_QUESTION = re.compile(rf"[\u4e00-\u9fff）)]{{2,}}{_ROOM}*[：:]\s*$")
"""Words and a colon between two boxes: what follows answers another question."""
LONGEST_OPTION = 20
_BETWEEN = " \t\u3000\xa0、，,/；;。"
"""What may stand between two boxes of one row."""


@dataclass(frozen=True)
class ChoiceRow:
    """A row of boxes: its first and last character, its options, the words before it, and whether it goes on from another row.

    options: those of all rows that belong together, in order
    is_own:  True for one box of several that may be ticked: it is a choice of its own, of this one option
    """

    start: int
    end: int
    options: tuple[str, ...]
    words: str
    goes_on: bool
    is_own: bool = False


def choice_rows(text: str, above: str = "") -> tuple[ChoiceRow, ...]:
    """The rows of boxes in a line. Boxes within a bracket are a choice of their own: `□有（□甲　□乙）　□无`.

    Where a note says that several may be ticked (`（可多选）`), each box is a choice of its own: one value can't say two options.

    above: the words of the line's cell, or above the line, which may have such a note, too
    """
    plain = _NOTE.sub(lambda note: " " * len(note[0]), text)
    rows = _rows_of_boxes(plain)
    several = [note.start() for note in _NOTE.finditer(text) if _SEVERAL.search(note[0])]
    from_above = any(_SEVERAL.search(note[0]) for note in _NOTE.finditer(above))
    found, own = list[ChoiceRow](), set[tuple[str, ...]]()
    for number, row in enumerate(rows):
        following = rows[number + 1].start if number + 1 < len(rows) else len(text)
        begin = _end_before(rows, number, plain)
        noted = any(
            begin <= at < row.end or (row.end <= at < following and _is_behind(plain, row, at)) for at in several
        )
        asked = replace(row, is_own=noted or (from_above and not row.words) or (row.goes_on and row.options in own))
        own |= {row.options} if asked.is_own else set()
        found += _boxes_of(plain, asked) if asked.is_own else [asked]
    return tuple(found)


def _end_before(rows: tuple[ChoiceRow, ...], number: int, text: str) -> int:
    """Where the words of a row begin: behind the row before, and behind a note that belongs to that one."""
    if number == 0:
        return 0
    end = rows[number - 1].end
    return end + len(text[end:]) - len(text[end:].lstrip(_BETWEEN))


def _is_behind(text: str, row: ChoiceRow, at: int) -> bool:
    """True for a note directly behind a row. The notes are spaces in the text."""
    return not text[row.end : at].strip(f"{_BETWEEN}_＿")


def notes_of(lines: Iterable[FormLine]) -> str:
    """The notes in a cell's rows of boxes that ask no question of their own: they count for all such rows of the cell."""
    bare = [line.text for line in lines if not any(row.words for row in choice_rows(line.text))]
    return "".join(note[0] for text in bare for note in _NOTE.finditer(text))


def _boxes_of(text: str, row: ChoiceRow) -> Iterator[ChoiceRow]:
    """Each box of a row with its option. A row of brackets stays whole: one bracket alone is no box."""
    boxes = [place for place in range(row.start, row.end) if text[place] in BOXES]
    if not boxes:
        yield replace(row, is_own=False)
        return
    behind = bool(text[row.start : boxes[0]].strip())
    starts = [row.start, *(box + 1 for box in boxes[:-1])] if behind else boxes
    ends = [box + 1 for box in boxes] if behind else [*boxes[1:], row.end]
    for start, end, box in zip(starts, ends, boxes, strict=True):
        words = text[start:box] + text[box + 1 : end]
        option = squeezed(words).strip(_BETWEEN)
        if option:
            first = start + len(text[start:end]) - len(text[start:end].lstrip(_BETWEEN))
            last = first + len(text[first:end].rstrip(_BETWEEN))
            yield replace(row, start=first, end=last, options=(option,), goes_on=False)


def _rows_of_boxes(text: str) -> tuple[ChoiceRow, ...]:
    """The rows of a line without notes."""
    boxes = [place for place, character in enumerate(text) if character in BOXES]
    if not boxes:
        return _rows_of_brackets(text)
    if _boxes_follow(text, boxes):
        return _rows_before(text, boxes)
    brackets = _brackets(text)
    rows: list[tuple[tuple[int, int], int, int, list[str]]] = []
    last = None
    questions: dict[int, int] = {}
    for number, box in enumerate(boxes):
        following = boxes[number + 1] if number + 1 < len(boxes) else len(text)
        option, end = _option(text, box, following)
        bracket = brackets[box]
        asked = (bracket, questions.setdefault(bracket, 0))
        own = [option for one in rows if one[0] == asked for option in one[3]]
        if option in own and len(own) > 1 and last == bracket:
            asked = (bracket, questions[bracket] + 1)
            rows[-1] = _without_next_question(text, rows[-1], boxes[number - 1])
        elif last == bracket and _QUESTION.search(text[rows[-1][2] : box]):
            asked = (bracket, questions[bracket] + 1)
        questions[bracket] = asked[1]
        if rows and rows[-1][0] == asked and not text[rows[-1][2] : box].strip(_BETWEEN):
            rows[-1] = (asked, rows[-1][1], end, [*rows[-1][3], option])
        else:
            rows.append((asked, box, end, [option]))
        last = bracket
    found, begun = [], set[tuple[int, int]]()
    for asked, start, end, _ in rows:
        options = [option for one in rows if one[0] == asked for option in one[3] if option]
        first = next(one[1] for one in rows if one[0] == asked)
        if options:
            before = [one[2] for one in rows if one[0] == (asked[0], asked[1] - 1)]
            words = _words(text[before[-1] if before else max(asked[0] + 1, 0) : first])
            found.append(ChoiceRow(start, end, tuple(dict.fromkeys(options)), words, asked in begun))
            begun.add(asked)
    return tuple(found)


def _without_next_question(
    text: str, row: tuple[tuple[int, int], int, int, list[str]], box: int
) -> tuple[tuple[int, int], int, int, list[str]]:
    """The row without the words of the next question, which its last option took: `□是 □否 是否参保 □是 □否`. box: its last box."""
    asked, start, end, options = row
    words = re.split(rf"{_ROOM}+", text[box + 1 : end].lstrip(" \t\u3000\xa0"), maxsplit=1)[0]
    if not words or squeezed(words) == options[-1]:
        return row
    return asked, start, text.index(words, box) + len(words), [*options[:-1], squeezed(words)]


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
    cut = re.search(rf"[（(](?=[^（()）]*(?:[_＿：:{BOXES}]|{_ROOM}{{2}}))|[_＿]{{2,}}|[，。；;]|{_ROOM}{{3,}}", words)
    detail = re.search(rf"{_ROOM}+(?=[^\s_＿]*{_ROOM}*[：:])", words)
    words = words[: min((one.start() for one in (cut, detail) if one), default=len(words))]
    option = words.strip(" \u3000\t\xa0、/").rstrip("：:（( \u3000")
    if option.count("）") + option.count(")") > option.count("（") + option.count("("):
        option = re.split("[）)]", option)[0]
    return squeezed(option), box + 1 + (words.index(option) + len(option) if option else 0)


def _words(before: str) -> str:
    said = [part for part in re.split(rf"[，。；;]|{_ROOM}{{3,}}", before) if part.strip(" \u3000：:")]
    return said[-1].strip().rstrip("：:") if said else ""


def _boxes_follow(text: str, boxes: list[int]) -> bool:
    """True if each box stands behind its words: `是□　否□`. A box that ends a line may have more words before it."""
    first = _first_option(text, boxes[0])
    longest = 8 if len(boxes) > 1 else LONGEST_OPTION
    return 0 < len(first) <= longest and not text[boxes[-1] + 1 :].strip(" \u3000\t。；;）)")


def _first_option(text: str, box: int) -> str:
    """The words before the first box of a line, with the space between them and the box."""
    before = text[:box]
    words = re.split(rf"{_ROOM}+|[：:]", before.rstrip(" \t\u3000\xa0"))[-1]
    return before[before.rindex(words) :] if words else ""


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
        asked = bool(re.search(rf"[：:]{_ROOM}*$", text[:start]))
        if text[end:].strip(_BETWEEN) or not (apart or short or asked):
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
    """The rows of boxes that stand behind their words. A colon between two boxes begins another question: `男□ 女□ 婚否：是□ 否□`."""
    start = boxes[0] - len(_first_option(text, boxes[0]))
    rows = [(start, text[:start], list[int]())]
    for before, box in zip([start - 1, *boxes[:-1]], boxes, strict=True):
        asked = re.match(
            rf"(?P<words>.*[\u4e00-\u9fff）)]{{2,}}{_ROOM}*[：:]){_ROOM}*(?=[^：:]+$)",
            text[before + 1 : box],
            re.DOTALL,
        )
        if asked is not None and rows[-1][2]:
            rows.append((before + 1 + asked.end(), asked["words"], []))
        rows[-1][2].append(box)
    found = []
    for begin, words, own in rows:
        starts = [begin, *(box + 1 for box in own[:-1])]
        options = [squeezed(text[one:box]).strip("、，；/") for one, box in zip(starts, own, strict=True)]
        known = tuple(dict.fromkeys(option for option in options if option))
        found.append(ChoiceRow(begin, own[-1] + 1, known, words.strip(" \u3000\t：:，,；;。"), False))
    return tuple(found)
