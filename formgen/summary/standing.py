"""Describes how far one applicant is at one stage: what is wrong with its dossier, and what the dossier lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from formgen.foundation.problems import Place
from formgen.scheme.dossiers import Dossier


class Readiness(StrEnum):
    """How far a dossier is, in the words of the papers. If several are true, the first of them counts."""

    FAULTY = "有错误"
    UNFILLED = "未填全"
    LACKING = "缺材料"
    COMPLETE = "完整"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that an applicant must correct.

    material  the material of the dossier to which it belongs, with its number: `②承诺书`; empty if it belongs to none
    label     the official label of the field, or the title of the file
    place     the place in the applicant's data: the cell or the pointer, after the file's name if it is another file
    message   what is wrong
    remedy    what to do
    """

    material: str
    label: str
    place: str
    message: str = field(repr=False)
    remedy: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """One applicant at one stage.

    name         the applicant's name; if the record does not give it, words that say so, with the place in the source
    identity     the value that distinguishes applicants of the same name; empty if the record does not give it
    town         the town; empty if the record does not name it, or if the scheme has no towns
    dossier      the dossier that is handed in at the stage; None for a scheme without dossiers
    values       the texts of the summary's columns, in order; empty where the record says nothing
    faults       how many errors the data have
    unfilled     how many places of the forms are not filled in
    lacking      the numbers of the materials that are missing or can't be used: `②`
    warnings     how many findings are not errors, but a person should look at them
    corrections  everything that stops the dossier: first the errors, then the unfilled places, then the missing materials
    place        the place of the applicant in its source
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
        """What is wrong, in a few words: `3 处错误，5 栏没有填，缺②④`; empty if nothing is wrong."""
        said = [f"{self.faults} 处错误"] if self.faults else []
        said += [f"{self.unfilled} 栏没有填"] if self.unfilled else []
        said += [f"缺{''.join(self.lacking)}"] if self.lacking else []
        return "，".join(said)
