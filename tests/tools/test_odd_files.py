"""The count of what becomes of strange files tells what is bound, what is refused, and what no message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import odd_files
from tests.dossier.evidence.mending.damaged_files import LOST, plain


@pytest.mark.thorough
def test_each_file_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, content in enumerate((plain(), LOST["cut off"]())):
        (tmp_path / f"{number}.pdf").write_bytes(content)
    (tmp_path / "notes.txt").write_text("no paper")
    monkeypatch.setattr("sys.argv", ["odd_files", str(tmp_path)])
    odd_files.main()
    said = capsys.readouterr().out
    assert said.split("\n\n")[0].splitlines() == ["     1  bound", "     1  evidence.damaged"]
    assert ".pdf:" not in said


def test_what_ends_a_process_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odd_files, "SECONDS", 0.01)
    (tmp_path / "slow.pdf").write_bytes(plain())
    assert odd_files.in_process(tmp_path / "slow.pdf") == ("too slow", True)
    monkeypatch.setattr(odd_files, "SECONDS", 60)
    said, is_fault = odd_files.in_process(tmp_path / "nothing.pdf")
    assert is_fault and "FileNotFoundError" in said
