"""Draw the Word templates of Taicang 2018 anew: `python -m tools.draw_templates`.

The committed `templates/taicang-2018/*/form.docx` are exactly what this writes, byte for byte (a test holds them to it),
until a form is replaced by the issuer's own Word file: then its line goes from DRAWINGS.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.draw.annex4 import annex4
from tools.draw.annexes import annex2, annex3, annex5
from tools.draw.word import Drawing

SCHEME = Path(__file__).resolve().parent.parent / "templates" / "taicang-2018"
DRAWINGS: tuple[tuple[str, Callable[[], Drawing]], ...] = (
    ("annex2", annex2),
    ("annex3", annex3),
    ("annex4", lambda: annex4(SCHEME / "annex4" / "indicators.csv")),
    ("annex5-city", lambda: annex5("city")),
    ("annex5-province", lambda: annex5("province")),
)


def main() -> None:
    """Write every form.docx."""
    for form_id, draw in DRAWINGS:
        (SCHEME / form_id / "form.docx").write_bytes(draw().package())


if __name__ == "__main__":
    main()
