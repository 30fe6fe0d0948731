"""Sources of collected data (a JSON file, JSON Lines, a table, a folder of any of these), all read in the same way.

Returned Word files are data, too. The room that reads them stands above this one; so whoever calls gives its function
(`WordReader`), and `formgen.pipeline.collecting.reading` is the place that does.

    source = read_source(scheme, Path("名册.xlsx"))
    source.problems                # of the source as a whole
    for one in source: ...         # one.record, one.problems, one.name, one.folder, one.place

No content of a source raises an error: each fault is a Problem with its place, and the rest of the source is still
read.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from formgen.foundation.errors import fault_place
from formgen.foundation.problems import Problem, error, has_errors
from formgen.intake.collected import Collected, Source, collected, unusable
from formgen.intake.files.file_kinds import EMPTY, WORKBOOK, Content, FileKind, kind_of_file
from formgen.intake.files.flat_json import read_flat_json
from formgen.intake.files.other_workbooks import read_other_workbook
from formgen.intake.files.text_kinds import text_kind
from formgen.intake.folders.own_folder import OwnFolders
from formgen.intake.folders.source_files import WORDS, files_of_folder
from formgen.intake.json.lines import read_json_lines
from formgen.intake.json.record import read_record
from formgen.intake.places import file_place
from formgen.intake.tables.collected_tables import read_csv_source
from formgen.intake.tables.collected_workbook import read_workbook_source
from formgen.intake.together.named_apart import named_apart
from formgen.intake.together.several import together
from formgen.intake.together.told_apart import ToldApart
from formgen.scheme.models import Scheme

__all__ = ["Collected", "Source", "read_source"]

WordReader = Callable[[Scheme, Sequence[Path], bool], Sequence[Source]]
"""Reads returned Word files: the scheme, the files, and True if they were found in a folder, where other documents may lie.
It gives a source for each applicant, and sources without applicants for what it did not read."""

_UNREADABLE_CODES = frozenset(("file.encoding", "json.syntax"))
"""What is said of a JSON file that may be something else entirely."""


def read_source(scheme: Scheme, path: Path, words: WordReader | None = None) -> Source:
    """Open a source. Its own problems are known at once; its enterprises are read when the caller iterates over it.

    path: a JSON file, a .jsonl or .ndjson file, a table (.csv, .txt, .xlsx, or a workbook that LibreOffice converts), a
    returned Word file, or a folder of any of these (in the order of their names). What a file is, is told by its content.
    words: reads returned Word files; None if they are not data here.
    """
    if path.name in ("", ".."):
        path = path.resolve()  # the path `.` has no name that a message could show
    try:
        return _folder(scheme, path, words) if path.is_dir() else read_as(scheme, path, path.suffix, words)
    except FileNotFoundError:
        problem = error("file.unreadable", "", file_place(path.name), "没有这个文件", "核对文件名和所在的文件夹")
    except (OSError, ValueError) as fault:
        problem = _unreadable(path, fault)
    return unusable(path, problem)


def one_of(scheme: Scheme, sources: Sequence[Source], folder: Path) -> Source:
    """Several sources of one run as one: an enterprise that stands in two of them is told, with both places.

    Problems and places name the file that they stand in, and supplied files are looked for beside that file.
    """
    sources = named_apart(sources)
    return sources[0] if len(sources) == 1 else together(scheme, folder, sources)


def read_words(scheme: Scheme, paths: Sequence[Path], words: WordReader) -> list[Source]:
    """Returned Word files as sources: one for each applicant, and others for what can't be read."""
    return [_finished(scheme, source) for source in words(scheme, paths, False)]


def read_as(scheme: Scheme, path: Path, suffix: str, words: WordReader | None = None) -> Source:
    """Open a file as a file with this extension, whatever the file's own name says; "" if there is no known extension.

    Raises OSError or ValueError if the file can't be opened.
    """
    return _finished(scheme, _read_file(scheme, path, suffix.lower(), words))


