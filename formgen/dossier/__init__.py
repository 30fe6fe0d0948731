"""Binds papers into one dossier: `bind` makes it from the forms, supplied files and evidence of a `DossierTask`, and proves it.

Each name is imported when a caller first uses it, so a program that only makes forms does not load the libraries that
read and write PDFs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.dossier.assemble import Bound, bind, lacking
    from formgen.dossier.binding.workbench import OnProgress
    from formgen.dossier.task import DossierTask, FormPaper

__all__ = ["Bound", "DossierTask", "FormPaper", "OnProgress", "bind", "lacking"]

if not TYPE_CHECKING:  # else mypy would accept any name of this package, also one that does not exist

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'formgen.dossier' has no attribute {name!r}")
        home = "task" if name in ("DossierTask", "FormPaper") else "assemble"
        return getattr(import_module(f"formgen.dossier.{home}"), name)
