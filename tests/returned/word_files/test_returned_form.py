"""Returned Word files: what was filled in is read back, however it was typed; and what was changed of the form is told."""

from __future__ import annotations

import copy
import io
import json
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document
from lxml import etree

from formgen import pipeline
from formgen.foundation.problems import Problem
from formgen.render.long_values.fitting import fitted
from formgen.render.papers import FormTexts, render_word
from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.form_controls import form_controls
from formgen.render.word.package import WordPackage, tag
from formgen.render.word.slots import P, R, T, find_places
from formgen.returned.word_files.form_rows import file_rows
from formgen.returned.word_files.read_files import read_word_files
from formgen.returned.word_files.returned_form import read_returned, recognised
from formgen.scheme.models import Form
from tests.cli.runs import SAMPLES, formgen
from tests.returned.word_files.edits import EDITS, Edit, edited

SCHEME = pipeline.load()
RECORD = next(path for path in sorted(SAMPLES.rglob("*.json")) if "application" in json.loads(path.read_text("utf-8")))


def filled(form_id: str) -> FormTexts:
    """A form with the texts of a sample."""
    form = SCHEME.form(form_id)
    assert form is not None
    (texts,) = pipeline.examine(SCHEME, RECORD, [form_id]).filled(SCHEME, [form])
    return texts


def package_of(form_id: str) -> tuple[Form, WordPackage, list[str]]:
    """A filled form, its Word file, and the text of each slot as it must be read."""
    texts = filled(form_id)
    said = {one.slot: one.text for one in texts.texts}
    expected = ["\n".join(line.strip("　") for line in said.get(slot.id, "").split("\n")) for slot in texts.form.slots]
    return texts.form, fill_package(texts.form, texts.texts), expected


def read(form: Form, package: WordPackage) -> tuple[list[str], tuple[Problem, ...]]:
    result = read_returned(form, package, file_rows(package), "交回.docx")
    return [one.text for one in result.texts], result.problems


@pytest.mark.parametrize("form_id", [form.id for form in SCHEME.forms])
def test_a_filled_form_is_known_and_read(form_id: str) -> None:
    form, package, expected = package_of(form_id)
    assert recognised(SCHEME.forms, file_rows(package)) == form
    assert read(form, package) == (expected, ())


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("苏州市太仓高性能复合新材料精密机械有限公司", None),
        ("GKN Driveline Advanced Composite Materials（Taicang）Co., Ltd.", None),
        ("苏州市太仓高性能复合新材料精密机械有限公司", "太仓市新材料有限公司"),
    ],
)
def test_a_name_in_two_rows_is_read_as_one(name: str, typed: str | None) -> None:
    """Its second line stands in a row that the template does not have. typed: a shorter name, typed over both lines."""
    form = SCHEME.form("annex2")
    assert form is not None
    texts = fitted(form, (SlotText("applicant.name", name),))
    first, second = (text for text in texts.texts if text.slot != "applicant.name")
    said = [*texts.texts] if typed is None else [SlotText(first.slot, typed), SlotText("applicant.name", typed)]
    assert second.text
    read_texts, problems = read(form, fill_package(texts.form, tuple(said)))
    at = [number for number, slot in enumerate(form.slots) if slot.field == "applicant.name"]
    assert [read_texts[number] for number in at] == [typed or name] * 2 and problems == ()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
@pytest.mark.parametrize("form_id", ["annex2", "annex3"])
def test_each_edit_of_all_slots(form_id: str, edit: Edit) -> None:
    form, package, expected = package_of(form_id)
    assert read(form, edited(form, package, [edit] * len(form.slots))) == (expected, ())


def opened(form_id: str) -> Document:
    return docx.Document(io.BytesIO(package_of(form_id)[1].to_bytes()))


def codes(document: Document, folder: Path) -> dict[str, Problem]:
    path = folder / "交回.docx"
    document.save(str(path))
    return {
        problem.code: problem
        for source in read_word_files(SCHEME, [path])
        for problem in (*source.problems, *(problem for one in source for problem in one.problems))
    }


def test_enter_in_a_cell_is_read_whole(tmp_path: Path) -> None:
    document = opened("annex2")
    row = next(row for table in document.tables for row in table.rows if "10、注册地址" in row.cells[0].text)
    row.cells[1].add_paragraph("第二段")
    path = tmp_path / "交回.docx"
    document.save(str(path))
    (source,) = read_word_files(SCHEME, [path])
    (one,) = source
    assert one.record is not None
    assert str(one.record.value("applicant.registered_address")).endswith("第二段")
    assert [problem.code for problem in one.problems] == ["returned.joined"]


