"""The proof finds every kind of tampering with a finished dossier: it fails and names the fault."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Name

from formgen.dossier import DossierTask
from formgen.dossier.claim import Claim
from formgen.dossier.lines import ContentsLine
from formgen.dossier.own_pages.html import contents_html
from formgen.dossier.plan import Plan
from formgen.dossier.proof.prove import prove
from formgen.foundation.errors import ProofError
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of, unproved
from tests.dossier.odd import Page, made


@pytest.fixture(scope="module")
def bound(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Claim]:
    """Bind a dossier of two materials and evidence for two indicators. Return it with its claim."""
    folder = tmp_path_factory.mktemp("proof")
    (folder / "甲.pdf").write_bytes(made(Page(), Page(rotate=90)))
    evidence = (("1.1.1", "方针", ("甲.pdf",)), ("2.4.1", "任命文件", ("甲.pdf",)))
    record = record_of({"work_plan": ("甲.pdf",), "service_contract": ("甲.pdf",)}, evidence)
    dossier = dossier_of(scheme, "work_plan", "service_contract", evidence=True)
    return unproved(DossierTask(scheme, dossier, record, folder))


def test_a_sound_dossier_passes_and_says_what_was_found(bound: tuple[bytes, Claim]) -> None:
    proof = prove(*bound)
    assert proof.pages == 12 and len(proof.lines) == 7
    for line in proof.lines:
        assert line.contents_number == line.stamped_number == line.bookmark_page == int(line.page_label)
    read = json.loads(proof.to_json())
    assert read["inputs"][1]["name"] == "甲.pdf" and len(read["inputs"][1]["sha256"]) == 64
    assert [line["heading"] for line in read["lines"]][-2:] == ["二、企业信用管理的组织（100）", "2.4.1 任命文件"]
    assert any(tool.startswith("pikepdf ") for tool in read["tools"])


def _swap(pdf: pikepdf.Pdf) -> None:
    pages = [pdf.pages[3], pdf.pages[4]]
    pdf.pages[3], pdf.pages[4] = pages[1], pages[0]


def _remove(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[8]


def _add(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def _number_of_another(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].Resources.XObject.Number = pdf.pages[5].Resources.XObject.Number


def _number_not_drawn(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/Number Do", b""))


def _number_drawn_sideways(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"q 1 0 0 1 ", b"q 0 1 -1 0 "))


def _number_off_the_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].MediaBox = pikepdf.Array([0, 0, 200, 842])


def _page_turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Rotate = 90


def _something_over_it(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" 1 g 0 0 600 60 re f")


def _bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[2].destination = pikepdf.Array([pdf.pages[0].obj, Name.Fit])


def _bookmark_of_evidence(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[3].children[1].children[0].destination = pikepdf.Array([pdf.pages[5].obj, Name.Fit])


def _bookmark_renamed(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].title = "别的"


def _bookmark_gone(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        del outline.root[3].children[1].children[0]


def _link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[1].Dest[0] = pdf.pages[8].obj


def _link_gone(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].Annots[1]


def _labels(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums = pikepdf.Array([0, pikepdf.Dictionary(S=Name.D), 4, pikepdf.Dictionary(S=Name.D, St=6)])


def _title(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Title"]


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_swap, "页印的页码"),
        (_remove, "总页数"),
        (_add, "总页数"),
        (_number_of_another, "第 3 页印的页码"),
        (_number_not_drawn, "第 3 页印的页码"),
        (_number_drawn_sideways, "第 3 页印的页码"),
        (_number_off_the_sheet, "第 3 页印的页码"),
        (_page_turned, "第 3 页印的页码"),
        (_something_over_it, "多余的内容"),
        (_bookmark, "书签「② "),
        (_bookmark_of_evidence, "书签「2.4.1 任命文件」"),
        (_bookmark_renamed, "书签「① "),
        (_bookmark_gone, "书签「2.4.1 任命文件」"),
        (_link, "的链接"),
        (_link_gone, "目录的行数"),
        (_labels, "页码标签"),
        (_title, "标题"),
    ],
)
def test_tampering_fails_the_proof(
    bound: tuple[bytes, Claim], tamper: Callable[[pikepdf.Pdf], None], says: str
) -> None:
    content, claim = bound
    with pytest.raises(ProofError, match=says):
        prove(_changed(content, tamper), claim)


def test_a_wrong_number_in_the_contents_fails_the_proof(scheme: Scheme, bound: tuple[bytes, Claim]) -> None:
    """The contents page is replaced by one that differs in a single printed number. Nothing else changes."""
    content, claim = bound
    name, _, title = claim.title.partition(" ")

    def with_lines(lines: tuple[ContentsLine, ...]) -> Callable[[pikepdf.Pdf], None]:
        def tamper(pdf: pikepdf.Pdf) -> None:
            other = pikepdf.open(io.BytesIO(html_to_pdf(contents_html(scheme, Plan(name, title, ()), lines))))
            pdf.pages[0].Resources.XObject.Paper = pdf.copy_foreign(other.pages[0].as_form_xobject())

        return tamper

    first, *others = claim.lines
    assert prove(_changed(content, with_lines(claim.lines)), claim).lines
    with pytest.raises(ProofError, match=r"目录「① .*」的页码"):
        prove(_changed(content, with_lines((replace(first, page=first.page + 1), *others))), claim)
    with pytest.raises(ProofError, match=r"目录「① .*」的文字"):
        prove(_changed(content, with_lines((replace(first, title="别的"), *others))), claim)


def _changed(content: bytes, tamper: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tamper(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_untampered_but_saved_again_it_still_passes(bound: tuple[bytes, Claim]) -> None:
    """This shows that the tests above fail because of the tampering, and not because the file was saved again."""
    assert prove(_changed(bound[0], lambda pdf: None), bound[1]).pages == 12


@pytest.mark.parametrize("cut", [0, 1, 100, -50])
def test_a_broken_file_fails_the_proof(bound: tuple[bytes, Claim], cut: int) -> None:
    with pytest.raises(ProofError):
        prove(bound[0][:cut], bound[1])


@pytest.mark.parametrize(
    "claim",
    [
        lambda claim: replace(claim, inputs=claim.inputs[:-1]),
        lambda claim: replace(
            claim, inputs=(*claim.inputs[:2], replace(claim.inputs[2], first_page=3), *claim.inputs[3:])
        ),
        lambda claim: replace(claim, lines=claim.lines[:-1]),
        lambda claim: replace(claim, lines=(*claim.lines[:-1], replace(claim.lines[-1], page=7))),
    ],
)
def test_a_wrong_claim_fails_the_proof(bound: tuple[bytes, Claim], claim: Callable[[Claim], Claim]) -> None:
    with pytest.raises(ProofError):
        prove(bound[0], claim(bound[1]))
