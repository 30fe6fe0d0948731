"""A sheet of scores in an annex: its sections, aspects and rows with their points, its levels, and the cells for the scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from formgen.importing.label_words import english_id
from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.plan_rows import SCORES, PlanKey, PlanRow
from formgen.importing.word_text import GridCell, GridTable, WordForm
from formgen.scheme.official import folded

MOST_HEAD_ROWS = 8
FEWEST_ROWS = 3


@dataclass(frozen=True)
class FoundLevel:
    """A level of the sheet: its heading, the share of the points that it gives (None if nothing says it), and its id."""

    label: str
    factor: Decimal | None
    id: str


@dataclass(frozen=True)
class ScoreLine:
    """A row of the sheet: its number from 1 in the Word file, its texts, its points, and what each level asks."""

    number: int
    section: str
    aspect: str
    indicator: str
    points: int
    standards: tuple[str, ...]


@dataclass(frozen=True)
class FoundScores:
    """A sheet of scores.

    heads   the headings of section, aspect, row, points and score, in this order
    cells   the cells for the scores, one for each line
    total   the cell for the sum with the words before it; None if there is none
    aside   the other empty cells in the row of the sum, where nobody writes
    """

    heads: tuple[str, str, str, str, str]
    levels: tuple[FoundLevel, ...]
    lines: tuple[ScoreLine, ...]
    cells: tuple[GridCell, ...] = field(repr=False)
    total: tuple[GridCell, str] | None = field(repr=False)
    aside: tuple[GridCell, ...] = field(repr=False)

    @property
    def cells_of_scores(self) -> tuple[GridCell, ...]:
        """All cells that no other blank stands in: those for scores and their sum, and those beside the sum."""
        return (*self.cells, *([self.total[0]] if self.total else ()), *self.aside)

    def rows(self, annex: str) -> list[PlanRow]:
        """The rows of the table about it, without its lines. annex: what the sheet is called."""
        keys = (PlanKey.SECTION, PlanKey.ASPECT, PlanKey.INDICATOR, PlanKey.POINTS, PlanKey.SCORE)
        rows = [PlanRow(SCORES, PlanKey.ANNEX, annex, annex)]
        rows += [PlanRow(SCORES, key, head, annex) for key, head in zip(keys, self.heads, strict=True)]
        for number, level in enumerate(self.levels, 1):
            subject = level_subject(number)
            factor = "" if level.factor is None else f"{level.factor.normalize():f}"
            doubt = "" if factor else "通知里没有写得几成，写一个 0 到 1 的数"
            rows.append(PlanRow(subject, PlanKey.LEVEL, level.label, annex))
            rows.append(PlanRow(subject, PlanKey.ID, level.id))
            rows.append(PlanRow(subject, PlanKey.FACTOR, factor, level.label, doubt))
        return rows


def level_subject(number: int) -> str:
    """The name of a level in the table, by its number from 1."""
    return f"{SCORES}-{number}"


def scores_of(form: WordForm) -> FoundScores | None:
    """The sheet of scores of a form; None if it has none, or one without levels."""
    for part in form.parts:
        if isinstance(part, GridTable) and (found := _SheetReader(part).read()) is not None:
            return found
    return None


class _SheetReader:
    def __init__(self, table: GridTable) -> None:
        self.rows = table.rows

    def read(self) -> FoundScores | None:
        words = notice_words()
        for number, row in enumerate(self.rows[:MOST_HEAD_ROWS]):
            points = next((cell for cell in row if words["scores.points"].match(tight(cell.text))), None)
            score = next((cell for cell in row if words["scores.score"].match(tight(cell.text))), None)
            if points is not None and score is not None and points.column < score.column:
                return self._sheet(number, points, score)
        return None

    def _sheet(self, number: int, points: GridCell, score: GridCell) -> FoundScores | None:
        words = notice_words()
        head = self.rows[number]
        texts = [cell for cell in head if cell.column < points.column and tight(cell.text)]
        texts = [cell for cell in texts if not words["scores.number"].match(tight(cell.text))]
        between = [cell for cell in head if points.column < cell.column < score.column]
        begin = number + 1
        following = self.rows[begin] if begin < len(self.rows) else ()
        below = [cell for cell in following if points.column < cell.column < score.column and tight(cell.text)]
        under = [cell for cell in following if cell.column == points.column]
        if below and under and (under[0].merged or not tight(under[0].text)):
            begin, between = begin + 1, below
        levels = _levels(between)
        if len(texts) < 2 or len(levels) < 2:
            return None
        columns = [cell.column for cell in texts]
        indicator, aspect = columns[-1], columns[-2]
        section = columns[-3] if len(columns) > 2 else aspect
        columns_of_levels = [one.column for one in between]
        lines, cells = self._lines(begin, (section, aspect, indicator, points.column), columns_of_levels, score)
        if len(lines) < FEWEST_ROWS:
            return None
        labels = {cell.column: _text(cell) for cell in texts}
        heads = (labels[section], labels[aspect], labels[indicator], _text(points), _text(score))
        total, aside = self._total(begin, score)
        return FoundScores(heads, levels, tuple(lines), tuple(cells), total, aside)

    def _lines(
        self, begin: int, columns: tuple[int, int, int, int], levels: Sequence[int], score: GridCell
    ) -> tuple[list[ScoreLine], list[GridCell]]:
        section, aspect, indicator, points = columns
        kept = {section: "", aspect: ""}
        found: list[ScoreLine] = []
        places: list[GridCell] = []
        for row in self.rows[begin:]:
            cells = {cell.column: cell for cell in row}
            figure = re.fullmatch(r"(\d{1,4})分?", tight(cells[points].text)) if points in cells else None
            if not {section, aspect, indicator, score.column} <= cells.keys() or figure is None:
                continue
            for column in kept:
                if not cells[column].merged and _text(cells[column]):
                    kept[column] = _text(cells[column])
            words = _text(cells[indicator])
            if not words or cells[indicator].merged or notice_words()["scores.total"].match(tight(words)):
                continue
            standards = tuple(_text(cells[column]) if column in cells else "" for column in levels)
            found.append(ScoreLine(len(found) + 1, kept[section], kept[aspect], words, int(figure[1]), standards))
            places.append(cells[score.column])
        return found, places

    def _total(self, begin: int, score: GridCell) -> tuple[tuple[GridCell, str] | None, tuple[GridCell, ...]]:
        """The cell for the sum with the words before it, and the other empty cells of its row; None and none if there is no sum."""
        for row in reversed(self.rows[begin:]):
            if row and notice_words()["scores.total"].match(tight(row[0].text)):
                last = row[-1]
                if not tight(last.text) and last.column >= score.column and len(row) > 1:
                    before = next((_text(cell) for cell in reversed(row[:-1]) if not tight(cell.text).isdecimal()), "")
                    return (last, before), tuple(cell for cell in row[:-1] if not tight(cell.text))
        return None, ()


def _levels(cells: Sequence[GridCell]) -> tuple[FoundLevel, ...]:
    words, found, ids = notice_words(), list[FoundLevel](), set[str]()
    for number, cell in enumerate(cells, 1):
        label = _text(cell)
        known = next((one for one in words.levels if one.pattern.search(tight(label))), None)
        share = words["scores.percent"].search(tight(label))
        said = words["scores.share"].search(tight(label))
        factor = known.factor if known else Decimal(int(share["percent"])) / 100 if share else None
        factor = Decimal(said["share"].replace("．", ".")) if factor is None and said else factor
        made = known.id if known else english_id(re.sub(r"[（(].*", "", label))
        if made in ids or made.startswith("item"):
            made = f"level_{number}"
        ids.add(made)
        found.append(FoundLevel(label, factor, made))
    return tuple(found)


def _text(cell: GridCell) -> str:
    return folded(" ".join(paragraph.text for paragraph in cell.paragraphs))
