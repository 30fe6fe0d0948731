"""The sheet 自评: a row for each indicator, a column for each enterprise, sums as formulas.

Enterprises are named by hand from a drop-down, not taken by formula from 企业: a formula follows its row, so that sorting
企业 would hand one enterprise's scores to another without a word. A formula only says whether the name is found there.

The formulas are those that every spreadsheet has had for twenty years (SUMPRODUCT, COUNTIF, IF), one value each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from formgen.intake.columns import CODE_ROW, NAME_ROW, EnterpriseColumn, Need, ScoreHeader, level_labels
from formgen.intake.table import column_letters
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import explained, list_rule
from formgen.intake.workbook.enterprise_sheet import code_cells, name_cells, name_list
from formgen.intake.workbook.sheet_style import text_height
from formgen.record.scoring import written_points
from formgen.scheme.models import Form, Indicator, Level, Scheme
from formgen.workbooks import looks
from formgen.workbooks.cell_rule import CellRule
from formgen.workbooks.looks import CellLook
from formgen.workbooks.writer import SheetWriter

FOUND_ROW, TOTAL_ROW, OPEN_ROW, CODES_ROW, HEADER_ROW = 3, 4, 5, 6, 7
"""Whether the enterprise is found, its total, how many rows are open, its unified code, its name."""
FIRST_ROW = HEADER_ROW + 1
FIRST_ENTERPRISE = len(ScoreHeader) + 1
"""The first enterprise's column."""

_WIDTHS = (8.0, 21.0, 42.0, 6.5, 16.0, 16.0, 13.0)
_ENTERPRISE_WIDTH = 13.0
_LABEL_COLUMN, _POINTS_COLUMN = 3, 4
_LEVEL_TEXTS = {level: level.label for level in Level}
_TYPED = CellLook(looks.BODY, looks.CENTRE, number_format=looks.TEXT_FORMAT)
_SUM = CellLook(looks.HEAD, looks.CENTRE, looks.SUM_FILL)


@dataclass(frozen=True, slots=True)
class Section:
    """A section in the sheet. row: of its title and its subtotals; its indicators stand in the rows below."""

    title: str
    row: int
    indicators: tuple[Indicator, ...]

    @property
    def first(self) -> int:
        """The row of its first indicator."""
        return self.row + 1

    @property
    def last(self) -> int:
        """The row of its last indicator."""
        return self.row + len(self.indicators)


def write_scores(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn], enterprises: int) -> None:
    """Lay the sheet out for this many enterprises."""
    form = next(form for form in scheme.forms if form.indicators)
    sections = _sections(scheme.indicators.values())
    codes = code_cells(scheme, columns)
    numbers = range(FIRST_ENTERPRISE, FIRST_ENTERPRISE + enterprises)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.width(number, width)
    for number in numbers:
        sheet.width(number, _ENTERPRISE_WIDTH)
    formulas = [_Formulas(number, sections, codes) for number in numbers]
    _write_head(sheet, form, formulas, name_cells(columns))
    for section in sections:
        _write_section(sheet, section, formulas)
    _write_total(sheet, sections, formulas)
    _write_rules(sheet, sections, enterprises, name_list(columns), codes is not None)
    sheet.freeze(FIRST_ROW, FIRST_ENTERPRISE - 3)
    sheet.repeat((HEADER_ROW, HEADER_ROW), _POINTS_COLUMN)
    sheet.page(scale=70, footer=style.FOOTER)
    sheet.tab_colour("2F5597")


def _sections(indicators: Iterable[Indicator]) -> tuple[Section, ...]:
    """The sections with the rows that they take."""
    sections: list[Section] = []
    row = FIRST_ROW
    for title, group in groupby(indicators, key=lambda indicator: indicator.section):
        sections.append(Section(title, row, tuple(group)))
        row = sections[-1].last + 1
    return tuple(sections)


