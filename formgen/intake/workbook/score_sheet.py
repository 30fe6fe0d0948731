"""The sheet of scores: it has a row for each indicator, a column for each enterprise, and sums as formulas.

People choose the enterprise of a column from a drop-down list. The name is not taken from the sheet of applicants by a
formula, because a formula refers to a row: if somebody sorted that sheet, the scores would silently belong to another
enterprise. A formula only says whether the sheet of applicants has the name.

The formulas use only functions that every spreadsheet has had for twenty years (SUMPRODUCT, COUNTIF, IF). Each formula
gives one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from formgen.engines.workbooks import looks
from formgen.engines.workbooks.cell_rule import CellRule
from formgen.engines.workbooks.looks import CellLook
from formgen.engines.workbooks.writer import SheetWriter
from formgen.intake.columns import EnterpriseColumn, Need
from formgen.intake.sheet_words import ScoreHeaders, score_headers
from formgen.intake.table import column_letters
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import explained, list_rule
from formgen.intake.workbook.enterprise_sheet import code_cells, name_cells, name_list
from formgen.intake.workbook.sheet_style import text_height
from formgen.record.kinds.cells import CodeCell
from formgen.record.kinds.table import KINDS
from formgen.record.scoring import written_points
from formgen.scheme.applicants import Applicant
from formgen.scheme.models import Form, Scheme
from formgen.scheme.scores import Indicator, Level, Scores

FOUND_ROW, TOTAL_ROW, OPEN_ROW, CODES_ROW, HEADER_ROW = 3, 4, 5, 6, 7
"""The rows above the scores: whether the enterprise is found, its total, the number of rows without a score, its
identity, its name."""
FIRST_ROW = HEADER_ROW + 1

_WIDTHS, _LEVEL_WIDTH, _LAST_LEVEL_WIDTH = (8.0, 21.0, 42.0, 6.5), 16.0, 13.0
_ENTERPRISE_WIDTH = 13.0
_LABEL_COLUMN, _POINTS_COLUMN = 3, 4
_TYPED = CellLook(looks.BODY, looks.CENTRE, number_format=looks.TEXT_FORMAT)
_SUM = CellLook(looks.HEAD, looks.CENTRE, looks.SUM_FILL)


@dataclass(frozen=True, slots=True)
class Section:
    """A section in the sheet. row: the row of its title and subtotals. Its indicators stand in the rows below."""

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


@dataclass(frozen=True, slots=True)
class _SheetOfScores:
    """The data from which the sheet is written.

    codes  the cells of the sheet of applicants that hold identities; None for a scheme without them
    """

    scheme: Scheme
    form: Form
    scores: Scores
    headers: ScoreHeaders
    sections: tuple[Section, ...]
    codes: str | None

    @property
    def first_enterprise(self) -> int:
        """The number of the first enterprise's column."""
        return len(self.headers.texts) + 1

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the fixed columns, in half-width characters."""
        return (*_WIDTHS, *(_LEVEL_WIDTH for _ in self.headers.levels[1:]), _LAST_LEVEL_WIDTH)


def write_scores(sheet: SheetWriter, scheme: Scheme, columns: Sequence[EnterpriseColumn], enterprises: int) -> None:
    """Write the sheet with columns for this many enterprises. The scheme must have scores."""
    form = next(form for form in scheme.forms if form.scores is not None)
    headers = score_headers(scheme)
    assert form.scores is not None and headers is not None
    sections = _sections(scheme.indicators.values())
    page = _SheetOfScores(scheme, form, form.scores, headers, sections, code_cells(scheme, columns))
    numbers = range(page.first_enterprise, page.first_enterprise + enterprises)
    for number, width in enumerate(page.widths, 1):
        sheet.width(number, width)
    for number in numbers:
        sheet.width(number, _ENTERPRISE_WIDTH)
    formulas = [_Formulas(number, page) for number in numbers]
    _write_head(sheet, page, formulas, name_cells(scheme, columns))
    for section in sections:
        _write_section(sheet, page, section, formulas)
    _write_total(sheet, page, formulas)
    _write_rules(sheet, page, enterprises, name_list(scheme, columns))
    sheet.freeze(FIRST_ROW, _POINTS_COLUMN + 1)
    sheet.repeat((HEADER_ROW, HEADER_ROW), _POINTS_COLUMN)
    sheet.page(scale=70, footer=style.FOOTER)
    sheet.tab_colour("2F5597")


def _sections(indicators: Iterable[Indicator]) -> tuple[Section, ...]:
    """Return the sections, each with its place in the sheet."""
    sections: list[Section] = []
    row = FIRST_ROW
    for title, group in groupby(indicators, key=lambda indicator: indicator.section):
        sections.append(Section(title, row, tuple(group)))
        row = sections[-1].last + 1
    return tuple(sections)


def _write_head(sheet: SheetWriter, page: _SheetOfScores, formulas: Sequence[_Formulas], names: str) -> None:
    for row, height in ((1, 30), (2, 21), (FOUND_ROW, 30), (TOTAL_ROW, 20), (OPEN_ROW, 20), (CODES_ROW, 32)):
        sheet.height(row, height)
    sheet.height(HEADER_ROW, 50)
    sheet.text(1, 1, f"{page.form.annex}　{page.form.title}", CellLook(looks.TITLE, looks.UNWRAPPED, lined=False))
    applicant, lowest = page.scheme.applicant, page.scores.lowest
    worst = f"，没做到的选{lowest.label}" if lowest else ""
    hint = f"每列{applicant.one}：先选名称，再逐项选得分{worst}；小计、总计自动算出。"
    sheet.text(2, 1, hint, CellLook(looks.HINT, looks.UNWRAPPED, lined=False))
    label = CellLook(looks.HEAD, looks.RIGHT, lined=False)
    sheet.text(FOUND_ROW, _LABEL_COLUMN, f"与{applicant.word}表核对", label)
    for one in formulas:
        sheet.formula(FOUND_ROW, one.number, one.found(names), CellLook(looks.HINT, looks.CENTRE))
    sheet.text(TOTAL_ROW, _LABEL_COLUMN, f"{page.scores.word}总计", label)
    for one in formulas:
        sheet.formula(TOTAL_ROW, one.number, f"={one.letters}{one.total_row}", _SUM)
    sheet.text(OPEN_ROW, _LABEL_COLUMN, "还没有得分的项数", label)
    for one in formulas:
        sheet.formula(OPEN_ROW, one.number, one.open_rows(), _SUM)
    if page.codes is None:
        sheet.blank(CODES_ROW, 1, looks.PLAIN)
    else:
        sheet.text(CODES_ROW, _LABEL_COLUMN, page.scheme.identity_label or "", label)
        for one in formulas:
            sheet.blank(CODES_ROW, one.number, _TYPED)
    for number, header in enumerate(page.headers.texts, 1):
        sheet.text(HEADER_ROW, number, header, CellLook(looks.HEAD, looks.CENTRE, looks.HEAD_FILL))
    name = CellLook(looks.HEAD, looks.CENTRE, style.NEED_FILLS[Need.ALWAYS], number_format=looks.TEXT_FORMAT)
    for one in formulas:
        sheet.blank(HEADER_ROW, one.number, name)


def _write_section(sheet: SheetWriter, page: _SheetOfScores, section: Section, formulas: Sequence[_Formulas]) -> None:
    """Write the row with the section's title and subtotals, and then its indicators."""
    band = CellLook(looks.HEAD, looks.UNWRAPPED, looks.HEAD_FILL, False)
    summed = CellLook(looks.HEAD, looks.CENTRE, looks.HEAD_FILL)
    sheet.height(section.row, 21)
    for number in range(1, page.first_enterprise):
        sheet.text(section.row, number, section.title if number == 1 else "", band)
    for one in formulas:
        sheet.formula(section.row, one.number, one.subtotal(section), summed)
    for row, indicator in enumerate(section.indicators, section.first):
        _write_indicator(sheet, page, row, indicator)
        for one in formulas:
            sheet.blank(row, one.number, _TYPED)


