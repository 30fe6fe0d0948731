"""`formgen verify` ends with 0 for an unchanged dossier. For a changed one it ends with 1 and names the pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from tests.cli.runs import SAMPLES, formgen

NAME = "贯标验收材料.pdf"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished dossier, which has a page about its proof."""
    out = tmp_path_factory.mktemp("verify")
    done = formgen("dossier", SAMPLES / "complete.json", "--kind", "acceptance", "--out", out, "--proof-page")
    assert done.exit_code == 0, done.stderr
    (folder,) = out.iterdir()
    return folder


@pytest.fixture
def altered(dossier: Path, tmp_path: Path) -> Path:
    """A copy of the dossier whose third and fourth pages were swapped."""
    folder = tmp_path / "copy"
    shutil.copytree(dossier, folder)
    with pikepdf.open(folder / NAME, allow_overwriting_input=True) as pdf:
        third, fourth = pdf.pages[2], pdf.pages[3]
        pdf.pages[2], pdf.pages[3] = fourth, third
        pdf.save()
    return folder / NAME


def test_what_was_bound_is_sound(dossier: Path) -> None:
    done = formgen("verify", dossier / NAME, "--sources", SAMPLES)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.endswith("：与装订核对记录相符\n") and "不符" not in done.stdout


def test_what_was_altered_is_named_by_its_page(altered: Path) -> None:
    done = formgen("verify", altered)
    assert done.exit_code == 1
    assert "不符 现在的第 3 页原是第 4 页，位置换过\n" in done.stdout
    assert "处不符" in done.stdout.splitlines()[-1]


def test_json(dossier: Path, altered: Path) -> None:
    sound = json.loads(formgen("verify", dossier / NAME, "--json").stdout)
    assert sound["ok"] is True and sound["failures"] == [] and sound["with_proof"] is True
    found = formgen("verify", altered, "--json")
    assert found.exit_code == 1 and json.loads(found.stdout)["failures"]


def test_without_the_proof_it_says_so(dossier: Path, altered: Path, tmp_path: Path) -> None:
    shutil.copy(dossier / NAME, tmp_path)
    done = formgen("verify", tmp_path / NAME, "--sources", SAMPLES)
    assert done.exit_code == 0 and "说明 没有装订核对记录" in done.stdout and done.stdout.endswith("：本身前后一致\n")
    altered.with_suffix(".proof.json").unlink()
    assert formgen("verify", altered).exit_code == 1


def test_a_source_that_changed_is_named(dossier: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "sources")
    (path,) = (tmp_path / "sources").rglob("任命文件.pdf")
    path.write_bytes(path.read_bytes() + b"\n")
    done = formgen("verify", dossier / NAME, "--sources", tmp_path / "sources")
    assert done.exit_code == 1 and "来源「任命文件.pdf」" in done.stdout and "不是同一个文件" in done.stdout


def test_a_dossier_or_folder_that_is_not_there(dossier: Path, tmp_path: Path) -> None:
    missing = formgen("verify", tmp_path / "没有.pdf")
    assert missing.exit_code == 1 and "没有.pdf 没有这个文件" in missing.stderr
    for nameless in (".", ""):  # a path without a name has no proof beside it
        missing = formgen("verify", nameless)
        assert missing.exit_code == 1 and "没有这个文件" in missing.stderr
    assert formgen("verify", dossier / NAME, "--sources", tmp_path / "没有").exit_code == 2
    (tmp_path / "不是.pdf").write_bytes(b"not a PDF")
    assert formgen("verify", tmp_path / "不是.pdf").exit_code == 1


def test_the_proof_page_is_the_last_and_has_a_bookmark(dossier: Path) -> None:
    with pikepdf.open(dossier / NAME) as pdf, pdf.open_outline() as outline:
        assert outline.root[-1].title == "装订证明"
        assert outline.root[-1].destination[0] == pdf.pages[-1].obj  # type: ignore[index]
    proof = json.loads((dossier / NAME).with_suffix(".proof.json").read_text())
    assert proof["inputs"][-1]["name"] == "装订证明" and proof["inputs"][-1]["last_page"] == proof["pages"]
