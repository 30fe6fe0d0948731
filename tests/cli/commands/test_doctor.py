"""`formgen doctor` says what this machine can do, and what the user can do about everything else."""

from __future__ import annotations

import json
import locale
import time
from pathlib import Path

import pytest

from formgen.engines.sandbox import Sandbox
from formgen.foundation import resources
from formgen.foundation.errors import MachineError
from formgen.pipeline import machine
from formgen.pipeline.machine import examine_machine
from tests.cli.runs import formgen

NAMES = [
    "表格用的字体",
    "排版用的系统库（Pango）",
    "拍照和扫描的图片",
    "转换 Word、Excel 等佐证，读 .xls、.et、.ods 等表格（LibreOffice）",
    "转换时与网络和本机其他文件隔离",
    "电子签名：签（formgen sign），验证后来加的签名（formgen verify）",
    "盖章签字后的扫描件：对照（formgen receive）、排好（formgen sort）、页面标记（--marks）",
    "内存",
    "放临时文件的空间",
    "放数据和缓存的文件夹",
    "时间",
    "文字编码",
]


def test_it_tells_of_every_part_and_ends_with_0() -> None:
    done = formgen("doctor")
    assert done.exit_code == 0 and done.stderr == ""
    assert [
        line for name in NAMES for line in done.stdout.splitlines() if name in line and line[:2] in ("可以", "缺少")
    ]
    assert "Writer" in done.stdout and "Calc" in done.stdout


def test_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "office_program", lambda: None)  # to try each part of LibreOffice takes seconds
    done = formgen("doctor", "--json")
    abilities = json.loads(done.stdout)["abilities"]
    assert done.exit_code == 0 and [one["name"] for one in abilities] == NAMES
    assert all(one["found"] and (one["ok"] or one["remedy"]) for one in abilities)


def test_what_a_machine_lacks_is_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MachineError("字体文件 a 缺失")

    monkeypatch.setattr(machine, "office_program", lambda: None)
    monkeypatch.setattr(machine, "unread_formats", lambda: ("HEIC",))
    monkeypatch.setattr(machine, "best_sandbox", lambda: Sandbox.NONE)
    monkeypatch.setattr(machine, "can_sign", lambda: False)
    monkeypatch.setattr(machine, "SCAN_LIBRARIES", ("no_such_library",))
    monkeypatch.setattr(resources, "check_fonts", missing)
    monkeypatch.setattr(machine, "FEWEST_MEMORY", 1 << 60)
    monkeypatch.setattr(machine, "shared_libraries", lambda: {"Pango": None})
    monkeypatch.setattr(machine, "FEWEST_ROOM", 1 << 60)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(locale, "getencoding", lambda: "ANSI_X3.4-1968")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    abilities = examine_machine()
    assert [one.name for one in abilities] == NAMES
    assert not any(one.is_there for one in abilities) and all(one.remedy for one in abilities)
    done = formgen("doctor")
    assert done.exit_code == 0 and done.stdout.count("缺少") >= len(NAMES)


def test_a_part_of_libreoffice_that_makes_nothing_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    monkeypatch.setattr(machine, "office_program", lambda: str(program))
    (office,) = [one for one in examine_machine() if "LibreOffice" in one.name]
    assert not office.is_there and all(part in office.remedy for part in ("Writer", "Calc", "Impress"))


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    is_there, found, remedy = machine.look_at_folders()
    assert not is_there and "数据 写不了" in found and "XDG_STATE_HOME" in remedy


@pytest.mark.parametrize(("days", "is_right"), [(-2, False), (0, True), (400, True), (4000, False)])
def test_a_clock_far_from_the_program_is_told(monkeypatch: pytest.MonkeyPatch, days: int, is_right: bool) -> None:
    made = Path(machine.__file__).stat().st_mtime
    monkeypatch.setattr(time, "time", lambda: made + days * 86400)
    assert machine.look_at_clock()[0] == is_right
