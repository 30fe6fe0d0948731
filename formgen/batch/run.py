"""Runs a batch, from its source to its results.

A run has these steps: it takes the lock of the output folder; opens the ledger and starts the workers; reads the whole
source; works on each enterprise and enters its outcome in the ledger; finds the enterprises that are no longer in the
source; writes the results.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from formgen import pipeline
from formgen.batch.interruption import held
from formgen.batch.job import Job
from formgen.batch.ledger import Ledger
from formgen.batch.lock import locked
from formgen.batch.outcome import Outcome, State
from formgen.batch.pool import Engine, Pool
from formgen.batch.results import Summary, TownCount, write_results
from formgen.batch.roster import Entrant, Roster
from formgen.batch.store import FolderStore, Store
from formgen.batch.work import Done, Task, Workshop
from formgen.foundation import resources
from formgen.foundation.delivery import Paper
from formgen.foundation.errors import DataError, MachineError, UsageError
from formgen.foundation.problems import Problem
from formgen.scheme.models import Scheme

COMMIT_EVERY = 1.0
"""Seconds between two commits of the ledger. After a kill, the papers of at most this time must be made again."""
MOST_ALIKE = 3
"""If the machine fails in the same way for this many enterprises in a row, the run ends, because the cause is the machine."""
HERE = "file://"
URL = re.compile(r"[a-z][a-z0-9+.-]+://")

Progress = Callable[[int, int], None]
"""Called with the number of enterprises that are done, and the number of all enterprises."""

Start = Callable[[Callable[[], Workshop]], Engine]
"""Called with the function that makes a workshop; every working process calls that function. Returns the engine."""


def workers(scheduler: str | None, jobs: int) -> Start:
    """The function that starts the engine: so many processes of this machine, or a Dask cluster if its scheduler's address is given.

    The function raises MachineError if there is no such cluster, or if the library for it is not installed.
    """
    if scheduler is None:
        return partial(Pool, jobs=jobs)
    from formgen.batch.cluster import Cluster  # its library need not be installed

    return partial(Cluster, address=scheduler)


@dataclass(frozen=True, slots=True)
class Note:
    """A note to the user: what happened to an enterprise's earlier papers."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, for the person at the terminal.

    summary   counts over all enterprises of the source
    unsound   outcomes of the enterprises for which nothing was made, in the source's order
    kept      how many enterprises an earlier run has done, whose papers are there unchanged
    notes     what happened to earlier papers
    gone      names and folders of enterprises that have papers but are no longer in the source
    problems  the problems of the source as a whole
    damaged   the new name of a ledger that could not be read; None if there was no such ledger
    results   the names of the result files in the output folder
    """

    summary: Summary
    unsound: tuple[Outcome, ...]
    kept: int
    notes: tuple[Note, ...]
    gone: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    damaged: str | None
    results: tuple[str, ...]

    @property
    def over_quota(self) -> tuple[TownCount, ...]:
        """The towns that have more enterprises than their quota allows."""
        return tuple(town for town in self.summary.towns if town.over)


def run_batch(
    job: Job,
    sources: Path | Sequence[Path],
    out: Path | str,
    start: Start,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Make the papers of every enterprise of these sources in `out`. Papers of an earlier run that are still right are kept.

    out: a folder, or the URL of an object store. The ledger of an object store lies in the user's state folder
        (`formgen.foundation.resources.state_folder`)
    start: starts the engine that does the work, such as `formgen.batch.pool.Pool`

    However the run ends, the finished work is in the ledger, and the same call continues from there. Raises DataError if
    no enterprise can be read from the source, MachineError if the folder is in use by another run or can't be written.
    """
    # Processes on other machines may have another current folder.
    paths = [path.absolute() for path in ([sources] if isinstance(sources, Path) else sources)]
    store, folder = _place(out)
    if any(path.is_dir() and folder.exists() and path.samefile(folder) for path in paths):
        raise UsageError("输出文件夹不能就是数据所在的文件夹，请另选一个")
    scheme = pipeline.load(job.scheme_id)
    with (
        locked(folder),
        closing(Ledger(folder)) as ledger,
        closing(start(partial(Workshop, job, store))) as engine,  # its processes load while this one reads the source
        closing(Roster(scheme, *paths)) as roster,
        held(),
    ):
        return _run(_Run(job, scheme, ledger, roster, store, engine, progress))


