"""Finding: a fault of one value. It does not say yet to which field the value belongs.

The readers of values (`characters`, `dates`, `money`, `identifiers`) are pure functions: they return the value and the
findings. `formgen.record.kinds.table` adds the field's label and the place, and so turns each finding into a `Problem`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from formgen.foundation.problems import Place, Problem, Severity

ValueT = TypeVar("ValueT")

Outcome = tuple[ValueT | None, tuple["Finding", ...]]
"""The result of a reader: the value (None if there is none or it cannot be used) and the findings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a value.

    Neither the message nor the remedy repeats the value, because it may be personal data. Only a date or a year that is
    impossible is shown.
    """

    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR

    def problem(self, label: str, place: Place) -> Problem:
        """The same finding with the field's label and the place that the value came from."""
        return Problem(self.code, self.severity, label, place, self.message, self.remedy)


def wrong(code: str, message: str, remedy: str) -> tuple[None, tuple[Finding, ...]]:
    """Return the outcome for a value that cannot be used: None, with the one finding that says why."""
    return None, (Finding(code, message, remedy),)
