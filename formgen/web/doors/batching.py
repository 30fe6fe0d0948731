"""批量: all applicants of sent tables, or of the cases of a town, in one run, as `formgen batch` makes them."""

from __future__ import annotations

import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_scheme, asked_work, may_see, sent_before, town_of, visitor_of
from formgen.web.doors.entrance import days_left
from formgen.web.doors.snapshots import laid_ready, named
from formgen.web.doors.uploads import taken, too_large
from formgen.web.filling.remedies import remedy_address
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.guard.visitors import Role, Visitor
from formgen.web.kept.folders import new_folder, remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, opened, page, stored
from formgen.web.work.order import Sent, Stage, WorkKind, write_sent
from formgen.web.work.results import BatchResults, FindingLine, read_results
from formgen.web.work.sources import out_folder
from formgen.web.work.tasks import RECORD, RESULT, RESULT_JSON

MOST_SHOWN = 300
"""The most enterprises that a page lists. 结果.xlsx has all of them."""
ALL_TOWNS = "*"
"""What the form says for the cases of all towns."""


def start(request: Request) -> Response:
    """The page where a batch is begun, and the earlier ones."""
    office, scheme, visitor = asked_scheme(request)
    return _start(office, scheme, visitor)


def _start(office: Office, scheme: Scheme, visitor: Visitor, said: str = "", status: int = 200) -> Response:
    return page(
        "batch.html",
        visitor,
        status,
        here="batch",
        scheme=scheme,
        said=said,
        left=days_left,
        towns=_cases_by_town(office, scheme, visitor),
        all_towns=ALL_TOWNS,
        earlier=[
            (folder.name, sent, office.queue.state(folder, WorkKind.BATCH))
            for folder, sent in sent_before(office.batches, scheme, visitor)
        ],
        titles={one.id: one.title for one in scheme.dossiers},
        stages=Stage,
        moment=moment,
    )


def _cases_by_town(office: Office, scheme: Scheme, visitor: Visitor) -> dict[str, int]:
    """How many cases each town has that the visitor may see."""
    counts = dict.fromkeys(scheme.town_names, 0) if visitor.role is Role.OFFICE else {visitor.about: 0}
    for case_id, newest in office.cases.listed(resources.scheme_reference(scheme.folder)):
        if may_see(office, visitor, case_id, scheme, newest):
            town = town_of(office, case_id, scheme, newest)
            counts[town] = counts.get(town, 0) + 1
    return counts


async def send(request: Request) -> Response:
    """Take in tables, or the cases of a town, order the batch, and go to its page."""
    office, scheme, visitor = asked_scheme(request)
    reference = resources.scheme_reference(scheme.folder)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        dossier, town = str(form.get("dossier", "")), str(form.get("town", ""))
        draft = form.get("draft") == "1"
        if dossier and scheme.dossier(dossier) is None:
            raise absent()
        said = too_large(files)
        if bool(files) == bool(town):
            said = said or "选一些文件，或者选一处的填报，两样里选一样"
        if said:
            return await run_in_threadpool(_start, office, scheme, visitor, said, 422)
        given = Sent(reference, time.time(), (), dossier, draft, owner=visitor.scope)
        if files:
            sent = [(one.filename or "", one) for one in files]
            folder = await run_in_threadpool(taken, office.batches, given, sent)
        else:
            folder = await run_in_threadpool(_of_cases, office, scheme, visitor, town, given)
    await run_in_threadpool(office.queue.put, folder, WorkKind.BATCH)
    office.access.note(visitor.name, "批量", folder.name)
    return RedirectResponse(f"/batches/{folder.name}/", 303)


