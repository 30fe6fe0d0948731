"""What cases can begin with: the records in tables, JSON files and returned Word forms; and copies of cases that were taken away."""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter

from formgen import pipeline
from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.refused import RefusedError
from formgen.intake.collected import Collected, Source
from formgen.intake.sources import read_source
from formgen.pipeline.outcomes import Advance
from formgen.returned.word_files.read_files import read_word_files
from formgen.scheme.models import Scheme
from formgen.web.filling.taking import as_typed
from formgen.web.guard.bodies import MOST_FILE
from formgen.web.kept.backups import BACKUP, BackedUp, read_backed_up
from formgen.web.kept.case_files import CaseFiles
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import Database
from formgen.web.work.order import Sent, WorkEnding
from formgen.web.work.sources import parts_of

MOST_CANDIDATES = 2000
"""The most records that are offered to begin with."""
CANDIDATES = "candidates.json"
MOST_RECORD = 1024 * 1024
"""The most bytes of a record in a copy of a case."""
MOST_HISTORY = 200 * MOST_RECORD
"""The most bytes of all versions of a case in a copy."""
MOST_MEMBERS = 200_000
RESTORED = "取回"
"""Who saved a version that a copy does not name."""
_ENDINGS = (".docx", ".docm", ".doc", ".wps", ".rtf", ".odt")
_WORD = frozenset((FileFormat.DOCX, FileFormat.DOC, FileFormat.RTF, FileFormat.ODT))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a case can begin with. at: where it was found. lost: a line for each thing that is not taken over."""

    name: str
    at: str
    record: str = field(repr=False)
    lost: tuple[str, ...] = ()


_CANDIDATES = TypeAdapter(tuple[Candidate, ...])


def read_candidates(folder: Path) -> tuple[Candidate, ...]:
    """The records that were found in what was sent; empty if there are none."""
    try:
        return _CANDIDATES.validate_json((folder / CANDIDATES).read_bytes())
    except (OSError, ValueError):
        return ()


def begin(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Find the records in what was sent."""
    scheme = pipeline.load(sent.scheme)
    words = [path for path in sources if path.is_file() and _is_word(path)]
    read = [*(read_source(scheme, path) for path in sources if path not in words), *read_word_files(scheme, words)]
    found = tuple(one for source in read for one in _candidates(scheme, source))[:MOST_CANDIDATES]
    said = [str(problem) for source in read for problem in source.problems if problem.is_error]
    if not found:
        return WorkEnding(failure="；".join(said) or f"没有读到{scheme.applicant.word}的数据")
    (folder / CANDIDATES).write_bytes(_CANDIDATES.dump_json(found))
    return WorkEnding(made=(len(found), len(said)))


def _is_word(path: Path) -> bool:
    """True for a file that is a Word file by its name, or by its content."""
    if path.suffix.lower() in _ENDINGS:
        return True
    try:
        return format_of(path.read_bytes()) in _WORD
    except RefusedError:
        return False


def _candidates(scheme: Scheme, source: Source) -> Iterator[Candidate]:
    for one in source:
        if one.record is not None:
            yield _candidate(scheme, one)


def _candidate(scheme: Scheme, one: Collected) -> Candidate:
    assert one.record is not None
    record, lost = as_typed(scheme, one.record, one.problems)
    return Candidate(one.name, str(one.place), record, lost)


def restore(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Read copies of cases again, each as a case of its own. What a killed run had read is not read twice."""
    scheme = pipeline.load(sent.scheme)
    data = folder.parent.parent
    database = Database(data)
    cases, files = Cases(database), CaseFiles(data / "cases", database)
    made = refused = 0
    for path in sources:
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
                if len(members) > MOST_MEMBERS:
                    return WorkEnding(failure="压缩包里的文件太多")
                folders = _folders(members)
                for number, (name, inside) in enumerate(folders.items(), start=1):
                    case_id = hashlib.sha256(f"{folder.name}\0{path.name}\0{name}".encode()).hexdigest()[:32]
                    done = _restored(archive, inside, scheme, sent.scheme, cases, files, case_id)
                    made, refused = made + done, refused + (not done)
                    advance(number, len(folders))
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
            return WorkEnding(failure=f"「{path.name}」不是从这里下载的压缩包，或者坏了", made=(made, refused))
    if not made and not refused:
        return WorkEnding(failure="压缩包里没有填报的数据（record.json）")
    return WorkEnding(made=(made, refused))


def _folders(members: Sequence[zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """The folders with a record: the members of each by their paths below it."""
    names = {one.filename: one for one in members if not one.is_dir()}
    found: dict[str, dict[str, zipfile.ZipInfo]] = {
        name.removesuffix(BACKUP.record): {} for name in names if PurePosixPath(name).name == BACKUP.record
    }
    for name, member in names.items():
        above = next((one for one in sorted(found, key=len, reverse=True) if name.startswith(one)), None)
        if above is not None:
            found[above][name.removeprefix(above)] = member
    return found


def _restored(
    archive: zipfile.ZipFile,
    inside: dict[str, zipfile.ZipInfo],
    scheme: Scheme,
    reference: str,
    cases: Cases,
    files: CaseFiles,
    case_id: str,
) -> bool:
    """Read one case again. Returns False if its record is none, or of another scheme."""
    record = _text(archive, inside.pop(BACKUP.record), MOST_RECORD)
    noted = inside.pop(BACKUP.history, None)
    history = read_backed_up(_text(archive, noted, MOST_HISTORY) or "") if noted is not None else None
    if record is None or not _is_record(record):
        return False
    if history is None:
        history = BackedUp(scheme.id, "", ())
    if history.scheme != scheme.id or not all(_is_record(one.record) for one in history.versions):
        return False
    if cases.newest(case_id) is not None:
        return True
    for path, member in inside.items():
        folders, own = parts_of(path)
        if "/".join((*folders, own)) == path and member.file_size <= MOST_FILE:
            with archive.open(member) as content:
                files.take(case_id, path, content)
    versions = [(one.at, one.who, one.record) for one in history.versions]
    if not versions or versions[-1][2] != record:
        versions.append((time.time(), RESTORED, record))
    cases.restore(case_id, reference, history.town, versions)
    return True


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> str | None:
    """The text of a small member; None if it is too large, or no text."""
    with archive.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_record(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
