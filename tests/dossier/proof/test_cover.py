"""A dossier's cover is counted and labelled, but bears no number, and the proof knows it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.reread import page_mark, stamped_number
from formgen.dossier.proof.verify import verify
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Scheme
from tests.dossier.given import html_to_pdf, record_of
from tests.dossier.odd import made


def covered(scheme: Scheme, folder: Path, options: Options | None = None) -> Bound:
    """A dossier with a cover, and a page of each of its materials."""
    dossier = scheme.dossier("city-demonstration")
    assert dossier is not None
    materials = {material.supplied: ("甲.pdf",) for material in dossier.materials if material.supplied}
    (folder / "甲.pdf").write_bytes(made())
    return bind(DossierTask(scheme, dossier, record_of(materials), folder, options=options or Options()), html_to_pdf)


@pytest.mark.parametrize(
    "options", [Options(), Options(draft=True), Options(duplex=True)], ids=["plain", "draft", "duplex"]
)
def test_the_cover_bears_no_number(scheme: Scheme, tmp_path: Path, options: Options) -> None:
    bound = covered(scheme, tmp_path, options)
    reader = PdfReader(io.BytesIO(bound.pdf))
    stamped = [stamped_number(page) for page in reader.pages]
    assert stamped == [None, *range(2, len(reader.pages) + 1)]
    assert list(reader.page_labels) == [str(number) for number in range(1, len(reader.pages) + 1)]
    assert {page_mark(page) for page in reader.pages} == {"草稿" if options.draft else ""}
    assert bound.proof.lines[0].heading == "① 封面"
    assert (bound.proof.lines[0].contents_number, bound.proof.lines[0].stamped_number) == (1, 0)
    cover = "".join(reader.pages[0].extract_text().split())
    assert "申报单位（盖章）" in cover and cover.rstrip("草稿").endswith("年月日")


def test_the_proof_says_so_and_a_number_on_the_cover_is_found(scheme: Scheme, tmp_path: Path) -> None:
    bound = covered(scheme, tmp_path)
    proof = bound.proof.to_json()
    read = json.loads(proof)
    assert read["version"] == 2
    assert [source["numbered"] for source in read["inputs"]] == [False] + [True] * (len(read["inputs"]) - 1)
    assert Proof.from_json(proof) == bound.proof
    for beside in (proof, None):
        assert not verify(bound.pdf, beside, tmp_path if beside else None).failures
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        page, other = pdf.pages[0], pdf.pages[2]
        page.Resources.XObject["/Number"] = other.Resources.XObject["/Number"]
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 1 0 0 1 90 0 cm /Number Do Q")
        out = io.BytesIO()
        pdf.save(out)
    assert "第 1 页印的页码是 3，应为 没有" in "\n".join(verify(out.getvalue(), proof).failures)
    assert verify(out.getvalue(), None).failures


def test_a_page_that_lost_its_number_is_found_though_the_cover_has_none(scheme: Scheme, tmp_path: Path) -> None:
    bound = covered(scheme, tmp_path)
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        page = pdf.pages[1]
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/Number Do", b""))
        out = io.BytesIO()
        pdf.save(out)
    assert "第 2 页印的页码是 没有，应为 2" in "\n".join(verify(out.getvalue(), None).failures)


def test_an_older_proof_whose_cover_bears_its_number_is_read(scheme: Scheme, tmp_path: Path) -> None:
    read = json.loads(covered(scheme, tmp_path).proof.to_json())
    for source in read["inputs"]:
        del source["numbered"]
    proof = Proof.from_json(json.dumps(read | {"version": 1}).encode())
    assert proof.claim.unnumbered == frozenset()
    with pytest.raises(ProofError, match="更新的版本"):
        Proof.from_json(json.dumps(read | {"version": 3}).encode())
