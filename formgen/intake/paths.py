"""The paths of supplied files that a record may name."""

from __future__ import annotations

from formgen.record.kinds.characters import is_blank


def path_fault(path: str) -> str | None:
    """Why a path may not stand in a record; None if it may.

    Whether the path leads to an allowed folder is checked when the file is read (`formgen.dossier`): only then are the
    allowed folders and the targets of links known.
    """
    if is_blank(path):
        return "文件的路径是空的"
    return "文件的路径里有反斜杠" if "\\" in path else None
