"""What is handed in at each stage of a scheme: dossiers with their materials, and what applicants supply as files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from formgen.scheme.definition import Definition


class Stamp(Definition):
    """A place that needs a seal, a signature or a handwritten date.

    label   the words on the form, or the work plan's words about a supplied material
    by      the person or office that stamps or signs
    kinds   one or more of seal (of an enterprise or an office), chop (of a person), signature and date
    """

    label: str
    by: str
    kinds: tuple[Literal["seal", "chop", "signature", "date"], ...]


class Material(Definition):
    """One numbered material of a dossier; exactly one of form, supplied, evidence and page is given.

    title      the work plan's own words, without the number
    form       the id of the form from which the material is made
    supplied   the material's id under `materials` in the record
    evidence   True if the material is the evidence for the scores
    page       `cover` or `contents`: a page that formgen makes
    copies     the number of copies; None if the work plan says nothing
    issued_by  who issues the material; None if the applicant writes it
    note       other requirements of the work plan (seal, signature, attestation)
    stamps     the seals and signatures that a supplied material must have before it is bound; a form defines its own
    """

    title: str
    form: str | None = None
    supplied: str | None = None
    evidence: bool = False
    page: Literal["cover", "contents"] | None = None
    copies: int | None = None
    issued_by: str | None = None
    note: str | None = None
    stamps: Annotated[tuple[Stamp, ...], Field(alias="stamp")] = ()


class Dossier(Definition):
    """A dossier, which is handed in at one stage: numbered materials in the work plan's order.

    id           the id that the option `--kind` takes
    title        the title of the dossier, and the name of its file
    stage        the work plan's heading; None if there is none
    conditions   申报条件, word for word; empty if the work plan names none
    deadline     the last day of handing in; None if the work plan names none
    deadline_text  the work plan's own sentence about the deadline; empty if there is none
    receiver     who receives the dossier; empty if the work plan does not say
    copies       the number of copies; None if the work plan says nothing
    cover_paper  the paper that the work plan asks for; None if it asks for none
    """

    id: str
    title: str
    stage: str | None = None
    conditions: tuple[str, ...] = ()
    deadline: date | None = None
    deadline_text: str = ""
    receiver: str = ""
    copies: int | None = None
    cover_paper: str | None = None
    materials: Annotated[tuple[Material, ...], Field(alias="material")]

    @property
    def form_ids(self) -> tuple[str, ...]:
        """The ids of the forms among its materials, in their order."""
        return tuple(material.form for material in self.materials if material.form)

    @property
    def has_evidence(self) -> bool:
        """True if the evidence for the scores is one of its materials."""
        return any(material.evidence for material in self.materials)


class SuppliedMaterial(Definition):
    """A kind of document that the applicant supplies as a file.

    id       a unique English id: its key under `materials` in the record
    label    the work plan's words; accepted as a key, too
    aliases  further keys that are accepted
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()
