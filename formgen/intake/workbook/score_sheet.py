"""The sheet 自评: a row for each indicator, a column for each enterprise, sums as formulas.

Enterprises are named by hand from a drop-down, not taken by formula from 企业: a formula follows its row, so that sorting
企业 would hand one enterprise's scores to another without a word. A formula only says whether the name is found there.

The formulas are those that every spreadsheet has had for twenty years (SUMPRODUCT, COUNTIF, IF), one value each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from formgen.intake.columns import CODE_ROW, NAME_ROW, EnterpriseColumn, Need, ScoreHeader, level_labels
from formgen.intake.workbook import sheet_style as style
from formgen.intake.workbook.cell_rules import add, explained, list_rule
from formgen.intake.workbook.enterprise_sheet import code_cells, name_cells, name_list
from formgen.intake.workbook.sheet_style import Look, compute, dress, text_height, write
from formgen.record.scoring import written_points
from formgen.scheme.models import Form, Indicator, Level, Scheme

FOUND_ROW, TOTAL_ROW, OPEN_ROW, CODES_ROW, HEADER_ROW = 3, 4, 5, 6, 7
"""Whether the enterprise is found, its total, how many rows are open, its unified code, its name."""
FIRST_ROW = HEADER_ROW + 1
FIRST_ENTERPRISE = len(ScoreHeader) + 1
"""The first enterprise's column."""

_WIDTHS = (8.0, 21.0, 42.0, 6.5, 16.0, 16.0, 13.0)
_ENTERPRISE_WIDTH = 13.0
_LABEL_COLUMN = 3
_LEVEL_TEXTS = {level: level.label for level in Level}


@dataclass(frozen=True, slots=True)
class Section:
    """A section's rows in the sheet: the row of its title and subtotal, the first and last of its indicators."""

    row: int
    first: int
    last: int


def write_scores(sheet: Worksheet, scheme: Scheme, columns: Sequence[EnterpriseColumn], enterprises: int) -> None:
    """Lay the sheet out for this many enterprises."""
    form = next(form for form in scheme.forms if form.indicators)
    indicators = tuple(scheme.indicators.values())
    codes = code_cells(scheme, columns)
    _write_head(sheet, form, enterprises, codes is not None)
    sections = tuple(_write_sections(sheet, indicators, enterprises))
    last = sections[-1].last
    _write_total(sheet, indicators, last + 1, enterprises)
    for number in _enterprise_columns(enterprises):
        _write_formulas(sheet, get_column_letter(number), number, sections, indicators, name_cells(columns), codes)
    _write_rules(sheet, indicators, sections, enterprises, name_list(columns), codes is not None)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number in _enterprise_columns(enterprises):
        sheet.column_dimensions[get_column_letter(number)].width = _ENTERPRISE_WIDTH
    sheet.freeze_panes = f"{get_column_letter(FIRST_ENTERPRISE - 3)}{FIRST_ROW}"
    sheet.print_title_rows, sheet.print_title_cols = f"{HEADER_ROW}:{HEADER_ROW}", "A:D"
    style.set_up_page(sheet)
    sheet.page_setup.scale = 70


def _enterprise_columns(enterprises: int) -> range:
    return range(FIRST_ENTERPRISE, FIRST_ENTERPRISE + enterprises)


def _write_head(sheet: Worksheet, form: Form, enterprises: int, has_code: bool) -> None:
    write(sheet, 1, 1, f"{form.annex}　{form.title}", Look(style.TITLE, style.UNWRAPPED, lines=None))
    hint = "每列一家企业：先选名称，再逐项选得分，没做到的选零分；小计、总计自动算出。"
    write(sheet, 2, 1, hint, Look(style.HINT, style.UNWRAPPED, lines=None))
    labels = {FOUND_ROW: "与企业表核对", TOTAL_ROW: "自评总计", OPEN_ROW: "还没有得分的项数"}
    if has_code:
        labels[CODES_ROW] = CODE_ROW
    for row, text in labels.items():
        write(sheet, row, _LABEL_COLUMN, text, Look(style.HEAD, style.RIGHT, lines=None))
    for number, header in enumerate(ScoreHeader, 1):
        write(sheet, HEADER_ROW, number, header, Look(style.HEAD, style.CENTRE, style.HEAD_FILL))
    code = Look(style.BODY, style.CENTRE, number_format=style.TEXT_FORMAT)
    name = Look(style.HEAD, style.CENTRE, style.NEED_FILLS[Need.ALWAYS], number_format=style.TEXT_FORMAT)
    for number in _enterprise_columns(enterprises):
        dress(sheet.cell(HEADER_ROW, number), name)
        if has_code:
            dress(sheet.cell(CODES_ROW, number), code)
    for row, height in ((1, 30), (2, 21), (FOUND_ROW, 30), (TOTAL_ROW, 20), (OPEN_ROW, 20), (CODES_ROW, 32)):
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[HEADER_ROW].height = 50


def _write_sections(sheet: Worksheet, indicators: Iterable[Indicator], enterprises: int) -> Iterable[Section]:
    """Each section's row with its title, then its indicators."""
    row = FIRST_ROW
    band = Look(style.HEAD, style.UNWRAPPED, style.HEAD_FILL, None)
    score = Look(style.BODY, style.CENTRE, number_format=style.TEXT_FORMAT)
    for title, group in groupby(indicators, key=lambda indicator: indicator.section):
        for number in range(1, FIRST_ENTERPRISE):
            write(sheet, row, number, title if number == 1 else "", band)
        sheet.row_dimensions[row].height = 21
        first = row + 1
        for indicator in group:
            row += 1
            _write_indicator(sheet, row, indicator)
            for number in _enterprise_columns(enterprises):
                dress(sheet.cell(row, number), score)
        yield Section(first - 1, first, row)
        row += 1


