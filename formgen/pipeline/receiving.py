"""Holds a scan against a bound dossier and writes the report, and puts a scan in order. It needs the extra `formgen[receive]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.seals.revisions import bound_part
from formgen.engines.pdfium import UndrawableError
from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import DataError, MachineError, ProofError, UsageError
from formgen.foundation.problems import Problem, error
from formgen.intake.places import file_place
from formgen.pipeline.machine import can_receive

if TYPE_CHECKING:
    from formgen.returned.scans.findings import Received
    from formgen.returned.scans.scan_files import ScanFile
    from formgen.returned.scans.which_page import Against

NOT_THERE = "没有安装看扫描件的组件，请安装 formgen[receive]（pip install 'formgen[receive]'）"
REPORT, SORTED = "扫描对照报告", "整理好的扫描件"
LARGEST_LIST = 1 << 22
PROOFS, MOST_NEIGHBOURS = "*.proof.json", 1000
"""The proofs beside a dossier in which the name of another one is looked for, and how many of them."""
SCAN, BOUND = "scan", "bound"
"""The sides of a page: as it was scanned, and as it was bound."""
SHOWN = 800
"""Their width in dots."""
OnPage = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ReceivedDossier:
    """What was found and written.

    lines     what a person must look at, in Chinese; empty if there is nothing
    remarks   what should be known besides, such as pages that lie upside down
    problems  the files of the scan that could not be read
    trial     how the report agrees with a person's list, in Chinese; empty if there is none
    paths     the files that were written
    """

    title: str
    scanned: int
    lines: tuple[str, ...]
    remarks: tuple[str, ...]
    problems: tuple[Problem, ...]
    trial: tuple[str, ...]
    paths: tuple[Path, ...]
    json: bytes

    @property
    def is_clean(self) -> bool:
        """True if there is nothing to look at."""
        return not self.lines and not self.problems


@dataclass(frozen=True, slots=True)
class SortedScan:
    """A scan in order. done: what was done to it, in Chinese; path: the file."""

    done: tuple[str, ...]
    problems: tuple[Problem, ...]
    path: Path


def receive_dossier(
    scans: Sequence[Path],
    dossier: Path,
    out: Path,
    trial: Path | None = None,
    on_page: OnPage | None = None,
    pictures: Path | None = None,
) -> ReceivedDossier:
    """Hold a scan against a dossier and write the report below `out`, as HTML, PDF and JSON.

    scans  files and folders
    trial  a list that a person ticks: it is written if it does not exist, else the report is measured against it
    pictures  a folder for a picture of each page of the scan and of the bound page beside it (`page_picture`); None for none

    Raises MachineError without the extra, UsageError or DataError if the dossier or the scan can't be read.
    """
    _need()
    from formgen.returned.scans.pictures import Picture, jpeg_of_width
    from formgen.returned.scans.receiving import received
    from formgen.returned.scans.report import lines_of, report_html, report_json, report_pdf, where_of
    from formgen.returned.scans.trial import trial_counts, trial_list

    pdf, against = _against(dossier)
    files, problems = _files(scans)

    def keep(at: int, scan: Picture, bound: Picture | None) -> None:
        for side, picture in ((SCAN, scan), (BOUND, bound)):
            if pictures is not None and picture is not None:
                page_picture(pictures, side, at).write_bytes(jpeg_of_width(picture, SHOWN))

    found = _drawn(lambda: received(pdf, against, files, on_page, on_look=None if pictures is None else keep))
    unread = tuple(problem.message for problem in problems)
    html, as_json = report_html(found, unread), report_json(found, unread)
    papers = [
        Paper(f"{REPORT}.html", html.encode()),
        Paper(f"{REPORT}.pdf", report_pdf(html)),
        Paper(f"{REPORT}.json", as_json),
    ]
    paths = deliver(papers, out)
    said: tuple[str, ...] = ()
    if trial is not None and trial.exists():
        counts = trial_counts(found, _list(trial))
        if counts is None:
            raise UsageError(f"{trial} 不是本程序写的核对表")
        said = tuple(count.line for count in counts)
    elif trial is not None:
        paths = (*paths, *deliver([Paper(trial.name, trial_list(found))], trial.parent))
    remarks = (f"没有放正：{where_of(found.turned)}",) if found.turned else ()
    return ReceivedDossier(found.title, len(found.pages), lines_of(found), remarks, problems, said, paths, as_json)


def page_picture(folder: Path, side: str, number: int) -> Path:
    """Where the picture of a page lies. side: `scan` or `bound`; number: which page of the scan, counted from 1."""
    return folder / f"{side}-{number}.jpg"


def sort_scan(scans: Sequence[Path], dossier: Path, out: Path, on_page: OnPage | None = None) -> SortedScan:
    """Put a scan in the order of a dossier and upright, as one PDF below `out`. Raises as `receive_dossier` does."""
    _need()
    from formgen.returned.scans.receiving import received
    from formgen.returned.scans.sorting import sorted_pdf, what_was_done

    pdf, against = _against(dossier)
    files, problems = _files(scans)
    found = _drawn(lambda: received(pdf, against, files, on_page, compare=False))
    (path,) = deliver([Paper(f"{SORTED}.pdf", sorted_pdf(found, files))], out)
    return SortedScan(tuple(what_was_done(found)), problems, path)


def _need() -> None:
    if not can_receive():
        raise MachineError(NOT_THERE)


def _against(dossier: Path) -> tuple[bytes, Against]:
    """The bound file, without what was added behind it, and what its proof says of it."""
    from formgen.returned.scans.which_page import Against

    if not dossier.is_file():
        place = file_place(dossier.name or str(dossier))
        raise DataError((error("file.unreadable", "", place, "没有这个文件", "核对文件名和所在的文件夹"),))
    beside = dossier.with_suffix(".proof.json")
    try:
        pdf = dossier.read_bytes()
        proof = Proof.from_json(beside.read_bytes()) if beside.exists() else None
    except OSError:
        raise MachineError(f"读不了 {dossier} 或它旁边的装订核对记录，请核对读取权限") from None
    if proof is None:
        return pdf, Against(dossier.stem, "")
    bound = bound_part(pdf, proof.sha256)
    if bound is None:
        raise UsageError(f"{dossier.name} 与旁边的装订核对记录对不上，装订以后改动过：请先用 formgen verify 核对")
    name_of = _Neighbours(dossier).name_of
    return pdf[:bound], Against(proof.title, proof.sha256, proof.first, proof.places, proof.marks, name_of)


class _Neighbours:
    """The dossiers in the folder of one and in the folders beside it: `formgen dossier` makes a folder for each applicant."""

    def __init__(self, dossier: Path) -> None:
        self._folder, self._titles = dossier.absolute().parent, dict[str, str]()
        self._is_read = False

    def name_of(self, figures: str) -> str | None:
        """The title of the dossier whose marks have these figures; None if none is there. Proofs are read when one is first asked for."""
        if not self._is_read:
            self._is_read = True
            for path in islice(
                chain(self._folder.glob(PROOFS), self._folder.parent.glob(f"*/{PROOFS}")), MOST_NEIGHBOURS
            ):
                with suppress(OSError, ProofError):
                    proof = Proof.from_json(path.read_bytes())
                    self._titles.setdefault(proof.marks, proof.title)
        return self._titles.get(figures)


def _files(scans: Sequence[Path]) -> tuple[tuple[ScanFile, ...], tuple[Problem, ...]]:
    from formgen.returned.scans.scan_files import scan_files

    files, problems = scan_files(scans)
    if not files:
        raise DataError(problems)
    return files, problems


def _drawn(work: Callable[[], Received]) -> Received:
    """What was found. Raises UsageError if the dossier can't be drawn."""
    try:
        return work()
    except UndrawableError:
        raise UsageError("这份材料画不出来：要装订好的 PDF") from None


def _list(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise UsageError(f"{path} 太大，不是本程序写的核对表")
        return path.read_bytes()
    except OSError:
        raise MachineError(f"读不了 {path}，请核对读取权限") from None