def is_word(path: Path) -> bool:
    """True for a document of Word or a like program, by its content; also for a damaged one, by its name."""
    try:
        return path.is_file() and _is_word(path, path.suffix.lower(), kind_of_file(path))
    except (OSError, ValueError):
        return False


def _is_word(path: Path, suffix: str, kind: FileKind) -> bool:
    return kind.content is Content.WORD or (suffix in WORDS and kind is WORKBOOK and not zipfile.is_zipfile(path))


def _finished(scheme: Scheme, source: Source) -> Source:
    """A source whose enterprises are told apart, and have the files that lie in their own folders."""

    def read() -> Iterator[Collected]:
        teller, folders = ToldApart(scheme), OwnFolders(scheme)
        return (folders.add(teller.tell(one)) for one in source)

    return replace(source, _read=read)


def read_one(scheme: Scheme, path: Path, words: WordReader | None = None) -> Collected:
    """One enterprise from a JSON file, with the files of its own folder. If the file can't be read, its record is None.

    It may also be a returned Word file, or a folder that has the data of one enterprise only.
    """
    if words is None or not (path.is_dir() or is_word(path)):
        return OwnFolders(scheme).add(_read_one(scheme, path))
    return _only_one(scheme, path, read_source(scheme, path, words))


def _only_one(scheme: Scheme, path: Path, source: Source) -> Collected:
    """The enterprise of a source that has only one; otherwise a finding that says so."""
    many = tuple(source) if source.count == 1 else ()
    if many:
        return replace(many[0], problems=(*source.problems, *many[0].problems))
    problems, place = source.problems, file_place(path.name)
    if not has_errors(problems):
        message = f"里面有 {scheme.applicant.many(source.count)}的数据，这里只能用{scheme.applicant.one}的"
        remedy = f"先用 formgen collect 写成{scheme.applicant.each}一个 JSON 文件，再用其中一个"
        problems = (*problems, error("file.not-one", "", place, message, remedy))
    return Collected(None, problems, path.stem, path.parent, place)


def _read_one(scheme: Scheme, path: Path) -> Collected:
    if path.suffix.lower() in _TABLES_AND_LINES:
        message = f"这里要的是{scheme.applicant.one}的 JSON 文件"
        remedy = f"先用 formgen collect 把它写成{scheme.applicant.each}一个 JSON 文件，再用其中一个"
        place = file_place(path.name)
        return Collected(None, (error("file.not-one", "", place, message, remedy),), path.stem, path.parent, place)
    if path.is_file() and (table := read_flat_json(scheme, path)) is not None:
        return _only_one(scheme, path, table)
    return _record(scheme, path)


def _record(scheme: Scheme, path: Path) -> Collected:
    reading = read_record(scheme, path)
    problems = reading.problems
    if reading.record is None and any(problem.code in _UNREADABLE_CODES for problem in problems):
        kind = kind_of_file(path)
        if kind.content is not Content.TEXT:
            remedy = kind.remedy or "把文件名的结尾改成原来的样子，或交正确的文件"
            problems = (error("file.other-kind", "", file_place(path.name), f"{kind.told}，不是 JSON 文件", remedy),)
    return collected(scheme, reading.record, problems, path.stem, path.parent, file_place(path.name))


def _file(scheme: Scheme, path: Path) -> Source:
    if path.is_file() and (table := read_flat_json(scheme, path)) is not None:
        return table
    return Source(path, (), 1, lambda: iter((_record(scheme, path),)))


def _json_lines(scheme: Scheme, path: Path) -> Source:
    return read_flat_json(scheme, path, is_lines=True) or read_json_lines(scheme, path)


