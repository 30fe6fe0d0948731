"""Starts the server on this machine, and says on the terminal how it is reached."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from formgen.foundation.errors import MachineError, UsageError
from formgen.web.application import ROUTES, application
from formgen.web.guard.sign_on import SignOn
from formgen.web.kept.holding import held
from formgen.web.office import open_office
from formgen.web.retention import sweeping
from formgen.web.watching.clock import told_clock
from formgen.web.watching.logs import LogForm, begin_log
from formgen.web.watching.watched import Watched

NAMES = ("localhost", "127.0.0.1", "[::1]")
MOST_AT_ONCE = 200
"""The most connections that are served at the same time."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a server needs to know that others than its own machine reach.

    addresses  the addresses that people write in their browsers, such as `http://10.0.0.5:8765`
    sign_on    how people sign on at a proxy; None if they don't
    """

    addresses: tuple[str, ...] = ()
    sign_on: SignOn | None = None


def serve(
    host: str,
    port: int,
    folder: Path,
    scheme: str | None,
    tell: Callable[[str], None],
    shared: Shared | None = None,
    keep: int | None = None,
    log: LogForm | None = None,
    with_metrics: bool = False,
    scheduler: str | None = None,
) -> None:
    """Serve until the process is interrupted.

    host, port  where to listen; without `shared`, an address of this machine alone; port 0 takes any free one
    folder      the data folder; it is made if there is none
    scheme      as in `open_office`
    tell        prints a line for the person who started it
    shared      None if the person at this machine is the only one
    keep        the days after which what nobody touched is removed; None keeps everything
    log         how the log looks; None for faults alone
    with_metrics  True: counts and times are at /metrics
    scheduler   as in `open_office`

    Raises UsageError for an address that other machines reach, MachineError if the port or the data folder is in use.
    """
    named = [_origin(one) for one in shared.addresses] if shared else []
    with closing(_listening(host, port, shared is not None)) as listening, held(folder):
        taken = listening.getsockname()[1]
        everywhere = ipaddress.ip_address(host.strip("[]")).is_unspecified if host != "localhost" else False
        here = "127.0.0.1" if everywhere else _shown(host)
        address = f"http://{here}:{taken}"
        origins = [*(f"http://{name}:{taken}" for name in (*NAMES, here)), *named]
        office = open_office(folder, scheme, min(2, os.cpu_count() or 1), shared is not None, scheduler)

        def opened() -> None:
            tell(f"已有人打开。要在另一个浏览器里打开，用这个新链接：{address}/open/{office.access.new_link()}")

        with closing(office), sweeping(office, keep):
            for line in (*office.faults, *told_clock(folder)):
                tell(line)
            tell(f"请在浏览器里打开（链接只能用一次）：{address}/open/{office.access.new_link()}")
            who = f"别人从 {origins[-1]} 打开，要有您在「链接」页上给的链接" if shared else "只有这台电脑能打开"
            tell(f"{who}；数据放在 {folder}；要停下，在这个窗口里按 Ctrl+C")
            office.prepare()
            begin_log(log)
            inside = application(office, origins, opened, shared.sign_on if shared else None)
            settings = uvicorn.Config(
                Watched(inside, office, (route.path for route in ROUTES), with_metrics),
                log_level="critical",
                access_log=False,
                server_header=False,
                limit_concurrency=MOST_AT_ONCE,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=5,
                proxy_headers=False,
                ws="none",
                lifespan="off",
            )
            uvicorn.Server(settings).run(sockets=[listening])


def _listening(host: str, port: int, shared: bool) -> socket.socket:
    """A socket that listens, without `shared` on this machine alone."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise UsageError(f"「{host}」不是地址；写 127.0.0.1") from None
    if not address.is_loopback and not shared:
        raise UsageError(
            f"「{host}」是别的电脑也能打开的地址；要给别人用，请加 --shared；只在这台电脑上用，写 127.0.0.1"
        )
    try:
        return socket.create_server(
            (str(address), port), family=socket.AF_INET6 if address.version == 6 else socket.AF_INET
        )
    except OSError:
        raise MachineError(
            f"端口 {port} 用不了，多半是已经有程序在用；用 --port 换一个，例如 {port % 60000 + 1}"
        ) from None


def _origin(address: str) -> str:
    """An address as browsers say it in `Origin`. Raises UsageError for one that is none."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.path.strip("/"):
        raise UsageError(
            f"--address「{address}」不是网址；例如写 http://10.0.0.5:8765 或 https://shenbao.example.gov.cn"
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{_shown(parts.hostname)}{'' if port in (None, usual) else f':{port}'}"


def _shown(host: str) -> str:
    bare = host.strip("[]")
    return f"[{bare}]" if ":" in bare else bare
