"""Draws the Word templates of the schemes that were made up for the tests: `python -m tests.schemes.draw`.

The committed `form.docx` files are exactly what this program writes (`test_made_up.py` checks this).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.draw.styles import FANG, HEI, SONG_TITLE, end_of_table
from tools.draw.word import Cell, Drawing, Row, Style, run, table

SCHEMES = Path(__file__).resolve().parent
MERCHANTS, READERS = SCHEMES / "star-merchants", SCHEMES / "reader-card"
TEAMS = SCHEMES / "service-teams"

ANNEX = Style("表号", HEI, 14, 24, latin=HEI)
TITLE = Style("表题", SONG_TITLE, 20, 34, latin=SONG_TITLE, align="center", after=10, outline=0)
LABEL = Style("栏目", FANG, 12, 18)
VALUE = Style("填写内容", FANG, 12, 18)
SMALL = Style("评分内容", FANG, 10.5, 15)


def labelled(drawing: Drawing, rows: Iterable[tuple[str, str, float]]) -> str:
    """Draw a table of labels with a slot beside each. rows: for each the label, the slot's field and the height in mm."""
    return table(
        (40, 110),
        [
            Row(
                (
                    Cell(drawing.paragraph(LABEL, run(label))),
                    Cell(drawing.paragraph(VALUE, drawing.slot(field, label)), align="top"),
                ),
                height,
            )
            for label, field, height in rows
        ],
        first_column=True,
    )


def entry() -> Drawing:
    """Draw 表一. It has a date in three parts and a signature."""
    drawing = Drawing("星级商户参评表", (25, 25, 25, 25))
    rows = (
        ("字号", "shop.sign", 16.0),
        ("执照编号", "shop.licence_number", 10.0),
        ("所在街道", "shop.street", 10.0),
        ("经营者", "shop.keeper", 10.0),
    )
    drawing.body = [
        drawing.paragraph(ANNEX, run("表一")),
        drawing.paragraph(TITLE, run("星级商户参评表")),
        labelled(drawing, rows),
        drawing.paragraph(LABEL, drawing.date_slots("entry.handed_in_on", "参评日期")),
        drawing.paragraph(LABEL, run("经营者签字")),
    ]
    return drawing


