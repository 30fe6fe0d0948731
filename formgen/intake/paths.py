"""Paths of supplied files, as a record may name them."""

from __future__ import annotations

from formgen.record.kinds.characters import is_blank


def path_fault(path: str) -> str | None:
    """Why a path may not stand in a record; None for one that may.

    Where a path leads is judged when the file is read (`formgen.dossier`): only then it is known which folders it may
    lie in, and where links go.
    """
    if is_blank(path):
        return "文件的路径是空的"
    return "文件的路径里有反斜杠" if "\\" in path else None
