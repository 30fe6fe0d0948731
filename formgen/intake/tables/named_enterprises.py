"""Finds the applicant that another sheet means: by identity (a unified code) or by name. It never guesses."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from formgen.foundation.problems import Place, Problem, error
from formgen.intake.columns import header_key
from formgen.intake.places import shown
from formgen.intake.sheet_words import own_score_words
from formgen.intake.table import trimmed
from formgen.intake.tables.enterprise_rows import EnterpriseRow
from formgen.record.kinds.characters import half_width
from formgen.scheme.models import Scheme


class NamedEnterprises:
    """The applicants of a table, which can be found by their names and by their identities."""

    def __init__(self, scheme: Scheme, rows: Iterable[EnterpriseRow]) -> None:
        rows = tuple(rows)
        self._scheme = scheme
        self._only = rows[0] if len(rows) == 1 else None
        self._by_name: dict[str, list[EnterpriseRow]] = {}
        self._by_code: dict[str, list[EnterpriseRow]] = {}
        for row in rows:
            if row.name:
                self._by_name.setdefault(_key(row.name), []).append(row)
            for code in row.codes:
                self._by_code.setdefault(_code(code), []).append(row)

    @property
    def only(self) -> EnterpriseRow | None:
        """The only applicant of the table; None if there are several."""
        return self._only

    def find(self, name: str, code: str, label: str, place: Place) -> tuple[EnterpriseRow | None, tuple[Problem, ...]]:
        """Find an enterprise by its code if a code is given, else by its name. If none is found, return None and the problem.

        name: may also be an identity if no code is given. code: "" if none is given.
        label: the name of the sheet's subject, for problems.
        """
        if _key(name) in own_score_words(self._scheme):
            if self._only is not None:
                return self._only, ()  # a column that is headed 得分 beside one applicant can be that one's alone
            name = "" if code else name
        found = self._by_code.get(_code(code)) if code else None
        if found is None and not code:
            found = self._by_name.get(_key(name)) or self._by_code.get(_code(name))
        if found is None or (code and name and not any(_key(row.name) == _key(name) for row in found)):
            return None, (self._unmatched(name, code, label, place, found is not None),)
        if len(found) > 1:
            applicant, identity = self._scheme.applicant, self._scheme.identity_label
            many = applicant.many(len(found))
            message = f"有 {many}叫「{shown(name or code)}」，不知道是哪一{applicant.counter}，没有读"
            remedy = f"{self._scheme.name_label}相同的，写上{identity}；" if identity else ""
            remedy += f"同一{applicant.counter}重复的，只留一行"
            return None, (error("enterprise.ambiguous", label, place, message, remedy),)
        return found[0], ()

    def _unmatched(self, name: str, code: str, label: str, place: Place, known: bool) -> Problem:
        word, counter = self._scheme.applicant.word, self._scheme.applicant.counter
        name_label, identity = self._scheme.name_label, self._scheme.identity_label
        if known:
            message = f"{identity}与{name_label}「{shown(name)}」不是同一{counter}，没有读"
            return error("enterprise.unmatched", label, place, message, "核对代码和名称")
        if code:
            message, remedy = f"{word}表里没有这个{identity}，没有读", f"照{word}表核对代码"
        else:
            near = difflib.get_close_matches(_key(name)[:60], list(self._by_name), n=1, cutoff=0.6)
            message = f"{word}表里没有「{shown(name)}」，没有读"
            guess = f"可能应是「{shown(self._by_name[near[0]][0].name)}」" if near else ""
            remedy = guess or f"照{word}表写{name_label}"
        return error("enterprise.unmatched", label, place, message, remedy)


def _key(name: str) -> str:
    """Return the same key for all writings of a name that differ only in width, spaces and case."""
    return header_key(name) or trimmed(name)


def _code(code: str) -> str:
    return half_width(code).replace(" ", "").replace("-", "").upper()
