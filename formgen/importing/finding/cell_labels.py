"""What the cells of a table are for: the words to their left, above them, or both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from formgen.importing.blanks import offered, plain_label, squeezed
from formgen.importing.finding.line_patterns import GAP, UNIT, is_date
from formgen.importing.word_text import GridCell, GridTable
from formgen.render.word.blank_texts import BOXES

LONGEST_LABEL = 60
PHOTO = re.compile(r"照片|相片|贴照|免冠|[一二两][寸吋]|粘贴[处在于]|[（(]粘贴|贴[在于]此|贴[图照证]|此处粘?贴")
NOTE = re.compile(r"^(?:注|说明|备注说明|填[表报写]说明|注意)[：:]|^注意事项")
_ANNEX = re.compile(r"^附[件表录][：:]?[\d一二三四五六七八九十]*[：:]?$")
_EXAMPLE = re.compile("(?:例?如|[示样范]?例)[：:]")
"""What a cell to be filled in gives as an example says nothing of the cells beside it and below it."""
_UNIT_HEAD = re.compile("学时|课时")
"""Units that are heads of columns, where nothing else stands in the cell."""
_NUMBER = re.compile(r"^[\d一二三四五六七八九十]{0,3}[、.．]?$|^[…\.]+$")


@dataclass(frozen=True)
class CellLabel:
    """The words that say what an empty cell is for: plain, as the form has them, and the hints in brackets.

    whole: all words of the cell in one line. `words` are one line of it: `单位名称` of `单位名称` above `（盖章）`
    """

    plain: str = ""
    words: str = ""
    hint: str = ""
    group: str = ""
    whole: str = ""


class TableLabels:
    """The labels of the cells of one table."""

    def __init__(self, table: GridTable) -> None:
        self.rows = table.rows
        self.heads: dict[int, bool] = {}
        """Which rows are known to be heads of columns, by their numbers."""

    def goes_on(self, cell: GridCell) -> bool:
        """True if the cell is merged with the one below it."""
        below = self.rows[cell.row + 1] if cell.row + 1 < len(self.rows) else ()
        return any(one.merged and one.column == cell.column for one in below)

    def label(self, row: Sequence[GridCell], index: int, cell: GridCell, bare: bool = True) -> CellLabel:
        """What says what a cell is for: the cell to its left, the head of its column, or both for a table of rows.

        bare: True if the cell has no words of its own. Only such a cell belongs to what stands above it.
        """
        left = self.origin(row[index - 1]) if index else None
        group = self._group(row, index)
        header = self.head_of(row, cell) if bare else None
        if header is not None:
            column = _label_of(header)
            first = self._row_name(row, index)
            number = self._row_number(row, header)
            if first is not None and first.plain:
                return replace(
                    column, plain=f"{first.plain}·{column.plain}", words=column.words or first.words, group=group
                )
            suffix = f"（{number}）" if number else ""
            return replace(column, plain=f"{column.plain}{suffix}", group=group)
        if left is not None and self.is_label(left):
            own = _label_of(left)
            return replace(own, group=group if group != own.plain else "")
        if left is not None and any(box in left.text for box in BOXES) and index >= 2:
            return replace(self.label(row, index - 1, row[index - 1]), group=group)
        above = self._above(cell) if bare else None
        if above is not None and self.is_label(above) and (left is None or not squeezed(left.text)):
            return replace(_label_of(above), group=group)
        return CellLabel(group=group)

    def left_of(self, row: Sequence[GridCell], index: int) -> CellLabel:
        """What the cell to the left says; nothing if it is no label."""
        left = self.origin(row[index - 1]) if index else None
        return _label_of(left) if left is not None and self.is_label(left) else CellLabel()

    def above_row(self, row: Sequence[GridCell]) -> CellLabel:
        """What the only cell of the row above says; nothing if there are several, or if it is no label."""
        above = [cell for cell in self.rows[row[0].row - 1] if not cell.merged] if row[0].row else []
        return _label_of(above[0]) if len(above) == 1 and self.is_label(above[0]) else CellLabel()

    def above(self, cell: GridCell) -> CellLabel:
        """What the cell directly above says; nothing if it is no label."""
        found = self._above(cell)
        return _label_of(found) if found is not None and self.is_label(found) else CellLabel()

    def origin(self, cell: GridCell) -> GridCell:
        """The cell that a merged cell goes on from."""
        if cell.merged:
            for row in reversed(self.rows[: cell.row]):
                for one in row:
                    if one.column == cell.column and not one.merged:
                        return one
        return cell

    def is_label(self, cell: GridCell) -> bool:
        """True if the cell's words say what another cell is for."""
        words = squeezed(cell.text)
        if not 0 < len(words) <= LONGEST_LABEL or any(box in words for box in BOXES) or NOTE.match(words):
            return False
        if (
            _ANNEX.match(words)
            or _EXAMPLE.match(words)
            or len(re.findall("[：:]", words)) > 1
            or (PHOTO.search(words) and len(words) <= 12)
        ):
            return False
        if re.search(rf"[：:]{GAP}{{2,}}\S|年{GAP}*月{GAP}*日", cell.text) or "_" in words:
            return False
        unit = UNIT.match(cell.text) and not _UNIT_HEAD.fullmatch(cell.text)
        return not unit and not offered(words) and not is_date(cell.text) and not _NUMBER.match(words)

    def _above(self, cell: GridCell) -> GridCell | None:
        for row in reversed(self.rows[: cell.row]):
            for one in row:
                if one.column <= cell.column < one.column + one.span:
                    if (one.column, one.span) == (cell.column, cell.span) and (one.merged or not squeezed(one.text)):
                        break
                    return one
            else:
                return None
        return None

    def head_of(self, row: Sequence[GridCell], cell: GridCell) -> GridCell | None:
        """The head of a cell's column in a table of rows; None if the cell belongs to no such table."""
        if not self._holds_values(row):
            return None
        for earlier in reversed(self.rows[: cell.row]):
            if is_head(earlier, self):
                return next(
                    (self.origin(one) for one in earlier if (one.column, one.span) == (cell.column, cell.span)), None
                )
            if not _alike(earlier, row, cell) or not self._holds_values(earlier):
                return None
        return None

    def _holds_values(self, row: Sequence[GridCell]) -> bool:
        """True if a row has a name at most at its beginning: behind its first blank no cell is the label of another."""
        blank = False
        for cell in row:
            if cell.merged:
                continue
            if blank and self.is_label(cell):
                return False
            blank |= not squeezed(cell.text)
        return True

    def is_blank_below(self, row: Sequence[GridCell]) -> bool:
        """True if the row below has the same columns and is empty."""
        below = self.rows[row[0].row + 1] if row[0].row + 1 < len(self.rows) else ()
        same = [(one.column, one.span) for one in below] == [(one.column, one.span) for one in row]
        return same and not any(squeezed(one.text) for one in below)

    def is_lower_head(self, row: Sequence[GridCell]) -> bool:
        """True for the second row of a heading: its own cells part those above them, and the other columns go on from there."""
        own = [cell for cell in row if not cell.merged]
        above = [cell for cell in self.rows[row[0].row - 1] if not cell.merged] if row[0].row else []
        if not own or len(own) == len(row) or len(above) < 3 or not self.are_heads(above):
            return False
        return all(self.part_of(cell) is not None and not self.goes_on(cell) for cell in own)

    def are_heads(self, cells: Sequence[GridCell]) -> bool:
        """True if each of the cells says what others are for, and leaves no room for a value itself."""
        return all(
            self.is_label(cell) and not re.search(r"[：:]\s*$", cell.text.strip()) and "_" not in cell.text
            for cell in cells
        )

    def part_of(self, cell: GridCell) -> GridCell | None:
        """The cell above that this one is a part of: one that has several columns; None if there is none."""
        above = self.rows[cell.row - 1] if cell.row else ()
        wider = (one for one in above if one.column <= cell.column and cell.column + cell.span <= one.column + one.span)
        return next((one for one in wider if one.span > cell.span and not one.merged), None)

    def _row_name(self, row: Sequence[GridCell], index: int) -> CellLabel | None:
        """The words at the beginning of a row of a table of rows; None if it begins with a number or a blank."""
        names = [one for one in row[:index] if not one.merged and squeezed(one.text) and self.is_label(one)]
        own = [one for one in names if not self.goes_on(one)]
        return _label_of((own or names)[0]) if names else None

    def _row_number(self, row: Sequence[GridCell], header: GridCell) -> int:
        """Which row of its table a row is, counted from 1; 0 if it is the only one."""
        first = next(
            (number for number in range(row[0].row - 1, -1, -1) if is_head(self.rows[number], self)), row[0].row - 1
        )
        following = [one for one in self.rows[first + 1 :]]
        count = 0
        for one in following:
            if not any(cell.column == header.column and cell.span == header.span for cell in one) or is_head(one, self):
                break
            count += 1
        return 0 if count < 2 else row[0].row - first

    def _group(self, row: Sequence[GridCell], index: int) -> str:
        """The words of the merged cell at the beginning of a row that stands for a part of the form."""
        first = row[0]
        if index == 0 or (not first.merged and not self.goes_on(first)):
            return ""
        return plain_label(self.origin(first).text)[0][:20]


