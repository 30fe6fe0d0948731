"""The kinds of work on what was sent: the same use cases as `formgen check`, `batch` and `summary`."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from formgen import pipeline
from formgen.batch.job import Job
from formgen.batch.outcome import State
from formgen.batch.run import run_batch, workers
from formgen.dossier.options import Options
from formgen.dossier.proof.verify import PageChange
from formgen.engines.pdfium import PdfiumFile, UndrawableError
from formgen.engines.system.watcher import at_page, at_work, stopped
from formgen.foundation.errors import DataError
from formgen.intake.collected import Source
from formgen.intake.tables.cell_texts import cell_texts
from formgen.pipeline.collecting.reading import parts_of, read_part, read_paths
from formgen.pipeline.made import BOTH
from formgen.pipeline.outcomes import Advance, SourceOutcome, each_outcome, outcome_of, unopened
from formgen.pipeline.standings import stand_all
from formgen.pipeline.summaries import write_summaries
from formgen.scheme.models import Scheme
from formgen.web.work.beginnings import begin, restore
from formgen.web.work.order import CellText, Sent, WorkEnding, WorkKind
from formgen.web.work.receiving import receive
from formgen.web.work.sources import out_folder
from formgen.web.work.supplied_files import look, sort_in, turn

RESULT = "结果.xlsx"
"""The name of the table of results inside a folder of papers."""
RESULT_JSON = "结果.json"
"""The same for programs."""
BATCH_PROCESSES = max(1, (os.cpu_count() or 1) - 1)
"""Processes of a batch. One processor is left for those who look at pages."""
DOSSIER, SOURCES, ORIGINAL = "dossier", "sources", "original"
"""The folders in which a dossier with its proof, its sources, and the dossier as it was bound are sent to be compared."""
NOW, WAS = "now", "was"
"""The sides of a page that differs: as it is in the dossier that was sent, and as it was bound."""
MOST_DRAWN = 20
"""The most changes whose pages are drawn."""
SHOWN = 700
"""Their width in pixels."""
PDF, PROOF = "材料.pdf", "材料.proof.json"
"""The names of the dossier and its proof in that folder, whatever they were called."""
APPLICANT, RECORD = "applicant", "record.json"
"""The folder in which a record that is to be bound lies with its files, and its name there."""
FILE_PAGE = "材料和佐证"
"""The page on which files are put to materials, as findings name it."""
PROCESSES = 1
"""Processes for the papers of one upload: others wait for theirs at the same time."""


def packed(folder: Path, kind: WorkKind) -> Path:
    """The files of a kind of work as one ZIP."""
    return folder / f"{kind}.zip"


def check(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Find what `formgen check` finds."""
    scheme = pipeline.load(sent.scheme)
    opened = [source for part in parts_of(sources) for source in _opened(scheme, part)]
    outcomes = each_outcome(scheme, opened, None, outcome_of, writes=False, advance=advance)
    return WorkEnding(outcomes=outcomes, cells=tuple(_cells(scheme, sources, outcomes)))


def _cells(scheme: Scheme, sources: Sequence[Path], outcomes: Sequence[SourceOutcome]) -> Iterator[CellText]:
    """What stands in the cells of the findings. Two files of the same name are left out: it is not known which is meant."""
    places: dict[str, set[str]] = {}
    for place in (problem.place for outcome in outcomes for problem in outcome.problems):
        places.setdefault(place.file, set()).add(place.at)
    sent = [path for source in sources for path in ((source, *source.rglob("*")) if source.is_dir() else (source,))]
    for file, addresses in places.items():
        found = [path for path in sent if path.is_file() and f"/{path.as_posix()}".endswith(f"/{file}")]
        if len(found) == 1:
            for at, text in cell_texts(scheme, found[0], addresses).items():
                yield CellText(file, at, text)


