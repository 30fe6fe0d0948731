"""结果.xlsx and 结果.json: every enterprise with its state, findings and files; counts by town and by way.

Both files describe the present state, not the actions of a run: they hold no times, and they do not say whether a file
was made in this run or earlier. So a run that was killed and started again leaves the same files as a run that was not.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from formgen.batch.job import Job
from formgen.batch.outcome import MadeFile, Outcome, State
from formgen.batch.store import Store
from formgen.engines.workbooks.table import CellValue, Link, TableSheet, table_workbook
from formgen.engines.workbooks.writer import MOST_ROWS
from formgen.foundation.delivery import Paper
from formgen.foundation.problems import Problem
from formgen.render.papers import Way
from formgen.scheme.applicants import Quotas, Towns
from formgen.scheme.models import Scheme

WORKBOOK, JSON = "结果.xlsx", "结果.json"
WAYS = {Way.COMPILED.value: "按预先排好的版面填写", Way.WHOLE.value: "整份重新排版", "": "装订"}
"""The ways in which files are made, in the words that the clerk reads. The last one is for files that have only one way."""

Outcomes = Callable[[], Iterator[Outcome]]
"""A function that gives all outcomes in the order of the source. Each call begins with the first outcome again.

The outcomes are not held in a list, because there may be too many for the memory.
"""


@dataclass(frozen=True, slots=True)
class TownCount:
    """The counts of one town.

    `town` is empty for the enterprises without a town in their data. `quota` is None if the scheme has no number for the
    town.
    """

    town: str
    quota: int | None
    enterprises: int
    done: int
    faulty: int
    failed: int

    @property
    def over(self) -> int:
        """How many enterprises are above the quota; 0 if the town has no quota."""
        return max(0, self.enterprises - self.quota) if self.quota is not None else 0


@dataclass(frozen=True, slots=True)
class WayCount:
    """A count of files that were made in the same way and for the same reason.

    way    the way in which the files were made (`WAYS`)
    why    the reason why they were not made by filling compiled forms; empty if there is no such reason
    files  the number of these files
    """

    way: str
    why: str
    files: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all enterprises.

    states    the number of enterprises in each state
    towns     the counts of each town; empty if the scheme has no towns
    ways      the number of files made in each way
    findings  the number of all findings of the enterprises
    files     the number of all files
    """

    states: tuple[tuple[State, int], ...]
    towns: tuple[TownCount, ...]
    ways: tuple[WayCount, ...]
    findings: int
    files: int

    @property
    def enterprises(self) -> int:
        """The number of enterprises."""
        return sum(count for _, count in self.states)


def write_results(
    scheme: Scheme, job: Job, problems: Iterable[Problem], outcomes: Outcomes, store: Store
) -> tuple[Summary, tuple[str, ...]]:
    """Write both files. Returns the counts and the names of the files. `problems` are those of the source as a whole."""
    problems = tuple(problems)
    summary = summary_of(scheme, outcomes())
    sheets = _sheets(scheme, summary, problems, outcomes)
    papers = [
        Paper(WORKBOOK, table_workbook(sheets, f"{scheme.title}：批量结果")),
        Paper(JSON, _encoded(_json(scheme, job, summary, problems, outcomes()))),
    ]
    store.put(papers)
    store.settle()
    return summary, tuple(paper.path for paper in papers)


def summary_of(scheme: Scheme, outcomes: Iterable[Outcome]) -> Summary:
    """Count the outcomes by state, town and way."""
    states: Counter[State] = Counter()
    towns: Counter[tuple[str, State]] = Counter()
    ways: Counter[tuple[str, str]] = Counter()
    findings = 0
    for one in outcomes:
        states[one.state] += 1
        towns[one.town, one.state] += 1
        ways.update((file.way, file.why) for file in one.files)
        findings += len(one.problems)
    counted = scheme.quotas.counted if scheme.quotas else None
    quotas = {
        town.name: town.quotas.get(counted.id) if counted else None
        for town in (scheme.towns.towns if scheme.towns else ())
    }
    others = sorted({town for town, _ in towns} - quotas.keys()) if scheme.towns else []
    return Summary(
        tuple((state, states[state]) for state in State),
        tuple(
            TownCount(town, quotas.get(town), sum(by_state), *by_state)
            for town in (*quotas, *others)
            if sum(by_state := [towns[town, state] for state in State]) or town in quotas
        ),
        tuple(WayCount(way, why, count) for (way, why), count in sorted(ways.items())),
        findings,
        sum(ways.values()),
    )


# --------------------------------------------------------------------------------------------------- workbook


def _sheets(scheme: Scheme, summary: Summary, problems: tuple[Problem, ...], outcomes: Outcomes) -> list[TableSheet]:
    word, name = scheme.applicant.word, scheme.name_label
    found = (name, "程度", "数据文件", "位置", "栏目", "问题", "怎么办")
    files = (name, "文件", "字节", "SHA-256", "怎么做的", "为什么整份重新排版")
    listed = _pages(
        "错误和提醒", found, lambda: _findings(problems, outcomes()), summary.findings + len(problems), _FOUND
    )
    made = _pages("文件", files, lambda: _files(outcomes()), summary.files, (38, 72, 12, 70, 20, 40))
    towns = [_town_sheet(word, scheme.towns, scheme.quotas, summary)] if scheme.towns else []
    totals = TableSheet("汇总", ("项目", "数"), _totals(word, summary), (60, 12))
    return [_applicant_sheet(scheme, outcomes), *listed, *made, *towns, totals]


_FOUND = (38, 8, 24, 24, 30, 50, 50)
"""The widths of the columns of the sheet with findings, in half-width characters."""


