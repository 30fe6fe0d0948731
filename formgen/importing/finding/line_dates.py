"""The dates within a line: printed in parts, to the month, without a year, with the time of day; periods; names before a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from formgen.importing.blanks import BlankKind, FoundBlank, Spot, squeezed
from formgen.importing.finding.line_patterns import (
    BETWEEN_DATES,
    DATE,
    GAP,
    MONTH_DAY,
    PARTS,
    PERIOD,
    PERIOD_OF,
    PERSON,
    STAMP,
    TIME_HINT,
    TIMED,
    UNIT,
)
from formgen.importing.finding.line_reading import LineReading

_ENDS = ("（起）", "（止）")
"""What the labels of a period's two dates end with."""


def times(line: LineReading) -> Iterator[FoundBlank]:
    """Dates with the time of day, each one text; two of them are the ends of a period."""
    found = [one for one in TIMED.finditer(line.text) if line.is_free(*one.span())]
    begun = ""
    for number, one in enumerate(found):
        label, words = _date_label(line, one.start())
        begun = begun or label
        gap = re.match(rf"{GAP}*", one[0])
        start = one.end() - len(one[0].lstrip(" \u3000\t")) - min(len(gap[0]) if gap else 0, 6)
        line.take(*one.span())
        suffix = _ENDS[min(number, 1)] if len(found) > 1 else ""
        yield line.inline(begun + suffix, words, start, one.end(), TIME_HINT)


def dates(line: LineReading) -> Iterator[FoundBlank]:
    """Dates without a time. Two of them are the ends of a period, also if the second one has no year."""
    found = [one for one in DATE.finditer(line.text) if line.is_free(*one.span()) and _is_open(line, one)]
    period = len(found) > 1 or (found and MONTH_DAY.search(line.text, found[0].end()))
    begun = ""
    for number, one in enumerate(found):
        suffix = _ENDS[min(number, 1)] if period else ""
        yield from _person_before(line, one)
        date = _date(line, one, suffix)
        begun = begun or date.label.removesuffix(suffix)
        goes_on = number and BETWEEN_DATES.fullmatch(squeezed(line.text[found[number - 1].end() : one.start()]))
        yield replace(date, label=begun + suffix) if goes_on or date.label == f"日期{suffix}" else date
    yield from _without_a_year(line, found[-1].end() if found else 0, _ENDS[1] if found else "")


def _without_a_year(line: LineReading, start: int, suffix: str) -> Iterator[FoundBlank]:
    """Dates of a month and a day, from a place on."""
    for one in MONTH_DAY.finditer(line.text, start):
        if line.is_free(*one.span()):
            label, words = _date_label(line, one.start())
            line.take(*one.span())
            date = line.blank(BlankKind.DATE, label + suffix, words, (line.spot(*one.span()),))
            yield replace(date, hint="填到日，如 7月8日")


def _is_open(line: LineReading, found: re.Match[str]) -> bool:
    """True if a date is to be filled in: there is room in it, or it stands alone in its line."""
    room = len(found["month"]) + len(found["day"] or "")
    alone = squeezed(line.text) == "年月日"
    begun = re.fullmatch("(?:19|20|二[〇○零Oo0])?", squeezed(found["year"]))
    return room > 0 or alone or bool(found["year"] and begun)


def _date(line: LineReading, one: re.Match[str], suffix: str) -> FoundBlank:
    label, words = _date_label(line, one.start())
    if one["day"] is None:
        hint = "填到月，如 2024年6月"
        spots: tuple[Spot, ...] = (line.spot(*one.span()),)
    else:
        hint = ""
        begins = {part: one.start(part) for part in PARTS} | {"year": _narrowed(line, one)}
        spots = tuple(line.spot(begins[part], one.end(part), part) for part in PARTS)
    line.take(*one.span())
    return replace(line.blank(BlankKind.DATE, label + suffix, words, spots), hint=hint)


def _person_before(line: LineReading, date: re.Match[str]) -> Iterator[FoundBlank]:
    """The place of a name that ends where a date begins: `审核人：　　　　　年　月　日`. The name takes the first half of the gap."""
    gap = re.match(rf"{GAP}*", line.text[date.start() :])
    named = PERSON.search(line.text[: date.start()])
    room = len(gap[0]) if gap else 0
    if named is None or room < 4 or STAMP.search(named["words"] + " "):
        return
    start, end = date.start(), date.start() + room // 2
    line.take(start, end)
    yield line.inline(named["words"], named["words"], start, end)


def _narrowed(line: LineReading, one: re.Match[str]) -> int:
    """Where the year's place begins: of a long gap, which only moves the date to the right, its last part."""
    start, end = one.span("year")
    year = line.text[start:end]
    gap = re.search(rf"{GAP}*$", year)
    room = len(gap[0]) if gap else 0
    wide = 4 if "\u3000" in year else 6  # a year is as wide as two Chinese characters
    most = wide if "_" not in year else 40
    room = next((number for number in range(room) if line.is_taken(end - 1 - number)), room)
    if squeezed(year):
        return end - len(year.lstrip(" \u3000\t"))
    return end - min(room, most)


def _date_label(line: LineReading, place: int) -> tuple[str, str]:
    """The label of a date that begins at a place, and the form's words for it."""
    before = re.sub(r"^[（(][^（）()]*[）)]$", "", line.before(place).strip(" \u3000\t—-"))
    before = re.sub("[至到]$", "", before)
    of_person = line.is_taken(place) and PERSON.search(line.text[:place])
    if len(before) > 1 and not UNIT.match(before) and not of_person:
        return re.sub("(?<=..)[自从由]$", "", before), before
    around = line.around
    earlier = [stamp for stamp in line.stamps if stamp.words and line.text.find(stamp.words) < place]
    earlier = earlier or [stamp for stamp in (around.stamp,) if stamp is not None]
    if earlier:
        name = earlier[-1].label
        return (name if name.endswith(("日期", "时间")) else f"{name}日期"), earlier[-1].words
    period = None if of_person else PERIOD_OF.search(line.text[:place].rstrip(" \u3000\t_"))
    if period:
        return period["words"], period["words"]
    if around.label:
        is_time = re.search(r"日期|时间|年月|期限|日$", around.label)
        return (around.label if is_time else f"{around.label}日期"), around.words
    if named := PERIOD.findall(line.text[:place]):
        return named[-1], named[-1]
    return "日期", ""
