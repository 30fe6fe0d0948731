"""Sweeps: a test tries the hardest few cases always, and every other case only when it is asked to be thorough."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def sweep(every: Iterable[object], ordinary: Collection[object]) -> list[object]:
    """All cases as the values of a parameter (tuples for several parameters). All but the ordinary ones are marked thorough.

    Raises ValueError if an ordinary case is not among all: then the ordinary suite would lose it without a word.
    """
    cases = list(every)
    if missing := [case for case in ordinary if case not in cases]:
        raise ValueError(f"no such cases: {missing}")
    return [case if case in ordinary else _thorough(case) for case in cases]


def _thorough(case: object) -> object:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.thorough)
