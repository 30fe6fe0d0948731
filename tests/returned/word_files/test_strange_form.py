"""Forms that were imported, as people return them: ours filled in by hand, and the office's own file without our tags."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.table import Table
from PIL import Image

from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.headings import heading_of, official_text
from formgen.importing.opening import OpenedForm, open_form
from formgen.importing.proposal import Use
from formgen.importing.proposing.propose import propose
from formgen.importing.scheme_files import ImportedForm, form_toml, record_toml, scheme_toml, slot_id
from formgen.importing.tagging import SlotMark, mark_slots
from formgen.record.kinds.table import written
from formgen.render.word.package import tag
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.importing.word_forms import registration, rows_form, saved


def made_scheme(tmp_path: Path, document: Document | None = None) -> Scheme:
    """A scheme of one form, made as `formgen scheme new` makes it, but without LibreOffice: nobody counts its pages."""
    path = saved(registration() if document is None else document, tmp_path, "原表.docx")
    opened = open_form(path)
    assert isinstance(opened, OpenedForm)
    blanks = find_blanks(opened.text)
    proposed = propose([("form", blanks)])
    rows = [replace(row, box=(25.0, 35.0)) if row.use is Use.PICTURE else row for row in proposed]
    places = tuple(zip(blanks, rows, strict=True))
    marks = [SlotMark(spot, slot_id(row, spot.part)) for blank, row in places for spot in blank.spots]
    heading = heading_of(opened.text, 1, "原表")
    official = official_text(heading, opened.text)
    made = ImportedForm("form", heading, 1, mark_slots(opened.text.root, marks), places)
    folder = tmp_path / "startup"
    (folder / "form").mkdir(parents=True)
    package = opened.package.with_document(opened.text.root)
    (folder / "form" / "form.docx").write_bytes(package.to_bytes())
    for name, text in (
        ("form/form.toml", form_toml(made)),
        ("record.toml", record_toml(rows)),
        ("scheme.toml", scheme_toml([made], proposed=False)),
        ("official.txt", f"{heading.title}\n{official}"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return load_scheme(folder)


@pytest.fixture
def scheme(tmp_path: Path) -> Scheme:
    return made_scheme(tmp_path)


def read(scheme: Scheme, path: Path) -> dict[str, str]:
    """What a returned file says, by the labels of the fields; no finding is told."""
    (source,) = read_word_files(scheme, [path])
    (one,) = source
    assert [str(problem) for problem in (*source.problems, *one.problems)] == []
    assert one.record is not None
    return {scheme.fields[entry.field].label: written(entry.value) for entry in one.record.entries}


def typed(document: Document) -> None:
    """Fill cells in by hand, as a person does in Word."""
    cells = document.tables[0]
    cells.cell(0, 1).paragraphs[0].add_run("李小红")
    choice = cells.cell(0, 3).paragraphs[0]
    choice.clear()
    choice.add_run("□男  ")
    choice.add_run("√女")
    date = cells.cell(2, 3).paragraphs[0]
    date.clear()
    date.add_run(" 2024 年 3 月 5 日")
    amount = cells.cell(3, 1).paragraphs[0]
    amount.clear()
    amount.add_run("  12.5  万元")
    cells.cell(5, 1).paragraphs[0].add_run("第一段。")
    cells.cell(5, 1).add_paragraph("第二段。")


WANTED = {
    "姓名": "李小红",
    "性别": "女",
    "成立日期": "2024年3月5日",
    "申请金额": "12.5",
    "项目简介": "第一段。\n第二段。",
}


def test_the_offices_own_file_filled_in_by_hand(scheme: Scheme, tmp_path: Path) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    typed(document)
    assert read(scheme, saved(document, tmp_path, "交回.docx")) == WANTED


def test_our_file_filled_in_by_hand(scheme: Scheme, tmp_path: Path) -> None:
    from formgen.render.papers import render_word

    (form,) = scheme.forms
    path = tmp_path / "空白.docx"
    path.write_bytes(render_word(form, ()).content)
    document = docx.Document(str(path))
    document.tables[0].cell(0, 1).paragraphs[0].add_run("李小红")
    assert read(scheme, saved(document, tmp_path, "交回.docx")) == {"姓名": "李小红"}


def in_label(cells: Table) -> None:
    """The name stands behind its label, in the label's cell."""
    cells.cell(0, 0).paragraphs[0].add_run("：王大明")


def starred(cells: Table) -> None:
    """A star behind the label."""
    cells.cell(0, 0).paragraphs[0].add_run("*")
    cells.cell(0, 1).paragraphs[0].add_run("王大明")


def struck(cells: Table) -> None:
    """Another name, struck out, before it, and a hidden one behind it."""
    paragraph = cells.cell(0, 1).paragraphs[0]
    paragraph.add_run("李小红").font.strike = True
    paragraph.add_run("王大明")
    paragraph.add_run("张三丰").font.hidden = True


@pytest.mark.parametrize(
    ("edit", "codes"),
    [(in_label, []), (starred, []), (struck, ["returned.struck"])],
    ids=lambda one: str(getattr(one, "__doc__", "")),
)
def test_a_name_that_is_typed_otherwise(
    scheme: Scheme, tmp_path: Path, edit: Callable[[Table], None], codes: list[str]
) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    edit(document.tables[0])
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert [problem.code for problem in one.problems] == codes
    assert one.record is not None and [written(entry.value) for entry in one.record.entries] == ["王大明"]


