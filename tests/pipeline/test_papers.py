"""Blank and filled forms are written into a folder. Some faults stop this."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import formgen
from formgen.foundation import resources
from formgen.foundation.errors import DataError, DefinitionError, MachineError
from formgen.pipeline import Format
from formgen.render.values import slot_texts
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
VALID = ("complete.json", "foreign-owned.json", "rare-characters.json", "chinese-keys.json", "incomplete.json")


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