def _write_indicator(sheet: SheetWriter, page: _SheetOfScores, row: int, indicator: Indicator) -> None:
    standards = (standard.text for standard in indicator.standards)
    texts = (indicator.id, indicator.aspect, indicator.text, "", *standards)
    sheet.height(row, max(map(text_height, texts, page.widths)))
    for number, text in enumerate(texts, 1):
        if number == _POINTS_COLUMN:
            sheet.number(row, number, indicator.points, CellLook(looks.BODY, looks.CENTRE))
        else:
            sheet.text(row, number, text, _TYPED if number == 1 else CellLook(looks.BODY))


def _write_total(sheet: SheetWriter, page: _SheetOfScores, formulas: Sequence[_Formulas]) -> None:
    sections = page.sections
    row, label = sections[-1].last + 1, CellLook(looks.HEAD, looks.UNWRAPPED, looks.SUM_FILL, False)
    sheet.height(row, 24)
    for number in range(1, page.first_enterprise):
        if number == _POINTS_COLUMN:
            maximum = sum(indicator.points for section in sections for indicator in section.indicators)
            sheet.number(row, number, maximum, CellLook(looks.HEAD, looks.CENTRE, looks.SUM_FILL, False))
        else:
            sheet.text(row, number, f"{page.scores.word}总计" if number == 1 else "", label)
    for one in formulas:
        sheet.formula(row, one.number, one.total(), _SUM)


