"""Tables that are derived from a scheme alone are derived only once, because a batch needs them for every enterprise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from formgen.scheme.models import Scheme

MOST_SCHEMES = 8
"""How many schemes' tables are kept; a program works with fewer schemes at a time."""

TableT = TypeVar("TableT")


def once_for_a_scheme(derive: Callable[[Scheme], TableT]) -> Callable[[Scheme], TableT]:
    """Wrap a function that derives something from a scheme, so that it is called only once for each scheme object.

    All callers share the result and must not change it. Schemes are distinguished as objects and not by their contents:
    they are frozen, and a comparison of two schemes would take longer than the time that is saved.
    """
    kept: dict[int, tuple[Scheme, TableT]] = {}

    @wraps(derive)
    def derived(scheme: Scheme) -> TableT:
        known = kept.get(id(scheme))
        if known is None or known[0] is not scheme:
            if len(kept) >= MOST_SCHEMES:
                kept.clear()
            # The scheme is kept with its table, so that no other object ever has its id.
            known = kept[id(scheme)] = scheme, derive(scheme)
        return known[1]

    return derived
