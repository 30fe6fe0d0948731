"""Finds applicants that come twice. The same identity (a unified code) proves it, and the same name may mean it."""

from __future__ import annotations

from dataclasses import replace

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.collected import Collected
from formgen.intake.columns import code_fields, header_key
from formgen.record.kinds.stand_ins import in_simplified
from formgen.record.kinds.table import written
from formgen.record.labels import field_labels
from formgen.scheme.models import Scheme


class ToldApart:
    """Remembers all applicants, and reports each one whose unified code or name an earlier applicant has.

    The first applicant stays as it is. If two enterprises have the same name but different codes, they are different
    enterprises, and the second gets a warning. If the reader of the table has reported it already, it is not reported again.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme, self._labels, self._codes = scheme, field_labels(scheme), code_fields(scheme)
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, list[tuple[Place, frozenset[str]]]] = {}

    def tell(self, one: Collected) -> Collected:
        """The same enterprise, with a problem if an earlier one has its code or its name."""
        scheme, applicant = self._scheme, self._scheme.applicant
        name_field = scheme.applicant.name
        entries = [entry for field in self._codes if one.record and (entry := one.record.entry(field))]
        mine = frozenset(written(entry.value) for entry in entries)
        problems: list[Problem] = []
        for entry in entries:
            first = self._by_code.setdefault(written(entry.value), one.place)
            if first is not one.place:
                same_one = f"同{applicant.one}"
                message = f"与〔{seen_from(one.place, first)}〕的{scheme.identity_label}相同，是{same_one}"
                remedy = f"{same_one}只留一份；不是同一{applicant.counter}的，核对{scheme.identity_label}"
                problems.append(error("enterprise.twice", self._labels[entry.field], entry.place, message, remedy))
        name = one.record.entry(name_field) if one.record else None
        if name is not None:
            same = self._by_name.setdefault(in_simplified(header_key(written(name.value))), [])
            if same and not problems:
                problems.append(_same_name(scheme, self._labels[name_field], name.place, same, mine))
            same.append((one.place, mine))
        told = {problem.code for problem in one.problems}
        problems = [problem for problem in problems if problem.code not in told and "enterprise.twice" not in told]
        return replace(one, problems=(*one.problems, *problems)) if problems else one


def seen_from(place: Place, other: Place) -> str:
    """The words for another place in a message about this place. They name the file only if it is another file."""
    return str(other) if other.file != place.file else other.at or other.file


def _same_name(
    scheme: Scheme, label: str, place: Place, same: list[tuple[Place, frozenset[str]]], codes: frozenset[str]
) -> Problem:
    word, counter, identity = scheme.applicant.word, scheme.applicant.counter, scheme.identity_label
    unclear = [first for first, others in same if not codes or not others]
    first = unclear[0] if unclear else same[0][0]
    message = f"与〔{seen_from(place, first)}〕的{scheme.name_label}相同"
    if unclear:
        apart = f"确是两{counter}同名的，都写上{identity}" if identity else f"确是两{counter}同名的，在名称后面加上区别"
        return error("enterprise.twice", label, place, message, f"同一{counter}{word}只留一份；{apart}")
    remedy = f"{identity}不同，按两{counter}{word}处理；是同一{counter}的，核对{identity}，只留一份"
    return warning("enterprise.same-name", label, place, message, remedy)
