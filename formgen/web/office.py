"""What all requests share: the schemes, the data folder, who may come in, the drawing processes, the queue of work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.requests import Request

from formgen import pipeline
from formgen.foundation import resources
from formgen.foundation.errors import FormgenError, UsageError
from formgen.intake.columns import USUAL_ENTERPRISES
from formgen.intake.workbook.collection_workbook import collection_workbook
from formgen.record.kept import once_for_a_scheme
from formgen.scheme.models import Form, Scheme
from formgen.web.copies import copying
from formgen.web.drawing.filled import prepare
from formgen.web.drawing.studio import Studio
from formgen.web.kept.access import Access
from formgen.web.kept.case_files import CaseFiles
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import Database
from formgen.web.kept.folders import folders, remove_folder
from formgen.web.pages import absent
from formgen.web.work.order import read_sent
from formgen.web.work.queue import WorkQueue


@dataclass(frozen=True, slots=True)
class Office:
    """What all requests share.

    schemes  the schemes that are served, by the names in their addresses
    faults   a line for each scheme that can't be served, because its folder has faults
    folder   the data folder
    shared   True if others than the office can be given links
    """

    schemes: dict[str, Scheme]
    faults: tuple[str, ...]
    folder: Path
    access: Access
    studio: Studio
    queue: WorkQueue
    cases: Cases
    files: CaseFiles
    shared: bool = False

    @property
    def checks(self) -> Path:
        """The folder with the folders of what was sent to be checked."""
        return self.folder / "checks"

    @property
    def comparisons(self) -> Path:
        """The folder with the folders of dossiers that were sent to be compared with their proofs."""
        return self.folder / "comparisons"

    @property
    def bindings(self) -> Path:
        """The folder with the folders of dossiers that are bound."""
        return self.folder / "bindings"

    @property
    def receipts(self) -> Path:
        """The folder with the folders of scans of stamped dossiers."""
        return self.folder / "receipts"

    @property
    def batches(self) -> Path:
        """The folder with the folders of batches."""
        return self.folder / "batches"

    @property
    def beginnings(self) -> Path:
        """The folder with the folders of what cases may begin with: tables, Word forms, copies of cases."""
        return self.folder / "beginnings"

    @property
    def looks(self) -> Path:
        """The folder with the folders of small pages of supplied files."""
        return self.folder / "looks"

    @property
    def shelves(self) -> tuple[Path, ...]:
        """All folders with folders of what was sent."""
        sent = (self.checks, self.comparisons, self.receipts, self.batches, self.beginnings)
        return (*sent, self.bindings, self.looks)

    def remove_case(self, case_id: str) -> None:
        """Remove a case with its versions, files, links, and all that was made of it: also batches in which it is."""
        self.cases.remove(case_id)
        self.files.remove(case_id)
        self.access.passes.forget_case(case_id)
        for above in self.shelves:
            for folder in folders(above):
                sent = read_sent(folder)
                if sent is not None and case_id in (sent.case, *sent.cases):
                    self.queue.stop(folder)
                    remove_folder(folder)
        self.access.tidy()

    def scheme(self, name: str) -> Scheme:
        """The scheme of an address. Raises 404 for an unknown one."""
        found = self.schemes.get(name)
        if found is None:
            raise absent()
        return found

    def served(self, reference: str) -> Scheme:
        """The scheme with a reference that was written down. Raises 404 if it is not served."""
        for scheme in self.schemes.values():
            if resources.scheme_reference(scheme.folder) == reference:
                return scheme
        raise absent()

    def form(self, scheme: Scheme, form_id: str) -> Form:
        """The form of an address. Raises 404 for an unknown one."""
        found = scheme.form(form_id)
        if found is None:
            raise absent()
        return found

    def prepare(self) -> None:
        """Start the processes, and let those that draw lay out the forms now, while nobody waits for them."""
        copying()
        self.studio.prepare(
            partial(prepare, resources.scheme_reference(scheme.folder), form.id)
            for scheme in self.schemes.values()
            for form in scheme.forms
            if not form.engine.is_office  # those would start LibreOffice
        )

    def close(self) -> None:
        """End the worker processes, and close the database."""
        self.queue.close()
        self.studio.close()
        self.access.close()


def open_office(
    folder: Path, scheme: str | None, processes: int, shared: bool = False, scheduler: str | None = None
) -> Office:
    """Open the data folder, and load the schemes.

    scheme     the only scheme that is served, by its name or folder; None for all that are known
    processes  how many processes draw pages, and how many pieces of other work are done at the same time
    shared     True if others than the office can be given links
    scheduler  the address of a Dask scheduler whose machines work on batches; None for this machine alone

    Raises UsageError if there is no such scheme, DefinitionError if it has faults, MachineError if the folder can't be
    written. If no scheme is named, one with faults is left out and told.
    """
    schemes, faults = load_schemes(scheme)
    database = Database(folder)
    access, queue = Access(folder, database), WorkQueue(processes, scheduler)
    office = Office(
        schemes,
        faults,
        folder,
        access,
        Studio(processes),
        queue,
        Cases(database),
        CaseFiles(folder / "cases", database),
        shared,
    )
    for shelf in office.shelves:
        office.queue.go_on(shelf)
    return office


def load_schemes(scheme: str | None) -> tuple[dict[str, Scheme], tuple[str, ...]]:
    """The schemes that are served, and a line for each that can't be. As `open_office`."""
    if scheme is not None:
        loaded = pipeline.load(scheme)
        return {loaded.id: loaded}, ()
    schemes, faults = {}, []
    for name, folder in resources.schemes().items():
        try:
            schemes[name] = pipeline.load(folder)
        except FormgenError as fault:
            faults.append(f"方案「{name}」用不了：{fault}")
    if not schemes:
        raise UsageError("；".join(faults) or "没有可用的方案")
    return schemes, tuple(faults)


def office_of(request: Request) -> Office:
    """The office that a request came to."""
    office = request.app.state.office
    assert isinstance(office, Office)
    return office


@once_for_a_scheme
def workbook(scheme: Scheme) -> bytes:
    """The empty collection workbook of a scheme, the same bytes that `formgen workbook` writes."""
    return collection_workbook(scheme, USUAL_ENTERPRISES)
