"""The style of the collection workbook, besides the style of all our workbooks: colours, footer, heights of rows."""

from __future__ import annotations

from collections.abc import Mapping

from formgen.engines.workbooks.looks import HEAD_FILL
from formgen.intake.columns import Need

FAULT_FILL = "FFC7CE"
MISSING_FILL = "FFF8DC"
NEED_FILLS: Mapping[Need, str] = {Need.ALWAYS: "F8D7DA", Need.FOR_FORMS: "FFF0CC", Need.OPTIONAL: HEAD_FILL}
"""The colours that show which columns must be filled in. Words in the sheet say the same, for people who print in black
or cannot see red."""

DATE_FORMAT = 'yyyy"年"m"月"d"日"'
FOOTER = "&A　第 &P 页，共 &N 页"
"""The foot of every printed page: the sheet's name and the page's number."""


def text_height(text: str, width: float) -> float:
    """Return the height of a row, in points, that shows a whole text in a cell of this width (in half-width characters)."""
    lines = 0
    for line in text.split("\n"):
        taken = sum(1 if character.isascii() else 2 for character in line)
        lines += max(1, -(-taken // int(width - 1)))
    return 15.5 * lines + 6
