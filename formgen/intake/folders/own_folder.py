"""Adds the files in an applicant's own folder to its record: `甲公司/佐证/1.1.1 信用管理方针/a.jpg`.

The folder lies beside the table or the record of the applicant. If the record itself names files for a material or an
indicator, the files in the folder are not used for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from formgen.foundation.problems import Place, Problem, error, warning
from formgen.intake.collected import Collected
from formgen.intake.columns import Subject, code_fields, header_key
from formgen.intake.folders.subject_words import Fit, is_evidence_folder, name_words, subject_words
from formgen.intake.folders.walk import Walk, folders_beside, walked
from formgen.intake.places import file_place, shown
from formgen.intake.supplied import EVIDENCE_LABEL, evidence_title, supplied_file
from formgen.record.kinds.table import written
from formgen.record.models import Evidence, Record, SuppliedFile, SuppliedFiles
from formgen.scheme.models import Scheme

LISTED = 10
"""How many files of one kind a finding names. It counts the others."""
MOST_COMPARED = 30_000
"""How many names are compared in one source to find folders with nearly the same name. This takes a second."""
LONGEST_TITLE = 60
"""How many characters the title of a piece of evidence may have. A longer title is cut."""
PACKET = "申报表格合订本"
"""The beginning of the file name of a packet, which this program makes."""
_NUMBER_BEFORE = re.compile(r"^\s*[（(]?[0-9０-９]{1,4}(?:[)）、.．\-_\s]+)(?=\D)")

_Path = tuple[str, ...]


class OwnFolders:
    """Finds the folder of each applicant beside its data, and adds the files in it. Each reading of a source needs a new object."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._beside: dict[Path, dict[str, str]] = {}
        self._taken: dict[tuple[Path, str], Place] = {}
        self._links: dict[Path, set[str]] = {}
        self._compared = 0

    def add(self, one: Collected) -> Collected:
        """The same applicant with the files of its folder, and with the problems found there; unchanged if there is no folder."""
        if one.record is None or one.record.value(self._scheme.applicant.name) is None:
            return one
        if any(problem.code == "enterprise.twice" for problem in one.problems):
            return one  # the folder belongs to the first of them
        folders = self._folders(one.folder)
        if not folders:
            return one
        name = self._find(one, one.record, folders)
        if name is None:
            near = self._near(one, folders)
            return replace(one, problems=(*one.problems, near)) if near else one
        if name in self._links[one.folder]:
            what = f"文件夹「{shown(name)}」是链接，没有打开"
            found = warning("folder.link", EVIDENCE_LABEL, file_place(name), what, "换成文件夹本身")
            return replace(one, problems=(*one.problems, found))
        first = self._taken.setdefault((one.folder, name), one.place)
        if first is not one.place:
            applicant = self._scheme.applicant
            message = f"文件夹「{shown(name)}」前面的〔{first}〕已经用了，不知道里面的文件是哪一{applicant.counter}的"
            remedy = f"两{applicant.counter}同名的，在文件夹名后面写上各自的{self._scheme.identity_label or '区别'}"
            found = error("folder.shared", EVIDENCE_LABEL, file_place(name), message, remedy)
            return replace(one, problems=(*one.problems, found))
        return _Filing(self._scheme, one, one.record, name).filed(walked(one.folder / name))

    def _folders(self, beside: Path) -> dict[str, str]:
        """The names of the folders beside the data, by their keys (`_key`). If two folders have the same key, it is left out."""
        if beside not in self._beside:
            known: dict[str, list[str]] = {}
            links = self._links.setdefault(beside, set())
            for name, is_link in folders_beside(beside):
                known.setdefault(_key(name), []).append(name)
                if is_link:
                    links.add(name)
            self._beside[beside] = {key: names[0] for key, names in known.items() if len(names) == 1}
        return self._beside[beside]

    def _find(self, one: Collected, record: Record, folders: dict[str, str]) -> str | None:
        codes = [written(value) for id in code_fields(self._scheme) if (value := record.value(id)) is not None]
        name = _key(one.name)
        for code in codes:
            for key in (
                _key(code),
                _key(f"{one.name}（{code}）"),
                _key(f"{one.name}{code}"),
                _key(f"{code}{one.name}"),
            ):
                if key in folders:
                    return folders[key]
        return folders.get(name)

    def _near(self, one: Collected, folders: dict[str, str]) -> Problem | None:
        self._compared += len(folders)
        if self._compared > MOST_COMPARED:
            return None
        near = difflib.get_close_matches(_key(one.name)[:60], list(folders), n=1, cutoff=0.85)
        if not near or any(name == folders[near[0]] for _, name in self._taken):
            return None
        message = f"旁边的文件夹「{shown(folders[near[0]])}」与名称不完全相同，里面的文件没有用"
        remedy = f"是这{self._scheme.applicant.counter}的，把文件夹改名为「{shown(one.name)}」"
        return warning("folder.near", EVIDENCE_LABEL, one.place, message, remedy)


