"""The work on one enterprise: it takes a Task and returns a Done. Worker processes and clusters use the same code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from formgen import pipeline
from formgen.batch.digests import digest_of, places_digest, supplied_digest, supplied_state, values_digest
from formgen.batch.job import Job, recipe
from formgen.batch.outcome import Known, KnownFile, MadeFile, Outcome, State
from formgen.batch.packing import unpack
from formgen.batch.store import Store
from formgen.foundation.delivery import Paper
from formgen.foundation.errors import DataError, FormgenError, MachineError, fault_place
from formgen.foundation.problems import Place, Problem
from formgen.intake.collected import Collected
from formgen.pipeline import Examined, Format
from formgen.pipeline.made import MadePaper, MadePapers
from formgen.record.models import Record
from formgen.scheme.models import Scheme

NOTHING_KNOWN = Known("", "", "", "", ())
OLDER = "以前生成的文件没有动，是按以前的数据做的"


@dataclass(frozen=True, slots=True)
class Task:
    """One enterprise to be worked on.

    number   the enterprise's position in the source, counted from 0
    folder   its folder in the output folder; empty if its name can't be a folder's name
    name, town, code, place  as the results show them
    read     the data that were read of it, packed (`formgen.batch.packing`)
    refused  findings that forbid making anything for it, whatever its data are
    known    what the ledger knows of its papers; None if it knows nothing
    """

    number: int
    folder: str
    name: str
    town: str
    code: str
    place: Place
    read: bytes = field(repr=False)
    refused: tuple[Problem, ...]
    known: Known | None


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a Task.

    outcome  the enterprise's outcome; None if it is the same as in the ledger
    known    what the ledger must store; None if it is the same as in the ledger
    kept     True if the papers of an earlier run are there and still right
    notes    what happened to earlier papers, for the person at the terminal
    machine  True if the failure comes from the machine and not from the enterprise
    """

    number: int
    outcome: Outcome | None
    known: Known | None
    kept: bool = False
    notes: tuple[str, ...] = ()
    machine: bool = False


