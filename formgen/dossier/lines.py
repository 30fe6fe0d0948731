"""The lines of a dossier's contents and evidence index, and the pages of a volume. They are printed, linked and proved."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

CONTENTS = "目录"
"""The name of the contents, in their heading and in the bookmarks."""
LINE = "line:"
"""The address of a line's link begins with this word; the line's index follows. `binding/writing.py` replaces the address by
the page."""
MATERIAL, SECTION, EVIDENCE = 0, 1, 2
"""The level of a line: a material, a section of the self-assessment sheet, a piece of evidence."""


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line of the contents, or of the evidence index.

    A material and a section are lines of the contents; a piece of evidence is a line of the evidence index, which
    also prints the self-score. Both kinds of line are read and proved in the same way.

    mark    `①`, the indicator's id, or empty for a section, whose title brings its own number
    title   the material's, the section's, or the evidence's
    page    the page number that is printed behind it
    level   0 a material, 1 a section of the self-assessment sheet, 2 a piece of evidence
    score   points of the evidence's indicator; empty for any other line, and where there is no score
    note    what the indicator asks for, printed below its evidence; empty for any other line
    volume  the volume that its page is in
    """

    mark: str
    title: str
    page: int
    level: int = 0
    score: str = ""
    note: str = ""
    volume: int = 1

    @property
    def evidence(self) -> bool:
        """True for a piece of evidence."""
        return self.level == EVIDENCE

    @property
    def heading(self) -> str:
        """The line without its number, as the bookmark says it: `① 总结报告`."""
        return f"{self.mark} {self.title}".lstrip()

    @property
    def printed(self) -> str:
        """The line without its number, as it is printed: with the score if it has one."""
        return f"{self.mark} {self.score} {self.title}".strip() if self.score else self.heading


@dataclass(frozen=True, slots=True)
class Extent:
    """The pages of a volume, as printed."""

    volume: int
    first: int
    last: int


def squashed(text: str) -> str:
    """Text without spaces and in normal form NFKC, because a font may draw equivalent characters with the same glyph."""
    return "".join(unicodedata.normalize("NFKC", text).split())
