"""核对: the report is that of `formgen verify`."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from starlette.testclient import TestClient

from formgen import pipeline
from formgen.scheme.models import Scheme
from formgen.web.office import Office
from tests.web.test_checking import finished


@pytest.fixture(scope="module")
def dossier(scheme: Scheme, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dossier with its proof beside it."""
    examined = pipeline.examine(scheme, samples / "complete.json")
    return pipeline.bind_dossier(scheme, examined, "application", tmp_path_factory.mktemp("bound")).path


def compared(clerk: TestClient, pdf: bytes, proof: bytes | None = None, *sources: tuple[str, bytes]) -> str:
    files = [("dossier", ("../乱写的名字.pdf", pdf)), *(("sources", one) for one in sources)]
    files += [("proof", ("x.json", proof))] if proof is not None else []
    answer = clerk.post("/verify/", files=files)
    assert answer.status_code == 303
    page = finished(clerk, answer.headers["location"])
    assert clerk.post(f"{answer.headers['location']}remove").status_code == 303
    assert clerk.get(answer.headers["location"]).status_code == 404
    return page


def test_a_dossier_that_is_what_was_bound(clerk: TestClient, office: Office, dossier: Path, samples: Path) -> None:
    proof = dossier.with_suffix(".proof.json").read_bytes()
    before = set(office.comparisons.iterdir()) if office.comparisons.is_dir() else set()
    source = next(path for path in sorted((samples / "evidence").rglob("*.pdf")))
    page = compared(clerk, dossier.read_bytes(), proof, (f"来源/{source.name}", source.read_bytes()))
    found = pipeline.verify_dossier(dossier)
    assert f"共 {found.pages} 页" in page
    assert "与装订核对记录相符" in compared(clerk, dossier.read_bytes(), proof)
    assert set(office.comparisons.iterdir()) == before


def test_another_file_and_a_damaged_one_are_told(clerk: TestClient, dossier: Path, office: Office) -> None:
    proof = dossier.with_suffix(".proof.json").read_bytes()
    other = clerk.get("/blanks/taicang-2018/annex3.pdf").content
    page = compared(clerk, other, proof)
    assert "处不符" in page
    for line in pipeline.verify_dossier(dossier).failures:
        assert line not in page
    assert "处不符" in compared(clerk, b"%PDF-1.7 nothing")


def test_nothing_chosen_is_told(clerk: TestClient) -> None:
    answer = clerk.post("/verify/", files=[("dossier", ("", b""))])
    assert answer.status_code == 422 and "还没有选" in answer.text


def test_a_changed_page_is_shown_beside_the_one_that_was_bound(clerk: TestClient, dossier: Path) -> None:
    changed = io.BytesIO()
    with pikepdf.open(dossier) as pdf:
        del pdf.pages[-1]
        pdf.pages[1].contents_add(b"0 0 200 200 re f")
        pdf.save(changed)
    proof = dossier.with_suffix(".proof.json").read_bytes()
    files = [
        ("dossier", ("a.pdf", changed.getvalue())),
        ("proof", ("a.json", proof)),
        ("original", ("b.pdf", dossier.read_bytes())),
    ]
    address = clerk.post("/verify/", files=files).headers["location"]
    page = finished(clerk, address)
    shown = re.findall(r'src="((?:now|was)/\d+\.png)"', page)
    assert shown == ["now/1.png", "was/1.png", "was/2.png"] and "没有这一页" in page
    pictures = [clerk.get(f"{address}{one}").content for one in shown]
    assert len(set(pictures)) == 3 and all(one.startswith(b"\x89PNG") for one in pictures)
    for one in ("now/2.png", "now/99.png", "sent/1.png"):
        assert clerk.get(f"{address}{one}").status_code == 404
