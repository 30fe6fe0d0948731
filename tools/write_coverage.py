"""Write `fonts/coverage.txt` from the font files: `python -m tools.write_coverage [FOLDER]`.

For each face, the file has a line `# file | family | bytes | sha256 | characters`, and then the face's code points as ranges in
hexadecimal. `formgen.foundation.resources` reads the file, so that the program need not open 30 MB of fonts to know whether a face has a
character.
"""

from __future__ import annotations

import hashlib
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
LINE_WIDTH = 118


def coverage(folder: Path) -> str:
    """The text of `coverage.txt` for the `.ttf` files of a folder, in order of their names."""
    return "".join(_face(path) for path in sorted(folder.glob("*.ttf")))


def _face(path: Path) -> str:
    with TTFont(path, lazy=True) as font:
        points = sorted(font.getBestCmap())
        family = font["name"].getDebugName(1)
    content = path.read_bytes()
    head = f"# {path.name} | {family} | {len(content)} | {hashlib.sha256(content).hexdigest()} | {len(points)}\n"
    return head + textwrap.fill(" ".join(ranges(points)), LINE_WIDTH, break_on_hyphens=False) + "\n"


def ranges(points: Iterable[int]) -> list[str]:
    """Ascending code points as ranges such as `20-7E`. A single code point is written as `A0`."""
    found: list[tuple[int, int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in found]


def main() -> None:
    """Write the file beside the fonts."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FONTS
    (folder / "coverage.txt").write_text(coverage(folder), "ascii")


if __name__ == "__main__":
    main()
