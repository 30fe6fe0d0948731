"""The content of a source of collected data: its enterprises one after the other, and the problems of the source itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.problems import Place, Problem
from formgen.record.kinds.given_text import LISTED, READ_AS_CODE
from formgen.record.models import Record
from formgen.scheme.models import Scheme

LEFT_OUT = "table.left-out"
"""The code of the finding that counts a table's rows that are no enterprises; a command's last line repeats its message."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One enterprise of a source.

    record    the values that could be read; None if nothing could be read
    problems  the problems that were found while the enterprise was read
    name      the enterprise's name; if the record does not say it, the name of the file and the place in it
    folder    the folder that the paths of supplied files are relative to
    place     the file, the line or the row that the enterprise stands in
    """

    record: Record | None
    problems: tuple[Problem, ...]
    name: str
    folder: Path
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder of collected data. Iterating over it reads it: lazily where possible, and as often as the caller wants.

    path      the path of the file or folder
    problems  the problems of the source as a whole (a sheet is missing, the file is of another kind); the problems of one
              enterprise are in its `Collected`
    count     the number of enterprises that iterating gives
    scores_only  True for a sheet of scores alone: what it says is added to the enterprises of the other sources of a run
    """

    path: Path
    problems: tuple[Problem, ...]
    count: int
    _read: Callable[[], Iterator[Collected]] = dataclasses.field(repr=False)
    scores_only: bool = False

    def __iter__(self) -> Iterator[Collected]:
        return self._read()


def collected(
    scheme: Scheme, record: Record | None, problems: tuple[Problem, ...], otherwise: str, folder: Path, place: Place
) -> Collected:
    """An enterprise with the name that its record says; if the record says none, with the name that the caller gives."""
    said = record.value(scheme.applicant.name) if record else None
    return Collected(record, tuple(told_once(problems)), str(said or otherwise), folder, place)


def told_once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems of an enterprise; all that say "characters were read as others" become one, at the place of the first."""
    alike = [problem for problem in problems if problem.code == READ_AS_CODE]
    if len(alike) < 2:
        return list(problems)
    first, others = alike[0], list(dict.fromkeys(problem.label for problem in alike[1:]))
    listed = "、".join(f"「{label}」" for label in others[:LISTED])
    more = f"等 {len(others)} 栏" if len(others) > LISTED else ""
    one = dataclasses.replace(first, message=f"{first.message}；{listed}{more}也有这样的字")
    return [one if problem is first else problem for problem in problems if problem is first or problem not in alike]


def unusable(path: Path, problem: Problem) -> Source:
    """A source from which nothing can be read, with the problem that says why."""
    return Source(path, (problem,), 0, lambda: iter(()))