class Workshop:
    """Everything that all enterprises of a job share. Each process loads it once."""

    def __init__(self, job: Job, store: Store, scheme: Scheme | None = None) -> None:
        """Load the job's scheme, unless `scheme` is given."""
        self.job = job
        self.store = store
        self.scheme = scheme or pipeline.load(job.scheme_id)
        self.recipe = recipe(self.scheme, job)

    def work(self, task: Task) -> Done:
        """Work on one enterprise. No error is raised: every error becomes the outcome of this enterprise."""
        try:
            return self._work(task)
        except DataError as fault:
            return failed(task, State.FAULTY, problems=fault.problems)
        except FormgenError as fault:
            line = " ".join(str(fault).split())
            return replace(failed(task, State.FAILED, line), machine=isinstance(fault, MachineError))
        except Exception as fault:
            return failed(
                task,
                State.FAILED,
                f"程序内部错误（{fault_place(fault)}）。这是程序的错，不是数据的错；请把这一行报告给 formgen 项目（Issues）",
            )

    def _work(self, task: Task) -> Done:
        read: Collected = unpack(task.read)
        read, known = replace(read, problems=(*read.problems, *task.refused)), task.known or NOTHING_KNOWN
        now = self._digests(task, read, known)
        lost: tuple[str, ...] = ()
        if now.content and now.content == known.content:
            files, lost = self._looked_at(known.files)
            now = replace(now, files=files)
            if not lost and now.places == known.places:
                return Done(task.number, None, None if now == known else now, kept=True)
            if not lost and self.job.dossier is None:  # findings of a dossier about files have places, too
                examined = self._examined(read)
                found = pipeline.form_findings(self.scheme, examined, *self._form_job)
                made = tuple(one.made for one in files)
                return Done(task.number, _outcome(task, examined, found, made), now, kept=True)
        examined = self._examined(read)
        made_papers = self._papers(examined)
        papers = [one.paper.within(task.folder) for one in made_papers.papers]
        made = tuple(_made_file(paper, one) for paper, one in zip(papers, made_papers.papers, strict=True))
        notes = [*self._make_room(known.files, made), *(f"{path} 不见了，已重新生成" for path in lost)]
        self.store.put(papers)
        self._clear(known.files, made)
        now = replace(now, files=tuple(KnownFile(one, self.store.token(one.path) or "") for one in made))
        return Done(task.number, _outcome(task, examined, made_papers.problems, made), now, notes=tuple(notes))

    def _digests(self, task: Task, read: Collected, known: Known) -> Known:
        """The digests of everything that the papers are made from now. The list of files is still empty."""
        places = places_digest(read.record, read.problems, read.name)
        if read.record is None:
            return replace(NOTHING_KNOWN, places=places)
        files = self.job.dossier is not None or read.record.pictures
        supplied, state = self._supplied(read, read.record, known) if files else ("", "")
        content = digest_of(self.recipe, task.folder, values_digest(read.record), supplied)
        return Known(content, places, supplied, state, ())

    def _supplied(self, read: Collected, record: Record, known: Known) -> tuple[str, str]:
        # The state is taken before the files are bound. If a file changes after that, the next run finds another state.
        root = self.job.options.evidence_root
        state = supplied_state(record, read.folder, root)
        if known.supplied and known.state == state:
            return known.supplied, state
        return supplied_digest(record, read.folder, root), state

    def _examined(self, read: Collected) -> Examined:
        """Check the enterprise's data. Raises DataError if there are errors."""
        forms, has_evidence = list(self.job.form_ids), False
        if self.job.dossier is not None and (definition := self.scheme.dossier(self.job.dossier)):
            forms, has_evidence = [*forms, *definition.form_ids], definition.has_evidence
        if self.job.file_page and read.record is not None:
            read = replace(read, record=replace(read.record, file_page=self.job.file_page))
        examined = pipeline.examine_collected(self.scheme, read, tuple(dict.fromkeys(forms)), has_evidence)
        if examined.record is None or examined.has_errors:
            kind, options = self.job.dossier, self.job.options
            found = pipeline.dossier_findings(self.scheme, examined, kind, options) if kind else examined.problems
            raise DataError(found)
        return examined

    @property
    def _form_job(self) -> tuple[tuple[str, ...], frozenset[Format], bool]:
        """What the job asks of single forms: which, in which formats, and whether packets print the offices' parts."""
        return self.job.form_ids, self.job.formats, self.job.options.with_opinions

    def _papers(self, examined: Examined) -> MadePapers:
        papers: list[MadePaper] = []
        problems: list[Problem] = []
        if self.job.form_ids:
            made = pipeline.make_forms(self.scheme, examined, *self._form_job)
            papers, problems = [*made.papers], [*made.problems]
        if self.job.dossier is not None:
            bound = pipeline.make_dossier(self.scheme, examined, self.job.dossier, options=self.job.options)
            papers += [MadePaper(paper) for paper in bound.papers]
            problems += bound.problems
        return MadePapers(tuple(papers), tuple(dict.fromkeys(problems)))

    # --------------------------------------------------------------------------------------------- earlier papers

    def _looked_at(self, files: Sequence[KnownFile]) -> tuple[tuple[KnownFile, ...], tuple[str, ...]]:
        """The files with their present tokens, and the paths of the files that are missing or were changed."""
        found, lost = [], []
        for file in files:
            token = self.store.token(file.made.path)
            if token is None or (token != file.token and self._digest(file.made.path) != file.made.sha256):
                lost.append(file.made.path)
            found.append(replace(file, token=token or file.token))
        return tuple(found), tuple(lost)

    def _make_room(self, files: Sequence[KnownFile], made: Sequence[MadeFile]) -> list[str]:
        """Set aside the files that a person has changed since they were made, so that no change is lost.

        Returns the notes to the user about them, in Chinese.
        """
        coming = {one.path: one.sha256 for one in made}
        notes = []
        for file in files:
            path, token = file.made.path, self.store.token(file.made.path)
            if token is None or token == file.token:
                continue
            # A killed run may have written the same content as now, without entering it in the ledger.
            if self._digest(path) not in (file.made.sha256, coming.get(path), EMPTY):
                notes.append(f"{path} 被改动过：改动过的另存为 {self.store.set_aside(path)}，原名的已重新生成")
        return notes

    def _clear(self, files: Sequence[KnownFile], made: Sequence[MadeFile]) -> None:
        """Remove the earlier papers that are no longer made."""
        paths = {one.path for one in made}
        for file in files:
            if file.made.path not in paths and self.store.token(file.made.path) is not None:
                self.store.remove(file.made.path)

    def _digest(self, path: str) -> str:
        return hashlib.sha256(self.store.read(path)).hexdigest()


EMPTY = hashlib.sha256().hexdigest()
"""The SHA-256 of an empty file. Such a file comes from a power cut, not from a person."""


def failed(task: Task, state: State, failure: str = "", problems: Sequence[Problem] = ()) -> Done:
    """The Done of an enterprise for which nothing was made.

    Its earlier papers stay. They are made again when the enterprise's data are right.
    """
    known = task.known or NOTHING_KNOWN
    outcome = Outcome(task.name, task.town, task.code, task.place, state, tuple(problems), failure)
    notes = (OLDER,) if known.files else ()
    return Done(task.number, outcome, replace(NOTHING_KNOWN, files=known.files), notes=notes)


def _outcome(task: Task, examined: Examined, problems: Sequence[Problem], made: tuple[MadeFile, ...]) -> Outcome:
    return Outcome(examined.name, task.town, task.code, task.place, State.DONE, tuple(problems), files=made)


def _made_file(paper: Paper, made: MadePaper) -> MadeFile:
    return MadeFile(paper.path, paper.digest(), len(paper.content), made.way.value if made.way else "", made.why)
