"""Reads the name of a picture that is put into a box of a form: a path from the record's folder on.

Where the path leads, and what lies there, is judged only when the file is read (`formgen.dossier.evidence.reading`).
"""

from __future__ import annotations

from formgen.record.kinds.characters import read_text
from formgen.record.kinds.findings import Outcome
from formgen.record.models import PictureFile


def read_picture(raw: object) -> Outcome[PictureFile]:
    """The file that a text names."""
    text, findings = read_text(raw)
    return (None if text is None else PictureFile(text.replace("\\", "/"))), findings
