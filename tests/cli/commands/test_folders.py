"""`formgen folders`: empty folders for each applicant, whose files are found again; nothing that is there is changed."""

from __future__ import annotations

import stat
from pathlib import Path

from formgen.intake.folders.subject_words import subject_words
from formgen.intake.sources import read_source
from formgen.scheme.models import Scheme
from tests.cli.runs import REPOSITORY, formgen
from tests.intake.given import CODE, OTHER_CODE, csv_bytes

HEAD = ["企业名称", "统一社会信用代码", "联系人"]
ROWS = [HEAD, ["甲公司", CODE, ""], ["乙/丙*公司", "", "张三"], ["", "", ""], ["甲公司", OTHER_CODE, ""]]


def test_folders_are_made_and_what_is_put_into_them_is_found(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_bytes(csv_bytes(ROWS))
    result = formgen("folders", tmp_path / "名册.csv", "--out", tmp_path)
    assert result.exit_code == 0
    names = [f"甲公司（{CODE}）", "乙／丙＊公司", f"甲公司（{OTHER_CODE}）"]
    assert result.stdout.splitlines() == [str(tmp_path / name) for name in names]
    assert "3 家企业" in result.stderr
    own = tmp_path / names[0]
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    materials = [path for path in own.iterdir() if path.name != "佐证"]
    rows = list((own / "佐证").iterdir())
    assert len(materials) == len(scheme.supplied) and len(rows) == len(scheme.indicators)
    words = subject_words(scheme)
    found = [words.of(path.name, False).subject for path in materials] + [
        words.of(path.name, True).subject for path in rows
    ]
    assert {subject.id for subject in found if subject} == {one.id for one in scheme.supplied} | set(scheme.indicators)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "名册.csv"]
    for folder in (*materials, *rows):
        (folder / "扫描1.pdf").write_bytes(b"%PDF-1.4")
    one, *_ = read_source(scheme, tmp_path / "名册.csv")
    assert one.record is not None and one.problems == ()
    assert {item.material for item in one.record.materials} == {item.id for item in scheme.supplied}
    assert [item.indicator for item in one.record.evidence] == list(scheme.indicators)


def test_nothing_that_is_there_is_changed_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_bytes(
        csv_bytes([HEAD, *([name, "", "张三"] for name in ("甲公司", "丁公司", "戊公司"))])
    )
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    out.mkdir()
    (out / "丁公司").symlink_to(elsewhere, target_is_directory=True)
    (out / "戊公司").write_text("mine", encoding="utf-8")
    (out / "甲公司" / "佐证").mkdir(parents=True)
    (out / "甲公司" / "佐证" / "1.1.1 我的.pdf").write_text("mine", encoding="utf-8")
    result = formgen("folders", tmp_path / "名册.csv", "--out", out)
    assert result.exit_code == 1 and result.stdout.splitlines() == [str(out / "甲公司")]
    assert result.stderr.count("的文件或链接，没有建这个文件夹") == 2
    assert list(elsewhere.iterdir()) == [] and (out / "戊公司").read_text(encoding="utf-8") == "mine"
    assert (out / "甲公司" / "佐证" / "1.1.1 我的.pdf").read_text(encoding="utf-8") == "mine"
    again = formgen("folders", tmp_path / "名册.csv", "--out", out)
    assert "新建了 0 个文件夹" in again.stderr


def test_scores_say_which_indicators_need_evidence(scheme: Scheme, tmp_path: Path) -> None:
    result = formgen("folders", REPOSITORY / "samples/complete.json", "--out", tmp_path)
    assert result.exit_code == 0
    made = list(next(tmp_path.iterdir()).joinpath("佐证").iterdir())
    assert 0 < len(made) < len(scheme.indicators)
