"""What came of one enterprise, as the ledger keeps it and the results tell it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from formgen.problems import Place, Problem


class State(StrEnum):
    """How it ended, in the results' own words. What was done in an earlier run is done."""

    DONE = "完成"
    FAULTY = "有错误"
    FAILED = "失败"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file in the output folder.

    path  below the output folder, with / between folders
    size  in bytes
    way   which way a form was made (`formgen.render.papers.Way`); empty for what has one way only
    why   what kept a form from being filled into the compiled one; empty where nothing did
    """

    path: str
    sha256: str
    size: int
    way: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one enterprise.

    name      as the data say it, or the file's where they don't
    town      the applicant's town; empty where the data don't say it
    code      what tells same-named applicants apart; empty where the data don't say it
    place     where the enterprise stands in the source
    problems  all findings, in the order in which they were found
    failure   a line about anything but the data that stopped it; empty where nothing did
    files     what was made, in order; empty unless the state is DONE
    """

    name: str
    town: str
    code: str
    place: Place
    state: State
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    files: tuple[MadeFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of an enterprise's papers, to tell whether they have to be made anew.

    content   digest of the recipe, the values and the supplied files; empty where papers have to be made in any case
    places    digest of where the values stood: findings name these places
    supplied  digest of the supplied files' contents, and state, of their sizes and times; empty without a dossier
    files     every file that was written and not removed since, with its token of then
    """

    content: str
    places: str
    supplied: str
    state: str
    files: tuple[KnownFile, ...]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that a run has written: token changes when somebody else writes to it (`formgen.batch.store`)."""

    made: MadeFile
    token: str


OUTCOME = TypeAdapter(Outcome)
KNOWN = TypeAdapter(Known)