def test_enter_in_a_line_outside_tables_is_read_whole() -> None:
    form, package, _ = package_of("annex3")
    number = next(number for number, slot in enumerate(form.slots) if slot.part is None)
    root = copy.deepcopy(package.document)
    place = find_places(root, form.slots)[number]
    assert place is not None
    paragraph = next(place.runs[0].iterancestors(P))
    below = etree.Element(P)
    etree.SubElement(etree.SubElement(below, R), T).text = "第二段"
    paragraph.addnext(below)
    texts, problems = read(form, package.with_document(root))
    assert problems == () and texts[number].endswith("\n第二段")


@pytest.mark.parametrize(
    "written", ["2018年6月9日", "2018.6.9", "2018-06-09", "2018、6、9", "2018年6月9号", "20180609"]
)
def test_a_date_written_over_its_three_places(written: str) -> None:
    form, package, _ = package_of("annex3")
    parts = [number for number, slot in enumerate(form.slots) if slot.part]
    root = copy.deepcopy(package.document)
    places = find_places(root, form.slots)
    year = places[parts[0]]
    assert year is not None
    paragraph = next(year.runs[0].iterancestors(P))
    texts = list(paragraph.iter(T))
    for text in texts:
        text.text = ""
    texts[0].text = written
    said, problems = read(form, package.with_document(root))
    assert problems == () and [said[number].lstrip("0") for number in parts] == ["2018", "6", "9"]


def test_a_changed_sentence_of_the_letter_is_an_error(tmp_path: Path) -> None:
    document = opened("annex3")
    paragraph = next(one for one in document.paragraphs if "无重大失信行为" in one.text)
    paragraph.runs[0].text = paragraph.text.replace("近三年内", "近一年内")
    problem = codes(document, tmp_path)["returned.words-changed"]
    assert problem.is_error and "近一年内" in problem.message


def test_a_sentence_that_is_gone_is_an_error(tmp_path: Path) -> None:
    document = opened("annex3")
    paragraph = next(one for one in document.paragraphs if "弄虚作假" in one.text)
    paragraph._p.getparent().remove(paragraph._p)
    problem = codes(document, tmp_path)["returned.words-missing"]
    assert problem.is_error and "弄虚作假" in problem.message


@pytest.mark.parametrize(("text", "code"), [("0512-53200009", "returned.twice"), (None, "returned.added")])
def test_a_row_that_was_copied_is_told_and_never_read(tmp_path: Path, text: str | None, code: str) -> None:
    document = opened("annex2")
    row = next(row for table in document.tables for row in table.rows if "13、联系电话" in row.cells[0].text)
    row._tr.addnext(copy.deepcopy(row._tr))
    if text:
        controls = [one for one in row._tr.iter() if one.tag.endswith("}t")]
        controls[-1].text = text
    found = codes(document, tmp_path)
    assert code in found


def test_two_places_that_say_different_things(tmp_path: Path) -> None:
    document = opened("annex2")
    row = next(row for table in document.tables for row in table.rows if "1、企业名称" in row.cells[0].text)
    [one for one in row._tr.iter() if one.tag.endswith("}t")][-1].text = "另一家有限公司"
    problem = codes(document, tmp_path)["returned.differs"]
    assert problem.is_error and "表1第1行" in problem.message and "表2第2行" in problem.place.at


def test_another_form_and_an_empty_one(tmp_path: Path) -> None:
    other = docx.Document()
    other.add_paragraph("读者证申请表")
    assert codes(other, tmp_path)["returned.unknown-form"].is_error
    form = SCHEME.form("annex3")
    assert form is not None
    blank = docx.Document(io.BytesIO(fill_package(form, ()).to_bytes()))
    assert codes(blank, tmp_path)["returned.empty"].is_error


