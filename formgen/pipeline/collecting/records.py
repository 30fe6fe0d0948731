"""Writes collected data as records: one JSON file for each enterprise of a source."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from formgen.foundation.delivery import MOST_NAME_BYTES, Paper, deliver, folder_name, set_aside
from formgen.foundation.errors import UsageError
from formgen.foundation.problems import Problem, error, has_errors, warning
from formgen.intake.collected import Collected, Source
from formgen.intake.json.write import record_text
from formgen.intake.places import file_place
from formgen.intake.together.several import each_of
from formgen.pipeline.collecting.ledger import LEDGER, CollectedLedger, RecordState
from formgen.record.models import Record, SuppliedFile
from formgen.scheme.models import Scheme

AT_ONCE = 200
"""The number of records that are written together, so that a folder of thousands of files is not searched for each one."""


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of one enterprise. `path` is the file that was written; None if errors in the data forbade it."""

    enterprise: Collected
    path: Path | None
    problems: tuple[Problem, ...]


def write_records(scheme: Scheme, sources: Sequence[Source], out: Path) -> Iterator[Written]:
    """Write every enterprise of these sources that was read without errors into `out`, as JSON in the canonical form.

    A file has the enterprise's name. If several enterprises have the same name, a number follows the name from the second
    one on. The paths of supplied files are changed so that they lead to the same files from `out`. Whether the values
    contradict each other is not checked here. If somebody has changed a file, or if a file is not
    ours, it is renamed and told before a record takes its name.

    Raises UsageError if the records would be written into the folder of the JSON files that they are read from,
    MachineError if files can't be written.
    """
    for source in sources:
        read = source.path
        records = read if read.is_dir() else read.parent if read.suffix.lower() == ".json" else None
        if records is not None and records.resolve() == out.resolve():
            raise UsageError(f"要读的数据就在 {out} 里，写进去会盖掉原来的数据；换一个输出文件夹")
    names: set[str] = set()
    ledger = CollectedLedger(out)
    enterprises = (one for _, one in each_of(scheme, sources))
    while some := tuple(islice(enterprises, AT_ONCE)):
        done: list[Written] = []
        papers: list[Paper] = []
        for one in some:
            problems, text = _text(scheme, one, out)
            path = None
            if text is not None:
                name = _file_name(one.name, scheme.applicant.word, names)
                paper = Paper(name, text.encode())
                problems = (*problems, *_made_room(ledger, paper, out))
                papers.append(paper)
                path = out / name
            done.append(Written(one, path, problems))
        ledger.enter(papers)
        deliver([*papers, Paper(LEDGER, ledger.content)] if papers else (), out)
        yield from done


def _made_room(ledger: CollectedLedger, paper: Paper, out: Path) -> tuple[Problem, ...]:
    """Set a file aside that a record would be written over and that is not as an earlier run wrote it."""
    state = ledger.state(paper)
    if state is RecordState.OURS:
        return ()
    kept = set_aside(out, paper.path)
    told = f"「{paper.path}」被改动过" if state is RecordState.CHANGED else f"已经有一个「{paper.path}」，内容不同"
    message = f"{told}：原来的另存为「{kept}」，按这次的数据重新写了「{paper.path}」"
    return (warning("record.altered", "", file_place(paper.path), message, "核对两份，只留一份"),)


def _text(scheme: Scheme, one: Collected, out: Path) -> tuple[tuple[Problem, ...], str | None]:
    if one.record is None or has_errors(one.problems):
        return one.problems, None
    problems = list(one.problems)
    paths: dict[str, str] = {}
    here, there = one.folder.resolve(), out.resolve()
    outside = None
    for file in _files(one.record):
        if os.path.isabs(file.path) or here == there:
            continue
        try:
            paths[file.path] = Path(os.path.relpath(here / file.path, there)).as_posix()
        except ValueError:  # on another drive of Windows
            message = f"文件「{file.path}」和输出文件夹不在同一个磁盘上，写不成相对路径"
            problems.append(error("file.elsewhere", "", file.place, message, "输出文件夹放在同一个磁盘上"))
        outside = outside or (file if paths.get(file.path, "").startswith("../") else None)
    if has_errors(problems):
        return tuple(problems), None
    if outside is not None:
        message = "材料和佐证的文件不在输出文件夹里，路径已改成从那里算起"
        remedy = "装订时用 --evidence-root 指定文件所在的文件夹，或把文件和数据放在一起"
        problems.append(warning("file.elsewhere", "", outside.place, message, remedy))
    return tuple(problems), record_text(scheme, one.record, lambda path: paths.get(path, path))


def _files(record: Record) -> Iterator[SuppliedFile]:
    for material in record.materials:
        yield from material.files
    for item in record.evidence:
        yield from item.files


def _file_name(name: str, word: str, taken: set[str]) -> str:
    """A file name that is not in `taken` yet. It is added to `taken`.

    Names that differ only in upper and lower case count as the same, because some file systems ignore the difference.
    `word` is used if the enterprise's name can't be a file name.
    """
    stem = folder_name(
        name.encode()[: MOST_NAME_BYTES - 20].decode(errors="ignore").replace("/", "／").replace("\\", "＼")
    )
    for number in count(1):
        more = f"（{number}）" if number > 1 else ""
        made = f"{stem or word}{more}.json"
        if made.casefold() not in taken:
            break
    taken.add(made.casefold())
    return made
