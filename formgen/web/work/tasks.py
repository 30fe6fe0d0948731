"""The kinds of work on what was sent: the same use cases as `formgen check`, `batch` and `summary`."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from formgen import pipeline
from formgen.batch.job import Job
from formgen.batch.outcome import State
from formgen.batch.pool import Pool
from formgen.batch.run import run_batch
from formgen.errors import DataError
from formgen.intake.sources import Source, read_source
from formgen.pipeline.made import BOTH
from formgen.pipeline.outcomes import SourceOutcome, each_outcome, outcome_of, unopened
from formgen.pipeline.standings import stand_all
from formgen.pipeline.summaries import write_summaries
from formgen.scheme.models import Scheme
from formgen.web.work.order import Ending, Kind, Sent

Advance = Callable[[int, int], None]
"""Called with the number of steps that are done, and the number of all."""
RESULT = "结果.xlsx"
"""The name of the table of results inside a folder of papers."""
PROCESSES = 1
"""Processes for the papers of one upload: others wait for theirs at the same time."""


def out_folder(folder: Path, kind: Kind) -> Path:
    """Where the files of a kind of work lie."""
    return folder / f"{kind}-out"


def packed(folder: Path, kind: Kind) -> Path:
    """The files of a kind of work as one ZIP."""
    return folder / f"{kind}.zip"


def check(scheme: Scheme, sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> Ending:
    """Find what `formgen check` finds."""
    opened = [_opened(scheme, path) for path in sources]
    return Ending(outcomes=each_outcome(scheme, opened, None, outcome_of, writes=False, advance=advance))


def papers(scheme: Scheme, sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> Ending:
    """Make all forms of every enterprise without errors, and the table of results, as `formgen batch` does."""
    out = out_folder(folder, Kind.PAPERS)
    shutil.rmtree(out, ignore_errors=True)
    job = Job(sent.scheme, tuple(form.id for form in scheme.forms), BOTH)
    try:
        report = run_batch(job, sources, out, partial(Pool, jobs=PROCESSES), advance)
    except DataError as fault:
        return Ending(failure=str(fault))
    states = dict(report.summary.states)
    _pack(out, packed(folder, Kind.PAPERS))
    return Ending(made=(states[State.DONE], states[State.FAULTY] + states[State.FAILED]))


def summary(scheme: Scheme, sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> Ending:
    """Make the offices' lists and letters, as `formgen summary` does."""
    out = out_folder(folder, Kind.SUMMARY)
    shutil.rmtree(out, ignore_errors=True)
    stood = stand_all(scheme, [read_source(scheme, path) for path in sources], None, advance)
    if not stood.standings:
        return Ending(failure=f"没有可以汇总的{scheme.applicant.word}，没有生成文件")
    write_summaries(scheme, stood.standings, out, None, stood.unread)
    _pack(out, packed(folder, Kind.SUMMARY))
    return Ending(made=(len(stood.standings), stood.unread))


TASKS = {Kind.CHECK: check, Kind.PAPERS: papers, Kind.SUMMARY: summary}


def load(sent: Sent) -> Scheme:
    """The scheme for which something was sent."""
    return pipeline.load(sent.scheme)


def _opened(scheme: Scheme, path: Path) -> Source | SourceOutcome:
    try:
        return read_source(scheme, path)
    except Exception as fault:
        return unopened(path.stem, path.name, fault)


def _pack(out: Path, target: Path) -> None:
    """Put all files below a folder into one ZIP, except our own notes, whose names begin with a dot."""
    beside = target.with_suffix(".part")
    with zipfile.ZipFile(beside, "w") as archive:
        for path in sorted(out.rglob("*")):
            below = path.relative_to(out)
            if path.is_file() and not any(part.startswith(".") for part in below.parts):
                archive.write(path, below.as_posix(), zipfile.ZIP_DEFLATED, 1)
    beside.replace(target)
