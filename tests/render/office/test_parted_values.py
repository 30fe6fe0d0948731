"""A long value whose row is parted by the end of a page is told, with its field; nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from formgen import pipeline
from formgen.engines.soffice import office_program
from formgen.pipeline.made import Format
from formgen.render.office.parted_values import is_parted
from formgen.scheme.load import load_scheme
from tests.schemes.draw import TEAMS
from tests.schemes.made_up import SERVICE_TEAMS

LONG = "队名很长的一支志愿服务队" * 30


@pytest.mark.parametrize(
    ("text", "pages", "parted"),
    [
        ("甲乙丙丁", ["甲乙", "丙丁"], True),
        ("甲乙丙丁", ["标题甲乙1", "标题丙丁2"], True),
        ("甲乙丙丁", ["甲乙丙丁", "甲乙"], False),
        ("甲乙丙丁", ["甲乙丙丁"], False),
        ("甲乙丙丁", ["甲乙", "别的", "丙丁"], False),
        ("甲乙丙丁", ["别的", "甲乙丙", "丁", ""], True),
        ("甲乙丙丁", ["别的", "没有"], False),
        ("甲甲甲甲", ["甲", "甲甲甲"], True),
    ],
)
def test_texts_on_two_pages(text: str, pages: list[str], parted: bool) -> None:
    assert is_parted(text, pages) == parted


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("before", "codes"), [(28, ["form.row-parted"]), (2, [])])
def test_a_row_that_a_long_value_parts_is_told(tmp_path: Path, before: int, codes: list[str]) -> None:
    """before: the paragraphs above the row, so that it begins near the end of a page, or at its beginning."""
    folder = tmp_path / "scheme"
    shutil.copytree(TEAMS, folder)
    word = folder / "roll" / "form.docx"
    document = docx.Document(str(word))
    line = document.paragraphs[1]
    table = document.add_table(1, 1)
    line._p.addprevious(table._tbl)
    table.cell(0, 0).paragraphs[0]._p.addnext(line._p)
    for _ in range(before):
        document.paragraphs[0].insert_paragraph_before("说明")
    document.save(str(word))
    scheme = load_scheme(folder)
    record = SERVICE_TEAMS.write(tmp_path, team={"name": LONG, "leader": "赵大海"})
    examined = pipeline.examine(scheme, record)
    assert not examined.has_errors, examined.problems
    made = pipeline.make_forms(scheme, examined, ["roll"], frozenset((Format.PDF,)))
    assert [one.code for one in made.problems if one.code == "form.row-parted"] == codes
    assert all(one.label and one.place.at for one in made.problems if one.code == "form.row-parted")
