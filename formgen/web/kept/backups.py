"""Copies of cases: a ZIP with a folder for each case, which the command line works on and this server reads again.

A folder holds the record as `record.json`, the files at the paths that the record writes, and a hidden file with the
versions of before, which other programs pass over.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import IO, Final

from pydantic import TypeAdapter

from formgen.web.kept.case_files import CaseFiles
from formgen.web.kept.cases import Cases


@dataclass(frozen=True, slots=True)
class BackupNames:
    """The names of the files in a folder of a copy that are not files of the record."""

    record: str = "record.json"
    history: str = ".formgen-case.json"


BACKUP: Final = BackupNames()


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A version of a case. at: seconds since 1970."""

    at: float
    who: str
    record: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What the hidden file says. scheme: the id of the scheme. town: the town that began the case; empty for none."""

    scheme: str
    town: str
    versions: tuple[EarlierVersion, ...]


_BACKED_UP = TypeAdapter(BackedUp)


def read_backed_up(text: str) -> BackedUp | None:
    """What a hidden file says; None if it is none of ours."""
    try:
        return _BACKED_UP.validate_json(text)
    except ValueError:
        return None


def write_backup(target: IO[bytes], cases: Cases, files: CaseFiles, chosen: list[tuple[str, str, str]]) -> None:
    """Write copies of cases into one ZIP. chosen: of each case the folder, its id, and the id of its scheme."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for folder, case_id, scheme in chosen:
            versions = cases.every_version(case_id)
            if not versions:
                continue
            archive.writestr(f"{folder}/{BACKUP.record}", versions[-1].record)
            for path, one in files.listed(case_id).items():
                stored = files.stored(case_id, one)
                if stored.is_file():
                    archive.write(stored, f"{folder}/{path}")
            said = BackedUp(
                scheme, cases.town(case_id), tuple(EarlierVersion(one.at, one.who, one.record) for one in versions)
            )
            info = zipfile.ZipInfo(f"{folder}/{BACKUP.history}")
            archive.writestr(info, _BACKED_UP.dump_json(said), zipfile.ZIP_DEFLATED)
