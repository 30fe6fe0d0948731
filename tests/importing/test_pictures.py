"""A form with boxes for pictures, from the office's Word file to filled papers, with the real LibreOffice."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from formgen.engines.soffice import office_program
from formgen.render.office_forms.drawn_pages import drawn_pages
from tests.cli.runs import formgen
from tests.importing.word_forms import merged, saved, table
from tests.judges.verapdf import verapdf

pytestmark = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
SIZES = {"photo.jpg": (400, 300), "licence.png": (1200, 900)}
SAID = {"姓名": "张三", "贴照片处": "photo.jpg", "联系电话": "0512-53520000", "营业执照复印件（粘贴处）": "licence.png"}


def pictures(folder: Path, record: dict[str, str] = SAID) -> Path:
    """A record with its pictures beside it. The photograph is to be turned by a quarter."""
    folder.mkdir()
    notes = Image.Exif()
    notes[0x0112] = 6
    for name, size in SIZES.items():
        Image.effect_noise(size, 50).convert("RGB").save(folder / name, exif=notes if name == "photo.jpg" else None)
    path = folder / "zhang.json"
    path.write_text(json.dumps({"填写内容": record}, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture(scope="module")
def scheme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The confirmed scheme of a form with a tall box of two paragraphs, and a wide one."""
    document = docx.Document()
    document.add_paragraph("附件1")
    document.add_paragraph("人才申报表")
    rows = (
        ("姓名", "", "性别", "", "贴照片处\n（两寸）"),
        ("联系电话", "", "民族", "", ""),
        ("工作单位", "", "", "", ""),
        ("营业执照复印件（粘贴处）", "", "", "", ""),
        ("提交近期免冠照片2张", "", "", "", ""),
    )
    made = table(document, rows, {0: 1.4, 1: 1.4, 2: 1.4, 3: 8})
    merged(made, (0, 4), (2, 4))
    merged(made, (2, 1), (2, 3))
    merged(made, (3, 0), (3, 4))
    merged(made, (4, 0), (4, 4))
    folder = tmp_path_factory.mktemp("pictures")
    path = saved(document, folder)
    for _ in range(2):
        result = formgen("scheme", "new", folder / "scheme", path)
        assert result.exit_code == 0, result.output
    return folder / "scheme"


@pytest.mark.slow
def test_pictures_stand_in_their_boxes_and_move_nothing(scheme: Path, tmp_path: Path) -> None:
    assert formgen("forms", "--check", "--scheme", scheme).exit_code == 0
    form = (scheme / "form" / "form.toml").read_text("utf-8")
    assert (
        form.count("box = [") == 2 and 'blank = "贴照片处\\n（两寸）"' in form
    )  # the note about two photographs is no box
    record = pictures(tmp_path / "in")
    result = formgen("fill", record, "--scheme", scheme, "--format", "docx,pdf,packet", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    packet, word, paper = sorted((tmp_path / "out" / "张三").iterdir())
    assert [one for one in verapdf(("2a", "ua1"), [paper, packet]) if not one.passes] == []

    assert formgen("blank", "--scheme", scheme, "--out", tmp_path / "blank").exit_code == 0
    (blank,) = (tmp_path / "blank").glob("*.pdf")
    ruled = [
        [(line.left, line.bottom, line.right, line.top) for line in page.lines]
        for page in (drawn_pages(one.read_bytes())[0] for one in (blank, paper))
    ]
    assert ruled[0] and ruled[1] == [pytest.approx(line, abs=0.3) for line in ruled[0]]
    words = "".join(glyph.text for glyph in drawn_pages(blank.read_bytes())[0].glyphs)
    assert "贴照片处" in words and "营业执照复印件（粘贴处）" in words

    with pikepdf.open(paper) as pdf:
        shown = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert sorted(str(one.Alt) for one in shown) == ["营业执照复印件（粘贴处）", "贴照片处（两寸）"]
        drawn = [one[0] for one in pikepdf.parse_content_stream(pdf.pages[0]) if str(one[1]) == "cm"]
        shapes = {round(abs(float(one[0]) / float(one[3])), 2) for one in drawn if abs(float(one[3])) > 20}
    assert shapes >= {0.75, 1.33}  # the photograph was turned

    with zipfile.ZipFile(word) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/")]
        sizes = {Image.open(io.BytesIO(archive.read(name))).size for name in media}
        document = archive.read("word/document.xml").decode()
    assert sorted(width / height for width, height in sizes) == pytest.approx([0.75, 4 / 3], rel=0.01)
    assert document.count("<w:drawing") == 2 and 'descr="贴照片处（两寸）"' in document
    assert docx.Document(str(word)).paragraphs[0].text == "附件1"  # it is a sound Word file
    back = formgen("read", "--scheme", scheme, word, "--out", tmp_path / "back")
    assert back.exit_code == 0, back.output


def test_tables_and_wrong_pictures(scheme: Path, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "in").parent
    listed = folder / "table.csv"
    listed.write_text("姓名,贴照片处,联系电话\n李四,photo.jpg,0512-53520000\n", "utf-8")
    result = formgen("check", listed, "--scheme", scheme)
    assert result.exit_code == 0 and "photo.jpg" not in result.stdout
    batch = ("batch", listed, "--scheme", scheme, "--format", "docx", "--out", tmp_path / "batch")
    for unchanged in (False, True, False):
        done = formgen(*batch)
        assert done.exit_code == 0 and ("没有变" in done.output) == unchanged
        if unchanged:  # another photograph under the same name
            (folder / "photo.jpg").write_bytes((folder / "licence.png").read_bytes())
    (folder / "photo.jpg").write_bytes(b"words")
    wrong = formgen("check", listed, "--scheme", scheme)
    assert (
        wrong.exit_code != 0 and "「贴照片处（两寸）」" in wrong.stdout and "文件「photo.jpg」不是图片" in wrong.stdout
    )
    gone = pictures(tmp_path / "gone", {"姓名": "张三", "贴照片处": "没有.jpg"})
    result = formgen("fill", gone, "--scheme", scheme, "--out", tmp_path / "none")
    assert result.exit_code != 0 and "文件「没有.jpg」找不到" in result.output and not (tmp_path / "none").exists()
