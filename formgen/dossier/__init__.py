"""Papers to one packet: `bind` makes a proved dossier from what a `DossierTask` names: forms, supplied PDFs and evidence.

Its names are imported when they are first used: who makes forms alone needs nothing that reads and writes PDFs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.dossier.assemble import Bound, OnProgress, bind, lacking
    from formgen.dossier.task import DossierTask, FormPaper

__all__ = ["Bound", "DossierTask", "FormPaper", "OnProgress", "bind", "lacking"]

if not TYPE_CHECKING:  # mypy would take every name for one that is there

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'formgen.dossier' has no attribute {name!r}")
        home = "task" if name in ("DossierTask", "FormPaper") else "assemble"
        return getattr(import_module(f"formgen.dossier.{home}"), name)
