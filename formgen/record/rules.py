"""Checks the scheme's own rules over several fields, as `record.toml` states them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from formgen.problems import Place, Problem, Severity
from formgen.record.kinds.dates import write_date, years_later
from formgen.record.labels import indicator_label
from formgen.record.models import Choice, Record
from formgen.scheme.models import Scheme
from formgen.scheme.rules import NotAfterRule, NotBeforeRule, Rule, ScoreRule, YearsApartRule


def broken_rule(scheme: Scheme, record: Record, rule: Rule, labels: Mapping[str, str]) -> Problem | None:
    """Return a problem if the record breaks the rule. None if it does not, or if it lacks the values of the rule."""
    if isinstance(rule, YearsApartRule | NotBeforeRule):
        return _two_dates(record, rule, labels)
    if isinstance(rule, NotAfterRule):
        entry = record.entry(rule.field)
        if entry is None or not isinstance(entry.value, date) or entry.value <= rule.day:
            return None
        return _problem(rule, labels[rule.field], entry.place, f"{rule.message}（{write_date(entry.value)}）")
    if isinstance(rule, ScoreRule):
        score, row = record.score(rule.indicator), scheme.indicators.get(rule.indicator)
        if score is None or row is None or score.level not in rule.levels:
            return None
        return _problem(rule, indicator_label(row), score.place, rule.message)
    entry = record.entry(rule.field)
    if entry is None or not isinstance(entry.value, Choice) or entry.value.id != rule.choice:
        return None
    return _problem(rule, labels[rule.field], entry.place, rule.message)


def _two_dates(record: Record, rule: YearsApartRule | NotBeforeRule, labels: Mapping[str, str]) -> Problem | None:
    earlier, later = record.entry(rule.earlier), record.entry(rule.later)
    if earlier is None or later is None:
        return None
    if not isinstance(earlier.value, date) or not isinstance(later.value, date):
        return None
    years = rule.years if isinstance(rule, YearsApartRule) else 0
    if later.value >= years_later(earlier.value, years):
        return None
    days = f"「{labels[rule.earlier]}」{write_date(earlier.value)}，「{labels[rule.later]}」{write_date(later.value)}"
    return _problem(rule, labels[rule.later], later.place, f"{rule.message}（{days}）")


def _problem(rule: Rule, label: str, place: Place, message: str) -> Problem:
    code = f"rule.{rule.kind.replace('_', '-')}"
    return Problem(code, Severity(rule.severity), label, place, message, rule.remedy)
