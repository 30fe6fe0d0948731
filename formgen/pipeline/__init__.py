"""All steps from the data to the papers, in a few functions: the command line, batches and the public API call them.

    schemes    reads a scheme by its name, finds its faults, and finds its forms by their ids
    workbooks  writes the empty collection workbook
    collecting what people sent: opened as sources, returned forms compared, written as records
    examining  reads and checks a file: `Examined`
    papers     makes blank and filled forms, and writes them; reads a Word file back
    dossiers   binds and writes one enterprise's dossier, and compares it with its proof later
    receiving  holds a scan of a dossier against it, and puts a scan in order
    signing    signs a dossier that was written
    made       the papers that are made and not written yet

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
    from formgen.pipeline.receiving import ReceivedDossier, SortedScan, receive_dossier, sort_scan
    from formgen.pipeline.schemes import choose_forms, definition_faults, load
    from formgen.pipeline.signing import KeyFile, KeyToken, SignedDossier, sign_dossier, signature_fields
    from formgen.pipeline.workbooks import write_workbook

__all__ = [
    "BOTH",
    "DossierResult",
    "Examined",
    "Filled",
    "Format",
    "KeyFile",
    "KeyToken",
    "MadeDossier",
    "MadePaper",
    "MadePapers",
    "MadeVolume",
    "ReceivedDossier",
    "SignedDossier",
    "SortedScan",
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
    "receive_dossier",
    "sign_dossier",
    "signature_fields",
    "sort_scan",
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
    "receiving": ("ReceivedDossier", "SortedScan", "receive_dossier", "sort_scan"),
    "signing": ("KeyFile", "KeyToken", "SignedDossier", "sign_dossier", "signature_fields"),
    "made": ("BOTH", "Format", "MadeDossier", "MadePaper", "MadePapers", "MadeVolume", "packet_contents"),
}
"""The names that each module of this package holds."""


if not TYPE_CHECKING:  # with this function, mypy would accept every name, also one that does not exist

    def __getattr__(name: str) -> object:
        for module, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"formgen.pipeline.{module}"), name)
        raise AttributeError(f"module 'formgen.pipeline' has no attribute {name!r}")
