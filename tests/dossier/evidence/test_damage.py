"""A file that viewers open is taken in, even if it breaks the standard. A file that they show differently is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name

from formgen.dossier.evidence.damage import without_padding
from formgen.dossier.shelf import Shelf, bytes_of
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files, pdfium, supplied
from tests.dossier.odd import Page, made


def problems(content: bytes, folder: Path) -> list[str]:
    from formgen.dossier.evidence.take_in import take_in

    (folder / "件.pdf").write_bytes(content)
    source, found = take_in(supplied("件.pdf"), "材料", folder)
    assert (source is None) is any(problem.is_error for problem in found)
    return [problem.code for problem in found]


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out, object_stream_mode=pikepdf.ObjectStreamMode.disable, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )
    return out.getvalue()


@pytest.mark.parametrize("padding", [1, 1023, 1024, 5000, 100_000])
def test_a_file_that_is_filled_up_is_taken(scheme: Scheme, tmp_path: Path, padding: int) -> None:
    content = made(Page(), Page(rotate=90)) + bytes(padding)
    assert problems(content, tmp_path) == []
    assert bind_files(scheme, tmp_path, content).proof.pages > 2


def test_only_padding_is_cut_off() -> None:
    whole = made()
    for kept in (whole, whole + bytes(100), whole + b"\n" + bytes(2000) + b"x" * 2000, bytes(5000)):
        assert without_padding(kept, Shelf()) is kept
    assert bytes_of(without_padding(whole + bytes(5000), Shelf())) == whole
    on_disk = Shelf(in_memory=0).kept(whole + bytes(5000))
    assert bytes_of(without_padding(on_disk, Shelf(in_memory=0))) == whole


def test_a_signed_file_is_taken_with_its_padding(tmp_path: Path) -> None:
    """It is kept beside the dossier as it was supplied (`mending/test_repair.py`)."""
    with pikepdf.open(io.BytesIO(made())) as pdf:
        pdf.Root.Signature = pdf.make_indirect(pikepdf.Dictionary(ByteRange=[0, 1, 2, 3], Contents=pikepdf.String("x")))
        signed = saved(pdf)
    assert problems(signed, tmp_path) == ["evidence.signed"]
    assert problems(signed + bytes(5000), tmp_path) == ["evidence.signed"]


@pytest.mark.parametrize(
    ("key", "value", "codes"),
    [("PageMode", Name.UseNone, []), ("Lang", pikepdf.String("zh"), []), ("Pages", None, ["evidence.repaired"])],
)
def test_a_key_given_twice_matters_only_where_pages_show_it(
    tmp_path: Path, key: str, value: object, codes: list[str]
) -> None:
    """And there only if it says two things (`mending/test_repair.py`)."""
    first = f"/{key[:-1]}_"
    with pikepdf.open(io.BytesIO(made())) as pdf:
        pdf.Root[first] = value or pdf.Root.Pages
        pdf.Root[f"/{key}"] = value or pdf.Root.Pages
        content = saved(pdf)
    assert content.count(first.encode()) == 1
    assert problems(content.replace(first.encode(), f"/{key}".encode()), tmp_path) == codes


def with_content(packed: bytes, **settings: pikepdf.Object) -> bytes:
    """Make a page whose content is packed in this way."""
    with pikepdf.open(io.BytesIO(made())) as pdf:
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"")
        page.Contents.write(packed, filter=settings["Filter"])
        return saved(pdf)


def test_content_in_run_lengths_is_taken(scheme: Scheme, tmp_path: Path) -> None:
    """qpdf does not unpack such content by itself, but every reader does."""
    content = with_content(
        bytes([19]) + b"0 0 0 rg 99 99 200 2" + bytes([257 - 2]) + b"0" + bytes([4]) + b" re f" + b"\x80",
        Filter=Name.RunLengthDecode,
    )
    assert problems(content, tmp_path) == []
    (page,) = pdfium(content)
    assert min(page.pixels) == 0
    assert bind_files(scheme, tmp_path, content).proof.pages > 0


@pytest.mark.parametrize("name", ["JBIG2Decode", "DCTDecode", "JPXDecode", "CCITTFaxDecode"])
def test_content_packed_as_a_picture_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """A decoder of pictures would read the content, or there would be no decoder. This once crashed the program."""
    assert problems(with_content(b"\x97JB2" + bytes(500), Filter=Name(f"/{name}")), tmp_path) == ["evidence.not-drawn"]
