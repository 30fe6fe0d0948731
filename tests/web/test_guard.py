"""What the web door refuses, for every address that it has."""

from __future__ import annotations

import ast
import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formgen.web import guard
from formgen.web.application import PUBLIC
from formgen.web.guard.bodies import SMALL_BODY, BodyRefused, counted
from formgen.web.guard.requests import COOKIE, Guard, Rules, is_own
from formgen.web.guard.visitors import Visitor
from formgen.web.kept.access import MOST_TRIES, Access
from formgen.web.kept.database import FILE, Database
from formgen.web.office import Office
from tests.web.addresses import examples
from tests.web.conftest import ADDRESS, HOST, OWN


@pytest.mark.parametrize(("method", "address"), examples())
def test_nobody_sees_anything_without_a_session(stranger: TestClient, method: str, address: str) -> None:
    if address.startswith("/look/"):
        assert stranger.request(method, address, headers=OWN).status_code == 200
        return
    for cookie in ("", "x", "x.y", "AAAAAAAAAAAAAAAAAAAAAA." + "0" * 64, "." + "0" * 64, "é"):
        headers = [(b"sec-fetch-site", b"same-origin"), (b"cookie", f"{COOKIE}={cookie}".encode("latin-1"))]
        found = stranger.request(method, address, headers=headers)
        assert found.status_code == 404, cookie
        assert "方案" not in found.text


@pytest.mark.parametrize(("method", "address"), examples())
def test_another_host_is_refused_everywhere(clerk: TestClient, method: str, address: str) -> None:
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:80", f"{HOST}.evil.example", ""):
        assert clerk.request(method, address, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("address", [address for method, address in examples() if method == "POST"])
def test_what_another_site_sends_is_refused(stranger: TestClient, office: Office, address: str) -> None:
    stranger.get(f"/open/{office.access.new_link()}")
    for headers in (
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS},
        {"Origin": "https://" + HOST},
    ):
        assert stranger.post(address, headers=headers).status_code == 403, headers


def test_over_plain_http_the_origin_says_where_a_form_comes_from() -> None:
    assert is_own(Headers({"origin": ADDRESS}), ADDRESS)
    assert is_own(Headers({"sec-fetch-site": "same-origin", "origin": ADDRESS}), ADDRESS)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(clerk: TestClient, method: str) -> None:
    assert clerk.request(method, "/").status_code == 405


@pytest.mark.parametrize(("method", "address"), examples())
def test_every_answer_says_what_may_be_loaded(clerk: TestClient, method: str, address: str) -> None:
    if method != "GET":
        return
    found = clerk.get(address).headers
    assert found["content-security-policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cache-control"] == "no-store"
    assert "server" not in found


def test_a_link_opens_once_and_a_session_ends(stranger: TestClient, office: Office) -> None:
    link = f"/open/{office.access.new_link()}"
    opened = stranger.get(link)
    assert opened.status_code == 303 and opened.headers["location"] == "/"
    said = opened.headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=lax" in said and "path=/" in said
    assert stranger.get("/").status_code == 200
    assert stranger.get(link).status_code == 404
    stale = stranger.cookies[COOKIE]
    assert stranger.post("/leave", headers=OWN).status_code == 200
    assert stranger.get("/", headers={"Cookie": f"{COOKIE}={stale}"}).status_code == 404


def test_a_cookie_that_was_changed_opens_nothing(clerk: TestClient) -> None:
    session, _, signature = clerk.cookies[COOKIE].partition(".")
    clerk.cookies.clear()
    other = ("0" if signature[0] != "0" else "1") + signature[1:]
    assert clerk.get("/", headers={"Cookie": f"{COOKIE}={session}.{signature}"}).status_code == 200
    assert clerk.get("/", headers={"Cookie": f"{COOKIE}={session}.{other}"}).status_code == 404


