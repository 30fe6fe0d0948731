"""Draws 附件4. Its pages end at places where no program has to cut a label. Lengths are in mm, sizes of type in pt."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.draw.styles import FANG, HEI, SONG, SONG_TITLE, end_of_table
from tools.draw.word import Cell, Drawing, Row, Style, run, table

ANNEX4_COLUMNS = (19, 25, 50, 11, 22, 18, 15, 10)
MERGED = (("section", 0), ("aspect", 1))
"""The columns of 附件4 whose labels span several rows."""


def annex4(indicators: Path) -> Drawing:
    """Draw 江苏省企业信用管理状况评价指标自评表: 107 rows from indicators.csv, and two header rows repeated on each page."""
    drawing = Drawing("江苏省企业信用管理状况评价指标自评表", (19.5, 20, 19.5, 20))
    head = Style("自评表表头", HEI, 9, 12, latin=HEI, align="center")
    text = Style("自评表内容", SONG, 9, 13)
    centred = Style("自评表居中", SONG, 9, 13, align="center")
    label_style = Style("自评表项目", SONG, 9, 13, before=2)
    name = Style("自评表企业名称", FANG, 14, 20, left=5)
    annex_label = Style("自评表附件号", HEI, 16, 28, latin=HEI)
    title = Style("自评表表题", SONG_TITLE, 20, 34, latin=SONG_TITLE, align="center", outline=0)
    separator = Style("表间", SONG, 1, 2)
    empty = drawing.paragraph(centred)

    def cell(style: Style, words: str, **options: object) -> Cell:
        return Cell(drawing.paragraph(style, run(words)) if words else empty, **options)  # type: ignore[arg-type]

    intro = table(
        (40, 130),
        [
            Row((cell(annex_label, "附件：4", borders=""), Cell(drawing.paragraph(annex_label), borders="")), 11),
            Row((cell(title, "江苏省企业信用管理状况评价指标自评表", borders="", span=2),), 15),
            Row(
                (
                    Cell(
                        drawing.paragraph(name, run("企业名称（盖章）："), drawing.slot("applicant.name", "企业名称")),
                        borders="",
                        span=2,
                    ),
                ),
                47,
            ),
        ],
    )
    rows = [
        Row(
            (
                *(cell(head, words, merge="restart") for words in ("项目", "评价内容", "考核内容", "分值")),
                cell(head, "评分标准", span=3),
                cell(head, "自评", merge="restart"),
            ),
            7.8,
            header=True,
        ),
        Row(
            (
                *(Cell(empty, merge="continue") for _ in range(4)),
                *(cell(head, words) for words in ("满分", "半分值", "零分")),
                Cell(empty, merge="continue"),
            ),
            7.8,
            header=True,
        ),
    ]
    with indicators.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    heights = [row_height(records, index) for index in range(len(records))]
    for index, record in enumerate(records):
        tag = "self_assessment.score_" + record["id"].replace(".", "_")
        keep = any(label_needs_next(records, heights, index, label, column) for label, column in MERGED)
        fixed = ((text, record["indicator"]), *((centred, record[name]) for name in ("points", "full", "half", "zero")))
        rows.append(
            Row(
                (
                    *(merged(drawing, label_style, records, index, label, keep) for label, _ in MERGED),
                    *(
                        Cell(drawing.paragraph(style, *([run(words)] if words else []), keep_next=keep))
                        for style, words in fixed
                    ),
                    Cell(drawing.paragraph(centred, drawing.slot(tag, f"自评 {record['id']}"), keep_next=keep)),
                ),
                heights[index],
            )
        )
    rows.append(
        Row(
            (
                cell(head, "总计", span=3),
                cell(centred, "1000"),
                cell(head, "自评总计", span=3),
                Cell(drawing.paragraph(centred, drawing.slot("self_assessment.total", "自评总计"))),
            ),
            9,
        )
    )
    drawing.body = [
        intro,
        drawing.paragraph(separator),
        table(ANNEX4_COLUMNS, rows, cell_margin=1),
        end_of_table(drawing),
    ]
    return drawing


def row_height(records: Sequence[Mapping[str, str]], index: int) -> float:
    """The height in mm of an indicator's row. Its longest cell fits in it, and any label that spans only this row."""
    record = records[index]
    cells = [(record[name], column) for name, column in (("indicator", 2), ("full", 4), ("half", 5), ("zero", 6))]
    cells += [(record[label], column) for label, column in MERGED if len(rows_of(records, index, label)) == 1]
    return max(7.8, max(label_height(words, column) for words, column in cells))


def label_height(words: str, column: int) -> float:
    """The height in mm that words need in a column: lines of 13 pt, and 3 pt of space."""
    ems = int((ANNEX4_COLUMNS[column] - 2) / 25.4 * 72 / 9)
    return (-(-len(words) // ems) * 13 + 3) * 25.4 / 72


def rows_of(records: Sequence[Mapping[str, str]], index: int, label: str) -> list[int]:
    """The rows that share this row's section or aspect."""
    names = ("section",) if label == "section" else ("section", "aspect")
    return [
        other for other, record in enumerate(records) if all(record[name] == records[index][name] for name in names)
    ]


def label_needs_next(
    records: Sequence[Mapping[str, str]], heights: Sequence[float], index: int, label: str, column: int
) -> bool:
    """True if a page must not end after this row, because the label of its merge needs more height than the rows so far.

    If a page cuts a label, each program puts the label at another place.
    """
    rows = rows_of(records, index, label)
    return index != rows[-1] and sum(heights[row] for row in rows if row <= index) < label_height(
        records[index][label], column
    )


def merged(
    drawing: Drawing, style: Style, records: Sequence[Mapping[str, str]], index: int, label: str, keep: bool
) -> Cell:
    """A cell of a vertical merge. It is aligned at the top: if a page cuts a centred cell, programs place its text differently."""
    rows = rows_of(records, index, label)
    if index == rows[0]:
        content = drawing.paragraph(style, run(records[index][label]), keep_next=keep)
        return Cell(content, merge="restart" if len(rows) > 1 else None, align="top" if len(rows) > 1 else "center")
    return Cell(drawing.paragraph(style, keep_next=keep), merge="continue", align="top")
