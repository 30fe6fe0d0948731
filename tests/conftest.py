"""Settings of all tests: they have their own cache, and as many made-up examples as a test run has time for."""

from __future__ import annotations

import gc
import os
import random
import re
import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from tests.once import made_once
from tests.sweeps import THOROUGH, is_thorough, some_of

SLOW_OR_SHARED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
"""Checks that a test with its own settings must switch off itself, because its list replaces the list of the profile."""

settings.register_profile(
    "formgen",
    max_examples=some_of(100),
    # A first example lays out pages and fills caches. So the time of one example means nothing here.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    # CI must give the same result for the same commit each time. Everywhere else each run tries new examples.
    derandomize="CI" in os.environ,
)
settings.register_profile("formgen-thorough", settings.get_profile("formgen"), max_examples=100)
settings.load_profile("formgen-thorough" if is_thorough() else "formgen")

TAICANG = Path(__file__).resolve().parent.parent / "templates" / "taicang-2018"

CACHE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run its own cache folder, which its workers inherit. The user's own cache is neither read nor written."""
    if _asks_for_thorough(config):
        os.environ[THOROUGH] = "1"
        settings.load_profile("formgen-thorough")
    if not hasattr(config, "workerinput"):
        config.stash[CACHE] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="formgen-tests-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add options to pytest.

    `--shuffle 7`: another order of the tests, always the same for the same number. Hypothesis: --hypothesis-seed.
    `--made-up 1000`: how many made-up enterprises are read from tables. `--made-up-seed 7`: other ones.
    """
    parser.addoption("--shuffle", type=int, default=None, help="run modules, and the tests of each, in another order")
    parser.addoption("--made-up", type=int, default=200, help="how many made-up enterprises are read from tables")
    parser.addoption("--made-up-seed", type=int, default=2018, help="other made-up enterprises for each number")


def _asks_for_thorough(config: pytest.Config) -> bool:
    """Whether the person who started pytest chose among the thorough tests: `-m thorough`, or `-m "slow or thorough"`."""
    return re.search(r"(?<!not )\bthorough\b", str(config.getoption("markexpr"))) is not None


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that thorough tests are left out. None: they are not."""
    return (
        None
        if _asks_for_thorough(config)
        else "thorough tests are left out: `make test-thorough`, or `-m thorough`, or name one"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave thorough tests out unless they are asked for, then shuffle the modules, and the tests in each module.

    A thorough test is asked for by the marker, or by its own name: `pytest tests/render/test_fit.py::test_each`.
    The tests of a module stay together: they share slow fixtures.
    """
    if not _asks_for_thorough(config):
        named = {argument.split("[")[0].rpartition("::")[2] for argument in config.args if "::" in argument}
        left_out = [
            item for item in items if item.get_closest_marker("thorough") and item.name.split("[")[0] not in named
        ]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]
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


def pytest_collection_finish() -> None:
    """Leave what collecting made out of the search for garbage. Half a million objects stay to the end of the run."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the cache folder when the last worker has ended."""
    if CACHE in config.stash:
        shutil.rmtree(config.stash[CACHE], ignore_errors=True)


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """The scheme Taicang 2018, as the repository has it."""
    return load_scheme(TAICANG)


@pytest.fixture(scope="session")
def proposed() -> Path:
    """A folder with a scheme that is proposed from two offices' files, and with the files. Tests must not change it."""
    from tests.importing.startup import proposed_startup

    return made_once("proposed", proposed_startup)


@pytest.fixture(scope="session")
def returned(scheme: Scheme) -> Path:
    """A folder with the collection workbook as it comes back (`tests/intake/returned.py`). Tests must not change it."""
    from tests.intake.returned import write_returned

    return made_once("returned", partial(write_returned, scheme))


@pytest.fixture(scope="session")
def startup(proposed: Path) -> Path:
    """That scheme, confirmed, its forms laid out once. Tests must not change it."""
    from tests.importing.startup import confirmed_startup

    return made_once("confirmed", partial(confirmed_startup, proposed)) / "startup"