def test_the_files_of_one_applicant_become_one_record(tmp_path: Path) -> None:
    papers = []
    for form in SCHEME.forms[:3]:
        path = tmp_path / f"{form.id}.docx"
        path.write_bytes(package_of(form.id)[1].to_bytes())
        papers.append(path)
    result = formgen("read", *papers, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    (path,) = (one for one in (tmp_path / "out").iterdir() if one.suffix == ".json")
    before, after = (
        pipeline.examine(SCHEME, one, [form.id for form in SCHEME.forms[:3]]).filled(SCHEME, SCHEME.forms[:3])
        for one in (RECORD, path)
    )
    assert after == before


@pytest.mark.parametrize("form", SCHEME.forms, ids=lambda form: form.id)
def test_an_empty_form_as_it_is_issued_has_nothing_filled_in(form: Form, tmp_path: Path) -> None:
    """Its dates and lists show placeholders, which are the form's own words."""
    path = tmp_path / "空白.docx"
    path.write_bytes(render_word(form, (), form_controls(SCHEME, form)).content)
    assert [
        problem.code for source in read_word_files(SCHEME, [path]) for one in source for problem in one.problems
    ] == ["returned.empty"]


@pytest.mark.parametrize(
    ("shown", "read_as"),
    [("单击或点击此处输入文字。", ""), ("Click or tap here to enter text.", ""), ("选择一项。", ""), ("张三", "张三")],
)
def test_a_prompt_is_no_value_but_a_value_left_marked_as_placeholder_is(shown: str, read_as: str) -> None:
    form, package, _ = package_of("annex2")
    number = next(number for number, slot in enumerate(form.slots) if slot.field == "applicant.legal_representative")
    root = copy.deepcopy(package.document)
    place = find_places(root, form.slots)[number]
    assert place is not None
    place.write("")  # this marks the placeholder
    next(place.runs[0].iter(T)).text = shown
    texts, problems = read(form, package.with_document(root))
    assert (texts[number], problems) == (read_as, ())


@pytest.mark.parametrize(
    "written", ["2018年6月9日", "2018.6.9", "２０１８年６月９日", "20180609", "二〇一八年六月九日"]
)
def test_a_date_typed_into_the_place_of_its_year(tmp_path: Path, written: str) -> None:
    form, package, _ = package_of("annex3")
    root = copy.deepcopy(package.document)
    parts = [place for place, slot in zip(find_places(root, form.slots), form.slots, strict=True) if slot.part]
    for place, text in zip(parts, (written, "", ""), strict=True):
        assert place is not None
        place.write(text)
    path = tmp_path / "交回.docx"
    path.write_bytes(package.with_document(root).to_bytes())
    (source,) = read_word_files(SCHEME, [path])
    (one,) = source
    assert one.record is not None and [problem.code for problem in one.problems if problem.is_error] == []
    assert date(2018, 6, 9) in [entry.value for entry in one.record.entries]


def test_several_forms_in_one_file_are_all_read(tmp_path: Path) -> None:
    """The letter stands in the file of the application, behind it."""
    body = opened("annex2")
    for element in list(opened("annex3").element.body)[:-1]:
        body.element.body.insert(len(body.element.body) - 1, element)
    path = tmp_path / "两张表.docx"
    body.save(str(path))
    apart = []
    for form_id in ("annex2", "annex3"):
        apart.append(tmp_path / f"{form_id}.docx")
        apart[-1].write_bytes(package_of(form_id)[1].to_bytes())
    (together,), (parted,) = (
        [one for source in read_word_files(SCHEME, paths) for one in source] for paths in ([path], apart)
    )
    assert together.record is not None and parted.record is not None
    values = [[(entry.field, entry.value) for entry in one.record.entries] for one in (together, parted) if one.record]
    assert values[0] == values[1] and [one.code for one in together.problems] == [one.code for one in parted.problems]


def test_a_row_that_stands_elsewhere_is_read_and_told(tmp_path: Path) -> None:
    document = opened("annex2")
    row = next(row for table in document.tables for row in table.rows if "13、联系电话" in row.cells[0].text)
    before = row._tr.getprevious().getprevious()
    before.addprevious(row._tr)
    path = tmp_path / "交回.docx"
    document.save(str(path))
    (source,) = read_word_files(SCHEME, [path])
    (one,) = source
    assert [problem.code for problem in one.problems] == ["returned.moved"]
    assert one.record is not None and one.record.value("applicant.phone")


def test_words_in_a_text_box_are_told(tmp_path: Path) -> None:
    document = opened("annex3")
    box = etree.SubElement(etree.SubElement(document.paragraphs[0]._p, R), tag("pict"))
    words = etree.SubElement(etree.SubElement(etree.SubElement(box, tag("txbxContent")), P), R)
    etree.SubElement(words, T).text = "另写的"
    assert "另写的" in codes(document, tmp_path)["returned.text-box"].message


def test_a_copied_row_of_an_opinion_is_compared_with_its_own_original(tmp_path: Path) -> None:
    """Other rows of the form have the same words with other dates."""
    document = opened("annex5-city")
    rows = [row for table in document.tables for row in table.rows if "（单位盖章）" in row.cells[-1].text]
    assert len(rows) > 1
    rows[-1]._tr.addnext(copy.deepcopy(rows[-1]._tr))
    assert "returned.twice" not in codes(document, tmp_path)


def test_the_forms_of_two_applicants_in_one_file_stay_apart(tmp_path: Path) -> None:
    """The same letter twice, each with another name."""
    document = opened("annex3")
    second = opened("annex3")
    field = next(one for one in SCHEME.forms if one.id == "annex3").slots[0].field
    place = next(one for one in second.element.body.iter() if one.tag == tag("sdt"))
    next(place.iter(T)).text = "另一家有限公司"
    for element in list(second.element.body)[:-1]:
        document.element.body.insert(len(document.element.body) - 1, element)
    path = tmp_path / "两家.docx"
    document.save(str(path))
    found = [one for source in read_word_files(SCHEME, [path]) for one in source]
    names = [str(one.record.value(field)) for one in found if one.record is not None]
    assert len(names) == 2 and names[1] == "另一家有限公司" != names[0]


def scored(tmp_path: Path, row: str, typed: str, total: str = "") -> tuple[dict[str, str], list[Problem]]:
    """The points of the rows of a filled sheet of scores in which one row, and perhaps the total, was typed over; and the problems."""
    scores = SCHEME.scores
    form = next(one for one in SCHEME.forms if one.scores is not None)
    assert scores is not None
    said = [
        SlotText(one.slot, typed if one.slot == scores.slot_id(row) else total or one.text)
        if one.slot in (scores.slot_id(row), scores.total)
        else one
        for one in filled(form.id).texts
    ]
    path = tmp_path / "自评表.docx"
    path.write_bytes(fill_package(form, tuple(said)).to_bytes())
    (source,) = read_word_files(SCHEME, [path])
    (one,) = source
    assert one.record is not None
    return {score.indicator: str(score.points) for score in one.record.scores}, list(one.problems)


@pytest.mark.parametrize(
    ("typed", "points"),
    [("√", "full"), ("☑", "full"), ("有", "full"), ("得5分", "full"), ("5/5", "full"), ("×", "0"), ("约5", "")],
)
def test_a_score_on_the_form_is_read_as_in_a_table(tmp_path: Path, typed: str, points: str) -> None:
    row = "1.1.2"
    full = str(max(SCHEME.indicators[row].points_by_level.values()))
    found, problems = scored(tmp_path, row, typed)
    assert found.get(row, "") == (full if points == "full" else points)
    assert [one.code for one in problems if one.is_error] == ([] if points else ["score.not-offered"])


@pytest.mark.parametrize(("total", "told"), [("88", True), ("九百分", True), ("", False)])
def test_a_total_that_is_not_the_sum_of_the_scores_is_told(tmp_path: Path, total: str, told: bool) -> None:
    _, problems = scored(tmp_path, "1.1.2", "5", total)
    assert [one.code for one in problems] == ["returned.sum"] * told


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("{y}.{m}.{d}", True),
        ("{y}年{m:02}月{d:02}日", True),
        ("{y}/{m}/{d}", True),
        ("{y}年{m}月28日", False),
        ("{m}月{d}日", False),
    ],
)
def test_a_date_in_two_places_may_be_written_in_two_ways(tmp_path: Path, typed: str, is_same: bool) -> None:
    day = date.fromisoformat(json.loads(RECORD.read_text("utf-8"))["application"]["applied_on"])
    document = opened("annex2")
    printed = f"{day.year}年{day.month}月{day.day}日"
    places = [one for one in document.element.iter(T) if one.text == printed]
    places[0].text = typed.format(y=day.year, m=day.month, d=day.day)
    assert ("returned.differs" not in codes(document, tmp_path)) is is_same


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("0512-53520000转801", "（0512）53520000-801", True),
        ("0512-53520000", "０５１２－５３５２００００", True),
        ("0512-53520000", "0512-53520001", False),
    ],
)
def test_a_number_on_two_forms_may_be_written_in_two_ways(tmp_path: Path, one: str, other: str, is_same: bool) -> None:
    paths = []
    for form, said in zip(
        [form for form in SCHEME.forms if form.id in ("annex2", "annex5-city")], (one, other), strict=True
    ):
        slots = [slot for slot in form.slots if slot.field == "applicant.phone"]
        texts = [text for text in filled(form.id).texts if text.slot not in {slot.id for slot in slots}]
        paths.append(tmp_path / f"{form.id}.docx")
        package = fill_package(form, (*texts, *(SlotText(slot.id, said) for slot in slots)))
        paths[-1].write_bytes(package.to_bytes())
    (source,) = read_word_files(SCHEME, paths)
    assert ("returned.differs" not in [problem.code for read in source for problem in read.problems]) is is_same
