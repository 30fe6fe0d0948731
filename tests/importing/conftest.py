"""What several tests of importing need."""

from __future__ import annotations

import pytest

from formgen.importing import new_scheme


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody counts the pages of a form, and none is drawn."""
    monkeypatch.setattr(new_scheme, "_numbered", lambda form: (b"", {}, 1))
    monkeypatch.setattr(new_scheme, "_pictures", lambda form, pdf: [])
    monkeypatch.setattr(new_scheme, "looked_over", lambda package, title: (1, ()))
