"""Reads the scores of a scheme's sheet, adds them up, and writes points.

The official source gives only points for each row and level. Therefore no grades are derived here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from formgen.foundation.problems import Place, Problem
from formgen.record.kept import once_for_a_scheme
from formgen.record.kinds.characters import half_width, read_text, type_name
from formgen.record.kinds.findings import Finding
from formgen.record.kinds.numbers.money import plain_number
from formgen.record.kinds.table import JsonValue
from formgen.record.models import Score
from formgen.scheme.models import Scheme
from formgen.scheme.scores import Indicator

_REMEMBERED = 16
"""The meaning of a text up to this length (in characters) is remembered. Every way to write a score is shorter."""
_POINTS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)分?")


@dataclass(frozen=True, slots=True)
class PartSum:
    """The sum of one section, one aspect, or the whole sheet.

    id        the id of the section (`1`) or aspect (`1.1`); empty for the whole sheet
    title     the title as printed; 总计 for the whole sheet
    points    the sum of the record's scores; rows without a score add nothing
    maximum   the most points that all rows can give
    complete  True if every row has a score
    """

    id: str
    title: str
    points: Decimal
    maximum: Decimal
    complete: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """All sums of one sheet of scores, sections and aspects in the form's order."""

    sections: tuple[PartSum, ...]
    aspects: tuple[PartSum, ...]
    overall: PartSum

    @property
    def complete(self) -> bool:
        """True if every row of the sheet has a score."""
        return self.overall.complete


def parse_score(
    indicator: Indicator, raw: object, label: str, place: Place
) -> tuple[Score | None, tuple[Problem, ...]]:
    """Read the score of a row from `raw`: a level by its id or one of its words, or points (10, "10", "2.5分").

    If `raw` says nothing, the result is None without a problem. Only the row's own offers are accepted: a level if the
    row has a standard for it, and points if one of the row's levels gives them.
    """
    level, said, findings = _read(indicator, raw)
    if level is None:
        if said:
            findings = (*findings, _not_offered(indicator))
        return None, tuple(finding.problem(label, place) for finding in findings)
    return Score(indicator.id, level, indicator.points_by_level[level], place), ()


def _read(indicator: Indicator, raw: object) -> tuple[str | None, bool, tuple[Finding, ...]]:
    """Return the id of the level if the row offers it, whether `raw` says a level or points at all, and the findings."""
    if isinstance(raw, str) and len(raw) <= _REMEMBERED:
        said, findings = _said(raw)
    elif isinstance(raw, bool | list | tuple | dict):
        remedy = f"写 {_offered(indicator)} 之一"
        return None, False, (Finding("value.type", f"得分应是文字或数字，却是{type_name(raw)}", remedy),)
    elif isinstance(raw, int | float | Decimal):
        return _by_points(indicator, Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)), True, ()
    else:
        said, findings = _read_said(raw)
    if said is None:
        return None, False, findings
    if isinstance(said, Decimal):
        return _by_points(indicator, said), True, ()
    return _by_word(indicator, said), True, ()


def _read_said(raw: object) -> tuple[Decimal | str | None, tuple[Finding, ...]]:
    """Return the points of a raw value, or its word in the form that `_plain` gives. None if it says nothing or is refused.

    The findings say why it is refused.
    """
    text, findings = read_text(raw)
    if text is None:
        return None, findings
    plain = half_width(text)
    if match := _POINTS.fullmatch(plain.replace(" ", "")):
        return Decimal(match[1]), ()
    return plain.lower(), ()


@lru_cache(maxsize=1024)
def _said(raw: str) -> tuple[Decimal | str | None, tuple[Finding, ...]]:
    """Do the same as `_read_said`, and remember the results: all sheets are filled with the same few short texts."""
    return _read_said(raw)


def _by_points(indicator: Indicator, points: Decimal) -> str | None:
    if not points.is_finite():
        return None
    return next((level for level, worth in indicator.points_by_level.items() if worth == points), None)


def _by_word(indicator: Indicator, word: str) -> str | None:
    """Return the id of the level that the row offers under this word: its id first, then its label and aliases."""
    if word in indicator.points_by_level:
        return word
    for level in indicator.levels:
        if word == _plain(level.label) or word in map(_plain, level.aliases):
            return level.id
    return None


