"""Official face names, and the stacks of our faces that stand for them.

For each character, the faces of a stack are tried from left to right: first the Latin face, then the face with the hanzi, and
at last the faces that end every stack (`resources.LAST_FAMILIES`), which have all Chinese punctuation, boxes, and rare
characters.
"""

from __future__ import annotations

from formgen.foundation.resources import LAST_FAMILIES, OFFICE_STAND_INS, STAND_INS

HANZI_ONLY = frozenset(["Gw Fang", "Gw Fang Ext", "Gw Kai", "Gw Kai Ext"])
"""Our families without Latin letters and digits (fonts/README.md)."""


def stack(east_asian: str, latin: str) -> tuple[str, ...] | None:
    """Our families for a pair of face names in a Word file; None if we have no face for one of the names."""
    families = {name: ours for names, ours in STAND_INS for name in names}
    if east_asian not in families or latin not in families:
        return None
    return tuple(dict.fromkeys((*families[latin], *families[east_asian], *LAST_FAMILIES)))


def known_names() -> tuple[str, ...]:
    """Every face name that a form may use."""
    return tuple(name for names, _ in STAND_INS for name in names)


def used_face(asked: str, chinese: bool, office: bool) -> str:
    """The family of ours in which a text is set that asks for a face: hanzi if `chinese`, else Latin letters and digits.

    office: LibreOffice lays the text out; it takes any name, and more names have a stand-in of their own.
    """
    table = (*STAND_INS, *OFFICE_STAND_INS) if office else STAND_INS
    ours = next((families for names, families in table if asked in names), ())
    families = [family for family in ours if chinese or family not in HANZI_ONLY]
    return families[0] if families else "Gw Song" if chinese else "Gw Latin"
