"""The checks of a record before its dossier is bound. tests/dossier/ tests the binding itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import formgen
from formgen.errors import DataError
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


def test_dossier_wants_what_its_papers_need(scheme: Scheme, tmp_path: Path) -> None:
    examined = formgen.examine(scheme, SAMPLES / "incomplete.json")
    with pytest.raises(DataError) as raised:
        formgen.bind_dossier(scheme, examined, "acceptance", out=tmp_path)
    assert any(problem.code == "field.missing" and problem.is_error for problem in raised.value.problems)
    assert os.listdir(tmp_path) == []
