"""What a source of collected data gives: enterprises one by one, each as far as it could be read, and its own faults."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.problems import Place, Problem
from formgen.record.kinds.given_text import LISTED, READ_AS_CODE
from formgen.record.models import Record
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Collected:
    """One enterprise of a source.

    record    as far as it could be read; None where nothing could be
    problems  what was found while reading it
    name      the enterprise's name; where it is not said, the file's and the place in it
    folder    what the paths of supplied files are relative to
    place     the file, the line or the row that it stands in
    """

    record: Record | None
    problems: tuple[Problem, ...]
    name: str
    folder: Path
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder of collected data; iterating reads it, lazily where it can be, and as often as wanted.

    path      of the file or folder
    problems  of the source as a whole (a sheet that is missing, a file of another kind); those of an enterprise are in
              its `Collected`
    count     how many enterprises iterating gives
    """

    path: Path
    problems: tuple[Problem, ...]
    count: int
    _read: Callable[[], Iterator[Collected]] = dataclasses.field(repr=False)

    def __iter__(self) -> Iterator[Collected]:
        return self._read()


def collected(
    scheme: Scheme, record: Record | None, problems: tuple[Problem, ...], otherwise: str, folder: Path, place: Place
) -> Collected:
    """An enterprise under its own name, or under another where its record does not say one."""
    said = record.value(scheme.applicant.name) if record else None
    return Collected(record, tuple(told_once(problems)), str(said or otherwise), folder, place)


def told_once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems of an enterprise with those that characters were read as others made one, at the first one's place."""
    alike = [problem for problem in problems if problem.code == READ_AS_CODE]
    if len(alike) < 2:
        return list(problems)
    first, others = alike[0], list(dict.fromkeys(problem.label for problem in alike[1:]))
    listed = "、".join(f"「{label}」" for label in others[:LISTED])
    more = f"等 {len(others)} 栏" if len(others) > LISTED else ""
    one = dataclasses.replace(first, message=f"{first.message}；{listed}{more}也有这样的字")
    return [one if problem is first else problem for problem in problems if problem is first or problem not in alike]


def unusable(path: Path, problem: Problem) -> Source:
    """A source that nothing can be read from, and why."""
    return Source(path, (problem,), 0, lambda: iter(()))
