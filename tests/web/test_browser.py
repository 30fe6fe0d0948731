"""The web door as a person uses it: a server that was started with one command, and a real browser."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Route

from formgen.intake.json.record import read_record_text
from formgen.intake.json.write import record_text
from formgen.scheme.models import Scheme
from formgen.web.filling.texts import typed_texts
from tests.cli.runs import formgen
from tests.dossier.odd import made
from tests.judges import REPOSITORY
from tests.web.conftest import Served

pytestmark = pytest.mark.slow


PLAIN = (
    "/",
    "/blanks/taicang-2018/",
    "/check/taicang-2018/",
    "/fill/taicang-2018/",
    "/batch/taicang-2018/",
    "/verify/",
    "/links/",
    "/deeds/",
)
"""The pages that are there from the beginning."""
AXE = REPOSITORY / "tools/openxml/node_modules/axe-core/axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"


@pytest.fixture(autouse=True)
def nothing_from_elsewhere(served: Served) -> Iterator[None]:
    """In every test here: nothing is asked from another address, and the browser complains of nothing."""
    yield
    assert {f"http://{urlsplit(one).netloc}" for one in served.asked} == {served.address}
    assert served.said == []


def test_from_the_first_page_to_a_blank_form(served: Served) -> None:
    page = served.go("/")
    page.get_by_role("link", name="空白表格").last.click()
    assert page.get_by_role("heading", name="空白表格").is_visible()
    shown = page.locator(".form img")
    assert shown.count() == 5
    for index in range(shown.count()):
        shown.nth(index).scroll_into_view_if_needed()
        shown.nth(index).evaluate("one => one.decode()")
        assert shown.nth(index).evaluate("one => one.naturalWidth") > 700
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 文档").first.click()
    assert download.value.suggested_filename == "附件2-江苏省信用管理贯标企业申报表.docx"


def test_nothing_runs_out_of_the_window(served: Served) -> None:
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    case = urlsplit(page.url).path
    scores = case.replace("annex2", "annex4")
    dossier = case.partition("/forms/")[0] + "/dossiers/acceptance/"
    for path in (*PLAIN, "/nothing", case, scores, dossier):
        page = served.go(path)
        for width in (1366, 683, 390):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    page.set_viewport_size({"width": 1366, "height": 768})
    served.said.clear()  # a page that is not there is an error in the console


def test_a_page_of_fields_is_printed_whole(served: Served) -> None:
    """No bar lies over the fields on paper, and all pages of the form stand behind them."""
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    assert page.locator(".bar").evaluate("one => getComputedStyle(one).position") == "static"
    assert not page.get_by_role("button", name="保存").is_visible() and not page.locator(".top nav").is_visible()
    assert page.locator(".paper").evaluate("one => one.scrollHeight <= one.clientHeight")
    page.emulate_media(media="screen")


def _answering(status: int) -> Callable[[Route], None]:
    """What answers a request in the server's place."""
    return lambda route: route.fulfill(status=status)


def test_who_types_on_behind_the_end_of_a_link_is_told_so(served: Served) -> None:
    """Nobody waits for a network that is there: what is not saved must be copied before the page is left."""
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.wait_for_load_state("networkidle")
    for status, words in ((404, "链接过期或被收回了"), (413, "内容太长"), (500, "连不上，正在再试")):
        page.route("**/forms/annex2/", _answering(status))
        page.get_by_label("1、企业名称").fill(f"太仓{status}有限公司")
        page.locator("#state", has_text=words).wait_for()
        page.unroute("**/forms/annex2/")
    page.locator("#state", has_text="已保存").wait_for()
    served.said.clear()  # an answer of a fault is an error in the console


def test_what_is_typed_stands_on_the_page(served: Served) -> None:
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.wait_for_load_state("networkidle")
    name = page.get_by_label("1、企业名称")
    cover = page.locator(".paper figure").first
    name.focus()
    page.wait_for_timeout(300)
    assert page.locator("rect.here").count() == 2  # on the cover, and in the table
    before = cover.screenshot()
    name.press_sequentially("太仓试填有限公司", delay=1)
    cover.locator("canvas").wait_for()
    page.locator("#state", has_text="已保存").wait_for()
    page.wait_for_load_state("networkidle")
    assert cover.locator("canvas").evaluate("one => one.width") > 700
    assert cover.screenshot() != before
    page.get_by_label("12、邮编").fill("2154")
    wrong = page.locator(".field.wrong .say")
    wrong.wait_for()
    assert "邮编" in page.locator("#errorlist").inner_text() and wrong.inner_text()
    page.get_by_label("12、邮编").fill("215421")
    wrong.wait_for(state="detached")
    page.reload()
    assert page.get_by_label("1、企业名称").input_value() == "太仓试填有限公司"
    page.locator('rect[data-field="applicant.fax"]').first.click()
    assert page.evaluate("document.activeElement.name") == "applicant.fax"


