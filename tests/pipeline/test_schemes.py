"""A scheme is found by its name, and its forms by their ids. Unknown names and ids are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import formgen
from formgen.foundation.errors import UsageError
from formgen.scheme.models import Scheme
from formgen.scheme.official import folded

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


def test_unknown_names_are_refused_with_the_known_ones(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="annex2"):
        formgen.blank(scheme, ["annex9"], out=tmp_path)
    with pytest.raises(UsageError, match="acceptance"):
        formgen.bind_dossier(scheme, formgen.examine(scheme, SAMPLES / "complete.json"), "nothing", out=tmp_path)
    with pytest.raises(UsageError, match="taicang-2018"):
        formgen.load("nowhere-2019")


def test_official_words_are_the_source_of_the_titles(scheme: Scheme) -> None:
    source = folded((scheme.folder / "official.txt").read_text(encoding="utf-8"))
    assert all(form.title in source for form in scheme.forms)
