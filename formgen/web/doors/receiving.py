"""盖章扫描对照: the scan of a stamped and signed dossier is held against the one that was bound; an officer ticks each finding.

The pages work without JavaScript: a finding is a link to its place, which is framed on the page's picture.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.pipeline.receiving import BOUND, SCAN, page_picture
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import Scheme
from formgen.summary.letter import TITLE, stamping_letter
from formgen.summary.word import paper_word
from formgen.web.doors.asked import asked_dossier, visitor_of
from formgen.web.doors.binding import asked_binding, show_bound, volumes_of
from formgen.web.doors.supplying import address_of
from formgen.web.doors.uploads import taken, too_large
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.guard.visitors import OFFICES
from formgen.web.kept.folders import remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, attachment, moment, page, picture, stored
from formgen.web.work.order import FILES, Sent, Stage, Upload, WorkKind, read_sent, write_sent
from formgen.web.work.receipts import (
    Receipt,
    ReceiptFinding,
    ReceiptPage,
    Tick,
    Ticked,
    findings_of,
    read_receipt,
    read_ticks,
    write_ticks,
)
from formgen.web.work.receiving import DOSSIER, PDF, PROOF, SCANS, pages_folder, report_path

FORMATS = (".pdf", ".json")
"""The kinds of files in which the report is given out."""


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """A finding with what an officer said of it, or with what is proposed as long as nobody has said anything."""

    finding: ReceiptFinding
    tick: Tick | None


async def send(request: Request) -> Response:
    """Take in a scan of a bound dossier, order its comparison, and go to its page."""
    office, _, sent, _, _ = await run_in_threadpool(asked_binding, request)
    volumes = await run_in_threadpool(volumes_of, request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        files = [one for one in form.getlist("scan") if isinstance(one, UploadFile) and one.filename]
        number = str(form.get("volume", "1"))
        said = too_large(files) if files else "还没有选扫描件"
        if number not in {str(one) for one in range(1, len(volumes) + 1)}:
            said = "没有这一册"
        if said:
            return await run_in_threadpool(show_bound, request, said, 422)
        given = Sent(sent.scheme, time.time(), (), sent.dossier, case=sent.case, owner=visitor_of(request).scope)
        scans = [(f"{SCANS}/{one.filename}", one) for one in files]
        folder = await run_in_threadpool(_taken, office, given, scans, volumes[int(number) - 1][0])
    await run_in_threadpool(office.queue.put, folder, WorkKind.RECEIVE)
    office.access.note(visitor_of(request).name, "送来盖章后的扫描件对照", sent.case)
    return RedirectResponse(f"/received/{folder.name}/", 303)


def _taken(office: Office, given: Sent, scans: Sequence[tuple[str, UploadFile]], bound: Path) -> Path:
    """A new folder with the scan, and with the bound dossier and its proof as they are now."""
    folder = taken(office.receipts, given, scans)
    try:
        sent = read_sent(folder)
        assert sent is not None
        uploads = list(sent.files)
        for name, path in ((PDF, bound), (PROOF, bound.with_suffix(".proof.json"))):
            os.link(path, folder / FILES / str(len(uploads)))
            uploads.append(Upload(f"{DOSSIER}/{name}", path.stat().st_size))
        write_sent(folder, replace(sent, files=tuple(uploads)))
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def show(request: Request) -> Response:
    """How far the comparison is, or what was found, with the pages beside each other."""
    office, folder, sent, scheme, dossier = _asked(request)
    receipt = read_receipt(report_path(folder, ".json"))
    seen = _seen(folder, receipt) if receipt is not None else ()
    return page(
        "received.html",
        visitor_of(request),
        here="fill",
        scheme=scheme,
        sent=sent,
        dossier=dossier,
        moment=moment,
        state=office.queue.state(folder, WorkKind.RECEIVE),
        stages=Stage,
        receipt=receipt,
        seen=seen,
        sheets=_sheets(folder, receipt, seen) if receipt is not None else (),
        ticks=Tick,
        is_ticked=bool(read_ticks(folder)),
        may_tick=visitor_of(request).role in OFFICES,
    )


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A page of the scan that is shown: which one, counted from 1; whether the bound page stands beside it; what was found on it."""

    at: int
    page: ReceiptPage
    has_bound: bool
    findings: tuple[ReceiptFinding, ...]


def _seen(folder: Path, receipt: Receipt) -> tuple[SeenFinding, ...]:
    said = {one.key: one.tick for one in read_ticks(folder)}
    proposed = not said
    return tuple(
        SeenFinding(one, said.get(one.key, Tick.LACKING if proposed and one.is_lack else None))
        for one in findings_of(receipt)
    )


def _sheets(folder: Path, receipt: Receipt, seen: Sequence[SeenFinding]) -> tuple[ShownSheet, ...]:
    pages = pages_folder(folder)
    return tuple(
        ShownSheet(
            at,
            one,
            page_picture(pages, BOUND, at).is_file(),
            tuple(each.finding for each in seen if each.finding.at == at),
        )
        for at, one in enumerate(receipt.pages, start=1)
        if page_picture(pages, SCAN, at).is_file()
    )


def page_side(request: Request) -> Response:
    """A page as it was scanned, or as it was bound."""
    _, folder, _, _, _ = _asked(request)
    side, number = request.path_params["side"], request.path_params["number"]
    if side not in (SCAN, BOUND):
        raise absent()
    try:
        return picture(page_picture(pages_folder(folder), side, number).read_bytes(), ".jpg")
    except OSError:
        raise absent() from None


async def tick(request: Request) -> Response:
    """Keep what an officer says of each finding."""
    office, folder, sent, _, _ = await run_in_threadpool(_asked, request)
    receipt = await run_in_threadpool(read_receipt, report_path(folder, ".json"))
    if receipt is None:
        raise absent()
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        said = tuple(
            Ticked(one.key, Tick(value))
            for one in findings_of(receipt)
            if (value := str(form.get(one.key, ""))) in set(Tick)
        )
    await run_in_threadpool(write_ticks, folder, said)
    office.access.note(visitor_of(request).name, "看过扫描件的对照结果", sent.case)
    return RedirectResponse(f"/received/{folder.name}/#findings", 303)


def letter(request: Request) -> Response:
    """The 补正通知 with all that an officer ticked to be corrected, as a Word file. 404 if nothing is."""
    _, folder, _, scheme, dossier = _asked(request)
    receipt = read_receipt(report_path(folder, ".json"))
    lacking = {one.key for one in read_ticks(folder) if one.tick is Tick.LACKING}
    if receipt is None or not lacking:
        raise absent()
    rows = tuple((one.where, one.said, one.remedy) for one in findings_of(receipt) if one.key in lacking)
    name = receipt.title.partition(f" {dossier.title}")[0]
    paper = stamping_letter(scheme, dossier, name, rows).printable()
    return attachment(paper_word(paper), f"{TITLE}-{name}-{dossier.title}.docx")


def report(request: Request) -> Response:
    """The report, to be filed or for programs."""
    _, folder, _, _, _ = _asked(request)
    suffix = f".{request.path_params['format']}"
    if suffix not in FORMATS:
        raise absent()
    path = report_path(folder, suffix)
    return stored(path, path.name)


def remove(request: Request) -> Response:
    """Stop the comparison, and remove the scan with all that was found. The case and the bound dossier stay."""
    office, folder, sent, _, dossier = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    return RedirectResponse(address_of(sent.case, dossier), 303)


def _asked(request: Request) -> tuple[Office, Path, Sent, Scheme, Dossier]:
    return asked_dossier(request, office_of(request).receipts)
