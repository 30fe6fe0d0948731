"""The application: which address leads to which door, and the guard before them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from formgen.errors import FormgenError
from formgen.web.doors import binding, blanks, checking, entrance, filling, verifying
from formgen.web.guard.bodies import LARGE_BODY, MOST_FILES, SMALL_BODY
from formgen.web.guard.requests import Guard, Rules
from formgen.web.guard.storage import UNSTORED, storage_fault
from formgen.web.office import Office
from formgen.web.pages import refusal

PUBLIC = ("/open/", "/look/")
"""What can be asked for without a session: the link that begins one, and the style sheet."""
WITH_FILES = ("/check/", "/verify/")
"""Where files may be sent."""
UNREAD = f"送来的内容读不了：一次最多 {MOST_FILES} 个文件；文件再多，分几次送"
ROUTES = (
    Route("/", entrance.home),
    Route("/open/{secret}", entrance.open_link, methods=["GET"]),
    Route("/leave", entrance.leave, methods=["POST"]),
    Route("/look/{name}", entrance.looks),
    Route("/blanks/{scheme}/", blanks.forms),
    Route("/blanks/{scheme}/workbook.xlsx", blanks.blank_workbook),
    Route("/blanks/{scheme}/{form}.{format}", blanks.blank_file),
    Route("/blanks/{scheme}/{form}/fields.pdf", blanks.blank_file),
    Route("/blanks/{scheme}/{form}/{number:int}.png", blanks.blank_page),
    Route("/check/{scheme}/", checking.start),
    Route("/check/{scheme}/", checking.send, methods=["POST"]),
    Route("/checks/{id}/", checking.show),
    Route("/checks/{id}/check.json", checking.findings),
    Route("/checks/{id}/result.xlsx", checking.result),
    Route("/checks/{id}/{kind}.zip", checking.files),
    Route("/checks/{id}/make/{kind}", checking.make, methods=["POST"]),
    Route("/checks/{id}/stop", checking.stop, methods=["POST"]),
    Route("/checks/{id}/remove", checking.remove, methods=["POST"]),
    Route("/fill/{scheme}/", filling.start),
    Route("/fill/{scheme}/", filling.begin, methods=["POST"]),
    Route("/cases/{id}/", filling.first),
    Route("/cases/{id}/record.json", filling.record),
    Route("/cases/{id}/forms/{form}/", filling.show),
    Route("/cases/{id}/forms/{form}/", filling.save, methods=["POST"]),
    Route("/cases/{id}/forms/{form}/{number:int}.png", filling.filled_page),
    Route("/cases/{id}/forms/{form}.{format}", filling.filled),
    Route("/cases/{id}/versions/", filling.versions),
    Route("/cases/{id}/versions/{number:int}", filling.go_back, methods=["POST"]),
    Route("/cases/{id}/remove", filling.remove, methods=["POST"]),
    Route("/cases/{id}/dossiers/{dossier}/", binding.show),
    Route("/cases/{id}/dossiers/{dossier}/files", binding.add, methods=["POST"]),
    Route("/cases/{id}/dossiers/{dossier}/change", binding.change, methods=["POST"]),
    Route("/cases/{id}/dossiers/{dossier}/bind", binding.bind, methods=["POST"]),
    Route("/bound/{id}/", binding.bound),
    Route("/bound/{id}/dossier.zip", binding.packet),
    Route("/bound/{id}/dossier.pdf", binding.pdf),
    Route("/bound/{id}/{number:int}.png", binding.bound_page),
    Route("/bound/{id}/remove", binding.remove, methods=["POST"]),
    Route("/verify/", verifying.start),
    Route("/verify/", verifying.send, methods=["POST"]),
    Route("/verified/{id}/", verifying.show),
    Route("/verified/{id}/remove", verifying.remove, methods=["POST"]),
)
"""Every address. A test asks for each of them without a session, and from elsewhere."""


def application(office: Office, hosts: frozenset[str], opened: Callable[[], None] = lambda: None) -> ASGIApp:
    """The whole web door as an ASGI application.

    hosts   the values of the header `Host` under which it is reached
    opened  called when somebody has come in with the link
    """
    inside = Starlette(
        routes=list(ROUTES),
        exception_handlers={
            HTTPException: _refused,
            FormgenError: _failed,
            OSError: _unstored,
            sqlite3.Error: _unstored,
        },
    )
    inside.state.office = office
    inside.state.opened = opened
    rules = Rules(
        hosts,
        office.access.session,
        lambda path: path.startswith(PUBLIC),
        lambda path: LARGE_BODY if path.startswith(WITH_FILES) or path.endswith("/files") else SMALL_BODY,
        refusal,
    )
    return Guard(inside, rules)


def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    said = UNREAD if fault.status_code == 400 else fault.detail if not fault.detail.isascii() else "没有这个页面"
    return refusal(fault.status_code, said)


def _failed(request: Request, fault: Exception) -> Response:
    """A failure that the library explains in one line without values."""
    return refusal(500, " ".join(str(fault).split()))


def _unstored(request: Request, fault: Exception) -> Response:
    """The disk or the database did not take something. Raises any other error again."""
    said = storage_fault(fault)
    if said is None:
        raise fault
    return refusal(UNSTORED, said)
