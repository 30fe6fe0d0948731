"""Holds a text of a returned file beside that of the template: the text at each mark, less the form's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from formgen.render.word.blank_texts import boxes_pattern, has_boxes, is_sign
from formgen.returned.word_files.form_rows import FIRST_MARK, FoldedText, TextRow, fold, is_mark
from formgen.scheme.slots import CellSlot, Slot

_ANY = "(.*?)"
_DATE = f"{_ANY}年{_ANY}月{_ANY}日"
_OTHER_DATES = (r"(\d*)[年./、,-](\d*)[月./、,-](\d*)[日号]?", r"(\d{4})(\d{2})(\d{2})")
"""A date that was typed over its three places and their signs: `2018.6.5`, `20180605`."""


def texts_at_marks(template: FoldedText, returned: FoldedText, slots: Sequence[Slot]) -> dict[int, str] | None:
    """The text at each mark of a template's text; None if its own words do not stand there in order.

    None, too, where two places stand beside each other without a word between them, and the text of both can't be parted; or where
    one place that a template has twice says two things.
    """
    marks = [ord(one) - FIRST_MARK for one in template.text if is_mark(one)]
    boxed = [number for number, mark in enumerate(marks) if mark < len(slots) and has_boxes(slots[mark].blank)]
    for known in (boxed, ()) if boxed else ((),):
        patterns = iter(
            f"({boxes_pattern(slots[mark].blank)})" if number in known else _ANY for number, mark in enumerate(marks)
        )
        words = "".join(next(patterns) if is_mark(one) else re.escape(one) for one in template.text)
        pattern = f"_*{words}_*"  # what is left of a printed line
        found = re.fullmatch(pattern, returned.text, re.DOTALL)
        for other in () if found is not None or _DATE not in pattern else _OTHER_DATES:
            found = found or re.fullmatch(pattern.replace(_DATE, other), returned.text, re.DOTALL)
        if found is not None:
            break
    if found is None or _runs_together(template, [found[number + 1] for number in range(len(marks))], known, slots):
        return None
    spans = _by_spaces(template, returned, [found.span(number + 1) for number in range(len(marks))], known, slots)
    if spans is None:
        return None
    texts: dict[int, str] = {}
    for span, mark in zip(spans, marks, strict=True):
        if texts.setdefault(mark, text := returned.original(*span)) and fold(texts[mark]).text != fold(text).text:
            return None
    return texts


Spans = Sequence[tuple[int, int]]


def _by_spaces(
    template: FoldedText, returned: FoldedText, spans: Spans, known: Sequence[int], slots: Sequence[Slot]
) -> Spans | None:
    """The spans of the places, where a tick between the boxes of two of them belongs to the one that it touches: `□甲√ □乙`.

    None where nothing tells to which it belongs: `□甲√□乙`.
    """
    found, number = list(spans), -1
    for one, behind in pairwise(f"{template.text} "):
        number += is_mark(one)
        if not (is_mark(one) and is_mark(behind) and {number, number + 1} <= set(known)):
            continue
        first = last = found[number][1]
        while first > found[number][0] and is_sign(returned.text[first - 1]):
            first -= 1
        while last < found[number + 1][1] and is_sign(returned.text[last]):
            last += 1
        left, right = (fold(slots[ord(mark) - FIRST_MARK].blank).text for mark in (one, behind))
        own, others = _signs(left[::-1]), _signs(right)
        border = first + own
        if last - first > own + others:  # a tick was typed beside a box
            signs = re.split(r"\s+", returned.original(first, last))
            parts = [part for part in signs if part]
            if len(parts) == 1 and bool(signs[0]) != bool(signs[-1]):
                border = last if signs[0] else first
            elif len(parts) == 2 and (signs[0] or own) and (signs[-1] or others):
                border = first + len(parts[0])
            else:
                return None
        found[number] = (found[number][0], min(border, last))
        found[number + 1] = (min(border, last), found[number + 1][1])
    return found


def _signs(text: str) -> int:
    """How many boxes a text begins with."""
    return next((place for place, one in enumerate(text) if not is_sign(one)), len(text))


def _runs_together(template: FoldedText, texts: Sequence[str], known: Sequence[int], slots: Sequence[Slot]) -> bool:
    """True if something stands in two places without a word between them. known: the places whose own words part them.

    The cells of one value, with a character each, may run together: they are joined in any case.
    """
    number = -1
    for one, behind in pairwise(f"{template.text} "):
        number += is_mark(one)
        is_free = is_mark(one) and is_mark(behind) and not {number, number + 1} & set(known)
        if is_free and (texts[number] or texts[number + 1]) and not _of_one_value(one, behind, slots):
            return True
    return False


def _of_one_value(one: str, other: str, slots: Sequence[Slot]) -> bool:
    """True for the marks of two cells of one value."""
    first, second = (ord(mark) - FIRST_MARK for mark in (one, other))
    if max(first, second) >= len(slots):
        return False
    cells = (slots[first], slots[second])
    return all(isinstance(cell, CellSlot) for cell in cells) and cells[0].field == cells[1].field


def with_texts(template: TextRow, texts: Mapping[int, str]) -> str:
    """The folded text of a row with these texts at its marks."""
    return "".join(
        fold(texts.get(ord(one) - FIRST_MARK, "")).text if is_mark(one) else one for one in template.whole.text
    )
