"""One function takes in all kinds of files that people have, with any name and in any place."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
from dataclasses import replace
from itertools import product
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from formgen.dossier import DossierTask, bind
from formgen.dossier.evidence import reading
from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.office.office_fonts import fonts_named
from formgen.dossier.evidence.outside.look_through import look_through
from formgen.dossier.evidence.refused import RefusedError
from formgen.dossier.evidence.take_in import SourcePdf, take_in
from formgen.dossier.options import Options
from formgen.dossier.shelf import bytes_of
from formgen.foundation.errors import DataError
from formgen.foundation.problems import Place, Problem
from formgen.record.models import SuppliedFile, SuppliedFiles
from formgen.scheme.models import Scheme
from tests.cli.runs import SAMPLES, formgen
from tests.dossier.evidence.ofd.ofd_files import invoice
from tests.dossier.evidence.office_files import docx, packed, pptx, rtf
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, active, made, signature
from tests.sweeps import some_of, sweep

PLACE = Place("企业.json", "/materials/work_plan")


def taken(path: str, folder: Path, root: Path | None = None) -> tuple[SourcePdf | None, tuple[Problem, ...]]:
    return take_in(SuppliedFile(path, PLACE), "工作计划", folder, root)


def codes(path: str, folder: Path, root: Path | None = None) -> list[str]:
    source, problems = taken(path, folder, root)
    assert (source is None) == any(problem.is_error for problem in problems)
    for problem in problems:
        assert str(folder) not in str(problem) and problem.remedy
        assert root is None or str(root) not in str(problem)
    return [problem.code for problem in problems]


pillow_heif.register_heif_opener()  # so that HEIC can be written


def picture(name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(out, name)
    return out.getvalue()


KINDS = {
    FileFormat.PDF: made(),
    FileFormat.JPEG: picture("JPEG"),
    FileFormat.PNG: picture("PNG"),
    FileFormat.TIFF: picture("TIFF"),
    FileFormat.WEBP: picture("WEBP"),
    FileFormat.BMP: picture("BMP"),
    FileFormat.DOCX: docx("制度"),
    FileFormat.RTF: rtf("制度"),
    FileFormat.PPTX: pptx("制度"),
    FileFormat.GIF: picture("GIF"),
    FileFormat.HEIC: picture("HEIF"),
    FileFormat.AVIF: picture("AVIF"),
    FileFormat.JP2: picture("JPEG2000"),
    FileFormat.ZIP: packed({"照片.png": picture("PNG")}),
    FileFormat.OFD: invoice().packed(),
}


NAMES = ("证据.pdf", "证据.txt", "证据")
BY_LIBREOFFICE = (FileFormat.DOCX, FileFormat.RTF, FileFormat.PPTX)
NAMED = list(product(KINDS, NAMES))


@pytest.mark.parametrize(
    ("kind", "name"), sweep(NAMED, [one for one in NAMED if one[0] not in BY_LIBREOFFICE or one[1] == "证据.pdf"])
)
def test_what_counts_is_the_content_not_the_name(tmp_path: Path, kind: FileFormat, name: str) -> None:
    (tmp_path / name).write_bytes(KINDS[kind])
    source, problems = taken(name, tmp_path)
    assert source is not None, problems
    assert (source.name, source.format, source.pages) == (name, kind, 1)
    assert source.sha256 == hashlib.sha256(KINDS[kind]).hexdigest()  # the sum of the file as it was handed in
    assert bytes_of(source.content).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "name",
    ["方针：2018年 10:30.pdf", "合同📄👍🏽.jpg", "a'b\"c`$(id)&;|*?<>.pdf", "-rf.pdf",
     " 前后有空格 .pdf", "名" * 80 + ".pdf", "e\u0301.pdf",
     ".隐藏.pdf", "100%s%d{0}.pdf", "制度.docx.pdf.pdf"],
)  # fmt: skip
def test_odd_names_are_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(made())
    source, problems = taken(name, tmp_path)
    assert source is not None and source.name == name and problems == ()


def test_a_name_of_300_characters_is_told_not_crashed_on(tmp_path: Path) -> None:
    assert codes("长" * 300 + ".pdf", tmp_path) == ["evidence.unreadable"]
    deep = tmp_path
    for _ in range(6):
        deep = deep / ("夹" * 60)
    deep.mkdir(parents=True)
    (deep / "甲.pdf").write_bytes(made())
    assert len(str(deep.relative_to(tmp_path))) > 300
    assert codes(f"{deep.relative_to(tmp_path)}/甲.pdf", tmp_path) == []


@settings(max_examples=some_of(150))
@given(path=st.text(max_size=60))
def test_any_path_is_a_file_or_a_problem(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    folder = tmp_path_factory.mktemp("paths")
    assert all(code.startswith("evidence.") for code in codes(path, folder))
    assert codes(path, folder)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Make a record's folder, a shared folder of evidence beside it, and a file that nobody may read."""
    for folder in ("记录", "证据", "证据/2018", "私人"):
        (tmp_path / folder).mkdir()
    for path in ("记录/内.pdf", "证据/2018/外.pdf", "私人/密.pdf"):
        (tmp_path / path).write_bytes(made())
    (tmp_path / "证据" / "链.pdf").symlink_to(tmp_path / "私人" / "密.pdf")
    (tmp_path / "记录" / "链.pdf").symlink_to(tmp_path / "证据" / "2018" / "外.pdf")
    return tmp_path


