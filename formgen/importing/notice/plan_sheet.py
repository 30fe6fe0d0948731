"""The sheets of `fields.xlsx` about a notice: every proposal with its sentence, the quotas, the rows of scores; and read again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from formgen.engines.workbooks.table import CellValue, TableSheet
from formgen.foundation.problems import Place, Problem, error
from formgen.importing.notice.notice_words import tight
from formgen.importing.notice.plan import NoticePlan, ReadNotice
from formgen.importing.notice.plan_rows import (
    DOSSIER,
    PLAN,
    QUOTAS,
    SCORES,
    AnnexUse,
    MaterialSource,
    PlanKey,
    PlanRow,
)
from formgen.importing.notice.sentence_values import whole_day
from formgen.importing.notice.tables.quota_tables import QuotaLine
from formgen.importing.notice.tables.score_tables import ScoreLine
from formgen.importing.place_table import NO, YES, lacking_sheet, tables_of
from formgen.intake.places import shown
from formgen.intake.table import Row, Table

SHEET, QUOTA_SHEET, SCORE_SHEET = "方案内容", "名额", "评分项目"
COLUMNS = ("归属", "项目", "内容", "把握", "出处", "保留", "说明")
WIDTHS = (10.0, 14.0, 46.0, 8.0, 60.0, 6.0, 40.0)
SCORE_COLUMNS = ("行", "大项", "中项", "小项", "分值")
PLACE = "地方"
UNSURE = "不确定"
_SUBJECT = re.compile(rf"{PLAN}|(?:{QUOTAS}|{SCORES})(?:-\d{{1,3}})?|{DOSSIER}\d{{1,3}}(?:-\d{{1,3}})?")
_NO = frozenset((NO, "×", "不", "不要", "删", "去掉", "n", "N", "no", "0"))
_YES = frozenset((YES, "√", "", "保留", "y", "Y", "yes", "1"))
_IDS = {True: re.compile(r"[a-z][a-z0-9-]{0,59}"), False: re.compile(r"[a-z][a-z0-9_]{0,59}")}


def plan_sheets(plan: NoticePlan) -> list[TableSheet]:
    """The sheets about a notice."""
    rows = [
        (
            row.subject,
            row.key.value,
            row.value,
            UNSURE if row.doubt else "",
            row.source,
            YES if row.keep else NO,
            row.doubt,
        )
        for row in plan.rows
    ]
    sheets = [TableSheet(SHEET, COLUMNS, rows, WIDTHS)]
    if plan.places:
        columns = _labels(plan, QUOTAS, PlanKey.COLUMN)
        lines = [*plan.places, *([plan.total] if plan.total else [])]
        figures: list[list[CellValue]] = [[one.name, *one.figures] for one in lines]
        sheets.append(TableSheet(QUOTA_SHEET, (PLACE, *columns), figures))
    if plan.scores:
        levels = _labels(plan, SCORES, PlanKey.LEVEL)
        scores: list[list[CellValue]] = [
            [one.number, one.section, one.aspect, one.indicator, one.points, *one.standards] for one in plan.scores
        ]
        widths = (6.0, 26.0, 26.0, 46.0, 8.0, *([20.0] * len(levels)))
        sheets.append(TableSheet(SCORE_SHEET, (*SCORE_COLUMNS, *levels), scores, widths))
    return sheets


def _labels(plan: NoticePlan, subject: str, key: PlanKey) -> list[str]:
    return [row.value for row in plan.rows if row.keep and row.key is key and row.subject.startswith(f"{subject}-")]


def read_plan_sheets(path: Path, read: ReadNotice) -> tuple[NoticePlan, tuple[Problem, ...]]:
    """What a person has confirmed, and what is wrong in the sheets. read: what the program reads in the same notice."""
    tables = tables_of(path)
    if isinstance(tables, Problem):
        return read.plan, (tables,)
    names = [SHEET, *([QUOTA_SHEET] if read.plan.places else []), *([SCORE_SHEET] if read.plan.scores else [])]
    lacking = [lacking_sheet(path, name) for name in names if name not in tables]
    if lacking:
        return read.plan, tuple(lacking)
    return _PlanReader(tables, read).read()


class _PlanReader:
    def __init__(self, tables: dict[str, Table], read: ReadNotice) -> None:
        self.tables = tables
        self.known = read
        self.problems: list[Problem] = []

    def read(self) -> tuple[NoticePlan, tuple[Problem, ...]]:
        table = self.tables[SHEET]
        columns = self._columns(table, COLUMNS)
        if columns is None:
            return self.known.plan, tuple(self.problems)
        rows = [one for row in table.rows[1:] if (one := self._row(table, columns, row)) is not None]
        self._together(table, rows)
        plan = NoticePlan(tuple(rows))
        if self.known.plan.places:
            places, total = self._places(plan)
            plan = replace(plan, places=places, total=total)
        if self.known.plan.scores:
            plan = replace(plan, scores=self._scores(plan))
        return plan, tuple(self.problems)

    def _columns(self, table: Table, names: Sequence[str]) -> dict[str, int] | None:
        head = table.rows[0] if table.rows else Row(1, {})
        columns = {cell.text: number for number, cell in head.cells.items()}
        lacking = [name for name in names if name not in columns]
        if lacking:
            remedy = "不要改第一行；删掉这个文件再运行一次，会重新生成"
            self._report(table.place, "", f"缺少这些列：{'、'.join(lacking)}", remedy)
            return None
        return columns

    def _report(self, place: Place, label: str, message: str, remedy: str) -> None:
        self.problems.append(error("fields.wrong", label, place, message, remedy))

    # ------------------------------------------------------------------------------------------ single values

    def _row(self, table: Table, columns: dict[str, int], row: Row) -> PlanRow | None:
        texts = {name: row.cells[columns[name]].text if columns[name] in row.cells else "" for name in COLUMNS}
        if not any(texts.values()):
            return None
        subject, value = texts["归属"].strip(), " ".join(texts["内容"].split())

        def at(name: str) -> Place:
            return table.cell_place(row.number, columns[name])

        key = next((one for one in PlanKey if one.value == texts["项目"].strip()), None)
        annexes = {one.name for one in self.known.notice.annexes}
        if _SUBJECT.fullmatch(subject) is None and subject not in annexes:
            self._report(at("归属"), "", f"看不懂「{shown(subject)}」", "照别的行写，如“材料1”“材料1-2”“方案”")
            return None
        if key is None:
            self._report(at("项目"), subject, f"没有「{shown(texts['项目'])}」这个项目", "照别的行写")
            return None
        if texts["保留"] not in _YES | _NO:
            self._report(at("保留"), subject, f"「{shown(texts['保留'])}」看不懂", f"写{YES}或{NO}")
        keep = texts["保留"] not in _NO
        made = PlanRow(subject, key, value, texts["出处"], "", keep, at("内容"))
        if keep and value:
            made = replace(made, value=self._checked(made))
        return made

    def _checked(self, row: PlanRow) -> str:
        """The value as it is written into files; faults are reported."""
        place, key, value = row.place, row.key, row.value
        assert place is not None
        fault: tuple[str, str] | None = None
        if key.is_quoted and tight(value) not in self.known.text:
            fault = (f"通知里没有「{shown(value, 40)}」", "照通知的原文写")
        elif key in (PlanKey.DEADLINE, PlanKey.ISSUED_ON):
            day = _day(value)
            fault = None if day else (f"「{shown(value)}」不是日期", "写成 2018-06-08 这样")
            value = day.isoformat() if day else value
        elif key is PlanKey.COPIES and not re.fullmatch(r"[1-9]\d?", value):
            fault = (f"「{shown(value)}」不是份数", "写一个数，如 2")
        elif key is PlanKey.FACTOR and _factor(value) is None:
            fault = (f"「{shown(value)}」不是 0 到 1 的数", "得足分数写 1，一半写 0.5，不得分写 0")
        elif key is PlanKey.ID and not _IDS[_is_dossier(row.subject)].fullmatch(value):
            fault = (f"「{shown(value)}」不能作编号", "用小写英文字母、数字和连字符（材料的清单用下划线），以字母开头")
        elif key is PlanKey.SOURCE and value not in (choices := self._sources()):
            fault = (f"没有「{shown(value)}」这个来源", f"写其中一个：{'、'.join(choices)}")
        elif key is PlanKey.USE:
            fault = self._use_fault(row.subject, value)
        elif key is PlanKey.NAME and set(value) & set('/\\:*?"<>|'):
            fault = ("名称要用作文件名", '去掉 /\\:*?"<>| 这些符号')
        if fault is not None:
            self._report(place, row.subject, *fault)
        return value

    def _sources(self) -> list[str]:
        return [
            *(one.value for one in MaterialSource),
            *(one.name for one in self.known.forms()),
            *(one.annex for one in self.known.elsewhere),
        ]

    def _use_fault(self, subject: str, value: str) -> tuple[str, str] | None:
        own = next((self.known.uses[one.number] for one in self.known.notice.annexes if one.name == subject), None)
        if own is None or value in (own.value, AnnexUse.OTHER.value):
            return None
        return f"{subject}不能用作「{shown(value)}」", f"写{own.value}或{AnnexUse.OTHER.value}"

    def _together(self, table: Table, rows: Sequence[PlanRow]) -> None:
        """What lacks among the rows of one subject, and what is said twice."""
        for subject in dict.fromkeys(row.subject for row in rows if row.keep):
            own = {row.key: row for row in rows if row.keep and row.subject == subject and row.value}
            first = next(row for row in rows if row.subject == subject and row.keep)
            place = first.place or table.place
            for key in _needed(subject, own):
                if key not in own:
                    at = next((row.place for row in rows if (row.subject, row.key) == (subject, key)), None) or place
                    self._report(at, subject, f"要写「{key.value}」", f"写上；整项不要的，「保留」都写{NO}")
        seen: dict[tuple[str, str], PlanRow] = {}
        for row in (one for one in rows if one.keep and one.value and one.key is PlanKey.ID):
            label = next(
                (one.value for one in rows if (one.subject, one.key) == (row.subject, PlanKey.LABEL)), row.subject
            )
            known = seen.setdefault((_family(row.subject), row.value), row)
            other = next(
                (one.value for one in rows if (one.subject, one.key) == (known.subject, PlanKey.LABEL)), known.subject
            )
            if label != other:
                self._report(
                    row.place or table.place, row.subject, f"编号 {row.value} 已经是「{other}」的", "换一个编号"
                )

    # ------------------------------------------------------------------------------------------ quotas and scores

    def _places(self, plan: NoticePlan) -> tuple[tuple[QuotaLine, ...], QuotaLine | None]:
        table = self.tables[QUOTA_SHEET]
        labels = _labels(self.known.plan, QUOTAS, PlanKey.COLUMN)
        columns = self._columns(table, [PLACE, *labels])
        lines: list[QuotaLine] = []
        for row in table.rows[1:] if columns else ():
            texts = {number: cell.text.strip() for number, cell in row.cells.items()}
            assert columns is not None
            name = texts.get(columns[PLACE], "")
            if not any(texts.values()):
                continue
            figures: list[int | None] = []
            for label in labels:
                text = texts.get(columns[label], "")
                if text and not text.isdecimal():
                    place = table.cell_place(row.number, columns[label])
                    self._report(place, name, f"「{shown(text)}」不是数", "写一个数，没有的空着")
                figures.append(int(text) if text.isdecimal() else None)
            if not name or tight(name) not in self.known.text:
                place = table.cell_place(row.number, columns[PLACE])
                self._report(place, "", f"通知里没有「{shown(name)}」", "照通知的原文写")
            lines.append(QuotaLine(name, tuple(figures)))
        total = plan.value(QUOTAS, PlanKey.TOTAL)
        places = tuple(one for one in lines if one.name != total)
        given = next((one for one in lines if one.name == total), None)
        if given is None and total:
            columns_of = list(zip(*(one.figures for one in places), strict=True))
            sums = tuple(sum(one or 0 for one in column) if any(column) else None for column in columns_of)
            given = QuotaLine(total, sums)
        return places, given

    def _scores(self, plan: NoticePlan) -> tuple[ScoreLine, ...]:
        table = self.tables[SCORE_SHEET]
        levels = _labels(self.known.plan, SCORES, PlanKey.LEVEL)
        columns = self._columns(table, [*SCORE_COLUMNS, *levels])
        found: dict[int, ScoreLine] = {}
        for row in table.rows[1:] if columns else ():
            assert columns is not None
            texts = {name: " ".join(_cell(row, columns[name]).split()) for name in (*SCORE_COLUMNS, *levels)}
            if not any(texts.values()):
                continue
            number, points = texts["行"], texts["分值"]
            if not number.isdecimal() or not 0 < int(number) <= len(self.known.plan.scores) or int(number) in found:
                self._report(
                    table.cell_place(row.number, columns["行"]), "", "没有这一行，或者重复了", "不要改「行」这一列"
                )
                continue
            if not points.isdecimal():
                self._report(
                    table.cell_place(row.number, columns["分值"]), "", f"「{shown(points)}」不是数", "写一个整数"
                )
                continue
            for name in (*SCORE_COLUMNS[1:4], *levels):
                if tight(texts[name]) not in self.known.text:
                    place = table.cell_place(row.number, columns[name])
                    self._report(place, "", f"通知里没有「{shown(texts[name], 40)}」", "照通知的原文写")
            found[int(number)] = ScoreLine(
                *(int(number), texts["大项"], texts["中项"], texts["小项"], int(points)),
                tuple(texts[name] for name in levels),
            )
        return tuple(found[number] for number in sorted(found))


def _cell(row: Row, column: int) -> str:
    return row.cells[column].text if column in row.cells else ""


def _needed(subject: str, own: dict[PlanKey, PlanRow]) -> Iterator[PlanKey]:
    """What a subject must say."""
    if subject == PLAN:
        yield PlanKey.TITLE
    elif subject == QUOTAS:
        yield from (PlanKey.TITLE, PlanKey.TOWN_WORD)
    elif subject.startswith(f"{QUOTAS}-"):
        yield from (PlanKey.COLUMN, PlanKey.ID)
    elif subject.startswith(f"{SCORES}-"):
        yield from (PlanKey.LEVEL, PlanKey.ID, PlanKey.FACTOR)
    elif _is_dossier(subject):
        yield from (PlanKey.NAME, PlanKey.ID)
    elif subject.startswith(DOSSIER):
        yield from (PlanKey.MATERIAL, PlanKey.SOURCE)
        if PlanKey.SOURCE in own and own[PlanKey.SOURCE].value == MaterialSource.SUPPLIED:
            yield from (PlanKey.LABEL, PlanKey.ID)


def _is_dossier(subject: str) -> bool:
    return re.fullmatch(rf"{DOSSIER}\d+", subject) is not None


def _family(subject: str) -> str:
    """Subjects whose ids must differ from one another."""
    return (
        DOSSIER
        if _is_dossier(subject)
        else subject.partition("-")[0]
        if not subject.startswith(DOSSIER)
        else "supplied"
    )


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", tight(text))
    if found is None:
        return whole_day(text)
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _factor(text: str) -> Decimal | None:
    try:
        factor = Decimal(text)
    except InvalidOperation:
        return None
    return factor if factor.is_finite() and 0 <= factor <= 1 else None
