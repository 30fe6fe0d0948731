"""装订证明: the last page. It tells a person who has no program what was bound and what was checked.

The page can't print the results of the checks, because it is bound before they run. But the program hands out the dossier
only if every check on the list passed. The digests of the finished file are in the proof file, which is made afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formgen.dossier.own_pages.html import page_html
from formgen.dossier.plan import Plan
from formgen.dossier.proof.proof_file import printed_tools
from formgen.foundation import resources
from formgen.scheme.models import Scheme

TITLE = "装订证明"
UNKNOWN = "〓"
"""Replaces a character of a file's name that no face has. Printers use this sign in the same way."""
SHORT = 16


@dataclass(frozen=True, slots=True)
class BoundFile:
    """A file that was bound: its name, sha256, and the pages that it became, as printed."""

    name: str
    sha256: str
    first: int
    last: int

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.last - self.first + 1

    @property
    def shown_name(self) -> str:
        """The name with the characters that can be printed."""
        return "".join(character if resources.covered(character) else UNKNOWN for character in self.name)

    @property
    def digest(self) -> tuple[str, ...]:
        """The sha256 in groups that a person can compare."""
        return tuple(self.sha256[at : at + SHORT] for at in range(0, len(self.sha256), SHORT))


def proof_html(scheme: Scheme, plan: Plan, rows: Sequence[BoundFile], last: int, is_archive: bool) -> str:
    """The proof page as HTML. last: the number of the dossier's last page before this one."""
    context = {"rows": tuple(rows), "last": last, "is_archive": is_archive, "tools": printed_tools()}
    return page_html(scheme, "proof.html", applicant=plan.applicant, title=plan.title, **context)