@pytest.mark.parametrize("value", ["", "李小红"])
def test_a_label_with_a_remark_is_another_label_and_no_value(scheme: Scheme, tmp_path: Path, value: str) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    document.tables[0].cell(0, 0).paragraphs[0].add_run("（必填）")
    document.tables[0].cell(0, 1).paragraphs[0].add_run(value)
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert "returned.words-changed" in [problem.code for problem in one.problems]
    said = [written(entry.value) for entry in one.record.entries] if one.record is not None else []
    assert all("必填" not in text for text in said)


@pytest.mark.parametrize(
    "typed", ["□男  √□女", "□男  □女√", "□男  ●女", "□男  □女  女", "女", "□ 男　□ 女 √", "□男  □女（女）"]
)
def test_a_choice_however_it_is_marked_is_never_lost(scheme: Scheme, tmp_path: Path, typed: str) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    choice = document.tables[0].cell(0, 3).paragraphs[0]
    choice.clear()
    choice.add_run(typed)
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    said = [written(entry.value) for entry in one.record.entries] if one.record is not None else []
    assert said == ["女"] or [problem.code for problem in one.problems] == ["choice.unknown"]


@pytest.mark.parametrize(
    ("typed", "read_as", "codes"),
    [
        ("12.5万元万元", "12.5", []),
        ("12.5 万 万元", "12.5", []),
        ("12.5万元", "12.5", []),
        ("125000元万元", "12.5", ["returned.unit"]),
    ],
)
def test_an_amount_typed_with_its_unit_before_the_printed_one(
    scheme: Scheme, tmp_path: Path, typed: str, read_as: str, codes: list[str]
) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    amount = document.tables[0].cell(3, 1).paragraphs[0]
    amount.clear()
    amount.add_run(typed)
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert [problem.code for problem in one.problems] == codes
    assert one.record is not None and [written(entry.value) for entry in one.record.entries] == [read_as]


@pytest.mark.parametrize(
    ("typed", "kind", "other"),
    [
        ("□国有  □民营  ☑其他合资", "其他", "合资"),
        ("□国有  √民营  □其他______", "民营", ""),
        ("□国有  □民营  □其他______", "", ""),
    ],
)
def test_a_choice_beside_a_line_to_write_on(tmp_path: Path, typed: str, kind: str, other: str) -> None:
    """No word of the form stands between both: the options part them."""
    scheme = made_scheme(tmp_path, rows_form())
    document = docx.Document(str(tmp_path / "原表.docx"))
    cell = document.tables[2].cell(1, 1).paragraphs[0]
    cell.clear()
    cell.add_run(typed)
    document.tables[2].cell(0, 1).paragraphs[0].runs[0].text = "是□  否☑"
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert one.record is not None and [problem.code for problem in one.problems if problem.is_error] == []
    said = {scheme.fields[entry.field].label: written(entry.value) for entry in one.record.entries}
    assert (said.get("企业性质", ""), said.get("企业性质（其他）", "")) == (kind, other)


def test_a_picture_in_a_box_is_told_not_lost(scheme: Scheme, tmp_path: Path) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    document.tables[0].cell(0, 1).paragraphs[0].add_run("李小红")
    picture = io.BytesIO()
    Image.new("RGB", (20, 30)).save(picture, "PNG")
    document.tables[0].cell(0, 4).paragraphs[0].add_run().add_picture(picture)
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert [problem.code for problem in one.problems] == ["returned.picture"]


def test_a_long_text_keeps_the_numbers_that_word_counted(scheme: Scheme, tmp_path: Path) -> None:
    document = docx.Document(str(tmp_path / "原表.docx"))
    cell = document.tables[0].cell(5, 1)
    for number, words in enumerate(("第一段", "第二段")):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.style = "List Number"
        paragraph.add_run(words)
        if number:  # Word itself says it in the paragraph, a template's style does so for it
            said = paragraph.style.element.find(f"{tag('pPr')}/{tag('numPr')}")
            paragraph._p.get_or_add_pPr().append(copy.deepcopy(said))
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    assert one.record is not None
    assert [written(entry.value) for entry in one.record.entries] == ["1.第一段\n2.第二段"]


SEVERAL = "□甲类 □乙类 □丙类"
"""Boxes of which several may be ticked: each is a place of its own."""


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("☑甲类 □乙类 ☑丙类", "甲丙"),
        ("□甲类√ □乙类 □丙类", "甲"),
        ("□甲类 √□乙类 □丙类", "乙"),
        ("□甲类√ □乙类√ □丙类", "甲乙"),
        ("□甲类 □乙类 □丙类√", "丙"),
        ("☑甲类☐乙类☑丙类", "甲丙"),
        ("□甲类 □ 乙类 □丙类", ""),
        ("□甲类√□乙类 □丙类", None),
        ("□甲类 √ □乙类 □丙类", None),
    ],
)
def test_a_tick_between_boxes_belongs_to_the_one_that_it_touches(
    tmp_path: Path, typed: str, chosen: str | None
) -> None:
    """Where nothing tells to which, it is told, and neither is taken."""
    document = docx.Document()
    document.add_paragraph("服务登记表")
    document.add_paragraph("姓名：____________")
    line = document.add_paragraph(f"服务类别：{SEVERAL}（可多选）")
    scheme = made_scheme(tmp_path, document)
    document.paragraphs[1].runs[0].text = "姓名：李小红"
    line.runs[0].text = f"服务类别：{typed}（可多选）"
    (source,) = read_word_files(scheme, [saved(document, tmp_path, "交回.docx")])
    (one,) = source
    if chosen is None:
        assert [problem.code for problem in (*source.problems, *one.problems)] == ["returned.words-changed"]
        return
    assert one.record is not None and [*source.problems, *one.problems] == []
    said = {scheme.fields[entry.field].label: written(entry.value) for entry in one.record.entries}
    assert said == {"姓名": "李小红"} | {f"服务类别·{option}类": f"{option}类" for option in chosen}
