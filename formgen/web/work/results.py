"""What a batch wrote into 结果.json, the twin of 结果.xlsx: the lines of the towns and of the enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from formgen.foundation.problems import Severity


@dataclass(frozen=True, slots=True)
class TownLine:
    """The line of one town. town: empty for enterprises that name none. quota: None where the scheme has no number."""

    town: str
    quota: int | None
    enterprises: int
    done: int
    faulty: int
    failed: int
    over: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding about an enterprise, as `Problem` says it: file and at are its place."""

    code: str
    severity: Severity
    label: str
    file: str
    at: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class MadePaperLine:
    """A file that was made. path: below the folder of all that was made."""

    path: str


@dataclass(frozen=True, slots=True)
class EnterpriseLine:
    """The line of one enterprise.

    file     the file that it came from
    failure  one line; empty if nothing failed besides what is wrong with the data
    """

    name: str
    town: str
    file: str
    state: str
    failure: str
    problems: tuple[FindingLine, ...]
    files: tuple[MadePaperLine, ...]

    @property
    def errors(self) -> tuple[FindingLine, ...]:
        """What stops its papers."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class BatchResults:
    """The lines of a batch."""

    towns: tuple[TownLine, ...]
    enterprises: tuple[EnterpriseLine, ...]


_RESULTS = TypeAdapter(BatchResults)


def read_results(path: Path) -> BatchResults | None:
    """The lines that a batch wrote; None if there is no such file."""
    try:
        return _RESULTS.validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None