def _write_head(sheet: SheetWriter, form: Form, formulas: Sequence[_Formulas], names: str) -> None:
    for row, height in ((1, 30), (2, 21), (FOUND_ROW, 30), (TOTAL_ROW, 20), (OPEN_ROW, 20), (CODES_ROW, 32)):
        sheet.height(row, height)
    sheet.height(HEADER_ROW, 50)
    sheet.text(1, 1, f"{form.annex}　{form.title}", CellLook(looks.TITLE, looks.UNWRAPPED, lined=False))
    hint = "每列一家企业：先选名称，再逐项选得分，没做到的选零分；小计、总计自动算出。"
    sheet.text(2, 1, hint, CellLook(looks.HINT, looks.UNWRAPPED, lined=False))
    label = CellLook(looks.HEAD, looks.RIGHT, lined=False)
    sheet.text(FOUND_ROW, _LABEL_COLUMN, "与企业表核对", label)
    for one in formulas:
        sheet.formula(FOUND_ROW, one.number, one.found(names), CellLook(looks.HINT, looks.CENTRE))
    sheet.text(TOTAL_ROW, _LABEL_COLUMN, "自评总计", label)
    for one in formulas:
        sheet.formula(TOTAL_ROW, one.number, f"={one.letters}{one.total_row}", _SUM)
    sheet.text(OPEN_ROW, _LABEL_COLUMN, "还没有得分的项数", label)
    for one in formulas:
        sheet.formula(OPEN_ROW, one.number, one.open_rows(), _SUM)
    if formulas[0].codes is None:
        sheet.blank(CODES_ROW, 1, looks.PLAIN)
    else:
        sheet.text(CODES_ROW, _LABEL_COLUMN, CODE_ROW, label)
        for one in formulas:
            sheet.blank(CODES_ROW, one.number, _TYPED)
    for number, header in enumerate(ScoreHeader, 1):
        sheet.text(HEADER_ROW, number, header, CellLook(looks.HEAD, looks.CENTRE, looks.HEAD_FILL))
    name = CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[Need.ALWAYS], number_format=looks.TEXT_FORMAT)
    for one in formulas:
        sheet.blank(HEADER_ROW, one.number, name)


def _write_section(sheet: SheetWriter, section: Section, formulas: Sequence[_Formulas]) -> None:
    """The row with its title and subtotals, then its indicators."""
    band = CellLook(looks.HEAD, looks.UNWRAPPED, looks.HEAD_FILL, False)
    summed = CellLook(looks.HEAD, looks.CENTRE, looks.HEAD_FILL)
    sheet.height(section.row, 21)
    for number in range(1, FIRST_ENTERPRISE):
        sheet.text(section.row, number, section.title if number == 1 else "", band)
    for one in formulas:
        sheet.formula(section.row, one.number, one.subtotal(section), summed)
    for row, indicator in enumerate(section.indicators, section.first):
        _write_indicator(sheet, row, indicator)
        for one in formulas:
            sheet.blank(row, one.number, _TYPED)


def _write_indicator(sheet: SheetWriter, row: int, indicator: Indicator) -> None:
    texts = (indicator.id, indicator.aspect, indicator.text, "", indicator.full, indicator.half, indicator.zero)
    sheet.height(row, max(map(text_height, texts, _WIDTHS)))
    for number, text in enumerate(texts, 1):
        if number == _POINTS_COLUMN:
            sheet.number(row, number, indicator.points, CellLook(looks.BODY, looks.CENTRE))
        else:
            sheet.text(row, number, text, _TYPED if number == 1 else CellLook(looks.BODY))


def _write_total(sheet: SheetWriter, sections: Sequence[Section], formulas: Sequence[_Formulas]) -> None:
    row, label = sections[-1].last + 1, CellLook(looks.HEAD, looks.UNWRAPPED, looks.SUM_FILL, False)
    sheet.height(row, 24)
    for number in range(1, FIRST_ENTERPRISE):
        if number == _POINTS_COLUMN:
            maximum = sum(indicator.points for section in sections for indicator in section.indicators)
            sheet.number(row, number, maximum, CellLook(looks.HEAD, looks.CENTRE, looks.SUM_FILL, False))
        else:
            sheet.text(row, number, "自评总计" if number == 1 else "", label)
    for one in formulas:
        sheet.formula(row, one.number, one.total(), _SUM)


