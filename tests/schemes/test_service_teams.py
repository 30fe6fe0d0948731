"""A scheme with lists: forms have as many rows as the record, in Word and PDF, and give the list again when they return."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from formgen import pipeline
from formgen.engines.pdfium import PdfiumFile
from formgen.engines.soffice import office_program
from formgen.intake.json.write import record_text
from formgen.record.models import Record
from formgen.render.long_values.fitting import form_texts
from formgen.render.office.grown import on_its_pages
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.office.mending import mended
from formgen.render.packet import packet_lines
from formgen.render.papers import FormTexts, render_word
from formgen.render.word.fill import fill_package
from formgen.returned.word_files.changes import changed_values
from formgen.returned.word_files.merged import ReturnedRecord
from formgen.returned.word_files.read_files import read_records
from formgen.scheme.models import Scheme
from tests.schemes.made_up import SERVICE_TEAMS, numeral

SIZES = (2, 12, 40)
HEADS: Mapping[str, str] = {"team": "序号姓名证件号码月补贴手机", "roll": "序号姓名证件号码手机月补贴"}


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return SERVICE_TEAMS.scheme


@pytest.fixture(scope="module")
def records(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Record]:
    """The record of a team of each size."""
    found = {}
    for row, size in enumerate(SIZES):
        examined = pipeline.examine(scheme, SERVICE_TEAMS.write(tmp_path_factory.mktemp("teams"), row=row))
        assert not examined.has_errors and examined.record is not None
        found[size] = examined.record
    return found


@pytest.fixture(scope="module")
def papers(scheme: Scheme, records: dict[int, Record]) -> dict[tuple[str, int], FormTexts]:
    return {
        (form.id, size): form_texts(scheme, form, record) for form in scheme.forms for size, record in records.items()
    }


def page_texts(pdf: bytes) -> list[str]:
    with PdfiumFile(pdf) as file:
        return ["".join(text.split()) for text in file.texts()]


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_each_row_is_printed_in_order_below_a_heading_on_every_page(papers: dict[tuple[str, int], FormTexts]) -> None:
    """LibreOffice lays out the short and the long list of both forms in one run."""
    chosen = {key: paper for key, paper in papers.items() if key[1] in (12, 40)}
    made = raw_pdfs([fill_package(paper.form, paper.texts) for paper in chosen.values()], "名册")
    for ((form_id, size), paper), content in zip(chosen.items(), made, strict=True):
        pages = page_texts(content)
        assert len(pages) == {12: 1, 40: 2}[size], (form_id, size)
        assert all(HEADS[form_id] in page for page in pages)
        text = "".join(pages)
        names = [f"队员{numeral(number)}" for number in range(1, size + 1)]
        places = [text.index(f"{number}{name}3205") for number, name in enumerate(names, 1)]
        assert places == sorted(places)
        total = sum(100 + number for number in range(1, size + 1))
        assert places[-1] < text.index("合计") < text.index(f"{total}元") < text.index("队长签字")
        on_pages = on_its_pages(paper.form, content)
        assert (on_pages.pages, [stamp.page for stamp in on_pages.stamps]) == (len(pages), [len(pages)])
        assert packet_lines([on_pages, on_pages])[1].page == 2 + len(pages)
        if size == 40:
            assert page_texts(mended(content, paper.form.title)) == pages


def test_a_word_file_has_not_fewer_rows_than_the_form_and_no_two_alike(
    papers: dict[tuple[str, int], FormTexts],
) -> None:
    for (form_id, size), paper in papers.items():
        content = render_word(paper.form, paper.texts).content
        (table,) = docx.Document(io.BytesIO(content)).tables
        printed = {"team": 1, "roll": 5}[form_id]
        assert len(table.rows) == max(size, printed) + 2
        assert [row.cells[0].text for row in table.rows[1:-1]] == [str(one + 1) for one in range(max(size, printed))]
        assert table.rows[-1].cells[0].text == "合计"
        xml = table._tbl.xml
        for mark in ('w:bookmarkStart w:id="', 'w:name="', 'w:tag w:val="', '<w:id w:val="'):
            names = [piece.split('"')[0] for piece in xml.split(mark)[1:]]
            assert len(names) == len(set(names)), (form_id, size, mark)
        assert xml.count("w:tblHeader") == (0 if form_id == "roll" and size == 2 else 1)


def returned(scheme: Scheme, folder: Path, papers: Mapping[str, bytes]) -> ReturnedRecord:
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    refused, found = read_records(scheme, [folder / name for name in papers])
    assert refused == [] and len(found) == 1
    return found[0]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_filled_is_read_back(
    scheme: Scheme,
    records: dict[int, Record],
    papers: dict[tuple[str, int], FormTexts],
    tmp_path: Path,
    size: int,
) -> None:
    both = {
        f"{one.form.id}.docx": fill_package(one.form, one.texts).to_bytes()
        for key, one in papers.items()
        if key[1] == size
    }
    found = returned(scheme, tmp_path, both)
    assert found.one.problems == () and found.one.record is not None
    assert record_text(scheme, found.one.record) == record_text(scheme, records[size])
    assert changed_values(scheme, records[size], found) == ()
    row = found.one.record.rows("members")[1]
    assert (row.place.file, row.place.at.split("「")[0]) == ("team.docx", "表1第3行")


def test_copied_deleted_and_changed_rows_are_read(
    scheme: Scheme, records: dict[int, Record], papers: dict[tuple[str, int], FormTexts], tmp_path: Path
) -> None:
    """A person copies a row in Word with all its marks, leaves its number as it is, deletes a row, and types over another."""
    paper = papers["roll", 12]
    document = docx.Document(io.BytesIO(fill_package(paper.form, paper.texts).to_bytes()))
    (table,) = document.tables
    copied = copy.deepcopy(table.rows[12]._tr)
    table.rows[12]._tr.addnext(copied)
    for text in copied.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        text.text = {"队员一二": "新来的人", "320522196801130129": "320522196805200008"}.get(text.text or "", text.text)
    table._tbl.remove(table.rows[1]._tr)
    made = io.BytesIO()
    document.save(made)
    found = returned(scheme, tmp_path, {"roll.docx": made.getvalue()})
    assert [(one.code, one.message) for one in found.one.problems] == [
        ("returned.sum", "写的是 1278元，各行加起来是 1289元")
    ]
    assert found.one.record is not None
    names = [str(row.value("members.full_name")) for row in found.one.record.rows("members")]
    assert names == [*(f"队员{numeral(number)}" for number in range(2, 13)), "新来的人"]
    told = [str(one) for one in changed_values(scheme, records[12], found)]
    assert "队员名单第12行·姓名：「队员一二」改成了「新来的人」〔roll.docx!表1第13行「姓名」〕" in told


def test_a_row_with_joined_cells_and_words_in_the_place_of_its_number_are_told(
    scheme: Scheme, papers: dict[tuple[str, int], FormTexts], tmp_path: Path
) -> None:
    paper = papers["roll", 2]
    document = docx.Document(io.BytesIO(fill_package(paper.form, paper.texts).to_bytes()))
    (table,) = document.tables
    table.cell(1, 0).paragraphs[0].add_run("组长")
    table.cell(2, 1).merge(table.cell(2, 2))
    made = io.BytesIO()
    document.save(made)
    found = returned(scheme, tmp_path, {"roll.docx": made.getvalue()})
    told = {one.code: (one.is_error, one.place.at) for one in found.one.problems}
    assert told["returned.added"] == (False, "表1第2行")
    assert told["returned.row"] == (True, "表1第3行")


def test_a_list_of_json_is_the_same_json_again(scheme: Scheme, records: dict[int, Record]) -> None:
    written = json.loads(record_text(scheme, records[12]))
    assert written == json.loads(json.dumps(SERVICE_TEAMS.rows[1]))
