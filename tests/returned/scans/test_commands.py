"""`formgen receive` and `formgen sort` end with the right code, say what they found, and refuse what they can't use."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from formgen.pipeline import receiving
from tests.cli.runs import files_below, formgen
from tests.returned.scans.conftest import Scans, pdf_of


def test_a_scan_of_one_signed_page(scans: Scans, tmp_path: Path) -> None:
    """The two other pages are missing: code 1, and three reports, the first words of which say what they are not."""
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(scans.signed))
    out, trial = tmp_path / "报告", tmp_path / "核对表.csv"
    done = formgen("receive", tmp_path / "扫描.pdf", "--against", scans.path, "--out", out, "--trial", trial)
    assert done.exit_code == 1, done.output
    assert "缺 2 页：第 1、3 页" in done.output and "疑似不同" not in done.output
    assert files_below(out) == ["扫描对照报告.html", "扫描对照报告.json", "扫描对照报告.pdf"]
    said = json.loads((out / "扫描对照报告.json").read_bytes())
    assert said["missing"] == [1, 3] and said["nothing_to_look_at"] is False
    assert "不是证明" in said["note"]
    assert [one["state"] for one in said["places"]] == ["there"] * 3
    assert (out / "扫描对照报告.pdf").read_bytes()[:5] == b"%PDF-"
    assert trial.read_bytes().startswith(b"\xef\xbb\xbf")


def test_sorting(scans: Scans, tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(pdf_of(scans.signed, scans.contents))
    done = formgen("sort", tmp_path / "扫描.pdf", "--against", scans.path, "--out", tmp_path / "好")
    assert done.exit_code == 0, done.output
    assert "1 页换了位置" in done.output and "没有扫到的：第 3 页" in done.output
    assert files_below(tmp_path / "好") == ["整理好的扫描件.pdf"]


def test_without_the_extra_it_says_what_to_install(
    scans: Scans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", nothing)
    done = formgen("receive", tmp_path, "--against", scans.path, "--out", tmp_path / "报告")
    assert done.exit_code == 4 and receiving.NOT_THERE in done.output
    assert not (tmp_path / "报告").exists()


def test_what_can_not_be_used_is_refused_before_anything_is_written(scans: Scans, tmp_path: Path) -> None:
    (tmp_path / "改过.pdf").write_bytes(scans.pdf + b"\n% later")
    (tmp_path / "改过.proof.json").write_bytes(scans.proof.to_json().replace(scans.proof.sha256.encode(), b"0" * 64))
    out = tmp_path / "报告"
    for arguments, code, words in (
        (("没有.pdf", "--against", scans.path), 1, "找不到"),
        ((scans.path, "--against", tmp_path / "没有.pdf"), 1, "没有这个文件"),
        ((scans.path, "--against", "."), 1, "没有这个文件"),
        ((scans.path, "--against", tmp_path / "改过.pdf"), 2, "对不上"),
    ):
        done = formgen("receive", *arguments, "--out", out)
        assert (done.exit_code, words in done.output) == (code, True), done.output
        assert not out.exists()
