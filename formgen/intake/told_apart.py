"""Enterprises that a source has twice: by unified code the same one, by name perhaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from formgen.intake.collected import Collected
from formgen.intake.columns import code_fields, header_key
from formgen.problems import Place, Problem, error, warning
from formgen.record.kinds.table import written
from formgen.record.labels import field_labels
from formgen.record.models import NAME_FIELD
from formgen.scheme.models import Scheme


def told_apart(scheme: Scheme, enterprises: Iterable[Collected]) -> Iterator[Collected]:
    """The same enterprises; one that an earlier one has the unified code or the name of has a problem that says so.

    The first stays as it is. Enterprises of one name whose codes differ are different ones: a warning.
    """
    labels, codes = field_labels(scheme), code_fields(scheme)
    by_code: dict[str, Place] = {}
    by_name: dict[str, list[tuple[Place, frozenset[str]]]] = {}
    for one in enterprises:
        entries = [entry for field in codes if one.record and (entry := one.record.entry(field))]
        mine = frozenset(written(entry.value) for entry in entries)
        problems: list[Problem] = []
        for entry in entries:
            first = by_code.setdefault(written(entry.value), one.place)
            if first is not one.place:
                message = f"与〔{first.at or first.file}〕的统一社会信用代码相同，是同一家企业"
                remedy = "同一家企业只留一份；不是同一家的，核对代码"
                problems.append(error("enterprise.twice", labels[entry.field], entry.place, message, remedy))
        name = one.record.entry(NAME_FIELD) if one.record else None
        if name is not None:
            same = by_name.setdefault(header_key(written(name.value)), [])
            if same and not problems:
                problems.append(_same_name(labels[NAME_FIELD], name.place, same, mine))
            same.append((one.place, mine))
        yield replace(one, problems=(*one.problems, *problems)) if problems else one


def _same_name(label: str, place: Place, same: list[tuple[Place, frozenset[str]]], codes: frozenset[str]) -> Problem:
    unclear = [first for first, others in same if not codes or not others]
    first = unclear[0] if unclear else same[0][0]
    message = f"与〔{first.at or first.file}〕的企业名称相同"
    if unclear:
        remedy = "同一家企业只留一份；确是两家同名的，都写上统一社会信用代码"
        return error("enterprise.twice", label, place, message, remedy)
    remedy = "统一社会信用代码不同，按两家企业处理；是同一家的，核对代码，只留一份"
    return warning("enterprise.same-name", label, place, message, remedy)
