"""Finds places where an amount stands in capitals (大写), and the place with the same amount in figures.

Both are one field: what is typed once is printed in both. Without a place for the figures, the capitals are all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from formgen.importing.blanks import FoundBlank
from formgen.importing.proposal import Proposal, Use
from formgen.record.kinds.numbers.capitals import AmountPart

_CAPITALS = re.compile("大写")
_FIGURES = re.compile("小写|[￥¥]")
_AMOUNT = re.compile("小写|[￥¥]|金额|资金|经费|费用|总?额$|合计|价[款格]|[贷借]?款$|补[贴助]|预算|投资")
_SIGNS = re.compile(r"[（(]?(?:大写|小写)[）)]?|人民币|[￥¥：:（）()]")
_AMOUNT_ITSELF = "金额"
"""What an amount is called of which the form says no more."""
_UNITS: dict[str, AmountPart] = {
    "元": "units",
    "元人民币": "units",
    "人民币元": "units",
    "万元": "ten_thousands",
    "万元人民币": "ten_thousands",
}
FAR = 4
"""How many places may stand between the capitals and the figures of one amount."""


def printed_unit(*texts: str) -> AmountPart | None:
    """How figures are printed before the unit that one of these texts is (`（万元）`, `单位：元`); None if none is a unit of an amount.

    It counts only where a person makes the place an amount: without it, `12万元` would be printed before the form's own 元.
    """
    units = (text.removeprefix("单位：").strip("（()） \u3000") for text in texts)
    return next((_UNITS[unit] for unit in units if unit in _UNITS), None)


def with_capitals(rows: Sequence[Proposal], blanks: Sequence[FoundBlank]) -> list[Proposal]:
    """The rows of one form, where the capitals of an amount name the row of its figures. blanks: in the order of the rows."""
    made = list(rows)
    taken: set[int] = set()
    for place, row in enumerate(rows):
        # What stands before a variable of a template may say something of another one.
        said = row.label if blanks[place].variable else f"{row.label}{row.words}"
        if row.use.kind is None or row.list or not _CAPITALS.search(said) or _FIGURES.search(row.label):
            continue
        if row.use not in (Use.TEXT, Use.MONEY):
            continue
        partner = _partner(rows, place, taken)
        if partner is None:
            made[place] = replace(row, use=Use.MONEY, part="capitals")
            continue
        taken.add(partner)
        unit = blanks[partner].unit.strip("（()） \u3000")
        names = [_SIGNS.sub("", one.label) for one in (rows[partner], row)]
        label = next((name for name in names if name not in ("", _AMOUNT_ITSELF)), _AMOUNT_ITSELF)
        made[partner] = replace(rows[partner], use=Use.MONEY, label=label, note="", part=_UNITS.get(unit))
        made[place] = replace(row, use=Use.CAPITALS, label=label, part="capitals")
    return made


def _partner(rows: Sequence[Proposal], place: int, taken: set[int]) -> int | None:
    """The place of the figures of an amount in capitals: one that is called alike, else the nearest amount."""
    base = _SIGNS.sub("", rows[place].label)
    near = [
        number
        for number, row in enumerate(rows)
        if number != place
        and number not in taken
        and not row.list
        and abs(number - place) <= FAR
        and row.use in (Use.TEXT, Use.MONEY)
        and row.office == rows[place].office
        and not _CAPITALS.search(row.label)
        and (row.use is Use.MONEY or _AMOUNT.search(f"{row.label}") or _FIGURES.search(row.words))
    ]
    alike = [number for number in near if base and _SIGNS.sub("", rows[number].label).endswith(base)]
    return min(alike or near, key=lambda number: abs(number - place), default=None)
