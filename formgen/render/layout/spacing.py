"""Where programs leave room between Chinese and Latin letters or digits by themselves (`w:autoSpaceDE`, `w:autoSpaceDN`).

Word leaves a fourth of an em, LibreOffice a fifth; our own layout leaves none. So such a paragraph is not ours to lay out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from formgen.render.layout.sheet import TextSpan

_CHINESE = (
    "[\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u30ff\u3105-\u312f"
    "\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LETTER = "[A-Za-z\u00c0-\u024f\u0370-\u04ff]"
# Patterns as texts: `re` compiles each when it is first needed, and keeps it. Large sets of characters take long to compile.
_LETTERS = f"{_CHINESE}{_LETTER}|{_LETTER}{_CHINESE}"
_DIGITS = f"{_CHINESE}[0-9]|[0-9]{_CHINESE}"


def spaced_out(spans: Sequence[TextSpan], letters: bool, digits: bool) -> bool:
    """True if a program leaves room of its own in this paragraph.

    letters, digits: whether the paragraph asks for it beside letters and beside digits. A slot may hold both.
    """
    if any(span.slot is not None for span in spans):
        return letters or digits
    text = "".join(span.text for span in spans)
    return (letters and re.search(_LETTERS, text) is not None) or (digits and re.search(_DIGITS, text) is not None)
