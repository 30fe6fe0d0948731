"""The table of places, `fields.xlsx`: what was proposed for each blank, for a person to confirm or change, and read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formgen.engines.workbooks.table import TableSheet, table_workbook
from formgen.foundation.problems import Place, Problem, error
from formgen.importing.proposal import Proposal, Use
from formgen.intake.places import file_place, shown
from formgen.intake.table import Row, Table
from formgen.intake.xlsx.package import Refused, open_package
from formgen.intake.xlsx.sheets import read_sheet, read_workbook

FILE = "fields.xlsx"
SHEET = "填写位置"
LIST = "名单"
COLUMNS = (
    *("表", "序号", "页", "位置", "表上的字", "数据项", "类别", "选项", "编号", "谁填", "用作名称", "保留", "说明"),
    LIST,
)
WIDTHS = (10.0, 6.0, 5.0, 22.0, 24.0, 26.0, 16.0, 24.0, 26.0, 10.0, 10.0, 6.0, 30.0, 16.0)
APPLICANT, OFFICE = "申请人", "审批单位"
YES, NO = "是", "否"
_YES, _NO = (
    frozenset(("是", "√", "保留", "y", "Y", "yes", "1")),
    frozenset(("", "否", "×", "不", "不要", "删", "去掉", "n", "N", "no", "0")),
)
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_HELP = (
    ("数据项", "填写的人看到的名称。同一张表里各不相同；两处填同样的内容，写同样的编号"),
    ("类别", "、".join(use.value for use in Use)),
    ("选项", "单选的各个选项，用顿号分开，和表上的字一样"),
    ("编号", "小写英文字母、数字和下划线，以字母开头"),
    ("谁填", f"{APPLICANT}，或{OFFICE}（由审批的单位手写，不向申请人要）"),
    ("用作名称", "文件夹用哪一项命名：正好一行写“是”"),
    ("保留", "不是要填的地方，写“否”"),
    (LIST, "表上重复的行是一份名单，有几行填几行；这里是名单的名称，同一份名单的各栏写一样的。不是名单的，是空的"),
    ("核对以后", "保存，再运行一次同样的 formgen scheme new"),
)


def table_bytes(rows: Sequence[Proposal], further: Sequence[TableSheet] = ()) -> bytes:
    """The workbook with these rows, further sheets, and a sheet that explains its columns."""
    places = TableSheet(SHEET, COLUMNS, [_cells(row) for row in rows], WIDTHS)
    return table_workbook((places, *further, TableSheet("说明", ("列", "怎么填"), _HELP, (12.0, 90.0))), "填写位置")


def _cells(row: Proposal) -> tuple[str | int, ...]:
    has_value = row.use.kind is not None
    return (
        *(
            row.form,
            row.number,
            row.page,
            row.place,
            row.words,
            row.label,
            row.use.value,
            "、".join(row.choices),
            row.id,
        ),
        (OFFICE if row.office else APPLICANT) if has_value else "",
        YES if row.name else "",
        YES if row.keep else NO,
        row.note,
        row.list,
    )


@dataclass(frozen=True)
class ReadTable:
    """The rows that a person has confirmed, and what is wrong in the table."""

    rows: tuple[Proposal, ...]
    problems: tuple[Problem, ...]


def read_table(path: Path, proposed: Sequence[Proposal]) -> ReadTable:
    """Read the table that a person has looked through. proposed: what the program proposes for the same files."""
    tables = tables_of(path)
    if isinstance(tables, Problem):
        return ReadTable((), (tables,))
    if SHEET not in tables:
        return ReadTable((), (lacking_sheet(path, SHEET),))
    return _TableReader(tables[SHEET], proposed).read()


def tables_of(path: Path) -> dict[str, Table] | Problem:
    """The sheets of the workbook by their names; or the Problem that says why it can't be read."""
    try:
        with open_package(path) as package:
            workbook = read_workbook(package, path.name)
            return {sheet.name: read_sheet(workbook, sheet) for sheet in workbook.sheets}
    except Refused as fault:
        return _unreadable(path, fault.message, fault.remedy)
    except OSError:
        return _unreadable(path, "读不到", "核对文件的权限；在 Excel 里打开着的，先关上")


