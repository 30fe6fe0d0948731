"""Whether the letters of a paragraph are kerned (`w:kern`): Word's 「为字体调整字间距」, from a font size on.

Word kerns Latin letters, figures and their punctuation, and only in runs that say so. Hanzi and Chinese punctuation have no
kerning in any face of ours, so what is said of them does not matter. Ligatures are another matter: Word draws none unless a file
asks for them, and the Chinese faces that the forms name have none. So our pages have none, whatever a file says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from formgen.render.layout.properties import GatheredProperties
from formgen.render.layout.sheet import TextSpan

_MAY_BE_KERNED = (
    "[^\\s\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
# A pattern as text: `re` compiles it when it is first needed, and keeps it.


def kerning(pieces: Sequence[tuple[TextSpan, GatheredProperties]]) -> float | None:
    """The size (pt) from which on the letters of a paragraph are kerned; 0 if they never are.

    None if some are kerned and others are not. A slot may hold any letters.
    """
    said = [look for span, look in pieces if span.slot is not None or re.search(_MAY_BE_KERNED, span.text)]
    if len({look.kerned for look in said}) > 1:
        return None
    return max([look.kerned_from for look in said], default=0)
