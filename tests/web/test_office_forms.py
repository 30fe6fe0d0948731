"""A scheme that an office's Word files were imported for: every page opens, and the fields stand in their places on the page."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from starlette.testclient import TestClient

from formgen.engines.soffice import office_program
from formgen.web.application import application
from formgen.web.office import Office, open_office
from tests.web.conftest import HOST, come_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def imported_office(startup: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with closing(open_office(tmp_path_factory.mktemp("imported") / "data", str(startup), 1, shared=False)) as opened:
        yield opened


@pytest.fixture(scope="module")
def visitor(imported_office: Office) -> TestClient:
    """A browser that has come in, at a server with the imported scheme."""
    return come_in(application(imported_office, (f"http://{HOST}",)), imported_office)


def test_every_page_that_a_page_leads_to_opens(visitor: TestClient) -> None:
    case = visitor.post("/fill/startup/").headers["location"]
    waiting, seen = ["/", case], set[str]()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        answer = visitor.get(address, follow_redirects=True)
        assert answer.status_code == 200, (address, answer.text[:500])
        if "html" in answer.headers["content-type"]:
            waiting += map(html.unescape, re.findall(r'(?:href|src)="([^"]+)"', answer.text))
    assert {f"{case}forms/{form}/" for form in ("form-1", "form-2")} <= seen and len(seen) > 15


def test_a_fields_place_is_where_its_value_is_drawn(visitor: TestClient) -> None:
    """The page with a value differs from the blank one within the place of that field, and nowhere else."""
    case = visitor.post("/fill/startup/").headers["location"]
    shown = visitor.get(f"{case}forms/form-1/").text
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', shown)
    places = re.findall(r'data-field="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', shown)
    assert size is not None and len(places) > 8
    field, *box = next(one for one in places if one[0].endswith(".phone") or "name" in one[0])
    pictures = [visitor.get(f"{case}forms/form-1/1.png").content]
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen is not None
    saved = visitor.post(f"{case}forms/form-1/", data={"seen": seen[1], field: "李小红"})
    assert saved.status_code in (200, 303)
    pictures.append(visitor.get(f"{case}forms/form-1/1.png?v=2").content)
    blank, filled = (Image.open(io.BytesIO(one)).convert("L") for one in pictures)
    scale = blank.width / float(size[1])
    left, top, width, height = (float(side) * scale for side in box)
    found = ImageChops.difference(blank, filled).getbbox()
    assert found is not None
    assert left - 2 <= found[0] and found[2] <= left + width + 2
    assert top - 4 <= found[1] and found[3] <= top + height + 4
