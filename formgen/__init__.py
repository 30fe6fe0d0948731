"""formgen: official application papers of a credit-management scheme, from one record per enterprise.

    import formgen

    scheme = formgen.load()
    formgen.blank(scheme, out=Path("blank"))
    examined = formgen.examine(scheme, Path("record.json"))
    formgen.fill(scheme, examined, out=Path("filled"))
    formgen.bind_dossier(scheme, examined, "acceptance", out=Path("filled"))

The data pass through the subpackages in this order: scheme, record, intake, render, dossier, cli. A public name is
imported when a program first uses it, so `import formgen` takes almost no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.foundation.errors import DataError, DefinitionError, FormgenError, MachineError, ProofError, UsageError
    from formgen.foundation.problems import Place, Problem, Severity
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
    from formgen.record.json_schema import json_schema
    from formgen.record.models import Record
    from formgen.scheme.models import Scheme

__version__ = "0.4.0"
"""The version of the program. It is written here only: the wheel, the proofs and `formgen --version` read it here."""

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
    (
        "formgen.foundation.errors",
        ("DataError", "DefinitionError", "FormgenError", "MachineError", "ProofError", "UsageError"),
    ),
    ("formgen.foundation.problems", ("Place", "Problem", "Severity")),
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
