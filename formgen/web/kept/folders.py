"""Folders of the data folder, one for each thing that people sent or keep. Their names are random and say nothing."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

from formgen.foundation.errors import MachineError

ID = re.compile(r"[0-9a-f]{32}")


def new_folder(above: Path) -> Path:
    """Make a folder with a random name that only its owner can open. Raises MachineError if it can't be made."""
    folder = above / secrets.token_hex(16)
    try:
        above.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError:
        raise MachineError("写不了数据文件夹，请核对写入权限和磁盘空间") from None
    return folder


def known_folder(above: Path, name: str) -> Path | None:
    """The folder with this name; None if there is none, or if the name is not one of ours."""
    folder = above / name
    return folder if ID.fullmatch(name) and folder.is_dir() else None


def folders(above: Path) -> list[Path]:
    """All folders, the newest first."""
    found = [one for one in above.iterdir() if ID.fullmatch(one.name)] if above.is_dir() else []
    return sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