def _of_cases(office: Office, scheme: Scheme, visitor: Visitor, town: str, given: Sent) -> Path:
    """A folder with the cases of a town, as they are now."""
    chosen = [
        (case_id, newest)
        for case_id, newest in reversed(office.cases.listed(given.scheme))
        if may_see(office, visitor, case_id, scheme, newest)
        and town in (ALL_TOWNS, town_of(office, case_id, scheme, newest))
    ]
    if not chosen:
        raise absent()
    folder = new_folder(office.batches)
    try:
        uploads = laid_ready(office, folder, named(scheme, chosen))
        write_sent(folder, replace(given, files=uploads, cases=tuple(case_id for case_id, _ in chosen)))
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def show(request: Request) -> Response:
    """How far a batch is, and what came of it by town and enterprise."""
    office, folder, sent, scheme = _asked(request)
    state = office.queue.state(folder, WorkKind.BATCH)
    found = _results(folder) if state.stage is Stage.DONE else BatchResults((), ())
    chosen = request.query_params.get("town")
    shown = [one for one in found.enterprises if chosen is None or one.town == chosen]
    dossier = scheme.dossier(sent.dossier) if sent.dossier else None

    def where(case: str, one: FindingLine) -> str:
        return remedy_address(scheme, case, sent.dossier, one.code, one.label, one.at) if case else ""

    return page(
        "batched.html",
        visitor_of(request),
        here="batch",
        scheme=scheme,
        sent=sent,
        state=state,
        stages=Stage,
        moment=moment,
        dossier=dossier,
        left=days_left,
        towns=found.towns,
        chosen=chosen,
        enterprises=len(found.enterprises),
        shown=shown[:MOST_SHOWN],
        more=len(shown) - MOST_SHOWN,
        case_of=lambda one: _case_of(sent, one.file),
        where=where,
        problems=state.ending.outcomes if state.ending else (),
    )


def _case_of(sent: Sent, file: str) -> str:
    """The id of the case whose record a batch knows by this name, with its folder if there are several; empty for none."""
    records = (one.name for one in sent.files if one.name.endswith(f"/{RECORD}") and one.name.count("/") == 1)
    found = [case for name, case in zip(records, sent.cases, strict=False) if f"/{name}".endswith(f"/{file}")]
    return found[0] if len(found) == 1 else ""


def go_on(request: Request) -> Response:
    """Go on with a batch that was stopped. What is made is kept."""
    office, folder, _, _ = _asked(request)
    office.queue.put(folder, WorkKind.BATCH)
    office.access.note(visitor_of(request).name, "接着做批量", folder.name)
    return RedirectResponse(f"/batches/{folder.name}/", 303)


def stop(request: Request) -> Response:
    """Stop a batch, with all its processes. What is made stays."""
    office, folder, _, _ = _asked(request)
    office.queue.stop(folder)
    office.access.note(visitor_of(request).name, "停下批量", folder.name)
    return RedirectResponse(f"/batches/{folder.name}/", 303)


def remove(request: Request) -> Response:
    """Stop a batch, and remove it with all that it made."""
    office, folder, _, scheme = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    office.access.note(visitor_of(request).name, "删去批量", folder.name)
    return RedirectResponse(f"/batch/{scheme.id}/", 303)


def result(request: Request) -> Response:
    """The table of results."""
    _, folder = _made(request)
    return stored(out_folder(folder, WorkKind.BATCH) / RESULT, RESULT)


def papers(request: Request) -> Response:
    """The papers of all enterprises, or of one town, as a ZIP. Papers are not packed tighter: they are packed already."""
    scheme, folder = _made(request)
    found = _results(folder)
    number: int | None = request.path_params.get("number")
    if number is not None and not 1 <= number <= len(found.towns):
        raise absent()
    chosen = None if number is None else found.towns[number - 1].town
    out = out_folder(folder, WorkKind.BATCH)
    packed: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # it is closed when it was sent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for one in found.enterprises:
            for file in one.files if chosen is None or one.town == chosen else ():
                archive.write(out / file.path, file.path)
        if chosen is None:
            archive.write(out / RESULT, RESULT)
    name = f"{scheme.title[:40]}-{'全部' if chosen is None else chosen or '没有写'}.zip"
    return opened(packed, name)


def _asked(request: Request) -> tuple[Office, Path, Sent, Scheme]:
    return asked_work(request, office_of(request).batches)


def _made(request: Request) -> tuple[Scheme, Path]:
    office, folder, _, scheme = _asked(request)
    if office.queue.state(folder, WorkKind.BATCH).stage is not Stage.DONE:
        raise absent()
    return scheme, folder


def _results(folder: Path) -> BatchResults:
    found = read_results(out_folder(folder, WorkKind.BATCH) / RESULT_JSON)
    if found is None:
        raise absent()
    return found
