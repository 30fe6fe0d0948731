"""The parts that the drawings share: faces, the styles of seal and date, the paragraph after a table."""

from __future__ import annotations

from tools.draw.word import Drawing, Style

SONG_TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
SEAL_LABEL_EM, DATE_EM = 6, 9
"""The widths in em of （单位盖章） and of the blank date 　　年　　月　　日."""


def stamp_styles(centre: float, size: float = 14, line: float = 28, suffix: str = "") -> tuple[Style, Style]:
    """The styles of （单位盖章） and its date. Both are centred on `centre` (pt from the cell's left edge) for one seal."""
    return (
        Style(f"单位盖章{suffix}", FANG, size, line, left=centre - SEAL_LABEL_EM * size / 2),
        Style(f"盖章日期{suffix}", FANG, size, line, left=centre - DATE_EM * size / 2),
    )


def end_of_table(drawing: Drawing) -> str:
    """The paragraph that Word demands after a table at the end of a document. It is too low to begin a new page."""
    return drawing.paragraph(Style("表后", SONG, 1, 2))