def test_an_evidence_root_opens_one_folder_more_and_no_other(house: Path) -> None:
    folder, root = house / "记录", house / "证据"
    inside = ["内.pdf"]
    allowed = ["../证据/2018/外.pdf", str(root / "2018" / "外.pdf"), "链.pdf", "../记录/内.pdf"]
    refused = ["../私人/密.pdf", str(house / "私人" / "密.pdf"), "../证据/链.pdf", "../证据/../私人/密.pdf", "/etc/passwd",
               "../../../../../../../../etc/passwd", "..", "C:/证据/外.pdf"]  # fmt: skip
    for path in (*inside, *allowed):
        assert codes(path, folder, root) == [], path
    for path in (*inside, "../记录/内.pdf"):
        assert codes(path, folder) == [], path
    for path in refused:
        assert codes(path, folder, root) == codes(path, folder) == ["evidence.outside"], path
    for path in allowed[:3]:
        assert codes(path, folder) == ["evidence.outside"], path


def test_what_lies_outside_is_refused_alike_whether_it_exists_or_not(house: Path) -> None:
    there, nowhere = (taken(path, house / "记录")[1][0] for path in ("../私人/密.pdf", "../私人/无.pdf"))
    assert there.message.replace("密", "无") == nowhere.message and there.code == nowhere.code


def test_one_file_for_two_materials_is_taken_twice(tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page(), Page()))
    first, second = (taken("甲.pdf", tmp_path)[0] for _ in range(2))
    assert first is not None and second is not None
    assert first.sha256 == second.sha256 and first.pdf is not second.pdf


@pytest.mark.parametrize("change", ["longer", "shorter", "touched", "same size"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "甲.pdf"
    content = made(*[Page()] * 40)
    path.write_bytes(content)
    os.utime(path, ns=(10**18, 10**18))
    monkeypatch.setattr(reading, "PIECE", 4096)
    read, calls = os.read, []

    def meddled(descriptor: int, count: int) -> bytes:
        piece = read(descriptor, count)
        calls.append(count)
        if len(calls) == 2:
            if change == "longer":
                path.open("ab").write(b"more")
            elif change == "shorter":
                os.truncate(path, len(content) // 2)
            elif change == "touched":
                os.utime(path)
            else:
                path.write_bytes(b"%" + content[1:])
        return piece

    monkeypatch.setattr(os, "read", meddled)
    assert codes("甲.pdf", tmp_path) == ["evidence.changed"]
    monkeypatch.undo()
    path.write_bytes(content)
    assert codes("甲.pdf", tmp_path) == []


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "大.pdf").open("wb") as file:
        file.truncate((1 << 30) + 1)
    assert codes("大.pdf", tmp_path) == ["evidence.too-large"]


def test_hundreds_of_pages(tmp_path: Path) -> None:
    (tmp_path / "厚.pdf").write_bytes(made(*[Page(rotate=90 * (number % 4)) for number in range(400)]))
    source, problems = taken("厚.pdf", tmp_path)
    assert source is not None and source.pages == 400 and problems == ()


@settings(max_examples=some_of(300))
@given(head=st.sampled_from([content[:64] for content in KINDS.values()]), rest=st.binary(max_size=300))
@example(head=b"", rest=b"<:")
def test_any_bytes_have_a_format_or_are_refused(head: bytes, rest: bytes) -> None:
    for content in (rest, head + rest, head[: len(rest)] + rest):
        try:
            assert format_of(content) in FileFormat
        except RefusedError as refused:
            assert refused.code.startswith("evidence.") and refused.message and refused.remedy


def test_an_office_file_without_its_list_of_parts_is_damaged() -> None:
    """One changed byte in the name of the list made the file a ZIP of pictures."""
    content = KINDS[FileFormat.DOCX]
    for place in range(content.rindex(b"[Content_Types].xml"), content.rindex(b"[Content_Types].xml") + 19):
        for value in (0, 65, 255):
            damaged = content[:place] + bytes([value]) + content[place + 1 :]
            with pytest.raises(RefusedError) as refused:
                format_of(damaged)
            assert refused.value.code == "evidence.damaged"


@settings(max_examples=some_of(200))
@given(data=st.data())
def test_any_damage_to_an_office_file_is_seen_or_harmless(data: st.DataObject) -> None:
    content = bytearray(KINDS[FileFormat.DOCX])
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        kind = format_of(bytes(content))
    except RefusedError as refused:
        assert refused.code.startswith("evidence.")
        return
    assert kind is FileFormat.DOCX
    fonts_named(bytes(content), kind)
    try:
        look_through(bytes(content), kind)
    except RefusedError as refused:
        assert refused.code in ("evidence.damaged", "evidence.bomb")


def locked(secret: str) -> bytes:
    return made(Page(), encryption=pikepdf.Encryption(owner="主", user=secret))


def test_every_kind_of_file_in_one_packet_is_bound_and_proved(scheme: Scheme, tmp_path: Path) -> None:
    contents = [*KINDS.values(), locked("sesam"), made(Page(), finish=signature), made(finish=active), *KINDS.values()]
    files = []
    for number, content in enumerate(contents, start=1):
        (tmp_path / f"第{number}份.bin").write_bytes(content)
        files.append(SuppliedFile(f"第{number}份.bin", PLACE, "sesam"))
    entry = SuppliedFiles("work_plan", tuple(files), PLACE)
    record = replace(record_of({}), materials=(entry,))
    bound = bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path), html_to_pdf)
    assert bound.proof.pages == 1 + len(contents)
    supplied = [one for one in bound.proof.inputs if one.name.endswith(".bin")]
    assert [one.sha256 for one in supplied] == [hashlib.sha256(content).hexdigest() for content in contents]
    (original,) = bound.originals
    assert original.name == f"第{len(KINDS) + 2}份.bin" and original.content == contents[len(KINDS) + 1]
    assert "sesam" not in str(bound.problems) and "sesam" not in repr(bound)