def test_guessing_links_is_slowed_down(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    access = Access(folder, Database(folder))
    for number in range(MOST_TRIES):
        assert access.open_link(f"wrong-{number}") is None
    assert access.open_link(access.new_link()) is None


def test_the_database_holds_no_secret_and_only_its_owner_reads_it(office: Office) -> None:
    link = office.access.new_link()
    cookie = office.access.open_link(office.access.new_link())
    assert cookie is not None
    with sqlite3.connect(office.folder / FILE) as connection:
        said = "\n".join(connection.iterdump())
    assert link not in said and cookie.partition(".")[0] not in said
    assert (office.folder / FILE).stat().st_mode & 0o777 == 0o600
    assert office.folder.stat().st_mode & 0o777 == 0o700
    assert (office.folder / "key").stat().st_mode & 0o777 == 0o600


def test_a_body_is_refused_by_what_it_says_and_by_what_it_is(clerk: TestClient) -> None:
    assert clerk.post("/leave", content=b"x" * (SMALL_BODY + 1)).status_code == 413
    assert clerk.post("/leave", headers={"Content-Length": "9" * 30}).status_code == 413
    assert clerk.post("/leave", headers={"Content-Length": "-1"}).status_code == 413


def messages(*pieces: bytes) -> Receive:
    """Gives these pieces of a body, and then nothing for ever."""
    left = list(pieces)

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": left.pop(0), "more_body": True}

    return receive


def test_an_endless_body_is_counted_while_it_comes() -> None:
    async def read() -> int:
        receive, pieces = counted(messages(*[b"x" * 100] * 50), 1000), 0
        with pytest.raises(BodyRefused) as refused:
            while True:
                await receive()
                pieces += 1
        assert refused.value.status == 413
        return pieces

    assert asyncio.run(read()) == 10


def test_a_slow_body_is_given_up() -> None:
    async def read() -> None:
        receive = counted(messages(b"x"), 1000, patience=0.01)
        await receive()
        with pytest.raises(BodyRefused) as refused:
            await receive()
        assert refused.value.status == 408

    asyncio.run(read())


def test_no_page_and_no_log_shows_what_an_error_says(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("320522196805200008")

    def said(status: int, text: str) -> Response:
        return PlainTextResponse(text, status)

    rules = Rules(
        frozenset((ADDRESS,)), lambda scope: Visitor("somebody"), lambda path: False, lambda path: SMALL_BODY, said
    )
    with caplog.at_level(logging.DEBUG):
        found = TestClient(Guard(fails, rules), base_url=ADDRESS).get("/")
    assert found.status_code == 500 and "程序内部错误" in found.text
    assert "320522196805200008" not in found.text + caplog.text and "ValueError" in caplog.text


def test_a_page_that_is_closed_while_it_sends_is_no_fault(
    door: ASGIApp, clerk: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[Message] = []
    begun = clerk.post("/fill/taicang-2018/").headers["location"]
    cookie = f"{COOKIE}={clerk.cookies[COOKIE]}".encode()
    heads = [(b"host", HOST.encode()), (b"cookie", cookie), (b"sec-fetch-site", b"same-origin")]
    heads.append((b"content-type", b"application/x-www-form-urlencoded"))

    async def send(message: Message) -> None:
        sent.append(dict(message))

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope: Scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": f"{begun}forms/annex2/",
                    "raw_path": b"", "query_string": b"", "headers": heads, "scheme": "http", "root_path": "",
                    "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8765)}  # fmt: skip

    async def ask() -> None:
        await door(scope, receive, send)

    with caplog.at_level(logging.DEBUG, "formgen.web"):
        asyncio.run(ask())
    assert caplog.text == ""
    assert [one.get("status") for one in sent] in ([], [400, None])


def test_web_sockets_are_closed(door: ASGIApp) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(dict(message))

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def ask() -> None:
        await door({"type": "websocket", "path": "/", "headers": []}, receive, send)

    asyncio.run(ask())
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_what_is_public_is_little() -> None:
    assert PUBLIC == ("/open/", "/look/")


@pytest.mark.parametrize(
    "head",
    [
        b'Content-Disposition: form-data; name="dossier"; filename="' + b"a" * 200_000 + b'"',
        b'Content-Disposition: form-data; name="dossier"\r\n' + b"X-A: b\r\n" * 20_000 + b"X-B: c",
    ],
)
def test_giant_heads_of_parts_are_refused(clerk: TestClient, head: bytes) -> None:
    body = b"--x\r\n" + head + b"\r\n\r\n%PDF\r\n--x--\r\n"
    found = clerk.post("/verify/", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert 400 <= found.status_code < 500


def test_the_web_door_fetches_no_address() -> None:
    """Nothing in the room asks another machine for anything."""
    room = Path(guard.__file__).parent.parent
    for path in room.rglob("*.py"):
        imported = {
            name.split(".")[0] + "." + name.split(".")[1]
            if name.startswith(("http.", "urllib."))
            else name.split(".")[0]
            for line in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in (
                [one.name for one in line.names]
                if isinstance(line, ast.Import)
                else [line.module or ""]
                if isinstance(line, ast.ImportFrom)
                else []
            )
        }
        fetching = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib"}
        assert not imported & fetching, path
