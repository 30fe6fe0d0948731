"""What an applicant changed of its record in returned Word files, value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from formgen.foundation.problems import Place
from formgen.intake.places import shown
from formgen.record.kinds.table import written
from formgen.record.labels import field_labels, indicator_label
from formgen.record.lists import cell_label
from formgen.record.models import ListRow, Record
from formgen.record.scoring import written_points
from formgen.returned.word_files.merged import ReturnedRecord, ReturnedValue
from formgen.scheme.models import Scheme

LONGEST, AROUND = 60, 8
"""How many characters of a value are shown; and of a longer one, how many before and behind what differs."""


@dataclass(frozen=True)
class ChangedValue:
    """A value that differs: its label, what the record says, what stands in the Word file, and where. Texts may be empty."""

    label: str
    was: str = field(repr=False)
    now: str = field(repr=False)
    place: Place

    def __str__(self) -> str:
        """One line for people."""
        if not self.was:
            said = f"新填「{_cut(self.now)}」"
        elif not self.now:
            said = f"删去了「{_cut(self.was)}」"
        else:
            was, now = _differing(self.was, self.now)
            said = f"「{was}」改成了「{now}」"
        return f"{self.label}：{said}〔{self.place}〕"


def changed_values(scheme: Scheme, before: Record, returned: ReturnedRecord) -> tuple[ChangedValue, ...]:
    """What differs between a record and returned forms, in the order of the scheme; only fields that the forms have places for count.

    A value that can't be read as what it must be is shown as it stands. White space does not count.
    """
    return tuple(one for one in _compared(scheme, before, returned) if _plain(one.was) != _plain(one.now))


def _compared(scheme: Scheme, before: Record, returned: ReturnedRecord) -> Iterator[ChangedValue]:
    after, values, labels = returned.one.record, returned.values, field_labels(scheme)
    for field_id in scheme.fields:
        if (value := values.get(field_id)) is not None:
            read = None if after is None else after.value(field_id)
            said = before.value(field_id)
            now = value.text if read is None else written(read)
            yield ChangedValue(labels[field_id], "" if said is None else written(said), now, value.place)
    yield from _compared_rows(scheme, before, after, values)
    if scheme.scores is None:
        return
    was = {score.indicator: written_points(score.points) for score in before.scores}
    scored = {score.indicator: written_points(score.points) for score in (() if after is None else after.scores)}
    for row, indicator in scheme.indicators.items():
        if (value := values.get(scheme.scores.slot_id(row))) is not None:
            now = scored.get(row, value.text)
            yield ChangedValue(indicator_label(indicator), was.get(row, ""), now, value.place)


def _compared_rows(
    scheme: Scheme, before: Record, after: Record | None, values: Mapping[str, ReturnedValue]
) -> Iterator[ChangedValue]:
    """The rows of the lists that the forms have places for, one beside the other in their order."""
    for one in scheme.lists:
        there = {
            slot_id.rpartition(".")[0]: value.place
            for slot_id, value in values.items()
            if slot_id.startswith(f"{one.id}.")
        }
        old, new = before.rows(one.id), () if after is None else after.rows(one.id)
        for number in range(1, max(len(old), len(new)) + 1):
            was = old[number - 1] if number <= len(old) else None
            now = new[number - 1] if number <= len(new) else None
            for column in one.fields:
                full_id = f"{one.id}.{column.id}"
                if full_id in there:
                    place = there[full_id] if now is None else now.place
                    yield ChangedValue(cell_label(one, number, column), _said(was, full_id), _said(now, full_id), place)


def _said(row: ListRow | None, field_id: str) -> str:
    value = None if row is None else row.value(field_id)
    return "" if value is None else written(value)


def _plain(text: str) -> str:
    return "".join(text.split())


def _cut(text: str) -> str:
    return shown(" ".join(text.split()), LONGEST)


def _differing(was: str, now: str) -> tuple[str, str]:
    """Two texts as they are shown: short ones whole, long ones where they differ."""
    was, now = " ".join(was.split()), " ".join(now.split())
    if max(len(was), len(now)) <= LONGEST:
        return shown(was, LONGEST), shown(now, LONGEST)
    before = _alike(zip(was, now, strict=False))
    behind = _alike(zip(reversed(was[before:]), reversed(now[before:]), strict=False))
    start = max(0, before - AROUND)
    pieces = []
    for text in (was, now):
        end = min(len(text), len(text) - behind + AROUND)
        piece = shown(text[start:end], LONGEST)
        pieces.append(("…" if start else "") + piece + ("…" if end < len(text) and not piece.endswith("…") else ""))
    return pieces[0], pieces[1]


def _alike(pairs: Iterable[tuple[str, str]]) -> int:
    """How many of the first pairs are of one character."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
