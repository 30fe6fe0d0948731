"""What builds a release: the same bytes for the same files, the libraries of the lock, a man page of the whole help, a list of contents."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from formgen import __version__
from formgen.cli import ENTRIES
from formgen.foundation.resources import font_files
from tests.cli.runs import formgen
from tests.contract.tree import ROOT
from tools.release import bill, manual, wheels
from tools.release.__main__ import changes_of
from tools.release.debian_packages import RUN, lock_lines
from tools.release.packing import FILES, SUMS, epoch, pack, write_sums


@pytest.fixture(autouse=True)
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795900000")


def tree(folder: Path, order: int) -> Path:
    """A folder with the same files, made in one order or the other, with other times and rights."""
    top = folder / "formgen-1"
    for name in ("b/run.sh", "a/文件.txt", "c.txt")[::order]:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(name)
        (top / name).chmod(0o740 if name.endswith(".sh") else 0o600 + 0o40 * (order > 0))
        os.utime(top / name, (time.time(), 1000 + order))
    return top


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    made = []
    for order in (1, -1):
        top = tree(tmp_path / str(order), order)
        write_sums(top)
        pack(top, tmp_path / f"{order}.tar.gz")
        made.append((tmp_path / f"{order}.tar.gz").read_bytes())
    assert made[0] == made[1]
    with tarfile.open(tmp_path / "1.tar.gz") as archive:
        found = {one.name: one for one in archive}
    assert found["formgen-1/b/run.sh"].mode == 0o755 and found["formgen-1/a/文件.txt"].mode == 0o644
    assert {(one.uid, one.uname, one.mtime) for one in found.values()} == {(0, "root", epoch())}


def test_the_checksums_are_those_that_the_system_checks(tmp_path: Path) -> None:
    top = tree(tmp_path, 1)
    write_sums(top)
    check = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(check, cwd=top, check=False).returncode == 0
    assert len((top / SUMS).read_text().splitlines()) == 3
    (top / "c.txt").write_text("other")
    assert subprocess.run(check, cwd=top, check=False, capture_output=True).returncode != 0


@pytest.mark.parametrize("machine", ["amd64", "arm64"])
def test_an_installation_has_what_the_program_needs_from_the_lock(machine: str) -> None:
    found = {one.name: one for one in wheels.needed(machine)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    # Whoever has a cluster has a network, too; all other extras must come along, because pip cannot fetch them there.
    asked = [*project["dependencies"], *(one for extra in extras if extra != "cluster" for one in extras[extra])]
    direct = [re.split(r"[<>=\[]", one)[0] for one in asked]
    assert {wheels.canonical(one) for one in direct} <= set(found)
    assert not {"pytest", "hatchling", "distributed", "formgen"} & set(found)
    assert all(
        one.hashes and f"{one.name}=={one.version} \\\n    --hash=sha256:" in one.line() for one in found.values()
    )
    lock = (ROOT / "requirements.txt").read_text()
    both = [one for one in found.values() if f"\n{one.name}==" in f"\n{lock}"]
    assert len(both) > 15 and all(f"{one.name}=={one.version} " in lock for one in both)


def test_the_man_page_has_every_command_and_says_it_as_the_help_does() -> None:
    page = gzip.decompress(manual.manual()).decode()
    assert manual.manual() == manual.manual()
    assert all(f'.SH "formgen {entry.name}"' in page for entry in ENTRIES)
    assert f'"formgen {__version__}"' in page and "\\-\\-settings" in page
    assert not [line for line in page.splitlines() if re.match(r"[.'](?!TH|SH|nf|fi|TP)", line)]


def test_the_completion_is_the_one_that_the_program_prints() -> None:
    assert manual.completion(BashComplete).strip() == formgen("completion", "bash").stdout.strip()


def wheel(folder: Path, name: str, head: str) -> None:
    with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl", "w") as made:
        made.writestr(
            f"{name.replace('-', '_')}-1.0.dist-info/METADATA",
            f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{head}\n",
        )


def test_the_list_of_contents_has_all_with_licences(tmp_path: Path) -> None:
    for name in ("wheels", "pip", "debian"):
        (tmp_path / name).mkdir()
    wheel(tmp_path / "wheels", "formgen", "License-Expression: Apache-2.0")
    wheel(tmp_path / "wheels", "Some.Library", "Classifier: License :: OSI Approved :: BSD License\n")
    wheel(tmp_path / "wheels", "other", "License: MIT\n")
    wheel(tmp_path / "pip", "pip", "License-Expression: MIT")
    root = tmp_path / "root"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN" / "control").write_text(
        "Package: small\nVersion: 1:2-3\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n"
    )
    (root / "usr/share/doc/small").mkdir(parents=True)
    (root / "usr/share/doc/small/copyright").write_text("Files: *\nLicense: GPL-2+\n\nLicense: GPL-2+\n text\n")
    build = ["dpkg-deb", "--root-owner-group", "--build", str(root), str(tmp_path / "debian" / "small.deb")]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    text = bill.bill(tmp_path)
    assert text == bill.bill(tmp_path)
    said = json.loads(text)
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.5") and said["serialNumber"].startswith(
        "urn:uuid:"
    )
    assert said["metadata"]["component"]["name"] == "formgen"
    parts = {one["name"]: one for one in said["components"]}
    assert parts["some-library"]["licenses"] == [{"license": {"name": "BSD License"}}]
    assert parts["other"]["licenses"] == [{"license": {"name": "MIT"}}] and parts["pip"]["licenses"] == [
        {"expression": "MIT"}
    ]
    assert parts["small"]["licenses"] == [{"license": {"name": "GPL-2+"}}]
    assert parts["small"]["purl"] == "pkg:deb/debian/small@1%3A2-3?arch=all&distro=debian-12"
    assert {font.path.name for font in font_files()} <= set(parts)
    digests = {one["name"]: one["hashes"][0]["content"] for one in said["components"]}
    assert all(digests[font.path.name] == font.sha256 for font in font_files())
    assert len(lock_lines(tmp_path / "debian")) == 1
    content = (tmp_path / "debian" / "small.deb").read_bytes()
    assert lock_lines(tmp_path / "debian")[0].startswith(hashlib.sha256(content).hexdigest())


def test_the_system_packages_of_a_bundle_are_those_of_the_list() -> None:
    listed = re.findall(r"^([\w.+-]+) \|", (ROOT / "system-packages.txt").read_text().partition("[test]")[0], re.M)
    assert set(RUN) == {*listed, "python3"} - {"python3-venv"}  # install.sh brings a pip of its own


def test_a_release_says_what_changed_and_an_unknown_one_is_refused() -> None:
    assert changes_of(__version__).startswith(f"## [{__version__}]")
    assert "\n## [" not in changes_of(__version__)
    with pytest.raises(ValueError, match="9\\.9\\.9"):
        changes_of("9.9.9")


def test_the_container_is_not_root_and_has_a_health_check() -> None:
    steps = re.findall(r"^([A-Z]+) (.*)$", (FILES / "Containerfile").read_text(), re.M)
    said = dict(steps)
    assert said["USER"] == "10001" and "/health" in (FILES / "Containerfile").read_text() and "HEALTHCHECK" in said
    assert [name for name, _ in steps][:2] == ["ARG", "FROM"] and said["CMD"].startswith('["serve"')
    assert [name for name, _ in steps].index("USER") > [name for name, _ in steps].index("RUN")
