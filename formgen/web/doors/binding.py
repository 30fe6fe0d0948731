"""材料和佐证, 装订: files are put to the materials of a stage, and the dossier is bound, as a draft or final."""

from __future__ import annotations

import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen import resources
from formgen.delivery import file_names
from formgen.record.scoring import written_points
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_case, asked_folder, visitor_of
from formgen.web.doors.snapshots import CaseNow, laid_ready
from formgen.web.doors.uploads import too_large
from formgen.web.drawing import draws
from formgen.web.filling.supplied import EVIDENCE, MATERIAL, is_place, moved, pieces, with_files, with_pieces
from formgen.web.filling.texts import typed_texts
from formgen.web.guard.bodies import LARGE_BODY, MEGABYTE, MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.case_files import CaseFile
from formgen.web.kept.cases import Version
from formgen.web.kept.folders import new_folder, remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, page, picture, stored
from formgen.web.work.order import Sent, Stage, WorkKind, write_sent
from formgen.web.work.sources import parts_of
from formgen.web.work.tasks import APPLICANT, out_folder, packed

MOVES = {"up": -1, "down": 1, "away": 0}
"""What a button does with a file: by how many places it moves it; 0 takes it away."""
MOST_TITLE = 200


def show(request: Request) -> Response:
    """The materials of a stage with their files, and the buttons that bind it."""
    office, case_id, scheme, version = asked_case(request)
    return _show(office, visitor_of(request), case_id, scheme, _dossier(request, scheme), version)


def _show(
    office: Office,
    visitor: Visitor,
    case_id: str,
    scheme: Scheme,
    dossier: Dossier,
    version: Version,
    said: str = "",
    status: int = 200,
) -> Response:
    found = pieces(scheme, version.record)
    known = office.files.listed(case_id)
    return page(
        "binding.html",
        visitor,
        status,
        here="fill",
        scheme=scheme,
        case=case_id,
        dossier=dossier,
        name=typed_texts(scheme, version.record).get(scheme.applicant.name, ""),
        forms={form.id: form for form in scheme.forms},
        materials={one.place.removeprefix(MATERIAL): one for one in found if one.place.startswith(MATERIAL)},
        evidence=[
            (scheme.indicators[one.place.removeprefix(EVIDENCE)], one)
            for one in found
            if one.place.removeprefix(EVIDENCE) in scheme.indicators
        ],
        known=known,
        megabyte=MEGABYTE,
        points=written_points,
        said=said,
    )


async def add(request: Request) -> Response:
    """Put files to a material or to a row of scores."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier = _dossier(request, scheme)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        place, title = str(form.get("place", "")), str(form.get("title", "")).strip()
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        if not is_place(scheme, place):
            raise absent()
        said = too_large(sent) if sent else "还没有选文件"
        if place.startswith(EVIDENCE) and not title:
            said = said or "还没有写这份佐证叫什么"
        known = await run_in_threadpool(office.files.listed, case_id)
        if len(known) + len(sent) > MOST_FILES or _size(known) + sum(one.size or 0 for one in sent) > LARGE_BODY:
            said = f"放不下了：一份材料最多 {MOST_FILES} 个文件，共 {LARGE_BODY // MEGABYTE} MB"
        if said or len(title) > MOST_TITLE:
            said = said or f"标题太长，最多 {MOST_TITLE} 个字"
            return await run_in_threadpool(
                _show, office, visitor_of(request), case_id, scheme, dossier, version, said, 422
            )
        await run_in_threadpool(_kept, office, case_id, scheme, place, title, sent, visitor_of(request).name)
    return RedirectResponse(_address(case_id, dossier), 303)


def _kept(
    office: Office, case_id: str, scheme: Scheme, place: str, title: str, sent: list[UploadFile], who: str
) -> None:
    supplied = {f"{MATERIAL}{one.id}": one.label for one in scheme.supplied}
    below = supplied.get(place) or f"佐证/{place.removeprefix(EVIDENCE)}"
    paths = []
    for one in sent:
        _, own = parts_of(one.filename or "")
        folders, _ = parts_of(f"{below}/x")
        path = "/".join((*folders, *file_names((own,))))
        paths.append(office.files.take(case_id, path, one.file).path)

    def change(record: str) -> str:
        return with_pieces(scheme, record, with_files(pieces(scheme, record), place, title, tuple(paths)))

    office.cases.put(case_id, who, change)
    office.access.note(who, "放进文件", case_id)


async def change(request: Request) -> Response:
    """Move a file of a place, or take it away."""
    office, case_id, scheme, _ = await run_in_threadpool(asked_case, request)
    dossier = _dossier(request, scheme)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        place, path, action = (str(form.get(name, "")) for name in ("place", "path", "action"))
    if action not in MOVES:
        raise absent()

    def changed(record: str) -> str:
        return with_pieces(scheme, record, moved(pieces(scheme, record), place, path, MOVES[action]))

    await run_in_threadpool(office.cases.put, case_id, visitor_of(request).name, changed)
    return RedirectResponse(_address(case_id, dossier), 303)


async def bind(request: Request) -> Response:
    """Order a dossier, and go to its page."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier = _dossier(request, scheme)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        draft = form.get("draft") == "1"
    folder = await run_in_threadpool(_laid_ready, office, case_id, scheme, dossier, version, draft)
    await run_in_threadpool(office.queue.put, folder, WorkKind.BIND)
    office.access.note(visitor_of(request).name, "装订草稿" if draft else "装订", case_id)
    return RedirectResponse(f"/bound/{folder.name}/", 303)


