"""Values that were typed with their unit in a place behind which the form prints the unit: `12.5万元` before 万元.

The value of such a place is the figures alone, in the unit that the form prints. An amount in another unit is converted, and
that is told. Where it can't be converted without doubt, it is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from formgen.foundation.problems import Severity
from formgen.record.kinds.characters import half_width
from formgen.record.kinds.findings import Finding
from formgen.record.kinds.numbers.capitals import PART_UNITS
from formgen.record.kinds.numbers.money import HAS_UNIT, plain_number, read_money, unit_said
from formgen.returned.word_files.form_rows import fold, is_mark
from formgen.scheme.slots import Slot

_UNIT = re.compile(r"[^\s\d,，.。;；:：、()（）/]{1,8}")
"""What may be a unit, where it stands directly behind a place."""
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_IN_LABEL = re.compile(r"\(([^()]{1,8})\)[:\ue000-\uf8ff]*$")
"""The brackets at the end of a label; the marks of other places may stand between it and a place."""
_ONLY_NUMBER = re.compile(_NUMBER)
_WITH_WORDS = re.compile(rf"(?P<number>{_NUMBER})(?P<words>[^\d\s,.;:、()/]{{1,4}})")
_LETTER = re.compile("[0-9][WwKk]$")
_REMEDY = "核对这一项：表上印了单位的，只填数字"


@dataclass(frozen=True)
class PrintedUnit:
    """The unit that a form prints behind a place. is_alone: True if nothing else stands behind the place in its cell or line."""

    words: str
    is_alone: bool


def unit_behind(template: str, number: int, slot: Slot) -> PrintedUnit | None:
    """The unit behind a mark; None if the form prints none there.

    template  the folded text of the cell or row that the mark stands in
    number    the place of the mark in it
    """
    rest = template[number + 1 :]
    piece = rest[: next((place for place, one in enumerate(rest) if is_mark(one)), len(rest))]
    found = _UNIT.match(piece)
    words = found[0] if found else PART_UNITS.get(slot.part or "", "")
    if not words or (slot.part is not None and slot.part not in PART_UNITS):
        return None
    return PrintedUnit(words, words == rest)


def beside_label(text: str, before: str, slot: Slot) -> Finding | None:
    """What must be told of an amount whose unit is not the one in its label: `5000000元` behind 申请金额（万元）. The text stays as it is.

    before: the folded text of the form before the place
    """
    own = _WITH_WORDS.fullmatch(fold(text).text)
    said = None if own is None else unit_said(own["words"])
    label = next((found for one in (fold(slot.label).text, before) if (found := _IN_LABEL.search(one))), None)
    unit = None if label is None else unit_said(label[1])
    if said is None or unit is None or said.removesuffix("元") == unit.removesuffix("元"):
        return None
    message = f"写的单位是「{said}」，栏目里印的是「{unit}」，照写的读了"
    return Finding("returned.unit", message, _REMEDY, Severity.WARNING)


def money_unit(unit: PrintedUnit | None, before: str, slot: Slot) -> str:
    """The unit of money that a form prints behind a place, or in the label before it; empty if it prints none.

    before: the folded text of the form before the place
    """
    if unit is not None:
        return unit_said(unit.words) or ""
    found = (_IN_LABEL.search(one) for one in (fold(slot.label).text, before))
    return next((unit_said(label[1]) or "" for label in found if label), "")


def is_number(text: str) -> bool:
    """True for figures without a unit: `1,234.50`."""
    return _ONLY_NUMBER.fullmatch(fold(text).text) is not None


def is_sum(text: str, right: str, unit: str) -> bool:
    """True if a text says the sum `right`: as a number, with the unit that the form prints, or in capitals: `300.00`, `叁佰元整`.

    unit: the unit of money that the form prints for the sum; empty if none
    """
    if fold(text).text == fold(right).text:
        return True
    said, own = _WITH_WORDS.fullmatch(fold(text).text), fold(right).text
    if is_number(own) and (is_number(text) or (said is not None and unit_said(said["words"]) in (None, unit or None))):
        figures = fold(text).text if said is None else said["number"]
        return Decimal(figures.replace(",", "")) == Decimal(own.replace(",", ""))
    first, second = (read_money(one)[0] or read_money(f"{one}{unit}")[0] for one in (text, right))
    return (
        first is not None and second is not None and (first.amount, first.currency) == (second.amount, second.currency)
    )


def in_unit(text: str, unit: PrintedUnit, slot: Slot) -> tuple[str, Finding | None]:
    """The value of a place in the unit that is printed behind it, and what must be told of it; None for nothing."""
    plain = fold(text).text
    if not plain or "\n" in text or _ONLY_NUMBER.fullmatch(plain):
        return text, None
    if plain.endswith(unit.words) and _ONLY_NUMBER.fullmatch(plain[: -len(unit.words)]):
        return half_width("".join(text.split()))[: -len(unit.words)], None
    said = PART_UNITS.get(slot.part or "") or unit_said(unit.words)
    if said is not None:
        return _in_money(text, plain, said, slot)
    words = _WITH_WORDS.fullmatch(plain)
    if words is not None and unit.is_alone:
        message = f"写了单位「{words['words']}」，表上印的是「{unit.words}」"
        return text, Finding("returned.unit", message, _REMEDY, Severity.WARNING)
    return text, None


def _in_money(text: str, plain: str, unit: str, slot: Slot) -> tuple[str, Finding | None]:
    """An amount that was typed with a unit or a currency of its own, in the unit that the form prints (`万元`)."""
    one, alone, together = read_money(f"1{unit}")[0], read_money(text)[0], read_money(f"{text}{unit}")[0]
    doubtful = Finding("returned.unit", f"写的单位或币种，和表上印的「{unit}」合不起来", _REMEDY, Severity.ERROR)
    if one is None or not re.search(r"[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]", plain):
        return text, None  # no amount: words, which are checked as what they are
    if alone is None:
        if together is None:
            return text, doubtful if HAS_UNIT.search(plain) or _LETTER.search(plain) else None
        if together.currency != one.currency:
            return text, None if slot.part in PART_UNITS else doubtful  # such a slot is read with its unit
        return (text if HAS_UNIT.search(plain) else plain_number(together.amount / one.amount)), None
    if alone.currency != one.currency:
        return text, doubtful
    if together is not None and together.amount != alone.amount and not plain.endswith(("万", "亿")):
        return text, doubtful  # 5千 before 万元
    if alone.amount < one.amount:
        return text, doubtful  # 12.5元 before 万元
    figures = plain_number(alone.amount / one.amount)
    own = re.search(rf"{_NUMBER}", plain)
    is_same = own is not None and own[0].replace(",", "") == figures
    return (own[0] if is_same and own else figures), None if is_same else _converted(unit)


def _converted(unit: str) -> Finding:
    return Finding("returned.unit", f"写的单位和表上印的「{unit}」不同，按表上的单位换算了", _REMEDY, Severity.WARNING)
