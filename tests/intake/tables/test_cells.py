"""The content of a cell: any text is read unchanged or gives a finding, and digits are never lost silently."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formgen.engines.workbooks.table import TableSheet, table_workbook
from formgen.foundation.problems import Place
from formgen.intake.table import FIRST_1900, Cell, CellValue, trimmed
from formgen.intake.tables.cells import EXACT, read_cell, read_score
from formgen.record.kinds.characters import LINE_BREAKS
from formgen.record.kinds.stand_ins import as_meant
from formgen.record.kinds.table import written
from formgen.scheme.models import Scheme
from tests.intake.given import read
from tests.sweeps import some_of

PLACE = Place("a.xlsx", "企业!A2")
FREE = "application.reasons"


def said(scheme: Scheme, field: str, value: CellValue, number_format: str = "") -> tuple[object, list[str]]:
    """The value that a cell holds for a field, and the codes of the problems."""
    towns = scheme.towns
    cell = Cell(value, number_format)
    found, problems = read_cell(scheme.fields[field], cell, PLACE, field, towns, FIRST_1900)
    return found, [problem.code for problem in problems]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40)


@given(st.lists(texts, min_size=1, max_size=20))
@example(["_x0041_", "=1+1", "'123", " a ", "　　段\n　　落", "a\tb", "\ufeffx", "\u2028"])
@settings(max_examples=some_of(60))
def test_any_text_comes_back_or_is_a_finding(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, several: list[str]
) -> None:
    """The text passes through a workbook, in fields of one line and of several lines. It never changes silently."""
    rows = [(f"第{number}公司", text, text, "张三") for number, text in enumerate(several)]
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    path.write_bytes(table_workbook([TableSheet("企业", ("企业名称", "主营业务", "申请理由", "联系人"), rows)], "x"))
    _, enterprises = read(scheme, path)
    assert len(enterprises) == len(several)
    for number, (one, text) in enumerate(zip(enterprises, several, strict=True), 2):
        assert one.record is not None
        wrong = {problem.place.at for problem in one.problems if problem.is_error}
        text = LINE_BREAKS.sub("\n", as_meant(text)[0])
        for field, cell in (("applicant.main_business", f"企业!B{number}"), (FREE, f"企业!C{number}")):
            value = one.record.value(field)
            if value is None:
                assert (
                    cell in wrong or trimmed(text) == "" or "value.none" in {problem.code for problem in one.problems}
                )
            else:
                assert cell not in wrong and isinstance(value, str)
                assert trimmed(value) == trimmed(text.replace("\t", " ") if field == FREE else text)


@given(st.integers(-(10**20), 10**20))
@example(320585199001011234)
@example(-304250263527209)
@example(EXACT)
@example(320585000000055)
@settings(max_examples=some_of(150))
def test_a_number_for_digits_is_right_or_an_error(scheme: Scheme, number: int) -> None:
    """A value that is accepted has exactly the digits of the number. No number that a spreadsheet rounds is accepted.

    0 is what a formula gives for an empty cell: it says nothing.
    """
    for name, field in scheme.fields.items():
        if field.kind in ("registration_number", "unified_code", "personal_id", "postcode", "organisation_code"):
            value, codes = said(scheme, name, Decimal(number))
            if number == 0:
                assert value is None and set(codes) <= {"value.none"}
            elif value is None:
                assert codes and set(codes) <= {"cell.number", "cell.digits-lost"}
            else:
                assert written(value).replace("-", "") == str(number) and abs(number) < EXACT  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "wanted"),
    [
        ("applicant.main_business", "轴承制造、销售；\n普通货物仓储", "轴承制造、销售；普通货物仓储"),
        ("applicant.registered_address", "江苏省太仓市沙溪镇\n样例路1号", "江苏省太仓市沙溪镇样例路1号"),
        ("applicant.name", "太仓甲机械\n有限公司", "太仓甲机械有限公司"),
        ("applicant.name", "Sample Machinery\n(Taicang) Co., Ltd.", "Sample Machinery (Taicang) Co., Ltd."),
        ("applicant.name", "太仓甲有限公司\n太仓乙有限公司", None),
        ("applicant.legal_representative", "张三\n李四", None),
    ],
)
def test_a_text_that_was_wrapped_by_hand_is_one(scheme: Scheme, field: str, text: str, wanted: str | None) -> None:
    value, codes = said(scheme, field, text)
    assert value == wanted and codes == (["cell.joined"] if wanted else ["text.line-break"])


@pytest.mark.parametrize(
    ("field", "value", "number_format", "wanted", "codes"),
    [
        ("applicant.postcode", Decimal(215400), "", "215400", []),
        ("applicant.postcode", Decimal("15400"), "", None, ["cell.number"]),
        ("applicant.phone", Decimal("13800138000"), "", "13800138000", []),
        ("applicant.phone", "'0512-53520000", "", "0512-53520000", []),
        ("applicant.legal_representative_id", "3.20585E+17", "", None, ["cell.digits-lost"]),
        ("applicant.legal_representative_id", "320585199001011000", "", None, ["cell.digits-lost"]),
        ("applicant.registered_capital", Decimal(5000), "", None, ["money.unit"]),
        ("applicant.contact_person", Decimal(7), "", "7", ["cell.number"]),
        ("applicant.contact_person", Decimal("1E15"), "", None, ["cell.digits-lost"]),
        ("applicant.contact_person", date(2018, 6, 8), "", None, ["cell.date"]),
        ("applicant.contact_person", False, "", None, ["cell.truth"]),
        ("application.applied_on", Decimal(2018), "", None, ["date.format"]),
        ("application.applied_on", Decimal("2018.6"), "", None, ["date.format"]),
        ("application.applied_on", Decimal(20180631), "", None, ["date.impossible"]),
        ("application.applied_on", Decimal(43259), "", date(2018, 6, 8), ["cell.serial"]),
        ("application.applied_on", "43259", "", date(2018, 6, 8), ["cell.serial"]),
        ("application.applied_on", "43259.0", "", date(2018, 6, 8), ["cell.serial"]),
        ("application.applied_on", Decimal(7305), "", None, ["date.format"]),
        ("application.applied_on", Decimal(7306), "", date(1920, 1, 1), ["cell.serial"]),
        ("application.applied_on", Decimal(73050), "", date(2099, 12, 31), ["cell.serial"]),
        ("application.applied_on", Decimal(73051), "", None, ["date.format"]),
        ("application.applied_on", "7305", "", None, ["date.format"]),
        ("application.applied_on", "73051", "", None, ["date.format"]),
        ("application.applied_on", "2018-06-08 00:00:00", "", date(2018, 6, 8), []),
        ("application.applied_on", "2018/6/8 9:30", "", date(2018, 6, 8), ["date.time"]),
        ("application.applied_on", date(2018, 6, 1), 'yyyy"年"m"月"', date(2018, 6, 1), ["cell.date-part"]),
        ("application.applied_on", date(2026, 6, 8), 'm"月"d"日"', date(2026, 6, 8), ["cell.date-part"]),
        ("application.applied_on", date(2018, 6, 8), "yyyy/m/d", date(2018, 6, 8), []),
        (FREE, "\n\n　　第一段\n\n　　第二段 \n", "", "　　第一段\n\n　　第二段", []),
    ],
)
def test_cells_and_what_they_say(
    scheme: Scheme, field: str, value: CellValue, number_format: str, wanted: object, codes: list[str]
) -> None:
    assert said(scheme, field, value, number_format) == (wanted, codes)


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (Decimal(5000), "万元", "5000万元"),
        (Decimal("5000.5"), "万元", "5000.5万元"),
        ("5000", "万元", "5000万元"),
        ("5,000.00", "万元人民币", "5,000.00万元人民币"),
        ("500", "万美元", "500万美元"),
        (Decimal("1.2"), "亿元", "1.2亿元"),
        (Decimal(50000000), "元", "50000000元"),
        ("500万美元", "万元", "500万美元"),
        ("5000万元整", "万元", "5000万元整"),
        ("1亿元", "万元", "1亿元"),
        # Nobody believes these with the heading's unit: they were written in another one.
        (Decimal(50000000), "万元", None),
        ("50000000", "万元", None),
        ("5000元", "万元", None),
        (Decimal(5000), "元", None),
        (Decimal(5), "", None),
    ],
)
def test_amounts_under_a_heading_with_a_unit(scheme: Scheme, value: CellValue, unit: str, wanted: str | None) -> None:
    field = scheme.fields["applicant.registered_capital"]
    found, problems = read_cell(field, Cell(value), PLACE, "注册资本", None, FIRST_1900, unit)
    assert (written(found) if found else None) == wanted
    assert [problem.code for problem in problems] == (
        [] if wanted else ["money.heading-unit" if unit else "money.unit"]
    )


def test_a_number_format_with_a_unit_counts_before_the_headings(scheme: Scheme) -> None:
    field = scheme.fields["applicant.registered_capital"]
    found, _ = read_cell(field, Cell(Decimal(500), '0"万美元"'), PLACE, "注册资本", None, FIRST_1900, "万元")
    assert found and written(found) == "500万美元"


@pytest.mark.parametrize(
    ("value", "points"), [("满分", 10), (" 满分　", 10), ("１０分", 10), (Decimal("10.0"), 10), (Decimal(0), 0)]
)
def test_scores(scheme: Scheme, value: CellValue, points: int) -> None:
    score, problems = read_score(scheme.indicators["1.1.1"], Cell(value), "1.1.1", PLACE)
    assert score is not None and score.points == points and problems == ()


@pytest.mark.parametrize("value", ["半分值", Decimal(7), date(2018, 1, 2), True, "10分左右"])
def test_scores_that_are_none(scheme: Scheme, value: CellValue) -> None:
    score, problems = read_score(scheme.indicators["1.1.1"], Cell(value), "1.1.1", PLACE)
    assert score is None and len(problems) == 1 and problems[0].is_error and problems[0].place == PLACE


def test_materials_in_columns_of_their_own(scheme: Scheme, tmp_path: Path) -> None:
    """A CSV file has no other sheets. So the files of a material stand in its column, one in each line."""
    label = scheme.supplied[0].label
    (tmp_path / "a.csv").write_text(f'企业名称,{label}\n甲,"a.pdf\nb.pdf；c\\d.pdf"\n', encoding="utf-8")
    _, (one,) = read(scheme, tmp_path / "a.csv")
    assert one.record is not None and [file.path for file in one.record.materials[0].files] == ["a.pdf", "b.pdf"]
    assert [(problem.code, problem.place.at) for problem in one.problems] == [("file.path", "B2")]
