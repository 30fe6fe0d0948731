"""What is derived from a Word template alone is derived once in a process, and anew when the template says something else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from formgen.render.word.package import WordPackage
from formgen.scheme.models import Slot

MOST_TEMPLATES = 32
"""How many templates' are kept: more than any scheme has forms, and a bound where files change all the time."""

DerivedT = TypeVar("DerivedT")
Derive = Callable[[WordPackage, tuple[Slot, ...]], DerivedT]


def once_for_a_template(derive: Derive[DerivedT]) -> Derive[DerivedT]:
    """The function, which derives something from a template and its slots, called once for the same contents of both.

    What it returns is shared by all callers, who must not change it.
    """
    kept: dict[WordPackage, tuple[tuple[Slot, ...], DerivedT]] = {}

    @wraps(derive)
    def derived(package: WordPackage, slots: tuple[Slot, ...]) -> DerivedT:
        known = kept.get(package)
        if known is None or (known[0] is not slots and known[0] != slots):
            if len(kept) >= MOST_TEMPLATES:
                kept.clear()
            known = kept[package] = slots, derive(package, slots)
        return known[1]

    return derived
