"""Messages about a supplied file: why the program refuses it, or what the enterprise should know if it is bound."""

from __future__ import annotations

from typing import NamedTuple

from formgen.engines.system.watcher import A_FILE, A_PAGE, Stopped

PRINT_ANEW = "请用 PDF 阅读器打开，核对页数和内容后打印（另存）成新的 PDF 再提供"
PLAINER = "请用能打开它的软件打印成新的 PDF 再交；还是不行的，把这样的页打印成图片再交"
AS_PDF = "请用能打开它的软件另存（打印）成 PDF 再提供"


TOO_SLOW, CRASHES = "evidence.too-slow", "evidence.crashes"
WITHOUT_END = frozenset({TOO_SLOW, CRASHES})
"""The codes of files that an earlier process was ended at."""


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


def wrong_password() -> RefusedError:
    """The refusal of a file for which a password was given that does not open it."""
    return RefusedError("evidence.password", "用所给的密码打不开", "请核对这个文件的密码，注意大小写和空格")


def without_end(found: Stopped) -> RefusedError:
    """The refusal of a file for which the libraries take too long, or at which they crash."""
    where = f"第 {found.page} 页" if found.page else ""
    if not found.is_slow:
        return RefusedError(CRASHES, f"{where}会让读它的程序出错中断，没有收入", PLAINER)
    if found.page:
        return RefusedError(TOO_SLOW, f"{where}太复杂，{A_PAGE:.0f} 秒还没有画完，没有收入", PLAINER)
    return RefusedError(TOO_SLOW, f"太复杂，{A_FILE / 60:.0f} 分钟还没有读完，没有收入", PLAINER)
