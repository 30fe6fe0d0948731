"""How the collection workbook looks, beyond what all our workbooks share: its colours, its pages, its rows' heights."""

from __future__ import annotations

from collections.abc import Mapping

from formgen.intake.columns import Need
from formgen.workbooks.looks import HEAD_FILL

FAULT_FILL = "FFC7CE"
MISSING_FILL = "FFF8DC"
NEED_FILLS: Mapping[Need, str] = {Need.ALWAYS: "F8D7DA", Need.FOR_FORMS: "FFF0CC", Need.OPTIONAL: HEAD_FILL}
"""Which columns must be filled in, by colour; the words stand beside it, for whoever prints in black or sees no red."""

DATE_FORMAT = 'yyyy"年"m"月"d"日"'
FOOTER = "&A　第 &P 页，共 &N 页"
"""The sheet's name and the page's number, at the foot of every printed page."""


def text_height(text: str, width: float) -> float:
    """The height of a row, in points, that shows all of a text in a cell of this width (in half-width characters)."""
    lines = 0
    for line in text.split("\n"):
        taken = sum(1 if character.isascii() else 2 for character in line)
        lines += max(1, -(-taken // int(width - 1)))
    return 15.5 * lines + 6