def lacking_sheet(path: Path, name: str) -> Problem:
    """The Problem of a workbook without a sheet of this name."""
    return _unreadable(path, f"没有「{name}」这张工作表", f"删掉 {path.name} 再运行一次，会重新生成")


def _unreadable(path: Path, message: str, remedy: str) -> Problem:
    return error("fields.unreadable", "", file_place(path.name), message, remedy)


class _TableReader:
    def __init__(self, table: Table, proposed: Sequence[Proposal]) -> None:
        self.table = table
        self.proposed = {(row.form, row.number): row for row in proposed}
        self.problems: list[Problem] = []
        self.columns: dict[str, int] = {}
        self.list_ids: dict[str, str] = {}
        self.read_from: dict[tuple[str, int], Row] = {}

    def read(self) -> ReadTable:
        head = self.table.rows[0] if self.table.rows else Row(1, {})
        self.columns = {cell.text: number for number, cell in head.cells.items()}
        lacking = [name for name in COLUMNS if name not in self.columns and name != LIST]  # older tables have no lists
        if lacking:
            self._report(
                self.table.place,
                "",
                f"缺少这些列：{'、'.join(lacking)}",
                "不要改第一行；删掉这个文件再运行一次，会重新生成",
            )
            return ReadTable((), tuple(self.problems))
        rows = [one for row in self.table.rows[1:] if (one := self._row(row)) is not None]
        for key in self.proposed.keys() - {(row.form, row.number) for row in rows}:
            if key not in self.read_from:
                self._report(
                    self.table.place, "", f"少了表 {key[0]} 的第 {key[1]} 处", f"不要删行；不是要填的，在「保留」写{NO}"
                )
        rows.sort(key=lambda row: list(self.proposed).index((row.form, row.number)))
        self._compare([row for row in rows if row.keep])
        return ReadTable(tuple(rows), tuple(self.problems))

    def _text(self, row: Row, name: str) -> str:
        cell = row.cells.get(self.columns[name])
        return "" if cell is None else cell.text

    def _place(self, row: Row, name: str) -> Place:
        return self.table.cell_place(row.number, self.columns[name])

    def _report(self, place: Place, label: str, message: str, remedy: str) -> None:
        self.problems.append(error("fields.wrong", label, place, message, remedy))

    def _row(self, row: Row) -> Proposal | None:
        number = self._text(row, "序号")
        key = (self._text(row, "表"), int(number) if number.isdecimal() and len(number) < 6 else 0)
        if not any(cell.text for cell in row.cells.values()):
            return None
        known = self.proposed.get(key)
        if known is None or key in self.read_from:
            why = "重复了" if known is not None else "表里没有这一处"
            self._report(
                self._place(row, "序号"), "", why, "不要改「表」「序号」两列；Word 文件改过的，删掉这个文件再运行一次"
            )
            return None
        self.read_from[key] = row
        label, use_text = self._text(row, "数据项"), self._text(row, "类别")
        use = next((one for one in Use if one.value == use_text), None)
        if use is None:
            self._report(
                self._place(row, "类别"),
                label,
                f"没有「{shown(use_text)}」这个类别",
                f"写其中一个：{'、'.join(one.value for one in Use)}",
            )
            return None
        keep = self._answer(row, "保留", label)
        own = self._text(row, LIST) if LIST in self.columns else ""
        list_name = (own or known.list) if known.list else ""
        page = self._text(row, "页")
        made = replace(
            known,
            page=int(page) if page.isdecimal() and len(page) < 4 else 1,
            label=label or known.label,
            use=use,
            id=self._text(row, "编号") if use.kind or use is Use.CAPITALS else "",
            choices=tuple(part.strip() for part in re.split(r"[、；;\n]", self._text(row, "选项")) if part.strip()),
            office=self._text(row, "谁填") not in ("", APPLICANT),
            name=self._answer(row, "用作名称", label),
            keep=keep,
            note=self._text(row, "说明"),
            list=list_name,
            list_id=self.list_ids.setdefault(list_name, known.list_id) if list_name else "",
        )
        if keep:
            for name, message, remedy in _row_faults(made, known, label):
                self._report(self._place(row, name), label, message, remedy)
        return made

    def _answer(self, row: Row, name: str, label: str) -> bool:
        text = self._text(row, name)
        if text not in _YES | _NO:
            self._report(self._place(row, name), label, f"「{shown(text)}」看不懂", f"写{YES}或{NO}")
        return text in _YES

    def _compare(self, rows: Sequence[Proposal]) -> None:
        """What must agree between rows: one field has one label and one kind, and one label is one field."""
        by_id: dict[str, Proposal] = {}
        labels: dict[tuple[str, str], str] = {}
        lists: dict[tuple[str, str], str] = {}
        names = []
        for row in rows:
            if row.use is Use.CAPITALS and not any(one.id == row.id and one.use is Use.MONEY for one in rows):
                at = self.read_from[row.form, row.number]
                message, remedy = f"编号 {shown(row.id)} 不是一项金额", f"写「{Use.MONEY.value}」那一行的编号，或改类别"
                self._report(self._place(at, "编号"), row.label, message, remedy)
            if row.use.kind is None:
                continue
            at = self.read_from[row.form, row.number]
            known = self.proposed[row.form, row.number].list
            if lists.setdefault((row.form, known), row.list) != row.list:
                self._report(self._place(at, LIST), row.label, "和同一份名单的其他栏写得不一样", "各栏写一样的名称")
            first = by_id.setdefault(row.id, row)
            if (first.label, first.use, first.choices, first.list) != (row.label, row.use, row.choices, row.list):
                message = f"编号 {row.id} 在「{first.label}」那一行写的是别的"
                self._report(
                    self._place(at, "编号"),
                    row.label,
                    message,
                    "同一项，数据项、类别、选项要一样；不是同一项，换一个编号",
                )
            if labels.setdefault((row.list, row.label), row.id) != row.id:
                self._report(self._place(at, "数据项"), row.label, "两个编号的名称一样", "改一个名称，或写同样的编号")
            if row.name:
                names.append((row, at))
        if rows and len({row.id for row, _ in names}) != 1:
            place = (
                self._place(names[1][1], "用作名称")
                if len(names) > 1
                else self.table.column_place(self.columns["用作名称"])
            )
            self._report(place, "", "要正好有一项写“是”", "选一项“文字”，文件夹用它命名")
        for row, at in names:
            if row.use is not Use.TEXT or row.list:
                self._report(
                    self._place(at, "用作名称"), row.label, "用作名称的一项要是“文字”，并且不在名单里", "换一项"
                )


