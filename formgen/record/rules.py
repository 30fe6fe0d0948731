"""Checks the scheme's own rules over several fields, as `record.toml` states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from formgen.foundation.problems import Place, Problem, Severity
from formgen.record.kinds.dates import write_date, years_later
from formgen.record.labels import indicator_label
from formgen.record.models import Choice, Entry, Record
from formgen.scheme.models import Scheme
from formgen.scheme.rules import (
    ChoiceRule,
    InOrderRule,
    NotAfterRule,
    NotBeforeRule,
    NotInFutureRule,
    Rule,
    ScoreRule,
    YearsApartRule,
)


def broken(scheme: Scheme, record: Record, rule: Rule, labels: Mapping[str, str]) -> Iterator[Problem]:
    """Each place in which the record breaks the rule; none if it keeps it or does not say what the rule is about."""
    match rule:
        case YearsApartRule():
            yield from _two_dates(record, rule, rule.earlier, rule.later, labels, rule.years)
        case NotBeforeRule():
            yield from _two_dates(record, rule, rule.earlier, rule.later, labels)
        case InOrderRule():
            said = [field for field in rule.fields if _date_of(record, field) is not None]
            for index, later in enumerate(said[1:]):
                # The latest of the dates before it: where one office's date is far too late, those behind it are told once each.
                earlier = max(said[: index + 1], key=lambda field: _date_of(record, field) or date.min)
                yield from _two_dates(record, rule, earlier, later, labels)
        case NotAfterRule():
            yield from _after(record, rule, rule.field, rule.day, labels)
        case NotInFutureRule():
            for field in rule.fields:
                yield from _after(record, rule, field, date.today(), labels)
        case ScoreRule():
            score, row = record.score(rule.indicator), scheme.indicators.get(rule.indicator)
            if score is not None and row is not None and score.level in rule.levels:
                yield _problem(rule, indicator_label(row), score.place, rule.message)
        case ChoiceRule():
            entry = record.entry(rule.field)
            if entry is not None and isinstance(entry.value, Choice) and entry.value.id == rule.choice:
                yield _problem(rule, labels[rule.field], entry.place, rule.message)


def _date_of(record: Record, field: str) -> date | None:
    value = record.value(field)
    return value if isinstance(value, date) else None


def _after(record: Record, rule: Rule, field: str, day: date, labels: Mapping[str, str]) -> Iterator[Problem]:
    """A Problem if the field's date lies after the day."""
    entry, said = record.entry(field), _date_of(record, field)
    if entry is not None and said is not None and said > day:
        yield _problem(rule, labels[field], entry.place, f"{rule.message}（{write_date(said)}）")


def _two_dates(
    record: Record, rule: Rule, earlier: str, later: str, labels: Mapping[str, str], years: int = 0
) -> Iterator[Problem]:
    """A Problem if the later date does not lie at least so many years behind the earlier one. It names both places."""
    first, second = record.entry(earlier), record.entry(later)
    if first is None or second is None:
        return
    if not isinstance(first.value, date) or not isinstance(second.value, date):
        return
    if second.value < years_later(first.value, years):
        days = f"{_said(first, first.value, labels)}，{_said(second, second.value, labels)}"
        yield _problem(rule, labels[later], second.place, f"{rule.message}（{days}）")


def _said(entry: Entry, day: date, labels: Mapping[str, str]) -> str:
    """A date with its label and the cell that it stands in, as one Problem says of two of them.

    A JSON pointer is left out: in a record the label says the same, and a clerk who fills a form in the browser never saw the pointer.
    """
    at = f"〔{entry.place.at}〕" if entry.place.at and not entry.place.at.startswith("/") else ""
    return f"「{labels[entry.field]}」{write_date(day)}{at}"


def _problem(rule: Rule, label: str, place: Place, message: str) -> Problem:
    code = f"rule.{rule.kind.replace('_', '-')}"
    return Problem(code, Severity(rule.severity), label, place, message, rule.remedy)
