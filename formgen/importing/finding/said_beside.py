"""What words beside a gap say of it where the words before it alone do not: those behind it, or those of its cell."""

from __future__ import annotations

import re

from formgen.importing.finding.line_patterns import ADDRESS

_CODED = re.compile(r"(?:[1-9A-Z][.、．]?[ \u3000]*[\u4e00-\u9fff（）()／/]+[，、；;,\s]*){2,}[（(]$")
"""Numbered answers before a bracket that takes the number of one: `1.甲类　2.乙类　（　　）`."""
_PREPOSITION = re.compile("(?:本人|我|其|现|均)?[在于向与为由到至从经因对和及]")
_FOLLOWING = re.compile(r"\s*([\u4e00-\u9fff]{2,8})")
_NUMBER_OF = re.compile(r"[）)]?\s*([类条项款级批期届次号])")
_LEADING_ADDRESS = re.compile(rf"[ \u3000]?({ADDRESS})(?=[^\u4e00-\u9fff]|[的内处]|$)")
_ONLY_CURRENCY = re.compile(r"(?:人民币)?[（(]?大写[）)]?(?:人民币)?|人民币")
"""The words before an amount that do not say what it is for."""
_COUNTED_HERE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[类条项款级批期届次号])第[（(]?$")
_ASKED = re.compile(r"([\u4e00-\u9fff]{2,12})[：:]\s*[（(]$")


def said_beside(label: str, words: str, before: str, gap: str, after: str, own: tuple[str, str]) -> tuple[str, str]:
    """The label of a gap and the form's words that it comes from.

    label, words: what the words directly before the gap say. before, after: the line around the gap. own: the label of its cell
    and the form's words for it, empty outside tables.
    """
    line = "_" in gap
    if line and _PREPOSITION.fullmatch(label) and (follows := _FOLLOWING.match(after)):
        label = words = follows[1]  # `在____医院`
    number_of = _NUMBER_OF.match(after) if _COUNTED_HERE.search(before) else None
    if label in ("", "（", "(") and (asked := _ASKED.search(before)):
        label = words = asked[1]  # `编号：（　　　）字第　　　号`
    if number_of:  # `第（　　）类第（　　）条`
        counted = f"第几{number_of[1]}"
        label, words = (f"{own[0]}·{counted}" if own[0] else counted), number_of[1]
    if own[0] and _ONLY_CURRENCY.fullmatch(label):
        label = f"{own[0]}（大写）"
    address = _LEADING_ADDRESS.match(after) if line and not label.endswith("第") else None
    if address and (not label or re.fullmatch(ADDRESS, label)):
        label = words = address[1]
    elif address and before[-1:] not in "：:":
        label = f"{label}·{address[1]}"
    return own if own[0] and _CODED.search(before) else (label, words)
