"""Supplied files of a case: how their pages will be bound, pages turned, and a folder sorted in by the names in it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from formgen import pipeline
from formgen.dossier.evidence.mending.opening import needs_password
from formgen.dossier.evidence.take_in import NOT_DRAWN, SourcePdf, take_in
from formgen.dossier.sheets import A4, lay
from formgen.engines.pdfium import PdfiumFile
from formgen.engines.system.watcher import at_page, at_work
from formgen.foundation.problems import Problem
from formgen.intake.collected import Collected
from formgen.intake.folders.own_folder import OwnFolders
from formgen.intake.json.record import read_record_text
from formgen.intake.places import file_place
from formgen.pipeline.outcomes import Advance, SourceOutcome
from formgen.record.models import SuppliedFile
from formgen.scheme.models import Scheme
from formgen.web.filling.supplied import EVIDENCE, MATERIAL, instead, pieces, with_files, with_pieces
from formgen.web.filling.texts import EMPTY, with_texts
from formgen.web.kept.case_files import CaseFiles
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import Database
from formgen.web.work.order import FILES, Sent, WorkEnding
from formgen.web.work.sources import parts_of

MOST_THUMBS = 24
"""The most pages of a file that are shown small."""
THUMB = 150
"""The width of a small page in pixels, for a sheet of A4 upright."""
LOOKS = "looks.json"
TURNED = "（转过）"
"""What the name of a file with a turned page ends with."""
SIGNED = "这份文件有电子签名，转了签名就没有用了，没有转"


@dataclass(frozen=True, slots=True)
class FileLook:
    """How a file will be bound.

    pages  how many; 0 if it can't be bound
    said   what is to be known of it, as lines
    stops  why it is bound in a draft only, as lines
    locked True for a PDF that a password opens
    """

    pages: int
    said: tuple[str, ...]
    stops: tuple[str, ...] = ()
    locked: bool = False

    @property
    def shown(self) -> range:
        """The pages that are shown small, counted from 1."""
        return range(1, min(self.pages, MOST_THUMBS) + 1)


_LOOKS = TypeAdapter(tuple[FileLook, ...])


def read_looks(folder: Path) -> tuple[FileLook, ...]:
    """How the files of a folder will be bound, in their order; empty if that is not known yet."""
    try:
        return _LOOKS.validate_json((folder / LOOKS).read_bytes())
    except (OSError, ValueError):
        return ()


def thumb(folder: Path, number: int, page: int) -> Path:
    """Where the picture of a page lies. number: of the file, counted from 0. page: counted from 1."""
    return folder / f"{number}-{page}.png"


def look(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Take in each file as the dossier does, and draw its pages small."""
    (below,) = sources
    found = []
    for number, upload in enumerate(sent.files):
        source, problems = _taken(below, upload.name)
        if source is not None:
            with at_work(source.watched_as):
                thumbs = _thumbs(source)
            for page, drawn in enumerate(thumbs, start=1):
                thumb(folder, number, page).write_bytes(drawn)
        stops = _lines(one for one in problems if source is not None and one.code == NOT_DRAWN)
        said = _lines(one for one in problems if source is None or one.code != NOT_DRAWN)
        locked = source is None and needs_password((folder / FILES / str(number)).read_bytes())
        if locked:
            said = tuple(one.message for one in problems)
        found.append(FileLook(source.pages if source else 0, said, stops, locked))
        advance(number + 1, len(sent.files))
    (folder / LOOKS).write_bytes(_LOOKS.dump_json(tuple(found)))
    return WorkEnding()


