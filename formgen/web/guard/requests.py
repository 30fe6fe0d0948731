"""Which requests are refused: those for another host, those that another site sent, and those of nobody we know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formgen.foundation.errors import fault_place
from formgen.web.guard.bodies import BodyRefused, counted, too_large
from formgen.web.guard.heads import with_heads
from formgen.web.guard.storage import UNSTORED, storage_fault
from formgen.web.guard.visitors import Visitor

SAFE = frozenset(("GET", "HEAD"))
KNOWN = SAFE | {"POST"}
COOKIE = "formgen_session"
BROKEN = "程序内部错误。这是程序的错，不是数据的错；已经保存的内容都在，请返回上一页再试"
_LOG = logging.getLogger("formgen.web")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a guard must know.

    origins   the addresses under which the server is reached, each as a browser's `Origin` says it: `http://127.0.0.1:8765`
    visitor   who sends a request; None for somebody who has not come in
    public    True for a path that needs no session
    most      the most bytes that a request to a path may send
    refusal   makes the page that says why a request was refused, from the status and a sentence
    """

    origins: frozenset[str]
    visitor: Callable[[Scope], Visitor | None]
    public: Callable[[str], bool]
    most: Callable[[str], int]
    refusal: Callable[[int, str], Response]


class Guard:
    """Stands before the application. No error of the application goes past it, so no page and no log shows its words."""

    def __init__(self, application: ASGIApp, rules: Rules) -> None:
        self._application, self._rules = application, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application answer it."""
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False
        answer = with_heads(send)

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await answer(message)

        try:
            refused = self._refused(scope)
            if refused is not None:
                await refused(scope, receive, sending)
                return
            most = self._rules.most(scope["path"])
            await self._application(scope, counted(receive, most), sending)
        except BodyRefused as fault:
            status, said = fault.status, fault.message
        except ClientDisconnect:
            return  # somebody closed the page while it was sending; there is nobody to answer
        except Exception as fault:
            unstored = storage_fault(fault)
            _LOG.error("没有保存（%s）" if unstored else "程序内部错误（%s）", fault_place(fault))
            status, said = (UNSTORED, unstored) if unstored else (500, BROKEN)
        else:
            return
        if not begun:
            response = self._rules.refusal(status, said)
            response.headers["Connection"] = "close"  # what is left of the body is not read
            await response(scope, receive, sending)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to a request that is refused; None for one that may pass. The scope gets the session."""
        headers, rules = Headers(scope=scope), self._rules
        hosts = headers.getlist("host")
        ours = [one for one in rules.origins if len(hosts) == 1 and one.partition("://")[2] == hosts[0].lower()]
        if not ours:
            return rules.refusal(403, "请用启动窗口里给出的地址打开")
        if scope["method"] not in KNOWN:
            return rules.refusal(405, "不支持这种请求")
        if scope["method"] not in SAFE and not any(is_own(headers, origin) for origin in ours):
            return rules.refusal(403, "这个请求不是从本系统的页面发出的，没有执行")
        visitor = rules.visitor(scope)
        if visitor is None and not rules.public(scope["path"]):
            return rules.refusal(404, "没有这个页面，或者还没有用给您的链接打开过本系统")
        if visitor is not None:
            scope.setdefault("state", {})["visitor"] = visitor
        length = headers.get("content-length", "0")
        most = rules.most(scope["path"])
        if not length.isascii() or not length.isdigit() or int(length[:20]) > most:
            refusal = too_large(most)
            return rules.refusal(refusal.status, refusal.message)
        return None


def is_own(headers: Headers, origin: str) -> bool:
    """True if a request that changes something comes from one of our own pages.

    Browsers say so in Sec-Fetch-Site, but only over https and on the machine itself; over plain http in an office's network
    the origin must be ours. Where both are missing, nothing says where the request comes from.
    """
    site = headers.get("sec-fetch-site")
    said = headers.get("origin")
    if site is not None:
        return site == "same-origin" and said in (None, origin)
    return said == origin


def cookie_of(scope: Scope) -> str:
    """The value of our cookie in a request; empty if there is none."""
    return cookie_parser(Headers(scope=scope).get("cookie", "")[:4096]).get(COOKIE, "")
