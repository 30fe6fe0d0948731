"""What all tests share: a cache of their own, and as many made-up examples as a test run has time for."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme

SLOW_OR_SHARED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
"""Checks that a test with settings of its own must switch off itself: what it lists takes the place of the profile's list."""

settings.register_profile(
    "formgen",
    # A first example lays out pages and fills caches: how long one takes says nothing here.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    # CI must say the same of the same commit each time; everywhere else each run looks at new examples.
    derandomize="CI" in os.environ,
)
settings.load_profile("formgen")

TAICANG = Path(__file__).resolve().parent.parent / "templates" / "taicang-2018"

CACHE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a cache folder of its own, which its workers inherit: nobody's own cache is read or written."""
    if not hasattr(config, "workerinput"):
        config.stash[CACHE] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="formgen-tests-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--shuffle 7`: another order of the tests, the same each time for a number. Hypothesis has its own --hypothesis-seed.

    `--made-up 1000`: how many made-up enterprises are read from tables; `--made-up-seed 7`: other ones.
    """
    parser.addoption("--shuffle", type=int, default=None, help="run modules, and the tests of each, in another order")
    parser.addoption("--made-up", type=int, default=200, help="how many made-up enterprises are read from tables")
    parser.addoption("--made-up-seed", type=int, default=2018, help="other made-up enterprises for each number")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A module's tests stay together: they share what takes long to make."""
    seed = config.getoption("shuffle")
    if seed is not None:
        chance = random.Random(seed)
        modules: dict[Path, list[pytest.Item]] = {}
        for item in items:
            modules.setdefault(item.path, []).append(item)
        shuffled = list(modules.values())
        chance.shuffle(shuffled)
        for tests in shuffled:
            chance.shuffle(tests)
        items[:] = [item for tests in shuffled for item in tests]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it when the last worker has ended."""
    if CACHE in config.stash:
        shutil.rmtree(config.stash[CACHE], ignore_errors=True)


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """Taicang 2018, as the repository has it."""
    return load_scheme(TAICANG)
