"""A file that breaks the format but that every viewer opens is taken in with a remark. A file that lost something is refused."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pikepdf
import pytest

from formgen.dossier.evidence.take_in import SourcePdf, signed_originals, take_in
from formgen.dossier.proof.verify import verify
from formgen.dossier.shelf import bytes_of
from formgen.scheme.models import Scheme
from tests.dossier.evidence.mending.damaged_files import (
    BREAKS_OFF,
    CONTENT,
    LOST,
    MORE_VIEWABLE,
    NO_CONTENT,
    OF_NO_USE,
    OF_USE,
    VIEWABLE,
    anew,
    plain,
)
from tests.dossier.evidence.mending.hybrid_files import HYBRID, UNSURE
from tests.dossier.evidence.mending.hybrid_files import SOUND as SOUND_HYBRID
from tests.dossier.given import bind_files, pdfium, supplied
from tests.dossier.odd import made, signature
from tests.judges import mupdf, poppler

SOUND = {"entries of 19 bytes", "no end mark", "two end marks", "junk before", "an odd version", "an old state behind"}
"""Of these the library has nothing to say."""


def taken(content: bytes, folder: Path) -> tuple[SourcePdf | None, list[str]]:
    (folder / "件.pdf").write_bytes(content)
    source, problems = take_in(supplied("件.pdf"), "材料", folder)
    assert (source is None) is any(problem.is_error for problem in problems)
    assert all("件.pdf" in problem.message and problem.remedy for problem in problems)
    return source, [problem.code for problem in problems]


@pytest.mark.parametrize("name", VIEWABLE)
def test_what_viewers_open_is_taken(tmp_path: Path, name: str) -> None:
    content = VIEWABLE[name]()
    source, codes = taken(content, tmp_path)
    assert source is not None and source.pages == 2
    assert codes == ([] if name in SOUND else ["evidence.repaired"])
    whole = bytes_of(source.content)
    wanted = [raster.pixels for raster in pdfium(plain())]
    assert [raster.pixels for raster in pdfium(content)] == wanted == [raster.pixels for raster in pdfium(whole)]
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert list(pdf.objects) and (pdf.get_warnings() == [] or name in SOUND)


@pytest.mark.parametrize("name", MORE_VIEWABLE)
def test_what_three_viewers_draw_alike_is_taken(tmp_path: Path, name: str) -> None:
    source, codes = taken(MORE_VIEWABLE[name](), tmp_path)
    assert source is not None and source.pages == 2 and set(codes) <= {"evidence.repaired"}
    wanted = [raster.pixels for raster in pdfium(plain())]
    assert [raster.pixels for raster in pdfium(bytes_of(source.content))] == wanted


@pytest.mark.thorough
@pytest.mark.parametrize("name", MORE_VIEWABLE)
def test_the_three_viewers_draw_it_alike(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / "shown.pdf", MORE_VIEWABLE[name]()
    source, _ = taken(content, tmp_path)
    assert source is not None
    for judge in (poppler, mupdf):
        drawn = []
        for one in (plain(), content, bytes_of(source.content)):
            path.write_bytes(one)
            drawn.append([raster.pixels for raster in judge.rasterise(path, 36)])
        assert drawn[0] == drawn[1] == drawn[2]
    assert [raster.pixels for raster in pdfium(content)] == [raster.pixels for raster in pdfium(plain())]


@pytest.mark.parametrize("name", [*SOUND_HYBRID, *HYBRID])
def test_a_hybrid_file_is_taken_whatever_its_tables_say(tmp_path: Path, name: str) -> None:
    content = (SOUND_HYBRID | HYBRID)[name]()
    source, codes = taken(content, tmp_path)
    assert source is not None and source.pages == 2
    assert codes == (["evidence.repaired"] if name in HYBRID else [])
    wanted = [raster.pixels for raster in pdfium(plain())]
    assert [raster.pixels for raster in pdfium(content)] == wanted
    assert [raster.pixels for raster in pdfium(bytes_of(source.content))] == wanted


@pytest.mark.parametrize("name", UNSURE)
def test_a_hybrid_file_of_which_nobody_can_say_what_it_shows_is_refused(tmp_path: Path, name: str) -> None:
    assert taken(UNSURE[name](), tmp_path) == (None, ["evidence.damaged"])


def test_a_hybrid_file_with_a_password_is_not_guessed_at(tmp_path: Path) -> None:
    """What is packed in a stream is encrypted with it: written out, it would be read as something else."""
    content = HYBRID["the tables are elsewhere"]().replace(b"/XRefStm", b"/Encrypt 40 0 R /XRefStm")
    assert taken(content, tmp_path)[0] is None


@pytest.mark.parametrize("name", NO_CONTENT)
def test_a_page_whose_content_is_none_is_taken_with_a_remark(tmp_path: Path, name: str) -> None:
    source, codes = taken(NO_CONTENT[name](), tmp_path)
    assert source is not None and source.pages == 2 and codes == ["evidence.repaired"]


def test_an_empty_page_is_no_damage(tmp_path: Path) -> None:
    for empty in (b"", b"/Contents [ ]"):
        source, codes = taken(anew(plain().replace(b"/Contents 4 0 R", empty, 1)), tmp_path)
        assert source is not None and codes == []


@pytest.mark.parametrize("name", LOST)
def test_what_has_lost_something_is_refused(tmp_path: Path, name: str) -> None:
    assert taken(LOST[name](), tmp_path) == (None, ["evidence.damaged"])


@pytest.mark.parametrize("name", OF_NO_USE)
def test_what_no_page_uses_may_be_broken(tmp_path: Path, name: str) -> None:
    source, codes = taken(OF_NO_USE[name](), tmp_path)
    assert source is not None and source.pages == 2 and set(codes) <= {"evidence.repaired"}
    assert [page.pixels for page in pdfium(bytes_of(source.content))] == [page.pixels for page in pdfium(plain())]


@pytest.mark.parametrize("name", OF_USE)
def test_what_pages_use_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    reason, content = OF_USE[name]
    (tmp_path / "件.pdf").write_bytes(content())
    source, (problem,) = take_in(supplied("件.pdf"), "材料", tmp_path)
    assert source is None and problem.code == "evidence.damaged"
    assert reason in problem.message and "打印（另存）成新的 PDF" in problem.remedy


def test_a_file_with_something_broken_that_no_page_uses_is_bound_and_proved(scheme: Scheme, tmp_path: Path) -> None:
    bound = bind_files(
        scheme, tmp_path, OF_NO_USE["a garbled stream"](), OF_NO_USE["an entry of the catalog, not there"]()
    )
    found = verify(bound.pdf, bound.proof.to_json(), tmp_path)
    assert bound.proof.pages == 5 and not found.failures and not found.remarks


def test_content_that_breaks_off_is_taken_with_a_warning(scheme: Scheme, tmp_path: Path) -> None:
    source, codes = taken(BREAKS_OFF, tmp_path)
    assert source is not None and codes == ["evidence.breaks-off"]
    path = tmp_path / "bound.pdf"
    for judge in (poppler, mupdf):
        shown = []
        for content in (BREAKS_OFF, bytes_of(source.content)):
            path.write_bytes(content)
            shown.append([raster.pixels for raster in judge.rasterise(path, 36)])
        assert shown[0] == shown[1]


@pytest.mark.parametrize("name", ["white space before the table", "too short a stream", "junk behind the end"])
def test_a_repaired_file_is_bound_proved_and_verified(scheme: Scheme, tmp_path: Path, name: str) -> None:
    bound = bind_files(scheme, tmp_path, VIEWABLE[name](), plain())
    assert bound.proof.pages == 5
    found = verify(bound.pdf, bound.proof.to_json(), tmp_path)
    assert not found.failures and not found.remarks


def test_a_cut_file_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    """What is left may look whole: an older state of the file, or fewer pages."""
    whole = plain(pages=3)
    update = b"4 0 obj\n<< /Length 20 >>\nstream\n0 g 9 9 99 99 re f   \nendstream\nendobj\nxref\n0 0\ntrailer\n"
    update += b"<< /Size 13 /Root 1 0 R /Prev %d >>\n" % whole.index(b"xref\n0")
    newer = whole + update + b"startxref\n%d\n%%%%EOF\n" % (len(whole) + update.index(b"xref\n"))
    for at in range(60, len(newer) - 6, 41):
        source, codes = taken(newer[:at], tmp_path)
        if source is not None:
            assert at > len(newer) - 80 or at in range(len(whole) - 6, len(whole) + 60), at
            assert source.pages == 3
        else:
            assert codes in (["evidence.damaged"], ["evidence.unknown-format"], ["evidence.no-pages"])


def test_the_original_of_a_signed_file_is_kept_as_it_was(tmp_path: Path) -> None:
    signed = made(finish=signature)
    for content in (signed, signed + bytes(5000), signed + b"mail " * 600):
        source, codes = taken(content, tmp_path)
        assert source is not None and "evidence.signed" in codes
        (original,) = signed_originals([source])
        assert original.content == content


def test_a_stream_that_unpacks_to_gigabytes_is_not_unpacked_whole(tmp_path: Path) -> None:

    bomb = zlib.compressobj(9)
    begin = bomb.compress(bytes(1 << 24)) + bomb.flush(zlib.Z_FULL_FLUSH)
    # The same block again and again: nothing before it is needed to unpack it.
    packed = begin + begin[2:] * 19 + bomb.flush()
    assert taken(plain(packed=packed[:-4] + b"abcd"), tmp_path) == (None, ["evidence.damaged"])


def test_data_that_were_written_out_and_not_closed_are_whole(tmp_path: Path) -> None:
    """So Acrobat writes what it adds to a file: nothing of it is missing, and nothing is said."""
    packer = zlib.compressobj()
    packed = packer.compress(CONTENT) + packer.flush(zlib.Z_SYNC_FLUSH)
    source, codes = taken(plain(packed=packed), tmp_path)
    assert source is not None and codes == []
    assert [page.pixels for page in pdfium(bytes_of(source.content))] == [page.pixels for page in pdfium(plain())]
