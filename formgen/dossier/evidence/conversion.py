"""Converts supplied files of other formats to PDF: pictures, ZIP files of pictures, OFD files and office files."""

from __future__ import annotations

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.pictures.images import picture_to_pdf
from formgen.dossier.evidence.pictures.picture_archive import pictures_to_pdf
from formgen.dossier.evidence.refused import Remark


def as_pdf(content: bytes, kind: FileFormat) -> tuple[bytes, tuple[Remark, ...]]:
    """Convert a file that is not a PDF. Returns the PDF, and remarks about what is different in it.

    kind  the format that `format_of` found; never PDF

    Raises RefusedError for a file that can't be converted, MachineError if this machine lacks something for it.
    """
    if kind.is_picture:
        return picture_to_pdf(content, kind)
    if kind is FileFormat.ZIP:
        return pictures_to_pdf(content)
    if kind is FileFormat.OFD:
        from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf  # it imports fontTools, which few dossiers need

        return ofd_to_pdf(content)
    return office_to_pdf(content, kind)