_TEXTS: dict[str, Callable[[Scheme, Path], Source]] = {
    ".json": _file,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": read_csv_source,
    ".tsv": read_csv_source,
    ".tab": read_csv_source,
}
"""The reader of a text by the extension of its name. Other texts are told by what they say."""
_WORKBOOKS = (
    ".xlsx",
    ".xlsm",
    ".xltx",
    ".xltm",
    ".xls",
    ".xlt",
    ".et",
    ".ett",
    ".xlsb",
    ".ods",
    ".ots",
    ".fods",
    ".htm",
    ".html",
)
_TABLES_AND_LINES = frozenset((*_WORKBOOKS, *_TEXTS)) - {".json"}


def _read_file(scheme: Scheme, path: Path, suffix: str, words: WordReader | None = None) -> Source:
    if suffix == ".json" and _is_record(path):
        return _file(scheme, path)
    if not path.is_file() and suffix not in _TABLES_AND_LINES:
        return _file(scheme, path)  # it is not there, or it comes through a pipe and can be read only once
    kind = kind_of_file(path)
    if words is not None and _is_word(path, suffix, kind):
        return together(scheme, path, words(scheme, (path,), False))
    if kind.content is Content.WORKBOOK:
        return read_workbook_source(scheme, path)
    if kind.content is Content.WEB_PAGE:
        from formgen.intake.files.web_page import read_web_page  # few sources are pages, and their parser loads slowly

        return read_web_page(scheme, path, kind)
    if kind.content.is_converted:
        return read_other_workbook(scheme, path, kind)
    if kind is EMPTY and (suffix in _TEXTS or not suffix):
        return _TEXTS.get(suffix, read_csv_source)(scheme, path)
    if kind.content in (Content.OTHER, Content.WORD):
        return unusable(path, _of_another_kind(scheme, path, kind))
    return _TEXTS.get(suffix if suffix in _TEXTS else text_kind(path), _file)(scheme, path)


def _is_record(path: Path) -> bool:
    """False for a file that is called .json and is a workbook or another kind of file that is not text."""
    return not path.is_file() or kind_of_file(path).content is Content.TEXT


def _of_another_kind(scheme: Scheme, path: Path, kind: FileKind) -> Problem:
    message = f"{kind.told}，不是{scheme.applicant.word}的数据"
    return error(kind.code, "", file_place(path.name), message, kind.remedy)


# ------------------------------------------------------------------------------------------------------ folders


def _folder(scheme: Scheme, path: Path, words: WordReader | None) -> Source:
    """Every record, table and returned form of a folder, each as a source of its own; what was not read is told."""
    files = files_of_folder(path, frozenset((*_WORKBOOKS, *_TEXTS)))
    sources = [_file(scheme, file) if file.suffix.lower() == ".json" else _whole(scheme, file) for file in files.data]
    sources += [source for file in files.texts if (source := _whole(scheme, file)).count]
    if words is not None and files.words:
        sources += words(scheme, files.words, True)
    problems = files.problems(scheme, path, any(source.count or has_errors(source.problems) for source in sources))
    return _finished(scheme, together(scheme, path, sources, problems))


def _whole(scheme: Scheme, path: Path) -> Source:
    """A file of a folder as a source. A file that can't be read is a problem of the source, and the others are read."""
    try:
        return _read_file(scheme, path, path.suffix.lower())
    except (OSError, ValueError) as fault:
        return unusable(path, _unreadable(path, fault))


def _unreadable(path: Path, fault: OSError | ValueError) -> Problem:
    """What is told of a file that can't be opened, or that holds what this program did not foresee.

    A name that no file can have is a ValueError, too (a NUL, characters that the system can't write).
    """
    if isinstance(fault, OSError) or not os.path.lexists(path):
        message, remedy = "读不了这个文件", "核对文件名，以及是否有读取的权限"
        return error("file.unreadable", "", file_place(path.name), message, remedy)
    message = f"这个文件的写法程序没有料到，没有读出来（{fault_place(fault)}）"
    remedy = "用 Excel 或 WPS 另存成新的文件再试；如果还是这样，请把括号里的话告诉程序的维护者"
    return error("file.unforeseen", "", file_place(path.name), message, remedy)