def _key(name: str) -> str:
    """The key of a folder's name: without differences of width, without spaces, and without a number in front."""
    return header_key(_NUMBER_BEFORE.sub("", name)).rstrip(".")


@dataclass(slots=True)
class _Filed:
    """The files of one piece of evidence, with its title."""

    title: str
    files: list[SuppliedFile] = field(default_factory=list)


class _Filing:
    """Finds the material or the indicator for each file in one applicant's folder."""

    def __init__(self, scheme: Scheme, one: Collected, record: Record, folder: str) -> None:
        self.scheme, self.one, self.record, self.folder = scheme, one, record, folder
        self.words = subject_words(scheme)
        self.problems: list[Problem] = []
        self.materials: dict[str, list[SuppliedFile]] = {}
        self.evidence: dict[tuple[str, str], _Filed] = {}
        self.unplaced: list[tuple[str, Fit]] = []
        self.beside_named: list[str] = []
        self._named = {_plain_path(file.path) for file in _files(record)}
        self._said = {one.material for one in record.materials if one.files}
        self._shown = {item.indicator for item in record.evidence}

    def filed(self, walk: Walk) -> Collected:
        """The applicant with the files of its folder, and with the problems found there."""
        for path in walk.files:
            self._file(path)
        self._tell(walk)
        place = file_place(self.folder)
        materials = tuple(SuppliedFiles(id, tuple(files), place) for id, files in self.materials.items())
        evidence = tuple(
            Evidence(indicator, filed.title, tuple(filed.files), filed.files[0].place)
            for (indicator, _), filed in self.evidence.items()
        )
        rows = list(self.scheme.indicators)
        ordered = sorted((*self.record.evidence, *evidence), key=lambda item: rows.index(item.indicator))
        supplied = {one.material: one for one in (*materials, *(one for one in self.record.materials if one.files))}
        record = replace(
            self.record,
            materials=tuple(supplied[one.id] for one in self.scheme.supplied if one.id in supplied),
            evidence=tuple(ordered) if evidence else self.record.evidence,
        )
        return replace(self.one, record=record, problems=(*self.one.problems, *self.problems))

    def _file(self, path: _Path) -> None:
        whole = "/".join((self.folder, *path))
        if whole in self._named or self._is_our_own(path):
            return
        subject, at, fit = self._subject(path)
        if subject is None:
            self.unplaced.append(("/".join(path), fit))
            return
        if (subject.id in self._said) if subject.kind == "material" else (subject.id in self._shown):
            self.beside_named.append("/".join(path))
            return
        label = subject.label if subject.kind == "material" else EVIDENCE_LABEL
        file, problems = supplied_file(whole, label, file_place(whole))
        self.problems += problems
        if file is None:
            return
        if subject.kind == "material":
            self.materials.setdefault(subject.id, []).append(file)
            return
        title = self._title(path, at, subject)
        said, problems = evidence_title(title, file_place(whole))
        self.problems += problems
        if said is not None:
            self.evidence.setdefault((subject.id, said), _Filed(said)).files.append(file)

    def _subject(self, path: _Path) -> tuple[Subject | None, int, Fit]:
        """The material or the indicator of a file, and the level of the name that shows it (0 for the outermost name).

        If several names in the path show one, the outermost name counts. If no name shows a single one, the first value is
        None, and the last value says between which ones a name does not decide.
        """
        is_evidence, doubtful, above = False, Fit(), ""
        for at, name in enumerate(path):
            fit = self.words.of(name.replace(self.one.name, "") or name, is_evidence, above)
            if at < len(path) - 1 and is_evidence_folder(name) and fit.subject is None:
                is_evidence = True
                continue
            if fit.subject is not None and (not doubtful.subjects or fit.subject in doubtful.subjects):
                return fit.subject, at, fit
            doubtful = fit if fit.subjects else doubtful
            above = name_words(name) or name
        return None, 0, doubtful

    def _title(self, path: _Path, at: int, subject: Subject) -> str:
        """The title of a piece of evidence: the words of its folder's name, or of its file's name if it has no folder.

        If these have no words, the title is the text of the indicator.
        """
        inner = path[at:]
        if len(inner) == 1:
            said = name_words(inner[0])
        else:
            said = next((words for name in reversed(inner[:-1]) if (words := name_words(name))), "")
        text = said or self.scheme.indicators[subject.id].text
        return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"

    def _is_our_own(self, path: _Path) -> bool:
        """True for a paper that this program made. The user may have let it write its papers beside the data."""
        stems = [form.file_stem for form in self.scheme.forms] + [one.title for one in self.scheme.dossiers] + [PACKET]
        behind = "[-.]" if len(path) == 1 else "-"  # a folder whose name is only the title of a dossier is not ours
        return path[-1].endswith(".proof.json") or (
            len(path) <= 2 and any(re.match(rf"{re.escape(stem)}(?:（草稿）)?{behind}", path[0]) for stem in stems)
        )

    def _tell(self, walk: Walk) -> None:
        place = file_place(self.folder)

        def tell(code: str, names: list[str], what: str, remedy: str) -> None:
            if names:
                listed = "、".join(f"「{shown(name, 80)}」" for name in names[:LISTED])
                count = f"等 {len(names)} 个" if len(names) > LISTED else ""
                self.problems.append(warning(code, EVIDENCE_LABEL, place, f"{what}：{listed}{count}", remedy))

        row = self.scheme.scores.indicator if self.scheme.scores else "材料"
        remedy = (
            f"文件或文件夹的名称以{row}的编号（如 1.1.1）或材料的名称开头"
            if self.scheme.scores
            else "按材料的名称给文件起名"
        )
        self._tell_doubtful(place)
        tell(
            "folder.unplaced",
            [name for name, fit in self.unplaced if not fit.subjects],
            "文件夹里有文件不知道是哪一项的，没有用",
            remedy,
        )
        tell(
            "folder.named",
            self.beside_named,
            "数据里写明了文件，文件夹里的没有用",
            "要用的，在数据里写上，或删去数据里写的",
        )
        tell("folder.link", ["/".join(path) for path in walk.links], "是链接，没有打开", "换成文件本身")
        lost = ["/".join(path) or self.folder for path in walk.lost]
        tell("folder.unreadable", lost, "读不了，或文件夹套得太深", "核对读取的权限，文件夹少套几层")
        if walk.cut:
            message = f"文件夹里的文件太多，只看了前 {len(walk.files)} 个"
            self.problems.append(error("folder.too-many", EVIDENCE_LABEL, place, message, "只留要交的文件"))

    def _tell_doubtful(self, place: Place) -> None:
        """Report the files whose names fit several subjects. Files that fit the same subjects share one message."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for name, fit in self.unplaced:
            if fit.subjects:
                alike.setdefault(tuple(subject.label for subject in fit.subjects), []).append(name)
        for labels, names in alike.items():
            listed = "、".join(f"「{shown(name, 80)}」" for name in names[:LISTED])
            count = f"等 {len(names)} 个" if len(names) > LISTED else ""
            several = "、".join(f"「{shown(label, 30)}」" for label in labels[:4]) + ("等" if len(labels) > 4 else "")
            message = f"文件夹里有文件合得上几项，没有用：{listed}{count}；可能是{several}"
            self.problems.append(warning("folder.unplaced", EVIDENCE_LABEL, place, message, "名称写全，或以编号开头"))


def _files(record: Record) -> Iterator[SuppliedFile]:
    for one in record.materials:
        yield from one.files
    for item in record.evidence:
        yield from item.files


def _plain_path(path: str) -> str:
    return "/".join(part for part in path.split("/") if part not in ("", "."))
