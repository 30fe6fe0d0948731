"""Sweeps: a test tries the hardest few cases always, and every other case only when the run is thorough (`make test-thorough`)."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

import pytest

THOROUGH = "FORMGEN_TESTS_THOROUGH"
"""The variable of the environment that is set in a thorough run, for pytest's worker processes and for what modules decide."""
FEWEST = 25


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


def is_thorough() -> bool:
    """Whether this run tries every case."""
    return THOROUGH in os.environ


def some_of(examples: int, fewest: int = FEWEST) -> int:
    """How many made-up examples a property test tries: all in a thorough run, else a fourth of them, but not below `fewest`.

    fewest  the least number of examples of an ordinary run. It is below 25 only where one example takes more than a tenth of a
            second, because it lays out a page, binds a dossier or starts LibreOffice.

    Each ordinary run makes up other examples, so what one run passes over, another one tries.
    """
    return examples if is_thorough() else max(min(examples, fewest), examples // 4)
