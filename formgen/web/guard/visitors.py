"""Who asks: the office, a town, or one applicant; and what each of them may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a visitor is. The office sees everything, a town what is its own, an applicant its one case."""

    OFFICE = "office"
    TOWN = "town"
    CASE = "case"


EVERYBODY = frozenset(Role)
OFFICES = frozenset((Role.OFFICE, Role.TOWN))
OFFICE_ONLY = frozenset((Role.OFFICE,))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has come in.

    name    how the list of who did what calls the visitor: words of ours and a random number, nothing personal
    scheme  the reference of the scheme to which the visitor is bound; empty for the office
    about   the name of a town, or the id of a case; empty for the office
    """

    name: str
    role: Role = Role.OFFICE
    scheme: str = ""
    about: str = ""

    @property
    def scope(self) -> str:
        """What is written beside a thing that this visitor sends, so that it is known whose it is; empty for the office."""
        return "" if self.role is Role.OFFICE else f"{self.role}:{self.scheme}:{self.about}"

    def owns(self, scope: str) -> bool:
        """True if the visitor may see a thing with this scope."""
        return self.role is Role.OFFICE or self.scope == scope
