"""Draw the Word templates of Taicang 2018 anew: `python -m tools.draw_templates`.

The committed `templates/taicang-2018/*/*.docx` are exactly the files that this program writes, byte for byte (a test checks
it). If a form is replaced by the issuer's own Word file, its line must be removed from DRAWINGS.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.draw.annex4 import annex4
from tools.draw.annexes import annex2, annex3, annex5
from tools.draw.word import Drawing

SCHEME = Path(__file__).resolve().parent.parent / "templates" / "taicang-2018"
DRAWINGS: tuple[tuple[str, Callable[[], Drawing]], ...] = (
    ("annex2/form.docx", annex2),
    ("annex2/continued.docx", lambda: annex2(continued=True)),
    ("annex3/form.docx", annex3),
    ("annex4/form.docx", lambda: annex4(SCHEME / "annex4" / "indicators.csv")),
    ("annex5-city/form.docx", lambda: annex5("city")),
    ("annex5-city/continued.docx", lambda: annex5("city", continued=True)),
    ("annex5-province/form.docx", lambda: annex5("province")),
    ("annex5-province/continued.docx", lambda: annex5("province", continued=True)),
)


def main() -> None:
    """Write every Word template."""
    for path, draw in DRAWINGS:
        (SCHEME / path).write_bytes(draw().package())


if __name__ == "__main__":
    main()
