"""Forms whose rows repeat, on the pages that they take: their number, and where seals and signatures stand on them."""

from __future__ import annotations

from formgen.engines.pdfium import PdfiumFile
from formgen.scheme.models import Form


def on_its_pages(form: Form, content: bytes) -> Form:
    """The form with the pages of its finished PDF, and its places for seals and signatures on the pages where they stand.

    Only a form whose rows repeat may have other pages than it says; any other form is returned as it is.
    """
    if not form.rows:
        return form
    with PdfiumFile(content) as file:
        texts = ["".join(text.split()) for text in file.texts()]
    labels = ["".join(stamp.label.split()) for stamp in form.stamps]
    stamps = []
    for number, (stamp, words) in enumerate(zip(form.stamps, labels, strict=True)):
        pages = [page for page, text in enumerate(texts, 1) for _ in range(text.count(words))]
        if len(pages) == labels.count(words):
            page = pages[labels[:number].count(words)]
        else:  # the words stand elsewhere, too: they have moved down, and never up
            page = next((page for page in pages if page >= stamp.page), stamp.page)
        stamps.append(stamp.model_copy(update={"page": page}))
    return form.model_copy(update={"pages": len(texts), "stamps": tuple(stamps)})
