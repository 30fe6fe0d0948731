"""Measures the report against what a person saw: a list is written, the person fills in a column, and both are compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from formgen.returned.scans.findings import Received
from formgen.returned.scans.inked.marks import MarkState
from formgen.returned.scans.report import KINDS, STATES

HEAD = ("编号", "看什么", "程序说", "人看到的")
SAME, DIFFERENT, ABSENT = "相同", "不同", "缺"


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A line of the list. said: what the program says; seen: what a person saw, empty if nobody has said it."""

    key: str
    what: str
    said: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class TrialCount:
    """How often both agree for one kind of line.

    missed       a person saw something to look at, and the program did not say so
    false_alarm  the program said so, and there was nothing
    undecided    the program said that it is not sure
    """

    kind: str
    compared: int
    agreed: int
    missed: int
    false_alarm: int
    undecided: int

    @property
    def line(self) -> str:
        """The count in Chinese."""
        said = f"{self.kind}：比了 {self.compared} 处，一致 {self.agreed}，漏报 {self.missed}，误报 {self.false_alarm}"
        return f"{said}，程序说不准 {self.undecided}"


def trial_rows(found: Received) -> Iterator[TrialRow]:
    """What a person is asked: each page and each place of the dossier."""
    differing = {page.number for page in found.differing}
    for number in found.numbers:
        said = ABSENT if number in found.missing else DIFFERENT if number in differing else SAME
        yield TrialRow(f"P{number}", f"第 {number} 页：与装订件{SAME}、{DIFFERENT}，还是{ABSENT}", said)
    for at, one in enumerate(found.places, start=1):
        if one.is_wanted:
            what = f"第 {one.place.page} 页「{one.place.label}」{one.place.by}的{KINDS[one.place.kind]}：有、没有，还是在别处"
            yield TrialRow(f"M{at}", what, STATES[one.state])


def trial_list(found: Received) -> bytes:
    """The list as a CSV file that Excel and WPS open."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows((row.key, row.what, row.said, "") for row in trial_rows(found))
    return out.getvalue().encode("utf-8-sig")


def trial_counts(found: Received, ticked: bytes) -> tuple[TrialCount, ...] | None:
    """Compare the report with a list that a person filled in; lines without an answer do not count. None if it is no such list."""
    try:
        text = ticked.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ticked.decode("gb18030", errors="replace")
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(cell.strip() for cell in rows[0][:4]) != HEAD:
        return None
    seen = {row[0].strip(): row[3].strip() for row in rows[1:] if len(row) >= 4}
    answered = [TrialRow(row.key, row.what, row.said, seen[row.key]) for row in trial_rows(found) if seen.get(row.key)]
    kinds = (("页", "P"), ("盖章、签字、日期", "M"))
    return tuple(_count(kind, [row for row in answered if row.key.startswith(letter)]) for kind, letter in kinds)


def _count(kind: str, rows: list[TrialRow]) -> TrialCount:
    unsure = {STATES[MarkState.UNCLEAR], STATES[MarkState.NOT_JUDGED]}
    fine = {SAME, STATES[MarkState.THERE]}
    decided = [row for row in rows if row.said not in unsure]
    return TrialCount(
        kind,
        len(rows),
        sum(row.said == row.seen for row in decided),
        sum(row.said in fine and row.seen not in fine for row in decided),
        sum(row.said not in fine and row.seen in fine for row in decided),
        len(rows) - len(decided),
    )
