"""A ZIP of pictures: in natural order, nothing of it lost, nothing else in it."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.pictures import picture_archive
from formgen.dossier.evidence.pictures.picture_archive import natural_key, pictures_to_pdf
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.office_files import docx, packed
from tests.dossier.odd import made


def picture(width: int, name: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, 1400), 90).save(out, name)
    return out.getvalue()


def widths(content: bytes) -> list[int]:
    """The widths, in dots, of the pictures on the pages."""
    assert format_of(content) is FileFormat.ZIP
    with pikepdf.open(io.BytesIO(pictures_to_pdf(content)[0])) as pdf:
        return [int(page.Resources.XObject.Picture.Width) for page in pdf.pages]


def refusal(content: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        pictures_to_pdf(content)
    assert caught.value.message and caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    "names",
    [
        ("1.png", "2.png", "10.png", "11.png"),
        ("IMG_9.jpg", "img_10.JPG", "IMG_100.png"),
        ("第一页.png", "第二页.png", "第三页.png", "第十页.png", "第十一页.png", "第二十页.png"),
        ("合同/1.png", "合同/2.png", "证书/1.png"),
        ("扫描 (1).png", "扫描 (2).png", "扫描 (12).png"),
        ("2018-9-1.png", "2018-10-1.png", "2018-10-12.png"),
    ],
)
def test_files_come_in_natural_order(names: tuple[str, ...]) -> None:
    assert sorted(reversed(names), key=natural_key) == list(names)
    content = packed({name: picture(1000 + index) for index, name in reversed(list(enumerate(names)))})
    assert widths(content) == [1000 + index for index in range(len(names))]


@given(names=st.lists(st.text(max_size=12), max_size=12))
def test_any_names_have_one_order(names: list[str]) -> None:
    ordered = sorted(names, key=natural_key)
    assert sorted(reversed(ordered), key=natural_key) == ordered or len({*map(natural_key, names)}) < len(names)


class _Unsaid(zipfile.ZipInfo):
    """A name in an encoding that the ZIP does not tell, as Chinese Windows and old macOS write them."""

    encoding = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), self.flag_bits & ~0x800


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_read_as_people_see_them(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Unsaid, "encoding", encoding)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(("第十页.png", "第二页.png")):
            archive.writestr(_Unsaid(name), picture(1000 + number))
    assert "第十页.png".encode(encoding) in out.getvalue()
    assert widths(out.getvalue()) == [1001, 1000]
    (remark,) = pictures_to_pdf(out.getvalue())[1]
    assert remark.code == "evidence.picture-archive" and remark.message.endswith("第二页.png、第十页.png")


def test_what_systems_add_by_themselves_is_left_out() -> None:
    content = packed(
        {"__MACOSX/._1.png": b"x", ".DS_Store": b"x", "照片/": b"", "照片/Thumbs.db": b"x", "照片/1.png": picture(1000),
         "desktop.ini": b"x"}
    )  # fmt: skip
    assert widths(content) == [1000]


@pytest.mark.parametrize("other", [made(), docx("制度"), packed({"1.png": b"x"}), b"plain words", b"<html>"])
def test_anything_else_in_it_refuses_it_by_name(other: bytes) -> None:
    refused = refusal(packed({"1.png": picture(1000), "资料/其他文件": other}))
    assert refused.code == "evidence.unknown-format" and "资料/其他文件" in refused.message
    assert "解压" in refused.remedy


def test_a_damaged_picture_and_a_damaged_zip_are_told_apart() -> None:
    broken = picture(1000)[:-40]
    assert "里的「2.png」已损坏" in refusal(packed({"1.png": picture(1000), "2.png": broken})).message
    content = packed({"1.png": picture(1000)})
    for cut in (content[:-30], content[:60] + b"\xff\xff\xff" + content[63:]):
        assert refusal(cut).code == "evidence.damaged"
    assert refusal(packed({".DS_Store": b"x"})).code == "evidence.empty"


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_archive, "LARGEST_PICTURE", 1 << 20)
    content = packed({"1.bmp": b"BM" + bytes(3 << 20)})
    assert refusal(content).code == "evidence.bomb"
    monkeypatch.setattr(picture_archive, "MOST_UNPACKED", 4000)
    assert refusal(packed({f"{index}.png": picture(1000) for index in range(9)})).code == "evidence.bomb"
    monkeypatch.setattr(picture_archive, "MOST_FILES", 3)
    assert refusal(packed({f"{index}.png": picture(1000) for index in range(4)})).code == "evidence.too-large"


def test_remarks_name_the_picture() -> None:
    content = packed({"大.png": picture(1000), "小.png": picture(200)})
    messages = [remark.message for remark in pictures_to_pdf(content)[1]]
    assert "里的「小.png」是一张很长的图片，缩到一页上字会很小" in messages
    assert pictures_to_pdf(content) == pictures_to_pdf(content)
