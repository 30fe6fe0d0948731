"""The choices that a caller has for how a dossier is bound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How a dossier is to be bound.

    draft      True binds a draft from the papers that exist: one page stands in the place of each missing paper, and
               every page says 草稿
    duplex     True for printing on both sides: numbers at the outer edge, materials begin on a right-hand page
    copies     how many copies are printed; None asks for no print plan
    max_bytes  the most bytes that one file may have; a larger dossier becomes several volumes. None sets no limit
    keep_size  True leaves supplied pages at their size instead of fitting them to A4
    archive    True makes a PDF/A-2a if everything that is bound is tagged, else a PDF/A-2b; a page that PDF/A can't hold as it
               is becomes a picture with searchable text
    proof_page  True adds a page at the end that says what was bound and how it was proved
    with_opinions  True prints what the record says in the place of offices; otherwise these parts stay blank, because the
               offices write on them after the applicant has handed in
    masked     True makes a masked copy for circulation: every page says 脱敏副本. The caller gives a record and forms that
               show in part what identifies persons (`formgen.record.masking`)
    masked_supplied  True takes supplied pages into a masked copy, as they are; False puts a page in their place that says so
    signature_fields  True leaves an empty field for an electronic signature at each place for a seal or a signature on the
               forms; never in a draft
    marks      True prints a DataMatrix at each end of the number's strip, by which `receive` recognises a scanned page; never in
               a draft or a masked copy, which nobody stamps
    evidence_root  a further folder in which supplied files may lie; None allows the record's own folder only
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
    masked: bool = False
    masked_supplied: bool = False
    signature_fields: bool = False
    marks: bool = False

    def file_stem(self, title: str) -> str:
        """What the names of a dossier's files begin with, by the dossier's title. A draft never takes a final's name, and a
        masked copy never takes that of the whole."""
        return f"{self.title(title)}{'（草稿）' if self.draft else ''}"

    def title(self, title: str) -> str:
        """The title of the dossier, which says so if it is a masked copy."""
        return f"{title}（{MASKED}）" if self.masked else title

    @property
    def mark(self) -> str:
        """What every page says besides its content; empty for a final."""
        return mark_of(self.masked, self.draft)


DRAFT, MASKED = "草稿", "脱敏副本"


def mark_of(is_masked: bool, is_draft: bool) -> str:
    """What every page of such a dossier says besides its content; empty for a final."""
    return "·".join([MASKED] * is_masked + [DRAFT] * is_draft)


def volume_stem(stem: str, number: int, volumes: int) -> str:
    """The name, without extension, of one volume of a dossier that has so many; the numbers begin with 1."""
    return stem if volumes == 1 else f"{stem}-第{number}册"


AS_IT_IS = Options()
