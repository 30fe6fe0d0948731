"""装订: the dossier of a stage is bound, as a draft or final, with all options; its pages are leafed through."""

from __future__ import annotations

import math
import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.dossier.options import Options
from formgen.foundation import resources
from formgen.pipeline.machine import can_receive
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_case, asked_dossier, visitor_of
from formgen.web.doors.snapshots import CaseNow, laid_ready
from formgen.web.doors.supplying import SWITCHES, address_of, dossier_of, show_files
from formgen.web.drawing import draws
from formgen.web.filling.remedies import remedy_address
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS
from formgen.web.kept.cases import Version
from formgen.web.kept.folders import new_folder, remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, page, picture, stored
from formgen.web.work.order import Sent, Stage, WorkKind, write_sent
from formgen.web.work.sources import out_folder
from formgen.web.work.tasks import APPLICANT, packed

MEGABYTE = 1_000_000
"""The bytes of a megabyte as upload pages count it, as in the option `--max-size`."""
MOST_COPIES, MOST_MEGABYTES = 99, 10_000


async def bind(request: Request) -> Response:
    """Order a dossier, and go to its page."""
    office, case_id, scheme, version = await run_in_threadpool(asked_case, request)
    dossier = dossier_of(request, scheme)
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        draft = form.get("draft") == "1"
        try:
            options = chosen_options(form)
        except ValueError as fault:
            told = (str(fault),)
            return await run_in_threadpool(
                show_files, office, visitor_of(request), case_id, scheme, dossier, version, told, 422
            )
    folder = await run_in_threadpool(_laid_ready, office, case_id, scheme, dossier, version, draft, options)
    await run_in_threadpool(office.queue.put, folder, WorkKind.BIND)
    office.access.note(visitor_of(request).name, "装订草稿" if draft else "装订", case_id)
    return RedirectResponse(f"/bound/{folder.name}/", 303)


def chosen_options(form: FormData) -> Options:
    """The options of `formgen dossier` that a form says. Raises ValueError, in Chinese, for a number that is none."""
    copies, size = str(form.get("copies", "")).strip(), str(form.get("max_size", "")).strip()
    if copies and not (copies.isascii() and copies.isdigit() and 1 <= int(copies[:3]) <= MOST_COPIES):
        raise ValueError(f"印几份，写 1 到 {MOST_COPIES} 的数")
    try:
        most = float(size) if size else None
    except ValueError:
        most = math.nan
    if most is not None and not 0 < most < MOST_MEGABYTES:
        raise ValueError("每个文件最大多少 MB，写一个数，如 20")
    chosen = {name for name, _ in SWITCHES if form.get(name) == "1"}
    return Options(
        duplex="duplex" in chosen,
        copies=int(copies) if copies else None,
        max_bytes=None if most is None else int(most * MEGABYTE),
        keep_size="keep_size" in chosen,
        archive="archive" in chosen,
        proof_page="proof_page" in chosen,
        with_opinions="with_opinions" in chosen,
        masked="masked" in chosen,
        masked_supplied="masked" in chosen and form.get("masked_supplied") == "1",
        signature_fields="signature_fields" in chosen,
        marks="marks" in chosen,
    )


def _laid_ready(
    office: Office, case_id: str, scheme: Scheme, dossier: Dossier, version: Version, draft: bool, options: Options
) -> Path:
    """A folder with the record and its files, as they are now: what is changed later does not change what is bound."""
    folder = new_folder(office.bindings)
    try:
        uploads = laid_ready(office, folder, (CaseNow(APPLICANT, case_id, scheme, version),))
        reference = resources.scheme_reference(scheme.folder)
        write_sent(folder, Sent(reference, time.time(), uploads, dossier.id, draft, case_id, options=options))
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def bound(request: Request) -> Response:
    """How far a dossier is, or what it lacks, or its pages."""
    return show_bound(request)


def show_bound(request: Request, said: str = "", status: int = 200) -> Response:
    """The page of a bound dossier. said: why a scan of it was not taken; empty for none."""
    office, folder, sent, scheme, dossier = asked_binding(request)
    state = office.queue.state(folder, WorkKind.BIND)
    outcome = state.ending.outcomes[0] if state.ending and state.ending.outcomes else None
    return page(
        "bound.html",
        visitor_of(request),
        status,
        here="fill",
        said=said,
        takes_scans=can_receive() and not sent.draft and not sent.options.masked,
        volumes=len(state.ending.volumes) if state.ending else 0,
        scheme=scheme,
        sent=sent,
        dossier=dossier,
        state=state,
        stages=Stage,
        moment=moment,
        where=lambda one: remedy_address(scheme, sent.case, dossier.id, one.code, one.label, one.place.at),
        made=state.ending.bound if state.ending else None,
        errors=[one for one in outcome.problems if one.is_error] if outcome else [],
        remarks=[one for one in outcome.problems if not one.is_error] if outcome else [],
    )


def packet(request: Request) -> Response:
    """The dossier with its proof and the papers beside it, as one ZIP."""
    _, folder, sent, _, dossier = asked_binding(request)
    volumes_of(request)
    return stored(packed(folder, WorkKind.BIND), f"{dossier.title}{'（草稿）' if sent.draft else ''}.zip")


def pdf(request: Request) -> Response:
    """The dossier alone; its first volume if it has several."""
    (path, _), *_ = volumes_of(request)
    return stored(path, path.name)


def bound_page(request: Request) -> Response:
    """A page of a bound dossier as a picture."""
    volumes = volumes_of(request)
    number: int = request.path_params["number"]
    for path, pages in volumes:
        if 1 <= number <= pages:
            (drawn,) = office_of(request).studio.draw(draws.file_pictures, str(path), (number,))
            return picture(drawn)
        number -= pages
    raise absent()


def remove(request: Request) -> Response:
    """Stop the binding, and remove the dossier. The case stays."""
    office, folder, sent, _, dossier = asked_binding(request)
    office.queue.stop(folder)
    remove_folder(folder)
    return RedirectResponse(address_of(sent.case, dossier), 303)


def asked_binding(request: Request) -> tuple[Office, Path, Sent, Scheme, Dossier]:
    """The folder of a bound dossier. Raises 404 if there is none that its visitor may see."""
    return asked_dossier(request, office_of(request).bindings)


def volumes_of(request: Request) -> tuple[tuple[Path, int], ...]:
    """Each volume of a bound dossier with its pages. Raises 404 if it is not bound."""
    office, folder, _, _, _ = asked_binding(request)
    ending = office.queue.state(folder, WorkKind.BIND).ending
    if ending is None or ending.bound is None:
        raise absent()
    return tuple((out_folder(folder, WorkKind.BIND) / path, pages) for path, pages in ending.volumes)