@lru_cache(maxsize=64)
def _plain(word: str) -> str:
    """Return a level's word in the form in which words are compared."""
    return half_width(word).lower()


def _offered(indicator: Indicator) -> str:
    points = indicator.points_by_level
    return "、".join(f"{level.label}（{written_points(points[level.id])} 分）" for level in indicator.levels)


def _not_offered(indicator: Indicator) -> Finding:
    return Finding("score.not-offered", "这一行没有这个分值", f"只能是 {_offered(indicator)}")


def score_schema(indicator: Indicator) -> list[JsonValue]:
    """Return every way to write the scores that a row offers, for the JSON Schema's `enum`."""
    values: list[JsonValue] = []
    for level in indicator.levels:
        points = indicator.points_by_level[level.id]
        number = int(points) if points == points.to_integral_value() else float(points)
        values += [level.id, level.label, number, written_points(points)]
    return values


def score_pattern(indicator: Indicator) -> str:
    """Return the pattern of all texts that are read as a score that a row offers: `10分`, `１０`, ` Full `."""
    said = []
    for level in indicator.levels:
        said += ["".join(map(_any_width, _plain(word))) for word in (level.id, level.label, *level.aliases)]
        whole, _, part = written_points(indicator.points_by_level[level.id]).partition(".")
        digits = r"\s*".join(map(_any_width, whole))
        decimals = r"\s*".join(map(_any_width, part))
        zeros = r"(?:[0０]\s*)*"
        fraction = rf"[.．]\s*{decimals}\s*{zeros}" if part else rf"(?:[.．]\s*[0０]\s*{zeros})?"
        said.append(rf"{zeros}{digits}\s*{fraction}(?:分\s*)?")
    return rf"^\s*(?:{'|'.join(said)})\s*$"


def _any_width(character: str) -> str:
    """Return a pattern for a character, small or capital, half-width or full-width."""
    both = dict.fromkeys((character, character.upper()))
    wide = [chr(ord(one) + 0xFEE0) for one in both if "!" <= one <= "~"]
    return f"[{''.join(map(re.escape, (*both, *wide)))}]"


def totals(scheme: Scheme, scores: Iterable[Score]) -> Totals:
    """Return the sums per section, per aspect and overall, in the order of the scheme's sheet of scores."""
    given = {score.indicator: score.points for score in scores}
    sections, aspects, overall = _groups(scheme)
    return Totals(
        tuple(group.part(given) for group in sections),
        tuple(group.part(given) for group in aspects),
        overall.part(given),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows that one sum adds up, by their ids."""

    id: str
    title: str
    rows: tuple[str, ...]
    maximum: Decimal

    def part(self, given: Mapping[str, Decimal]) -> PartSum:
        said = [given[row] for row in self.rows if row in given]
        return PartSum(self.id, self.title, sum(said, Decimal(0)), self.maximum, len(said) == len(self.rows))


@once_for_a_scheme
def _groups(scheme: Scheme) -> tuple[tuple[_Group, ...], tuple[_Group, ...], _Group]:
    """Return the groups of rows of the sections, of the aspects, and of the whole sheet."""
    indicators = tuple(scheme.indicators.values())
    sections = {indicator.section_id: indicator.section for indicator in indicators}
    aspects = {indicator.aspect_id: indicator.aspect for indicator in indicators}

    def group(group_id: str, title: str, rows: Iterable[Indicator]) -> _Group:
        rows = tuple(rows)
        maximum = sum((row.most_points for row in rows), Decimal(0))
        return _Group(group_id, title, tuple(row.id for row in rows), maximum)

    return (
        tuple(
            group(key, title, (row for row in indicators if row.section_id == key)) for key, title in sections.items()
        ),
        tuple(group(key, title, (row for row in indicators if row.aspect_id == key)) for key, title in aspects.items()),
        group("", "总计", indicators),
    )


def written_points(points: Decimal) -> str:
    """Write points as they are printed: `10`, `2.5`, without an exponent and without zeros after the last digit."""
    return plain_number(points)
