"""The application: which address leads to which door, and the guard before them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from formgen.foundation.errors import FormgenError
from formgen.web.doors import (
    batching,
    beginning,
    binding,
    blanks,
    checking,
    earlier,
    entrance,
    filling,
    links,
    receiving,
    supplying,
    verifying,
)
from formgen.web.doors.asked import Only
from formgen.web.guard.bodies import LARGE_BODY, MOST_FILES, SMALL_BODY
from formgen.web.guard.requests import BROKEN, Guard, Rules, cookie_of
from formgen.web.guard.sign_on import SignOn
from formgen.web.guard.storage import UNSTORED, storage_fault
from formgen.web.guard.visitors import EVERYBODY, OFFICE_ONLY, OFFICES, Role, Visitor
from formgen.web.office import Office
from formgen.web.pages import refusal

PUBLIC = ("/open/", "/look/")
"""What can be asked for without a session: the link that begins one, and the style sheet."""
WITH_FILES = ("/check/", "/verify/", "/batch/")
"""Where files may be sent."""
UNREAD = f"送来的内容读不了：一次最多 {MOST_FILES} 个文件；文件再多，分几次送"


def _for(
    roles: frozenset[Role],
    path: str,
    endpoint: Callable[[Request], Response | Awaitable[Response]],
    method: str = "GET",
    shared: bool = False,
) -> Route:
    """An address for some visitors. shared: True if it is there only while the server is shared."""
    return Route(path, endpoint, methods=[method], middleware=[Middleware(Only, roles=roles, shared=shared)])


ROUTES = (
    _for(EVERYBODY, "/", entrance.home),
    Route("/open/{secret}", entrance.open_link, methods=["GET"]),
    _for(EVERYBODY, "/leave", entrance.leave, "POST"),
    Route("/look/{name}", entrance.looks, methods=["GET"]),
    _for(EVERYBODY, "/blanks/{scheme}/", blanks.forms),
    _for(EVERYBODY, "/blanks/{scheme}/workbook.xlsx", blanks.blank_workbook),
    _for(EVERYBODY, "/blanks/{scheme}/{form}.{format}", blanks.blank_file),
    _for(EVERYBODY, "/blanks/{scheme}/{form}/fields.pdf", blanks.blank_file),
    _for(EVERYBODY, "/blanks/{scheme}/{form}/{number:int}.png", blanks.blank_page),
    _for(OFFICES, "/check/{scheme}/", checking.start),
    _for(OFFICES, "/check/{scheme}/", checking.send, "POST"),
    _for(OFFICES, "/checks/{id}/", checking.show),
    _for(OFFICES, "/checks/{id}/check.json", checking.findings),
    _for(OFFICES, "/checks/{id}/result.xlsx", checking.result),
    _for(OFFICES, "/checks/{id}/{kind}.zip", checking.files),
    _for(OFFICES, "/checks/{id}/make/{kind}", checking.make, "POST"),
    _for(OFFICES, "/checks/{id}/stop", checking.stop, "POST"),
    _for(OFFICES, "/checks/{id}/remove", checking.remove, "POST"),
    _for(EVERYBODY, "/fill/{scheme}/", filling.start),
    _for(OFFICES, "/fill/{scheme}/", filling.begin, "POST"),
    _for(OFFICES, "/fill/{scheme}/read", beginning.read, "POST"),
    _for(OFFICES, "/fill/{scheme}/after", earlier.begin, "POST"),
    _for(OFFICES, "/fill/{scheme}/backup.zip", beginning.copy_of_all),
    _for(OFFICE_ONLY, "/fill/{scheme}/restore", beginning.restore, "POST"),
    _for(EVERYBODY, "/beginnings/{id}/", beginning.show),
    _for(EVERYBODY, "/beginnings/{id}/{number:int}", beginning.begin, "POST"),
    _for(EVERYBODY, "/beginnings/{id}/remove", beginning.remove, "POST"),
    _for(EVERYBODY, "/cases/{id}/read", beginning.read_for_case, "POST"),
    _for(EVERYBODY, "/cases/{id}/after", earlier.fill_up, "POST"),
    _for(EVERYBODY, "/cases/{id}/backup.zip", beginning.copy_of_case),
    _for(EVERYBODY, "/cases/{id}/", filling.first),
    _for(EVERYBODY, "/cases/{id}/record.json", filling.record),
    _for(EVERYBODY, "/cases/{id}/forms/{form}/", filling.show),
    _for(EVERYBODY, "/cases/{id}/forms/{form}/", filling.save, "POST"),
    _for(EVERYBODY, "/cases/{id}/forms/{form}/{number:int}.png", filling.filled_page),
    _for(EVERYBODY, "/cases/{id}/forms/{form}/{number:int}.png", filling.typed_page, "POST"),
    _for(EVERYBODY, "/cases/{id}/forms/{form}.{format}", filling.filled),
    _for(EVERYBODY, "/cases/{id}/versions/", filling.versions),
    _for(EVERYBODY, "/cases/{id}/versions/{number:int}", filling.go_back, "POST"),
    _for(OFFICES, "/cases/{id}/remove", filling.remove, "POST"),
    _for(EVERYBODY, "/cases/{id}/files/{digest}/{number:int}.png", supplying.small_page),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/", supplying.show),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/files", supplying.add, "POST"),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/change", supplying.change, "POST"),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/turn", supplying.turn, "POST"),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/unlock", supplying.unlock, "POST"),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/folder", supplying.sort_in, "POST"),
    _for(EVERYBODY, "/cases/{id}/dossiers/{dossier}/bind", binding.bind, "POST"),
    _for(EVERYBODY, "/bound/{id}/", binding.bound),
    _for(EVERYBODY, "/bound/{id}/dossier.zip", binding.packet),
    _for(EVERYBODY, "/bound/{id}/dossier.pdf", binding.pdf),
    _for(EVERYBODY, "/bound/{id}/{number:int}.png", binding.bound_page),
    _for(EVERYBODY, "/bound/{id}/remove", binding.remove, "POST"),
    _for(EVERYBODY, "/bound/{id}/scan", receiving.send, "POST"),
    _for(EVERYBODY, "/received/{id}/", receiving.show),
    _for(EVERYBODY, "/received/{id}/report.{format}", receiving.report),
    _for(EVERYBODY, "/received/{id}/{side}/{number:int}.jpg", receiving.page_side),
    _for(OFFICES, "/received/{id}/ticks", receiving.tick, "POST"),
    _for(OFFICES, "/received/{id}/letter.docx", receiving.letter),
    _for(EVERYBODY, "/received/{id}/remove", receiving.remove, "POST"),
    _for(OFFICES, "/batch/{scheme}/", batching.start),
    _for(OFFICES, "/batch/{scheme}/", batching.send, "POST"),
    _for(OFFICES, "/batches/{id}/", batching.show),
    _for(OFFICES, "/batches/{id}/result.xlsx", batching.result),
    _for(OFFICES, "/batches/{id}/papers.zip", batching.papers),
    _for(OFFICES, "/batches/{id}/towns/{number:int}.zip", batching.papers),
    _for(OFFICES, "/batches/{id}/start", batching.go_on, "POST"),
    _for(OFFICES, "/batches/{id}/stop", batching.stop, "POST"),
    _for(OFFICES, "/batches/{id}/remove", batching.remove, "POST"),
    _for(EVERYBODY, "/verify/", verifying.start),
    _for(EVERYBODY, "/verify/", verifying.send, "POST"),
    _for(EVERYBODY, "/verified/{id}/", verifying.show),
    _for(EVERYBODY, "/verified/{id}/{side}/{number:int}.png", verifying.page_picture),
    _for(EVERYBODY, "/verified/{id}/remove", verifying.remove, "POST"),
    _for(OFFICE_ONLY, "/links/", links.show, shared=True),
    _for(OFFICE_ONLY, "/links/", links.give, "POST", shared=True),
    _for(OFFICE_ONLY, "/links/{id}/revoke", links.revoke, "POST", shared=True),
    _for(OFFICE_ONLY, "/deeds/", links.deeds),
)
"""Every address. A test asks for each of them without a session, and from elsewhere."""


def application(
    office: Office,
    origins: Sequence[str],
    opened: Callable[[], None] = lambda: None,
    sign_on: SignOn | None = None,
) -> ASGIApp:
    """The whole web door as an ASGI application.

    origins  the addresses under which it is reached, such as `http://127.0.0.1:8765`; links are made with the last one
    opened   called when somebody has come in with the link of the terminal
    sign_on  how people sign on at a proxy; None if they don't
    """
    inside = Starlette(
        routes=list(ROUTES),
        exception_handlers={
            HTTPException: _refused,
            FormgenError: _failed,
            OSError: _unstored,
            sqlite3.Error: _unstored,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
    )
    inside.state.office = office
    inside.state.opened = opened
    inside.state.origins = tuple(origins)

    def visitor(scope: Scope) -> Visitor | None:
        login = sign_on.name(scope) if sign_on is not None else None
        known = office.access.by_login(login) if login is not None else None
        return known or office.access.visitor(cookie_of(scope))

    rules = Rules(
        frozenset(one.lower() for one in origins),
        visitor,
        lambda path: path.startswith(PUBLIC),
        lambda path: (
            LARGE_BODY
            if path.startswith(WITH_FILES) or path.endswith(("/files", "/folder", "/read", "/restore", "/scan"))
            else SMALL_BODY
        ),
        refusal,
    )
    return Guard(inside, rules)


def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    said = UNREAD if fault.status_code == 400 else fault.detail if not fault.detail.isascii() else "没有这个页面"
    return refusal(fault.status_code, said)


def _gone(request: Request, fault: Exception) -> Response:
    """Somebody closed the page while it was sending: no fault of the program, and nobody reads the answer."""
    return Response(status_code=400)


def _broken(request: Request, fault: Exception) -> Response:
    """A fault of the program. The guard writes its kind and place into the log."""
    return refusal(500, BROKEN)


def _failed(request: Request, fault: Exception) -> Response:
    """A failure that the library explains in one line without values."""
    return refusal(500, " ".join(str(fault).split()))


def _unstored(request: Request, fault: Exception) -> Response:
    """The disk or the database did not take something. Raises any other error again."""
    said = storage_fault(fault)
    if said is None:
        raise fault
    return refusal(UNSTORED, said)
