"""Reads the files of a scan: PDF files, pictures, and folders of them in the order in which people count.

The files are read with the limits that supplied evidence has, and by the same code (`formgen.dossier.evidence`): each becomes a PDF,
whose pages are then drawn one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.take_in import take_in
from formgen.dossier.shelf import Content, Shelf
from formgen.engines.pdfium import PdfiumFile, UndrawableError
from formgen.engines.system.watcher import at_page, at_work
from formgen.foundation.problems import Problem, error
from formgen.intake.folders.walk import walked
from formgen.intake.places import file_place
from formgen.record.models import SuppliedFile
from formgen.returned.scans.pictures import DPI, Picture, drawn

LABEL = "扫描件"
IN_MEMORY = 4 << 20
"""Bytes of a scan that are kept in memory; a large scan lies in a passing file."""
PICTURES_ARE_FITTED = 1.1
"""A picture without a size in mm lies on its page with a margin. It is drawn so much finer, so that none of its dots is lost."""
COLOUR_DPI = 72
"""With so many dots an inch a page is drawn to see only whether anything on it has a colour."""
LARGE_SHEET = 330.0
"""mm of the longer side of a sheet that may be two A4 pages beside each other."""
MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class ScanFile:
    """A file of a scan, as a PDF.

    name     the file's name, without folders
    content  the PDF
    pages    how many pages it has
    dpi      the dots an inch with which its pages are drawn
    watched_as  the name by which the time that it takes is limited; empty if it is not
    """

    name: str
    content: Content = field(repr=False)
    pages: int
    dpi: float = DPI
    watched_as: str = ""


@dataclass(frozen=True, slots=True, order=True)
class ScanPage:
    """A page of a scan.

    file   which of the files, counted from 0; name: its name
    page   which of the file's pages, counted from 1
    half   0 for the whole page, 1 or 2 for a half of a sheet with two pages beside each other
    """

    file: int
    page: int
    half: int
    name: str

    @property
    def words(self) -> str:
        """How a person finds it: 「扫描.pdf」第 3 页."""
        halves = ("", "的前一半", "的后一半")
        return f"「{self.name}」第 {self.page} 页{halves[self.half]}"


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """A page of a scan as a picture.

    is_large  True if its sheet may be two A4 pages beside each other
    is_grey   True if it was scanned without colours. A page on which nothing has a colour was scanned with them if its picture is
              kept with colours and another page of its file has some
    is_fax    True if it has black and white alone
    is_blank  True if nothing stands on it
    """

    page: ScanPage
    picture: Picture = field(repr=False)
    is_large: bool
    is_grey: bool
    is_fax: bool
    is_blank: bool

    def halves(self) -> Iterator[ScannedSheet]:
        """The two halves of a sheet, the left one (of an upright sheet, the upper one) first."""
        high, wide = self.picture.shape[:2]
        middle, lying = max(high, wide) // 2, wide > high
        for half in (1, 2):
            part = slice(0, middle) if half == 1 else slice(middle, None)
            picture = np.ascontiguousarray(self.picture[:, part] if lying else self.picture[part])
            page = ScanPage(self.page.file, self.page.page, half, self.page.name)
            yield ScannedSheet(page, picture, False, self.is_grey, self.is_fax, _is_blank(picture))


def scan_files(paths: Sequence[Path]) -> tuple[tuple[ScanFile, ...], tuple[Problem, ...]]:
    """The files of a scan, in the order in which they are given; those of a folder as people count. Findings say what is left out."""
    found: list[ScanFile] = []
    problems: list[Problem] = []
    shelf = Shelf(IN_MEMORY)
    for path in paths:
        if path.is_dir():
            names = ["/".join(parts) for parts in walked(path).files]
            if not names:
                problems.append(_unreadable(path.name, "这个文件夹里没有文件", "核对文件夹"))
            files = [(path, name) for name in names]
        else:
            files = [(path.parent, path.name)]
        for folder, name in files:
            file, more = _taken_in(folder, name, shelf)
            problems += more
            found += [file] if file is not None else []
    return tuple(found), tuple(problems)


def _taken_in(folder: Path, name: str, shelf: Shelf) -> tuple[ScanFile | None, list[Problem]]:
    place = file_place(Path(name).name)
    source, problems = take_in(SuppliedFile(name, place), LABEL, folder, shelf=shelf, draft=True)
    if source is None:
        return None, [_said_of_a_scan(one) for one in problems]
    if not (source.format.is_picture or source.format in (FileFormat.PDF, FileFormat.ZIP)):
        return None, [_unreadable(source.name, "不是扫描件：要 PDF 或图片", "把扫描仪存的 PDF 或图片给它")]
    dpi = DPI if source.format is FileFormat.PDF else DPI * PICTURES_ARE_FITTED
    return ScanFile(source.name, source.content, source.pages, dpi, source.watched_as), []


def _said_of_a_scan(problem: Problem) -> Problem:
    """A finding in the words of a scan: an enterprise's record has nothing to do with it."""
    if problem.code == "evidence.encrypted":
        return _unreadable(problem.place.file, "设了打开密码，打不开", "去掉打开密码，或重新扫描成没有密码的 PDF")
    return problem


