"""Taking files in: a file that can be bound is taken in completely. Any other file is refused by name, with a remedy."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
import zlib
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formgen.dossier.evidence.take_in import open_own, shown_name, take_in
from formgen.foundation.errors import ProofError
from formgen.foundation.problems import Place, Severity
from formgen.record.models import SuppliedFile
from tests.dossier.odd import (
    A4,
    Finish,
    Page,
    active,
    bad_unit,
    dynamic_form,
    field,
    flat_page,
    garbled,
    looping_pages,
    made,
    missing_page,
    no_pages,
    note,
    page_elsewhere,
    picture_elsewhere,
    portfolio,
    shown_beside,
    signature,
    stamp,
)
from tests.sweeps import some_of

NAME = "佐证 材料（一）.pdf"
PLACE = Place("企业.json", "/evidence/0/files/0")


def certified() -> bytes:
    """A file that is locked for the owner of a certificate (ISO 32000-1, 7.6.4): no password opens it."""
    said = b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 /Recipients [ (nobody) ] >>"
    return made().replace(b"trailer <<", b"trailer << /Encrypt " + said)


def xfa(pdf: pikepdf.Pdf) -> None:
    """Add an XFA form: some readers take its look from another part of the file."""
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def taken(folder: Path, path: str = NAME) -> tuple[str | None, str]:
    """The code of the one problem and its whole text; (None, "") for a file that is taken in without any."""
    source, problems = take_in(SuppliedFile(path, PLACE), "信用管理方针", folder)
    if not problems:
        assert source is not None
        return None, ""
    (problem,) = problems
    assert (source is None) == problem.is_error
    assert problem.place == PLACE and problem.label == "信用管理方针"
    assert str(folder) not in str(problem)
    assert problem.remedy
    return problem.code, str(problem)


def test_a_sound_file_is_taken_whole(tmp_path: Path) -> None:
    content = made(Page(), Page(rotate=90), Page((300, 200)))
    (tmp_path / NAME).write_bytes(content)
    source, problems = take_in(SuppliedFile(NAME, PLACE), "方针", tmp_path)
    assert problems == () and source is not None
    assert (source.name, source.pages) == (NAME, 3)
    assert source.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "evidence.empty", "0 字节"),
        (b"hello\n" * 500, "evidence.unknown-format", "PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "evidence.damaged", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "evidence.damaged", "PNG"),
        (b"PK\x03\x04" + bytes(200), "evidence.damaged", "损坏"),
        (b"%PDF-1.7\n", "evidence.damaged", "损坏"),
        (b"%PDF-1.7\n" + b"nonsense\n" * 300, "evidence.damaged", "损坏"),
        (made(encryption=pikepdf.Encryption(owner="主", user="客")), "evidence.encrypted", "打开密码"),
        (certified(), "evidence.encrypted", "数字证书"),
        (certified(), "evidence.encrypted", "数字证书"),
        (made(finish=no_pages), "evidence.no-pages", "一页也没有"),
        (made(finish=looping_pages), "evidence.damaged", "损坏"),
        (missing_page(), "evidence.damaged", "损坏"),
        (made(finish=flat_page), "evidence.no-size", "第 1 页"),
        (made(finish=shown_beside), "evidence.no-size", "第 1 页"),
        (made(finish=bad_unit), "evidence.damaged", "损坏"),
        (garbled(made(Page(content=b"0 g 1 1 1 1 re f " * 500))), "evidence.damaged", "损坏"),
        (made(finish=portfolio), "evidence.portfolio", "附件"),
        (made(finish=picture_elsewhere), "evidence.linked", "章.png"),
        (made(finish=page_elsewhere), "evidence.linked", "other.pdf"),
        (made(finish=dynamic_form), "evidence.dynamic-form", "动态表单"),
        (made(finish=xfa), "evidence.dynamic-form", "动态表单"),
        (
            made(finish=lambda pdf: note(pdf, 0, "FreeText", (9, 9, 99, 99), Contents="已核")),
            "evidence.not-drawn",
            "批注",
        ),
    ],
)
def test_what_cannot_be_bound_is_refused_by_name(tmp_path: Path, content: bytes, code: str, says: str) -> None:
    (tmp_path / NAME).write_bytes(content)
    found, text = taken(tmp_path)
    assert found == code
    assert NAME in text and says in text


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    content = made(Page(), Page(), Page(content=b"0 g 1 1 1 1 re f " * 300))
    for length in range(1, len(content) - 8, max(1, len(content) // 60)):
        (tmp_path / NAME).write_bytes(content[:length])
        expected = "evidence.damaged" if length >= len("%PDF-") else "evidence.unknown-format"
        assert taken(tmp_path)[0] == expected, length


def test_a_field_that_asks_to_be_drawn_anew_is_drawn(tmp_path: Path) -> None:
    """What stood there before does not show its value."""

    def finish(pdf: pikepdf.Pdf) -> None:
        field("长江")(pdf)
        pdf.Root.AcroForm.NeedAppearances = True

    (tmp_path / NAME).write_bytes(made(finish=finish))
    assert taken(tmp_path)[0] == "evidence.drawn"


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../外面.pdf", "里面/../../外面.pdf", "..", "C:\\外面.pdf", "C:外面.pdf", "链接.pdf", "链接夹/外面.pdf",
     "../不存在.pdf"],
)  # fmt: skip
def test_a_path_out_of_the_records_folder_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "记录"
    (folder / "里面").mkdir(parents=True)
    (tmp_path / "外面.pdf").write_bytes(made())
    (folder / "链接.pdf").symlink_to(tmp_path / "外面.pdf")
    (folder / "链接夹").symlink_to(tmp_path)
    assert taken(folder, path)[0] == "evidence.outside"


def test_links_and_folders_within_the_records_folder_are_fine(tmp_path: Path) -> None:
    (tmp_path / "资料").mkdir()
    (tmp_path / "资料" / NAME).write_bytes(made())
    (tmp_path / "链接.pdf").symlink_to(tmp_path / "资料" / NAME)
    linked = tmp_path / "另一处"
    linked.symlink_to(tmp_path)
    for folder, path in ((tmp_path, f"资料/{NAME}"), (tmp_path, "链接.pdf"), (linked, f"./资料/../资料/{NAME}")):
        assert taken(folder, path) == (None, "")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("没有.pdf", "evidence.missing"),
        ("没有/没有.pdf", "evidence.missing"),
        (f"{NAME}/下面.pdf", "evidence.missing"),
        ("夹", "evidence.not-a-file"),
        ("", "evidence.not-a-file"),
        ("管道", "evidence.not-a-file"),
        ("甲", "evidence.unreadable"),
        ("长" * 300, "evidence.unreadable"),
        ("零\0.pdf", "evidence.unreadable"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, path: str, code: str) -> None:
    (tmp_path / NAME).write_bytes(made())
    (tmp_path / "夹").mkdir()
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "甲").symlink_to("乙")
    (tmp_path / "乙").symlink_to("甲")
    assert taken(tmp_path, path)[0] == code


@pytest.mark.parametrize(
    ("path", "name"),
    [("资料/方针.pdf", "方针.pdf"), ("资料\\方针.pdf", "方针.pdf"), ("a/\x1b[31m.pdf", "\N{REPLACEMENT CHARACTER}[31m.pdf"),
     ("/", "/"), ("", "")],
)  # fmt: skip
def test_messages_show_the_name_alone(path: str, name: str) -> None:
    assert shown_name(path) == name


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (made(finish=active), "evidence.active-content", ("JavaScript 脚本", "启动外部程序", "附件", "多媒体")),
        (made(finish=signature), "evidence.signed", ("电子签名", "原文件")),
        (made(encryption=pikepdf.Encryption(owner="主", user="")), "evidence.restricted", ("使用限制",)),
        (
            made(finish=lambda pdf: note(pdf, 0, "Text", (9, 9, 29, 29), Contents="密")),
            "evidence.active-content",
            ("附注",),
        ),
    ],
)
def test_what_is_left_out_is_said(tmp_path: Path, content: bytes, code: str, says: tuple[str, ...]) -> None:
    (tmp_path / NAME).write_bytes(content)
    source, (problem,) = take_in(SuppliedFile(NAME, PLACE), "方针", tmp_path)
    assert source is not None
    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert all(word in problem.message for word in (NAME, *says))


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_password_opens_what_it_was_set_for(tmp_path: Path, strength: Literal[2, 3, 4, 6]) -> None:
    secret = "Sesam-öffne" if strength == 6 else "Sesam-oeffne"
    locked = pikepdf.Encryption(owner="owner", user=secret, R=strength, aes=strength >= 4, metadata=strength >= 4)
    content = made(Page(), Page(), encryption=locked)
    (tmp_path / NAME).write_bytes(content)
    source, (problem,) = take_in(SuppliedFile(NAME, PLACE, secret), "方针", tmp_path)
    assert source is not None and source.pages == 2 and source.sha256 == hashlib.sha256(content).hexdigest()
    assert problem.code == "evidence.restricted" and problem.severity is Severity.WARNING
    for password, code in (
        (None, "evidence.encrypted"),
        ("", "evidence.encrypted"),
        (secret + "!", "evidence.password"),
    ):
        nothing, (problem,) = take_in(SuppliedFile(NAME, PLACE, password), "方针", tmp_path)
        assert nothing is None and problem.code == code
        assert secret not in str(problem)
    assert secret not in repr(source) and secret not in repr(SuppliedFile(NAME, PLACE, secret))


def test_a_password_that_nothing_asks_for_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(made())
    source, problems = take_in(SuppliedFile(NAME, PLACE, "1234"), "方针", tmp_path)
    assert source is not None and source.password is None and problems == ()


def test_a_signature_that_no_page_shows_is_found(tmp_path: Path) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"x")
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="签名", V=pdf.make_indirect(value))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])

    (tmp_path / NAME).write_bytes(made(finish=finish))
    source, (problem,) = take_in(SuppliedFile(NAME, PLACE), "方针", tmp_path)
    assert source is not None and source.is_signed and source.content == (tmp_path / NAME).read_bytes()
    assert problem.code == "evidence.signed"


def test_pages_keep_their_size_on_request(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(
        made(Page((300, 500)), Page((1000, 1400), foot=True), Page((400, 900), rotate=90), Page((20, 30)))
    )
    source, _ = take_in(SuppliedFile(NAME, PLACE), "方针", tmp_path, keep_size=True)
    assert source is not None
    strip = 14 * 72 / 25.4
    assert [(round(sheet.width), round(sheet.height)) for sheet in source.placements] == [
        (300, 500), (1000, 1400), (400, 900), (round(60 * 72 / 25.4), round(30 + strip)),
    ]  # fmt: skip
    if_inked = [sheet.above and round(sheet.above.height) for sheet in source.placements]
    assert if_inked == [round(500 + strip), round(1400 + strip), round(900 + strip), None]


@pytest.mark.parametrize("finish", [stamp, field("长江"), field(""), field("", drawn=False)])
def test_what_is_drawn_or_empty_is_no_fault(tmp_path: Path, finish: Finish) -> None:
    (tmp_path / NAME).write_bytes(made(finish=finish))
    assert taken(tmp_path) == (None, "")


def test_a_small_file_that_unpacks_to_much_costs_no_memory(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    spaces = bytes(1 << 20).replace(b"\0", b" ")
    packed = b"".join(packer.compress(spaces) for _ in range(256)) + packer.flush()

    def finish(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Big=pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode))
        )

    (tmp_path / NAME).write_bytes(made(finish=finish))
    tracemalloc.start()
    try:
        assert taken(tmp_path) == (None, "")
        assert tracemalloc.get_traced_memory()[1] < 16 << 20  # of 256 MiB
    finally:
        tracemalloc.stop()


@settings(max_examples=some_of(60))
@given(st.data())
def test_any_damage_is_refused_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """If any bytes are changed, there is never an exception, and never a file with fewer pages than the intact file."""
    folder = tmp_path_factory.mktemp("damage")
    content = bytearray(made(Page(), Page(rotate=90, around=20), finish=stamp))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (folder / NAME).write_bytes(content)
    source, problems = take_in(SuppliedFile(NAME, PLACE), "方针", folder)
    assert (source is None) == any(problem.is_error for problem in problems)
    if source is not None:
        assert source.pages >= 2


def test_a_page_of_our_own_that_is_unsound_is_a_failed_proof() -> None:
    with pytest.raises(ProofError, match="目录"):
        open_own("目录", made()[:-200])
    assert open_own("目录", made(Page(A4))).pages == 1
