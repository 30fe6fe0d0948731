"""What a value looks like in a place whose blank is printed: a ticked box, a line that keeps its length, a box that keeps its height."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from formgen.scheme.slots import BLANK, Slot

BOXES = "□☐⬜❏◻▢"
TICKED = "☑"
_TICKS = "☑☒✓✔√■▣⊠●◉⦿◼"
EMPTY_BRACKETS = re.compile(r"[（(][ \u3000\xa0]*[）)]")
"""Brackets to tick in, as in `是（　）否（　）`. They are boxes only where there are two and more of them."""
_MARKS = re.compile(rf"[{BOXES}{_TICKS}]|[（(][ \u3000\xa0]*[{_TICKS}]?[ \u3000\xa0]*[）)]")
_TYPED_TICKS = (
    (re.compile(rf"[√✓✔][{BOXES}]"), TICKED),
    (re.compile(rf"[{BOXES}](?P<words>[^\s{BOXES}{_TICKS}]+)[√✓✔](?=\s|$)"), rf"{TICKED}\g<words>"),
)
"""A tick that was typed beside its box, `√□男`, or behind the words of its box, `□男√`; and what is meant by it."""
_TYPED_TICK = f"[{_TICKS}Vv]"
_OTHER_TICKS = {ord("\ufe0f"): None, **dict.fromkeys(map(ord, "🗹✅🗸"), TICKED), **dict.fromkeys(map(ord, "█▇⬛"), "■")}
"""Ticks and filled boxes as other keyboards and faces have them."""
_BRACKETED = re.compile(rf"[\[【［（(]\s*[{_TICKS}Vv]\s*[)）\]】］]")
"""A tick that was typed with brackets around it."""
_BETWEEN_OPTIONS = f"{BOXES}○ \t\n\u3000\xa0、，,；;/"
"""What may stand between options beside a tick: empty boxes, spaces, signs that part."""
_NO_LINES = str.maketrans("_＿", "  ")
_ROW_OF_BOXES = re.compile(rf"[{BOXES}](?:[ \u3000\xa0]*[{BOXES}]){{3,}}")
_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""The full-width form of each visible character of ASCII, which is as wide as a box."""
_HALF = {full: code for code, full in _FULL.items()}
ROOM = " \u3000_＿"
"""Characters of a blank that is only room to write."""


def in_blank(slot: Slot, text: str, is_choice: bool = True) -> str:
    """The text of a filled place, whose blank is the slot's. A text in an ordinary place is itself.

    is_choice: False if the value is no choice, though the form prints boxes: then it stands in their place.
    """
    blank = slot.blank
    if blank == BLANK or not text:
        return text
    if is_row_of_boxes(blank):
        return in_boxes(blank, text)
    if has_boxes(blank):
        return ticked(blank, text) if is_choice else text
    if blank.strip("\n") == "" and blank:
        return text + "\n" * max(0, slot.lines - _lines(text, slot.columns))
    if blank.strip(ROOM) == "" and "\n" not in text:
        return text + " " * max(0, half_widths(blank) - half_widths(text))
    return text


def out_of_blank(slot: Slot, text: str) -> str:
    """The value of a filled place: what `in_blank` was given."""
    blank = slot.blank
    if blank == BLANK:
        return text
    if is_row_of_boxes(blank):
        return "".join(character for character in text if character not in BOXES + ROOM).translate(_HALF)
    if has_boxes(blank):
        return _choice(blank, _as_boxes(blank, text.translate(_OTHER_TICKS)))
    if text.strip(ROOM + "\n") == "" and blank.strip(ROOM + "\n") == "":
        return ""
    return text.rstrip(ROOM + "\n") if blank.strip(ROOM + "\n") == "" else text


def _as_boxes(blank: str, text: str) -> str:
    """A text with a box where the character 口, or a cross beside a tick, was typed in the place of an option's box."""
    for words, _ in _options(blank):
        own = r"\s*".join(map(re.escape, words))
        text = re.sub(rf"[口囗](?=\s*{own})", BOXES[0], text) if own else text
        if own and re.search(_TYPED_TICK, text):
            text = re.sub(rf"[×✕✖✗✘](?=\s*{own})", BOXES[0], text)
    return text


def is_row_of_boxes(blank: str) -> bool:
    """True if a place is a row of boxes for one character each: `□□□□□□` of a postcode."""
    return _ROW_OF_BOXES.fullmatch(blank) is not None


def in_boxes(blank: str, text: str) -> str:
    """A row of boxes with one character of the text in each, as wide as its box. A text of more characters stands as it is."""
    characters = "".join(text.split()).translate(_FULL)
    if len(characters) > sum(character in BOXES for character in blank):
        return text
    left = iter(characters)
    return "".join(next(left, character) if character in BOXES else character for character in blank)


def has_boxes(blank: str) -> bool:
    """True if a place has boxes to tick, or brackets to tick in."""
    return any(box in blank for box in BOXES) or len(EMPTY_BRACKETS.findall(blank)) > 1


