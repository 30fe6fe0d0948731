"""Our own listings are read by a plain reader of what they draw: it finds what pypdf finds, and leaves to pypdf what it does not know."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from formgen.dossier import DossierTask
from formgen.dossier.lines import squashed
from formgen.dossier.proof import reread
from formgen.dossier.proof.reread import opened, printed_lines, printed_rows
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, record_of, unproved
from tests.dossier.odd import Page, made


@pytest.fixture(scope="module")
def bound(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A dossier whose contents are its first page, and its index the third."""
    folder = tmp_path_factory.mktemp("reread")
    (folder / "甲.pdf").write_bytes(made(Page()))
    evidence = (("1.1.1", "方针（2018）——A&B 公司", ("甲.pdf",)), ("2.4.1", "任命文件" * 12, ("甲.pdf",)))
    dossier = dossier_of(scheme, "work_plan", evidence=True)
    return unproved(DossierTask(scheme, dossier, record_of({"work_plan": ("甲.pdf",)}, evidence), folder))[0]


def test_the_plain_reader_finds_what_pypdf_finds(bound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened(bound)
    listings = [page for page in (1, 3) if "/Annots" in reader.pages[page - 1]]
    assert len(listings) == 2
    papers = [reader.pages[page - 1]["/Resources"]["/XObject"]["/Paper"] for page in listings]  # type: ignore[index]
    assert all(reread._plain_texts(paper) for paper in papers)
    plain = [(list(printed_lines(reader, page, page)), printed_rows(reader, page, page)) for page in listings]
    monkeypatch.setattr(reread, "_plain_texts", lambda _: None)
    for (lines, rows), page in zip(plain, listings, strict=True):
        assert lines == list(printed_lines(reader, page, page))
        assert rows == [row for row in printed_rows(reader, page, page) if row]  # pypdf adds rows without words
    assert any("任命文件" in squashed(text) for text, _ in plain[1][0])


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 10 Tf 1 0 0 1 9 9 Tm 0 -9 Td <0001> Tj ET",
        b"BT /F 10 Tf 1 0 0 1 9 9 Tm (a(b)) Tj ET",
        b"BT /F 10 Tf 1 0 0 1 9 9 Tm <0001> ' ET",
        b"/Other Do",
        b"BT /None 10 Tf <0001> Tj ET",
        b"q 1 0 0 1 9 cm Q",
        b"Q",
        b"BT % a remark\nET",
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI",
        b"q 1 0 0 1",
    ],
)
def test_what_is_written_otherwise_is_left_to_pypdf(content: bytes) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        form = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        page.obj.Resources = Dictionary(XObject=Dictionary(Paper=form))
        out = io.BytesIO()
        pdf.save(out)
    paper = opened(out.getvalue()).pages[0]["/Resources"]["/XObject"]["/Paper"]  # type: ignore[index]
    assert reread._plain_texts(paper) is None
