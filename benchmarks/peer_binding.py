"""How most scripts bind evidence: pypdf joins the files; reportlab draws numbers that pypdf lays over the pages. Nothing is checked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path


def joined(paths: Sequence[Path], out: Path) -> int:
    """Join the files with pypdf. Returns how many pages there are."""
    from pypdf import PdfWriter

    with PdfWriter() as writer:
        for path in paths:
            writer.append(path)
        writer.write(out)
        return len(writer.pages)


def numbered(paths: Sequence[Path], out: Path) -> int:
    """Join the files with pypdf, with a number drawn by reportlab at the foot of each page, and a bookmark for each file."""
    from pypdf import PdfReader, PdfWriter
    from reportlab.pdfgen.canvas import Canvas

    with PdfWriter() as writer:
        for path in paths:
            writer.append(path, outline_item=path.stem)
        drawn = io.BytesIO()
        canvas = Canvas(drawn)
        for number, page in enumerate(writer.pages, start=1):
            width, height = float(page.mediabox.width), float(page.mediabox.height)
            canvas.setPageSize((width, height))
            canvas.setFont("Times-Roman", 14)
            canvas.drawCentredString(width / 2, 22, f"- {number} -")
            canvas.showPage()
        canvas.save()
        for page, number_page in zip(writer.pages, PdfReader(drawn).pages, strict=True):
            page.merge_page(number_page)
        writer.write(out)
        return len(writer.pages)