def rating_sheet() -> Drawing:
    """Draw 附表2-1. It has the rows of indicators.csv, four levels and a total."""
    drawing = Drawing("星级商户评分表", (25, 20, 20, 20))
    with (MERCHANTS / "rating-sheet" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        indicators = list(csv.DictReader(file))
    heads = ("类别", "方面", "评分项目", "满分值", "优", "良", "中", "差", "得分")
    rows = [Row(tuple(Cell(drawing.paragraph(SMALL, run(head))) for head in heads), 8, header=True)]
    before = {"section": "", "aspect": ""}
    for row in indicators:
        cells = []
        for column in ("section", "aspect"):
            goes_on = before[column] == row[column]
            text = () if goes_on else (run(row[column]),)
            cells.append(Cell(drawing.paragraph(SMALL, *text), merge="continue" if goes_on else "restart"))
            before[column] = row[column]
        for column in ("indicator", "points", "excellent", "good", "fair", "poor"):
            cells.append(Cell(drawing.paragraph(SMALL, run(row[column]))))
        tag = f"rating.mark_{row['id'].replace('.', '_')}"
        cells.append(Cell(drawing.paragraph(SMALL, drawing.slot(tag, f"{row['id']} 得分"))))
        rows.append(Row(tuple(cells), 10))
    total = (
        Cell(drawing.paragraph(SMALL, run("合计")), span=3),
        Cell(drawing.paragraph(SMALL, run("100")), span=5),
        Cell(drawing.paragraph(SMALL, drawing.slot("rating.sum", "合计"))),
    )
    drawing.body = [
        drawing.paragraph(ANNEX, run("附表2-1：")),
        drawing.paragraph(TITLE, run("星级商户评分表")),
        drawing.paragraph(LABEL, run("字号："), drawing.slot("shop.sign", "字号：")),
        table((18, 16, 30, 16, 20, 20, 20, 20, 14), [*rows, Row(total, 10)]),
        end_of_table(drawing),
    ]
    return drawing


def card() -> Drawing:
    """Draw 读者证申请表. It has persons, a free text and a date in one piece."""
    drawing = Drawing("读者证申请表", (25, 25, 25, 25))
    rows = (
        ("姓名", "reader.full_name", 10.0),
        ("证件号码", "reader.document", 10.0),
        ("手机", "reader.telephone", 10.0),
        ("想借的书", "request.wishes", 42.0),
        ("申请日期", "request.asked_on", 10.0),
    )
    drawing.body = [
        drawing.paragraph(TITLE, run("读者证申请表")),
        labelled(drawing, rows),
        end_of_table(drawing),
    ]
    return drawing


def team() -> Drawing:
    """Draw 登记表, a template of docxtpl with two loops: rows of a table with a heading and a sum, and paragraphs."""
    drawing = Drawing("志愿服务队登记表", (25, 25, 25, 25))

    def row(*texts: str, header: bool = False, spans: tuple[int, ...] = (1, 1, 1, 1, 1)) -> Row:
        cells = zip(texts, spans, strict=True)
        return Row(tuple(Cell(drawing.paragraph(LABEL, run(text)), span=span) for text, span in cells), 9, header)

    drawing.body = [
        drawing.paragraph(TITLE, run("志愿服务队登记表")),
        drawing.paragraph(LABEL, run("队名：{{ 队名 }}　　队长：{{ 队长.姓名 }}")),
        table(
            (14, 28, 54, 32, 32),
            [
                row("序号", "姓名", "证件号码", "月补贴", "手机", header=True),
                row("{%tr for p in 队员 %}", spans=(5,)),
                row("{{ loop.index }}", "{{ p.name }}", "{{ p.id }}", "{{ p.pay }}", "{{ p.phone }}"),
                row("{%tr endfor %}", spans=(5,)),
                row("合计", "", "", "{{ 补贴合计 }}", ""),
            ],
        ),
        drawing.paragraph(LABEL, run("服务项目：")),
        drawing.paragraph(LABEL, run("{%p for one in 项目 %}")),
        drawing.paragraph(LABEL, run("{{ loop.index }}．{{ one.title }}（{{ one.begins }}）")),
        drawing.paragraph(LABEL, run("{%p endfor %}")),
        drawing.paragraph(LABEL, run("队长签字：")),
    ]
    return drawing


def roll() -> Drawing:
    """Draw 名册, a form with five printed rows of a list below a heading, a row of sums, and a signature below the table."""
    drawing = Drawing("志愿服务队名册", (25, 25, 25, 25))

    def row(*contents: str, header: bool = False) -> Row:
        return Row(tuple(Cell(drawing.paragraph(LABEL, content)) for content in contents), 9, header)

    columns = (("full_name", "姓名"), ("document", "证件号码"), ("telephone", "手机"), ("allowance", "月补贴"))
    heads = [run("序号"), *(run(label) for _, label in columns)]
    rows = [
        row(run(str(number)), *(drawing.slot(f"members.{name}.{number}", label) for name, label in columns))
        for number in range(1, 6)
    ]
    sums = row(run("合计"), "", "", "", drawing.slot("members.allowance.total", "合计"))
    drawing.body = [
        drawing.paragraph(TITLE, run("志愿服务队名册")),
        drawing.paragraph(LABEL, run("队名："), drawing.slot("team.name", "队名")),
        table((14, 28, 54, 32, 32), [row(*heads), *rows, sums]),
        drawing.paragraph(LABEL, run("队长签字：")),
    ]
    return drawing


DRAWINGS: tuple[tuple[Path, Callable[[], Drawing]], ...] = (
    (MERCHANTS / "entry" / "form.docx", entry),
    (MERCHANTS / "rating-sheet" / "form.docx", rating_sheet),
    (READERS / "card" / "form.docx", card),
    (TEAMS / "team" / "form.docx", team),
    (TEAMS / "roll" / "form.docx", roll),
)


def main() -> None:
    """Write every Word template."""
    for path, draw in DRAWINGS:
        path.write_bytes(draw().package())


if __name__ == "__main__":
    main()
