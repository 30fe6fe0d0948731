"""All steps from the data to the papers, in a few functions: the command line, batches and the public API call them.

    schemes    a scheme by its name, its faults, its forms by their ids
    workbooks  the empty collection workbook
    collecting collected data written as records
    examining  a file read and checked: `Examined`
    papers     forms blank and filled, written or only made; a Word file read back
    dossiers   one enterprise's dossier bound, written, and compared with its proof later
    made       what was made and is not written yet

The subpackages intake, render and dossier never call each other; this package passes values between them. A name of
these modules is imported when it is first used. So a program that fills in forms does not load the code that binds PDFs
or writes workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.pipeline.dossiers import (
        DossierResult,
        WrittenVolume,
        bind_dossier,
        dossier_findings,
        make_dossier,
        verify_dossier,
    )
    from formgen.pipeline.examining import Examined, examine, examine_collected, examine_source, too_long
    from formgen.pipeline.made import BOTH, Format, MadeDossier, MadePaper, MadePapers, MadeVolume, packet_contents
    from formgen.pipeline.papers import Filled, blank, fill, form_findings, make_forms, read_back
    from formgen.pipeline.schemes import choose_forms, definition_faults, load
    from formgen.pipeline.workbooks import write_workbook

__all__ = [
    "BOTH",
    "DossierResult",
    "Examined",
    "Filled",
    "Format",
    "MadeDossier",
    "MadePaper",
    "MadePapers",
    "MadeVolume",
    "WrittenVolume",
    "bind_dossier",
    "blank",
    "choose_forms",
    "definition_faults",
    "dossier_findings",
    "examine",
    "examine_collected",
    "examine_source",
    "fill",
    "form_findings",
    "load",
    "make_dossier",
    "make_forms",
    "packet_contents",
    "read_back",
    "too_long",
    "verify_dossier",
    "write_workbook",
]

_HOMES = {
    "schemes": ("choose_forms", "definition_faults", "load"),
    "workbooks": ("write_workbook",),
    "examining": ("Examined", "examine", "examine_collected", "examine_source", "too_long"),
    "papers": ("Filled", "blank", "fill", "form_findings", "make_forms", "read_back"),
    "dossiers": (
        "DossierResult",
        "WrittenVolume",
        "bind_dossier",
        "dossier_findings",
        "make_dossier",
        "verify_dossier",
    ),
    "made": ("BOTH", "Format", "MadeDossier", "MadePaper", "MadePapers", "MadeVolume", "packet_contents"),
}
"""Which module holds which of these names."""


if not TYPE_CHECKING:  # mypy would take every name for one that is there

    def __getattr__(name: str) -> object:
        for module, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"formgen.pipeline.{module}"), name)
        raise AttributeError(f"module 'formgen.pipeline' has no attribute {name!r}")
