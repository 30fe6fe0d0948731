"""A line of Chinese text is stretched between its characters, and ends at the edge to a thousandth of an em."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from formgen.engines.justification import shares


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("企业名称", (1, 1, 1, 0)),
        ("自2018年起", (1, 0, 0, 0, 1, 1, 0)),
        ("AB CD", (0, 0, 1, 0, 0)),
        ("甲——乙", (1, 0, 1, 0)),
        ("“甲”乙", (1, 1, 1, 0)),
        ("甲 ", (0, 0)),
        ("ABC", (0, 0, 0)),
        ("甲", (0,)),
        ("", ()),
    ],
)
def test_gaps(text: str, gaps: tuple[int, ...]) -> None:
    assert shares(text, sum(gaps) / 1000 * 16, 16) == gaps


def test_a_line_that_lacks_much_is_left_as_it_is() -> None:
    """Else programs that take the text out of the PDF would find spaces between the characters."""
    assert sum(shares("企业名称", 3 * 0.1 * 16, 16)) == 300
    assert not any(shares("企业名称", 3 * 0.11 * 16, 16))


@given(some.text("甲乙，。“”—…AB19 %", max_size=50), some.floats(-20, 60), some.sampled_from((9.0, 12.0, 16.0)))
def test_shares_together_are_the_room(text: str, room: float, size: float) -> None:
    found = shares(text, room, size)
    assert len(found) == len(text) and all(share >= 0 for share in found)
    if any(found):
        assert sum(found) / 1000 * size == pytest.approx(room, abs=size / 1000 + 1e-6)
        gaps = [share for share in found if share]
        assert max(gaps) - min(gaps) <= 1
        assert found[-1] == 0
