"""Zip files that we write can be read by another reader: Python's own."""

from __future__ import annotations

import io
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from formgen.render.word.fill import SlotText, fill_package
from formgen.render.word.package import DOCUMENT
from formgen.render.word.zipping import LONG, TEXT_ENDS, Packed, cut, pack, pack_pieces, zipped
from formgen.scheme.models import Scheme
from tests.render.papers import form_of

names = st.text(st.characters(categories=("L", "Nd"), include_characters="_-./ "), min_size=1, max_size=20)


@given(parts=st.dictionaries(names, st.binary(max_size=300), max_size=6))
def test_what_is_written_is_read_again(parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(pack(name, content) for name, content in parts.items()))) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == list(parts.items())
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0) and entry.compress_type == zipfile.ZIP_DEFLATED
            assert entry.external_attr == 0o600 << 16


BEFORE = b'<w:sdtContent><w:r><w:t xml:space="preserve">'
rows = st.lists(
    st.tuples(st.integers(0, 3), st.text(st.sampled_from("信a 0&;"), max_size=9) | st.just("长" * 21_000)), max_size=30
)


def unpacked(packed: Packed) -> bytes:
    """Return the content of a packed file as a zip reader gets it. The reader refuses a wrong check sum."""
    with zipfile.ZipFile(io.BytesIO(zipped([packed]))) as archive:
        return archive.read(archive.infolist()[0])


@given(rows=rows)
def test_a_long_document_in_pieces_is_read_again_whole(rows: list[tuple[int, str]]) -> None:
    """The rows are similar but have different texts. Deflated data of one row are used again for a row of the same lengths."""
    fixed = [f"<w:p>第{number}行{'——' * number}<w:tc/></w:p>".encode() * 250 for number in range(4)]
    content = b"".join(fixed[number] + BEFORE + text.encode() + TEXT_ENDS for number, text in rows) + b"<end/>"
    pieces = cut(content)
    assert b"".join(pieces) == content
    assert pieces[1::2] == [text.encode() for _, text in rows]
    assert unpacked(pack("document.xml", content)) == content
    assert pack_pieces("document.xml", pieces) == pack("document.xml", content)


@given(content=st.lists(st.sampled_from([TEXT_ENDS, b"<", b">", b"a", "信".encode(), b"\0"]), max_size=40))
def test_any_content_is_cut_and_packed_without_loss(content: list[bytes]) -> None:
    whole = b"".join(content)
    assert b"".join(cut(whole)) == whole
    long = whole + bytes(LONG) if b"\0" in whole else (whole + b" " * 1000) * 70
    assert unpacked(pack("a", long)) == long


def test_pieces_make_the_form_that_has_many_slots_smaller_not_larger(scheme: Scheme) -> None:
    form = form_of(scheme, "annex4")
    content = fill_package(form, tuple(SlotText(slot.id, "2.5") for slot in form.slots)).part(DOCUMENT)
    assert len(content) > LONG and len(pack("a", content).deflated) < len(zlib.compress(content, 1))
