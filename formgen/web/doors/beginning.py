"""用以前的数据开头, 备份: cases begin with records of tables and Word forms; copies of cases are taken away and read again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_case, asked_folder, asked_scheme, case_of, may_see, visitor_of
from formgen.web.doors.earlier import DEED, begun_with, taken_into
from formgen.web.doors.snapshots import named
from formgen.web.doors.uploads import taken, too_large
from formgen.web.filling.taking import filled_up
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.guard.visitors import Role, Visitor
from formgen.web.kept.backups import write_backup
from formgen.web.kept.cases import Version
from formgen.web.kept.folders import remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, opened, page
from formgen.web.work.beginnings import read_candidates
from formgen.web.work.order import Sent, Stage, WorkKind


async def read(request: Request) -> Response:
    """Take in tables or Word forms for new cases, and go to the page with the records in them."""
    office, scheme, visitor = asked_scheme(request)
    return await _read(request, office, scheme, visitor, "", f"/fill/{scheme.id}/")


async def read_for_case(request: Request) -> Response:
    """Take in a table or a Word form for a case that is there."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    return await _read(request, office, scheme, visitor_of(request), case_id, f"/cases/{case_id}/versions/")


async def _read(
    request: Request, office: Office, scheme: Scheme, visitor: Visitor, case_id: str, back: str
) -> Response:
    reference = resources.scheme_reference(scheme.folder)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        said = too_large(files) if files else "还没有选文件"
        if said:
            return page("unread.html", visitor, 422, here="fill", scheme=scheme, said=said, back=back)
        given = Sent(reference, time.time(), (), case=case_id, owner=visitor.scope)
        sent = [(one.filename or "", one) for one in files]
        folder = await run_in_threadpool(taken, office.beginnings, given, sent)
    await run_in_threadpool(office.queue.put, folder, WorkKind.BEGIN)
    office.access.note(visitor.name, "送来以前的数据", case_id or folder.name)
    return RedirectResponse(f"/beginnings/{folder.name}/", 303)


def show(request: Request) -> Response:
    """The records that were found in what was sent; or how many copies of cases were read again."""
    office, folder, sent, scheme = _asked(request)
    kind = WorkKind.RESTORE if sent.is_backup else WorkKind.BEGIN
    state = office.queue.state(folder, kind)
    return page(
        "beginning.html",
        visitor_of(request),
        here="fill",
        scheme=scheme,
        sent=sent,
        state=state,
        stages=Stage,
        moment=moment,
        candidates=read_candidates(folder) if state.stage is Stage.DONE else (),
    )


def begin(request: Request) -> Response:
    """Begin a case with one of the records; or fill the empty fields of the case for which they were sent."""
    office, folder, sent, scheme = _asked(request)
    visitor, found = visitor_of(request), read_candidates(folder)
    number: int = request.path_params["number"]
    if not 1 <= number <= len(found):
        raise absent()
    chosen = found[number - 1]
    if sent.case:
        case_of(request, sent.case)
        office.cases.put(sent.case, visitor.name, lambda record: filled_up(scheme, record, chosen.record))
        return taken_into(office, scheme, visitor, sent.case, chosen.lost, DEED)
    if visitor.role is Role.CASE:
        raise absent()
    return begun_with(office, scheme, visitor, chosen.record, chosen.lost, DEED)


def remove(request: Request) -> Response:
    """Remove what was sent to begin with. The cases stay."""
    office, folder, sent, scheme = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    return RedirectResponse(f"/cases/{sent.case}/" if sent.case else f"/fill/{scheme.id}/", 303)


def copy_of_case(request: Request) -> Response:
    """A copy of one case with its versions and files."""
    office, case_id, scheme, version = asked_case(request)
    return _copy(office, visitor_of(request), scheme, [(case_id, version)], "备份.zip")


def copy_of_all(request: Request) -> Response:
    """A copy of all cases of a scheme that the visitor may see."""
    office, scheme, visitor = asked_scheme(request)
    chosen = [
        (case_id, newest)
        for case_id, newest in office.cases.listed(resources.scheme_reference(scheme.folder))
        if may_see(office, visitor, case_id, scheme, newest)
    ]
    return _copy(office, visitor, scheme, chosen, "全部备份.zip")


def _copy(office: Office, visitor: Visitor, scheme: Scheme, chosen: list[tuple[str, Version]], name: str) -> Response:
    office.access.note(visitor.name, "下载备份", chosen[0][0] if len(chosen) == 1 else "")
    target = tempfile.TemporaryFile(dir=office.folder)  # noqa: SIM115  # it is closed when it was sent
    folders = [(one.folder, one.case_id, scheme.id) for one in named(scheme, chosen)]
    write_backup(target, office.cases, office.files, folders)
    return opened(target, name)


async def restore(request: Request) -> Response:
    """Take in a copy of cases, and order that it be read again."""
    office, scheme, visitor = asked_scheme(request)
    reference = resources.scheme_reference(scheme.folder)
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        if not files:
            said, back = "还没有选备份（.zip）", f"/fill/{scheme.id}/"
            return page("unread.html", visitor, 422, here="fill", scheme=scheme, said=said, back=back)
        given = Sent(reference, time.time(), (), owner=visitor.scope, is_backup=True)
        folder = await run_in_threadpool(taken, office.beginnings, given, [("备份.zip", files[0])])
    await run_in_threadpool(office.queue.put, folder, WorkKind.RESTORE)
    office.access.note(visitor.name, "送来备份", folder.name)
    return RedirectResponse(f"/beginnings/{folder.name}/", 303)


def _asked(request: Request) -> tuple[Office, Path, Sent, Scheme]:
    office, folder, sent = asked_folder(request, office_of(request).beginnings)
    return office, folder, sent, office.served(sent.scheme)
