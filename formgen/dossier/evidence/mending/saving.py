"""Writes a mended file. The same file always gives the same bytes."""

from __future__ import annotations

import io
import warnings

import pikepdf

from formgen.dossier.shelf import BUFFER, Content, Shelf


def saved(pdf: pikepdf.Pdf, shelf: Shelf) -> Content:
    """The bytes of the open file in its present state, without encryption. shelf: where the bytes are kept."""
    if "/Size" not in pdf.trailer:
        # The library writes the right number, but only if there is one. Without it nobody reads the table.
        pdf.trailer.Size = 1
    with shelf.parcel(shelf.taken) as parcel:
        out = io.BufferedWriter(parcel, BUFFER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of fields without a form, which become part of the pages
            pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False)
        out.flush()
        out.detach()
    return parcel.content
