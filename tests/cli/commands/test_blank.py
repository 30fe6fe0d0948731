"""`formgen blank` writes the forms that the user names. The files have the official titles."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from formgen.scheme.models import Scheme
from tests.cli.runs import files_below, formgen

COMMITMENT = "附件3-江苏省企业信用管理贯标申报信用承诺书"


def test_all_forms_in_word(tmp_path: Path, scheme: Scheme) -> None:
    result = formgen("blank", "--out", tmp_path / "blank", "--format", "docx")
    assert result.exit_code == 0
    assert files_below(tmp_path / "blank") == sorted(f"{form.file_stem}.docx" for form in scheme.forms)
    assert result.stdout.splitlines() == [str(tmp_path / "blank" / f"{form.file_stem}.docx") for form in scheme.forms]


@pytest.mark.parametrize("name", ["annex3", "附件3", "江苏省企业信用管理贯标申报信用承诺书"])
def test_one_form_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    formgen("blank", name, "--out", tmp_path)
    assert files_below(tmp_path) == [f"{COMMITMENT}.docx", f"{COMMITMENT}.pdf"]
    assert (tmp_path / f"{COMMITMENT}.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / f"{COMMITMENT}.docx").stat().st_mode & 0o777 == 0o600


def test_an_annex_may_be_two_forms(tmp_path: Path) -> None:
    formgen("blank", "附件5", "--out", tmp_path, "--format", "docx")
    assert len(files_below(tmp_path)) == 2


@pytest.mark.parametrize("formats", ["pdf", "PDF", "pdf,pdf"])
def test_one_format(tmp_path: Path, formats: str) -> None:
    formgen("blank", "附件3", "--out", tmp_path, "--format", formats)
    assert files_below(tmp_path) == [f"{COMMITMENT}.pdf"]


@pytest.mark.parametrize("formats", ["docx,pdf", "pdf，docx", "docx、pdf", " docx , pdf "])
def test_both_formats_however_they_are_written(tmp_path: Path, formats: str) -> None:
    formgen("blank", "附件3", "--out", tmp_path, "--format", formats)
    assert len(files_below(tmp_path)) == 2


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = formgen("blank", "附件3", "--out", tmp_path / "taken" / "blank", "--format", "docx")
    assert result.exit_code == 4
    assert result.stderr == f"formgen：写不了输出文件夹 {tmp_path / 'taken' / 'blank'}：路径里有一段不是文件夹\n"


def test_forms_with_fields_for_typing_lie_beside_the_others(tmp_path: Path, scheme: Scheme) -> None:
    formgen("blank", "附件3", "附件4", "--format", "pdf,fields", "--out", tmp_path)
    sheet = next(form.file_stem for form in scheme.forms if form.indicators)
    assert files_below(tmp_path) == sorted([f"{COMMITMENT}.pdf", f"{COMMITMENT}（可填写）.pdf", f"{sheet}.pdf"])


def test_a_form_without_such_fields_is_told(tmp_path: Path) -> None:
    result = formgen("blank", "附件4", "--format", "fields", "--out", tmp_path)
    assert result.exit_code != 0 and "有的是：附件2、附件3" in result.stderr
    assert files_below(tmp_path) == []


def test_fields_are_for_blank_forms_only(tmp_path: Path) -> None:
    result = formgen("fill", "samples/complete.json", "--format", "fields", "--out", tmp_path)
    assert result.exit_code != 0 and "没有「fields」这种格式" in result.stderr


def test_protected_words(tmp_path: Path) -> None:
    formgen("blank", "附件3", "--format", "docx", "--protect", "--out", tmp_path / "protected")
    formgen("blank", "附件3", "--format", "docx", "--out", tmp_path / "open")
    protection = b'<w:documentProtection w:edit="forms" w:enforcement="1"/>'
    for folder, wanted in (("protected", True), ("open", False)):
        with ZipFile(tmp_path / folder / f"{COMMITMENT}.docx") as archive:
            assert (protection in archive.read("word/settings.xml")) is wanted
