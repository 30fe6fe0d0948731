"""The committed C declarations of Pango are those that cffi makes."""

from __future__ import annotations

from tools.write_pango_declarations import DECLARATIONS, content


def test_the_committed_module_is_what_its_tool_writes() -> None:
    assert DECLARATIONS.read_text(encoding="ascii") == content()
