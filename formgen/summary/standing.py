"""Where one applicant stands at one stage: what its dossier has, what is wrong with it, what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from formgen.problems import Place
from formgen.scheme.dossiers import Dossier


class Readiness(StrEnum):
    """How far a dossier is, in the words of the papers. Of several that hold, the first one is said."""

    FAULTY = "有错误"
    UNFILLED = "未填全"
    LACKING = "缺材料"
    COMPLETE = "完整"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that an applicant has to correct.

    material  the dossier's material that it belongs to, with its number, `②承诺书`; empty if it belongs to none
    label     the official label of the field, or the title of the file
    place     where the applicant's data say it: the file, and the cell or the pointer in it
    message, remedy  what is wrong, and what to do
    """

    material: str
    label: str
    place: str
    message: str = field(repr=False)
    remedy: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """One applicant at one stage.

    name      the applicant's name; the file's if the record does not say it
    identity  what tells applicants of the same name apart; empty if the record does not say it
    town      empty if the record does not say it, or the scheme has no towns
    dossier   what is handed in at the stage; None for a scheme without dossiers
    values    the texts of the summary's columns, in order; empty where the record says nothing
    faults    how many errors the data have
    unfilled  how many places of the forms are not filled in
    lacking   the numbers of the materials that are missing or can't be used, `②`
    warnings  how many findings a person should look at
    corrections  everything that stops the dossier, in the order in which it was found
    place     where the applicant stands in its source
    """

    name: str
    identity: str
    town: str
    dossier: Dossier | None = field(repr=False)
    values: tuple[str, ...] = field(repr=False)
    faults: int
    unfilled: int
    lacking: tuple[str, ...]
    warnings: int
    corrections: tuple[Correction, ...] = field(repr=False)
    place: Place

    @property
    def readiness(self) -> Readiness:
        """How far the dossier is."""
        if self.faults:
            return Readiness.FAULTY
        if self.unfilled:
            return Readiness.UNFILLED
        return Readiness.LACKING if self.lacking else Readiness.COMPLETE

    @property
    def short(self) -> str:
        """What is wrong in a few words, `3 处错误，5 栏没有填，缺②④`; empty if nothing is."""
        said = [f"{self.faults} 处错误"] if self.faults else []
        said += [f"{self.unfilled} 栏没有填"] if self.unfilled else []
        said += [f"缺{''.join(self.lacking)}"] if self.lacking else []
        return "，".join(said)
