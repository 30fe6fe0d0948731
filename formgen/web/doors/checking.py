"""检查数据: tables are sent, and everything that is wrong is shown by enterprise, sheet and cell; then papers and lists."""

from __future__ import annotations

import json
import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.pipeline.outcomes import outcomes_json
from formgen.scheme.models import Scheme
from formgen.web.doors.asked import asked_scheme, asked_work, sent_before, visitor_of
from formgen.web.doors.uploads import taken, too_large
from formgen.web.guard.bodies import MEGABYTE, MOST_FIELD, MOST_FIELDS, MOST_FILE, MOST_FILES
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.folders import remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, attachment, moment, page, stored
from formgen.web.work.order import Sent, Stage, WorkEnding, WorkKind
from formgen.web.work.sources import out_folder
from formgen.web.work.tasks import RESULT, packed

MOST_SHOWN = 300
"""The most enterprises with findings that a page shows. The file check.json has all of them."""
MOST_LISTED = 20
"""The most earlier checks that are listed."""
NAMES = {WorkKind.PAPERS: "全部表格.zip", WorkKind.SUMMARY: "汇总表和补正通知.zip"}


def start(request: Request) -> Response:
    """The page where tables are sent, and what was sent before."""
    return _start(*asked_scheme(request))


def _start(office: Office, scheme: Scheme, visitor: Visitor, said: str = "", status: int = 200) -> Response:
    earlier = [(folder.name, sent) for folder, sent in sent_before(office.checks, scheme, visitor)[:MOST_LISTED]]
    return page("check.html", visitor, status, here="check", scheme=scheme, said=said, earlier=earlier, moment=moment,
                most=f"{MOST_FILE // MEGABYTE} MB", many=MOST_FILES)  # fmt: skip


async def send(request: Request) -> Response:
    """Take in what was sent, order its check, and go to its page."""
    office, scheme, visitor = asked_scheme(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
        if not sent:
            return await run_in_threadpool(_start, office, scheme, visitor, "还没有选文件；选好以后再按「检查」", 422)
        said = too_large(sent)
        if said:
            return await run_in_threadpool(_start, office, scheme, visitor, said, 413)
        folder = await run_in_threadpool(
            taken,
            office.checks,
            Sent(resources.scheme_reference(scheme.folder), time.time(), (), owner=visitor.scope),
            [(one.filename or "", one) for one in sent],
        )
    await run_in_threadpool(office.queue.put, folder, WorkKind.CHECK)
    office.access.note(visitor.name, "送来数据检查", folder.name)
    return RedirectResponse(f"/checks/{folder.name}/", 303)


def show(request: Request) -> Response:
    """The findings about what was sent, and what can be made of it."""
    office, folder, sent, scheme = _asked(request)
    states = {kind: office.queue.state(folder, kind) for kind in WorkKind}
    ending = states[WorkKind.CHECK].ending or WorkEnding()
    outcomes = ending.outcomes
    enterprises = [one for one in outcomes if not one.is_source]
    found = [one for one in outcomes if one.problems or one.failures]
    return page(
        "checked.html",
        visitor_of(request),
        here="check",
        scheme=scheme,
        sent=sent,
        moment=moment,
        states=states,
        kinds=WorkKind,
        stages=Stage,
        enterprises=len(enterprises),
        wrong=sum(one.exit_code != 0 for one in enterprises),
        found=found[:MOST_SHOWN],
        cells={(one.file, one.at): one.text for one in ending.cells},
        more=len(found) - MOST_SHOWN,
        working=any(one.is_open for one in states.values()),
    )


def findings(request: Request) -> Response:
    """The findings as `formgen check --json` prints them."""
    office, folder, _, scheme = _asked(request)
    ending = office.queue.state(folder, WorkKind.CHECK).ending
    if ending is None or ending.failure:
        raise absent()
    said = json.dumps({"scheme": scheme.id, **outcomes_json(ending.outcomes)}, ensure_ascii=False, indent=2)
    return attachment(f"{said}\n".encode(), "检查结果.json")


def result(request: Request) -> Response:
    """The table of results, when the papers are made."""
    office, folder, _, _ = _asked(request)
    if office.queue.state(folder, WorkKind.PAPERS).stage is not Stage.DONE:
        raise absent()
    return stored(out_folder(folder, WorkKind.PAPERS) / RESULT, RESULT)


def files(request: Request) -> Response:
    """All files of a kind as one ZIP, when they are made."""
    office, folder, _, _ = _asked(request)
    kind = _kind(request)
    if office.queue.state(folder, kind).stage is not Stage.DONE:
        raise absent()
    return stored(packed(folder, kind), NAMES[kind])


def make(request: Request) -> Response:
    """Order papers, or lists."""
    office, folder, _, _ = _asked(request)
    kind = _kind(request)
    office.queue.put(folder, kind)
    office.access.note(visitor_of(request).name, f"要求生成 {kind.value}", folder.name)
    return RedirectResponse(f"/checks/{folder.name}/", 303)


def stop(request: Request) -> Response:
    """Stop all work on what was sent."""
    office, folder, _, _ = _asked(request)
    office.queue.stop(folder)
    return RedirectResponse(f"/checks/{folder.name}/", 303)


def remove(request: Request) -> Response:
    """Stop all work on what was sent, and remove it with all that was made of it."""
    office, folder, _, scheme = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    office.access.note(visitor_of(request).name, "删去送来的数据", folder.name)
    return RedirectResponse(f"/check/{scheme.id}/", 303)


def _asked(request: Request) -> tuple[Office, Path, Sent, Scheme]:
    return asked_work(request, office_of(request).checks)


def _kind(request: Request) -> WorkKind:
    found = next((kind for kind in NAMES if kind.value == request.path_params["kind"]), None)
    if found is None:
        raise absent()
    return found
