"""Official face names and the faces that stand for them.

The forms name the faces that Chinese offices use; those are not free, so each is stood for by one of `fonts/`. A stack
is tried from left to right, character by character: Latin, form boxes, the face's own hanzi, and Gw Song for whatever
is left (all Chinese punctuation, rare characters).
"""

from __future__ import annotations

LATIN = ("Gw Latin", "Gw Form")
REST = ("Gw Song",)
HANZI: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("方正小标宋简体", ("Gw Title",)),
    ("方正小标宋_GBK", ("Gw Title",)),
    ("仿宋_GB2312", ("Gw Fang", "Gw Fang Ext")),
    ("仿宋", ("Gw Fang", "Gw Fang Ext")),
    ("楷体_GB2312", ("Gw Kai", "Gw Kai Ext")),
    ("楷体", ("Gw Kai", "Gw Kai Ext")),
    ("黑体", ("Gw Hei",)),
    ("宋体", ()),
)
ROMAN = ("Times New Roman",)


def stack(east_asian: str, latin: str) -> tuple[str, ...] | None:
    """Our families for a pair of face names as Word has them; None for a name that nothing here stands for."""
    hanzi = dict(HANZI).get(east_asian)
    if hanzi is None:
        return None
    if latin in ROMAN:
        return (*LATIN, *hanzi, *REST)
    return (*hanzi, *REST) if dict(HANZI).get(latin) is not None else None


def known_names() -> tuple[str, ...]:
    """Every face name that a form may use."""
    return (*(name for name, _ in HANZI), *ROMAN)
