"""Reads several sources in one run: it reports enterprises that are in two of them, and adds scores from separate tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from formgen.foundation.problems import Problem, error
from formgen.intake.collected import Collected, Source
from formgen.intake.columns import code_fields, header_key
from formgen.intake.together.told_apart import ToldApart, seen_from
from formgen.record.kinds.table import written
from formgen.record.labels import indicator_label
from formgen.record.models import Record
from formgen.scheme.models import Scheme


def each_of(scheme: Scheme, sources: Sequence[Source]) -> Iterator[tuple[Source, Collected]]:
    """The enterprises of all sources in order, each with its source.

    If an earlier source has the same enterprise, a problem names both places. If a table has only scores, they are added to
    the enterprise of that name or code in another source. An enterprise that only has scores comes last.
    """
    teller, added = ToldApart(scheme), _AddedScores(scheme, sources)
    for source in sources:
        if source not in added.sources:
            for one in source:
                yield source, teller.tell(added.to(one))
    for source, one in added.left():
        yield source, teller.tell(one)


def together(scheme: Scheme, path: Path, sources: Sequence[Source], problems: Sequence[Problem] = ()) -> Source:
    """Several sources as one source. problems: the problems that come before those of the sources."""
    found = (*problems, *(problem for source in sources for problem in source.problems))
    if _AddedScores(scheme, sources).sources:
        ready = tuple(one for _, one in each_of(scheme, sources))
        return Source(path, found, len(ready), lambda: iter(ready))
    count = sum(source.count for source in sources)
    return Source(path, found, count, lambda: (one for _, one in each_of(scheme, sources)))


class _AddedScores:
    """The sources with only scores, by the names and codes of their enterprises.

    sources  these sources; empty if no other source has any enterprise
    """

    def __init__(self, scheme: Scheme, sources: Sequence[Source]) -> None:
        self._scheme, self._codes = scheme, code_fields(scheme)
        alone = tuple(source for source in sources if source.scores_only)
        self.sources = alone if any(source.count and not source.scores_only for source in sources) else ()
        self._all = tuple((source, one) for source in self.sources for one in source)
        self._by_key: dict[str, list[int]] = {}
        self._used: set[int] = set()
        for at, (_, one) in enumerate(self._all):
            for key in self._keys(one):
                self._by_key.setdefault(key, []).append(at)

    def _keys(self, one: Collected) -> tuple[str, ...]:
        """The keys by which an enterprise is found: its code and its name, as far as its data give them."""
        if one.record is None:
            return ()
        code = next((f"code {written(value)}" for field in self._codes if (value := one.record.value(field))), "")
        name = one.record.value(self._scheme.applicant.name)
        return tuple(key for key in (code, f"name {header_key(written(name))}" if name is not None else "") if key)

    def to(self, one: Collected) -> Collected:
        """The same enterprise with the scores from the other tables."""
        if one.record is None or not self._all:
            return one
        mine = self._keys(one)
        for at in (at for key in mine for at in self._by_key.get(key, ())):
            _, more = self._all[at]
            theirs = self._keys(more)
            codes = {key for key in (*mine, *theirs) if key.startswith("code ")}
            if at in self._used or len(codes) > 1:
                continue
            self._used.add(at)
            one = self._with(one, more)
        return one

    def _with(self, one: Collected, more: Collected) -> Collected:
        record, added = one.record, more.record
        if record is None or added is None:
            return replace(one, problems=(*one.problems, *more.problems))
        scores = {score.indicator: score for score in record.scores}
        problems: list[Problem] = []
        for score in added.scores:
            first = scores.setdefault(score.indicator, score)
            if first.level != score.level:
                label = indicator_label(self._scheme.indicators[score.indicator])
                message = f"与〔{seen_from(score.place, first.place)}〕给的得分不一样"
                problems.append(error("score.twice", label, score.place, message, "核对后只留一处"))
        in_order = tuple(scores[row] for row in self._scheme.indicators if row in scores)
        merged: Record = replace(record, scores=in_order)
        others = (problem for problem in more.problems if problem not in one.problems)
        return replace(one, record=merged, problems=(*one.problems, *others, *problems))

    def left(self) -> Iterator[tuple[Source, Collected]]:
        """The enterprises with scores that no other source has. Each gets an error that says so."""
        applicant, label = self._scheme.applicant, self._scheme.name_label
        for at, (source, one) in enumerate(self._all):
            if at in self._used:
                continue
            message = f"只有得分，别的数据里没有这{applicant.counter}{applicant.word}"
            remedy = f"照{applicant.word}表核对{label}；确是另一{applicant.counter}的，补上它的基本情况"
            problem = error("enterprise.unmatched", label, one.place, message, remedy)
            yield source, replace(one, problems=(*one.problems, problem))
