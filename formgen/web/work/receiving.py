"""Looks at a scan of a stamped dossier, as `formgen receive` does, and keeps the pages to be shown beside each other."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from formgen import pipeline
from formgen.pipeline.outcomes import Advance
from formgen.pipeline.receiving import REPORT
from formgen.web.work.order import Sent, WorkEnding, WorkKind
from formgen.web.work.sources import out_folder

SCANS, DOSSIER = "scans", "dossier"
"""The folders in which the scan, and the bound dossier with its proof, are laid out for the work."""
PDF, PROOF = "材料.pdf", "材料.proof.json"
"""The names of the dossier and its proof in that folder, whatever they were called."""


def pages_folder(folder: Path) -> Path:
    """Where the pictures of the pages lie."""
    return folder / "pages"


def report_path(folder: Path, suffix: str) -> Path:
    """Where the report lies. suffix: `.json`, `.pdf` or `.html`."""
    return out_folder(folder, WorkKind.RECEIVE) / f"{REPORT}{suffix}"


def receive(sent: Sent, folder: Path, sources: Sequence[Path], advance: Advance) -> WorkEnding:
    """Hold a scan against the dossier, as `formgen receive` does."""
    below = {path.name: path for path in sources}
    out, pages = out_folder(folder, WorkKind.RECEIVE), pages_folder(folder)
    for one in (out, pages):
        shutil.rmtree(one, ignore_errors=True)
        one.mkdir(mode=0o700)
    found = pipeline.receive_dossier([below[SCANS]], below[DOSSIER] / PDF, out, None, advance, pages)
    return WorkEnding(made=(found.scanned, len(found.lines)))
