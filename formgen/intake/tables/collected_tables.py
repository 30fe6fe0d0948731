"""Makes a source of a table of enterprises, together with the scores and files that other sheets say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from formgen.intake.collected import Collected, Source, unusable
from formgen.intake.tables.csv_file import read_csv
from formgen.intake.tables.enterprise_rows import NOTHING_MORE, Additions, EnterpriseTable, enterprise_table
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.problems import Problem, error
from formgen.scheme.models import Scheme


def read_csv_source(scheme: Scheme, path: Path) -> Source:
    """Open a CSV file that has the columns of the sheet of enterprises. Scores and materials may also have columns in it.

    Raises OSError if the file can't be read.
    """
    words = Vocabulary(scheme)
    table, problems = read_csv(path, words.columns)
    if table is None:
        return Source(path, problems, 0, lambda: iter(()))
    enterprises = enterprise_table(words, table)
    if enterprises is None:
        message = "找不到表头" if table.rows else f"文件里没有{scheme.applicant.word}的数据"
        remedy = f"表头要有「{scheme.name_label}」等采集表上的列名，{scheme.applicant.each}写一行"
        faults = tuple(problem for row in table.rows for problem in row.problems)
        return Source(
            path, (*faults, error("table.no-headings", "", table.place, message, remedy)), 0, lambda: iter(())
        )
    return source_of(path, (), enterprises, {})


def source_of(
    path: Path, problems: Sequence[Problem], enterprises: EnterpriseTable, more: Mapping[int, Additions]
) -> Source:
    """Make a source of the enterprises of a table.

    problems: what is wrong with the file as a whole, besides the problems of the table itself.
    more: what other sheets say of an enterprise, by the number of the enterprise's row.
    """
    if not enterprises.rows:
        applicant = enterprises.applicant
        message = f"表头下面没有{applicant.word}的数据"
        problem = error("source.empty", "", enterprises.table.place, message, f"{applicant.each}写一行")
        return unusable(path, problem)

    def read() -> Iterator[Collected]:
        for one in enterprises.rows:
            yield enterprises.read(one, path.parent, more.get(one.row.number, NOTHING_MORE))

    return Source(path, (*problems, *enterprises.problems), len(enterprises.rows), read)
