"""What is found of a dossier years later, while it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """Takes up what is found.

    failures  what is not as it was bound, or disagrees, in Chinese, with the pages
    remarks   what could not be looked at, and why
    """

    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
