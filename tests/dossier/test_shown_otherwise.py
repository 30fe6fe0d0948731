"""A supplied page that does not look in the dossier as it does by itself: named with file, page, cause and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formgen.dossier import DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.compare import Unlike, unlike
from formgen.dossier.proof.identity import Identical
from formgen.foundation.errors import DataError
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made


def task(scheme: Scheme, folder: Path, monkeypatch: pytest.MonkeyPatch, draft: bool) -> DossierTask:
    """Two files, the second page of the first and the only one of the second seen to differ in the finished dossier."""
    (folder / "甲.pdf").write_bytes(made(Page(), Page()))
    (folder / "乙.pdf").write_bytes(made(Page(rotate=90)))

    def differing(
        bound: Any, original: Any, strip: float, first: int = 1, known: Any = (), feet: Any = ()
    ) -> Iterator[Unlike]:
        yield from unlike(bound, original, strip, first, known, feet)
        last = original.first_page + len(original.places) - 1
        if original.name in ("甲.pdf", "乙.pdf") and last not in known:
            yield Unlike(last, "有 99 个像素与来源不同")

    monkeypatch.setattr("formgen.dossier.proof.checks.unlike", differing)
    # The pages are the very ones of their source: as such they would not be drawn.
    monkeypatch.setattr("formgen.dossier.proof.prove.identical", lambda *_: Identical(frozenset(), frozenset()))
    record = record_of({"work_plan": ("甲.pdf", "乙.pdf")})
    return DossierTask(scheme, dossier_of(scheme, "work_plan"), record, folder, options=Options(draft=draft))


def test_both_files_are_named_at_once(scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError) as caught:
        bind(task(scheme, tmp_path, monkeypatch, draft=False), html_to_pdf)
    first, second = caught.value.problems
    assert [first.code, second.code] == ["evidence.shown-otherwise"] * 2
    assert "「甲.pdf」第 2 页" in first.message and "有 99 个像素" in first.message
    assert "「乙.pdf」第 1 页" in second.message and "打印（另存）成新的 PDF" in second.remedy


def test_a_draft_is_bound_with_these_pages(scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = bind(task(scheme, tmp_path, monkeypatch, draft=True), html_to_pdf)
    assert [problem.code for problem in bound.problems] == ["evidence.shown-otherwise"] * 2
    assert not any(problem.is_error for problem in bound.problems)
    assert bound.proof.pages_shown == bound.proof.pages - 2
