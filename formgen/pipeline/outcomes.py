"""Do the same work for each enterprise of several sources. A fault of one enterprise never stops the work for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formgen.foundation.delivery import folder_name
from formgen.foundation.errors import INTERNAL_ERROR, DataError, FormgenError, failure_lines, internal_line
from formgen.foundation.problems import Place, Problem, error, has_errors
from formgen.intake.collected import LEFT_OUT, Collected, Source
from formgen.intake.together.named_apart import named_apart
from formgen.intake.together.several import each_of
from formgen.pipeline.examining import Examined, examine_collected
from formgen.record.kinds.table import JsonObject, JsonValue
from formgen.scheme.models import Scheme

Advance = Callable[[int, int], None]
"""Called with the number of enterprises that are done, and the number of all."""
Unexpected = Callable[[BaseException], None]
"""Called with each fault of the program itself, which becomes an outcome with one line."""


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """The outcome of one enterprise, or the problems of a source as a whole.

    name       the enterprise's name, or the file's name if the enterprise could not be read
    file       the name of the file in which the enterprise stands
    problems   findings: errors and warnings
    paths      the files that were written
    failures   lines about a failure that stopped the work on it and that does not come from the data
    exit_code  0, or the exit code with which the command should end
    at         the line or row in the file; empty if the file holds this enterprise only
    is_source  True for a source as a whole
    """

    name: str
    file: str
    problems: tuple[Problem, ...] = ()
    paths: tuple[Path, ...] = ()
    failures: tuple[str, ...] = ()
    exit_code: int = 0
    at: str = ""
    is_source: bool = False

    @classmethod
    def of(cls, one: Collected, problems: tuple[Problem, ...], path: Path | None) -> SourceOutcome:
        """The outcome of an enterprise as it was read. path: the one file or folder that was written; None for none."""
        code = DataError.exit_code if has_errors(problems) else 0
        return cls(one.name, one.place.file, problems, (path,) if path else (), exit_code=code, at=one.place.at)


def each_outcome(
    scheme: Scheme,
    sources: Sequence[Source | SourceOutcome],
    form_ids: Sequence[str] | None,
    work: Callable[[Examined, str], SourceOutcome],
    writes: bool = True,
    advance: Advance = lambda done, total: None,
    unexpected: Unexpected = lambda fault: None,
) -> tuple[SourceOutcome, ...]:
    """Examine each enterprise of these sources, and call `work` for those without errors.

    The outcomes stand in the order of the sources. If a source has problems of its own, their outcome stands before the
    outcomes of its enterprises. If an earlier source has the same enterprise, that is told. If two enterprises would have
    the same folder, the second gets an error, because its files would overwrite those of the first.

    sources   the sources; in the place of one that could not be opened, the outcome that says why
    form_ids  the forms in which the values must fit; None for all forms of the scheme
    writes    False if `work` writes no files; then different enterprises may have the same name
    """
    outcomes: list[SourceOutcome] = []
    owners: dict[str, Place] = {}
    read = named_apart([source for source in sources if isinstance(source, Source)])
    total = sum(source.count for source in read)
    said: dict[int, list[SourceOutcome]] = {}
    for done, (source, one) in enumerate(each_of(scheme, read), start=1):
        said.setdefault(id(source), []).append(_one(scheme, one, form_ids, work, owners, writes, unexpected))
        advance(done, total)
    named = iter(read)
    for found in sources:
        if isinstance(found, Source):
            source = next(named)
            outcomes += [*whole(source), *said.get(id(source), ())]
        else:
            outcomes.append(found)
    return tuple(outcomes)


def outcome_of(examined: Examined, file: str) -> SourceOutcome:
    """The outcome of a check alone: what is wrong, and what is missing."""
    problems = (*examined.problems, *examined.gaps)
    return SourceOutcome(examined.name, file, problems, exit_code=DataError.exit_code if examined.has_errors else 0)


def whole(source: Source) -> tuple[SourceOutcome, ...]:
    """The outcome of a source as a whole; an empty tuple if the source has no problems of its own."""
    if not source.problems:
        return ()
    code = DataError.exit_code if has_errors(source.problems) else 0
    return (SourceOutcome(source.path.stem, source.path.name, source.problems, exit_code=code, is_source=True),)


def summary(scheme: Scheme, outcomes: Sequence[SourceOutcome]) -> str:
    """The last line of the output for several enterprises, or for a source with errors of its own.

    It is empty for a single record.
    """
    enterprises = [outcome for outcome in outcomes if not outcome.is_source]
    sources = [outcome for outcome in outcomes if outcome.is_source and outcome.exit_code]
    if len(outcomes) < 2 and not sources:
        return ""
    wrong = sum(outcome.exit_code != 0 for outcome in enterprises)
    counter = scheme.applicant.counter
    faults = f"{wrong} {counter}有错误" if wrong else "都没有错误"
    said = f"共 {len(enterprises)} {counter}，{faults}" if enterprises else f"没有读到{scheme.applicant.word}"
    said = f"{said}；{len(sources)} 份数据整体有错误" if sources else said
    return "；".join((said, *left_out(problem for outcome in outcomes for problem in outcome.problems)))


def left_out(problems: Iterable[Problem]) -> list[str]:
    """What is said at the end of rows that are no enterprises, one text for each table that has any."""
    return [problem.message for problem in problems if problem.code == LEFT_OUT]


def unopened(name: str, file: str, fault: BaseException) -> SourceOutcome:
    """The outcome of a source that could not be opened because of a fault of the program."""
    return SourceOutcome(name, file, failures=(internal_line(fault),), exit_code=INTERNAL_ERROR, is_source=True)


def outcomes_json(outcomes: Iterable[SourceOutcome]) -> JsonObject:
    """The findings about each enterprise, and about each source that has problems of its own, as JSON."""
    parted: dict[bool, list[JsonValue]] = {False: [], True: []}
    for outcome in outcomes:
        parted[outcome.is_source].append(outcome_json(outcome))
    return {"enterprises": parted[False], "sources": parted[True]}


def outcome_json(outcome: SourceOutcome) -> JsonObject:
    """The findings about one enterprise, or about a source as a whole, as JSON."""
    errors = sum(problem.is_error for problem in outcome.problems)
    return {
        "name": outcome.name,
        "file": outcome.file,
        "at": outcome.at,
        "ok": outcome.exit_code == 0,
        "errors": errors,
        "warnings": len(outcome.problems) - errors,
        "failures": list(outcome.failures),
        "problems": [{**problem.to_json()} for problem in outcome.problems],
    }


def _one(
    scheme: Scheme,
    one: Collected,
    form_ids: Sequence[str] | None,
    work: Callable[[Examined, str], SourceOutcome],
    owners: dict[str, Place],
    writes: bool,
    unexpected: Unexpected,
) -> SourceOutcome:
    name, file = one.name, one.place.file
    try:
        examined = examine_collected(scheme, one, form_ids)
        examined = _with_own_folder(scheme, examined, one, owners, writes)
        done = outcome_of(examined, file) if examined.has_errors else work(examined, file)
    except DataError as problem:
        done = SourceOutcome(name, file, problem.problems, exit_code=problem.exit_code)
    except FormgenError as failure:
        done = SourceOutcome(name, file, failures=failure_lines(failure), exit_code=failure.exit_code)
    except Exception as fault:
        unexpected(fault)
        done = SourceOutcome(name, file, failures=(internal_line(fault),), exit_code=INTERNAL_ERROR)
    return replace(done, at=one.place.at)


def _with_own_folder(
    scheme: Scheme,
    examined: Examined,
    one: Collected,
    owners: dict[str, Place],
    writes: bool,
) -> Examined:
    """The same record, with one more error if an earlier record of this call has the same folder."""
    folder = folder_name(examined.name)
    if folder is None or examined.record is None:
        return examined
    key = folder.casefold()  # some file systems ignore upper and lower case
    first = owners.setdefault(key, one.place)
    if first is one.place or not writes or any(problem.code == "enterprise.twice" for problem in examined.problems):
        return examined
    applicant = scheme.applicant
    message = f"与前面的「{first}」是同{applicant.one}，会写进同一个文件夹"
    remedy = f"{applicant.one}一次只给一份数据；确是两{applicant.counter}同名{applicant.word}的，分两次运行，写到不同的文件夹"
    found = error("name.duplicate", "", one.place, message, remedy)
    return replace(examined, problems=(*examined.problems, found))
