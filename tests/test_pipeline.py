"""The whole way: from a JSON file to papers in a folder, and what stops it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import formgen
from formgen import pipeline, resources
from formgen.errors import DataError, DefinitionError, MachineError, UsageError
from formgen.pipeline import Examined, Format
from formgen.render.values import slot_texts
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme
from formgen.scheme.official import folded

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
VALID = ("complete.json", "foreign-owned.json", "rare-characters.json", "chinese-keys.json", "incomplete.json")
Changed = Callable[..., Examined]


@pytest.fixture
def changed(scheme: Scheme, tmp_path: Path) -> Changed:
    """Examine the complete sample with some of its applicant's values changed."""

    def examine(**values: object) -> Examined:
        record = json.loads((SAMPLES / "complete.json").read_text(encoding="utf-8"))
        record["applicant"].update(values)
        path = tmp_path / "record.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        return pipeline.examine(scheme, path)

    return examine


def test_blank_forms_have_their_official_names(scheme: Scheme, tmp_path: Path) -> None:
    paths = formgen.blank(scheme, out=tmp_path)
    assert len(paths) == 10 and all(path.stat().st_size > 3000 for path in paths)
    assert (tmp_path / "附件2-江苏省信用管理贯标企业申报表.docx") in paths
    assert (tmp_path / "附件5-2018年度江苏省级信用管理示范企业推荐表.pdf") in paths


@pytest.mark.parametrize("name", VALID)
def test_valid_samples_are_filled_and_read_back(scheme: Scheme, name: str, tmp_path: Path) -> None:
    examined = formgen.examine(scheme, SAMPLES / name)
    assert not examined.has_errors, [str(problem) for problem in examined.problems if problem.is_error]
    filled = formgen.fill(scheme, examined, ["annex2", "annex3"], frozenset({Format.DOCX}), tmp_path)
    assert {path.parent for path in filled.paths} == {tmp_path / examined.name}
    assert not any(problem.is_error for problem in filled.problems)
    assert examined.record is not None
    for form_id, path in zip(("annex2", "annex3"), filled.paths, strict=True):
        form = scheme.form(form_id)
        assert form is not None
        wanted = {text.slot: text.text for text in slot_texts(scheme, form, examined.record)}
        for text in formgen.read_back(scheme, form_id, path.read_bytes(), path.name):
            assert text.text == wanted.get(text.slot, "")


def test_an_empty_record_gives_the_blank_forms(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    examined = formgen.examine(scheme, tmp_path / "empty.json")
    filled = formgen.fill(scheme, examined, ["annex3"], out=tmp_path / "filled")
    blank = formgen.blank(scheme, ["annex3"], out=tmp_path / "blank")
    assert [path.read_bytes() for path in filled.paths] == [path.read_bytes() for path in blank]
    assert any(problem.code == "field.missing" for problem in filled.problems)


def test_a_record_with_errors_writes_nothing(scheme: Scheme, tmp_path: Path) -> None:
    examined = formgen.examine(scheme, SAMPLES / "faulty.json")
    assert examined.has_errors
    with pytest.raises(DataError) as raised:
        formgen.fill(scheme, examined, out=tmp_path / "out")
    assert raised.value.problems == examined.problems and not (tmp_path / "out").exists()
    with pytest.raises(DataError):
        formgen.bind_dossier(scheme, examined, "acceptance", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../../逃出去", "甲/乙公司", "..", "\\\\服务器\\共享"])
def test_a_name_that_would_escape_the_folder_is_a_problem(changed: Changed, name: str) -> None:
    found = [problem for problem in changed(name=name).problems if problem.code == "name.folder"]
    assert len(found) == 1 and found[0].is_error and "企业名称" in found[0].label


def test_a_value_too_long_says_how_long_it_may_be(changed: Changed) -> None:
    (problem,) = [problem for problem in changed(main_business="生产销售" * 60).problems if problem.is_error]
    assert problem.code == "value.too-long" and problem.place.at == "/applicant/main_business"
    assert "最多 3 行" in problem.message and "个汉字" in problem.remedy


def test_a_character_that_no_face_has_is_a_problem_with_its_code(changed: Changed) -> None:
    (problem,) = [problem for problem in changed(legal_representative="王😀").problems if problem.is_error]
    assert "U+1F600" in problem.message and problem.place.at == "/applicant/legal_representative"


def test_problems_and_reprs_do_not_give_away_identity_numbers(changed: Changed) -> None:
    number = "320522198001011232"
    examined = changed(legal_representative_id=number, phone="1381234567")
    shown = repr(examined) + "".join(str(problem) for problem in examined.problems)
    assert examined.has_errors and number not in shown and "1381234567" not in shown


def test_dossier_wants_what_its_papers_need(scheme: Scheme, tmp_path: Path) -> None:
    examined = formgen.examine(scheme, SAMPLES / "incomplete.json")
    with pytest.raises(DataError) as raised:
        formgen.bind_dossier(scheme, examined, "acceptance", out=tmp_path)
    assert any(problem.code == "field.missing" and problem.is_error for problem in raised.value.problems)
    assert os.listdir(tmp_path) == []


def test_unknown_names_are_refused_with_the_known_ones(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="annex2"):
        formgen.blank(scheme, ["annex9"], out=tmp_path)
    with pytest.raises(UsageError, match="acceptance"):
        formgen.bind_dossier(scheme, formgen.examine(scheme, SAMPLES / "complete.json"), "nothing", out=tmp_path)
    with pytest.raises(UsageError, match="taicang-2018"):
        formgen.load("nowhere-2019")


def test_a_broken_template_is_named(scheme: Scheme, tmp_path: Path) -> None:
    shutil.copytree(scheme.folder, tmp_path / "scheme")
    (tmp_path / "scheme" / "annex3" / "form.docx").write_bytes(b"PK nothing")
    broken = load_scheme(tmp_path / "scheme")
    with pytest.raises(DefinitionError, match=r"annex3/form\.docx"):
        formgen.blank(broken, ["annex3"], out=tmp_path / "out")
    assert os.listdir(tmp_path / "out") == []


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(
        resources.fonts_folder(), tmp_path / "fonts", ignore=shutil.ignore_patterns("GwFang.ttf", "licenses")
    )
    monkeypatch.setattr(resources, "fonts_folder", lambda: tmp_path / "fonts")
    with pytest.raises(MachineError, match=r"GwFang\.ttf"):
        resources.check_fonts()


def test_official_words_are_the_source_of_the_titles(scheme: Scheme) -> None:
    source = folded((scheme.folder / "official.txt").read_text(encoding="utf-8"))
    assert all(form.title in source for form in scheme.forms)
