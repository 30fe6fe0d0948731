"""The web door as a person uses it: a server that was started with one command, and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import Served

pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_runs_out_of_the_window(served: Served, width: int) -> None:
    for path in ("/", "/blanks/taicang-2018/", "/nothing"):
        page = served.go(path)
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.set_viewport_size({"width": 1366, "height": 768})
    served.said.clear()  # a page that is not there is an error in the console
