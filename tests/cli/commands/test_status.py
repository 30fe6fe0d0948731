"""`formgen status`: every applicant and stage with what is missing and the days that are left."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

from formgen.scheme.models import Scheme
from formgen.summary.board import days_left
from tests.cli.runs import SAMPLES, files_below, formgen
from tests.schemes.made_up import READER_CARD
from tests.summary.made import records


def test_the_board_says_stage_deadline_days_state_and_what_is_missing(scheme: Scheme, tmp_path: Path) -> None:
    folder = shutil.copytree(scheme.folder, tmp_path / "方案")
    text = (folder / "scheme.toml").read_text("utf-8")
    day = date.today() + timedelta(days=12)
    (folder / "scheme.toml").write_text(text.replace("deadline = 2018-06-08", f"deadline = {day}"), encoding="utf-8")
    result = formgen("status", "--scheme", folder, records(tmp_path, 1), SAMPLES / "incomplete.json")
    assert result.exit_code == 0, result.stderr
    head, first, second = (line.split() for line in result.stdout.splitlines())
    assert head == ["企业", "镇（区）", "阶段", "截止", "还有", "材料情况", "缺什么"]
    assert first == ["太仓样例0有限公司", "沙溪镇", "贯标申报材料", str(day), "12", "天", "缺材料", "缺②"]
    assert second[-5:] == ["未填全", "7", "栏没有填，缺②"] or second[-4:-1] == ["天", "未填全", "7"]


def test_as_json(tmp_path: Path) -> None:
    result = formgen("status", SAMPLES / "complete.json", "--json")
    board = json.loads(result.stdout)
    assert board["scheme"] == "taicang-2018" and board["today"] == date.today().isoformat()
    stages = {one["dossier"]: one for one in board["standings"]}
    assert stages["application"]["state"] == "complete" and stages["application"]["deadline"] == "2018-06-08"
    assert stages["application"]["days_left"] == (date(2018, 6, 8) - date.today()).days < 0
    faulty = json.loads(formgen("status", SAMPLES / "faulty.json", "--json", "--dossier", "application").stdout)
    (one,) = faulty["standings"]
    assert one["state"] == "faulty" and one["errors"] + one["unfilled"] <= len(one["corrections"])


def test_a_stage_that_is_asked_for_is_shown_though_nobody_has_begun_it() -> None:
    result = formgen("status", SAMPLES / "incomplete.json", "--dossier", "acceptance")
    (_, row) = result.stdout.splitlines()
    assert "贯标验收材料" in row and "缺①②⑤" in row


def test_nothing_is_written_and_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = formgen("status", tmp_path / "没有.json")
    assert result.exit_code == 1 and "没有这个文件" in result.stderr and files_below(tmp_path) == []


def test_a_scheme_without_stages(tmp_path: Path) -> None:
    result = READER_CARD.run("status", READER_CARD.lines(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 1 + len(READER_CARD.rows)


def test_days(scheme: Scheme) -> None:
    dossier = scheme.dossiers[0]
    assert dossier.deadline is not None
    said = [days_left(dossier, dossier.deadline + timedelta(days=days)) for days in (-1, 0, 1)]
    assert said == ["1 天", "今天截止", "已过 1 天"] and days_left(None, date.today()) == "—"
