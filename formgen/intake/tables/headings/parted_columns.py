"""Parts columns that hold two things in each cell: `经营者及电话`, `负责人/身份证号`. Each becomes two columns.

A cell is parted where one side is a text and the other is a value of its kind and nothing else: `张三 53520000`, `李四（53520001）`.
A cell that holds only one of the two is that one's. A cell that cannot be parted is an error, and nothing is read of it.

Two kinds of codes in one heading (`统一代码/注册号`) mean one or the other: the cell goes where its code belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from formgen.foundation.problems import Place, has_errors
from formgen.intake.table import Cell, Faulty, Row, Table
from formgen.intake.tables.headings.heading_row import LOOKED_AT
from formgen.intake.tables.headings.whose_columns import of_person
from formgen.intake.tables.rows.repeated import as_above
from formgen.intake.tables.rows.texts import says_nothing
from formgen.intake.tables.vocabulary import Meaning, Vocabulary
from formgen.record.kinds.cells import CodeCell, OfferedCell, ParagraphsCell, TextCell
from formgen.record.kinds.table import KINDS, parse
from formgen.scheme.models import FieldDefinition

_BETWEEN = re.compile(r"\s*(?:[/、,，;；+&]|以及|及|和|与|或者?)\s*")
_BRACKETED = re.compile(r"([^()（）]+)[(（]([^()（）]+)[)）]")
_NOTED = re.compile(r"\([^()]*\)$")
_MAY_SAY_TWO = re.compile(rf"{_BETWEEN.pattern}|[(（]")
_LABEL_BEHIND = re.compile(
    r"[\s,，、;；/(（]*(?:联系)?(?:电话号码|电话|手机号码?|手机|号码|方式|座机|固话|传真|邮编|邮政编码|身份证号?码?|tel|mobile|phone)\.?$",
    re.IGNORECASE,
)
"""A label of the second thing, which stands behind the first in the same cell: `张三 电话：53520000`."""
_LONGEST = 30
"""Characters of a heading that says two things."""
_LONGEST_CELL = 200
_EDGE = re.compile(r"(?<=[^\x00-\x7f])(?=[0-9A-Z+])|(?<=[0-9A-Z])(?=[\u4e00-\u9fff])|(?=[\s,，;；:：/、(（])")
"""Where a cell may be parted: between Chinese and a number, and at what stands between two values."""
_AROUND = " \t\r\n\u3000\xa0,，;；:：/、"
_NOWHERE = Place("", "")


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """One of two things that a heading says: the heading that it would have alone, its meaning, and the field of that."""

    label: str
    meant: Meaning
    field: FieldDefinition

    @property
    def is_text(self) -> bool:
        """True if its values are texts of any kind."""
        return isinstance(KINDS[self.field.kind].cell, TextCell)

    @property
    def is_code(self) -> bool:
        """True if its values are codes, so that a cell holds one code or the other and not both."""
        return isinstance(KINDS[self.field.kind].cell, CodeCell)

    def holds(self, text: str) -> bool:
        """Whether a text is a value of the field."""
        value, problems = parse(self.field, text, _NOWHERE, "", None)
        return value is not None and not has_errors(problems)


def parts_of_heading(words: Vocabulary, text: str) -> tuple[HeadingPart, HeadingPart] | None:
    """The two things that a heading says; None for a heading that says one thing, or that is known as it stands."""
    if len(text) > _LONGEST or not _MAY_SAY_TWO.search(text) or words.headings.is_written(text):
        return None
    for bare in words.headings.bare(text):
        bracketed = _BRACKETED.fullmatch(bare)
        for said in (
            bracketed.groups() if bracketed else (),
            _BETWEEN.split(bare),
            _BETWEEN.split(_NOTED.sub("", bare)),
        ):
            if len(said) == 2 and (both := _both_parts(words, list(said))) is not None:
                return both
    return None


def _both_parts(words: Vocabulary, said: list[str]) -> tuple[HeadingPart, HeadingPart] | None:
    said[1] = said[1].removeprefix("或")
    meant = [found.meant for one in said if (found := words.headings.find(one)) is not None]
    if len(meant) != 2 or meant[0] == meant[1] or {one.kind for one in meant} != {"field"}:
        return None
    first, second = (
        HeadingPart(of_person(other, own), one, words.scheme.fields[one.id])
        for own, other, one in zip(said, reversed(said), meant, strict=True)
    )
    if any(isinstance(KINDS[one.field.kind].cell, ParagraphsCell | OfferedCell) for one in (first, second)):
        return None
    is_one_or_other = first.is_code and second.is_code
    return (first, second) if is_one_or_other or first.is_text is not second.is_text else None


def with_parted_columns(words: Vocabulary, table: Table) -> Table:
    """The table with two columns for each column that holds two things. Its cells keep the places that they have in the file."""
    heads = [
        row for row in table.rows[:LOOKED_AT] if _names_applicants(words, [cell.text for cell in row.cells.values()])
    ]
    parted = [
        {
            number: both
            for number, cell in row.cells.items()
            if (both := parts_of_heading(words, cell.text)) and not _is_one(words, row, number, both[0])
        }
        for row in heads
    ]
    if not any(parted):
        return table
    head, columns = next((row, said) for row, said in zip(heads, parted, strict=True) if said)
    last = max(max(row.cells, default=0) for row in table.rows)
    added = {number: last + 1 + at for at, number in enumerate(columns)}
    places = dict(table.places)
    rows = []
    for row in table.rows:
        cells = dict(row.cells)
        for number, (first, second) in columns.items():
            if row.number < head.number or (cell := cells.pop(number, None)) is None:
                continue
            is_head = row.number == head.number
            made = (Cell(first.label), Cell(second.label)) if is_head else parted_cell(first, second, cell)
            of_columns = zip((number, added[number]), made, strict=True)
            cells |= {column: one for column, one in of_columns if one is not None}
            places[row.number, added[number]] = table.cell_place(row.number, number)
            places[0, added[number]] = table.column_place(number)
        rows.append(row if cells == row.cells else replace(row, cells=dict(sorted(cells.items()))))
    return replace(table, rows=tuple(rows), places=places)


def parted_cell(first: HeadingPart, second: HeadingPart, cell: Cell) -> tuple[Cell | None, Cell | None]:
    """The cell of each of the two."""
    number_first = not first.is_text
    if not isinstance(cell.value, str):
        return (cell, None) if number_first else (None, cell)  # a number, a day, or what cannot be read
    text = cell.text
    if as_above(cell):
        return cell, cell
    if says_nothing(text):
        return cell, None
    made = _one_or_other(first, second, text) if first.is_code and second.is_code else _parted(first, second, text)
    if made is None:
        message = f"这一格要写「{first.label}」和「{second.label}」两项，分不清哪些是哪一项的"
        fault = Cell(Faulty("cell.two-values", message, "分成两列，分别填写"))
        return (fault, None) if number_first else (None, fault)
    return Cell(made[0]) if made[0] else None, Cell(made[1]) if made[1] else None


def _parted(first: HeadingPart, second: HeadingPart, text: str) -> tuple[str, str] | None:
    """What the cell says of a text and of a value of another kind. None where that is not sure."""
    words, number = (first, second) if first.is_text else (second, first)
    splits = ((_LABEL_BEHIND.sub("", said), value) for said, value in _splits(text[:_LONGEST_CELL]))
    found = [(said, value) for said, value in splits if _is_words(said) and number.holds(value)]
    without_digits = [one for one in found if not re.search("[0-9０-９]", one[0])]
    if without_digits:
        best = max(without_digits, key=lambda one: (len(one[0]), -len(one[1])))
    elif found:
        best = max(found, key=lambda one: len(one[0]))
        if any(number.holds(part) for both in _splits(best[0]) for part in both):
            return None
    elif number.holds(text):
        best = "", text
    elif not re.search("[0-9０-９]", text):
        best = text, ""
    else:
        return None
    return best if words is first else (best[1], best[0])


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """All ways to part a text in two, the one and the other way round, without what stands between."""
    for found in _EDGE.finditer(text, 1):
        before, behind = (_bare(one) for one in (text[: found.start()], text[found.start() :]))
        if before and behind and _is_whole(before) and _is_whole(behind):
            yield before, behind
            yield behind, before


def _bare(text: str) -> str:
    plain = text.strip(_AROUND)
    inner = plain[1:-1] if plain[:1] in "(（" and plain[-1:] in ")）" else plain
    return inner.strip(_AROUND)


def _is_whole(text: str) -> bool:
    return len(re.findall("[(（]", text)) == len(re.findall("[)）]", text))


def _is_words(text: str) -> bool:
    return re.search(r"[^\W\d]", text) is not None


def _one_or_other(first: HeadingPart, second: HeadingPart, text: str) -> tuple[str, str] | None:
    """A code of either kind; where it may be both, it is the one that the other follows from."""
    fits = [one for one in (first, second) if one.holds(text)]
    if not fits:
        return None
    best = max(fits, key=lambda one: len(KINDS[one.field.kind].agreements))
    return (text, "") if best is first else ("", text)


def _is_one(words: Vocabulary, row: Row, number: int, first: HeadingPart) -> bool:
    """True for a heading such as `经营者（电话）` beside a column 经营者: then the cells below it hold the second thing alone."""
    if words.headings.find(row.cells[number].text) is None:
        return False
    others = (words.headings.find(cell.text) for one, cell in row.cells.items() if one != number)
    return any(said is not None and said.meant == first.meant for said in others)


def _names_applicants(words: Vocabulary, texts: list[str]) -> bool:
    return any(said is not None and said.meant == words.name for said in map(words.headings.find, texts))
