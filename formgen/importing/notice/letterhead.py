"""What a notice says of itself: its title, its number, who issued it, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.plan_rows import PLAN, PlanKey, PlanRow
from formgen.importing.notice.sentence_values import whole_day, year_in
from formgen.importing.word_text import FormParagraph, FormPart
from formgen.scheme.official import folded

MOST_TITLE_LINES = 4
MOST_LINES_AT_TOP = 30
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Letterhead:
    """What a notice says of itself.

    title         the title of the scheme: that of the plan which it sends round, or its own
    whole_titles  titles that the file breaks into lines, each in one piece, with the lines as they stand in the file
    year          the year that its title speaks of, where it has no day
    """

    title: str
    whole_titles: tuple[tuple[str, tuple[str, ...]], ...]
    number: str
    issuers: tuple[str, ...]
    issued_on: date | None
    issued_line: str
    year: int | None

    def rows(self) -> list[PlanRow]:
        """The rows of the table about the notice itself. What it lacks has a row, too, and says so."""
        lacking = "通知里没有找到"
        rows = [PlanRow(PLAN, PlanKey.TITLE, self.title, self.title, "" if self.title else lacking)]
        rows.append(PlanRow(PLAN, PlanKey.DOCUMENT_NUMBER, self.number, self.number, "" if self.number else lacking))
        rows += [PlanRow(PLAN, PlanKey.ISSUER, one, one) for one in self.issuers]
        if not self.issuers:
            rows.append(PlanRow(PLAN, PlanKey.ISSUER, "", "", lacking))
        day = self.issued_on.isoformat() if self.issued_on else ""
        return [*rows, PlanRow(PLAN, PlanKey.ISSUED_ON, day, self.issued_line, "" if day else lacking)]


def read_letterhead(parts: Sequence[FormPart]) -> Letterhead:
    """Read the beginning and the signature of a notice."""
    lines = [
        folded(line)
        for part in parts
        if isinstance(part, FormParagraph)
        for line in part.text.split("\n")
        if folded(line)
    ]
    words = notice_words()
    wholes: list[tuple[str, tuple[str, ...]]] = []
    own = _title(lines, wholes)
    sent = words["sent_round"].search(tight(own))
    title = sent["title"] if sent else own
    plan = _plan_title(lines, wholes, tight(title))
    number = next((line for line in lines[:MOST_LINES_AT_TOP] if words["document_number"].match(tight(line))), "")
    at = next((place for place, line in enumerate(lines) if whole_day(line)), None)
    issuers = _signature(lines, at) or _heads(lines)
    day = whole_day(lines[at]) if at is not None else None
    final = title or plan
    return Letterhead(
        *(final, tuple(wholes), number, tuple(issuers), day),
        *("" if at is None else lines[at], year_in(final) or year_in("".join(lines[:MOST_LINES_AT_TOP]))),
    )


def _title(lines: Sequence[str], wholes: list[tuple[str, tuple[str, ...]]]) -> str:
    """The title of the notice, which may be broken into lines: from `关于` to `的通知`."""
    words = notice_words()
    for begin, line in enumerate(lines[:MOST_LINES_AT_TOP]):
        if not words["title_begins"].match(tight(line)):
            continue
        for count in range(1, MOST_TITLE_LINES + 1):
            own = lines[begin : begin + count]
            joined = _joined(own)
            if words["title_ends"].search(tight(joined)) and len(joined) <= LONGEST_TITLE:
                if count > 1:
                    wholes.append((joined, tuple(own)))
                return joined
    return ""


def _plan_title(lines: Sequence[str], wholes: list[tuple[str, tuple[str, ...]]], title: str) -> str:
    """The title above the plan: that which the notice names, or the first line that ends as titles of plans do."""
    words = notice_words()
    for begin in range(len(lines)):
        for count in range(1, MOST_TITLE_LINES + 1):
            own = lines[begin : begin + count]
            joined = _joined(own)
            if len(own) < count or len(joined) > LONGEST_TITLE:
                break
            if title and tight(joined) == title:
                if count > 1:
                    wholes.append((joined, tuple(own)))
                return joined
            if not title and count == 1 and words["notice_title"].search(tight(joined)) and len(joined) >= 6:
                return joined if not re.search(r"[，。；：]", joined) else ""
        if not title and begin > MOST_LINES_AT_TOP:
            break
    return ""


def _joined(lines: Sequence[str]) -> str:
    return "".join(lines)


def _signature(lines: Sequence[str], at: int | None) -> list[str]:
    """The offices in the lines above the day."""
    found: list[str] = []
    words = notice_words()
    for line in reversed(lines[max(0, (at or 0) - 8) : at or 0]):
        names = [part for part in re.split(r"[\s\u3000、]+", line) if part]
        if not names or not all(words["issuer"].match(tight(name)) for name in names):
            whole = words["issuer"].match(tight(line))
            if not whole:
                break
            names = [line]
        found = names + found
    return list(dict.fromkeys(found))


def _heads(lines: Sequence[str]) -> list[str]:
    """The offices in the lines at the very top."""
    words, found = notice_words(), list[str]()
    for line in lines[:8]:
        name = words["issuer_head"].sub("", line).strip()
        if not words["issuer"].match(tight(name)):
            if found:
                break
            continue
        found.append(name)
    return list(dict.fromkeys(found))
