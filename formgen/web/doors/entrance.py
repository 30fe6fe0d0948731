"""首页, and coming in: the link that opens once, leaving, the style sheet."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.foundation import resources
from formgen.scheme.dossiers import Dossier
from formgen.web.doors.asked import visitor_of
from formgen.web.guard.requests import COOKIE
from formgen.web.guard.visitors import Role
from formgen.web.kept.access import SESSION_LASTS
from formgen.web.office import office_of
from formgen.web.pages import TYPES, look, page, refusal


def home(request: Request) -> Response:
    """首页: the schemes with their stages, and the doors. Whoever is bound to one scheme sees that one."""
    office, visitor = office_of(request), visitor_of(request)
    schemes = {
        name: one
        for name, one in office.schemes.items()
        if visitor.scheme in ("", resources.scheme_reference(one.folder))
    }
    return page(
        "home.html",
        visitor,
        here="home",
        schemes=schemes,
        faults=office.faults if visitor.role is Role.OFFICE else (),
        left=days_left,
        asked=asked_for,
        shared=office.shared,
    )


def open_link(request: Request) -> Response:
    """Begin a session with a link, and go to the first page."""
    office = office_of(request)
    cookie = office.access.open_link(request.path_params["secret"], request.client.host if request.client else "")
    if cookie is None:
        return refusal(
            404, "这个链接已经用过、过期了，或者被收回了。请向给您链接的人要新的；在本机用，看启动窗口里最新的链接"
        )
    response = RedirectResponse("/", 303)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(SESSION_LASTS),
        httponly=True,
        samesite="lax",
        path="/",
        secure=f"https://{request.headers['host'].lower()}" in request.app.state.origins,
    )
    visitor = office.access.visitor(cookie)
    if visitor is not None and visitor.role is Role.OFFICE:
        request.app.state.opened()
    if visitor is not None and visitor.role is not Role.OFFICE:
        office.access.note(visitor.name, "用链接进来")
    return response


async def leave(request: Request) -> Response:
    """End the session."""
    office_of(request).access.end_session(request.cookies.get(COOKIE, ""))
    response = refusal(200, "已经退出。要再进来，请用给您的链接；在本机用，看启动窗口里最新的链接")
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return response


def looks(request: Request) -> Response:
    """The style sheet, or the script."""
    name = request.path_params["name"]
    return Response(look(name), media_type=TYPES["." + name.rpartition(".")[2]])


def days_left(dossier: Dossier) -> str:
    """How long there is until a deadline, in words; empty if the scheme names none."""
    if dossier.deadline is None:
        return ""
    days = (dossier.deadline - date.today()).days
    return f"还有 {days} 天" if days > 0 else "今天截止" if days == 0 else "已过期限"


def asked_for(dossier: Dossier) -> list[str]:
    """What a dossier asks for: the titles of its materials, without those that the program makes itself."""
    return [material.title.rstrip("。；;") for material in dossier.materials if not material.page]