def _write_indicator(sheet: Worksheet, row: int, indicator: Indicator) -> None:
    texts = (indicator.id, indicator.aspect, indicator.text, "", indicator.full, indicator.half, indicator.zero)
    for number, text in enumerate(texts, 1):
        place = style.CENTRE if number in (1, 4) else style.LEFT
        write(
            sheet,
            row,
            number,
            text,
            Look(style.BODY, place, number_format=style.TEXT_FORMAT if number == 1 else "General"),
        )
    sheet.cell(row, 4).value = indicator.points
    sheet.row_dimensions[row].height = max(map(text_height, texts, _WIDTHS))


def _write_total(sheet: Worksheet, indicators: Sequence[Indicator], row: int, enterprises: int) -> None:
    for number in range(1, FIRST_ENTERPRISE):
        text = "自评总计" if number == 1 else ""
        write(sheet, row, number, text, Look(style.HEAD, style.UNWRAPPED, style.SUM_FILL, None))
    maximum = sum(indicator.points for indicator in indicators)
    dress(sheet.cell(row, 4), Look(style.HEAD, style.CENTRE, style.SUM_FILL, None))
    sheet.cell(row, 4).value = maximum
    sheet.row_dimensions[row].height = 24


def _write_formulas(
    sheet: Worksheet,
    letter: str,
    number: int,
    sections: Sequence[Section],
    indicators: Sequence[Indicator],
    names: str,
    codes: str | None,
) -> None:
    """One enterprise's formulas: found, subtotals, total, open rows. All are empty until it is named."""
    name, code = f"{letter}${HEADER_ROW}", f"{letter}${CODES_ROW}"
    unnamed = f"LEN({name})=0" if codes is None else f"LEN({name}&{code})=0"
    summed = Look(style.HEAD, style.CENTRE, style.HEAD_FILL)
    for section in sections:
        cells, points = f"{letter}{section.first}:{letter}{section.last}", f"$D{section.first}:$D{section.last}"
        parts = [f'SUMPRODUCT(({cells}="{_LEVEL_TEXTS[level]}")*{points}){factor}' for level, factor in _FACTORS]
        compute(sheet, section.row, number, f'=IF({unnamed},"",{"+".join(parts)}+SUM({cells}))', summed)
    first, last = sections[0].first, sections[-1].last
    total = "+".join(f"{letter}{section.row}" for section in sections)
    sums = Look(style.HEAD, style.CENTRE, style.SUM_FILL)
    compute(sheet, last + 1, number, f'=IF({unnamed},"",{total})', sums)
    compute(sheet, TOTAL_ROW, number, f"={letter}{last + 1}", sums)
    cells = f"{letter}{first}:{letter}{last}"
    given = "-".join(f'COUNTIF({cells},"{text}")' for text in _LEVEL_TEXTS.values())
    # The subtotals below the first are among these cells, and are numbers; scores may be numbers, too.
    remaining = f"{len(indicators) + len(sections) - 1}-{given}-COUNT({cells})"
    compute(sheet, OPEN_ROW, number, f'=IF({unnamed},"",{remaining})', sums)
    compute(
        sheet,
        FOUND_ROW,
        number,
        f'=IF({unnamed},"",{_found(name, code, names, codes)})',
        Look(style.HINT, style.CENTRE),
    )


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


def _write_rules(
    sheet: Worksheet,
    indicators: Sequence[Indicator],
    sections: Sequence[Section],
    enterprises: int,
    names: str,
    has_code: bool,
) -> None:
    left, right = get_column_letter(FIRST_ENTERPRISE), get_column_letter(FIRST_ENTERPRISE + enterprises - 1)
    words = "选企业名称，要和企业表里的一样；先填企业表，这里才有可选的名称"
    add(sheet, list_rule(names, words, NAME_ROW, strict=False), [f"{left}{HEADER_ROW}:{right}{HEADER_ROW}"])
    if has_code:
        rule = DataValidation("textLength", operator="equal", formula1="18", allow_blank=True)
        words = "有同名企业时才填，照企业表抄写，18 位"
        add(sheet, explained(rule, CODE_ROW, words, words), [f"{left}{CODES_ROW}:{right}{CODES_ROW}"])
    rows = [row for section in sections for row in range(section.first, section.last + 1)]
    for indicator, row in zip(indicators, rows, strict=True):
        cells = f"{left}{row}:{right}{row}"
        source = f'"{",".join(level_labels(indicator.levels))}"'
        add(sheet, list_rule(source, _standards(indicator), f"{indicator.id} {indicator.text}"), [cells])
        known = [f'{left}{row}="{text}"' for text in level_labels(indicator.levels)]
        known += [f"{left}{row}={_number(indicator, level)}" for level in indicator.levels]
        formula = f"AND(LEN({left}{row})>0,NOT(OR({','.join(known)})))"
        sheet.conditional_formatting.add(cells, FormulaRule([formula], fill=style.FAULT_FILL))


def _number(indicator: Indicator, level: Level) -> str:
    return written_points(indicator.score(level))


def _standards(indicator: Indicator) -> str:
    """What each level means and gives: `满分（10 分）：有文件`, a line for each."""
    meanings = {Level.FULL: indicator.full, Level.HALF: indicator.half, Level.ZERO: indicator.zero}
    return "\n".join(
        f"{level.label}（{_number(indicator, level)} 分）：{meanings[level]}" for level in indicator.levels
    )
