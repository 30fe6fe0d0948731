"""Finding: what is wrong with one value, before anybody knows which field it belongs to.

The readers of values (`characters`, `dates`, `money`, `identifiers`) are pure functions: they return the value and the
findings. `formgen.record.kinds.table` adds the label and the place and so makes each finding a `Problem`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from formgen.problems import Place, Problem, Severity

ValueT = TypeVar("ValueT")

Outcome = tuple[ValueT | None, tuple["Finding", ...]]
"""What a reader returns: the value (None where there is none or it cannot be used) and what was found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a value. Neither message nor remedy repeats the value: it may be personal data."""

    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def problem(self, label: str, place: Place) -> Problem:
        """The same finding with the field's label and the place that the value came from."""
        return Problem(self.code, self.severity, label, place, self.message, self.remedy)


def wrong(code: str, message: str, remedy: str) -> tuple[None, tuple[Finding, ...]]:
    """The outcome of a value that cannot be used, with the one finding that says why."""
    return None, (Finding(code, message, remedy),)
