"""Draws 附件4: which rows stand on which page, and the room of each row. Lengths are in mm, sizes of type in pt.

The pages are divided here, not by chance. A page ends between two small groups, and its rows share the room that is left, so
that the next row does not fit in any program. A group that goes over a page shows its label again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.draw.styles import FANG, HEI, SONG, SONG_TITLE, end_of_table
from tools.draw.word import Cell, Drawing, Row, Style, run, table

ANNEX4_COLUMNS = (18.5, 27.5, 53, 10, 25, 18, 15.5, 10.5)
MERGED = (("section", 0), ("aspect", 1))
"""The columns of 附件4 whose labels span several rows."""
STANDARDS = (("full", 4), ("half", 5), ("zero", 6))
"""The columns of the levels."""
PAGES, TOTAL = 5, 9
"""The number of pages, and the height of the row of the totals."""
MARGINS = (17, 16, 17, 16)
"""The margins of the page: top, right, bottom, left."""
POINT = 25.4 / 72
"""A point in mm."""
INTRO = (11, 15, 42)
"""The heights of the rows above the table: the annex's number, the title, the enterprise's name with room for its seal."""
HEADER, LOWEST = 7.8, 7.6
"""The height of each of the two header rows, and the least height of a row."""
SIZE, LINE, CELL_MARGIN = 9, 13, 1
"""Letters and lines (pt) of the rows, and the distance (mm) between lines and text."""
LEFT_FREE = 10 * POINT
"""What stays free at the foot of a page that the table goes on from: less than a row, and more than programs differ by."""
LAST_FREE = 72 * POINT
"""What the last page keeps free: three rows and more, for programs that break a line elsewhere."""
SMALL = 4
"""A group of so many rows is never divided."""
NOT_FIRST = "，。、；：）)》”"
"""Marks that never begin a line."""


def annex4(indicators: Path) -> Drawing:
    """Draw 江苏省企业信用管理状况评价指标自评表: 107 rows from indicators.csv, and two header rows repeated on each page."""
    drawing = Drawing("江苏省企业信用管理状况评价指标自评表", MARGINS)
    head = Style("自评表表头", HEI, 9, 12, latin=HEI, align="center")
    text = Style("自评表内容", SONG, SIZE, LINE)
    text_narrow = Style("自评表内容收窄", SONG, SIZE, LINE, right=SIZE)
    centred = Style("自评表居中", SONG, SIZE, LINE, align="center")
    centred_narrow = Style("自评表居中收窄", SONG, SIZE, LINE, align="center", left=SIZE / 2, right=SIZE / 2)
    narrow = {text: text_narrow, centred: centred_narrow}
    label_style = Style("自评表项目", SONG, SIZE, LINE, before=3)
    name = Style("自评表企业名称", FANG, 14, 20, left=5)
    annex_label = Style("自评表附件号", HEI, 16, 28, latin=HEI)
    title = Style("自评表表题", SONG_TITLE, 20, 34, latin=SONG_TITLE, align="center", outline=0)
    separator = Style("表间", SONG, 1, 2)
    empty = drawing.paragraph(centred)

    def cell(style: Style, words: str, **options: object) -> Cell:
        return Cell(drawing.paragraph(style, run(words)) if words else empty, **options)  # type: ignore[arg-type]

    intro = table(
        (40, 138),
        [
            Row((cell(annex_label, "附件：4", borders=""), Cell(drawing.paragraph(annex_label), borders="")), INTRO[0]),
            Row((cell(title, "江苏省企业信用管理状况评价指标自评表", borders="", span=2),), INTRO[1]),
            Row(
                (
                    Cell(
                        drawing.paragraph(name, run("企业名称（盖章）："), drawing.slot("applicant.name", "企业名称")),
                        borders="",
                        span=2,
                    ),
                ),
                INTRO[2],
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
            HEADER,
            header=True,
        ),
        Row(
            (
                *(Cell(empty, merge="continue") for _ in range(4)),
                *(cell(head, words) for words in ("满分", "半分值", "零分")),
                Cell(empty, merge="continue"),
            ),
            HEADER,
            header=True,
        ),
    ]
    with indicators.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    pages = divided(records)
    heights = [height for page in pages for height in page]
    starts = [sum(len(page) for page in pages[:number]) for number in range(len(pages))]
    for index, record in enumerate(records):
        tag = "self_assessment.score_" + record["id"].replace(".", "_")
        keep = any(label_needs_next(records, heights, starts, index, label, column) for label, column in MERGED)
        fixed = (("indicator", 2, text), *((name, column, centred) for name, column in STANDARDS))
        words = [
            (record[name], narrow[style] if alone(record[name], column) else style) for name, column, style in fixed
        ]
        words.insert(1, (record["points"], centred))
        rows.append(
            Row(
                (
                    *(merged(drawing, label_style, records, starts, index, label, keep) for label, _ in MERGED),
                    *(
                        Cell(drawing.paragraph(style, *([run(words)] if words else []), keep_next=keep))
                        for words, style in words
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
            TOTAL,
        )
    )
    drawing.body = [
        intro,
        drawing.paragraph(separator),
        table(ANNEX4_COLUMNS, rows, cell_margin=CELL_MARGIN),
        end_of_table(drawing),
    ]
    return drawing


def divided(records: Sequence[Mapping[str, str]]) -> list[list[float]]:
    """The heights of the rows, page by page. All pages but the last are full, but for less than a row.

    Raises ValueError if the last page does not keep LAST_FREE.
    """
    least = [row_height(records, index) for index in range(len(records))]
    room = 297 - MARGINS[0] - MARGINS[2] - 2 * HEADER
    pages: list[list[float]] = []
    start = 0
    while start < len(records):
        free = room - LEFT_FREE - (sum(INTRO) + 2 * POINT if not pages else 0)
        if sum(least[start:]) + TOTAL + LAST_FREE <= free + LEFT_FREE:
            pages.append(least[start:])
            break
        end = max(end for end in range(start, len(records)) if sum(least[start:end]) <= free)
        end = max(at for at in range(start + 1, end + 1) if may_end(records, least, start, at))
        more = (free - sum(least[start:end])) / (end - start)
        pages.append([height + more for height in least[start:end]])
        start = end
    if len(pages) != PAGES:
        raise ValueError(f"附件4 takes {len(pages)} pages")
    return pages


def may_end(records: Sequence[Mapping[str, str]], heights: Sequence[float], start: int, end: int) -> bool:
    """True if a page that begins with the row `start` may end before the row `end`.

    No small group is divided. Of a larger one, each part has room for the label, and more than one row.
    """
    for label, column in MERGED:
        rows = rows_of(records, end, label)
        before, behind = [row for row in rows if start <= row < end], [row for row in rows if row >= end]
        if rows[0] >= end:
            continue
        if len(rows) <= SMALL or min(len(before), len(behind)) < 2:
            return False
        if min(sum(heights[row] for row in part) for part in (before, behind)) < label_height(
            records[end][label], column
        ):
            return False
    return True


def row_height(records: Sequence[Mapping[str, str]], index: int) -> float:
    """The height in mm of an indicator's row. Its longest cell fits in it, and any label that spans only this row."""
    record = records[index]
    cells = [(record[name], column) for name, column in (("indicator", 2), *STANDARDS)]
    cells += [(record[label], column) for label, column in MERGED if len(rows_of(records, index, label)) == 1]
    return max(LOWEST, max(label_height(words, column) for words, column in cells))