def test_size_and_evidence_root_are_asked_for_through_the_options(scheme: Scheme, house: Path) -> None:
    (house / "证据" / "小.pdf").write_bytes(made(Page((300, 400))))
    record, folder = record_of({"work_plan": ("../证据/小.pdf",)}), house / "记录"
    dossier = dossier_of(scheme, "work_plan")
    with pytest.raises(DataError) as caught:
        bind(DossierTask(scheme, dossier, record, folder), html_to_pdf)
    assert [problem.code for problem in caught.value.problems if problem.is_error] == ["evidence.outside"]
    for keep_size, width in ((True, 300), (False, 595)):
        options = Options(evidence_root=house / "证据", keep_size=keep_size)
        bound = bind(DossierTask(scheme, dossier, record, folder, options=options), html_to_pdf)
        with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
            assert round(float(pdf.pages[-1].mediabox[2])) == width


def test_originals_of_signed_files_lie_beside_the_dossier(tmp_path: Path) -> None:
    """There are two files with the same name, in two folders, and one of them is used twice."""
    data = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    contents = {"甲/证书.pdf": made(finish=signature), "乙/证书.pdf": made(Page(), Page(), finish=signature)}
    for path, content in contents.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(content)
    data["materials"]["summary_report"] = [*contents, "甲/证书.pdf"]
    (tmp_path / "企业.json").write_text(json.dumps(data), "utf-8")
    (tmp_path / "evidence").symlink_to(SAMPLES / "evidence")
    result = formgen("dossier", tmp_path / "企业.json", "--kind", "acceptance", "--out", tmp_path / "out",
                     "--evidence-root", SAMPLES / "evidence", "--keep-size")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    beside = {
        path.name: path for path in (tmp_path / "out").rglob("*") if path.parent.name == "贯标验收材料-电子签名原件"
    }
    assert {name: path.read_bytes() for name, path in beside.items()} == {
        "证书.pdf": contents["甲/证书.pdf"], "证书（2）.pdf": contents["乙/证书.pdf"],
    }  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in beside.values()} == {0o600}
    assert all(str(path) in result.stdout.splitlines() for path in beside.values())


def test_an_evidence_root_that_is_no_folder(tmp_path: Path) -> None:
    result = formgen("dossier", SAMPLES / "complete.json", "--kind", "acceptance", "--out", tmp_path,
                     "--evidence-root", tmp_path / "没有")  # fmt: skip
    assert result.exit_code == 2 and "没有这个文件夹" in result.stderr


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())

    def refused(*_: object) -> int:
        raise PermissionError(13, "")

    monkeypatch.setattr(os, "open", refused)
    assert codes("甲.pdf", tmp_path) == ["evidence.unreadable"]


def test_a_tiny_pdf_with_junk_before_it(tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(b"\r\nHTTP/1.1 200 OK\r\n\r\n" + made())
    source, _ = taken("甲.pdf", tmp_path)
    assert source is None or source.pages == 1


def test_the_record_holds_no_open_file_when_nothing_can_be_bound(tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(encryption=pikepdf.Encryption(owner="a", user="b")))
    gc.collect()  # files that earlier tests left open are closed now, and not while we count
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        assert codes("甲.pdf", tmp_path) == ["evidence.encrypted"]
    assert len(os.listdir("/proc/self/fd")) <= before
