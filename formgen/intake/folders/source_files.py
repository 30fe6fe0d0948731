"""Sorts the files of a folder of collected data: which are read, in which order, and which are not read and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen.foundation.problems import Problem, error, warning
from formgen.intake.folders.natural_order import natural_key
from formgen.intake.places import file_place, shown
from formgen.scheme.models import Scheme

NOT_RECORDS = (".proof.json", ".schema.json")
"""How the names of JSON files end that are not records. Proofs of dossiers and JSON Schemas may lie in the same folder."""
RESULTS = ("结果.json", "结果.xlsx")
"""The files that a batch writes into its folder."""
_PACKED = frozenset((".zip", ".rar", ".7z", ".gz", ".tar"))
"""The extensions of packed folders. They are reported, because there may be tables in them."""
WORDS = frozenset((".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".ott", ".fodt"))
"""The extensions of documents of Word, WPS and LibreOffice."""
LISTED = 3
"""How many files a message names. It counts the others."""


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files of a folder.

    data     records and tables, in natural order of their names
    texts    text files, which are read if they have the headings of a table
    words    documents of Word and like programs, which are read if they are returned forms
    packed   packed folders, which are not opened
    others   all other files: evidence and other papers that records may name
    folders  the folders in this folder, in which no data are searched
    """

    data: tuple[Path, ...]
    texts: tuple[Path, ...]
    words: tuple[Path, ...]
    packed: tuple[Path, ...]
    others: tuple[Path, ...]
    folders: tuple[Path, ...]

    def problems(self, scheme: Scheme, folder: Path, has_data: bool) -> tuple[Problem, ...]:
        """The problems about what was not read. has_data: True if something was read, or was reported as unreadable."""
        found: list[Problem] = []
        if self.packed:
            message = f"文件夹里的压缩包没有读：{listed(self.packed)}"
            remedy = "里面有要用的数据的，先解压"
            found.append(warning("folder.other", "", file_place(self.packed[0].name), message, remedy))
        if not has_data:
            word = scheme.applicant.word
            message, remedy = f"文件夹里没有{word}的数据（.json 文件、表格或交回来的 Word 表格）", "核对文件夹"
            others = (*self.words, *self.others)
            if self.folders:
                remedy = f"数据在下一级文件夹里的，写上那些文件夹：{listed(self.folders)}"
            elif others:
                message += f"，只有别的文件：{listed(others)}"
                remedy = f"请把{word}的情况填进采集表，交回采集表（.xlsx）"
            found.append(error("source.empty", "", file_place(folder.name), message, remedy))
        return tuple(found)


def files_of_folder(folder: Path, data: frozenset[str]) -> FolderFiles:
    """Sort the files of a folder. data: the extensions of records and tables, in small letters.

    Ignored are hidden files, files that Excel makes while a workbook is open, proofs of dossiers, JSON Schemas, and the
    results of a batch. Raises OSError if the folder can't be read.
    """
    kinds = ("data", "texts", "words", "packed", "others", "folders")
    parted: dict[str, list[Path]] = {kind: [] for kind in kinds}
    for path in sorted(folder.iterdir(), key=lambda path: (natural_key(path.name), path.name)):
        if kind := _kind(path, data):
            parted[kind].append(path)
    return FolderFiles(*(tuple(parted[kind]) for kind in kinds))


def _kind(path: Path, data: frozenset[str]) -> str:
    name, suffix = path.name.lower(), path.suffix.lower()
    if name.startswith((".", "~$")) or name.endswith(NOT_RECORDS) or name in RESULTS:
        return ""
    if suffix == ".json":
        return "data"  # a folder with this name, too: it is reported as a folder later
    if path.is_dir():
        return "folders"
    if suffix in data:
        return "data"
    if suffix == ".txt":
        return "texts"
    if suffix in WORDS:
        return "words"
    return "packed" if suffix in _PACKED else "others"


def listed(paths: Sequence[Path]) -> str:
    """The names of files for a message: the first `LISTED`, and how many there are."""
    names = "、".join(f"「{shown(path.name)}」" for path in paths[:LISTED])
    return f"{names}等 {len(paths)} 个" if len(paths) > LISTED else names
