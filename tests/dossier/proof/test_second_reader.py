"""Tests for the reader of the proof: what it reads quickly is what pypdf reads."""

import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject, TextStringObject

from formgen.dossier.proof.digests.second_reader import SecondReader

SAMPLES = sorted((Path(__file__).parents[3] / "samples" / "evidence" / "complete").glob("*.pdf"))
PLAIN = [
    "/Name",
    "/",
    "/A-1.b",
    "0",
    "-7",
    "+3",
    "12.50",
    "-.5",
    "4.",
    "true",
    "false",
    "null",
    "(text)",
    "()",
    "<>",
    "<4A6f>",
    "4 0 R",
]
ODD = [
    *(
        "/A#20b",
        "/公司",
        "(a(b)c)",
        "(a\\)b\\\\)",
        "(\\101\\7x)",
        "(a\\\nb)",
        "(a\rb)",
        "<4 A6>",
        "<4A6>",
        "--3",
        "1-2",
        "% said\n5",
    ),
    *(
        "[1 2.5 -3]",
        "[1 0 R]",
        "[ 1 [2 3] 4 0 R ]",
        "[]",
        "<FEFF516C53F8>",
        "(\\376\\377Ql)",
        "1.5.2",
        "[1-2]",
        "\x00 9",
        "tru",
    ),
]


