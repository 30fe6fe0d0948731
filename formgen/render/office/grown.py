"""Forms whose rows repeat, on the pages that they take: their number, and where seals and signatures stand on them."""

from __future__ import annotations

from collections import Counter

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
    seen: Counter[str] = Counter()
    stamps = []
    for stamp in form.stamps:
        words = "".join(stamp.label.split())
        pages = [page for page, text in enumerate(texts, 1) for _ in range(text.count(words))]
        page = pages[seen[words]] if seen[words] < len(pages) else stamp.page
        seen[words] += 1
        stamps.append(stamp.model_copy(update={"page": page}))
    return form.model_copy(update={"pages": len(texts), "stamps": tuple(stamps)})