def _unreadable(name: str, message: str, remedy: str) -> Problem:
    return error("scan.unreadable", LABEL, file_place(name), f"「{name}」{message}", remedy)


def scanned_sheets(files: Iterable[ScanFile]) -> Iterator[ScannedSheet | ScanPage]:
    """The pages of the files, one after the other, each drawn when it is asked for; a ScanPage alone for one that can't be drawn."""
    for at, file in enumerate(files):
        with PdfiumFile(file.content) as pdf:
            colours: bool | None = None
            for index in range(len(pdf)):
                page = ScanPage(at, index + 1, 0, file.name)
                try:
                    with at_work(file.watched_as), at_page(index), pdf.page(index) as opened:
                        picture = drawn(opened, file.dpi)
                        large = max(opened.size) * MM >= LARGE_SHEET
                        may_have_colours = opened.has_colour_pictures()
                except UndrawableError:
                    yield page
                    continue
                plain = _is_grey(picture)
                fax = plain and _is_fax(picture)
                if not plain:
                    colours = True
                elif colours is None and may_have_colours and not fax:
                    with at_work(file.watched_as):
                        colours = _has_colours_from(pdf, index + 1)
                grey = plain and (fax or not may_have_colours or not colours)
                sheet = ScannedSheet(page, picture, large, grey, fax, _is_blank(picture))
                del picture
                yield sheet
                del sheet  # before the next one is drawn


def _has_colours_from(pdf: PdfiumFile, first: int) -> bool:
    """True if a page of the file has a colour. first: the page to begin with, counted from 0; those before it have none."""
    for index in range(first, len(pdf)):
        try:
            with at_page(index), pdf.page(index) as opened:
                picture = drawn(opened, COLOUR_DPI)
        except UndrawableError:
            continue  # it is told when it is its turn
        if not _is_grey(picture, 1):
            return True
    return False


def _is_grey(picture: Picture, step: int = 5) -> bool:
    """True if no dot of those looked at has a colour. step: of so many dots, and of so many rows, one is looked at."""
    some = picture[::step, ::step].astype(np.int16)
    apart = np.abs(some[..., 0] - some[..., 1]) + np.abs(some[..., 1] - some[..., 2])
    return float(apart.mean()) < 0.3 and float((apart > 16).mean()) < 0.0002


def _is_fax(picture: Picture) -> bool:
    """True if nearly all dots are black or white, and some are black. Drawing makes some grey ones along the edges."""
    some = picture[::2, ::2, 0]
    between = float(((some > 60) & (some < 225)).mean())
    dark = float((some <= 60).mean())
    return between < 0.25 * dark + 0.002 and dark > 0.001 and float((some >= 252).mean()) > 0.6


def _is_blank(picture: Picture) -> bool:
    """True if the middle of the sheet has no ink."""
    high, wide = picture.shape[:2]
    inner = picture[high // 20 : high - high // 20, wide // 20 : wide - wide // 20].max(axis=2)
    paper = float(np.median(inner))
    return paper > 90 and float((inner < paper * 0.72).mean()) < 0.00015
