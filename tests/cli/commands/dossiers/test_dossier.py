"""`formgen dossier` makes one PDF with its proof, or reports everything that prevents this."""

from __future__ import annotations

import json
import re
import shutil
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
    assert files_below(tmp_path) == [
        f"{COMPLETE}/贯标验收材料-用印签字清单.pdf",
        f"{COMPLETE}/贯标验收材料.pdf",
        f"{COMPLETE}/贯标验收材料.proof.json",
    ]
    path, proof, _ = result.stdout.splitlines()
    assert (path, proof) == (
        str(tmp_path / COMPLETE / "贯标验收材料.pdf"),
        str(tmp_path / COMPLETE / "贯标验收材料.proof.json"),
    )
    said = re.fullmatch(r"贯标验收材料，共 (\d+) 页", result.stderr.splitlines()[-1])
    assert said is not None and int(said[1]) == len(pypdf.PdfReader(path).pages)


def test_duplex_copies_and_volumes(tmp_path: Path) -> None:
    stale = tmp_path / COMPLETE / "市级示范创建申报材料-第9册.pdf"
    stale.parent.mkdir()
    stale.write_bytes(b"of an earlier run")
    arguments = ("--kind", "city-demonstration", "--duplex", "--copies", "2", "--max-size", "0.4")
    result = formgen("dossier", SAMPLES / "complete.json", *arguments, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "以前装订的「市级示范创建申报材料-第9册.pdf」，不属于这一次" in result.stderr.replace("\n", "")
    assert stale.read_bytes() == b"of an earlier run"
    stale.unlink()
    names = [name.rpartition("/")[2] for name in files_below(tmp_path)]
    volumes = [name for name in names if name.endswith("册.pdf") and "封面" not in name]
    assert volumes[:2] == ["市级示范创建申报材料-第1册.pdf", "市级示范创建申报材料-第2册.pdf"]
    assert {"市级示范创建申报材料-用印签字清单.pdf", "市级示范创建申报材料-印制单.pdf"} <= set(names)
    assert all((tmp_path / COMPLETE / name).stat().st_size <= 400_000 for name in volumes)
    assert result.stderr.splitlines()[-1].endswith(f"分 {len(volumes)} 册")


def test_a_draft_is_bound_and_says_what_is_missing(tmp_path: Path) -> None:
    result = formgen("dossier", SAMPLES / "incomplete.json", "--kind", "acceptance", "--draft", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "提醒" in result.stderr and "缺少材料①" in result.stderr and "错误" not in result.stderr
    assert result.stderr.splitlines()[-1].startswith("贯标验收材料（草稿），共 ")


def test_options_that_make_no_sense(tmp_path: Path) -> None:
    for wrong in (("--copies", "0"), ("--copies", "两"), ("--max-size", "0"), ("--max-size", "-1")):
        result = formgen("dossier", SAMPLES / "complete.json", "--kind", "acceptance", *wrong, "--out", tmp_path)
        assert result.exit_code == 2 and files_below(tmp_path) == []


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


def test_all_that_stands_in_the_way_is_said_at_once(tmp_path: Path) -> None:
    """The faults are a wrong number, an empty field, a missing material and a missing file. A batch also reports them."""
    data = tmp_path / "data"
    shutil.copytree(SAMPLES / "evidence", data / "evidence")
    record = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    record["applicant"]["legal_representative_id"] = "320522196805200007"
    del record["commitment"]["signed_on"], record["materials"]["summary_report"]
    record["evidence"][0]["files"] = ["evidence/没有.pdf"]
    path = data / "样例.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    single = formgen("dossier", path, "--kind", "acceptance", "--out", tmp_path / "one")
    assert single.exit_code == 1
    for said in ("校验码（第 18 位）不对", "没有填写，附件3", "缺少材料①", "文件「没有.pdf」找不到"):
        assert single.stderr.replace("\n", "").count(said) == 1, said
    done = formgen("batch", data, "--out", tmp_path / "all", "--dossier", "acceptance", "--jobs", "1")
    (told,) = json.loads((tmp_path / "all" / "结果.json").read_text("utf-8"))["enterprises"]
    errors = [problem["code"] for problem in told["problems"] if problem["severity"] == "error"]
    assert done.exit_code == 1
    assert sorted(errors) == sorted(
        ["identifier.check-digit", "field.missing", "dossier.missing-material", "evidence.missing"]
    )
    drafted = formgen("dossier", path, "--kind", "acceptance", "--draft", "--out", tmp_path / "draft")
    assert drafted.exit_code == 1 and drafted.stderr.count("错误 ") == 1  # a draft may lack parts: warnings


def test_materials_and_evidence_in_a_folder_of_the_enterprises_name_are_bound(tmp_path: Path) -> None:
    """As if the record named them: the same dossier, page by page, but for the titles that the names of folders give."""
    record = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))
    materials, evidence = record.pop("materials"), record.pop("evidence")
    own = tmp_path / "in" / record["applicant"]["name"]
    own.mkdir(parents=True)
    (tmp_path / "in" / "记录.json").write_text(json.dumps(record), encoding="utf-8")
    for material, name in (("summary_report", "①贯标工作总结报告"), ("internal_assessment_report", "2. 内部评估报告")):
        (file,) = materials[material]
        shutil.copy(SAMPLES / file, own / f"{name}.pdf")
    for item in evidence:
        folder = own / "佐证" / f"{item['indicator']} {item['title']}"
        folder.mkdir(parents=True)
        for number, file in enumerate(item["files"], start=1):
            shutil.copy(SAMPLES / (file if isinstance(file, str) else file["file"]), folder / f"{number}.pdf")
    result = formgen("dossier", tmp_path / "in" / "记录.json", "--kind", "acceptance", "--out", tmp_path / "out")
    named = formgen("dossier", SAMPLES / "complete.json", "--kind", "acceptance", "--out", tmp_path / "named")
    assert result.exit_code == named.exit_code == 0, result.output
    assert result.stderr.splitlines()[-1] == named.stderr.splitlines()[-1] == "贯标验收材料，共 26 页"
