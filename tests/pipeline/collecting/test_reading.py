"""Sources of a run: returned Word files among tables and records, those of one applicant together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from formgen import pipeline
from formgen.batch.roster import Roster
from formgen.engines.sandbox import best_sandbox
from formgen.engines.soffice import converted, office_program
from formgen.foundation import resources
from formgen.foundation.problems import Problem
from formgen.intake.collected import Source
from formgen.pipeline.collecting.reading import parts_of, read_part, read_paths
from formgen.render.papers import render_word
from formgen.returned.word_files.raw_text import may_be
from tests.cli.runs import SAMPLES, formgen

SCHEME = pipeline.load()
NAMES = ("甲某科技有限公司", "乙某科技有限公司", "丙某科技有限公司")
FORMS = SCHEME.forms[:2]


def record(name: str, **changed: object) -> dict[str, object]:
    """A record with the sample's values and these of the applicant's block."""
    data: dict[str, object] = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    block = data["applicant"]
    assert isinstance(block, dict)
    block |= {"name": name, **changed}
    for field in ("unified_social_credit_code", "organization_code", "registration_number"):
        if field not in changed:
            block.pop(field, None)
    return data


def write_forms(
    folder: Path, data: dict[str, object], names: tuple[str, ...] = ("附件2.docx", "附件3.docx")
) -> list[Path]:
    """The first forms of a record as Word files, as applicants send them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "数据.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    examined = pipeline.examine(SCHEME, folder / "数据.json", [form.id for form in FORMS])
    (folder / "数据.json").unlink()
    paths = []
    for one, name in zip(examined.looked_at(SCHEME, FORMS), names, strict=False):
        assert one.texts is not None
        (folder / name).write_bytes(render_word(one.texts.form, one.texts.texts).content)
        paths.append(folder / name)
    return paths


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two forms of each of three applicants in one folder."""
    folder = tmp_path_factory.mktemp("交回")
    for name in NAMES:
        write_forms(folder, record(name), (f"{name}-附件2.docx", f"{name}-附件3.docx"))
    return folder


@pytest.fixture
def folder(returned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(returned, tmp_path / "交回"))


def told(sources: Sequence[Source]) -> list[Problem]:
    found: list[Problem] = []
    for source in sources:
        found += source.problems
        found += (problem for one in source for problem in one.problems)
    return found


def test_a_folder_of_word_files_among_a_table_and_other_documents(folder: Path) -> None:
    (folder / "名册.csv").write_text("企业名称,所属镇（区）,联系人\n丁某有限公司,沙溪镇,王小明\n", "utf-8")
    report = docx.Document()
    report.add_paragraph("信用管理情况报告")
    report.save(str(folder / "情况报告.docx"))
    (source,) = read_paths(SCHEME, [folder])
    assert {one.name for one in source} == {"丁某有限公司", *NAMES}
    assert [problem.code for problem in source.problems] == ["folder.word"]
    assert "情况报告.docx" in source.problems[0].message
    one = next(one for one in source if one.name == NAMES[0])
    assert one.record is not None and not one.problems
    entry = one.record.entry("applicant.legal_representative")
    assert entry is not None
    assert (entry.place.file, entry.place.at) == (f"{NAMES[0]}-附件2.docx", "表2第5行「4、法定代表人」")
    files = {entry.place.file for entry in one.record.entries}
    assert files <= {f"{NAMES[0]}-附件2.docx", f"{NAMES[0]}-附件3.docx"}


def test_documents_beside_records_are_no_finding(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "complete.json", tmp_path / "甲.json")
    docx.Document().save(str(tmp_path / "佐证.docx"))
    (tmp_path / "坏的.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    (source,) = read_paths(SCHEME, [tmp_path])
    assert source.problems == () and source.count == 1


def test_forms_of_one_applicant_in_folders_of_their_own(tmp_path: Path) -> None:
    paths = [path for name in NAMES[:2] for path in write_forms(tmp_path / name, record(name))]
    (tmp_path / "名册.csv").write_text("企业名称,所属镇（区）,联系人\n丁某有限公司,沙溪镇,王小明\n", "utf-8")
    mixed = [paths[0], tmp_path / "名册.csv", *paths[1:]]
    assert parts_of(mixed) == [tuple(paths), (tmp_path / "名册.csv",)]
    sources = read_paths(SCHEME, mixed)
    assert [one.name for source in sources for one in source] == [*NAMES[:2], "丁某有限公司"]
    (one,) = sources[1]
    assert one.place.file == f"{NAMES[1]}/附件2.docx"  # four files have two names


def test_two_files_that_say_different_things_are_told_with_both_places(tmp_path: Path) -> None:
    first = write_forms(tmp_path, record(NAMES[0]), ("甲.docx",))
    second = write_forms(tmp_path, record(NAMES[0], phone="0512-53200009"), ("甲改.docx",))
    (problem,) = [one for one in told(read_part(SCHEME, (*first, *second))) if one.code == "returned.differs"]
    assert problem.is_error and problem.place.file == "甲改.docx" and "甲.docx" in problem.message
    assert problem.label and problem.label in problem.place.at


def test_a_form_without_a_name_among_others_is_an_error(folder: Path) -> None:
    form = docx.Document(str(folder / f"{NAMES[2]}-附件3.docx"))
    for control in form.element.body.iter():
        if control.tag.endswith("}t") and control.text == NAMES[2]:
            control.text = "　　"
    form.save(str(folder / f"{NAMES[2]}-附件3.docx"))
    (problem,) = [one for one in told(read_paths(SCHEME, [folder])) if one.is_error]
    assert problem.code == "returned.no-name" and problem.place.file == f"{NAMES[2]}-附件3.docx"


def test_a_word_file_that_is_none_of_our_forms(tmp_path: Path) -> None:
    other = docx.Document()
    other.add_paragraph("会议通知")
    other.save(str(tmp_path / "通知.docx"))
    (tmp_path / "断.docx").write_bytes((tmp_path / "通知.docx").read_bytes()[:900])
    codes = [problem.code for problem in told(read_paths(SCHEME, [tmp_path / "通知.docx", tmp_path / "断.docx"]))]
    assert sorted(codes) == ["returned.unknown-form", "word.damaged"]
    result = formgen("check", tmp_path / "通知.docx")
    assert result.exit_code == 1 and "不是「" in result.output


def test_all_commands_take_them(folder: Path, tmp_path: Path) -> None:
    assert formgen("check", folder).exit_code == 0
    result = formgen("collect", folder, "--out", tmp_path / "数据")
    assert result.exit_code == 0
    assert sorted(path.stem for path in (tmp_path / "数据").glob("*.json") if path.name[0] != ".") == sorted(NAMES)
    roster = Roster(SCHEME, folder)  # what `formgen batch` reads
    assert [(one.name, one.folder) for one in roster.entrants] == [(name, name) for name in sorted(NAMES)]
    roster.close()
    papers = sorted(folder.glob(f"{NAMES[0]}*"))
    result = formgen("fill", *papers, "--out", tmp_path / "填", "--form", "附件3", "--format", "docx")
    assert result.exit_code == 0 and (tmp_path / "填" / NAMES[0]).is_dir()


def test_where_one_record_is_taken(folder: Path, tmp_path: Path) -> None:
    one = pipeline.examine(SCHEME, folder / f"{NAMES[0]}-附件2.docx", ["annex2"])
    assert one.name == NAMES[0] and not one.has_errors
    several = pipeline.examine(SCHEME, folder)
    assert [problem.code for problem in several.problems] == ["file.not-one"]
    for name in NAMES[1:]:
        for path in folder.glob(f"{name}*"):
            path.unlink()
    both = pipeline.examine(SCHEME, folder)
    assert both.name == NAMES[0] and both.record is not None and both.record.value("applicant.name")


@pytest.mark.thorough
@pytest.mark.skipif(office_program() is None, reason="needs LibreOffice")
def test_a_file_of_old_word_or_wps(folder: Path, tmp_path: Path) -> None:
    program = office_program()
    assert program is not None
    made = converted(
        program,
        (folder / f"{NAMES[0]}-附件3.docx").read_bytes(),
        "docx",
        resources.office_fontconfig(),
        seconds=120,
        to="doc",
        writer="MS Word 97",
        shown=[resources.fonts_folder()],
        sandbox=best_sandbox(),
    ).content
    (folder / f"{NAMES[0]}-附件3.docx").unlink()
    (folder / f"{NAMES[0]}-附件3.wps").write_bytes(made)
    (source,) = read_paths(SCHEME, [folder])
    one = next(one for one in source if one.name == NAMES[0])
    assert not source.problems and not one.problems and source.count == len(NAMES)
    assert one.record is not None
    assert (
        f"{NAMES[0]}-附件3.wps" in {entry.place.file for entry in one.record.entries}
        or one.place.file == f"{NAMES[0]}-附件2.docx"
    )


RTF = r"{\rtf1\ansi\ansicpg936\uc1{\b \'c6\'f3\'d2\'b5\'c3\'fb\'b3\'c6}\u27861 ?\u23450?\u20195\'3f\u34920\'3f\cell}"


def test_what_may_be_a_form_is_seen_in_the_bytes() -> None:
    from formgen.returned.word_files.raw_text import _rtf

    assert _rtf(RTF.encode()) == "企业名称法定代表"
    (form, *_) = FORMS
    words = form.template.read_bytes()
    assert may_be(FORMS, words) and not may_be(FORMS, RTF.encode()) and not may_be(FORMS, b"PK\3\4 broken")
