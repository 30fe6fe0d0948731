"""What a cell lets people type: drop-downs, lengths and dates by the kind of value, with words that say what to do.

These rules catch slips of the hand while somebody types. They prove nothing: whoever pastes overrides them, so the
reader checks every value again. They are narrower than the reader in writing only: a date must be one that the
spreadsheet takes for a date, a code is counted without spaces and plain hyphens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from formgen.intake.table import column_letters
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
from formgen.scheme.applicants import Towns
from formgen.scheme.models import FieldDefinition
from formgen.workbooks.cell_rule import CellRule
from formgen.workbooks.looks import BODY, TEXT_FORMAT, UNWRAPPED, CellLook
from formgen.workbooks.writer import SheetWriter

LONGEST_LIST = 255
"""Characters of a drop-down that is written into the rule itself; a longer one stands in a sheet of lists."""
LONGEST_WORDS = 255
"""Characters that Excel shows of a prompt or an error; more makes the whole file faulty."""
LONGEST_HEADING = 32
"""Characters of a prompt's or an error's heading."""


class Lists:
    """What drop-downs offer, a column of the hidden sheet for each list. sheet: that sheet's name."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._columns: list[Sequence[str]] = []

    def source(self, offered: Sequence[str]) -> str:
        """What a rule says of its list: the list itself if it is short and has no comma, else where it stands."""
        joined = ",".join(offered)
        if len(joined) <= LONGEST_LIST and not any(set(text) & set(',"') or text != text.strip() for text in offered):
            return f'"{joined}"'
        self._columns.append(offered)
        column = column_letters(len(self._columns))
        return f"'{self.sheet}'!${column}$1:${column}${len(offered)}"

    def write(self, sheet: SheetWriter) -> None:
        """Write all lists, once every rule has said what it offers."""
        look = CellLook(BODY, UNWRAPPED, lined=False, number_format=TEXT_FORMAT)
        for row, texts in enumerate(zip_longest(*self._columns, fillvalue=""), 1):
            for column, text in enumerate(texts, 1):
                if text:
                    sheet.text(row, column, text, look)


def list_rule(source: str, words: str, heading: str, strict: bool = True) -> CellRule:
    """A drop-down. strict: whether anything else is refused; otherwise people are asked whether they mean it."""
    rule = CellRule("list", source, strict=strict, blank=strict)  # a blank among the offered allows anything
    return explained(rule, heading, words, "请从下拉列表里选；" + words)


def field_rule(field: FieldDefinition, heading: str, towns: Towns | None, lists: Lists, cell: str) -> CellRule:
    """The rule for a field's column. cell: the column's first cell, e.g. `C5`, which formulas refer to."""
    rules = KINDS[field.kind]
    typing = "输入 2018-6-5 或 2018/6/5 的样子" if isinstance(rules.cell, DateCell) else ""
    words = "；".join(text for text in (rules.description, typing, field.help) if text)
    return explained(_shape_rule(field, towns, lists, cell), heading, words, words)


def _shape_rule(field: FieldDefinition, towns: Towns | None, lists: Lists, cell: str) -> CellRule:
    match KINDS[field.kind].cell:
        case OfferedCell(offered):
            return CellRule("list", lists.source(offered(field, towns)))
        case DateCell():
            return CellRule("date", f"DATE({EARLIEST_YEAR},1,1)", f"DATE({LATEST_YEAR},12,31)")
        case NumbersCell(shortest, longest):
            return CellRule("length", str(shortest), str(longest))
        case CodeCell(lengths):
            bare = cell
            for mark in (" ", "　", "-", "－"):
                bare = f'SUBSTITUTE({bare},"{mark}","")'
            return CellRule("custom", f"OR({','.join(f'LEN({bare})={n}' for n in lengths)})")
        case DocumentNumberCell(shortest):
            # A number alone is at least so long; any other document stands before its number by name.
            name = _is_no_digit(f"LEFT(TRIM({cell}),1)")
            return CellRule("custom", f"OR(LEN(TRIM({cell}))>={shortest},{name})")
        case AmountCell():
            ends = (f"LEFT(TRIM({cell}),1)", f"RIGHT(TRIM({cell}),1)")
            return CellRule("custom", f"OR({','.join(map(_is_no_digit, ends))})")
        case TextCell() | ParagraphsCell():
            return CellRule("any")
        case other:
            assert_never(other)


def _is_no_digit(character: str) -> str:
    """A formula that is true of a character that is no digit, half-width or full-width."""
    return f'ISERROR(FIND({character},"0123456789０１２３４５６７８９"))'


def explained(rule: CellRule, heading: str, prompt: str, error: str) -> CellRule:
    """The rule with what it shows beside the cell, and what it says of something that it refuses."""
    return replace(
        rule,
        heading=_shortened(heading, LONGEST_HEADING),
        prompt=_shortened(prompt, LONGEST_WORDS),
        error=_shortened(error, LONGEST_WORDS),
    )


def _shortened(words: str, longest: int) -> str:
    """Words that a rule can hold; what is too long ends in …, and stands whole in the instructions."""
    return words if len(words) <= longest else words[: longest - 1] + "…"
