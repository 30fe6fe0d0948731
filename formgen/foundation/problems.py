"""Problem: a finding about the user's data. Problems are collected and shown all at once, never raised one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`error`: nothing is made for this enterprise. `warning`: the paper is made, but a person should look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value came from: a file's name (never a full path) and the place in it.

    The form of `at` depends on the kind of file. In JSON it is a JSON pointer (`/applicant/name`); in JSON Lines the
    line stands before the pointer (`第 5 行/applicant/name`); in a table it is a cell (`名单!C12`, in a CSV file `C12`) or
    a row (`名单!第 12 行`). It is empty if the whole file is meant.
    """

    file: str
    at: str = ""

    def inside(self, pointer: str) -> Place:
        """The place that a JSON pointer leads to, starting from the value at this place."""
        return Place(self.file, self.at + pointer)

    def __str__(self) -> str:
        if not self.at:
            return self.file
        return f"{self.file}#{self.at}" if self.at.startswith("/") else f"{self.file}!{self.at}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about the user's data, in plain Chinese.

    code      stable and machine-readable, e.g. `identifier.check-digit`
    severity  error or warning
    label     the official label of the field, e.g. `5、证件号码`; empty if no field is meant
    place     where the value came from
    message   what is wrong; never repeats an identity number or a telephone number
    remedy    what to do about it
    """

    code: str
    severity: Severity
    label: str
    place: Place
    message: str
    remedy: str

    @property
    def is_error(self) -> bool:
        """True if nothing is produced for this enterprise because of it."""
        return self.severity is Severity.ERROR

    def to_json(self) -> dict[str, str]:
        """The finding as a JSON object."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "label": self.label,
            "file": self.place.file,
            "at": self.place.at,
            "message": self.message,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        head = "错误" if self.is_error else "提醒"
        label = f"「{self.label}」" if self.label else ""
        return f"{head} {self.place} {label}{self.message}。{self.remedy}。"


def error(code: str, label: str, place: Place, message: str, remedy: str) -> Problem:
    """A Problem of severity error."""
    return Problem(code, Severity.ERROR, label, place, message, remedy)


def warning(code: str, label: str, place: Place, message: str, remedy: str) -> Problem:
    """A Problem of severity warning."""
    return Problem(code, Severity.WARNING, label, place, message, remedy)


def in_message(text: str, longest: int) -> str:
    """A text of a file as a message shows it: at most `longest` characters, `…` for the rest, and nothing that would upset a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in text).strip()
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


def has_errors(problems: Iterable[Problem]) -> bool:
    """True if any of the problems is an error."""
    return any(problem.is_error for problem in problems)