def label_height(words: str, column: int) -> float:
    """The height in mm that words need in a column: their lines, and 3 pt of space above and below them."""
    return (len(list(line_lengths(words, column))) * LINE + 6) * POINT


def alone(words: str, column: int) -> bool:
    """True if a single character would stand on the last line of words in a column."""
    lengths = list(line_lengths(words, column))
    return len(lengths) > 1 and lengths[-1] == 1


def line_lengths(words: str, column: int) -> Iterator[int]:
    """The number of characters on each line of words in a column."""
    room = (ANNEX4_COLUMNS[column] - 2 * CELL_MARGIN) / POINT / SIZE
    width, length = 0.0, 0
    for at, character in enumerate(words):
        em = 0.5 if character.isascii() else 1.0
        begins = character not in NOT_FIRST
        following = 0.5 * (words[at + 1 : at + 2].isascii() and words[at + 1 : at + 2] in NOT_FIRST)
        following += words[at + 1 : at + 2] in NOT_FIRST and not words[at + 1 : at + 2].isascii()
        if length and begins and width + em + (following if at + 1 < len(words) else 0) > room:
            yield length
            width, length = 0.0, 0
        width += em
        length += 1
    yield length


def rows_of(records: Sequence[Mapping[str, str]], index: int, label: str) -> list[int]:
    """The rows that share this row's section or aspect."""
    names = ("section",) if label == "section" else ("section", "aspect")
    return [
        other for other, record in enumerate(records) if all(record[name] == records[index][name] for name in names)
    ]


def part_of(records: Sequence[Mapping[str, str]], starts: Sequence[int], index: int, label: str) -> list[int]:
    """The rows that share this row's section or aspect on its page. starts: the first row of each page."""
    start = max(one for one in starts if one <= index)
    end = min((one for one in starts if one > index), default=len(records))
    return [row for row in rows_of(records, index, label) if start <= row < end]


def label_needs_next(
    records: Sequence[Mapping[str, str]],
    heights: Sequence[float],
    starts: Sequence[int],
    index: int,
    label: str,
    column: int,
) -> bool:
    """True if a page must not end after this row, because the label of its merge needs more height than the rows so far.

    If a page cuts a label, each program puts the label at another place.
    """
    rows = part_of(records, starts, index, label)
    return index != rows[-1] and sum(heights[row] for row in rows if row <= index) < label_height(
        records[index][label], column
    )


def merged(
    drawing: Drawing,
    style: Style,
    records: Sequence[Mapping[str, str]],
    starts: Sequence[int],
    index: int,
    label: str,
    keep: bool,
) -> Cell:
    """A cell of a vertical merge, which ends with its page. All of a column are aligned at the top: if a page cuts a centred
    cell, programs place its text differently."""
    rows = part_of(records, starts, index, label)
    if index == rows[0]:
        content = drawing.paragraph(style, run(records[index][label]), keep_next=keep)
        return Cell(content, merge="restart" if len(rows) > 1 else None, align="top")
    return Cell(drawing.paragraph(style, keep_next=keep), merge="continue", align="top")
