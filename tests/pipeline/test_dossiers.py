"""The checks of a record before its dossier is bound. tests/dossier/ tests the binding itself."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

import formgen
from formgen.foundation.errors import DataError
from formgen.pipeline.dossiers import make_dossier
from formgen.scheme.models import Scheme

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


def test_dossier_wants_what_its_papers_need(scheme: Scheme, tmp_path: Path) -> None:
    examined = formgen.examine(scheme, SAMPLES / "incomplete.json")
    with pytest.raises(DataError) as raised:
        formgen.bind_dossier(scheme, examined, "acceptance", out=tmp_path)
    assert any(problem.code == "field.missing" and problem.is_error for problem in raised.value.problems)
    assert os.listdir(tmp_path) == []


def test_a_made_dossier_knows_the_digest_of_its_content(scheme: Scheme) -> None:
    made = make_dossier(scheme, formgen.examine(scheme, SAMPLES / "complete.json"), "acceptance")
    paper = made.volumes[0].pdf.within("甲")
    assert paper.sha256 == paper.digest() == hashlib.sha256(paper.read()).hexdigest()
