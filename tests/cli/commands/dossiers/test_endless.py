"""Files on which a library works without end are refused by name, page and remedy, all at once, and the other files are looked at, too."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from formgen.engines.system.watcher import CAN_FORK
from tests.cli.runs import SAMPLES, START, formgen, process
from tests.dossier.endless import slow_names, slow_page, slow_pattern, slow_stamp, slow_tagged
from tests.dossier.odd import Page, made

QUICKLY = f"from formgen.engines.system import watcher; watcher.A_PAGE, watcher.A_FILE = 1.5, 5.0; {START}"
"""The program, with a time that no page of the samples needs."""
pytestmark = pytest.mark.skipif(not CAN_FORK, reason="the system copies no processes")


def record_with(folder: Path, **contents: bytes) -> Path:
    """A sample record with these files as evidence, beside its own."""
    record = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    shutil.copytree(SAMPLES / "evidence", folder / "evidence")
    for name, content in contents.items():
        (folder / f"{name}.pdf").write_bytes(content)
        record["evidence"][0]["files"].append(f"{name}.pdf")
    path = folder / "record.json"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return path


def test_endless_files_are_refused_by_name_and_page(tmp_path: Path) -> None:
    path = record_with(
        tmp_path, 嵌套=slow_page(), 图案=slow_pattern(), 印章=slow_stamp(), 名称=slow_names(), 断=made()[:500]
    )
    done = process("dossier", path, "--kind", "acceptance", "--out", tmp_path / "out", code=QUICKLY)
    assert done.returncode == 1, done.stderr
    for words in (
        "「嵌套.pdf」第 2 页太复杂",
        "「图案.pdf」第 1 页太复杂",
        "「印章.pdf」第 1 页太复杂",
        "「名称.pdf」太复杂",
    ):
        assert words in done.stderr
    assert "「断.pdf」已损坏" in done.stderr
    assert "打印成新的 PDF 再交" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_draft_has_a_page_in_the_place_of_an_endless_file(tmp_path: Path) -> None:
    """In an archive, what is tagged is looked at before anything is drawn."""
    path = record_with(tmp_path, 嵌套=slow_page(), 标签=slow_tagged())
    arguments = ("--kind", "acceptance", "--out", tmp_path / "out", "--draft", "--archive")
    done = process("dossier", path, *arguments, code=QUICKLY)
    assert done.returncode == 0, done.stderr
    assert "「嵌套.pdf」第 2 页太复杂" in done.stderr and "「标签.pdf」第 1 页太复杂" in done.stderr


def test_a_source_that_hangs_is_not_compared_and_the_rest_is(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    good, slow = made(Page(), Page(), Page()), slow_page()
    path = record_with(tmp_path, 后来=good)
    done = formgen("dossier", path, "--kind", "acceptance", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    (bound,) = (tmp_path / "out").rglob("贯标验收材料.pdf")
    proof = bound.with_suffix(".proof.json")
    shutil.copytree(tmp_path / "evidence", sources / "evidence")
    (sources / "后来.pdf").write_bytes(slow)
    was, now = (hashlib.sha256(content).hexdigest() for content in (good, slow))
    proof.write_text(proof.read_text("utf-8").replace(was, now), "utf-8")
    verified = process("verify", bound, "--sources", sources, code=QUICKLY)
    assert "来源「后来.pdf」第 2 页太复杂，2 秒还没有画完，只核对了 sha256，没有逐页比较" in verified.stdout
    assert "与装订核对记录相符" in verified.stdout
