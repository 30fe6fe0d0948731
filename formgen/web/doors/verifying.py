"""核对: a bound dossier is sent with its proof and its sources, and compared with them."""

from __future__ import annotations

import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.web.doors.asked import asked_folder, visitor_of
from formgen.web.doors.uploads import taken, too_large
from formgen.web.guard.bodies import MOST_FIELD, MOST_FIELDS, MOST_FILES
from formgen.web.kept.folders import remove_folder
from formgen.web.office import Office, office_of
from formgen.web.pages import absent, moment, page, picture
from formgen.web.work.order import Sent, Stage, WorkKind
from formgen.web.work.tasks import DOSSIER, MOST_DRAWN, NOW, ORIGINAL, PDF, PROOF, SOURCES, WAS, changed_page


def start(request: Request) -> Response:
    """The page where a dossier is sent."""
    return page("verify.html", visitor_of(request), here="verify", said="")


async def send(request: Request) -> Response:
    """Take in a dossier, order its comparison, and go to its page."""
    office, visitor = office_of(request), visitor_of(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD) as form:
        files = {
            name: [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
            for name in (DOSSIER, "proof", ORIGINAL, SOURCES)
        }
        every = [one for inside in files.values() for one in inside]
        said = too_large(every) if files[DOSSIER] else "还没有选装订好的材料（PDF）"
        if said:
            return page("verify.html", visitor, 422, here="verify", said=said)
        sent = [(f"{DOSSIER}/{PDF}", files[DOSSIER][0])]
        sent += [(f"{DOSSIER}/{PROOF}", one) for one in files["proof"][:1]]
        sent += [(f"{ORIGINAL}/{PDF}", one) for one in files[ORIGINAL][:1]]
        sent += [(f"{SOURCES}/{one.filename}", one) for one in files[SOURCES]]
        folder = await run_in_threadpool(
            taken, office.comparisons, Sent("", time.time(), (), owner=visitor.scope), sent
        )
    await run_in_threadpool(office.queue.put, folder, WorkKind.VERIFY)
    office.access.note(visitor.name, "送来材料核对", folder.name)
    return RedirectResponse(f"/verified/{folder.name}/", 303)


def show(request: Request) -> Response:
    """What was found of a dossier."""
    office, folder, sent = _asked(request)
    state = office.queue.state(folder, WorkKind.VERIFY)
    found = state.ending.verified if state.ending else None
    changes = found.changes[:MOST_DRAWN] if found else ()
    sides = [
        (change, *(changed_page(folder, number, side).is_file() for side in (NOW, WAS)))
        for number, change in enumerate(changes, start=1)
    ]
    return page(
        "verified.html",
        visitor_of(request),
        here="verify",
        sent=sent,
        moment=moment,
        state=state,
        stages=Stage,
        found=found,
        sides=sides,
    )


def page_picture(request: Request) -> Response:
    """A page that differs, as it is now or as it was bound."""
    _, folder, _ = _asked(request)
    side, number = request.path_params["side"], request.path_params["number"]
    if side not in (NOW, WAS):
        raise absent()
    try:
        return picture(changed_page(folder, number, side).read_bytes())
    except OSError:
        raise absent() from None


def remove(request: Request) -> Response:
    """Stop the comparison, and remove what was sent."""
    office, folder, _ = _asked(request)
    office.queue.stop(folder)
    remove_folder(folder)
    return RedirectResponse("/verify/", 303)


def _asked(request: Request) -> tuple[Office, Path, Sent]:
    return asked_folder(request, office_of(request).comparisons)
