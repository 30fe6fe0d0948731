"""Machines and what is installed on them. These tests run only if they are asked for: `make test-install`, as root."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install import earlier
from tests.install.machine import CLERK, BareMachine, bare_system
from tools.release import bundle, deb
from tools.release.packing import ROOT, epoch

BUILD = ROOT / "build" / "release"
"""Downloads, and the program's wheel: kept between runs."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave these files out of every run that does not ask for the marker `install`."""
    return None if "install" in config.getoption("markexpr") else True


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the bundle and the package of this commit."""
    epoch()
    folder = tmp_path_factory.mktemp("made")
    bundle.make(folder, BUILD, "amd64", with_office=False, is_release=False)
    deb.make(folder, BUILD, "amd64")
    return folder


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareMachine]:
    """A bare machine for the tests of one module, with an ordinary user. It lies on the disk of the bare system."""
    layer = (
        BUILD.parent / "chroots" / f"layer-{tmp_path_factory.getbasetemp().name}-{tmp_path_factory.mktemp('m').name}"
    )
    shutil.rmtree(layer, ignore_errors=True)
    made = BareMachine(bare_system(), layer)
    made.runs(f"useradd --create-home {CLERK}")
    yield made
    subprocess.run(["rm", "-rf", layer], check=True)


@pytest.fixture(scope="session")
def before(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundle and the package of the version before, as unpacked folder and file: this version's under a lower number."""
    folder = tmp_path_factory.mktemp("before")
    return earlier.bundle_before(next(made.glob("*.tar.gz")), folder), earlier.package_before(
        next(made.glob("*.deb")), folder
    )
