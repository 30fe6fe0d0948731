"""Long values as form.toml defines them: smaller letters, spare room, continuation sheets, and each fault of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formgen.scheme.load import scheme_faults
from formgen.scheme.models import Scheme
from tests.conftest import TAICANG

REASONS_GO_ON = '{ field = "application.reasons", part = "continued", label = "申请贯标的理由（续）" },\n'
FAULTS = [
    (
        REASONS_GO_ON,
        "",
        'continuation.sheet[1].slot: 续页上至少要有一处写明 part = "continued"',
    ),
    (
        REASONS_GO_ON,
        REASONS_GO_ON.replace("application.reasons", "applicant.main_business"),
        "continuation.sheet[1].slot: applicant.main_business 应在表上正好有一处，写明 page = 3，并只转到一种续页",
    ),
    (
        "lines = 24\npage = 3",
        "lines = 2\npage = 3",
        "continuation.sheet[1].slot: application.reasons 在表上至少要有三行，才能在那里开头",
    ),
    ('"（见续页）"', '"（下转续页）"', "continuation: marker_within 和 marker_between 要有内容，并且不一样"),
    (
        '{ field = "applicant.name", label = "企业名称", lines = 3 }',
        '{ field = "applicant.nam", label = "企业名称", lines = 3 }',
        "continuation.sheet[0].slot[0].field: 没有「applicant.nam」这个字段，是不是 applicant.name？",
    ),
    (
        "page = 2\nmost = 3",
        "page = 4\nmost = 3",
        "continuation.sheet: page 应由小到大，各不相同，并且是本表的页",
    ),
    ("spare = [35, 34, 0, 0]", "spare = [28, 46]", "spare: 应给每一页写一个数，共 4 个"),
    ("page = 1\nsmallest = 9", "page = 5\nsmallest = 9", "slot[0].page: 没有第 5 页，本表有 4 页"),
    ("page = 1\nsmallest = 9", "smallest = 9", "slot[0].page: 写了 smallest，还要写它在第几页（page）"),
    ("lines = 1\npage = 1", "lines = 2\npage = 1", "slot[0].rows: 写了 rows，还要写 smallest；lines 只能是 1"),
    (
        "lines = 2\npage = 2\nsmallest = 9",
        "lines = 1\npage = 2\nsmallest = 9\nrows = 2",
        "slot[2].rows: applicant.name 在本表上只能有一处写 rows",
    ),
    (
        'part = "year"\nlabel = "（单位盖章）"',
        'part = "continued"\nlabel = "（单位盖章）"',
        'slot: part = "continued" 只能写在续页上',
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


def test_a_form_says_which_of_its_fields_go_on(scheme: Scheme) -> None:
    form = scheme.form("annex2")
    assert form is not None and form.continued.name == "continued.docx" and form.fitting is None
    fields = {slot.field for slot in form.slots if form.goes_on(slot.field)}
    assert fields == {f"applicant.{name}" for name in ("registered_address", "business_address", "main_business")} | {
        "application.reasons"
    }
    assert [form.continuation is None for form in scheme.forms] == [False, True, True, False, False]
