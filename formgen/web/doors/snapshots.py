"""Cases as they are now, laid into a folder for work: what is changed later does not change what is made of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from formgen.foundation.delivery import file_names
from formgen.scheme.models import Scheme
from formgen.web.filling.supplied import pieces
from formgen.web.filling.texts import typed_texts
from formgen.web.kept.cases import Version
from formgen.web.office import Office
from formgen.web.work.order import FILES, Upload
from formgen.web.work.tasks import APPLICANT, RECORD

NAMELESS = "没有名称"
"""The name of the folder of a case whose record says no name."""


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as it is now. folder: the folder under which its work knows it."""

    folder: str
    case_id: str
    scheme: Scheme
    version: Version = field(repr=False)


def named(scheme: Scheme, cases: Iterable[tuple[str, Version]]) -> tuple[CaseNow, ...]:
    """Cases of a scheme, each with a folder that is named after its applicant."""
    known = list(cases)
    texts = (typed_texts(scheme, version.record).get(scheme.applicant.name, "") for _, version in known)
    folders = file_names(one.replace("/", "／").replace("\\", "＼").strip(". ") or NAMELESS for one in texts)
    return tuple(
        CaseNow(folder, case_id, scheme, version) for folder, (case_id, version) in zip(folders, known, strict=True)
    )


def laid_ready(office: Office, folder: Path, cases: Iterable[CaseNow]) -> tuple[Upload, ...]:
    """Lay the records of cases, and the files that they name, into a folder for work. Returns what lies there, in order."""
    (folder / FILES).mkdir(mode=0o700)
    uploads: list[Upload] = []
    for one in cases:
        content = one.version.record.encode()
        target = os.open(folder / FILES / str(len(uploads)), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(target, "wb") as file:
            file.write(content)
        uploads.append(Upload(f"{one.folder}/{RECORD}", len(content)))
        for path, stored, size in files_of(office, one):
            os.link(stored, folder / FILES / str(len(uploads)))
            uploads.append(Upload(f"{one.folder}/{path}", size))
    return tuple(uploads)


def laid_files(folder: Path, files: Iterable[tuple[str, Path, int]]) -> tuple[Upload, ...]:
    """Lay files of one case into a folder for work: of each its path, where it lies, and its size."""
    (folder / FILES).mkdir(mode=0o700)
    uploads = []
    for number, (path, stored, size) in enumerate(files):
        os.link(stored, folder / FILES / str(number))
        uploads.append(Upload(f"{APPLICANT}/{path}", size))
    return tuple(uploads)


def files_of(office: Office, one: CaseNow) -> Iterator[tuple[str, Path, int]]:
    """The files that the record of a case names: the path that it writes, where the file lies, and its size."""
    known = office.files.listed(one.case_id)
    wanted = [path for piece in pieces(one.scheme, one.version.record) for path in piece.paths]
    for path in dict.fromkeys(wanted):
        if path in known:
            yield path, office.files.stored(one.case_id, known[path]), known[path].size
