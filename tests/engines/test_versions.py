"""There is one fingerprint of the libraries. It names all of them as they are loaded, and every module uses it."""

from __future__ import annotations

import ctypes
import importlib.metadata
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from formgen.batch.job import Job, recipe
from formgen.dossier.proof import proof_file
from formgen.engines import kept_layouts, versions
from formgen.engines.pango import shared_libraries
from formgen.engines.versions import LoadedLibrary
from formgen.pipeline.made import BOTH
from formgen.scheme.models import Scheme
from tests.contract.test_imports import names
from tests.contract.tree import ROOT


def forget() -> None:
    """Forget the fingerprint, so that the next request looks up the versions again."""
    for kept in (versions.loaded, versions.fingerprint, versions.layout_fingerprint, kept_layouts.ground):
        kept.cache_clear()


@pytest.fixture
def fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def test_every_library_that_the_program_asks_for_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert names(project["dependencies"]) <= set(versions.DISTRIBUTIONS)
    assert {one.name for one in versions.loaded()} >= {
        "Python", "Pango", "HarfBuzz", "fontconfig", "GLib", "FreeType", "zlib", "pdfium", *versions.DISTRIBUTIONS,
    }  # fmt: skip


def test_versions_are_those_that_are_installed_and_loaded() -> None:
    found = {one.name: one.version for one in versions.loaded()}
    for name in set(versions.DISTRIBUTIONS) - {"uharfbuzz"}:
        assert found[name] == importlib.metadata.version(name), name
    pango = ctypes.CDLL("libpango-1.0.so.0")
    pango.pango_version_string.restype = ctypes.c_char_p
    assert found["Pango"] == pango.pango_version_string().decode()
    harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    assert found["HarfBuzz"] == harfbuzz.hb_version_string().decode()
    major, minor, revision = map(int, found["fontconfig"].split("."))
    assert 10000 * major + 100 * minor + revision == ctypes.CDLL("libfontconfig.so.1").FcGetVersion()
    assert found["pdfium"] == str(pypdfium2.PDFIUM_INFO)
    assert versions.NOT_FOUND not in [version for name, version in found.items() if name != "uharfbuzz"]


def test_a_library_of_the_machine_in_another_version_is_another_machine_for_all(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    job = Job("taicang-2018", ("annex2",), BOTH)

    def asked() -> tuple[object, ...]:
        return kept_layouts.ground(), recipe(scheme, job), proof_file.tools()

    before = asked()
    shared = shared_libraries()
    for name in shared:
        forget()
        monkeypatch.setattr(versions, "shared_libraries", lambda name=name: {**shared, name: "0.0.1"})
        assert all(one != other for one, other in zip(before, asked(), strict=True)), name


def test_a_library_that_lays_nothing_out_leaves_layouts_as_they_are(
    scheme: Scheme, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    job = Job("taicang-2018", ("annex2",), BOTH)
    before = kept_layouts.ground(), recipe(scheme, job)
    found = versions._installed(sys.path)
    forget()
    monkeypatch.setattr(versions, "_installed", lambda folders: {**found, "pydantic": "1.0"})
    assert kept_layouts.ground() == before[0] and recipe(scheme, job) != before[1]
    forget()
    monkeypatch.setattr(versions, "_installed", lambda folders: {**found, "tinycss2": "1.0"})
    assert kept_layouts.ground() != before[0]


def test_what_lies_first_on_the_path_counts_and_names_are_written_in_many_ways(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (
        first / "Python_Stdnum-1.9+local.dist-info",
        second / "python_stdnum-2.0.dist-info",
        second / "lxml-5.1.0-py3.11.egg-info",
        second / "not a distribution",
    ):
        folder.mkdir(parents=True)
    found = versions._installed([str(first), str(second), str(tmp_path / "gone")])
    assert found == {"python-stdnum": "1.9+local", "lxml": "5.1.0"}
    assert str(LoadedLibrary("lxml", versions._asked("no-such-library"))) == "lxml -"


def test_nothing_heavy_is_imported_to_be_asked() -> None:
    script = (
        "import sys\nfrom formgen.engines.versions import fingerprint\nfingerprint()\n"
        "print(sorted({'weasyprint', 'pydyf', 'pypdfium2', 'pikepdf', 'PIL', 'importlib.metadata'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
