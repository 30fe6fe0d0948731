"""The task of the binder: which enterprise's dossier to bind, from which papers, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from formgen.dossier.options import AS_IT_IS, Options
from formgen.record.models import Record
from formgen.scheme.dossiers import Dossier
from formgen.scheme.models import FormStamp, Scheme


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A filled form, as the caller rendered it.

    stamps  its places for seals and signatures; None for those of the scheme's form
    """

    form_id: str
    pdf: bytes = field(repr=False)
    stamps: tuple[FormStamp, ...] | None = None


@dataclass(frozen=True, slots=True)
class DossierTask:
    """One dossier to be bound.

    scheme   the scheme that gives the dossier its words and pages
    dossier  which of the scheme's dossiers is to be bound
    record   the record of the enterprise
    folder   where the record lies: supplied files are looked for in it and below
    forms    the forms that the dossier asks for, filled
    options  how it is to be bound
    """

    scheme: Scheme
    dossier: Dossier
    record: Record = field(repr=False)
    folder: Path
    forms: tuple[FormPaper, ...] = ()
    options: Options = AS_IT_IS
