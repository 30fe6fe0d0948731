"""Streams that are joined from pieces unpack to their original content, and have the right checksum."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as some

from formgen.fonts.deflated import EMPTY, MOST_STORED, Frame, constant, piece, stored

PIECES = some.one_of(some.binary(max_size=40), some.binary(min_size=256, max_size=768))


@given(some.lists(some.tuples(PIECES, PIECES), max_size=8), PIECES)
def test_a_frame_joins_its_pieces(pairs: list[tuple[bytes, bytes]], last: bytes) -> None:
    frame = Frame([*(constant(one) for one, _ in pairs), constant(last)])
    for _ in range(2):  # the same object is used several times
        content = frame.joined([piece(other) for _, other in pairs])
        assert zlib.decompress(content) == b"".join(one + other for one, other in pairs) + last
    assert zlib.decompress(frame.joined([EMPTY] * len(pairs))) == b"".join(one for one, _ in pairs) + last


def test_what_is_longer_than_a_stored_block_takes_several() -> None:
    raw = bytes(range(256)) * 300
    assert len(raw) > MOST_STORED
    assert zlib.decompress(stored(raw) + b"\x03\x00", -15) == raw
