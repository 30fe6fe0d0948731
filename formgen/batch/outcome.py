"""The outcome of one enterprise, as the ledger stores it and the result files show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from formgen.foundation.problems import Place, Problem


class State(StrEnum):
    """How the work on an enterprise ended, in the words of the result files. Work of an earlier run counts as done."""

    DONE = "完成"
    FAULTY = "有错误"
    FAILED = "失败"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file in the output folder.

    path  the path below the output folder, with / between folders
    size  the size in bytes
    way   the way in which a form was made (`formgen.render.papers.Way`); empty for a file that has only one way
    why   the reason why a form was not made by filling the compiled form; empty if there is no such reason
    """

    path: str
    sha256: str
    size: int
    way: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one enterprise.

    name      the enterprise's name from the data, or the file's name if the data do not have it
    town      the applicant's town; empty if the data do not have it
    code      the code that distinguishes applicants of the same name; empty if the data do not have it
    place     the enterprise's place in the source
    problems  all findings, in the order in which they were found
    failure   one line about a failure that does not come from the data; empty if there was none
    files     the files that were made, in order; empty unless the state is DONE
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
    """What the ledger knows of an enterprise's papers. From this a run decides whether it must make them again.

    content   digest of the recipe, the folder, the values and the supplied files; empty if papers must be made anyway
    places    digest of the places of the values and of the problems found while reading: findings name these places
    supplied  digest of the contents of the supplied files; empty if no dossier is made
    state     digest of the sizes and times of the supplied files; empty if no dossier is made
    files     every file that was written and not removed since, with its token at that time
    """

    content: str
    places: str
    supplied: str
    state: str
    files: tuple[KnownFile, ...]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that a run has written. Its `token` changes when somebody else writes to the file (`formgen.batch.store`)."""

    made: MadeFile
    token: str


OUTCOME = TypeAdapter(Outcome)
KNOWN = TypeAdapter(Known)