def _laid_ready(office: Office, case_id: str, scheme: Scheme, dossier: Dossier, version: Version, draft: bool) -> Path:
    """A folder with the record and its files, as they are now: what is changed later does not change what is bound."""
    folder = new_folder(office.bindings)
    try:
        uploads = laid_ready(office, folder, (CaseNow(APPLICANT, case_id, scheme, version),))
        reference = resources.scheme_reference(scheme.folder)
        write_sent(folder, Sent(reference, time.time(), uploads, dossier.id, draft, case_id))
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def bound(request: Request) -> Response:
    """How far a dossier is, or what it lacks, or its pages."""
    office, folder, sent, scheme, dossier = _asked(request)
    state = office.queue.state(folder, WorkKind.BIND)
    outcome = state.ending.outcomes[0] if state.ending and state.ending.outcomes else None
    return page(
        "bound.html",
        visitor_of(request),
        here="fill",
        scheme=scheme,
        sent=sent,
        dossier=dossier,
        state=state,
        stages=Stage,
        moment=moment,
        made=state.ending.bound if state.ending else None,
        errors=[one for one in outcome.problems if one.is_error] if outcome else [],
        remarks=[one for one in outcome.problems if not one.is_error] if outcome else [],
    )


def packet(request: Request) -> Response:
    """The dossier with its proof and the papers beside it, as one ZIP."""
    _, folder, sent, _, dossier = _asked(request)
    _made(request)
    return stored(packed(folder, WorkKind.BIND), f"{dossier.title}{'（草稿）' if sent.draft else ''}.zip")


def pdf(request: Request) -> Response:
    """The dossier alone; its first volume if it has several."""
    path, _ = _made(request)
    return stored(path, path.name)


def bound_page(request: Request) -> Response:
    """A page of a bound dossier as a picture."""
    path, pages = _made(request)
    number = request.path_params["number"]
    if not 1 <= number <= pages:
        raise absent()
    (drawn,) = office_of(request).studio.draw(draws.file_pictures, str(path), (number,))
    return picture(drawn)


def remove(request: Request) -> Response:
    """Stop the binding, and remove the dossier. The case stays."""
    office, folder, sent, _, dossier = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    return RedirectResponse(_address(sent.case, dossier), 303)


def _asked(request: Request) -> tuple[Office, Path, Sent, Scheme, Dossier]:
    office, folder, sent = asked_folder(request, office_of(request).bindings)
    scheme = office.served(sent.scheme)
    dossier = scheme.dossier(sent.dossier)
    if dossier is None:
        raise absent()
    return office, folder, sent, scheme, dossier


def _made(request: Request) -> tuple[Path, int]:
    office, folder, _, _, _ = _asked(request)
    ending = office.queue.state(folder, WorkKind.BIND).ending
    if ending is None or ending.bound is None:
        raise absent()
    path, pages = ending.bound
    return out_folder(folder, WorkKind.BIND) / path, pages


def _dossier(request: Request, scheme: Scheme) -> Dossier:
    found = scheme.dossier(request.path_params["dossier"])
    if found is None:
        raise absent()
    return found


def _address(case_id: str, dossier: Dossier) -> str:
    return f"/cases/{case_id}/dossiers/{dossier.id}/"


def _size(known: dict[str, CaseFile]) -> int:
    return sum(one.size for one in known.values())
