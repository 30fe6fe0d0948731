"""What those who look after the server see: /health, /metrics, the log. None of it has what people typed or who they are."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from formgen.web.application import ROUTES
from formgen.web.office import Office
from formgen.web.watching import clock, health, watched
from formgen.web.watching.health import Health
from formgen.web.watching.logs import LOG, JsonLines, LogForm, begin_log
from formgen.web.watching.watched import Watched
from tests.web.conftest import ADDRESS

NAME = "太仓某某有限公司"
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+')


@pytest.fixture
def watch(door: ASGIApp, office: Office) -> TestClient:
    return TestClient(
        Watched(door, office, [route.path for route in ROUTES], True), base_url=ADDRESS, follow_redirects=False
    )


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    """What is logged, with the log as it was before put back."""
    kept, level, spread = list(LOG.handlers), LOG.level, LOG.propagate
    begin_log(LogForm.JSON)
    entries: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            entries.append(record)

    LOG.handlers = [Keep()]
    yield entries
    LOG.handlers, LOG.propagate = kept, spread
    LOG.setLevel(level)


def test_health_needs_no_session_and_no_name(watch: TestClient, office: Office) -> None:
    """The office is that of other tests, too: what they left to be done is done first."""
    end = time.monotonic() + 60
    while any(office.queue.counts()) and time.monotonic() < end:
        time.sleep(0.05)
    answer = watch.get("/health", headers={"Host": "10.1.1.1"})
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "faults": [], "waiting": 0, "working": 0}


@pytest.mark.parametrize(
    ("found", "status", "faults"),
    [
        (Health(False, 1 << 40, 0, 0, 0.0), 503, ["not-writable"]),
        (Health(True, 1 << 20, 3, 2, 0.0), 503, ["little-room"]),
        (Health(True, 1 << 40, 0, 0, 9000.0), 200, ["clock-set-back"]),
        (Health(True, None, 0, 0, 0.0), 200, []),
    ],
)
def test_health_says_what_is_wrong(
    watch: TestClient, monkeypatch: pytest.MonkeyPatch, found: Health, status: int, faults: list[str]
) -> None:
    monkeypatch.setattr(watched, "health", lambda office: found)
    answer = watch.get("/health")
    assert answer.status_code == status and answer.json()["faults"] == faults
    assert answer.json()["ok"] == (status == 200)


def test_a_folder_that_is_gone_is_not_well(office: Office, tmp_path: Path) -> None:
    assert not health._is_writable(tmp_path / "gone") and health._room(tmp_path / "gone") is None
    assert health.health(office).is_well


def test_metrics_are_in_the_form_of_prometheus_and_count_doors(watch: TestClient) -> None:
    watch.get(f"/cases/{'0' * 32}/?name={NAME}")
    watch.get(f"/{NAME}/x")
    watch.request("BREW", "/check/taicang-2018/")
    answer = watch.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert answer.text.endswith("\n")
    assert not [line for line in lines if not line.startswith("# ") and not SAMPLE.fullmatch(line)]
    assert 'formgen_requests_total{method="GET",door="/cases",status="404"} 1' in lines
    assert 'formgen_requests_total{method="GET",door="other",status="404"} 1' in lines
    assert 'formgen_requests_total{method="other",door="/check",status="405"} 1' in lines
    assert "formgen_request_seconds_count 3" in lines and 'formgen_request_seconds_bucket{le="+Inf"} 3' in lines
    assert NAME not in answer.text and "0" * 32 not in answer.text


def test_metrics_are_there_only_if_asked_for(door: ASGIApp, office: Office) -> None:
    closed = TestClient(Watched(door, office, [route.path for route in ROUTES], False), base_url=ADDRESS)
    assert closed.get("/metrics").status_code == 404


def test_a_line_of_the_log_is_json_without_what_was_asked(watch: TestClient, log: list[logging.LogRecord]) -> None:
    watch.get(f"/open/secret-{NAME}")
    (entry,) = log
    line = JsonLines().format(entry)
    said = json.loads(line)
    assert (said["method"], said["door"], said["status"], said["level"]) == ("GET", "/open", 404, "info")
    assert "\n" not in line and NAME not in line and "secret" not in line and re.search(r"T.*[+Z]", said["time"])


def test_a_fault_is_a_line_with_its_place_alone(log: list[logging.LogRecord]) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        LOG.error("程序内部错误（%s）", "ValueError", exc_info=True)
    said = json.loads(JsonLines().format(log[0]))
    assert said["level"] == "error" and NAME not in str(said) and set(said) == {"time", "level", "said"}


def test_a_clock_that_was_set_back_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.access.note("somebody", "opened")
    assert clock.told_clock(office.folder) == () and health.behind(office.folder) == 0.0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3 * 86400)
    (said,) = clock.told_clock(office.folder)
    assert "早 3 天" in said
    monkeypatch.setattr(time, "time", lambda: now - 1200)
    assert "20 分钟" in clock.told_clock(office.folder)[0]


def test_nothing_is_said_of_the_clock_of_a_new_folder(tmp_path: Path) -> None:
    assert clock.told_clock(tmp_path) == ()
