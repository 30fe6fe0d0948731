"""Reports the rows of a table that are not enterprises: each row with its place, and the number of rows of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from formgen.foundation.problems import Problem, warning
from formgen.intake.collected import LEFT_OUT
from formgen.intake.places import shown, shown_value
from formgen.intake.table import Row, Table
from formgen.intake.tables.rows.row_kinds import LeftOut, RowCells
from formgen.record.withdrawn import says_withdrawn
from formgen.scheme.applicants import Applicant

LISTED = 20
"""How many rows get a message of their own. The count at the end includes all rows."""


def left_out_problems(
    table: Table, applicant: Applicant, rows: Sequence[tuple[Row, LeftOut, RowCells]]
) -> tuple[Problem, ...]:
    """A warning for each of these rows, up to `LISTED`, and then one warning with the number of all; nothing for no rows.

    rows  each row that was left out, with the reason and with what the row says
    """
    if not rows:
        return ()
    told = [problem for row, reason, said in rows for problem in _told(table, applicant, row, reason, said)]
    counts = Counter(reason for _, reason, _ in rows)
    listed = "，".join(f"{reason} {counts[reason]} 行" for reason in LeftOut if counts[reason])
    message = f"有 {len(rows)} 行没有当作{applicant.word}：{listed}"
    place = table.row_place(rows[0][0].number)
    count = warning(LEFT_OUT, "", place, message, f"核对这几行；确是{applicant.word}的，写全其他各栏")
    return (*told[:LISTED], count)


def withdrawn_problems(table: Table, applicant: Applicant, row: Row, unknown: Mapping[int, str]) -> Iterator[Problem]:
    """A warning for each remark that says that somebody is no longer an applicant. The row is read all the same.

    unknown: the headings of the columns that are not read, by column
    """
    for number, heading in unknown.items():
        cell = row.cells.get(number)
        if cell is not None and isinstance(cell.value, str) and says_withdrawn(cell.text):
            message = f"「{shown(heading)}」写的是「{shown(cell.text)}」，这一行也读了"
            remedy = f"不要这{applicant.counter}{applicant.word}的，删去这一行"
            yield warning("table.withdrawn", "", table.cell_place(row.number, number), message, remedy)


def signed_problem(table: Table, applicant: Applicant, row: Row) -> Problem:
    """The warning about a row that was read as an applicant, and may be the office or the person who signed the table."""
    message = f"像是落款或联系方式（机关、部门或个人），也当作{applicant.word}读了"
    remedy = f"不是{applicant.word}的，删去这一行；确是的，写全名称和其他各栏"
    return warning("table.signed", "", table.row_place(row.number), message, remedy)


def _told(table: Table, applicant: Applicant, row: Row, reason: LeftOut, said: RowCells) -> Iterator[Problem]:
    """The warning about one row. A row that is reported elsewhere, or that has no content, gets none."""
    place = table.row_place(row.number)
    texts = list(said.texts())
    first = f"「{shown_value(texts[0], 30)}」" if texts else ""
    remedy = f"确是{applicant.word}的，写全其他各栏；不是的，删去这一行"
    if reason is LeftOut.HEADING:
        message = f"表头又出现了一次，没有当作{applicant.word}"
        yield warning("table.headings-again", "", place, message, "删去多余的表头")
    elif reason is LeftOut.ALONE:
        more = "和另一栏" if len(texts) > 1 else ""
        yield warning("table.name-alone", "", place, f"这一行只有{first}{more}，没有当作{applicant.word}", remedy)
    elif reason is LeftOut.EXAMPLE:
        yield warning("table.example", "", place, f"这一行（{first}等）是填写示例，没有当作{applicant.word}", remedy)
    elif reason is LeftOut.NOTE and len(texts) == 1:
        yield warning("table.note", "", place, f"这一行只有{first}，没有当作{applicant.word}", remedy)
    elif reason is LeftOut.NOTE:
        message = f"这一行（{first}等）像是说明、签字或合计，没有当作{applicant.word}"
        yield warning("table.note", "", place, message, remedy)
