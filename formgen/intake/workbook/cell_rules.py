"""The rules for what people may type into a cell: drop-down lists, lengths and dates by the kind of value, with hints.

These rules catch mistakes while somebody types. They guarantee nothing, because pasted text overrides them; so the
reader checks every value again. The rules are stricter than the reader only about the way of writing: a date must be
one that the spreadsheet recognises as a date, and a code is counted without spaces and plain hyphens only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from formgen.engines.workbooks.cell_rule import CellRule
from formgen.engines.workbooks.looks import BODY, TEXT_FORMAT, UNWRAPPED, CellLook
from formgen.engines.workbooks.writer import SheetWriter
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

LONGEST_LIST = 255
"""The most characters of a list that is written into the rule itself. A longer list is written into the sheet of lists."""
LONGEST_WORDS = 255
"""The most characters of a prompt or an error. A longer one would make the whole file faulty for Excel."""
LONGEST_HEADING = 32
"""The most characters of the heading of a prompt or an error."""


class Lists:
    """The texts of the drop-down lists. The hidden sheet has one column for each long list. sheet: the name of this sheet."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._columns: list[Sequence[str]] = []

    def source(self, offered: Sequence[str]) -> str:
        """Return the source of a list for its rule: the list itself if it is short and plain, else its cells in the sheet.

        A plain list has no commas, quotation marks, or spaces around its texts.
        """
        joined = ",".join(offered)
        if len(joined) <= LONGEST_LIST and not any(set(text) & set(',"') or text != text.strip() for text in offered):
            return f'"{joined}"'
        self._columns.append(offered)
        column = column_letters(len(self._columns))
        return f"'{self.sheet}'!${column}$1:${column}${len(offered)}"

    def write(self, sheet: SheetWriter) -> None:
        """Write all lists into the sheet. The caller calls this after `source` was called for every rule."""
        look = CellLook(BODY, UNWRAPPED, lined=False, number_format=TEXT_FORMAT)
        for row, texts in enumerate(zip_longest(*self._columns, fillvalue=""), 1):
            for column, text in enumerate(texts, 1):
                if text:
                    sheet.text(row, column, text, look)


def list_rule(source: str, words: str, heading: str, strict: bool = True) -> CellRule:
    """Make the rule of a drop-down list.

    strict: True if any other text is refused; False if the spreadsheet only asks whether the other text is meant.
    """
    rule = CellRule("list", source, strict=strict, blank=strict)  # a blank cell in the list would allow any text
    return explained(rule, heading, words, "请从下拉列表里选；" + words)


def field_rule(field: FieldDefinition, heading: str, towns: Towns | None, lists: Lists, cell: str) -> CellRule:
    """Make the rule for a field's column. cell: the column's first cell, e.g. `C5`; the rule's formula refers to it."""
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
            # A resident's number alone has at least this length. For any other document its name stands first.
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
    """Make a formula that is true if the character is neither a half-width nor a full-width digit."""
    return f'ISERROR(FIND({character},"0123456789０１２３４５６７８９"))'


def explained(rule: CellRule, heading: str, prompt: str, error: str) -> CellRule:
    """Add to a rule the prompt that is shown beside the cell, and the error that is shown for a refused text."""
    return replace(
        rule,
        heading=_shortened(heading, LONGEST_HEADING),
        prompt=_shortened(prompt, LONGEST_WORDS),
        error=_shortened(error, LONGEST_WORDS),
    )


def _shortened(words: str, longest: int) -> str:
    """Cut words to the length that a rule can hold. Words that were cut end in …; the instructions have the full words."""
    return words if len(words) <= longest else words[: longest - 1] + "…"
