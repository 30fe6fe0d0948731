"""Helpers for the tests of batches: folders of invented enterprises, runs, and folder trees that can be compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result

from formgen.batch.job import Job
from formgen.pipeline import Format
from tests.cli.runs import formgen

TOWNS = ("沙溪镇", "浮桥镇", "城厢镇")
JOB = Job("taicang-2018", ("annex3",), frozenset([Format.DOCX]))
LETTER = "附件3-江苏省企业信用管理贯标申报信用承诺书.docx"
SMALL = ("--forms", "附件3", "--format", "docx", "--jobs", "2")


def enterprise(name: str, town: str = "", code: str = "", **more: str) -> dict[str, object]:
    """Make a record as a JSON object."""
    said = {"name": name, "town": town, "unified_social_credit_code": code, **more}
    return {
        "applicant": {key: value for key, value in said.items() if value},
        "commitment": {"signed_on": "2018-06-05"},
    }


def write(folder: Path, file: str, record: object) -> Path:
    """Write a file of a source."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{file}.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return path


def source(folder: Path, count: int) -> Path:
    """Make a folder of `count` enterprises without faults."""
    for number in range(count):
        write(folder, f"{number:03}", enterprise(f"太仓第{number}号有限公司", TOWNS[number % len(TOWNS)]))
    return folder


def batch(data: Path, out: Path, *options: str) -> Result:
    """Run `formgen batch` for one small form in one format, with these further options."""
    return formgen("batch", data, "--out", out, *SMALL, *options)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that a person sees below a folder, with its content."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def results(out: Path) -> dict[str, dict[str, Any]]:
    """The enterprises of 结果.json by the name of their file, in its order."""
    said = json.loads((out / "结果.json").read_text(encoding="utf-8"))
    return {one["file"]: one for one in said["enterprises"]}
