"""The results of the main jobs with two sets of libraries are compared by the text that people read in them."""

from __future__ import annotations

import json
from pathlib import Path

from tools.main_jobs import compare, jobs

PROOF = {
    "title": "材料",
    "pages": 2,
    "contents": 1,
    "inputs": [{"name": "甲.pdf", "sha256": "a"}],
    "lines": [],
    "pages_shown": 1,
}


def folder(path: Path, **files: bytes) -> Path:
    """Make a folder of files. `__` stands for the dot of a name."""
    path.mkdir()
    for name, content in files.items():
        (path / name.replace("__", ".")).write_bytes(content)
    return path


def proof(**other: object) -> bytes:
    return json.dumps({**PROOF, "sha256": str(other), **other}).encode()


def test_only_what_nobody_reads_may_differ(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", a__proof__json=proof(tools=["pypdf 5"]), b__docx=b"PK", c__txt="好".encode())
    other = folder(tmp_path / "other", a__proof__json=proof(tools=["pypdf 7"]), b__docx=b"PK", c__txt="好".encode())
    assert compare(one, other) == []
    (other / "a.proof.json").write_bytes(proof(pages=3))
    (other / "b.docx").write_bytes(b"PK2")
    (other / "d.txt").write_bytes(b"")
    assert compare(one, other) == ["d.txt: only in one", "a.proof.json: differs", "b.docx: differs"]


def test_every_command_of_the_program_is_among_the_jobs(tmp_path: Path) -> None:
    (tmp_path / "dossier" / "甲").mkdir(parents=True)
    (tmp_path / "dossier" / "甲" / "贯标申报材料.pdf").touch()
    commands = {job.arguments[0] for job in jobs(tmp_path)}
    assert commands == {
        "forms",
        "schema",
        "blank",
        "fill",
        "check",
        "dossier",
        "verify",
        "workbook",
        "collect",
        "batch",
    }
