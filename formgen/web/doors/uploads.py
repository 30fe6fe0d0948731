"""Takes in files that a browser sent: each is written under a number into a folder with a random name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from starlette.datastructures import UploadFile

from formgen.web.guard.bodies import MEGABYTE, MOST_FILE
from formgen.web.kept.folders import new_folder, remove_folder
from formgen.web.work.order import FILES, Sent, Upload, write_sent


def too_large(sent: Iterable[UploadFile]) -> str:
    """What is to be said of the first file that is larger than any may be; empty if there is none."""
    large = next((one for one in sent if (one.size or 0) > MOST_FILE), None)
    return "" if large is None else f"「{large.filename}」太大，一个文件最多 {MOST_FILE // MEGABYTE} MB；没有收下"


def taken(above: Path, given: Sent, sent: Sequence[tuple[str, UploadFile]]) -> Path:
    """Write files into a new folder below `above`, each with the name under which its work knows it. Returns the folder.

    given: what is known of what was sent, besides its files. Raises MachineError if they can't be written.
    """
    folder = new_folder(above)
    try:
        (folder / FILES).mkdir(mode=0o700)
        for number, (_, one) in enumerate(sent):
            target = os.open(folder / FILES / str(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(target, "wb") as file:
                shutil.copyfileobj(one.file, file)
        uploads = tuple(Upload(name, one.size or 0) for name, one in sent)
        write_sent(folder, replace(given, files=uploads))
    except BaseException:
        remove_folder(folder)
        raise
    return folder
