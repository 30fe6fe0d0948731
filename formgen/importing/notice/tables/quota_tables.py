"""Quotas of a notice: how many applicants each place may send, from a table, or from a sentence that lists places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formgen.importing.label_words import english_id
from formgen.importing.notice.notice_words import notice_words, tight
from formgen.importing.notice.plan_rows import QUOTAS, PlanKey, PlanRow
from formgen.importing.notice.sentence_values import TightText
from formgen.importing.word_text import GridTable

LONGEST_NAME = 20
FEWEST_PLACES = 2
FEWEST_IN_A_SENTENCE = 3
_NO_TOTAL = "通知里没有合计的一行；写一个通知里有的词，如全市，合计由程序相加；不写，名额不用"
NO_FIGURE = ("", "—", "——", "-", "/", "／")


@dataclass(frozen=True)
class QuotaLine:
    """One place with its figures, a figure for each column; None where the cell is empty."""

    name: str
    figures: tuple[int | None, ...]


@dataclass(frozen=True)
class FoundQuotas:
    """A table of quotas.

    word     what the places are called; empty if nothing says it
    columns  the headings of the figures
    lines    the places in order
    total    the row that adds up; None if there is none
    source   where it stands, for people
    doubt    what a person should look at
    """

    word: str
    columns: tuple[str, ...]
    lines: tuple[QuotaLine, ...]
    total: QuotaLine | None
    source: str
    doubt: str = ""

    def rows(self, annex: str, title: str) -> list[PlanRow]:
        """The rows of the table about it, without its places. annex, title: what it is called."""
        word_doubt = self.doubt if self.word else "通知里没有找到；写上怎么称呼这些地方"
        total = self.total.name if self.total else ""
        rows = [
            PlanRow(QUOTAS, PlanKey.ANNEX, annex, self.source),
            PlanRow(QUOTAS, PlanKey.TITLE, title, self.source, "" if title else "没有找到标题"),
            PlanRow(QUOTAS, PlanKey.TOWN_WORD, self.word, self.source, word_doubt),
            PlanRow(QUOTAS, PlanKey.TOTAL, total, self.source, "" if total else _NO_TOTAL),
        ]
        ids: set[str] = set()
        for number, label in enumerate(self.columns, 1):
            made, count = english_id(label), 1
            while made in ids:
                count += 1
                made = f"{english_id(label)}_{count}"
            ids.add(made)
            rows.append(PlanRow(column_subject(number), PlanKey.COLUMN, label, self.source))
            rows.append(PlanRow(column_subject(number), PlanKey.ID, made))
        for place, label in enumerate(self.columns):
            given = [line.figures[place] for line in self.lines if line.figures[place] is not None]
            said = self.total.figures[place] if self.total else None
            if given and said is not None and sum(one or 0 for one in given) != said:
                told = f"各处相加是 {sum(one or 0 for one in given)}，合计写的是 {said}"
                rows.append(PlanRow(QUOTAS, PlanKey.COLUMN, label, self.source, told, keep=False))
        return rows


def column_subject(number: int) -> str:
    """The name of a column of quotas in the table, by its number from 1."""
    return f"{QUOTAS}-{number}"


def quotas_of_table(table: GridTable, source: str) -> FoundQuotas | None:
    """The quotas of a table: names of places, each with figures; None if it is another table."""
    words = notice_words()
    grid = _grid(table)
    width = max((len(row) for row in grid), default=0)
    head = next((place for place, row in enumerate(grid) if _is_figures(row[1:])), None)
    if not head or width < 2:
        return None
    heads = [_head(grid[:head], column) for column in range(width)]
    columns = [column for column in range(width) if not words["quotas.number"].match(heads[column])]
    groups = _groups(columns, heads)
    if not groups or len(groups[0]) < 2:
        return None
    lines: list[QuotaLine] = []
    total: QuotaLine | None = None
    for group in groups:
        for row in grid[head:]:
            cells = [row[column] if column < len(row) else "" for column in group]
            name, figures = cells[0], [_figure(one) for one in cells[1:]]
            if len(groups) > 1 and words["quotas.total"].match(name or "") and figures == [None] * len(figures):
                sums = [one for one in map(_figure, row) if one is not None]
                total = QuotaLine(name, (sums[0],)) if len(sums) == 1 and len(figures) == 1 else total
            if not name or len(name) > LONGEST_NAME or figures == [None] * len(figures):
                continue
            if any(one is None and text not in NO_FIGURE for one, text in zip(figures, cells[1:], strict=True)):
                return None
            line = QuotaLine(name, tuple(figures))
            if words["quotas.total"].match(name):
                total = line
            else:
                lines.append(line)
    labels = tuple(heads[column] for column in groups[0][1:])
    names = [line.name for line in lines]
    if len(lines) < FEWEST_PLACES or len(set(names)) < len(names) or not all(labels) or not _are_places(names):
        return None
    return FoundQuotas(heads[groups[0][0]], labels, tuple(lines), total, source)


def _are_places(names: Iterable[str]) -> bool:
    """True if nothing among the names is a number or a sentence."""
    return not any(re.search(r"^[\d.]+$|[，。；]", name) for name in names)


def _grid(table: GridTable) -> list[list[str]]:
    """The texts of a table without white space, one for each column of its grid; a merged cell has them again."""
    rows: list[list[str]] = []
    for row in table.rows:
        texts: list[str] = []
        for cell in row:
            texts += [""] * (cell.column - len(texts))
            text = tight(cell.text.replace("_", ""))
            if cell.merged and rows and cell.column < len(rows[-1]):
                text = rows[-1][cell.column]
            texts += [text] * cell.span
        rows.append(texts)
    return rows


def _is_figures(cells: Sequence[str]) -> bool:
    return any(_figure(cell) is not None for cell in cells) and all(
        _figure(cell) is not None or cell in NO_FIGURE or len(cell) <= LONGEST_NAME for cell in cells
    )


def _figure(text: str) -> int | None:
    found = notice_words()["quotas.figure"].match(text)
    return int(found["figure"]) if found else None


def _head(rows: Sequence[Sequence[str]], column: int) -> str:
    """The heading of a column: the lowest that is its own, and the one above it where two columns have the same."""
    wide = max((len(row) for row in rows), default=0)
    texts = [row[column] for row in rows if len(row) == wide and column < len(row) and row[column]]
    titles = [text for text in texts if not any(set(row) <= {text, ""} and len(row) > 1 for row in rows)]
    return titles[-1] if titles else ""


def _groups(columns: Sequence[int], heads: Sequence[str]) -> list[list[int]]:
    """The columns of each of several tables that stand side by side under the same headings."""
    groups: list[list[int]] = []
    for column in columns:
        if not groups or heads[column] == heads[columns[0]]:
            groups.append([])
        groups[-1].append(column)
    lengths = {len(group) for group in groups}
    return groups if len(lengths) == 1 else []


def quotas_of_sentences(texts: Sequence[str]) -> FoundQuotas | None:
    """The quotas of the first sentence that gives at least three places a figure each; None if there is none."""
    words = notice_words()
    for sentence in texts:
        text = TightText(sentence)
        lines: list[QuotaLine] = []
        units: list[str] = []
        total = None
        for part in re.split(r"[、，,；;。]", text.text):
            summed = words["quotas.sum"].search(part)
            if summed:
                total = QuotaLine(summed["name"], (int(summed["figure"]),))
                continue
            found = words["quotas.sentence"].search(words["quotas.begins_behind"].sub("", part))
            if found and words["quotas.name_ends"].search(found["name"]):
                lines.append(QuotaLine(found["name"], (int(found["figure"]),)))
                units.append(found["unit"])
        names = [line.name for line in lines]
        if len(lines) >= FEWEST_IN_A_SENTENCE and len(set(names)) == len(names) and len(set(units)) == 1:
            each = words["quotas.each"].search(text.text)
            word = each["word"] if each else _common_end(names)
            label = next((one for one in re.findall(r"名额|指标|任务|数量|限额", text.text)), units[0])
            return FoundQuotas(word, (label,), tuple(lines), total, sentence, "从一句话里分出来的")
    return None


def _common_end(names: Sequence[str]) -> str:
    """The last characters that all names have in common; empty if they have none."""
    end = ""
    for length in range(1, min(map(len, names))):
        ends = {name[-length:] for name in names}
        if len(ends) > 1:
            break
        end = ends.pop()
    return end
