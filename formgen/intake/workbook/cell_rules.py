"""What a cell lets people type: drop-downs, lengths and dates by the kind of value, with words that say what to do.

These rules catch slips of the hand while somebody types. They prove nothing: whoever pastes overrides them, so the
reader checks every value again. They are narrower than the reader in writing only: a date must be one that the
spreadsheet takes for a date, a code is counted without spaces and plain hyphens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from formgen.record.kinds.cells import (
    AmountCell,
    CodeCell,
    DateCell,
    DocumentNumberCell,
    NumbersCell,
    OfferedCell,
    ParagraphsCell,
    TextCell,
)
from formgen.record.kinds.dates import EARLIEST_YEAR, LATEST_YEAR
from formgen.record.kinds.table import KINDS
from formgen.scheme.models import FieldDefinition

LONGEST_LIST = 255
"""Characters of a drop-down that is written into the rule itself; a longer one stands in a sheet of lists."""
LONGEST_WORDS = 255
"""Characters that Excel shows of a prompt or an error; more makes the whole file faulty."""
LONGEST_HEADING = 32
"""Characters of a prompt's or an error's heading."""


class Lists:
    """The hidden sheet with what drop-downs offer, a column for each list."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._count = 0

    def source(self, offered: Sequence[str]) -> str:
        """What a rule says of its list: the list itself if it is short and has no comma, else where it stands."""
        joined = ",".join(offered)
        if len(joined) <= LONGEST_LIST and not any(set(text) & set(',"') or text != text.strip() for text in offered):
            return f'"{joined}"'
        self._count += 1
        for row, text in enumerate(offered, 1):
            cell = self.sheet.cell(row, self._count)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
        column = self.sheet.cell(1, self._count).column_letter
        return f"'{self.sheet.title}'!${column}$1:${column}${len(offered)}"


def list_rule(source: str, words: str, heading: str, strict: bool = True) -> DataValidation:
    """A drop-down. strict: whether anything else is refused; otherwise people are asked whether they mean it."""
    rule = DataValidation("list", formula1=source, allow_blank=strict)  # a blank among the offered allows anything
    rule.errorStyle = "stop" if strict else "warning"
    return explained(rule, heading, words, "请从下拉列表里选；" + words)


def field_rule(field: FieldDefinition, heading: str, towns: tuple[str, ...], lists: Lists, cell: str) -> DataValidation:
    """The rule for a field's column. cell: the column's first cell, e.g. `C5`, which formulas refer to."""
    rules = KINDS[field.kind]
    typing = "输入 2018-6-5 或 2018/6/5 的样子" if isinstance(rules.cell, DateCell) else ""
    words = "；".join(text for text in (rules.description, typing, field.help) if text)
    rule = _shape_rule(field, towns, lists, cell)
    rule.allow_blank, rule.errorStyle = True, "stop"
    return explained(rule, heading, words, words)


def _shape_rule(field: FieldDefinition, towns: tuple[str, ...], lists: Lists, cell: str) -> DataValidation:
    match KINDS[field.kind].cell:
        case OfferedCell(offered):
            return DataValidation("list", formula1=lists.source(offered(field, towns)))
        case DateCell():
            first, last = f"DATE({EARLIEST_YEAR},1,1)", f"DATE({LATEST_YEAR},12,31)"
            return DataValidation("date", operator="between", formula1=first, formula2=last)
        case NumbersCell(shortest, longest):
            return DataValidation("textLength", operator="between", formula1=str(shortest), formula2=str(longest))
        case CodeCell(lengths):
            bare = cell
            for mark in (" ", "　", "-", "－"):
                bare = f'SUBSTITUTE({bare},"{mark}","")'
            return DataValidation("custom", formula1=f"OR({','.join(f'LEN({bare})={n}' for n in lengths)})")
        case DocumentNumberCell(shortest):
            # A number alone is at least so long; any other document stands before its number by name.
            name = _is_no_digit(f"LEFT(TRIM({cell}),1)")
            return DataValidation("custom", formula1=f"OR(LEN(TRIM({cell}))>={shortest},{name})")
        case AmountCell():
            ends = (f"LEFT(TRIM({cell}),1)", f"RIGHT(TRIM({cell}),1)")
            return DataValidation("custom", formula1=f"OR({','.join(map(_is_no_digit, ends))})")
        case TextCell() | ParagraphsCell():
            return DataValidation(None)
        case other:
            assert_never(other)


def _is_no_digit(character: str) -> str:
    """A formula that is true of a character that is no digit, half-width or full-width."""
    return f'ISERROR(FIND({character},"0123456789０１２３４５６７８９"))'


def explained(rule: DataValidation, heading: str, prompt: str, error: str) -> DataValidation:
    """The rule with what it shows beside the cell, and what it says of something that it refuses."""
    rule.showInputMessage = rule.showErrorMessage = True
    rule.promptTitle = rule.errorTitle = _shortened(heading, LONGEST_HEADING)
    rule.prompt, rule.error = _shortened(prompt, LONGEST_WORDS), _shortened(error, LONGEST_WORDS)
    return rule


def _shortened(words: str, longest: int) -> str:
    """Words that a rule can hold; what is too long ends in …, and stands whole in the instructions."""
    return words if len(words) <= longest else words[: longest - 1] + "…"


def add(sheet: Worksheet, rule: DataValidation, ranges: Iterable[str]) -> None:
    """Let a rule hold in ranges, e.g. `C5:C2004`."""
    for cells in ranges:
        rule.add(cells)
    sheet.add_data_validation(rule)
