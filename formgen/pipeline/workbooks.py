"""Writes the empty collection workbook, which an office hands out."""

from __future__ import annotations

from pathlib import Path

from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import UsageError
from formgen.intake.columns import MOST_ENTERPRISES, USUAL_ENTERPRISES
from formgen.intake.workbook.collection_workbook import collection_workbook
from formgen.scheme.models import Scheme


def write_workbook(scheme: Scheme, out: Path, enterprises: int = USUAL_ENTERPRISES) -> Path:
    """Write the empty collection workbook to the file `out`, and return its path.

    If a file of that name exists and is not exactly this workbook, it is not overwritten, because somebody may have filled
    it in. Raises UsageError in this case, if the name does not end in .xlsx, and if no sheet has room for so many
    enterprises.
    """

    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"「{out.name}」不是工作簿的文件名；文件名要以 .xlsx 结尾")
    try:
        content = collection_workbook(scheme, enterprises)
    except ValueError:
        raise UsageError(f"{scheme.applicant.word}数要在 1 到 {MOST_ENTERPRISES} 之间") from None
    try:
        is_another = out.exists() and out.read_bytes() != content
    except OSError:
        is_another = True  # a folder, or a file that can't be read
    if is_another:
        raise UsageError(f"已经有「{out.name}」，也许有人填写过，没有覆盖；请换一个文件名，或先把它移走")
    return deliver([Paper(out.name, content)], out.parent)[0]
