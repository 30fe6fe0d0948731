"""Which enterprise another sheet means: by unified code or by name, and never by a guess."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from formgen.intake.columns import header_key
from formgen.intake.places import shown
from formgen.intake.table import trimmed
from formgen.intake.tables.enterprise_rows import EnterpriseRow
from formgen.problems import Place, Problem, error
from formgen.record.kinds.characters import half_width


class NamedEnterprises:
    """The enterprises of a table by name and by unified code."""

    def __init__(self, rows: Iterable[EnterpriseRow]) -> None:
        self._by_name: dict[str, list[EnterpriseRow]] = {}
        self._by_code: dict[str, list[EnterpriseRow]] = {}
        for row in rows:
            if row.name:
                self._by_name.setdefault(_key(row.name), []).append(row)
            for code in row.codes:
                self._by_code.setdefault(_code(code), []).append(row)

    def find(self, name: str, code: str, label: str, place: Place) -> tuple[EnterpriseRow | None, tuple[Problem, ...]]:
        """The enterprise of a code, where one is given, or of a name; None with the problem that says why there is none.

        name may be a unified code, too. label: what the sheet is about, for problems.
        """
        found = self._by_code.get(_code(code)) if code else None
        if found is None and not code:
            found = self._by_name.get(_key(name)) or self._by_code.get(_code(name))
        if found is None or (code and name and not any(_key(row.name) == _key(name) for row in found)):
            return None, (self._unmatched(name, code, label, place, found is not None),)
        if len(found) > 1:
            message = f"有 {len(found)} 家企业叫「{shown(name or code)}」，不知道是哪一家，没有读"
            remedy = "企业名称相同的，写上统一社会信用代码；同一家重复的，只留一行"
            return None, (error("enterprise.ambiguous", label, place, message, remedy),)
        return found[0], ()

    def _unmatched(self, name: str, code: str, label: str, place: Place, known: bool) -> Problem:
        if known:
            message = f"统一社会信用代码与企业名称「{shown(name)}」不是同一家，没有读"
            return error("enterprise.unmatched", label, place, message, "核对代码和名称")
        if code:
            message, remedy = "企业表里没有这个统一社会信用代码，没有读", "照企业表核对代码"
        else:
            near = difflib.get_close_matches(_key(name)[:60], list(self._by_name), n=1, cutoff=0.6)
            message = f"企业表里没有「{shown(name)}」，没有读"
            remedy = f"可能应是「{shown(self._by_name[near[0]][0].name)}」" if near else "照企业表写企业名称"
        return error("enterprise.unmatched", label, place, message, remedy)


def _key(name: str) -> str:
    """What two writings of one name have in common: width, spaces and case aside."""
    return header_key(name) or trimmed(name)


def _code(code: str) -> str:
    return half_width(code).replace(" ", "").replace("-", "").upper()
