"""Starts the server on this machine, and says on the terminal how it is reached."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import uvicorn

from formgen.errors import MachineError, UsageError
from formgen.web.application import ROUTES, application
from formgen.web.kept.holding import held
from formgen.web.office import open_office
from formgen.web.watching.clock import told_clock
from formgen.web.watching.logs import LogForm, begin_log
from formgen.web.watching.watched import Watched

NAMES = ("localhost", "127.0.0.1", "[::1]")
MOST_AT_ONCE = 200
"""The most connections that are served at the same time."""


def serve(
    host: str,
    port: int,
    folder: Path,
    scheme: str | None,
    tell: Callable[[str], None],
    log: LogForm | None = None,
    with_metrics: bool = False,
) -> None:
    """Serve until the process is interrupted.

    host, port  where to listen: an address of this machine alone; port 0 takes any free one
    folder      the data folder; it is made if there is none
    scheme      as in `open_office`
    tell        prints a line for the person who started it
    log         how the log looks; None for faults alone
    with_metrics  True: counts and times are at /metrics

    Raises UsageError for an address that other machines reach, MachineError if the port or the data folder is in use.
    """
    with closing(_listening(host, port)) as listening, held(folder):
        taken = listening.getsockname()[1]
        hosts = frozenset(f"{name}:{taken}" for name in (*NAMES, _shown(host)))
        office = open_office(folder, scheme, min(2, os.cpu_count() or 1))
        address = f"http://{_shown(host)}:{taken}"

        def opened() -> None:
            tell(f"已有人打开。要在另一个浏览器里打开，用这个新链接：{address}/open/{office.access.new_link()}")

        with closing(office):
            for line in (*office.faults, *told_clock(folder)):
                tell(line)
            tell(f"请在浏览器里打开（链接只能用一次）：{address}/open/{office.access.new_link()}")
            tell(f"只有这台电脑能打开；数据放在 {folder}；要停下，在这个窗口里按 Ctrl+C")
            begin_log(log)
            settings = uvicorn.Config(
                Watched(application(office, hosts, opened), office, (route.path for route in ROUTES), with_metrics),
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


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens on this machine alone."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise UsageError(f"「{host}」不是地址；写 127.0.0.1") from None
    if not address.is_loopback:
        raise UsageError(f"「{host}」是别的电脑也能打开的地址，现在还不支持；写 127.0.0.1，只在这台电脑上用")
    try:
        return socket.create_server(
            (str(address), port), family=socket.AF_INET6 if address.version == 6 else socket.AF_INET
        )
    except OSError:
        raise MachineError(
            f"端口 {port} 用不了，多半是已经有程序在用；用 --port 换一个，例如 {port % 60000 + 1}"
        ) from None


def _shown(host: str) -> str:
    bare = host.strip("[]")
    return f"[{bare}]" if ":" in bare else bare
