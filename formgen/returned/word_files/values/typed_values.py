"""The value of a place: what was typed there, without the blank, and without what people type beside a value."""

from __future__ import annotations

import re

from formgen.render.word.blank_texts import out_of_blank
from formgen.returned.word_files.form_rows import fold
from formgen.scheme.slots import BLANK, Slot

SPACES = " \t\u3000\xa0\r"
_LINES = "_＿"
_PROMPTS = re.compile(
    r"(?:单击或点击|单击或点按|单击|点击|轻触)(?:此处|以|可)?(?:处)?(?:输入|键入|添加)(?:文字|文本|日期|内容)。?|选择一?项。"
    r"|(?:Click or tap|Click|Tap) (?:here )?to enter (?:text|a date)\.|Choose an item\."
)
"""What an empty content control of Word or WPS asks for. It stays when a value is typed beside it."""
_NUMBERED = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.．]\s*")
_REMARK = re.compile(r"[（(][^（）()]*[）)]")
_COLONS = "：:"


def value_of(slot: Slot, text: str) -> str:
    """The value in a slot: what was typed, without the blank, its spaces and the empty lines around it.

    Nor are the prompt of a control, what is left of a printed line (`__张三__`), and the slot's own label typed again a part of it.
    """
    if slot.blank != BLANK and fold(text).text == fold(slot.blank).text:
        return ""
    plain = out_of_blank(slot, _PROMPTS.sub("", text).strip("\n"))
    lines = [line.strip(SPACES) for line in plain.replace(BLANK, "", 1 if plain.startswith(BLANK) else 0).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return _without_label(slot, _without_line("\n".join(lines)))


def _without_line(text: str) -> str:
    """A text without the printed line to the left and to the right of it."""
    return text.strip(_LINES + SPACES) if text[:1] in _LINES or text[-1:] in _LINES else text


def _without_label(slot: Slot, text: str) -> str:
    """A text without the label and the colon that somebody typed before it once more."""
    before, colon, after = _parted(text)
    if not colon:
        return text
    if not before.strip():
        return after.lstrip(SPACES + _COLONS)
    label = slot.label.strip(SPACES + _COLONS)
    alike = {fold(one).text for one in (label, _NUMBERED.sub("", label), _REMARK.sub("", _NUMBERED.sub("", label)))}
    return after.lstrip(SPACES + _COLONS) if fold(before).text in alike - {""} else text


def _parted(text: str) -> tuple[str, str, str]:
    """A text before its first colon, the colon, and what is behind it."""
    place = next((place for place, one in enumerate(text) if one in _COLONS), -1)
    return (text, "", "") if place < 0 else (text[:place], text[place], text[place + 1 :])
