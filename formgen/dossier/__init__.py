"""Papers to one packet: `bind` makes a proved dossier from forms, supplied PDFs and evidence.

Its names are imported when they are first used: who makes forms alone needs nothing that reads and writes PDFs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formgen.dossier.assemble import Bound, FormPaper, OnProgress, bind, lacking

__all__ = ["Bound", "FormPaper", "OnProgress", "bind", "lacking"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'formgen.dossier' has no attribute {name!r}")
    from formgen.dossier import assemble

    return getattr(assemble, name)
