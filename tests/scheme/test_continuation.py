"""The continuation sheet of a form as form.toml defines it: the values that follow from it, and each of its faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formgen.scheme.load import scheme_faults
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG

FAULTS = [
    (
        '[continuation]\nfield = "application.reasons"',
        '[continuation]\nfield = "application.reason"',
        "continuation.field: application.reason 在表上应正好有一处，至少三行",
    ),
    (
        'part = "continued"\n',
        "",
        'continuation.slot: 续页上应正好有一处 application.reasons，写明 part = "continued"',
    ),
    ('"（见续页）"', '"（下转续页）"', "continuation: marker_within 和 marker_between 要有内容，并且不一样"),
    (
        '[[continuation.slot]]\nfield = "applicant.name"',
        '[[continuation.slot]]\nfield = "applicant.nam"',
        "continuation.slot[0].field: 没有「applicant.nam」这个字段，是不是 applicant.name？",
    ),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_faults(tmp_path: Path, old: str, new: str, fault: str) -> None:
    folder = tmp_path / "taicang-2018"
    shutil.copytree(TAICANG, folder, ignore=shutil.ignore_patterns("*.docx", "pages"))
    path = folder / "annex2" / "form.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert f"annex2/form.toml: {fault}" in [str(found) for found in scheme_faults(folder)[1]]


def test_a_form_with_its_sheet_is_a_form(scheme: Scheme) -> None:
    form = scheme.form("annex2")
    assert form is not None and form.continuation is not None
    sheet = form.continuation
    assert sheet.form.slots[: len(form.slots)] == form.slots and sheet.form.stamps[: len(form.stamps)] == form.stamps
    assert sheet.form.template.name == "continued.docx" and sheet.form.continuation is None
    assert (sheet.form.id, sheet.form.title, sheet.form.pages) == (form.id, form.title, form.pages + 1)
    assert (sheet.box_lines, sheet.lines) == (22, 51)
    assert form.of_pages(5) is sheet.form and form.of_pages(4) is form and form.of_pages(6) is form
    assert [form.continuation is None for form in scheme.forms] == [False, True, True, True, True]
