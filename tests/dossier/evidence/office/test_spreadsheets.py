"""Workbooks: the real LibreOffice lays them out, and every difference that a person would see is reported."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from pypdf import PdfReader

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.office.spreadsheets import CHECK, remarks_of
from formgen.dossier.evidence.refused import RefusedError
from formgen.engines.pdfium import UndrawableError
from tests.dossier.evidence.office_files import RELATIONS, packed, relation, xlsx
from tests.judges.libreoffice import convert
from tests.sweeps import sweep

WORDS = "客户档案"


def workbook(fill: Callable[[Workbook], object]) -> bytes:
    """Make a workbook whose first sheet has words in its first cell, and the content that `fill` adds."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = WORDS
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def laid(content: bytes) -> tuple[list[str], str]:
    """The text of each page without spaces, and the remark about the workbook."""
    pdf, remarks = office_to_pdf(content, format_of(content))
    texts = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    said = [remark for remark in remarks if remark.code == "evidence.workbook"]
    assert all(remark.remedy == CHECK for remark in said)
    return texts, "\n".join(remark.message for remark in said)


def test_a_small_workbook_needs_no_remark() -> None:
    assert laid(xlsx(WORDS)) == ([WORDS], "")
    _, remarks = office_to_pdf(xlsx(WORDS), FileFormat.XLSX)
    assert "evidence.cut-off" not in {remark.code for remark in remarks}


def odd(book: Workbook) -> None:
    """Make the workbook long and wide, with hidden sheets, rows and columns, a print area, formulas, a too narrow column."""
    sheet = book.worksheets[0]
    for row in range(2, 121):
        sheet.cell(row, 1, f"第{row}行")
    sheet.cell(1, 40, "最右")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["B"].width = 2
    sheet["B2"] = 1234567890
    sheet["D2"] = "=1+2"
    sheet["D3"] = "=TODAY()"
    for name, state in (("底稿", "hidden"), ("更深的底稿", "veryHidden")):
        hidden = book.create_sheet(name)
        hidden["A1"], hidden.sheet_state = "不给人看", state
    book.create_sheet("区域")["A1"] = "区域内"
    book["区域"]["A9"] = "区域外"
    book["区域"].print_area = "A1:A2"


def test_what_a_person_would_miss_is_told() -> None:
    texts, said = laid(workbook(odd))
    whole = "".join(texts)
    assert WORDS in texts[0] and "第120行" in whole and "最右" in whole and "区域内" in whole
    assert "第5行" not in whole and "不给人看" not in whole and "区域外" not in whole and "###" in whole
    for part in (
        "隐藏的工作表「底稿、更深的底稿」", "打印区域", "隐藏的行或列", "TODAY", "没有存下结果的公式", "###",
        f"工作表 4 张，转换后共 {len(texts)} 页",
    ):  # fmt: skip
        assert part in said, part


def test_a_cached_value_is_shown_as_the_workbook_has_it() -> None:
    """The program that wrote the workbook stored 7, and the person who hands it in saw 7."""
    cell = '<c r="B1"><f>1+2</f><v>7</v></c>'
    content = xlsx(WORDS, more=cell)
    texts, said = laid(content)
    assert texts == [f"{WORDS}7"] and said == ""


def test_data_from_other_workbooks_are_refused() -> None:
    link = RELATIONS.format(relation(1, "externalLinkPath", "file:///C:/别的.xlsx", outside=True))
    content = packed(
        {"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/externalLinks/_rels/externalLink1.xml.rels": link}
    )
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(content, FileFormat.XLSX)
    assert refused.value.code == "evidence.linked" and "数据" in refused.value.message


@pytest.mark.parametrize(
    ("extension", "kind"), sweep((("xls", FileFormat.XLS), ("ods", FileFormat.ODS)), (("xls", FileFormat.XLS),))
)
def test_old_and_open_workbooks(tmp_path_factory: pytest.TempPathFactory, extension: str, kind: FileFormat) -> None:
    folder = tmp_path_factory.mktemp("books")
    (folder / "表.xlsx").write_bytes(xlsx(WORDS))
    content = convert(folder / "表.xlsx", extension, folder / "out").read_bytes()
    assert format_of(content) is kind
    texts, said = laid(content)
    assert texts == [WORDS] and "如果有隐藏的工作表、行、列" in said


def test_presentations_are_refused_where_that_part_is_not_installed() -> None:
    """LibreOffice makes no file, and the message asks for a PDF."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    content = packed(
        {"[Content_Types].xml": f"<Types><Override ContentType='{kind}'/></Types>", "ppt/presentation.xml": "<p/>"}
    )
    with pytest.raises(RefusedError) as refused:
        office_to_pdf(content, format_of(content))
    assert refused.value.code == "evidence.not-converted" and "PDF" in refused.value.remedy


def test_other_files_are_not_looked_at() -> None:
    assert remarks_of(b"", FileFormat.DOCX, b"") == ()


def crowded(book: Workbook) -> None:
    """Cells whose text does not fit: beside a full cell, in a row of fixed height; and one that goes on over an empty cell."""
    sheet = book.worksheets[0]
    sheet["A3"], sheet["B3"] = "很长的文字右边的格子里有内容", "有"
    sheet["A5"], sheet["A5"].alignment = "换行的文字下面的行看不到" * 3, Alignment(wrap_text=True)
    sheet.row_dimensions[5].height = 15
    sheet["A7"] = "右边是空的所以整句都显示得出来"


def test_text_that_does_not_fit_into_its_cell_is_told() -> None:
    _, remarks = office_to_pdf(workbook(crowded), FileFormat.XLSX)
    (told,) = [remark for remark in remarks if remark.code == "evidence.cut-off"]
    assert "第 1 页" in told.message and "很长的" in told.message and "换行的文字" in told.message
    assert "右边是空的" not in told.message


def test_a_result_that_cannot_be_drawn_is_left_to_who_takes_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def undrawable(_: bytes) -> None:
        raise UndrawableError

    monkeypatch.setattr("formgen.dossier.evidence.office.office.cut_words", undrawable)
    content, remarks = office_to_pdf(xlsx(WORDS), FileFormat.XLSX)
    assert content.startswith(b"%PDF-") and "evidence.cut-off" not in {remark.code for remark in remarks}