def _applicant_sheet(scheme: Scheme, outcomes: Outcomes) -> TableSheet:
    """The sheet with one row for each applicant. It has columns for the town and the identity if the scheme has them."""
    with_town, identity = scheme.towns, scheme.identity_label
    own = [(scheme.name_label, 38.0)]
    own += [(with_town.word, 20.0)] if with_town else []
    own += [(identity, 24.0)] if identity else []
    rest = [("结果", 10.0), ("错误", 8.0), ("提醒", 8.0), ("文件", 8.0), ("数据所在", 28.0), ("说明", 60.0)]
    header, widths = zip(*own, *rest, strict=True)

    def row(one: Outcome) -> tuple[CellValue, ...]:
        said = (one.name, *((one.town,) if with_town else ()), *((one.code,) if identity else ()))
        errors = sum(problem.is_error for problem in one.problems)
        counts = (errors, len(one.problems) - errors, len(one.files))
        return (*said, one.state.value, *counts, str(one.place), one.failure)

    return TableSheet(scheme.applicant.word, header, map(row, outcomes()), widths)


def _town_sheet(word: str, towns: Towns, quotas: Quotas | None, summary: Summary) -> TableSheet:
    """The sheet with one row for each town. If the scheme has quotas, it shows the quota and the number above it."""
    counted = quotas.counted if quotas else None
    quota = [(f"{quotas.annex}：{counted.label}", 22.0)] if quotas and counted else []
    over = [("超出指标", 12.0)] if counted else []
    counts = [(f"本批{word}", 12.0), ("完成", 10.0), ("有错误", 10.0), ("失败", 10.0)]
    header, widths = zip((towns.word, 24.0), *quota, *counts, *over, strict=True)

    def row(town: TownCount) -> tuple[CellValue, ...]:
        said = (town.town or "（没有写）", *((town.quota,) if counted else ()))
        return (
            *said,
            town.enterprises,
            town.done,
            town.faulty,
            town.failed,
            *((town.over or None,) if counted else ()),
        )

    return TableSheet(towns.word, header, map(row, summary.towns), widths)


def _pages(
    title: str,
    header: tuple[str, ...],
    rows: Callable[[], Iterator[tuple[CellValue, ...]]],
    count: int,
    widths: tuple[float, ...],
) -> list[TableSheet]:
    """A table as one sheet, or as several sheets if it has more rows than one sheet can hold."""
    most, left = MOST_ROWS - 1, rows()
    sheets = max(1, -(-count // most))
    return [
        TableSheet(title if number == 1 else f"{title}{number}", header, islice(left, most), widths)
        for number in range(1, sheets + 1)
    ]


def _findings(problems: Iterable[Problem], outcomes: Iterable[Outcome]) -> Iterator[tuple[CellValue, ...]]:
    for problem in problems:
        yield _finding("", problem)
    for one in outcomes:
        for problem in sorted(one.problems, key=lambda problem: not problem.is_error):
            yield _finding(one.name, problem)


def _finding(name: str, problem: Problem) -> tuple[CellValue, ...]:
    severity = "错误" if problem.is_error else "提醒"
    return name, severity, problem.place.file, problem.place.at, problem.label, problem.message, problem.remedy


def _files(outcomes: Iterable[Outcome]) -> Iterator[tuple[CellValue, ...]]:
    for one in outcomes:
        for file in one.files:
            yield one.name, Link(file.path, file.path), file.size, file.sha256, WAYS[file.way], file.why


def _totals(word: str, summary: Summary) -> Iterator[tuple[CellValue, ...]]:
    yield word, summary.enterprises
    for state, count in summary.states:
        yield f"　{state.value}", count
    yield "文件", summary.files
    for way in summary.ways:
        yield f"　{WAYS[way.way]}{f'：{way.why}' if way.why else ''}", way.files


# --------------------------------------------------------------------------------------------------- JSON


def _encoded(pieces: Iterable[str]) -> bytes:
    """Encode the pieces as one file. The whole text is never in memory, because text takes 2 to 4 bytes a character."""
    made = io.BytesIO()
    for piece in pieces:
        made.write(piece.encode())
    return made.getvalue()


def _json(
    scheme: Scheme, job: Job, summary: Summary, problems: Iterable[Problem], outcomes: Iterable[Outcome]
) -> Iterator[str]:
    """The pieces of one JSON document with one enterprise on each line."""
    head = {
        "scheme": scheme.id,
        "forms": list(job.form_ids),
        "formats": sorted(one.value for one in job.formats),
        "dossier": job.dossier,
        "states": {state.value: count for state, count in summary.states},
        "ways": [{"way": one.way, "why": one.why, "files": one.files} for one in summary.ways],
        "towns": [
            {
                "town": one.town,
                "quota": one.quota,
                "enterprises": one.enterprises,
                "done": one.done,
                "faulty": one.faulty,
                "failed": one.failed,
                "over": one.over,
            }
            for one in summary.towns
        ],
        "problems": [problem.to_json() for problem in problems],
    }
    yield json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "enterprises": ['
    for number, one in enumerate(outcomes):
        yield (",\n    " if number else "\n    ") + json.dumps(_enterprise_json(one), ensure_ascii=False)
    yield "\n  ]\n}\n"


def _enterprise_json(one: Outcome) -> dict[str, object]:
    return {
        "name": one.name,
        "town": one.town,
        "code": one.code,
        "file": one.place.file,
        "at": one.place.at,
        "state": one.state.value,
        "failure": one.failure,
        "problems": [problem.to_json() for problem in one.problems],
        "files": [_file_json(file) for file in one.files],
    }


def _file_json(file: MadeFile) -> dict[str, object]:
    return {"path": file.path, "sha256": file.sha256, "size": file.size, "way": file.way, "why": file.why}
