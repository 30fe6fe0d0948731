"""Numbers that take a cell of a table for each character: one blank at import, a character a cell on paper, one value when read back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document

from formgen import pipeline
from formgen.foundation.errors import DataError
from formgen.importing import new_scheme
from formgen.importing.notice.given_files import blanks_of
from formgen.importing.word_text import read_form_text
from formgen.pipeline.made import Format
from formgen.record.kinds.table import written
from formgen.render.office_forms.laying_out_once import lay_out_once
from formgen.render.word.package import read_package
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.load import load_scheme, scheme_faults
from formgen.scheme.models import Scheme
from tests.importing.word_forms import content, merged, saved, table

NUMBER, CODE = "11010519491231002X", "215400"


def subsidy(label_cells: tuple[str, str] = ("身份证号", "邮政编码")) -> Document:
    """A form whose number of a document has eighteen cells, and whose postcode has six beside another place."""
    document = docx.Document()
    document.add_paragraph("附件1")
    document.add_paragraph("求职补贴申请表")
    grid = table(document, [[""] * 20 for _ in range(4)])
    for row, cells in ((0, ((0, 1), (2, 7), (8, 11), (12, 19))), (1, ((0, 1),)), (2, ((0, 1), (2, 9), (10, 13)))):
        for first, last in cells:
            merged(grid, (row, first), (row, last))
    merged(grid, (3, 0), (3, 1))
    merged(grid, (3, 2), (3, 19))
    for row, column, text in (
        (0, 0, "姓　名"),
        (0, 8, "文化程度"),
        (1, 0, label_cells[0]),
        (2, 0, "住址"),
        (3, 0, "备注"),
    ):
        grid.cell(row, column).paragraphs[0].add_run(text)
    grid.cell(2, 10).paragraphs[0].add_run(label_cells[1])
    return document


def inner() -> Document:
    """A form whose code stands in a table within a cell, and whose number of an account in a table below its label."""
    document = docx.Document()
    document.add_paragraph("企业备案表")
    outer = table(document, [("单位名称", ""), ("统一社会信用代码", ""), ("联系人", "")])
    outer.cell(1, 1).add_table(1, 18)
    document.add_paragraph("银行账号：")
    document.add_table(1, 16)
    document.add_paragraph("经办人：")
    return document


def labels(document: Document) -> list[tuple[str, int]]:
    return [
        (one.label, len(one.spots)) for one in blanks_of(read_form_text(read_package(content(document), "表.docx")))
    ]


@pytest.mark.parametrize(
    "words", [("身份证号", "邮政编码"), ("身份证号码：", "邮　编"), ("身份证号（18位）", "邮政编码*")]
)
def test_a_row_of_cells_is_one_blank(words: tuple[str, str]) -> None:
    found = labels(subsidy(words))
    assert [name for name, _ in found][:2] == ["姓名", "文化程度"]
    assert [count for _, count in found] == [1, 1, 18, 1, 6, 1]


def test_cells_within_a_cell_and_below_their_label() -> None:
    assert labels(inner()) == [
        ("单位名称", 1),
        ("统一社会信用代码", 18),
        ("联系人", 1),
        ("银行账号", 16),
        ("经办人", 1),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("项目", "一月", "二月", "三月", "四月", "五月", "六月"), ("产量", "", "", "", "", "", "")],
        [("姓名", "", "性别", "", "民族", "", "")],
        [("签到", "", "", "", "", "", "")],
    ],
    ids=["headings", "labels between", "wide"],
)
def test_other_empty_cells_stay_places_of_their_own(rows: list[tuple[str, ...]]) -> None:
    document = docx.Document()
    table(document, rows)
    assert all(count == 1 for _, count in labels(document))


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> Scheme:
    """The form as a scheme. Nobody counts its pages, and none is drawn."""
    folder = tmp_path_factory.mktemp("cells") / "subsidies"
    path = saved(subsidy(), folder.parent, "表.docx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
        patch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
        patch.setattr(new_scheme, "looked_over", lambda package, title: (1, ()))
        for _ in range(2):
            new_scheme.new_scheme(folder, [path])
    assert scheme_faults(folder)[1] == ()
    return load_scheme(folder)


def filled(scheme: Scheme, folder: Path, **said: str) -> Document:
    record = folder / "a.json"
    record.write_text(json.dumps({"填写内容": {"姓名": "李小红", **said}}, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(scheme, record)
    (paper,) = pipeline.fill(scheme, examined, None, frozenset([Format.DOCX]), folder / "out").paths
    return docx.Document(str(paper))


def row_texts(document: Document, row: int) -> list[str]:
    """What python-docx shows in the cells of a row, each cell once."""
    return ["".join(cell.itertext("{*}t")).strip() for cell in document.tables[0].rows[row]._tr.tc_lst]


def read(scheme: Scheme, document: Document, folder: Path) -> tuple[dict[str, str], list[str]]:
    """What a returned file says by the labels of fields, and the codes of what is wrong with it."""
    (source,) = read_word_files(scheme, [saved(document, folder, "交回.docx")])
    (one,) = source
    entries = one.record.entries if one.record is not None else ()
    codes = [problem.code for problem in (*source.problems, *one.problems)]
    return {scheme.fields[entry.field].label: written(entry.value) for entry in entries}, codes


def test_each_cell_has_one_character_and_the_value_comes_back(scheme: Scheme, tmp_path: Path) -> None:
    document = filled(scheme, tmp_path, 身份证号="110105 19491231 002x", 邮政编码=CODE)
    assert row_texts(document, 1) == ["身份证号", *NUMBER]
    assert row_texts(document, 2)[3:] == list(CODE)
    said, codes = read(scheme, document, tmp_path)
    assert said == {"姓名": "李小红", "身份证号": NUMBER, "邮政编码": CODE} and codes == []


def typed(document: Document, row: int, texts: list[str]) -> None:
    """Type texts into the cells of a row behind the label that the row ends with or begins with."""
    cells = document.tables[0].rows[row]._tr.tc_lst
    for cell, text in zip(cells[-len(texts) :], texts, strict=True):
        paragraph = cell.p_lst[0]
        paragraph.add_r().text = text


def one_cell(document: Document) -> None:
    """All in the first cell."""
    typed(document, 1, [NUMBER, *[""] * 17])


def spaced(document: Document) -> None:
    """A space in some cells, full-width figures in others."""
    typed(document, 1, [f" {one} " if at % 2 else chr(ord(one) + 0xFEE0) for at, one in enumerate(NUMBER)])


def joined(document: Document) -> None:
    """The cells are one now."""
    cells = document.tables[0].rows[1]._tr.tc_lst
    for cell in cells[2:]:
        cell.getparent().remove(cell)
    cells[1].grid_span = 18
    typed(document, 1, [NUMBER])


@pytest.mark.parametrize("edit", [one_cell, spaced, joined], ids=lambda one: str(one.__doc__))
def test_however_it_is_typed_it_is_one_value(scheme: Scheme, tmp_path: Path, edit: Callable[[Document], None]) -> None:
    document = filled(scheme, tmp_path)
    edit(document)
    said, codes = read(scheme, document, tmp_path)
    assert said["身份证号"] == NUMBER and codes == []


def test_an_empty_cell_between_others_is_told(scheme: Scheme, tmp_path: Path) -> None:
    document = filled(scheme, tmp_path)
    typed(document, 2, ["2", "1", "", "4", "0", "0"])
    _, codes = read(scheme, document, tmp_path)
    assert "returned.cell-empty" in codes


def test_too_long_a_value_is_refused_by_name(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        filled(scheme, tmp_path, 身份证号="港澳居民来往内地通行证 H12345678")
    assert [(one.code, one.label) for one in refused.value.problems] == [("value.too-long", "身份证号")]
    assert "只有 18 格" in refused.value.problems[0].message


@pytest.mark.slow
def test_cells_are_filled_without_libreoffice(scheme: Scheme) -> None:
    """No text that is tried in a narrow cell makes its row higher; nor are the words of a box counted as empty lines."""
    (form,) = scheme.forms
    words = "一寸\n免冠\n照片"
    slots = [one.model_copy(update={"blank": words}) if one.label == "备注" else one for one in form.slots]
    layout = lay_out_once(form.model_copy(update={"slots": tuple(slots)}), "digest")
    assert [place.whole for place in layout.places] == [""] * len(slots)


@pytest.mark.parametrize("said", ["part = 'cell'", "part = 'total'", "lines = 2"])
def test_cells_of_anything_else_are_a_fault_of_the_scheme(scheme: Scheme, tmp_path: Path, said: str) -> None:
    folder = tmp_path / "faulty"
    shutil.copytree(scheme.folder, folder)
    path = folder / "form" / "form.toml"
    path.write_text(path.read_text("utf-8").replace("cells = 6", f"cells = 6\n{said}"), "utf-8")
    assert any(fault.place.endswith((".cells", ".part")) for fault in scheme_faults(folder)[1])
