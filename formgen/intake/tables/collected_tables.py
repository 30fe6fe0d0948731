"""Makes a source of a table of enterprises, together with the scores and files that other sheets say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from formgen.foundation.problems import Problem, error
from formgen.intake.collected import Collected, Source, unusable
from formgen.intake.table import Table
from formgen.intake.tables.csv_file import read_csv
from formgen.intake.tables.enterprise_rows import NOTHING_MORE, Additions, EnterpriseTable, enterprise_table
from formgen.intake.tables.headings.document_columns import with_whole_documents
from formgen.intake.tables.headings.parted_columns import with_parted_columns
from formgen.intake.tables.headings.stacked_headings import with_one_heading_row
from formgen.intake.tables.layouts.laid_out import rows_of_layouts
from formgen.intake.tables.layouts.other_layouts import is_laid_out_otherwise, other_layout
from formgen.intake.tables.named_enterprises import NamedEnterprises
from formgen.intake.tables.scores.score_columns import read_score_sheet
from formgen.intake.tables.scores.score_headings import is_score_sheet
from formgen.intake.tables.scores.scores_alone import enterprises_of_scores
from formgen.intake.tables.vocabulary import Vocabulary
from formgen.scheme.models import Scheme


def read_csv_source(scheme: Scheme, path: Path) -> Source:
    """A table in a text file: a row for each enterprise, or on its side, or labels and values, or the sheet of scores alone.

    Scores and materials may have columns of their own in a table of enterprises.

    Raises OSError if the file can't be read.
    """
    words = Vocabulary(scheme)
    table, problems = read_csv(path, words.headings)
    return Source(path, problems, 0, lambda: iter(())) if table is None else source_of_table(words, path, table)


def source_of_table(words: Vocabulary, path: Path, table: Table) -> Source:
    """A source of the only table of a file. path: the user's file."""
    if is_score_sheet(words, table):
        return source_of_scores(words, path, (), table)
    table = with_parted_columns(words, with_one_heading_row(table, words.headings, words.name))
    table = with_whole_documents(words, table)
    if not is_laid_out_otherwise(words, table):
        enterprises = enterprise_table(words, table)
        if enterprises is not None:
            return source_of(path, (), enterprises, {})
    layout = other_layout(words, table)
    if layout is not None:
        enterprises = enterprise_table(words, with_whole_documents(words, rows_of_layouts(words, table, (layout,))))
        if enterprises is not None:
            return source_of(path, layout.problems, enterprises, {})
    applicant = words.scheme.applicant
    if _is_lost(table):
        message = "文件里的汉字都成了问号，是另存时丢的，找不回来"
        remedy = "打开原来的表格，另存为 .xlsx；要 CSV 的，选“CSV UTF-8”"
        return Source(path, (error("csv.lost", "", table.place, message, remedy),), 0, lambda: iter(()))
    message = "找不到表头" if table.rows else f"文件里没有{applicant.word}的数据"
    remedy = f"表头要有「{words.scheme.name_label}」等采集表上的列名，{applicant.each}写一行"
    faults = tuple(problem for row in table.rows for problem in row.problems)
    return Source(path, (*faults, error("table.no-headings", "", table.place, message, remedy)), 0, lambda: iter(()))


def _is_lost(table: Table) -> bool:
    """True for a table whose first row has question marks only: a program without Chinese wrote one for each character."""
    texts = [cell.text for cell in table.rows[0].cells.values() if cell.text] if table.rows else []
    return len(texts) > 1 and all(set(text) == {"?"} for text in texts)


def source_of_scores(words: Vocabulary, path: Path, problems: Sequence[Problem], table: Table) -> Source:
    """The enterprises that a sheet of scores names, with their scores alone: other tables say the rest."""
    made = enterprises_of_scores(words, table)
    enterprises = enterprise_table(words, made, fewest=1) if made else None
    if enterprises is None:
        applicant = words.scheme.applicant
        message = f"得分的上面没有写是哪{applicant.counter}{applicant.word}"
        problem = error("score.no-name", "", table.place, message, f"在每一列得分的表头写上{words.scheme.name_label}")
        return unusable(path, problem)
    scores = read_score_sheet(words, table, NamedEnterprises(words.scheme, enterprises.rows))
    more = {row: Additions(column) for row, column in scores.scores.items()}
    return replace(source_of(path, (*problems, *scores.problems), enterprises, more), scores_only=True)


def source_of(
    path: Path, problems: Sequence[Problem], enterprises: EnterpriseTable, more: Mapping[int, Additions]
) -> Source:
    """Make a source of the enterprises of a table.

    problems: what is wrong with the file as a whole, besides the problems of the table itself.
    more: what other sheets say of an enterprise, by the number of the enterprise's row.
    """
    rows, left_out = enterprises.settled(more)
    if not rows:
        applicant = enterprises.applicant
        message = f"表头下面没有{applicant.word}的数据"
        problem = error("source.empty", "", enterprises.table.place, message, f"{applicant.each}写一行")
        return Source(path, (*enterprises.problems, *left_out, problem), 0, lambda: iter(()))

    def read() -> Iterator[Collected]:
        for one in rows:
            yield enterprises.read(one, path.parent, more.get(one.row.number, NOTHING_MORE))

    return Source(path, (*problems, *enterprises.problems, *left_out), len(rows), read)
