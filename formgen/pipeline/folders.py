"""Makes empty folders for the files of applicants: one for each applicant, and in it one for each material and indicator.

`formgen.intake.folders.own_folder` later finds the files that people put into these folders.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.delivery import folder_name
from formgen.foundation.errors import MachineError
from formgen.foundation.problems import Problem, error
from formgen.intake.collected import Collected, Source
from formgen.intake.columns import code_fields, header_key
from formgen.intake.together.several import each_of
from formgen.record.kinds.table import written
from formgen.record.models import Record
from formgen.scheme.models import Scheme

EVIDENCE = "佐证"
"""The name of the folder that contains the folders of the indicators."""
LONGEST_WORDS = 20
"""How many characters of an indicator's text the name of its folder has. Some systems allow 260 characters for a whole path."""


@dataclass(frozen=True, slots=True)
class MadeFolders:
    """The folders of one applicant.

    enterprise  the applicant
    path        its folder; None if it could not be made
    made        how many folders were made; folders that existed before do not count
    problems    why a folder could not be made
    """

    enterprise: Collected
    path: Path | None
    made: int
    problems: tuple[Problem, ...]


def make_folders(scheme: Scheme, sources: Sequence[Source], out: Path) -> Iterator[MadeFolders]:
    """Make the empty folders of every applicant of these sources in the folder `out`. Existing files and folders never change.

    If an applicant has scores, it gets folders only for the indicators whose scores need evidence. If it has no scores, it
    gets folders for all indicators. Raises MachineError if a folder can't be made.
    """
    everybody = [one for _, one in each_of(scheme, sources)]
    sharing = Counter(header_key(one.name) for one in everybody if _is_told(scheme, one))
    for one in everybody:
        yield _make(scheme, one, out, sharing[header_key(one.name)] > 1)


def _is_told(scheme: Scheme, one: Collected) -> bool:
    """True for an applicant whose name is known and who did not come before."""
    is_again = any(problem.code == "enterprise.twice" for problem in one.problems)
    return one.record is not None and one.record.value(scheme.applicant.name) is not None and not is_again


def _make(scheme: Scheme, one: Collected, out: Path, is_shared: bool) -> MadeFolders:
    label = scheme.name_label
    if one.record is None or not _is_told(scheme, one):
        wrong = tuple(problem for problem in one.problems if problem.is_error)
        if not wrong:
            wrong = (error("table.no-name", label, one.place, f"没有写{label}", f"写上{label}"),)
        return MadeFolders(one, None, 0, wrong)
    name = _folder_name(_named(scheme, one, one.record, is_shared))
    if name is None:
        message = f"{label}不能用作文件夹名"
        found = error("name.folder", label, one.place, message, f"核对{label}")
        return MadeFolders(one, None, 0, (found,))
    made = 0
    taken: list[tuple[str, ...]] = []
    for path in ((name,), *((name, *path) for path in _inner(scheme, one.record))):
        if any(path[: len(above)] == above for above in taken):
            continue
        if _is_taken(out.joinpath(*path)):
            taken.append(path)
        else:
            made += _make_one(out.joinpath(*path))
    problems = tuple(
        error(
            "folder.taken",
            "",
            one.place,
            f"已经有叫「{'/'.join(path)}」的文件或链接，没有建这个文件夹",
            "改名或移走后再运行",
        )
        for path in taken
    )
    return MadeFolders(one, None if (name,) in taken else out / name, made, problems)


def _named(scheme: Scheme, one: Collected, record: Record, is_shared: bool) -> str:
    code = next((written(value) for field in code_fields(scheme) if (value := record.value(field)) is not None), "")
    return f"{one.name}（{code}）" if is_shared and code else one.name


def _inner(scheme: Scheme, record: Record) -> Iterable[tuple[str, ...]]:
    """The paths of the folders in an applicant's folder. Each folder comes after the folder in which it lies."""
    for number, material in enumerate(scheme.supplied, start=1):
        name = _folder_name(f"{number:02} {material.label}")
        if name is not None:
            yield (name,)
    rows = list(scheme.indicators.values())
    if record.scores and scheme.scores is not None:
        expected = {level.id for level in scheme.scores.levels if level.evidence == "expected"}
        wanted = {score.indicator for score in record.scores if score.level in expected}
        rows = [row for row in rows if row.id in wanted]
    if rows:
        yield (EVIDENCE,)
    for row in rows:
        name = _folder_name(f"{row.id} {row.text[:LONGEST_WORDS].strip()}")
        if name is not None:
            yield EVIDENCE, name


def _folder_name(text: str) -> str | None:
    return folder_name(text.replace("/", "／").replace("\\", "＼"))


def _is_taken(folder: Path) -> bool:
    """True if a file or a link has this name. Links are not followed."""
    return folder.is_symlink() or (os.path.lexists(folder) and not folder.is_dir())


def _make_one(folder: Path) -> int:
    if folder.is_dir():
        return 0
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return 0
    except OSError:
        raise MachineError(f"建不了文件夹 {folder}，请核对写入权限和磁盘空间") from None
    return 1
