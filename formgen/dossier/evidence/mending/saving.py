"""A mended file's bytes, always the same for the same file."""

from __future__ import annotations

import io
import warnings

import pikepdf

from formgen.dossier.shelf import BUFFER, Content, Shelf


def saved(pdf: pikepdf.Pdf, shelf: Shelf) -> Content:
    """The open file as it is now, without a lock."""
    with shelf.parcel(shelf.taken) as parcel:
        out = io.BufferedWriter(parcel, BUFFER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about fields without a form: they become part of their pages
            pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=False)
        out.flush()
        out.detach()
    return parcel.content
