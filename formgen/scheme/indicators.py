"""The rows of a self-assessment sheet: `indicators.csv`, read, and derived from the official wording.

`indicators.csv` is written by `tools/write_indicators.py` from `official.txt` and never by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from formgen.errors import DefinitionFault
from formgen.scheme.models import Indicator
from formgen.scheme.official import OfficialPaper

COLUMNS = ("id", "section", "aspect", "indicator", "points", "full", "half", "zero")
_FIGURE = re.compile(r"[（(]\s*(\d+)\s*[）)]$")
_CELLS = 8  # 项目, 评价内容, 考核内容, 分值, 满分, 半分值, 零分, 自评


def official_indicators(paper: OfficialPaper) -> tuple[Indicator, ...]:
    """The indicators of a self-assessment sheet's official table, ids counted in order.

    An empty 项目 or 评价内容 cell belongs to the vertical merge above it.
    """
    found: list[Indicator] = []
    section = aspect = ""
    section_number = aspect_number = number = 0
    for row in paper.rows:
        texts = row.texts
        if len(texts) != _CELLS or not texts[2]:
            continue  # headings and the total
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
                full=texts[4],
                half=texts[5],
                zero=texts[6],
            )
        )
    return tuple(found)


def official_total(paper: OfficialPaper) -> int | None:
    """The figure beside 总计 in the table's last row; None where there is none."""
    for row in reversed(paper.rows):
        if row.texts[0] == "总计" and len(row.texts) > 1 and row.texts[1].isdecimal():
            return int(row.texts[1])
    return None


def indicators_csv(indicators: Iterable[Indicator]) -> str:
    """The text of `indicators.csv`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in indicators:
        writer.writerow((one.id, one.section, one.aspect, one.text, one.points, one.full, one.half, one.zero))
    return out.getvalue()


def read_indicators(path: Path, file: str, faults: list[DefinitionFault]) -> tuple[Indicator, ...]:
    """The indicators of a CSV file. What cannot be read is added to `faults` with its line, and left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        faults.append(DefinitionFault(file, "", "读不到这个文件"))
        return ()
    except UnicodeDecodeError:
        faults.append(DefinitionFault(file, "", "不是 UTF-8 编码"))
        return ()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Indicator] = []
    try:
        if tuple(next(reader, ())) != COLUMNS:
            faults.append(DefinitionFault(file, "第 1 行", f"表头应是 {','.join(COLUMNS)}"))
            return ()
        for row in reader:
            place = f"第 {reader.line_num} 行"
            if len(row) != len(COLUMNS):
                faults.append(DefinitionFault(file, place, f"应有 {len(COLUMNS)} 列，实有 {len(row)} 列"))
            elif not (row[4].isascii() and row[4].isdecimal()):
                faults.append(DefinitionFault(file, f"{place} points", "分值应是整数"))
            else:
                found.append(_indicator(row))
    except csv.Error:
        faults.append(DefinitionFault(file, f"第 {reader.line_num} 行", "不是合法的 CSV"))
    return tuple(found)


def _indicator(row: list[str]) -> Indicator:
    number, section, aspect, text, points, full, half, zero = row
    return Indicator(
        id=number, section=section, aspect=aspect, text=text, points=int(points), full=full, half=half, zero=zero
    )


def indicator_faults(indicators: tuple[Indicator, ...], file: str, total: int | None) -> Iterator[DefinitionFault]:
    """Ids that are not counted in order, and points that do not sum to what a heading or the total says.

    `total` is what the sheet itself gives as 总计, None where it gives none.
    """
    for one, counted in zip(indicators, _counted_ids(indicators), strict=True):
        if one.id != counted:
            yield DefinitionFault(file, one.id, f"序号应是 {counted}（按项目、评价内容、考核内容依次编号）")
    yield from _heading_faults(((one.section, one.section, one.points) for one in indicators), file, "项目")
    yield from _heading_faults(
        ((f"{one.section}\n{one.aspect}", one.aspect, one.points) for one in indicators), file, "评价内容"
    )
    points = sum(one.points for one in indicators)
    if total is not None and points != total:
        yield DefinitionFault(file, "points", f"各行分值合计 {points}，与表中总计 {total} 不符")


def _counted_ids(indicators: Iterable[Indicator]) -> Iterator[str]:
    for section, (_, in_section) in enumerate(groupby(indicators, key=lambda one: one.section), start=1):
        for aspect, (_, in_aspect) in enumerate(groupby(in_section, key=lambda one: one.aspect), start=1):
            for number, _ in enumerate(in_aspect, start=1):
                yield f"{section}.{aspect}.{number}"


def _heading_faults(rows: Iterable[tuple[str, str, int]], file: str, what: str) -> Iterator[DefinitionFault]:
    """rows: what tells neighbouring groups apart, the heading, the points."""
    for _, group in groupby(rows, key=lambda row: row[0]):
        members = list(group)
        heading, points = members[0][1], sum(member[2] for member in members)
        figure = _FIGURE.search(heading)
        if figure is None:
            yield DefinitionFault(file, heading, f"{what}后面没有括号里的分值")
        elif int(figure[1]) != points:
            yield DefinitionFault(file, heading, f"括号里是 {figure[1]} 分，各行分值合计 {points}")