def put_beside(out: Path | str, papers: Iterable[Paper]) -> tuple[str, ...]:
    """Write further papers into the place of a batch that is finished. out: as in `run_batch`. Returns their paths in it.

    Raises MachineError if the place can't be written.
    """
    store, _ = _place(out)
    written = tuple(papers)
    store.put(written)
    store.settle()
    return tuple(paper.path for paper in written)


def _place(out: Path | str) -> tuple[Store, Path]:
    """The store for the papers, and the folder of the ledger."""
    url = str(out)
    if url.startswith(HERE):
        out = Path(url.removeprefix(HERE))
    elif URL.match(url):
        from formgen.batch.object_store import ObjectStore

        name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]  # the URL may hold a password
        return ObjectStore(url), resources.state_folder() / "batches" / name
    folder = Path(out).absolute()
    return FolderStore(folder), folder


@dataclass(frozen=True, slots=True)
class _Run:
    job: Job
    scheme: Scheme
    ledger: Ledger
    roster: Roster
    store: Store
    engine: Engine
    progress: Progress


def _run(run: _Run) -> Report:
    entrants, problems = run.roster.entrants, run.roster.problems
    if not entrants and any(problem.is_error for problem in problems):
        raise DataError(problems)
    kept, notes = 0, {}
    try:
        for done in _all_done(run):
            entrant = entrants[done.number]
            kept += done.kept
            if done.notes:
                notes[done.number] = [Note(entrant.shown, text) for text in done.notes]
    finally:
        run.ledger.commit(run.store.settle)
    gone = tuple(_gone(run.ledger, entrants))
    run.ledger.commit(run.store.settle)
    summary, results = write_results(run.scheme, run.job, problems, lambda: _outcomes(run), run.store)
    unsound = tuple(one for one in _outcomes(run) if one.state is not State.DONE)
    return Report(
        summary,
        unsound,
        kept,
        tuple(note for number in sorted(notes) for note in notes[number]),
        gone,
        problems,
        run.ledger.damaged,
        results,
    )


def _all_done(run: _Run) -> Iterator[Done]:
    """Work on every enterprise, enter its result in the ledger, and give it.

    Raises MachineError if the machine fails in the same way for `MOST_ALIKE` enterprises in a row.
    """
    total, alike, line, committed = len(run.roster.entrants), 0, "", time.monotonic()
    for count, done in enumerate(run.engine.run(_tasks(run), total), start=1):
        _enter(run, done)
        yield done
        run.progress(count, total)
        failure = done.outcome.failure if done.machine and done.outcome else ""
        alike, line = alike + 1 if failure and failure == line else 1, failure
        if failure and alike >= MOST_ALIKE:
            raise MachineError(f"{failure}。已经做好的都记下了，解决后再运行同一命令，从这里接着做")
        if time.monotonic() - committed > COMMIT_EVERY:
            run.ledger.commit(run.store.settle)
            committed = time.monotonic()


def _tasks(run: _Run) -> Iterator[Task]:
    for number, (entrant, read) in enumerate(run.roster.packed()):
        known = run.ledger.known(entrant.identity)
        yield Task(
            number,
            entrant.folder,
            entrant.shown,
            entrant.town,
            entrant.code,
            entrant.place,
            read,
            entrant.refused,
            known,
        )


def _enter(run: _Run, done: Done) -> None:
    entrant = run.roster.entrants[done.number]
    if done.known is not None and done.outcome is not None:
        run.ledger.enter(entrant.identity, done.outcome.name, entrant.folder, done.known, done.outcome)
    elif done.known is not None:
        run.ledger.renew(entrant.identity, done.known)


def _outcomes(run: _Run) -> Iterator[Outcome]:
    """The outcome of every enterprise, in the source's order."""
    for entrant in run.roster.entrants:
        yield run.ledger.outcome(entrant.identity)


def _gone(ledger: Ledger, entrants: tuple[Entrant, ...]) -> Iterator[tuple[str, str]]:
    """Names and folders of enterprises that have papers but are no longer in the source.

    The rows of enterprises that are no longer in the source and have no papers are removed from the ledger.
    """
    for identity, name, folder, known in ledger.others(
        {one for entrant in entrants for one in (entrant.identity, entrant.claimed)}
    ):
        if known.files:
            yield name, folder
        else:
            ledger.forget(identity)