def file_with(objects: list[bytes]) -> bytes:
    """A file with a table that says where each object is; the first is the catalog, the last holds what is tried."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))


def same(one: object, other: object) -> bool:
    """True if two objects of pypdf are the very same, in kind, value and what they refer to."""
    if type(one) is not type(other):
        return False
    if isinstance(one, IndirectObject) and isinstance(other, IndirectObject):
        return (one.idnum, one.generation) == (other.idnum, other.generation)
    if isinstance(one, StreamObject) and isinstance(other, StreamObject) and one._data != other._data:
        return False
    if isinstance(one, DictionaryObject) and isinstance(other, DictionaryObject):
        return list(one) == list(other) and all(same(one.raw_get(key), other.raw_get(key)) for key in one)
    if isinstance(one, ArrayObject) and isinstance(other, ArrayObject):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, TextStringObject) and isinstance(other, TextStringObject):
        return one == other and one.original_bytes == other.original_bytes
    return repr(one) == repr(other)


def read(reader: PdfReader, number: int) -> object:
    """An object, or the family of error that reading it raises."""
    try:
        return reader.get_object(IndirectObject(number, 0, reader))
    except Exception as fault:  # LimitReachedError is of no family
        return type(fault)


def agree(content: bytes, numbers: range) -> int:
    """See that both readers read each object alike. Returns how many were read quickly."""
    ours, theirs = SecondReader(io.BytesIO(content)), PdfReader(io.BytesIO(content), strict=True)
    quick = 0
    for number in numbers:
        quick += ours._quickly(0, number) is not None
        one, other = read(ours, number), read(theirs, number)
        assert one is other or same(one, other), number
    return quick


@pytest.mark.parametrize("path", SAMPLES[:4], ids=lambda path: str(SAMPLES.index(path)))
def test_a_usual_file_is_read_quickly_and_as_pypdf_reads_it(path: Path) -> None:
    content = path.read_bytes()
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        count = len(pdf.objects)
    for one in (content, packed.getvalue()):
        assert agree(one, range(1, count)) >= 0.9 * (count - 1)


def updated(content: bytes, widths: tuple[int, int, int], kinds: bytes = b"\1") -> bytes:
    """The file with an addition: object 3 anew, in a table that is a stream with entries of these widths."""
    begin = len(content)
    added = content + b"3 0 obj\n(anew)\nendobj\n"
    sizes = zip((kinds, begin.to_bytes(4, "big"), b"\0"), widths, strict=True)
    entry = b"".join(value.rjust(width, b"\0")[-width:] if width else b"" for value, width in sizes)
    previous = content[content.rindex(b"startxref") + 9 :].split()[0]
    table = b"<</Type/XRef/W[%d %d %d]/Index[3 1]/Size 99/Root 1 0 R/Prev %b/Length %d>>stream\n%b\nendstream\nendobj\n"
    at = len(added)
    added += b"98 0 obj" + table % (*widths, previous, len(entry), entry)
    return added + b"startxref\n%d\n%%%%EOF\n" % at


@pytest.mark.parametrize("widths", [(1, 4, 1), (1, 3, 2), (1, 4, 0), (2, 4, 1)])
@pytest.mark.parametrize("kinds", [b"\0", b"\1", b"\2"])
def test_a_table_is_read_as_pypdf_reads_it(widths: tuple[int, int, int], kinds: bytes) -> None:
    packed = io.BytesIO()
    with pikepdf.open(SAMPLES[0]) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for content in (packed.getvalue(), updated(packed.getvalue(), widths, kinds)):
        ours, theirs = SecondReader(io.BytesIO(content)), PdfReader(io.BytesIO(content), strict=True)
        assert (ours.xref, ours.xref_objStm) == (theirs.xref, theirs.xref_objStm) and theirs.xref_objStm
    if kinds == b"\1" and widths[0] == 1:
        assert str(ours.get_object(IndirectObject(3, 0, ours))) == "anew"


def test_a_table_with_an_unknown_kind_is_refused_as_pypdf_refuses_it() -> None:
    packed = io.BytesIO()
    with pikepdf.open(SAMPLES[0]) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    content = updated(packed.getvalue(), (1, 4, 1), b"\3")
    with pytest.raises(PdfReadError):
        PdfReader(io.BytesIO(content), strict=True)
    with pytest.raises(PdfReadError):
        SecondReader(io.BytesIO(content))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PLAIN + ODD), max_size=6), st.sampled_from([b" ", b"\n", b"\r\n", b"  "]), st.data())
def test_any_writing_is_read_as_pypdf_reads_it(parts: list[str], between: bytes, data: st.DataObject) -> None:
    held = [part.encode() for part in parts]
    entries = [b"/K%d%s%s" % (at, between, part) for at, part in enumerate(held)]
    twice: bool = data.draw(st.booleans())
    if held and twice:
        entries.append(b"/K0 " + held[0])  # a key given twice
    written = [b"<<" + between.join(entries) + between + b">>", b"[" + between.join(held) + between + b"]"]
    written += [
        b"<</Length 4>>\nstream\nabcd\nendstream",
        b"<</Length 5>>stream\r\nabcd\nendstream",
        b"<</Length 99>>\nstream\nabcd\nendstream",
    ]
    content = file_with([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", *written, *held])
    agree(content, range(1, 4 + len(written) + len(held)))


def test_what_a_stream_of_objects_hides_is_read_as_pypdf_reads_it() -> None:
    listed = b"7 0 8 10 9 20 "
    packed = b"<</A 1>>  [1 2 /N]  (text)    "
    for first, data in ((len(listed), listed + packed), (3, listed + packed), (len(listed), listed[:-6] + packed)):
        stream = b"<</Type/ObjStm/N 3/First %d/Length %d>>\nstream\n%s\nendstream" % (first, len(data), data)
        ours = SecondReader(io.BytesIO(file_with([b"<</Type/Catalog>>", b"null", stream])))
        theirs = PdfReader(io.BytesIO(file_with([b"<</Type/Catalog>>", b"null", stream])), strict=True)
        for reader in (ours, theirs):
            reader.xref_objStm |= {7: (3, 0), 8: (3, 1), 9: (3, 2)}
        for number in (9, 7, 8):
            one, other = read(ours, number), read(theirs, number)
            assert one is other or same(one, other), (first, number)


def test_a_length_that_leads_to_its_own_stream_ends() -> None:
    content = file_with([b"<</Type/Catalog>>", b"<</Length 2 0 R>>\nstream\nabcd\nendstream"])
    ours, theirs = SecondReader(io.BytesIO(content)), PdfReader(io.BytesIO(content), strict=True)
    assert read(ours, 2) is read(theirs, 2)


def test_pages_and_labels_are_those_of_pypdf() -> None:
    ours, theirs = SecondReader(io.BytesIO(SAMPLES[0].read_bytes())), PdfReader(io.BytesIO(SAMPLES[0].read_bytes()))
    assert len(ours.pages) == len(theirs.pages)
    assert ours.page_labels == theirs.page_labels
