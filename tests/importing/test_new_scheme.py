"""The way from an office's Word file to filled papers, with the real LibreOffice; and what is refused on it, by name."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import Result

from formgen import pipeline
from formgen.engines.soffice import office_program
from formgen.importing.finding.form_blanks import find_blanks
from formgen.importing.opening import OpenedForm, open_form
from formgen.render.word.package import read_package
from tests.cli.runs import formgen
from tests.importing.startup import edited, without_layouts
from tests.importing.word_forms import commitment, content, registration, saved
from tests.judges.libreoffice import convert
from tests.judges.verapdf import verapdf
from tests.sweeps import sweep

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
pytestmark = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def new(folder: Path, *files: Path) -> Result:
    return formgen("scheme", "new", folder, *files)


def words_of(path: Path) -> str:
    """The text of a Word file."""
    return "".join(text.text or "" for text in read_package(path.read_bytes(), path.name).document.iter(f"{WORD}t"))


@pytest.mark.slow
def test_from_the_word_files_to_the_packet(proposed: Path, startup: Path, tmp_path: Path) -> None:
    scheme = tmp_path / "proposed" / "startup"
    shutil.copytree(proposed / "startup", scheme)
    assert {path.name for path in scheme.iterdir()} == {
        *("scheme.toml", "record.toml", "official.txt", "fields.xlsx", "places", "form-1", "form-2")
    }
    assert (scheme / "places" / "form-1-1.png").read_bytes().startswith(b"\x89PNG")
    result = formgen("forms", "--check", "--scheme", scheme)
    assert result.exit_code == 3 and "还没有人核对" in result.stdout

    scheme = tmp_path / "startup"
    shutil.copytree(startup, scheme)
    checked = formgen("forms", "--check", "--scheme", scheme)
    assert checked.exit_code == 0 and "由 LibreOffice" in checked.stderr
    said = {
        "申请人姓名": "李小红", "性别": "女", "手机": "13700000000", "项目名称": "手工坊", "成立日期": "2024-03-05",
        "申请金额": "12.5", "项目简介": "第一段。\n第二段。", "填表日期": "2024年6月8日", "备注": "无", "联系电话": "0512-53520000",
        "日期": "2024-06-09", "本人": "李小红",
    }  # fmt: skip
    record = tmp_path / "li.json"
    record.write_text(json.dumps({"填写内容": said}, ensure_ascii=False), "utf-8")
    result = formgen("fill", "--scheme", scheme, record, "--format", "docx,pdf,packet", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    made = sorted((tmp_path / "out" / "李小红").iterdir())
    assert [path.name for path in made] == [
        *("申报表格合订本.pdf", "附件2-滨河区创业项目申请表.docx", "附件2-滨河区创业项目申请表.pdf"),
        *("附件3-项目真实性承诺书.docx", "附件3-项目真实性承诺书.pdf"),
    ]
    verdicts = verapdf(("2a", "ua1"), [path for path in made if path.suffix == ".pdf"])
    assert [one for one in verdicts if not one.passes] == []
    words = words_of(made[1])
    assert "□男  ☑女" in words and "李小红" in words and "12.5" in words
    assert "2024年3" in "".join(words.split())

    back = formgen("read", "--scheme", scheme, made[1], made[3], "--out", tmp_path / "back")
    assert back.exit_code == 0, back.output
    (path,) = (tmp_path / "back").glob("*.json")
    first, second = (pipeline.examine(pipeline.load(scheme), one).record for one in (record, path))
    assert first is not None and second is not None
    assert {one.field: one.value for one in second.entries} == {one.field: one.value for one in first.entries}


@pytest.mark.slow
def test_the_same_files_give_the_same_papers(proposed: Path, tmp_path: Path) -> None:
    files = (proposed / "申请表.docx", proposed / "承诺书.docx")
    names = ("record.toml", "fields.xlsx", "form-1/form.toml", "form-1/form.docx", "official.txt")
    assert new(tmp_path / "again", *files).exit_code == 0
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (proposed / "startup" / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("类别", "图片", "没有「图片」这个类别"),
        ("编号", "Name 1", "不能作编号"),
        ("保留", "也许", "看不懂"),
        ("序号", "99", "表里没有这一处"),
        ("数据项", "项目名称", "两个编号的名称一样"),
        ("用作名称", "否", "要正好有一项写“是”"),
    ],
)
def test_a_fault_of_the_table_is_told_with_its_cell(
    proposed: Path, tmp_path: Path, column: str, text: str, told: str
) -> None:
    scheme = tmp_path / "faulty"
    scheme.mkdir()
    (scheme / "fields.xlsx").write_bytes((proposed / "startup" / "fields.xlsx").read_bytes())
    edited(scheme, **{"申请单位" if column == "用作名称" else "姓名": {column: text}})
    result = new(scheme, proposed / "申请表.docx", proposed / "承诺书.docx")
    assert result.exit_code == 1
    assert told in result.stderr and "fields.xlsx!填写位置!" in result.stderr
    assert {path.name for path in scheme.iterdir()} == {"fields.xlsx"}


def of_paragraphs(*texts: str) -> bytes:
    """A Word file of paragraphs."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return content(document)


