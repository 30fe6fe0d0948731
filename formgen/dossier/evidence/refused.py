"""Messages about a supplied file: why the program refuses it, or what the enterprise should know if it is bound."""

from __future__ import annotations

from typing import NamedTuple

PRINT_ANEW = "请用 PDF 阅读器打开，核对页数和内容后打印（另存）成新的 PDF 再提供"
AS_PDF = "请用能打开它的软件另存（打印）成 PDF 再提供"


class Remark(NamedTuple):
    """What the enterprise should know about a file that is bound. `message` continues a sentence that begins with 文件「…」."""

    code: str
    message: str
    remedy: str


class RefusedError(Exception):
    """The reason why a file can't be taken in. The caller knows the file's name and place, and makes a Problem of it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def damaged(reason: str = "") -> RefusedError:
    """The refusal of a PDF that is broken or incomplete. reason: what is wrong with it, in Chinese; empty if nobody can say."""
    return RefusedError("evidence.damaged", f"已损坏或不完整：{reason}" if reason else "已损坏或不完整", PRINT_ANEW)
