"""Each comparison of `check_pages` and `check_numbers` can fail alone: with the file, or with the sums of the claim."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from pypdf import PdfReader

from formgen.dossier import DossierTask
from formgen.dossier.claim import Claim
from formgen.dossier.proof.checks import Checks, check_numbers, check_pages
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, record_of, unproved
from tests.dossier.odd import Page, made


@pytest.fixture(scope="module")
def bound(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Claim]:
    """Bind a dossier with a page of contents, a material of three pages and a material of two pages."""
    folder = tmp_path_factory.mktemp("checks")
    (folder / "甲.pdf").write_bytes(made(Page(), Page(), Page()))
    (folder / "乙.pdf").write_bytes(made(Page(), Page()))
    record = record_of({"work_plan": ("甲.pdf",), "service_contract": ("乙.pdf",)})
    content, claim = unproved(DossierTask(scheme, dossier_of(scheme, "work_plan", "service_contract"), record, folder))
    assert [(source.first_page, source.last_page) for source in claim.inputs] == [(1, 1), (2, 4), (5, 6)]
    return content, claim


def changed(content: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def failures(content: bytes, claim: Claim) -> list[str]:
    checks = Checks()
    check_pages(PdfReader(io.BytesIO(content)), claim, checks)
    return checks.failures


def test_a_sound_file_has_no_failure(bound: tuple[bytes, Claim]) -> None:
    assert failures(*bound) == []


def test_a_file_of_more_or_fewer_pages_than_claimed(bound: tuple[bytes, Claim]) -> None:
    """The pages are counted in the file. Nothing else would show that the last page is missing."""
    content, claim = bound
    fewer = failures(changed(content, lambda pdf: pdf.pages.__delitem__(-1)), claim)
    assert fewer == ["总页数是 5，应为 6"]
    assert "总页数是 7，应为 6" in failures(changed(content, lambda pdf: pdf.add_blank_page()), claim)


@pytest.mark.parametrize(
    ("nth", "change", "says"),
    [
        (1, {"pages": 4}, ["各份材料的页数之和是 7，应为 6", "「甲.pdf」的页数是 3，应为 4"]),
        (1, {"first_page": 3}, ["「甲.pdf」的起始页是 3，应为 2"]),
        (1, {"last_page": 3}, ["「甲.pdf」的页数是 2，应为 3", "「乙.pdf」的起始页是 5，应为 4", "「乙.pdf」的页数是 3，应为 2"]),
        (2, {"last_page": 7}, ["「乙.pdf」的页数是 3，应为 2"]),
    ],
)  # fmt: skip
def test_sources_that_do_not_follow_each_other(
    bound: tuple[bytes, Claim], nth: int, change: dict[str, int], says: list[str]
) -> None:
    content, claim = bound
    sources = [replace(source, **change) if at == nth else source for at, source in enumerate(claim.inputs)]  # type: ignore[arg-type]
    assert failures(content, replace(claim, inputs=tuple(sources))) == says


def test_a_title_that_is_not_the_files(bound: tuple[bytes, Claim]) -> None:
    content, claim = bound
    assert failures(content, replace(claim, title="别的")) == [f"标题是 {claim.title}，应为 别的"]


def test_the_label_of_a_page_that_begins_no_line(bound: tuple[bytes, Claim]) -> None:
    """Page 3 is the second page of its material. No line of the contents leads to it, so the check of lines ignores it."""
    content, claim = bound
    assert 3 not in {line.page for line in claim.lines}

    def relabel(pdf: pikepdf.Pdf) -> None:
        starts = [(0, 1), (2, 93), (3, 4)]
        numbers = [part for at, first in starts for part in (at, Dictionary(S=Name.D, St=first))]
        pdf.Root.PageLabels.Nums = pikepdf.Array(numbers)

    assert failures(changed(content, relabel), claim) == ["第 3 页的页码标签是 93，应为 3"]


def test_a_file_whose_first_page_bears_another_number(bound: tuple[bytes, Claim]) -> None:
    checks = Checks()
    check_numbers(PdfReader(io.BytesIO(bound[0])), replace(bound[1], first=11), checks)
    assert [failure for failure in checks.failures if "第 11 页" in failure] == [
        "第 11 页印的页码是 1，应为 11",
        "第 11 页的页码标签是 1，应为 11",
    ]