def _lines(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(f"{one.message}；{one.remedy}" for one in problems)


def _taken(below: Path, name: str) -> tuple[SourcePdf | None, tuple[Problem, ...]]:
    """A file as it is taken in, and what is said of it. name: as the work knows it, with the folder of its applicant."""
    (_, *folders), own = parts_of(name)
    path = "/".join((*folders, own))
    return take_in(SuppliedFile(path, file_place(own)), "", below, draft=True)


def _thumbs(source: SourcePdf) -> list[bytes]:
    with source.opened() as pdf:
        del pdf.pages[MOST_THUMBS:]
        for page, placement in zip(pdf.pages, source.placements, strict=False):
            lay(pdf, page, placement, None)
        out = io.BytesIO()
        pdf.save(out)
    drawn = []
    with PdfiumFile(out.getvalue()) as file:
        for number in range(len(file)):
            with at_page(number), file.page(number) as opened:
                width, height = (max(1, round(side * THUMB / A4[0])) for side in opened.size)
                drawn.append(opened.png(width, height))
    return drawn


def turn(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Turn a page of the one file, and put the turned file in its place."""
    (below,), (upload,), (page, degrees) = sources, sent.files, sent.turn
    source, problems = _taken(below, upload.name)
    if source is None:
        return WorkEnding(failure="；".join(_lines(problems)))
    if source.is_signed:
        return WorkEnding(failure=SIGNED)
    with source.opened() as pdf:
        if not 1 <= page <= len(pdf.pages):
            return WorkEnding(failure="没有这一页")
        pdf.pages[page - 1].rotate(degrees, relative=True)
        out = io.BytesIO()
        pdf.save(out)
    path = upload.name.partition("/")[2]
    stem = path.rpartition(".")[0] if "." in path.rpartition("/")[2] else path
    out.seek(0)
    scheme, cases, files = _kept(sent, folder)
    made = files.take(sent.case, f"{stem.removesuffix(TURNED)}{TURNED}.pdf", out).path
    cases.put(
        sent.case,
        sent.owner,
        lambda record: with_pieces(scheme, record, instead(pieces(scheme, record), path, made)),
    )
    return WorkEnding()


def sort_in(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Put the files of a folder to materials and rows of scores by their names, as a folder beside a table is read."""
    scheme, cases, files = _kept(sent, folder)
    problems: list[Problem] = []
    placed: list[tuple[str, str, str]] = []
    for source in (one for one in sources if one.is_dir()):
        text = with_texts(scheme, EMPTY, {scheme.applicant.name: source.name})
        record = read_record_text(scheme, text, source.name).record
        found = OwnFolders(scheme).add(Collected(record, (), source.name, source.parent, file_place(source.name)))
        problems += found.problems
        if found.record is None:
            continue
        labels = {one.id: one.label for one in scheme.supplied}
        for supplied in found.record.materials:
            for file in supplied.files:
                made = _into_case(files, sent.case, source.parent / file.path, labels[supplied.material])
                placed.append((f"{MATERIAL}{supplied.material}", "", made))
        for piece in found.record.evidence:
            for file in piece.files:
                made = _into_case(files, sent.case, source.parent / file.path, f"佐证/{piece.indicator}")
                placed.append((f"{EVIDENCE}{piece.indicator}", piece.title, made))
        advance(len(placed), len(sent.files))

    def change(record: str) -> str:
        known = pieces(scheme, record)
        for place, title, path in placed:
            known = with_files(known, place, title, (path,))
        return with_pieces(scheme, record, known)

    if placed:
        cases.put(sent.case, sent.owner, change)
    outcome = SourceOutcome("", "", tuple(problems), is_source=True)
    return WorkEnding(made=(len(placed), len(sent.files) - len(placed)), outcomes=(outcome,))


def _into_case(files: CaseFiles, case_id: str, path: Path, below: str) -> str:
    folders, _ = parts_of(f"{below}/x")
    with path.open("rb") as content:
        return files.take(case_id, "/".join((*folders, path.name)), content).path


def _kept(sent: Sent, folder: Path) -> tuple[Scheme, Cases, CaseFiles]:
    data = folder.parent.parent
    database = Database(data)
    return pipeline.load(sent.scheme), Cases(database), CaseFiles(data / "cases", database)
