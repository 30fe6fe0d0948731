"""The committed Word templates are what the drawing says, byte for byte: no drift between."""

from __future__ import annotations

import pytest

from tools.draw_templates import DRAWINGS, SCHEME


@pytest.mark.parametrize(("form_id", "draw"), DRAWINGS, ids=[form_id for form_id, _ in DRAWINGS])
def test_template_is_as_drawn(form_id: str, draw) -> None:  # type: ignore[no-untyped-def]
    assert (SCHEME / form_id / "form.docx").read_bytes() == draw().package()
