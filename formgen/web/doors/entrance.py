"""首页, and coming in: the link that opens once, leaving, the style sheet."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from formgen.scheme.dossiers import Dossier
from formgen.web.guard.requests import COOKIE
from formgen.web.kept.access import SESSION_LASTS
from formgen.web.office import office_of
from formgen.web.pages import TYPES, look, page, refusal


def home(request: Request) -> Response:
    """首页: the schemes with their stages, and the doors."""
    office = office_of(request)
    return page("home.html", here="home", schemes=office.schemes, faults=office.faults, left=days_left, asked=asked_for)


def open_link(request: Request) -> Response:
    """Begin a session with a link that opens once, and go to the first page."""
    office = office_of(request)
    cookie = office.access.open_link(request.path_params["secret"])
    if cookie is None:
        return refusal(404, "这个链接已经用过，或者过期了。请在启动窗口里找最新的链接，复制到浏览器的地址栏")
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, cookie, max_age=int(SESSION_LASTS), httponly=True, samesite="lax", path="/")
    request.app.state.opened()
    return response


async def leave(request: Request) -> Response:
    """End the session."""
    office_of(request).access.end_session(request.cookies.get(COOKIE, ""))
    response = refusal(200, "已经退出。要再进来，请用启动窗口里最新的链接")
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