@dataclass(frozen=True, slots=True)
class _Formulas:
    """The formulas of one enterprise. They show nothing until the enterprise's name or identity is filled in.

    number  the number of its column
    page    the data from which the sheet is written
    """

    number: int
    page: _SheetOfScores

    @property
    def letters(self) -> str:
        """The letters of its column."""
        return column_letters(self.number)

    @property
    def total_row(self) -> int:
        """The row of the total at the foot of the sheet."""
        return self.page.sections[-1].last + 1

    def found(self, names: str) -> str:
        """The formula that says whether the sheet of applicants has the enterprise. names: the cells that hold names."""
        return self._if_named(_found(self.page.scheme.applicant, self._name, self._code, names, self.page.codes))

    def subtotal(self, section: Section) -> str:
        """The formula of the sum of a section."""
        rows = f"{section.first}:{{}}{section.last}"
        cells, points = self.letters + rows.format(self.letters), "$D" + rows.format("$D")
        parts = [
            f'SUMPRODUCT(({cells}="{level.label}")*{points}){_times(level)}'
            for level in self.page.scores.levels
            if level.factor
        ]
        return self._if_named(f"{'+'.join(parts)}+SUM({cells})")

    def total(self) -> str:
        """The formula of the sum of all sections."""
        return self._if_named("+".join(f"{self.letters}{section.row}" for section in self.page.sections))

    def open_rows(self) -> str:
        """The formula of the number of rows without a score.

        It subtracts the cells with a level's word and the cells with a number, because scores may be numbers, too. The
        subtotals of all sections but the first are also numbers among these cells; so they are added to the rows.
        """
        cells = f"{self.letters}{self.page.sections[0].first}:{self.letters}{self.page.sections[-1].last}"
        given = "-".join(f'COUNTIF({cells},"{level.label}")' for level in self.page.scores.levels)
        rows = sum(len(section.indicators) for section in self.page.sections) + len(self.page.sections) - 1
        return self._if_named(f"{rows}-{given}-COUNT({cells})")

    @property
    def _name(self) -> str:
        return f"{self.letters}${HEADER_ROW}"

    @property
    def _code(self) -> str:
        return f"{self.letters}${CODES_ROW}"

    def _if_named(self, value: str) -> str:
        said = self._name if self.page.codes is None else f"{self._name}&{self._code}"
        return f'=IF(LEN({said})=0,"",{value})'


def _times(level: Level) -> str:
    """Return the factor for the points of a level, as part of a formula. Empty if the level gives all points."""
    return "" if level.factor == 1 else f"*{level.factor}"


def _found(applicant: Applicant, name: str, code: str, names: str, codes: str | None) -> str:
    """Return the formula that says whether the sheet of applicants has the enterprise.

    It does not use COUNTIF, which compares 18 digits as a number and takes `*` in a name for any text.
    """
    same_name = f"SUMPRODUCT(--({names}={name}))"
    word, counter = applicant.word, applicant.counter
    several = f"有同名{word}，请填代码" if codes else f"{word}表里有两{counter}同名"
    by_name = f'IF({same_name}=0,"{word}表里没有这个名称",IF({same_name}>1,"{several}","已对上"))'
    if codes is None:
        return by_name
    same_code = f"SUMPRODUCT(--({codes}={code}))"
    both = f"SUMPRODUCT(({codes}={code})*({names}={name}))"
    by_code = (
        f'IF({same_code}=0,"{word}表里没有这个代码",IF({same_code}>1,"{word}表里代码重复",'
        f'IF(AND(LEN({name})>0,{both}=0),"代码和名称不是一{counter}","已对上")))'
    )
    return f"IF(LEN({code})>0,{by_code},{by_name})"


def _write_rules(sheet: SheetWriter, page: _SheetOfScores, enterprises: int, names: str) -> None:
    left, word, name = page.first_enterprise, page.scheme.applicant.word, page.scheme.name_label
    letters, right = column_letters(left), left + enterprises - 1
    words = f"选{name}，要和{word}表里的一样；先填{word}表，这里才有可选的名称"
    sheet.let(list_rule(names, words, name, strict=False), (HEADER_ROW, left), (HEADER_ROW, right))
    if page.codes is not None and page.scheme.applicant.identity is not None:
        field = page.scheme.fields[page.scheme.applicant.identity]
        words = f"有同名{word}时才填，照{word}表抄写"
        rule = CellRule("any")
        if isinstance(shape := KINDS[field.kind].cell, CodeCell) and len(shape.lengths) == 1:
            words, rule = f"{words}，{shape.lengths[0]} 位", CellRule("length", str(shape.lengths[0]))
        sheet.let(explained(rule, field.label, words, words), (CODES_ROW, left), (CODES_ROW, right))
    for section in page.sections:
        for row, indicator in enumerate(section.indicators, section.first):
            labels = [level.label for level in indicator.levels]
            rule = list_rule(f'"{",".join(labels)}"', _standards(indicator), f"{indicator.id} {indicator.text}")
            sheet.let(rule, (row, left), (row, right))
            known = [f'{letters}{row}="{text}"' for text in labels]
            known += [f"{letters}{row}={_number(indicator, level)}" for level in indicator.levels]
            formula = f"AND(LEN({letters}{row})>0,NOT(OR({','.join(known)})))"
            sheet.colour_where(formula, style.FAULT_FILL, (row, left), (row, right))


def _number(indicator: Indicator, level: Level) -> str:
    return written_points(indicator.points_by_level[level.id])


def _standards(indicator: Indicator) -> str:
    """Return one line for each level with its points and its standard: `优（10 分）：有文件`."""
    offered = (standard for standard in indicator.standards if standard.is_offered)
    return "\n".join(f"{one.level.label}（{_number(indicator, one.level)} 分）：{one.text}" for one in offered)
