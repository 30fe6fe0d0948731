"""The wheel contains templates and fonts, and works outside of the repository."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from formgen import __version__
from formgen.foundation.resources import font_files
from formgen.foundation.resources import schemes as known_schemes
from tests.contract.tree import ROOT, files

LAYOUTS = "formgen/_data/layouts/compiled/"


def run(*command: str | Path, folder: Path, **more: str) -> str:
    """Run a program in a folder, without the Python variables of our environment. Return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | more
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the current files. What it brings laid out takes half a minute: it is made if its test is run."""
    folder = tmp_path_factory.mktemp("wheel")
    command = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    is_asked = any(item.name == test_the_wheel_brings_its_forms_laid_out.__name__ for item in request.session.items)
    run(*command, folder=ROOT, FORMGEN_WHEEL_WITHOUT_LAYOUTS="" if is_asked else "1")
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment with the wheel. It uses the libraries of this environment."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    programs = folder / "venv" / "bin"
    run(
        *(
            sys.executable,
            "-m",
            "pip",
            "--python",
            programs / "python",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
        ),
        wheel,
        folder=folder,
    )
    site = sysconfig.get_path("purelib", vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")})
    # A path file is used, and not a site folder. So this environment's path files, which lead to the repository, are not
    # read.
    Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_the_wheel_holds_all_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = {name for name in package.namelist() if ".dist-info/" not in name and LAYOUTS not in name}
    expected = set()
    for path in files():
        below = path.relative_to(ROOT)
        if below.parts[0] == "formgen":
            expected.add(str(below))
        elif below.parts[0] in ("templates", "fonts"):
            expected.add(f"formgen/_data/{below}")
    assert names == expected


def test_the_installed_package_uses_its_own_data(installed: Path, tmp_path: Path) -> None:
    code = "from formgen.foundation import resources as r; r.check_fonts(True); print(r.fonts_folder(), *r.schemes())"
    fonts, *schemes = run(installed / "python", "-c", code, folder=tmp_path).split()
    assert Path(fonts).is_relative_to(installed.parent) and Path(fonts).parts[-3:] == ("formgen", "_data", "fonts")
    assert tuple(schemes) == tuple(known_schemes())


def test_the_installed_program_lists_forms_and_writes_a_blank_one(installed: Path, tmp_path: Path) -> None:
    assert "附件3" in run(installed / "formgen", "forms", folder=tmp_path)
    run(installed / "formgen", "blank", "annex3", "--out", "papers", folder=tmp_path)
    made = sorted(path.suffix for path in (tmp_path / "papers").iterdir() if path.name.startswith("附件3"))
    assert made == [".docx", ".pdf"]


SPDX = {
    "GPL-3 with font exception": "GPL-3.0-only WITH Font-exception-2.0",
    "OFL-1.1": "OFL-1.1",
    "Bitstream Vera": "Bitstream-Vera",
    "Arphic Public License": "Arphic-1999",
}
"""The licences of fonts/README.md, each with the name that packages use for it (the SPDX list, PEP 639)."""


def test_the_wheel_says_its_version_and_the_licences_of_all_that_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        (name,) = [name for name in package.namelist() if name.endswith(".dist-info/METADATA")]
        said = email.message_from_bytes(package.read(name))
    rows = re.findall(r"^\| (Gw\w+\.ttf) \|(?:[^|]+\|){6} ([^|]+) \|", (ROOT / "fonts" / "README.md").read_text(), re.M)
    assert sorted(face for face, _ in rows) == sorted(font.path.name for font in font_files())
    assert said["License-Expression"].split(" AND ")[0] == "Apache-2.0"
    assert set(said["License-Expression"].split(" AND ")[1:]) == {SPDX[licence] for _, licence in rows}
    assert said["Version"] == __version__ and f"-{__version__}-" in wheel.name


def test_the_wheel_brings_every_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        licences = {Path(name).name for name in package.namelist() if ".dist-info/licenses/" in name}
    texts = {path.name for path in (ROOT / "fonts" / "licenses").iterdir()}
    assert licences == texts | {"LICENSE"}
    assert len(font_files()) == 9


@pytest.mark.thorough
def test_the_wheel_brings_its_forms_laid_out(wheel: Path, installed: Path, tmp_path: Path) -> None:
    """The wheel has six forms with their continuation sheets, and packets. A user who installs it lays out nothing."""
    with zipfile.ZipFile(wheel) as package:
        assert len([name for name in package.namelist() if name.startswith(LAYOUTS)]) >= 20
    code = (
        "import formgen, pathlib; from formgen.engines import kept_layouts; scheme = formgen.load('taicang-2018');"
        "examined = formgen.examine(scheme, pathlib.Path(SAMPLE));"
        "formgen.fill(scheme, examined, ['annex2', 'annex3', 'annex4'], out=pathlib.Path('papers'));"
        "print(kept_layouts.added())"
    ).replace("SAMPLE", repr(str(ROOT / "samples" / "complete.json")))
    assert run(installed / "python", "-c", code, folder=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")) == "0\n"
    assert len(list((tmp_path / "papers").glob("*/*.pdf"))) == 3
