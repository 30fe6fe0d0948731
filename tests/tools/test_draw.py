"""The committed Word templates are exactly the ones that the drawing program makes, byte for byte."""

from __future__ import annotations

import pytest

from tools.draw_templates import DRAWINGS, SCHEME


@pytest.mark.parametrize(("path", "draw"), DRAWINGS, ids=[path for path, _ in DRAWINGS])
def test_template_is_as_drawn(path: str, draw) -> None:  # type: ignore[no-untyped-def]
    assert (SCHEME / path).read_bytes() == draw().package()