def _row_faults(row: Proposal, known: Proposal, label: str) -> Iterator[tuple[str, str, str]]:
    """The faults of one row: the column, what is wrong, and what to do."""
    if not label:
        yield "数据项", "没有写名称", "写上填写的人看得懂的名称"
    if row.use is Use.CAPITALS and known.part != "capitals":
        yield "类别", "这里不是写大写金额的地方", f"写回{known.use.value}"
    if not row.is_printed:
        return
    if not known.is_printed:
        what = "合计的" if known.use is Use.SUM else "签字、盖章的"
        yield "类别", f"这里是{what}地方，不能印别的内容", f"写回{known.use.value}"
        return
    if (known.use is Use.PICTURE) != (row.use is Use.PICTURE):
        yield "类别", "放图片的框不能印别的内容，别的地方也不能放图片", f"写回{known.use.value}"
        return
    if known.list and row.office:
        yield "谁填", "名单都由申请人填", f"写回{APPLICANT}"
    if known.in_parts and row.use is not Use.DATE:
        yield "类别", "表上印的是年、月、日，只能是日期", f"写回{Use.DATE.value}"
    if _ID.fullmatch(row.id) is None:
        yield "编号", f"「{shown(row.id)}」不能作编号", "用小写英文字母、数字和下划线，以字母开头"
    if row.use is Use.CHOICE:
        if not row.choices:
            yield "选项", "单选没有选项", "写上各个选项，用顿号分开"
        elif known.choices and set(row.choices) - set(known.choices):
            wrong = next(iter(sorted(set(row.choices) - set(known.choices))))
            yield "选项", f"表上没有「{shown(wrong)}」这一格", f"表上有：{'、'.join(known.choices)}"