def test_the_sample_typed_in_the_browser_gives_the_papers_of_the_command_line(
    served: Served, scheme: Scheme, tmp_path: Path
) -> None:
    whole = json.loads((REPOSITORY / "samples" / "complete.json").read_text("utf-8"))
    sample = read_record_text(scheme, json.dumps({**whole, "materials": {}, "evidence": []}), "record.json").record
    assert sample is not None
    wanted = record_text(scheme, sample.without(scheme.office_fields))
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    case = urlsplit(page.url).path.partition("/forms/")[0]
    left = typed_texts(scheme, wanted)
    for form in scheme.forms:
        page = served.go(f"{case}/forms/{form.id}/")
        kinds = page.eval_on_selector_all("form.fields [name]", "all => all.map((one) => [one.name, one.type])")
        for name, kind in dict(kinds).items():
            text, field = left.pop(name, ""), f'[name="{name}"]'
            if not text:
                continue
            if kind == "radio":
                page.check(f'{field}[value="{text}"]')
            elif kind == "select-one":
                page.select_option(field, text)
            else:
                page.fill(field, text)
        page.locator("#save").focus()  # what was typed last is saved when its field is left
        page.locator("#state", has_text="已保存").wait_for()
        page.wait_for_load_state("networkidle")
    assert left == {}
    record = page.request.get(f"{served.address}{case}/record.json").body()
    made = read_record_text(scheme, record.decode(), "record.json").record
    assert made is not None and record_text(scheme, made) == wanted
    (tmp_path / "record.json").write_bytes(record)
    done = formgen("fill", tmp_path / "record.json", "--format", "pdf", "--out", tmp_path / "out")
    assert done.exit_code == 0
    for form in scheme.forms:
        (path,) = (tmp_path / "out").rglob(f"{form.file_stem}.pdf")
        assert page.request.get(f"{served.address}{case}/forms/{form.id}.pdf").body() == path.read_bytes()


def test_scores_are_given_with_the_keyboard_alone(served: Served) -> None:
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.get_by_role("link", name="附件4").click()
    page.wait_for_load_state("networkidle")
    total = page.locator(".total b")
    assert total.inner_text() == "0"
    page.locator("fieldset.score input:checked").first.focus()
    page.keyboard.press("ArrowRight")  # from 未评 round to the first level
    page.locator(".total b", has_text="10").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.locator(".total b", has_text="15").wait_for()
    assert page.locator("rect.here").count() == 1


def test_without_a_script_the_button_saves(served: Served) -> None:
    context = served.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(served.page.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{served.address}/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.get_by_label("1、企业名称").fill("太仓没有脚本有限公司")
    page.get_by_role("button", name="保存").click()
    assert page.get_by_label("1、企业名称").input_value() == "太仓没有脚本有限公司"
    assert page.get_by_role("heading", name="太仓没有脚本有限公司").is_visible()
    context.close()


def test_a_locked_file_is_unlocked_without_a_script(served: Served, tmp_path: Path) -> None:
    """The page says that it is locked, and has a field for the password, which no address and no log shows."""
    context = served.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(served.page.context.cookies())  # type: ignore[arg-type]
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.address}/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    page.goto(f"{page.url.partition('/forms/')[0]}/dossiers/application/")
    paper = tmp_path / "报告.pdf"
    paper.write_bytes(made(encryption=pikepdf.Encryption(owner="a", user="Geheim-215400")))
    page.get_by_label("放进扫描件").first.set_input_files([paper])
    page.get_by_label("放进扫描件").first.locator("xpath=../button").click()
    password = page.get_by_label("报告.pdf 的打开密码")
    for _ in range(600):
        if password.count():
            break
        page.wait_for_timeout(200)
        page.reload()
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.locator("form.unlock").bounding_box()["width"] <= width  # type: ignore[index]
    page.set_viewport_size({"width": 1366, "height": 768})
    password.fill("falsch-215400")
    page.get_by_role("button", name="解开 报告.pdf").click()
    assert "用所给的密码打不开" in page.get_by_role("alert").inner_text()
    assert password.input_value() == ""
    password.fill("Geheim-215400")
    page.get_by_role("button", name="解开 报告.pdf").click()
    for _ in range(600):
        if page.locator(".thumbs img").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    assert page.get_by_text("报告（已解开）.pdf").first.is_visible() and not password.count()
    assert not [one for one in asked if "215400" in one]
    context.close()


