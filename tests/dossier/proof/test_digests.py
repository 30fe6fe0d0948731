"""What the digests of a page depend on, and on what they do not depend."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name

from formgen.dossier.proof.digests.digest import LONG, Digests, StreamDigests
from formgen.dossier.proof.reread import opened
from tests.dossier.odd import made


def test_what_pictures_have_in_common_counts_and_where_it_is_kept_does_not() -> None:
    """JBIG2 pictures refer to a stream of symbols from the settings of their filter."""

    def picture(symbols: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(made())) as pdf:
            image = pdf.make_stream(
                b"coded", Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceGray,
                BitsPerComponent=1, Filter=Name.JBIG2Decode, DecodeParms=Dictionary(JBIG2Globals=pdf.make_stream(symbols)),
            )  # fmt: skip
            pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
            out = io.BytesIO()
            pdf.save(out)
        return out.getvalue()

    one, again, other = (Digests(opened(picture(symbols))).pages() for symbols in (b"some", b"some", b"others"))
    assert one == again != other


def test_long_streams_that_only_end_alike_are_told_apart() -> None:
    """A long stream that another file has, too, is compared with it byte by byte: its length and its end are not enough."""

    def page(content: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(made())) as pdf:
            image = pdf.make_stream(
                content, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, Filter=Name.DCTDecode
            )
            pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
            out = io.BytesIO()
            pdf.save(out, compress_streams=False)
        return out.getvalue()

    streams = StreamDigests()
    one, again, other = (
        Digests(opened(page(begin + bytes(LONG))), streams).pages() for begin in (b"some", b"some", b"same")
    )
    assert one == again != other
    assert one == Digests(opened(page(b"some" + bytes(LONG)))).pages()
