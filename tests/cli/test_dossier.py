"""`formgen dossier`: one PDF with its proof, or all that stands in its way."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf

from formgen.cli.options import dossier_of
from formgen.scheme.models import Scheme
from tests.cli.runs import SAMPLES, files_below, formgen

COMPLETE = "太仓样例精密机械有限公司"


def test_a_dossier_has_two_names(scheme: Scheme) -> None:
    assert dossier_of(scheme, "acceptance") is dossier_of(scheme, " 贯标验收材料 ")


def test_the_acceptance_dossier(tmp_path: Path) -> None:
    result = formgen("dossier", SAMPLES / "complete.json", "--kind", "acceptance", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert files_below(tmp_path) == [f"{COMPLETE}/贯标验收材料.pdf", f"{COMPLETE}/贯标验收材料.proof.json"]
    path, proof = result.stdout.splitlines()
    assert (path, proof) == (
        str(tmp_path / COMPLETE / "贯标验收材料.pdf"),
        str(tmp_path / COMPLETE / "贯标验收材料.proof.json"),
    )
    said = re.fullmatch(r"贯标验收材料，共 (\d+) 页", result.stderr.splitlines()[-1])
    assert said is not None and int(said[1]) == len(pypdf.PdfReader(path).pages)


def test_what_is_missing_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    result = formgen("dossier", SAMPLES / "incomplete.json", "--kind", "acceptance", "--out", tmp_path)
    assert result.exit_code == 1 and result.stdout == ""
    assert "  错误 「承诺日期」没有填写" in result.stderr
    assert files_below(tmp_path) == []


def test_a_faulty_record(tmp_path: Path) -> None:
    result = formgen("dossier", SAMPLES / "faulty.json", "--kind", "acceptance", "--out", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("faulty（faulty.json）：")
    assert files_below(tmp_path) == []
