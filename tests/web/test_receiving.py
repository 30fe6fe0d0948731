"""盖章扫描对照: a scan is held against the dossier that was bound of a case; an officer ticks each finding, and takes the letter."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from benchmarks.scans import simulator
from benchmarks.scans.simulator import Scanner
from formgen.engines.pdfium import PdfiumFile
from formgen.web.office import Office
from formgen.web.work.order import Sent, write_sent
from formgen.web.work.receipts import Tick, findings_of, read_receipt, read_ticks
from formgen.web.work.receiving import report_path
from tests.returned.scans.conftest import pdf_of
from tests.web.conftest import ADDRESS, OWN
from tests.web.test_binding import KIND, begun, put
from tests.web.test_checking import finished


@pytest.fixture(scope="module")
def clerk(door: ASGIApp, office: Office) -> TestClient:
    """A browser that has come in, for all tests here: scans are costly, and looked at once."""
    client = TestClient(door, base_url=ADDRESS, follow_redirects=False, headers=OWN)
    assert client.get(f"/open/{office.access.new_link()}").status_code == 303
    return client


@pytest.fixture(scope="module")
def bound(clerk: TestClient, samples: Path) -> str:
    """The address of a bound dossier of a case."""
    case = begun(clerk, samples)
    said = json.loads((samples / "complete.json").read_text("utf-8"))["materials"]["credit_report"]
    report = (samples / (said if isinstance(said, str) else said[0])).read_bytes()
    assert put(clerk, case, "material:credit_report", ("报告.pdf", report)) == 303
    address = clerk.post(f"{case}dossiers/{KIND}/bind").headers["location"]
    assert "盖章、签字以后" in finished(clerk, address)
    return str(address)


@pytest.fixture(scope="module")
def form_page(clerk: TestClient, bound: str) -> int:
    """The number of a page that wants a seal."""
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{bound}dossier.zip").content)) as archive:
        proof = json.loads(archive.read(next(name for name in archive.namelist() if name.endswith(".proof.json"))))
    return int(next(place["page"] for place in proof["places"] if not place["office"] and place["box"]))


@pytest.fixture(scope="module")
def received(clerk: TestClient, bound: str, form_page: int) -> str:
    """The address of what was found of a scan with one page that nobody has stamped, upside down, and no other."""
    with PdfiumFile(clerk.get(f"{bound}dossier.pdf").content) as file:
        page = simulator.printed(file, form_page - 1)
    scan = np.rot90(simulator.scanned(page, Scanner(skew=0.4), np.random.default_rng(4)), 2)
    answer = clerk.post(f"{bound}scan", files=[("scan", ("../盖章<b>.pdf", pdf_of(scan)))])
    assert answer.status_code == 303
    finished(clerk, answer.headers["location"])
    return str(answer.headers["location"])


def test_what_is_missing_is_listed_and_leads_to_its_place(clerk: TestClient, received: str, form_page: int) -> None:
    page = clerk.get(received).text
    assert "不是证明" in page and "缺这" in page and "<b>.pdf" not in page and "<script" not in page
    (place,) = re.findall(r'<tr id="say-(place-\d+)"><td><a href="#at-\1">第 \d+ 页', page)[:1]
    assert f'<rect id="at-{place}"' in page and f'href="#say-{place}"' in page
    assert "style=" not in page, "the guard allows no style in a page"
    sides = [clerk.get(f"{received}{side}/1.jpg") for side in ("scan", "bound")]
    assert all(one.content[:2] == b"\xff\xd8" and one.headers["content-type"] == "image/jpeg" for one in sides)
    assert sides[0].content != sides[1].content
    for absent in ("scan/2.jpg", "bound/0.jpg", "was/1.jpg", "report.html", "letter.docx"):
        assert clerk.get(f"{received}{absent}").status_code == 404
    assert clerk.get(f"{received}report.pdf").content[:5] == b"%PDF-"
    assert clerk.get(f"{received}report.json").json()["pages"][0]["number"] == form_page


def test_an_officer_ticks_and_takes_the_letter(
    clerk: TestClient, office: Office, received: str, form_page: int
) -> None:
    """What lacks is proposed; the letter has what was ticked, and nothing else."""
    folder = office.receipts / received.split("/")[2]
    receipt = read_receipt(report_path(folder, ".json"))
    assert receipt is not None
    findings = {one.key: one for one in findings_of(receipt)}
    assert len(findings) == len(findings_of(receipt))
    proposed = set(re.findall(r'name="([\w-]+)" value="lacking" checked', clerk.get(received).text))
    assert proposed == {key for key, one in findings.items() if one.is_lack}
    place = next(one for one in findings.values() if one.key.startswith("place-") and one.at)
    missing = next(one for one in findings.values() if one.key.startswith("missing-"))
    said = {place.key: "lacking", missing.key: "fine", "unknown": "lacking", "place-999": "x"}
    assert clerk.post(f"{received}ticks", data=said).headers["location"].endswith("#findings")
    assert {(one.key, one.tick) for one in read_ticks(folder)} == {(place.key, Tick.LACKING), (missing.key, Tick.FINE)}
    assert re.findall(r'name="([\w-]+)" value="\w+" checked', clerk.get(received).text) == [
        one.key for one in findings.values() if one in (place, missing)
    ]
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{received}letter.docx").content)) as word:
        text = re.sub(r"<[^>]+>", "", word.read("word/document.xml").decode())
    assert (
        "补正通知" in text and place.where in text and place.remedy in text and missing.where + missing.said not in text
    )
    assert "太仓样例精密机械有限公司：" in text
    assert clerk.post(f"{received}ticks", data={missing.key: "fine"}).status_code == 303
    assert clerk.get(f"{received}letter.docx").status_code == 404


def test_nothing_chosen_is_told(clerk: TestClient, bound: str) -> None:
    answer = clerk.post(f"{bound}scan", files=[("scan", ("", b""))])
    assert answer.status_code == 422 and "还没有选扫描件" in answer.text
    answer = clerk.post(f"{bound}scan", data={"volume": "2"}, files=[("scan", ("a.pdf", b"%PDF"))])
    assert answer.status_code == 422 and "没有这一册" in answer.text


def test_what_can_not_be_read_is_told_and_all_is_removed(clerk: TestClient, office: Office, bound: str) -> None:
    before = set(office.receipts.iterdir()) if office.receipts.is_dir() else set()
    address = clerk.post(f"{bound}scan", files=[("scan", ("坏.pdf", b"%PDF-1.7 nothing"))]).headers["location"]
    assert "坏.pdf" in finished(clerk, address)
    assert clerk.post(f"{address}remove").status_code == 303
    assert clerk.get(address).status_code == 404 and set(office.receipts.iterdir()) == before


def test_a_scan_of_a_removed_case_goes_with_it(office: Office) -> None:
    folder = office.receipts / ("a" * 32)
    folder.mkdir(parents=True)
    write_sent(folder, Sent("", 0.0, (), case="gone"))
    office.remove_case("gone")
    assert not folder.exists()
