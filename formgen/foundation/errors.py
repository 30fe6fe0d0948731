"""The one family of errors that the library raises, each with the exit code that the command line ends with.

    FormgenError                 anything the library refuses to do
    ├── DataError            1   problems in the user's data: carries every Problem found
    ├── UsageError           2   a scheme, form or kind of dossier that does not exist
    ├── DefinitionError      3   a scheme folder or Word template with faults: carries every fault
    ├── MachineError         4   a missing font or library, an unwritable folder, a full disk behind standard output
    └── ProofError           5   a finished paper failed its own proof and was not delivered

Faults of a *user's data* are never raised one by one. Each is a `formgen.foundation.problems.Problem`; they are collected, and
`DataError` carries all of them.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formgen.foundation.problems import Problem


INTERNAL_ERROR = 70
"""The exit code for a fault of the program itself."""
DEBUG = "FORMGEN_DEBUG"
"""The environment variable that, set to 1, makes the command line print where a fault of the program happened."""


class FormgenError(Exception):
    """Anything the library refuses to do. `str()` is one line in Chinese that says what to do next."""

    exit_code: ClassVar[int] = INTERNAL_ERROR


class DataError(FormgenError):
    """The user's data has errors; `problems` holds all findings, warnings included."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.is_error]
        super().__init__(f"数据里有 {len(errors)} 处错误")


class UsageError(FormgenError):
    """The caller named a scheme, a form or a kind of dossier that does not exist."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One fault of a scheme folder: the file, the line or key in it, and what is wrong, in Chinese."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"


class DefinitionError(FormgenError):
    """A scheme folder or a Word template has faults; `faults` holds all of them."""

    exit_code = 3

    def __init__(self, faults: Iterable[DefinitionFault]) -> None:
        self.faults = tuple(faults)
        first = str(self.faults[0]) if self.faults else ""
        more = f"（共 {len(self.faults)} 处）" if len(self.faults) > 1 else ""
        super().__init__(f"模板定义有误：{first}{more}")


class MachineError(FormgenError):
    """The machine lacks something: a font, a system library, a folder that can be written."""

    exit_code = 4


class ProofError(FormgenError):
    """A finished paper failed its own proof, so nothing was delivered."""

    exit_code = 5


def fault_place(error: BaseException) -> str:
    """The kind of an internal error and the place in the program where it happened.

    The error's own words are left out, because they may quote the record.
    """
    steps = [(str(frame.f_globals.get("__name__")), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [f"，{module} 第 {line} 行" for module, line in steps if module.startswith("formgen.")]
    return f"{type(error).__name__}{ours[-1] if ours else ''}"


def failure_lines(error: FormgenError) -> tuple[str, ...]:
    """The lines for an error of the library: one line, or one for each fault of a definition or each error in the data."""
    if isinstance(error, DefinitionError):
        return ("模板定义有误：", *(f"  {fault}" for fault in error.faults))
    if isinstance(error, DataError) and error.problems:
        return tuple(str(problem) for problem in error.problems if problem.is_error)
    return (" ".join(str(error).split()),)


def internal_line(error: BaseException) -> str:
    """The line for a fault of the program itself. The error's own words may quote the record, so they are left out."""
    return (
        f"程序内部错误（{fault_place(error)}）。这是程序的错，不是数据的错；"
        f"请把这一行和所用的命令报告给 formgen 项目（Issues）；设 {DEBUG}=1 再运行可看到出错位置"
    )
