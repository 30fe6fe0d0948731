"""What is no PDF becomes one: pictures, ZIPs of pictures, OFD and office files, each in its own way."""

from __future__ import annotations

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.office import office_to_pdf
from formgen.dossier.evidence.pictures.images import picture_to_pdf
from formgen.dossier.evidence.pictures.picture_archive import pictures_to_pdf
from formgen.dossier.evidence.refused import Remark


def as_pdf(content: bytes, kind: FileFormat) -> tuple[bytes, tuple[Remark, ...]]:
    """The PDF of a file that is none, with remarks about what is not as it was. Raises RefusedError, MachineError.

    kind  what `format_of` said of the content; not a PDF
    """
    if kind.is_picture:
        return picture_to_pdf(content, kind)
    if kind is FileFormat.ZIP:
        return pictures_to_pdf(content)
    if kind is FileFormat.OFD:
        from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf  # with fontTools, which few dossiers need

        return ofd_to_pdf(content)
    return office_to_pdf(content, kind)
