"""`formgen forms` shows the scheme, for a person or for a program, and checks the scheme's folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from formgen.foundation import resources
from formgen.render.lint import template_faults
from formgen.scheme.models import Scheme
from tests.cli.runs import formgen

TEMPLATE_FAULTS = "formgen.pipeline.schemes.template_faults"


def test_listing_tells_the_whole_scheme(scheme: Scheme) -> None:
    result = formgen("forms")
    assert result.exit_code == 0 and result.stderr == ""
    listing = result.stdout
    assert scheme.title in listing and scheme.document_number and scheme.document_number in listing
    for form in scheme.forms:
        assert any(
            line.split() == [form.id, form.annex, str(form.pages), "页", form.title] for line in listing.splitlines()
        )
    for dossier in scheme.dossiers:
        assert f"{dossier.title}（{dossier.id}）" in listing and dossier.deadline_text in listing
        for number, material in zip("①②③④⑤⑥⑦⑧⑨", dossier.materials, strict=False):
            assert f"{number}{material.title}" in listing
    assert listing.count("蓝色皮纹纸\n") == 2
    assert "注（annex5-city、annex5-province）：附件5 正文不在工作方案文本中；本表按方案推定，非原件" in listing
    assert listing.splitlines()[-1].split() == ["合计", "35", "4", "1"]


def test_listing_has_no_colours_where_there_is_no_terminal() -> None:
    assert "\x1b" not in formgen("forms").stdout


def test_json_tells_the_same(scheme: Scheme) -> None:
    result = formgen("forms", "--json")
    told = json.loads(result.stdout)
    assert set(told) == {
        "id",
        "title",
        "document_number",
        "issuers",
        "issued_on",
        "forms",
        "dossiers",
        "towns",
        "quotas",
    }
    assert [form["id"] for form in told["forms"]] == [form.id for form in scheme.forms]
    assert "非原件" in told["forms"][3]["reconstruction"] and told["forms"][0]["reconstruction"] is None
    acceptance = told["dossiers"][1]
    assert acceptance["deadline"] == "2018-07-31"
    assert [material["title"] for material in acceptance["materials"]][2] == "贯标申报信用承诺书（附件3）；"
    assert (
        sum(town["quotas"]["credit_standard"] for town in told["towns"]["towns"])
        == told["quotas"]["total"]["quotas"]["credit_standard"]
        == 35
    )
    assert "\\u" not in result.stdout


def test_check_of_a_sound_folder(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    result = formgen("forms", "--check")
    assert (result.exit_code, result.stdout) == (0, "方案 taicang-2018 没有问题\n")
    monkeypatch.setattr(TEMPLATE_FAULTS, lambda form: ())  # to lay out all forms again takes seconds
    told = json.loads(formgen("forms", "--check", "--json").stdout)
    assert (told["scheme"], told["faults"]) == ("taicang-2018", [])
    assert [(form["form"], form["engine"], form["why"], form["dropped"]) for form in told["forms"]] == [
        (form.id, "native", "", []) for form in scheme.forms
    ]
    assert {"asked": "黑体", "used": "Gw Hei"} in told["forms"][0]["faces"]


@pytest.fixture
def broken(tmp_path: Path, scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a copy of the scheme with a fault in each of three files. The program uses this copy.

    Of the Word files, only the faulty one is looked at: to lay out all others takes seconds.
    """
    monkeypatch.setattr(TEMPLATE_FAULTS, lambda form: template_faults(form) if form.id == "annex3" else ())
    folder = tmp_path / "taicang-2018"
    shutil.copytree(scheme.folder, folder)
    monkeypatch.setattr(resources, "scheme_folder", lambda scheme_id: folder)
    for file, old, new in (
        ("scheme.toml", "credit_standard = 35", "credit_standard = 36"),
        ("annex4/indicators.csv", ",10,有文件", ",11,有文件"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    (folder / "annex3" / "form.docx").write_bytes(b"no Word file")
    return folder


def test_check_tells_the_faults_of_all_files(broken: Path) -> None:
    result = formgen("forms", "--check")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert "scheme.toml: quotas.total.quotas.credit_standard: 各镇（区）合计 35，这里写的是 36" in lines
    assert "annex4/indicators.csv: 信用管理方针（30）: 括号里是 30 分，各行分值合计 31" in lines
    assert any(line.startswith("annex3/form.docx: ") for line in lines)
    assert result.stderr == f"formgen：方案 taicang-2018 有 {len(lines)} 处错误\n"


def test_check_as_json(broken: Path) -> None:
    result = formgen("forms", "--check", "--json")
    assert result.exit_code == 3
    faults = json.loads(result.stdout)["faults"]
    assert {fault["file"] for fault in faults} == {"scheme.toml", "annex4/indicators.csv", "annex3/form.docx"}
    assert {"file", "place", "message"} == set(faults[0])


def test_other_commands_refuse_a_broken_folder(broken: Path, tmp_path: Path) -> None:
    result = formgen("blank", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert (
        "formgen：  scheme.toml: quotas.total.quotas.credit_standard: 各镇（区）合计 35，这里写的是 36" in result.stderr
    )
    assert not (tmp_path / "out").exists()
