"""Makes the board of stages: for each applicant and stage, what the dossier lacks and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.lists import STATE, stage_title
from formgen.summary.standing import Standing

NO_DEADLINE = "—"
"""What a cell shows if there is no deadline or no town."""


def board_rows(scheme: Scheme, standings: Sequence[Standing], today: date) -> tuple[tuple[str, ...], ...]:
    """The board as a table for a terminal: a row of headings, then one row for each standing, in their order."""
    with_towns = scheme.towns is not None
    head = (
        scheme.applicant.word,
        *((scheme.towns.word,) if scheme.towns else ()),
        "阶段",
        "截止",
        "还有",
        STATE,
        "缺什么",
    )
    rows = (
        (
            one.name,
            *((one.town or NO_DEADLINE,) if with_towns else ()),
            stage_title(scheme, one.dossier),
            _deadline(one.dossier),
            days_left(one.dossier, today),
            one.readiness.value,
            one.short,
        )
        for one in standings
    )
    return (head, *rows)


def days_left(dossier: Dossier | None, today: date) -> str:
    """The days that are left, as text: `12 天`, `今天截止`, `已过 3 天`; a dash if there is no deadline."""
    days = _days(dossier, today)
    if days is None:
        return NO_DEADLINE
    if days == 0:
        return "今天截止"
    return f"{days} 天" if days > 0 else f"已过 {-days} 天"


def board_json(scheme: Scheme, standings: Sequence[Standing], today: date) -> JsonObject:
    """The board as JSON. `days_left` is negative after the deadline, and null if there is no deadline."""
    rows: list[JsonValue] = [_json(scheme, one, today) for one in standings]
    return {"scheme": scheme.id, "today": today.isoformat(), "standings": rows}


def _json(scheme: Scheme, one: Standing, today: date) -> JsonObject:
    dossier = one.dossier
    return {
        "name": one.name,
        "town": one.town,
        "file": one.place.file,
        "at": one.place.at,
        "dossier": dossier.id if dossier else None,
        "title": stage_title(scheme, dossier),
        "deadline": dossier.deadline.isoformat() if dossier and dossier.deadline else None,
        "days_left": _days(dossier, today),
        "state": one.readiness.name.lower(),
        "errors": one.faults,
        "unfilled": one.unfilled,
        "lacking": [*one.lacking],
        "warnings": one.warnings,
        "corrections": [
            {
                "material": each.material,
                "label": each.label,
                "place": each.place,
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in one.corrections
        ],
    }


def _days(dossier: Dossier | None, today: date) -> int | None:
    return None if dossier is None or dossier.deadline is None else (dossier.deadline - today).days


def _deadline(dossier: Dossier | None) -> str:
    return NO_DEADLINE if dossier is None or dossier.deadline is None else dossier.deadline.isoformat()
