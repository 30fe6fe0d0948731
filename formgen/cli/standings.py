"""Where the applicants of sources stand: read one after the other, what can't be read told, none counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from formgen.cli.failures import complain
from formgen.cli.outcomes import SourceOutcome, open_source, whole
from formgen.cli.output import failures_of, print_findings, progress
from formgen.errors import DataError
from formgen.intake.collected import Collected
from formgen.intake.together.named_apart import named_apart
from formgen.intake.together.several import each_of
from formgen.pipeline.standings import standings
from formgen.problems import Place, error
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.standing import Standing


@dataclass(frozen=True, slots=True)
class Stood:
    """What was found of the sources.

    unread     how many applicants are not among the standings: unreadable, or there before
    exit_code  1 if any data are not among the standings
    """

    standings: tuple[Standing, ...]
    unread: int
    exit_code: int


def stand(scheme: Scheme, paths: Sequence[Path], stages: Sequence[Dossier] | None, tells: bool = True) -> Stood:
    """Where each applicant of these sources stands. What stands on no list is told on standard error, if `tells` is True."""
    found: list[Standing] = []
    told: list[SourceOutcome] = []
    first: dict[tuple[str, str], Place] = {}
    unread = 0
    with ExitStack() as opened:
        sources = named_apart([open_source(scheme, path, opened) for path in paths])
        advance = opened.enter_context(progress("核对", total := sum(source.count for source in sources)))
        told += [outcome for source in sources for outcome in whole(source)]
        for done, (_, one) in enumerate(each_of(scheme, sources), 1):
            if one.record is None:
                told.append(_left_out(one))
                unread += 1
            for standing in standings(scheme, one, stages):
                key = (standing.identity or standing.name, standing.dossier.id if standing.dossier else "")
                if (before := first.setdefault(key, one.place)) is one.place:
                    found.append(standing)
                else:
                    told.append(_twice(scheme, one, before))
                    unread += 1
            advance(done, total)
    if tells:
        print_findings(told, err=True, found_only=True)
        for line in failures_of(told):
            complain(line)
    return Stood(tuple(found), unread, max((outcome.exit_code for outcome in told), default=0))


def _left_out(one: Collected) -> SourceOutcome:
    return SourceOutcome(one.name, one.place.file, one.problems, exit_code=DataError.exit_code, at=one.place.at)


def _twice(scheme: Scheme, one: Collected, before: Place) -> SourceOutcome:
    message = f"与前面的「{before}」是同{scheme.applicant.one}，没有再列入"
    problem = error("summary.twice", "", one.place, message, "核对两处数据，留下对的一处")
    return SourceOutcome(one.name, one.place.file, (problem,), exit_code=DataError.exit_code, at=one.place.at)
