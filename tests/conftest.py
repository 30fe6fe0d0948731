"""What all tests share: a cache of their own, and as many made-up examples as a test run has time for."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme

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


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it when the last worker has ended."""
    if CACHE in config.stash:
        shutil.rmtree(config.stash[CACHE], ignore_errors=True)


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """Taicang 2018, as the repository has it."""
    return load_scheme(TAICANG)
