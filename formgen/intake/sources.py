"""Sources of collected data (a JSON file, a folder of JSON files, JSON Lines, a table), all read in the same way.

    source = read_source(scheme, Path("名册.xlsx"))
    source.problems                # of the source as a whole
    for one in source: ...         # one.record, one.problems, one.name, one.folder, one.place

No content of a source raises an error: each fault is a Problem with its place, and the rest of the source is still
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from formgen.intake.collected import Collected, Source, collected, unusable
from formgen.intake.json.lines import read_json_lines
from formgen.intake.json.record import read_record
from formgen.intake.places import file_place
from formgen.intake.tables.collected_tables import read_csv_source
from formgen.intake.tables.collected_workbook import read_workbook_source
from formgen.intake.told_apart import told_apart
from formgen.intake.xlsx.package import SIGNATURES
from formgen.problems import Problem, error, warning
from formgen.scheme.models import Scheme

__all__ = ["Collected", "Source", "read_source"]


def _read_csv(scheme: Scheme, path: Path) -> Source:
    """A CSV file. A workbook that was renamed to .csv is recognised and read as a workbook."""
    with path.open("rb") as file:
        start = file.read(8)
    return (read_workbook_source if start.startswith(SIGNATURES) else read_csv_source)(scheme, path)


_READERS: dict[str, Callable[[Scheme, Path], Source]] = {
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": read_workbook_source,
    ".xlsm": read_workbook_source,
    ".xls": read_workbook_source,
    ".et": read_workbook_source,
    ".xlsb": read_workbook_source,
    ".ods": read_workbook_source,
}
"""The reader for each file extension; any other file is read as the JSON of one enterprise.

Workbooks in other formats are listed so that they are refused by name, with advice on what to do.
"""

NOT_RECORDS = (".proof.json", ".schema.json")
"""The names of JSON files that are not records end so: proofs of dossiers and JSON Schemas. They lie in the same folders."""


def read_source(scheme: Scheme, path: Path) -> Source:
    """Open a source. Its own problems are known at once; its enterprises are read when the caller iterates over it.

    path: a JSON file, a folder of JSON files (in the order of their names), a .jsonl or .ndjson file,
    a .csv file or an .xlsx workbook.
    """
    if path.name in ("", ".."):
        path = path.resolve()  # the path `.` has no name that a message could show
    try:
        return _told_apart(scheme, _folder(scheme, path)) if path.is_dir() else read_as(scheme, path, path.suffix)
    except FileNotFoundError:
        problem = error("file.unreadable", "", file_place(path.name), "没有这个文件", "核对文件名和所在的文件夹")
    except (OSError, ValueError):
        remedy = "核对文件名，以及是否有读取的权限"
        problem = error("file.unreadable", "", file_place(path.name), "读不了这个文件", remedy)
    return unusable(path, problem)


def read_as(scheme: Scheme, path: Path, suffix: str) -> Source:
    """Open a file as a file with this extension, whatever the file's own name says.

    Raises OSError or ValueError if the file can't be opened.
    """
    return _told_apart(scheme, _READERS.get(suffix.lower(), _file)(scheme, path))


def _told_apart(scheme: Scheme, source: Source) -> Source:
    return replace(source, _read=lambda: told_apart(scheme, source)) if source.count > 1 else source


def read_one(scheme: Scheme, path: Path) -> Collected:
    """One enterprise from a JSON file. If the file can't be read, the enterprise's record is None."""
    if path.suffix.lower() in _READERS:
        message = f"这里要的是{scheme.applicant.one}的 JSON 文件"
        remedy = f"先用 formgen collect 把它写成{scheme.applicant.each}一个 JSON 文件，再用其中一个"
        place = file_place(path.name)
        return Collected(None, (error("file.not-one", "", place, message, remedy),), path.stem, path.parent, place)
    reading = read_record(scheme, path)
    return collected(scheme, reading.record, reading.problems, path.stem, path.parent, file_place(path.name))


def _file(scheme: Scheme, path: Path) -> Source:
    return Source(path, (), 1, lambda: iter((read_one(scheme, path),)))


def _folder(scheme: Scheme, path: Path) -> Source:
    """Every JSON file of a folder. Hidden files and files that a record may name are skipped; other data files are reported."""
    files = sorted(
        (file for file in path.iterdir() if not file.name.startswith((".", "~$"))), key=lambda file: file.name
    )
    records: list[Path] = []
    problems: list[Problem] = []
    for file in files:
        suffix = file.suffix.lower()
        if suffix == ".json" and not file.name.lower().endswith(NOT_RECORDS):
            records.append(file)
        elif suffix in _READERS and file.is_file():
            message = f"文件夹里的「{file_place(file.name).file}」没有读：一个文件夹里只读 .json 文件"
            problems.append(
                warning("folder.other", "", file_place(file.name), message, "要用它的数据，请单独写上这个文件")
            )
    if not records:
        remedy = f"核对文件夹；{scheme.applicant.each}一个 .json 文件"
        problems.append(
            error(
                "source.empty",
                "",
                file_place(path.name),
                f"文件夹里没有{scheme.applicant.word}的数据（.json 文件）",
                remedy,
            )
        )
    return Source(path, tuple(problems), len(records), lambda: _each(scheme, records))


def _each(scheme: Scheme, paths: list[Path]) -> Iterator[Collected]:
    for path in paths:
        yield read_one(scheme, path)
