"""formgen: official application papers of a credit-management scheme, from one record per enterprise.

    import formgen

    scheme = formgen.load()
    formgen.blank(scheme, out=Path("blank"))
    examined = formgen.examine(scheme, Path("record.json"))
    formgen.fill(scheme, examined, out=Path("filled"))
    formgen.bind_dossier(scheme, examined, "acceptance", out=Path("filled"))

The way through the house: scheme, record, intake, render, dossier, cli. Names are imported when they are first
used, so that `import formgen` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.errors import DataError, DefinitionError, FormgenError, MachineError, ProofError, UsageError
    from formgen.pipeline import (
        DossierResult,
        Examined,
        Filled,
        Format,
        bind_dossier,
        blank,
        definition_faults,
        examine,
        examine_source,
        fill,
        load,
        read_back,
        write_workbook,
    )
    from formgen.problems import Place, Problem, Severity
    from formgen.record.json_schema import json_schema
    from formgen.record.models import Record
    from formgen.scheme.models import Scheme

__version__ = "0.2.0"
"""The only place where the version is written: the wheel, the proofs and `formgen --version` take it from here."""

__all__ = [
    "DataError",
    "DefinitionError",
    "DossierResult",
    "Examined",
    "Filled",
    "Format",
    "FormgenError",
    "MachineError",
    "Place",
    "Problem",
    "ProofError",
    "Record",
    "Scheme",
    "Severity",
    "UsageError",
    "bind_dossier",
    "blank",
    "definition_faults",
    "examine",
    "examine_source",
    "fill",
    "json_schema",
    "load",
    "read_back",
    "write_workbook",
]

_HOMES = (
    ("formgen.errors", ("DataError", "DefinitionError", "FormgenError", "MachineError", "ProofError", "UsageError")),
    ("formgen.problems", ("Place", "Problem", "Severity")),
    ("formgen.record.json_schema", ("json_schema",)),
    ("formgen.record.models", ("Record",)),
    ("formgen.scheme.models", ("Scheme",)),
    (
        "formgen.pipeline",
        (
            "DossierResult",
            "Examined",
            "Filled",
            "Format",
            "bind_dossier",
            "blank",
            "definition_faults",
            "examine",
            "examine_source",
            "fill",
            "load",
            "read_back",
            "write_workbook",
        ),
    ),
)


def __getattr__(name: str) -> object:
    for module, names in _HOMES:
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'formgen' has no attribute {name!r}")
