"""Stands before the whole application: it answers /health and /metrics, and counts and logs every other request."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formgen.web.guard.requests import KNOWN
from formgen.web.office import Office
from formgen.web.watching.health import health
from formgen.web.watching.logs import log_request
from formgen.web.watching.metrics import Metrics

HEALTH, METRICS = "/health", "/metrics"
TEXT = "text/plain; version=0.0.4; charset=utf-8"
"""The form of Prometheus' text."""
OTHER = "other"
HEADS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Watched:
    """The application with a watch before it.

    /health needs neither a session nor one of our names, because a proxy or a container asks it by an address of its own; it
    says only whether the server is well. /metrics is there if it was asked for.
    """

    def __init__(self, application: ASGIApp, office: Office, paths: Iterable[str], with_metrics: bool) -> None:
        """paths: the addresses of the application; their first parts are the doors that are counted."""
        self._application, self._office, self._with_metrics = application, office, with_metrics
        self._doors = {path.split("/")[1] for path in paths}
        self._metrics = Metrics()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application answer it."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        if scope["path"] == HEALTH:
            await (await asyncio.to_thread(self._health))(scope, receive, send)
            return
        if scope["path"] == METRICS and self._with_metrics:
            await (await asyncio.to_thread(self._numbers))(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._application(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in KNOWN else OTHER
            first = scope["path"].split("/")[1] if scope["path"].startswith("/") else ""
            door, seconds = f"/{first}" if first in self._doors else OTHER, time.monotonic() - began
            self._metrics.count(method, door, status, seconds)
            log_request(method, door, status, seconds)

    def _health(self) -> Response:
        found = health(self._office)
        said = {"ok": found.is_well, "faults": list(found.faults), "waiting": found.waiting, "working": found.working}
        return Response(json.dumps(said), 200 if found.is_well else 503, HEADS, "application/json")

    def _numbers(self) -> Response:
        return Response(self._metrics.text(health(self._office)), 200, HEADS, TEXT)