def boxes_pattern(blank: str) -> str:
    """A regular expression of a row of boxes without spaces, however they are ticked: of what stands behind its last option only ticks."""
    signs = rf"(?:[{BOXES}{_TICKS}]|[（(][{_TICKS}]?[)）])*"
    words = (re.escape(one) for one in _MARKS.split("".join(blank.split())))
    return f"{signs.join(words)}[{_TICKS}]*"


def is_sign(character: str) -> bool:
    """True for a box, empty or ticked, and for a tick."""
    return character in BOXES or character in _TICKS


def ticked(blank: str, option: str) -> str:
    """A row of boxes with the box of one option ticked. An option without a box here has one in another row of the choice."""
    for words, mark in _options(blank):
        if words == "".join(option.split()):
            box = mark[0]
            ticked_box = TICKED if len(box) == 1 else f"{box[0]}√{box[-1]}"
            return blank[: mark.start()] + ticked_box + blank[mark.end() :]
    return blank


def chosen(text: str) -> str:
    """The option whose box is ticked, without spaces; empty if none is. Of several, all, parted by `、`."""
    return _ticked_words(_options(_ticks_in_boxes(text)))


def _ticks_in_boxes(text: str) -> str:
    for typed, meant in _TYPED_TICKS:
        text = typed.sub(meant, text)
    return text


def _ticked_words(options: Sequence[tuple[str, re.Match[str]]]) -> str:
    return "、".join(words for words, mark in options if any(tick in mark[0] for tick in _TICKS))


def _choice(blank: str, text: str) -> str:
    """The option that is ticked among boxes, or what else stands there."""
    options = [words for words, _ in _options(blank)]
    own = _stand_behind(blank)
    text = text.translate(_NO_LINES)
    for one in (text, _BRACKETED.sub(TICKED, text)):
        for behind in (own, not own):
            rows = _options(_ticks_in_boxes(one), behind)
            told = _ticked_words(rows)
            if rows and all(words in options for words, _ in rows) and (told or len(rows) == len(options)):
                return told
        if found := _touched(options, one):
            return found
    if not _MARKS.search(text):
        return text
    found = chosen(text)
    return text.strip() if found in options else found or _beside_boxes(blank, text)


def _touched(options: Sequence[str], text: str) -> str:
    """The option that the only tick among the options stands at, though not in the place of a box: `□男 女√`, `是□ √否□`.

    Empty if that can't be told, or if anything but ticks and boxes stands between the options.
    """
    signs, place = [], 0
    for words in options:
        found = re.search(r"\s*".join(map(re.escape, words)), text[place:])
        if found is None:
            return ""
        signs.append(text[place : place + found.start()])
        place += found.end()
    signs.append(text[place:])
    ticks = [(number, tick) for number, one in enumerate(signs) for tick in re.finditer(_TYPED_TICK, one)]
    rest = "".join(re.sub(_TYPED_TICK, "", one) for one in signs)
    if len(ticks) != 1 or rest.strip(_BETWEEN_OPTIONS):
        return ""
    number, tick = ticks[0]
    if 0 < number < len(options):
        left, right = tick.start() == 0, tick.end() == len(signs[number])
        return "" if left == right else options[number - 1 if left else number]
    return options[0 if number == 0 else -1]


def _beside_boxes(blank: str, text: str) -> str:
    """What was typed beside boxes of which none is ticked (`□男 □女  女`): never nothing, if the text is not the blank."""
    if "".join(text.split()) == "".join(blank.split()):
        return ""
    rest = text
    for words, _ in _options(blank):
        if words not in rest:
            return text.strip()
        rest = rest.replace(words, "", 1)
    return _MARKS.sub("", rest).strip() or text.strip()


def _marks(text: str) -> list[re.Match[str]]:
    """The boxes of a row. Brackets are boxes only in a row without other boxes."""
    return [mark for mark in _MARKS.finditer(text) if len(mark[0]) == 1] or list(_MARKS.finditer(text))


def _stand_behind(text: str) -> bool:
    """True if boxes stand behind their words: `是□　否□`."""
    marks = _marks(text)
    return bool(marks and text[: marks[0].start()].strip())


def _options(text: str, behind: bool | None = None) -> list[tuple[str, re.Match[str]]]:
    """The options of a row of boxes, each with its box. behind: True if boxes stand behind their words; None if the text tells it."""
    marks = _marks(text)
    if not marks:
        return []
    behind = _stand_behind(text) if behind is None else behind
    found = []
    for number, mark in enumerate(marks):
        start = (marks[number - 1].end() if number else 0) if behind else mark.end()
        end = mark.start() if behind else (marks[number + 1].start() if number + 1 < len(marks) else len(text))
        found.append((re.sub(r"[\s\u3000]+|^[、，；/]+|[、，；/]+$", "", text[start:end]), mark))
    return found


def half_widths(text: str) -> int:
    """How wide a text is, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _lines(text: str, columns: int | None) -> int:
    """About how many lines a text takes."""
    if not columns:
        return text.count("\n") + 1
    return sum(max(1, -(-half_widths(line) // (2 * columns))) for line in text.split("\n"))
