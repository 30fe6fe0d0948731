"""What the modules that take files in say of a file: why it is refused, or what its owner should know of it."""

from __future__ import annotations

from typing import NamedTuple

PRINT_ANEW = "请用 PDF 阅读器打开，核对页数和内容后打印（另存）成新的 PDF 再提供"
AS_PDF = "请用能打开它的软件另存（打印）成 PDF 再提供"


class Remark(NamedTuple):
    """What the enterprise should know of a file that is bound all the same; message follows on 文件「…」."""

    code: str
    message: str
    remedy: str


class RefusedError(Exception):
    """Why a file can't be taken in; turned into a Problem where the file's name and place are known."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def damaged() -> RefusedError:
    """The refusal of a PDF that is broken or cut off."""
    return RefusedError("evidence.damaged", "已损坏或不完整", PRINT_ANEW)