def is_head(row: Sequence[GridCell], table: TableLabels) -> bool:
    """True for a row that has nothing but the heads of its columns. Of a heading of two rows both are such rows."""
    number = row[0].row
    if number not in table.heads:
        own = [cell for cell in row if not cell.merged]
        few = len(own) == 2 and len(row) == 2 and table.is_blank_below(row)
        enough = len(own) >= 3 or few or table.is_lower_head(row)
        table.heads[number] = enough and table.are_heads(own)
    return table.heads[number]


def _alike(first: Sequence[GridCell], second: Sequence[GridCell], cell: GridCell) -> bool:
    """True if two rows belong to one table of rows: they have a cell in the same columns."""
    same = {(one.column, one.span) for one in first} & {(one.column, one.span) for one in second}
    return (cell.column, cell.span) in same and len(same) >= min(len(first), len(second)) - 1


def _label_of(cell: GridCell) -> CellLabel:
    plain, hint = plain_label(cell.text)
    whole = " ".join(line.text.strip() for line in cell.lines if not line.is_blank)
    return CellLabel(plain, one_line(cell), hint, whole=whole)


def one_line(cell: GridCell) -> str:
    """The longest paragraph of a cell: the form's own words as they stand in one piece."""
    return max((paragraph.text.strip() for paragraph in cell.paragraphs), key=len, default="").split("\n")[0].strip()
