"""Paths of supplied files, as a record may name them."""

from __future__ import annotations

import re

from formgen.record.characters import is_blank


def path_fault(path: str) -> str | None:
    """Why a path may not stand in a record; None for one that may.

    A record names files in or under its own folder only: one that came from elsewhere must not make the program read
    (and bind) other files of the machine.
    """
    if is_blank(path):
        return "文件的路径是空的"
    if "\\" in path:
        return "文件的路径里有反斜杠"
    if path.startswith("/") or re.match("[A-Za-z]:", path):
        return "文件的路径是绝对路径"
    return "文件的路径跑到了数据文件所在的文件夹外面（..）" if ".." in path.split("/") else None
