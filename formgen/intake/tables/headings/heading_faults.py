"""What is wrong with the headings of a table: unknown ones, columns without one, columns twice, hidden columns."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterator, Mapping

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.columns import header_key
from formgen.intake.places import shown, shown_value
from formgen.intake.table import Faulty, Table
from formgen.intake.tables.headings.heading_row import Headings
from formgen.intake.tables.headings.heading_words import HeadingWords, MeantT

LISTED_UNKNOWN = 20
"""How many unknown headings are listed one by one."""

LEAST_LIKENESS, SLIP_LIKENESS = 0.6, 0.75
"""From the first likeness on (`difflib`'s ratio) the nearest known heading is named; from the second on an unknown heading is
a slip of the pen: 经营地扯 for 经营地点. Of a short heading the first is enough."""
SHORT_HEADING = 4
_OTHER_THINGS = frozenset(
    map(
        header_key,
        (
            "类型", "类别", "性质", "规模", "状态", "登记状态", "经营状态", "营业状态", "登记类型", "注册类型",
            "实缴资本", "实收资本", "核准日期", "营业期限", "经营期限", "变更日期", "注销日期", "发证日期",
            "参保人数", "从业人数", "法人手机", "法人电话", "法人职务", "法人性别", "提交时间", "创建时间",
            "更新时间", "修改时间", "填写时间", "完成时间", "发起时间", "审批时间", "答题时间", "开始时间",
            "结束时间", "填报日期", "填报时间", "填表日期", "制表日期", "录入日期", "打印日期", "报送日期",
            "受理日期", "审核日期", "审批状态", "审核状态",
        ),
    )
)  # fmt: skip
"""Headings of lists and of systems that say another thing, however alike they are: nobody meant 成立时间 with 完成时间."""


def heading_problems(
    table: Table, headings: Headings[MeantT], words: HeadingWords[MeantT], joined: Container[MeantT] = frozenset()
) -> tuple[Problem, ...]:
    """Report the faults of the headings.

    joined: the meanings of which one applicant may have several values, so that different ones are all used

    An unknown heading is an error if it is similar to a heading that the table lacks: probably that one was meant, and
    the values below it are not read. The error names that heading. Every other fault is a warning. A column that is not
    read is named with its first value, which shows whether it is needed.
    """
    below = _first_values(table, headings)
    return (
        *_unknown_columns(table, headings, words, below),
        *_columns_without_heading(table, headings, below),
        *_columns_twice(table, headings, joined),
        *_unread_notes(table, headings, below),
        *_hidden_columns(table, headings, below),
    )


def _first_values(table: Table, headings: Headings[MeantT]) -> Mapping[int, str]:
    """The first value of each column with values, as messages show it."""
    below: dict[int, str] = {}
    for row in table.rows[headings.at + 1 :]:
        for number, cell in row.cells.items():
            if number not in below:
                below[number] = "？" if isinstance(cell.value, Faulty) else shown_value(str(cell.value))
    return below


def _unknown_columns(
    table: Table, headings: Headings[MeantT], words: HeadingWords[MeantT], below: Mapping[int, str]
) -> Iterator[Problem]:
    lacking = words.nearest_words(words.meanings - set(headings.columns.values()))
    unknown = [(number, text) for number, text in headings.unknown.items() if number in below]
    for number, text in unknown[:LISTED_UNKNOWN]:
        place = table.cell_place(headings.row, number)
        message = f"不认识「{shown(text)}」这一列（第一个值是「{below[number]}」），没有读"
        key = header_key(text)[:60]
        is_another = words.without_applicant(key) in _OTHER_THINGS
        near = [] if is_another else difflib.get_close_matches(key, lacking, n=1, cutoff=LEAST_LIKENESS)
        if near and not _is_slip(key, near[0]):
            remedy = f"是「{lacking[near[0]]}」的，改正表头；不是的不必理会"
            yield warning("table.unknown-column", "", place, message, remedy)
        elif near:
            remedy = f"可能应是「{lacking[near[0]]}」；改正表头后再检查一遍，不需要的删去"
            yield error("table.unknown-column", "", place, message, remedy)
        else:
            yield warning("table.unknown-column", "", place, message, "确实要填的，照采集表改正表头")
    if len(unknown) > LISTED_UNKNOWN:
        message = f"还有 {len(unknown) - LISTED_UNKNOWN} 列不认识，没有读"
        yield warning("table.unknown-column", "", table.row_place(headings.row), message, "照采集表核对表头")


def _is_slip(key: str, known: str) -> bool:
    """Whether an unknown heading is a known one with a slip of the pen, and not another thing: 经营者手机."""
    if key.startswith(known) and len(key) > len(known) + 1:
        return False
    return len(key) <= SHORT_HEADING or difflib.SequenceMatcher(None, key, known).ratio() >= SLIP_LIKENESS


def _columns_without_heading(table: Table, headings: Headings[MeantT], below: Mapping[int, str]) -> Iterator[Problem]:
    bare = sorted(set(below) - set(table.rows[headings.at].cells))
    if bare and table.sheet:
        listed = "、".join(
            f"{table.column_name(number)}（第一个值是「{below[number]}」）" for number in bare[:LISTED_UNKNOWN]
        )
        message = f"有内容的列没有表头，没有读：{listed}"
        place = table.row_place(headings.row)
        yield warning("table.no-heading", "", place, message, "确实要填的，照采集表写上表头；不要的删去")


def _columns_twice(table: Table, headings: Headings[MeantT], joined: Container[MeantT]) -> Iterator[Problem]:
    texts = table.rows[headings.at].cells
    for number, first in headings.again.items():
        at = table.cell_place(headings.row, first).at.rpartition("!")[2]
        other = f"{at}「{shown(texts[first].text)}」"
        what = "都写上" if headings.columns[first] in joined else f"以 {table.column_name(first)}为准"
        message = f"「{shown(texts[number].text)}」与 {other} 是同一项，写得不一样的{what}"
        place = table.cell_place(headings.row, number)
        yield warning("table.column-twice", "", place, message, "核对后只留一列")


def _unread_notes(table: Table, headings: Headings[MeantT], below: Mapping[int, str]) -> Iterator[Problem]:
    texts = table.rows[headings.at].cells
    for number, said in headings.said.items():
        if said.unread and number in below:
            message = f"表头「{shown(texts[number].text)}」括号里的话看不懂，按括号外面的读了"
            place = table.cell_place(headings.row, number)
            yield warning("table.heading-note", "", place, message, "核对这一列；不是这一项的，改表头或删去")


def _hidden_columns(table: Table, headings: Headings[MeantT], below: Mapping[int, str]) -> Iterator[Problem]:
    hidden = sorted(table.hidden_columns & set(headings.columns) & set(below))
    if hidden:
        message = f"有隐藏的列，也读了：{'、'.join(map(table.column_name, hidden))}"
        remedy = "取消隐藏后核对；不要的列请删去"
        yield warning("table.hidden-column", "", table.row_place(headings.row), message, remedy)
