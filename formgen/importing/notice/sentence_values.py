"""What stands within one sentence of a notice: days, copies, receivers, the paper of a cover."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from formgen.importing.notice.notice_words import notice_words, tight
from formgen.record.kinds.numbers.numerals import digits_of, small_number
from formgen.scheme.official import folded


class TightText:
    """A sentence with and without its white space: patterns are tried without it, and values are cut out with it."""

    def __init__(self, text: str) -> None:
        self.whole = folded(text)
        self._places = [place for place, one in enumerate(self.whole) if not one.isspace()]
        self.text = tight(self.whole)

    def cut(self, start: int, end: int) -> str:
        """The characters from start to before end of the text without white space, as they stand in the sentence."""
        return self.whole[self._places[start] : self._places[end - 1] + 1] if start < end else ""


@dataclass(frozen=True)
class FoundDay:
    """A day in a sentence.

    start, end  where it stands in the tight text
    year        None where the sentence does not say it
    later       by how many years it lies behind the year of the notice: 1 for 次年
    day         None where only a part of a month is said
    is_last     True if it is said that something must be done until then
    exact       False where the end of a month was said
    """

    start: int
    end: int
    year: int | None
    later: int
    month: int
    day: int | None
    is_last: bool
    exact: bool


def days_in(sentence: TightText) -> Iterator[FoundDay]:
    """The days of a sentence in order. The first of two days (6月1日至6月8日) is not the last one."""
    words, text = notice_words(), sentence.text
    for found in words["days.day"].finditer(text):
        behind, before = text[found.end() :], text[: found.start()]
        if words["days.from_day"].match(behind):
            continue
        last = bool(words["days.before"].match(behind) or words["days.until"].search(before))
        day = int(found["day"]) if found["day"] else 31 if found["end"] else None
        year = int(found["year"]) if found["year"] else None
        yield FoundDay(
            *(found.start(), found.end(), year, 1 if found["next"] else 0),
            *(int(found["month"]), day, last, not found["end"]),
        )


def day_of(found: FoundDay, issued_on: date | None, year: int | None) -> tuple[date | None, str]:
    """The date of a day, and what is doubtful. year: the year that the notice speaks of, where it has no day of its own."""
    if found.day is None:
        return None, "通知里只写了大概的日子"
    base = found.year or (issued_on.year if issued_on else year)
    if base is None:
        return None, "通知里没有写年份"
    doubts = [] if found.exact else ["通知里写的是月底"]
    base += found.later
    day = min(found.day, calendar.monthrange(base, found.month)[1]) if not found.exact else found.day
    try:
        made = date(base, found.month, day)
    except ValueError:
        return None, "没有这一天"
    if found.year is None and issued_on is None:
        doubts.append("年份是从标题里来的")
    if found.year is None and not found.later and issued_on and made < issued_on:
        made = made.replace(year=base + 1) if (made.month, made.day) != (2, 29) else made
        doubts.append("早于发文日期，当作下一年")
    elif issued_on and made < issued_on:
        doubts.append("早于发文日期")
    return made, "；".join(doubts)


def whole_day(text: str) -> date | None:
    """The date of a line that says nothing but a day, in figures or in Chinese numerals; None if it is none."""
    words = notice_words()
    line = tight(text)
    if found := words["days.alone"].match(line):
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    elif found := words["days.alone_chinese"].match(line):
        numbers = (_year(found["year"]), small_number(found["month"]), small_number(found["day"]))
        if None in numbers:
            return None
        year, month, day = (int(one or 0) for one in numbers)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int | None:
    """A year in Chinese digits: 二〇二五, 二Ｏ二五. Many people type the letter O for the digit."""
    digits = digits_of(text.replace("Ｏ", "〇"))
    return int(digits) if digits else None


def copies_in(text: str) -> int | None:
    """How many copies a text asks for; None if it says nothing."""
    for pattern in notice_words().lists["copies.patterns"]:
        if found := pattern.search(tight(text)):
            return small_number(found["count"])
    return None


def copies_of_cell(text: str) -> int | None:
    """The copies of a table's cell, where a number alone counts, too."""
    found = notice_words()["copies.cell"].match(tight(text))
    return small_number(found["count"]) if found else copies_in(text)


def receiver_in(sentence: TightText, behind: int = 0) -> str:
    """Who receives what a sentence speaks of, in its own words; empty if it does not say. behind: where to begin."""
    words = notice_words()
    found = [
        match
        for pattern in words.lists["receivers.patterns"]
        for match in _each(pattern, sentence.text, behind)
        if not words["receivers.not_receiver"].search(match["to"])
    ]
    best = min(found, key=lambda match: (match.start("to"), -len(match["to"])), default=None)
    return "" if best is None else sentence.cut(best.start("to"), best.end("to"))


def _each(pattern: re.Pattern[str], text: str, begin: int) -> Iterator[re.Match[str]]:
    """Every match, also those that begin within another."""
    while (found := pattern.search(text, begin)) is not None:
        yield found
        begin = found.start() + 1


def cover_paper_in(sentence: TightText) -> str:
    """The paper that is asked for the cover, in the sentence's own words; empty if it asks for none."""
    words = notice_words()
    if not words["paper.cover"].search(sentence.text):
        return ""
    cover = words["paper.cover"].search(sentence.text)
    papers = list(words["paper.paper"].finditer(sentence.text))
    behind = [one for one in papers if cover and one.start("paper") > cover.start()]
    before = [one for one in papers if one not in behind and not re.match("[A-Za-z]", one["paper"])]
    found = behind[0] if behind else before[-1] if before else None
    return sentence.cut(found.start("paper"), found.end("paper")) if found else ""


def handling_in(sentence: TightText) -> Iterator[str]:
    """What is asked of all papers of a dossier: how they are printed and bound, and copies stamped."""
    end = 0
    found = [match for pattern in notice_words().lists["paper.handling"] for match in pattern.finditer(sentence.text)]
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        if match.start() >= end:
            end = match.end()
            yield sentence.cut(match.start(), match.end())


def year_in(text: str) -> int | None:
    """The first year that a text speaks of; None if there is none."""
    found = re.search(notice_words()["days.year"], tight(text))
    return int(found["year"]) if found else None