def tracked() -> bytes:
    """A Word file with a tracked change."""
    document = docx.Document()
    run = document.add_paragraph("姓名：").add_run("　　")
    inserted = run._r.makeelement(f"{WORD}ins", {f"{WORD}author": "甲"})
    run._r.addprevious(inserted)
    inserted.append(run._r)
    return content(document)


def with_macros() -> bytes:
    """A Word file with macros."""
    macros = io.BytesIO(content(registration()))
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return macros.getvalue()


def half() -> bytes:
    """The first half of a Word file."""
    whole = content(registration())
    return whole[: len(whole) // 2]


ODD_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.docx": (bytes, "是空的"),
    "空白.docx": (of_paragraphs, "里没有文字"),
    "文章.docx": (lambda: of_paragraphs("一篇没有空格的文章。"), "没有找到要填的地方"),
    "修订.docx": (tracked, "带有修订痕迹"),
    "坏.docx": (half, "文件「坏.docx」"),
    "表.pdf": (lambda: b"%PDF-1.7\n", "不是 Word 文件"),
    "宏.docx": (with_macros, "带有宏"),
    "书.docx": (lambda: of_paragraphs(*(f"第{number}段" for number in range(6100))), "不像一张表"),
}
"""Files that are no forms, each with what is told."""


@pytest.mark.parametrize("name", ODD_FILES)
def test_what_is_no_form_is_refused_by_name(tmp_path: Path, name: str) -> None:
    given, told = ODD_FILES[name]
    path = tmp_path / name
    path.write_bytes(given())
    result = new(tmp_path / "scheme", path)
    assert result.exit_code == 1, result.output
    assert told in result.stderr
    assert not (tmp_path / "scheme").exists()


@pytest.mark.slow
def test_other_formats_go_through_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of WPS, whose format is that of old Word files, becomes a scheme without faults."""
    without_layouts(monkeypatch)
    path = saved(commitment(), tmp_path, "承诺书.docx")
    old = convert(path, "doc", tmp_path / "old").rename(tmp_path / "承诺书.wps")
    for _ in range(2):
        result = new(tmp_path / "scheme", old)
        assert result.exit_code == 0, result.output
    assert 'label = "身份证号"' in (tmp_path / "scheme" / "record.toml").read_text("utf-8")
    assert formgen("forms", "--check", "--scheme", tmp_path / "scheme").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("extension", sweep(["rtf", "odt"], ["odt"]))
def test_the_same_blanks_are_found_in_other_formats(tmp_path: Path, extension: str) -> None:
    path = saved(registration(), tmp_path, "申请表.docx")
    first, second = (open_form(one) for one in (path, convert(path, extension, tmp_path / "other")))
    assert isinstance(first, OpenedForm) and isinstance(second, OpenedForm)
    told = [
        [(blank.kind, blank.label, blank.options, len(blank.spots)) for blank in find_blanks(one.text)]
        for one in (first, second)
    ]
    assert len(told[0]) > 15 and told[1] == told[0]


def test_another_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x")
    result = new(tmp_path / "mine", saved(commitment(), tmp_path))
    assert result.exit_code == 2 and "已经有别的内容" in result.stderr
