"""Why a Word file is not laid out by our own reader but by LibreOffice, in one plain line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from formgen.foundation.errors import DefinitionError, DefinitionFault
from formgen.render.layout.read import inspect_sheet
from formgen.render.word.package import WordPackage
from formgen.scheme.slots import Slot

MOST_TOLD = 3
_REMEDY = re.compile("(?:，PDF 排版不支持)?(?:；.*)?$")


def reasons_for_office(package: WordPackage, slots: tuple[Slot, ...], title: str) -> str:
    """What of a Word file our own reader does not lay out, as Chinese text; empty if it lays out everything."""
    try:
        faults = inspect_sheet(package, slots, title)[1]
    except DefinitionError as error:
        faults = error.faults
    return told_reasons(faults)


def told_reasons(faults: Sequence[DefinitionFault]) -> str:
    """The first reasons, each with its first place, and how many there are; empty if there is none."""
    first = dict[str, str]()
    for fault in faults:
        first.setdefault(_REMEDY.sub("", fault.message), fault.place)
    told = "；".join(f"{place}：{message}" if place else message for message, place in list(first.items())[:MOST_TOLD])
    return told if len(first) <= MOST_TOLD else f"{told}；等 {len(first)} 条"