def test_a_form_says_where_it_comes_from_though_no_address_is_told(served: Served) -> None:
    """With `no-referrer` alone, the browser would send `Origin: null`; over plain http nothing else says it is our form."""
    page = served.go("/fill/taicang-2018/")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="填新的一家").click()
    assert sent.value.all_headers()["origin"] == served.address


def test_tables_are_sent_and_every_cell_is_named(served: Served, tmp_path: Path) -> None:
    table = tmp_path / "名单.csv"
    table.write_text("企业名称,镇（区）,邮编\n太仓甲有限公司,沙溪镇,21542\n", "utf-8")
    page = served.go("/check/taicang-2018/")
    page.set_input_files("#files", table)
    page.get_by_role("button", name="检查").click()
    page.get_by_text("1 家有错误").wait_for(timeout=120_000)
    assert "C2" in page.locator(".finding").inner_text()


def test_no_page_shuts_anybody_out(served: Served, tmp_path: Path) -> None:
    """axe-core finds no serious fault: labels, contrast, headings, roles. The first stop of the Tab key leads to the text."""
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    case = urlsplit(page.url).path.partition("/forms/")[0]
    dossier = f"{case}/dossiers/application/"
    page = served.go(dossier)
    paper = tmp_path / "证明.png"
    Image.new("RGB", (300, 400), "grey").save(paper)
    page.get_by_label("放进扫描件").first.set_input_files([paper])
    page.get_by_label("放进扫描件").first.locator("xpath=../button").click()
    page.locator(".thumbs img").wait_for(timeout=120_000)  # the page itself asks whether it is drawn
    script = AXE.read_text("utf-8")
    for path in (*PLAIN, f"{case}/forms/annex2/", f"{case}/forms/annex4/", dossier, f"{case}/versions/", "/nothing"):
        page = served.go(path)
        page.evaluate(script)
        found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", path
    served.said.clear()  # a page that is not there is an error in the console


def raw(served: Served, request: bytes, patience: float = 20) -> bytes:
    """What the server answers to these bytes, until it closes the connection."""
    host, _, port = served.address.removeprefix("http://").partition(":")
    answer = b""
    with socket.create_connection((host, int(port)), patience) as connection:
        connection.sendall(request)
        try:
            while piece := connection.recv(1 << 16):
                answer += piece
        except ConnectionResetError:
            pass
    return answer


def cookie(served: Served) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in served.page.context.cookies())


def test_the_server_itself_refuses_what_the_guard_refuses(served: Served) -> None:
    page = served.go("/fill/taicang-2018/")
    page.get_by_role("button", name="填新的一家").click()
    host = served.address.removeprefix("http://")
    whole = f"Host: {host}\r\nCookie: {cookie(served)}\r\nConnection: close\r\n\r\n"
    assert raw(served, f"GET / HTTP/1.1\r\n{whole}".encode()).startswith(b"HTTP/1.1 200")
    assert raw(served, f"GET / HTTP/1.1\r\n{whole}".replace(host, "evil.example").encode()).startswith(b"HTTP/1.1 403")
    ranges = "Range: bytes=" + ",".join(f"{number}-{number}" for number in range(1000))
    flood = f"GET /blanks/taicang-2018/annex3.pdf HTTP/1.1\r\n{ranges}\r\n{whole}"
    assert raw(served, flood.encode()).startswith(b"HTTP/1.1 200")
    post = f"POST /verify/ HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {10**12}\r\n{whole}"
    assert raw(served, post.encode()).startswith(b"HTTP/1.1 413")
    chunks = "Sec-Fetch-Site: same-origin\r\nTransfer-Encoding: chunked\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    body = b"".join(b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(40))
    case = urlsplit(served.page.url).path
    assert "/cases/" in case
    endless = f"POST {case} HTTP/1.1\r\n{form}{chunks}{whole}".encode() + body
    assert not raw(served, endless).startswith((b"HTTP/1.1 2", b"HTTP/1.1 3"))
    huge = f"GET / HTTP/1.1\r\nX-Long: {'x' * 200_000}\r\n{whole}"
    assert b"HTTP/1.1 200" not in raw(served, huge.encode())


def test_nothing_of_all_this_is_in_the_log(served: Served) -> None:
    assert served.log.read_bytes() == b""
