"""The web door for the tests: asked without a network, with one drawing process for the whole run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from formgen.foundation import resources
from formgen.web.application import application
from formgen.web.office import Office, open_office

HOST = "127.0.0.1:8765"
ADDRESS = f"http://{HOST}"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with closing(open_office(tmp_path_factory.mktemp("web") / "data", None, 1, shared=True)) as opened:
        yield opened


@pytest.fixture(scope="session")
def door(office: Office) -> ASGIApp:
    return application(office, (f"http://{HOST}", "http://localhost:8765"))


@pytest.fixture
def stranger(door: ASGIApp) -> TestClient:
    """A browser that has not come in."""
    return TestClient(door, base_url=ADDRESS, follow_redirects=False)


@pytest.fixture
def clerk(door: ASGIApp, office: Office) -> TestClient:
    """A browser that has come in, and sends forms from our own pages."""
    return come_in(door, office)


def come_in(door: ASGIApp, office: Office) -> TestClient:
    """A browser that has come in with the office's link at this door, and sends forms from our own pages."""
    client = TestClient(door, base_url=ADDRESS, follow_redirects=False, headers=OWN)
    assert client.get(f"/open/{office.access.new_link()}").status_code == 303
    return client


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(__file__).resolve().parent.parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs as a user starts it, and a page of a browser that has come in.

    said    what the browser complained of: scripts and styles that a page may not load, errors of scripts
    asked   the addresses of everything that the browser asked for
    log     the file with what the server writes on standard error
    """

    address: str
    page: Page
    said: list[str]
    asked: list[str]
    log: Path

    def go(self, path: str) -> Page:
        """Open a page of the server."""
        self.page.goto(f"{self.address}{path}")
        return self.page


@pytest.fixture(scope="module")  # a browser's event loop must not run in other modules' tests
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serving(tmp_path_factory.mktemp("served"), "--shared")


def serving(folder: Path, *options: str) -> Iterator[Served]:
    """A server with more options, and a browser at it, until the iterator goes on. folder: for its data and its log."""
    command = [sys.executable, "-m", "formgen", "serve", *options, "--port", "0", "--data", str(folder / "data")]
    environment: dict[str, str | float | bool] = {
        **os.environ,
        "FONTCONFIG_FILE": str(resources.fontconfig_file()),
        "XDG_CONFIG_HOME": str(folder),
    }
    log = folder / "log.txt"
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8") as server,
    ):
        assert server.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/open/\S+", server.stdout.readline())
        assert found is not None
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"], env=environment
                )
                page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
                one = Served(found[1], page, [], [], log)
                page.set_default_timeout(180_000)  # a busy machine may take half a minute for a page
                page.on("console", lambda message: one.said.append(message.text))
                page.on("pageerror", lambda fault: one.said.append(str(fault)))
                page.on("request", lambda request: one.asked.append(request.url))
                page.goto(found[0])
                yield one
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