@dataclass(frozen=True, slots=True)
class _Formulas:
    """One enterprise's formulas: found, subtotals, total, open rows. All are empty until it is named.

    number  of its column
    codes   the cells of 企业 that hold unified codes; None for a scheme that asks for none
    """

    number: int
    sections: tuple[Section, ...]
    codes: str | None

    @property
    def letters(self) -> str:
        """The letters of its column."""
        return column_letters(self.number)

    @property
    def total_row(self) -> int:
        """The row of the total at the foot of the sheet."""
        return self.sections[-1].last + 1

    def found(self, names: str) -> str:
        """Whether 企业 has the enterprise. names: the cells that hold names."""
        return self._if_named(_found(self._name, self._code, names, self.codes))

    def subtotal(self, section: Section) -> str:
        """The sum of a section."""
        rows = f"{section.first}:{{}}{section.last}"
        cells, points = self.letters + rows.format(self.letters), "$D" + rows.format("$D")
        parts = [f'SUMPRODUCT(({cells}="{_LEVEL_TEXTS[level]}")*{points}){factor}' for level, factor in _FACTORS]
        return self._if_named(f"{'+'.join(parts)}+SUM({cells})")

    def total(self) -> str:
        """The sum of all sections."""
        return self._if_named("+".join(f"{self.letters}{section.row}" for section in self.sections))

    def open_rows(self) -> str:
        """How many rows have no score.

        The subtotals below the first are among the cells that are counted, and are numbers; scores may be numbers, too.
        """
        cells = f"{self.letters}{self.sections[0].first}:{self.letters}{self.sections[-1].last}"
        given = "-".join(f'COUNTIF({cells},"{text}")' for text in _LEVEL_TEXTS.values())
        rows = sum(len(section.indicators) for section in self.sections) + len(self.sections) - 1
        return self._if_named(f"{rows}-{given}-COUNT({cells})")

    @property
    def _name(self) -> str:
        return f"{self.letters}${HEADER_ROW}"

    @property
    def _code(self) -> str:
        return f"{self.letters}${CODES_ROW}"

    def _if_named(self, value: str) -> str:
        said = self._name if self.codes is None else f"{self._name}&{self._code}"
        return f'=IF(LEN({said})=0,"",{value})'


_FACTORS = ((Level.FULL, ""), (Level.HALF, "/2"))
"""What a level is worth of its row's points (`Indicator.score`)."""


def _found(name: str, code: str, names: str, codes: str | None) -> str:
    """Whether 企业 has the enterprise. Not by COUNTIF: it takes 18 digits for a number and * in a name for anything."""
    same_name = f"SUMPRODUCT(--({names}={name}))"
    several = "有同名企业，请填代码" if codes else "企业表里有两家同名"
    by_name = f'IF({same_name}=0,"企业表里没有这个名称",IF({same_name}>1,"{several}","已对上"))'
    if codes is None:
        return by_name
    same_code = f"SUMPRODUCT(--({codes}={code}))"
    both = f"SUMPRODUCT(({codes}={code})*({names}={name}))"
    by_code = (
        f'IF({same_code}=0,"企业表里没有这个代码",IF({same_code}>1,"企业表里代码重复",'
        f'IF(AND(LEN({name})>0,{both}=0),"代码和名称不是一家","已对上")))'
    )
    return f"IF(LEN({code})>0,{by_code},{by_name})"


def _write_rules(sheet: SheetWriter, sections: Sequence[Section], enterprises: int, names: str, has_code: bool) -> None:
    letters, left, right = column_letters(FIRST_ENTERPRISE), FIRST_ENTERPRISE, FIRST_ENTERPRISE + enterprises - 1
    words = "选企业名称，要和企业表里的一样；先填企业表，这里才有可选的名称"
    sheet.let(list_rule(names, words, NAME_ROW, strict=False), (HEADER_ROW, left), (HEADER_ROW, right))
    if has_code:
        words = "有同名企业时才填，照企业表抄写，18 位"
        sheet.let(explained(CellRule("length", "18"), CODE_ROW, words, words), (CODES_ROW, left), (CODES_ROW, right))
    for section in sections:
        for row, indicator in enumerate(section.indicators, section.first):
            labels = level_labels(indicator.levels)
            rule = list_rule(f'"{",".join(labels)}"', _standards(indicator), f"{indicator.id} {indicator.text}")
            sheet.let(rule, (row, left), (row, right))
            known = [f'{letters}{row}="{text}"' for text in labels]
            known += [f"{letters}{row}={_number(indicator, level)}" for level in indicator.levels]
            formula = f"AND(LEN({letters}{row})>0,NOT(OR({','.join(known)})))"
            sheet.colour_where(formula, style.FAULT_FILL, (row, left), (row, right))


def _number(indicator: Indicator, level: Level) -> str:
    return written_points(indicator.score(level))


def _standards(indicator: Indicator) -> str:
    """What each level means and gives: `满分（10 分）：有文件`, a line for each."""
    meanings = {Level.FULL: indicator.full, Level.HALF: indicator.half, Level.ZERO: indicator.zero}
    return "\n".join(
        f"{level.label}（{_number(indicator, level)} 分）：{meanings[level]}" for level in indicator.levels
    )
