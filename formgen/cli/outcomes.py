"""The same work for several records: one enterprise's fault never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formgen import pipeline
from formgen.cli.failures import INTERNAL_ERROR, debug, failure_lines, internal_line
from formgen.cli.output import progress
from formgen.delivery import folder_name
from formgen.errors import DataError, FormgenError
from formgen.pipeline import Examined
from formgen.problems import Place, Problem, error
from formgen.scheme.models import Scheme


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one record.

    name       the enterprise's name, or the file's where it could not be read
    file       the record's file name
    problems   findings, errors and warnings
    paths      files written
    failures   lines about anything but the data that stopped this one
    exit_code  0, or what the command should end with
    """

    name: str
    file: str
    problems: tuple[Problem, ...] = ()
    paths: tuple[Path, ...] = ()
    failures: tuple[str, ...] = ()
    exit_code: int = 0


def each(
    scheme: Scheme,
    records: Sequence[Path],
    form_ids: Sequence[str] | None,
    work: Callable[[Examined, str], Outcome],
    label: str,
) -> tuple[Outcome, ...]:
    """Examine each record and work on those without errors; outcomes in the records' order.

    A second record whose folder would be the same as an earlier one's has an error: it would overwrite the first.
    """
    outcomes: list[Outcome] = []
    owners: dict[str, str] = {}
    with progress(label, len(records)) as advance:
        for done, path in enumerate(records, start=1):
            outcomes.append(_one(scheme, path, form_ids, work, owners))
            advance(done, len(records))
    return tuple(outcomes)


def outcome_of(examined: Examined, file: str) -> Outcome:
    """The outcome of checking alone: what is wrong, and what is missing."""
    problems = (*examined.problems, *examined.gaps)
    return Outcome(examined.name, file, problems, exit_code=DataError.exit_code if examined.has_errors else 0)


def _one(
    scheme: Scheme,
    path: Path,
    form_ids: Sequence[str] | None,
    work: Callable[[Examined, str], Outcome],
    owners: dict[str, str],
) -> Outcome:
    name = path.stem
    try:
        examined = _with_own_folder(pipeline.examine(scheme, path, form_ids), path, owners)
        name = examined.name
        return outcome_of(examined, path.name) if examined.has_errors else work(examined, path.name)
    except DataError as problem:
        return Outcome(name, path.name, problem.problems, exit_code=problem.exit_code)
    except FormgenError as failure:
        return Outcome(name, path.name, failures=failure_lines(failure), exit_code=failure.exit_code)
    except Exception as fault:
        debug(fault)
        return Outcome(name, path.name, failures=(internal_line(fault),), exit_code=INTERNAL_ERROR)


def _with_own_folder(examined: Examined, path: Path, owners: dict[str, str]) -> Examined:
    """The same, with an error if an earlier record of this call has the same folder."""
    folder = folder_name(examined.name)
    if folder is None or examined.record is None:
        return examined
    key = folder.casefold()  # some file systems do not tell capitals apart
    if key not in owners:
        owners[key] = path.name
        return examined
    found = error(
        "name.duplicate",
        "",
        Place(path.name),
        f"与前面的「{owners[key]}」是同一家企业，会写进同一个文件夹",
        "一家企业一次只给一份数据；确是两家同名企业的，分两次运行，写到不同的文件夹",
    )
    return replace(examined, problems=(*examined.problems, found))