def papers(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Make all forms of every enterprise without errors, and the table of results, as `formgen batch` does."""
    scheme = pipeline.load(sent.scheme)
    out = out_folder(folder, WorkKind.PAPERS)
    shutil.rmtree(out, ignore_errors=True)
    job = Job(sent.scheme, tuple(form.id for form in scheme.forms), BOTH)
    try:
        report = run_batch(job, sources, out, workers(None, PROCESSES), advance)
    except DataError as fault:
        return WorkEnding(failure=str(fault))
    states = dict(report.summary.states)
    _pack(out, packed(folder, WorkKind.PAPERS))
    return WorkEnding(made=(states[State.DONE], states[State.FAULTY] + states[State.FAILED]))


def batch(
    sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance, scheduler: str | None = None
) -> WorkEnding:
    """Make the papers of every enterprise, or bind its dossier, as `formgen batch` does. What an earlier run made is kept.

    scheduler: the address of a Dask scheduler whose machines do the work; None for processes of this machine.
    """
    scheme = pipeline.load(sent.scheme)
    forms = () if sent.dossier else tuple(form.id for form in scheme.forms)
    file_page = FILE_PAGE if sent.cases else ""
    job = Job(sent.scheme, forms, BOTH, sent.dossier or None, Options(draft=sent.draft), file_page)
    try:
        start = workers(scheduler, BATCH_PROCESSES)
        report = run_batch(job, sources, out_folder(folder, WorkKind.BATCH), start, advance)
    except DataError as fault:
        return WorkEnding(failure=str(fault))
    states = dict(report.summary.states)
    found = SourceOutcome("", "", report.problems, is_source=True)
    made = (states[State.DONE], states[State.FAULTY] + states[State.FAILED])
    return WorkEnding(made=made, outcomes=(found,) if report.problems else ())


def summary(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Make the offices' lists and letters, as `formgen summary` does."""
    scheme = pipeline.load(sent.scheme)
    out = out_folder(folder, WorkKind.SUMMARY)
    shutil.rmtree(out, ignore_errors=True)
    stood = stand_all(scheme, read_paths(scheme, sources), None, advance)
    if not stood.standings:
        return WorkEnding(failure=f"没有可以汇总的{scheme.applicant.word}，没有生成文件")
    write_summaries(scheme, stood.standings, out, None, stood.unread)
    _pack(out, packed(folder, WorkKind.SUMMARY))
    return WorkEnding(made=(len(stood.standings), stood.unread))


def verify(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Compare a dossier with its proof and its sources, as `formgen verify` does."""
    below = {path.name: path for path in sources}
    found = pipeline.verify_dossier(below[DOSSIER] / PDF, below.get(SOURCES))
    _draw_changes(folder, below[DOSSIER] / PDF, below[ORIGINAL] / PDF if ORIGINAL in below else None, found.changes)
    return WorkEnding(verified=found)


def changed_page(folder: Path, number: int, side: str) -> Path:
    """Where the picture of a page lies that differs. number: of the change, counted from 1. side: `now` or `was`."""
    return folder / f"{side}-{number}.png"


def _draw_changes(folder: Path, now: Path, was: Path | None, changes: Sequence[PageChange]) -> None:
    """Draw the pages that differ, as they are now and as they were bound, as far as there is a file to draw them from."""
    for side, path in ((NOW, now), (WAS, was)):
        if path is None or not changes:
            continue
        try:
            content = path.read_bytes()
            whole = hashlib.sha256(content).hexdigest()
            if stopped(whole) is not None:
                continue
            with at_work(whole), PdfiumFile(content) as file:
                for number, change in enumerate(changes[:MOST_DRAWN], start=1):
                    at = change.now if side == NOW else change.was
                    if at is not None and at < len(file):
                        with at_page(at), file.page(at) as opened:
                            width, height = opened.size
                            drawn = opened.png(SHOWN, max(1, round(SHOWN * height / width)))
                        changed_page(folder, number, side).write_bytes(drawn)
        except UndrawableError:
            continue  # what was found of it is told all the same


def bind(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Bind a dossier, as `formgen dossier` does. What it lacks is in the outcome."""
    scheme, (source, *_) = pipeline.load(sent.scheme), sources
    definition = scheme.dossier(sent.dossier)
    if definition is None:
        return WorkEnding(failure="方案里没有这种材料了")
    out = out_folder(folder, WorkKind.BIND)
    shutil.rmtree(out, ignore_errors=True)
    examined = pipeline.examine(scheme, source / RECORD, definition.form_ids, definition.has_evidence)
    if examined.record is not None:
        examined = replace(examined, record=replace(examined.record, file_page=FILE_PAGE))
    options = replace(sent.options, draft=sent.draft)
    try:
        result = pipeline.bind_dossier(scheme, examined, definition.id, out, advance, options)
    except DataError as fault:
        return WorkEnding(outcomes=(SourceOutcome(examined.name, RECORD, fault.problems, exit_code=fault.exit_code),))
    _pack(out, packed(folder, WorkKind.BIND))
    outcome = SourceOutcome(examined.name, RECORD, result.problems)
    volumes = []
    for volume in result.volumes:
        with PdfiumFile(volume.path.read_bytes()) as opened:
            volumes.append((volume.path.relative_to(out).as_posix(), len(opened)))
    return WorkEnding(outcomes=(outcome,), bound=(volumes[0][0], result.pages), volumes=tuple(volumes))


TASKS = {
    WorkKind.CHECK: check,
    WorkKind.PAPERS: papers,
    WorkKind.SUMMARY: summary,
    WorkKind.VERIFY: verify,
    WorkKind.BIND: bind,
    WorkKind.BATCH: batch,
    WorkKind.BEGIN: begin,
    WorkKind.RESTORE: restore,
    WorkKind.LOOK: look,
    WorkKind.TURN: turn,
    WorkKind.SORT: sort_in,
    WorkKind.RECEIVE: receive,
}


def _opened(scheme: Scheme, part: tuple[Path, ...]) -> Sequence[Source | SourceOutcome]:
    try:
        return read_part(scheme, part)
    except Exception as fault:
        return (unopened(part[0].stem, part[0].name, fault),)


def _pack(out: Path, target: Path) -> None:
    """Put all files below a folder into one ZIP, except our own notes, whose names begin with a dot."""
    beside = target.with_suffix(".part")
    with zipfile.ZipFile(beside, "w") as archive:
        for path in sorted(out.rglob("*")):
            below = path.relative_to(out)
            if path.is_file() and not any(part.startswith(".") for part in below.parts):
                archive.write(path, below.as_posix(), zipfile.ZIP_DEFLATED, 1)
    beside.replace(target)
