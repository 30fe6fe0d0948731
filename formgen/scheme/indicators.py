"""Reads the rows of a sheet of scores from `indicators.csv`, and derives them from the official wording.

`indicators.csv` may be made from `official.txt` (`official_indicators`), or may be written by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from formgen.foundation.errors import DefinitionFault
from formgen.scheme.official import OfficialPaper
from formgen.scheme.scores import Indicator, Level, Scores, Standard

COLUMNS = ("id", "section", "aspect", "indicator", "points")
"""The first columns of the file. After them each level has a column with its id as the heading."""
TOTALS = ("总计", "合计")
"""The words in the first cell of the last row of an official table."""
_FIGURE = re.compile(r"[（(]\s*(\d+)\s*[）)]$")


def official_indicators(paper: OfficialPaper, levels: tuple[Level, ...]) -> tuple[Indicator, ...]:
    """Return the indicators of the official table of a sheet of scores. Their ids are counted in order.

    The table's columns are section, aspect, indicator, points, one for each level, and one for the score. An empty cell
    of a section or aspect is merged with the cell above it.
    """
    cells = len(COLUMNS) + len(levels)  # the table has no column for the id, but one for the score
    found: list[Indicator] = []
    section = aspect = ""
    section_number = aspect_number = number = 0
    for row in paper.rows:
        texts = row.texts
        if len(texts) != cells or not texts[2]:
            continue  # the row of headings, or the row of the total
        if texts[0]:
            section, section_number, aspect_number = texts[0], section_number + 1, 0
        if texts[1]:
            aspect, aspect_number, number = texts[1], aspect_number + 1, 0
        number += 1
        found.append(
            Indicator(
                id=f"{section_number}.{aspect_number}.{number}",
                section=section,
                aspect=aspect,
                text=texts[2],
                points=int(texts[3]),
                standards=_standards(levels, texts[4:-1]),
            )
        )
    return tuple(found)


def official_total(paper: OfficialPaper) -> int | None:
    """Return the total that stands in the table's last row; None if there is none."""
    for row in reversed(paper.rows):
        if row.texts[0] in TOTALS and len(row.texts) > 1 and row.texts[1].isdecimal():
            return int(row.texts[1])
    return None


def indicators_csv(indicators: Iterable[Indicator], levels: tuple[Level, ...]) -> str:
    """Return the text of `indicators.csv`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *(level.id for level in levels)))
    for one in indicators:
        texts = (standard.text for standard in one.standards)
        writer.writerow((one.id, one.section, one.aspect, one.text, one.points, *texts))
    return out.getvalue()


def read_indicators(path: Path, file: str, scores: Scores, faults: list[DefinitionFault]) -> tuple[Indicator, ...]:
    """Read the indicators of a CSV file. A row that cannot be read is left out, and `faults` gets a fault with its line."""
    columns = (*COLUMNS, *(level.id for level in scores.levels))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(DefinitionFault(file, "", "缺少这个文件：form.toml 有 [scores]，要有各行的内容"))
        return ()
    except OSError:
        faults.append(DefinitionFault(file, "", "读不到这个文件"))
        return ()
    except UnicodeDecodeError:
        faults.append(DefinitionFault(file, "", "不是 UTF-8 编码"))
        return ()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Indicator] = []
    try:
        if tuple(next(reader, ())) != columns:
            faults.append(DefinitionFault(file, "第 1 行", f"表头应是 {','.join(columns)}"))
            return ()
        for row in reader:
            place = f"第 {reader.line_num} 行"
            if len(row) != len(columns):
                faults.append(DefinitionFault(file, place, f"应有 {len(columns)} 列，实有 {len(row)} 列"))
            elif not (row[4].isascii() and row[4].isdecimal()):
                faults.append(DefinitionFault(file, f"{place} points", f"{scores.points}应是整数"))
            else:
                found.append(_indicator(row, scores.levels))
    except csv.Error:
        faults.append(DefinitionFault(file, f"第 {reader.line_num} 行", "不是合法的 CSV"))
    return tuple(found)


def _indicator(row: list[str], levels: tuple[Level, ...]) -> Indicator:
    number, section, aspect, text, points, *texts = row
    return Indicator(
        id=number, section=section, aspect=aspect, text=text, points=int(points), standards=_standards(levels, texts)
    )


def _standards(levels: tuple[Level, ...], texts: Iterable[str]) -> tuple[Standard, ...]:
    return tuple(Standard(level=level, text=text) for level, text in zip(levels, texts, strict=True))


def indicator_faults(
    indicators: tuple[Indicator, ...], file: str, scores: Scores, total: int | None
) -> Iterator[DefinitionFault]:
    """Report ids that are not counted in order, rows without levels, and points that do not add up.

    The points must add up to the figures in the headings and to the total.
    total: the total of the official table; None if it gives none.
    """
    if not indicators:
        yield DefinitionFault(file, "", "一行也没有")
    for one, counted in zip(indicators, _counted_ids(indicators), strict=True):
        if one.id != counted:
            order = f"按{scores.section}、{scores.aspect}、{scores.indicator}依次编号"
            yield DefinitionFault(file, one.id, f"序号应是 {counted}（{order}）")
        if not one.levels:
            yield DefinitionFault(file, one.id, "每一档都没有内容，没有可以选的得分")
    yield from _heading_faults(((one.section, one.section, one.points) for one in indicators), file, scores.section)
    yield from _heading_faults(
        ((f"{one.section}\n{one.aspect}", one.aspect, one.points) for one in indicators), file, scores.aspect
    )
    points = sum(one.points for one in indicators)
    if total is not None and points != total:
        yield DefinitionFault(file, "points", f"各行{scores.points}合计 {points}，与表中总计 {total} 不符")


def _counted_ids(indicators: Iterable[Indicator]) -> Iterator[str]:
    for section, (_, in_section) in enumerate(groupby(indicators, key=lambda one: one.section), start=1):
        for aspect, (_, in_aspect) in enumerate(groupby(in_section, key=lambda one: one.aspect), start=1):
            for number, _ in enumerate(in_aspect, start=1):
                yield f"{section}.{aspect}.{number}"


def _heading_faults(rows: Iterable[tuple[str, str, int]], file: str, what: str) -> Iterator[DefinitionFault]:
    """Report headings whose figure is not the sum of their rows' points. Either all headings have figures, or none has.

    rows: for each row a key (rows of the same group have the same key), the heading, and the points.
    """
    groups = [[*group] for _, group in groupby(rows, key=lambda row: row[0])]
    figures = [_FIGURE.search(members[0][1]) for members in groups]
    for members, figure in zip(groups, figures, strict=True):
        heading, points = members[0][1], sum(member[2] for member in members)
        if figure is None and any(figures):
            yield DefinitionFault(file, heading, f"{what}后面没有括号里的分值")
        elif figure is not None and int(figure[1]) != points:
            yield DefinitionFault(file, heading, f"括号里是 {figure[1]} 分，各行分值合计 {points}")
