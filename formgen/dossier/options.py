"""What a caller may ask of a dossier beyond its papers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How a dossier is to be bound.

    draft      True builds it with what there is: a page stands in the place of everything that is missing, and every
               page says 草稿
    duplex     True for printing on both sides: numbers at the outer edge, materials begin on a right-hand page
    copies     how many copies are printed; None asks for no print plan
    max_bytes  the most bytes that one file may have; a larger dossier becomes several volumes. None sets no limit
    keep_size  True leaves supplied pages at their size instead of fitting them to A4
    archive    True makes it PDF/A-2b; what can't stand in it as it is becomes a picture of its page, searchable
    proof_page  True adds a page at the end that says what was bound and how it was proved
    with_opinions  True prints what the record says in the place of offices; otherwise these parts stay blank, because the
               offices write on them after the applicant has handed in
    evidence_root  a folder beside the record's own that supplied files may lie in; None for the record's alone
    """

    draft: bool = False
    duplex: bool = False
    copies: int | None = None
    max_bytes: int | None = None
    keep_size: bool = False
    archive: bool = False
    proof_page: bool = False
    evidence_root: Path | None = None
    with_opinions: bool = False


AS_IT_IS = Options()
