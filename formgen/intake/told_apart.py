"""Finds applicants that a source has twice. The same identity (a unified code) means the same one; the same name may mean it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from formgen.intake.collected import Collected
from formgen.intake.columns import code_fields, header_key
from formgen.problems import Place, Problem, error, warning
from formgen.record.kinds.table import written
from formgen.record.labels import field_labels
from formgen.scheme.models import Scheme


def told_apart(scheme: Scheme, enterprises: Iterable[Collected]) -> Iterator[Collected]:
    """The same enterprises; each whose unified code or name an earlier one has gets a problem that says so.

    The first stays as it is. Enterprises of the same name whose codes differ are different enterprises; they get a
    warning.
    """
    labels, codes, applicant = field_labels(scheme), code_fields(scheme), scheme.applicant
    by_code: dict[str, Place] = {}
    by_name: dict[str, list[tuple[Place, frozenset[str]]]] = {}
    for one in enterprises:
        entries = [entry for field in codes if one.record and (entry := one.record.entry(field))]
        mine = frozenset(written(entry.value) for entry in entries)
        problems: list[Problem] = []
        for entry in entries:
            first = by_code.setdefault(written(entry.value), one.place)
            if first is not one.place:
                same_one = f"同{applicant.one}"
                message = f"与〔{first.at or first.file}〕的{scheme.identity_label}相同，是{same_one}"
                remedy = f"{same_one}只留一份；不是同一{applicant.counter}的，核对{scheme.identity_label}"
                problems.append(error("enterprise.twice", labels[entry.field], entry.place, message, remedy))
        name = one.record.entry(scheme.applicant.name) if one.record else None
        if name is not None:
            same = by_name.setdefault(header_key(written(name.value)), [])
            if same and not problems:
                problems.append(_same_name(scheme, labels[scheme.applicant.name], name.place, same, mine))
            same.append((one.place, mine))
        yield replace(one, problems=(*one.problems, *problems)) if problems else one


def _same_name(
    scheme: Scheme, label: str, place: Place, same: list[tuple[Place, frozenset[str]]], codes: frozenset[str]
) -> Problem:
    word, counter, identity = scheme.applicant.word, scheme.applicant.counter, scheme.identity_label
    unclear = [first for first, others in same if not codes or not others]
    first = unclear[0] if unclear else same[0][0]
    message = f"与〔{first.at or first.file}〕的{scheme.name_label}相同"
    if unclear:
        apart = f"确是两{counter}同名的，都写上{identity}" if identity else f"确是两{counter}同名的，在名称后面加上区别"
        return error("enterprise.twice", label, place, message, f"同一{counter}{word}只留一份；{apart}")
    remedy = f"{identity}不同，按两{counter}{word}处理；是同一{counter}的，核对{identity}，只留一份"
    return warning("enterprise.same-name", label, place, message, remedy)
