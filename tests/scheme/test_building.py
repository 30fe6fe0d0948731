"""Checks of a scheme's classes are built when they are needed: all that the program makes itself, with the first scheme."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from formgen.foundation import resources
from formgen.scheme.definition import Definition, build
from formgen.scheme.load import FILES, MADE
from formgen.scheme.models import Scheme


def test_a_class_is_built_when_it_is_needed_and_then_refuses_what_it_should() -> None:
    class Note(Definition):
        text: str

    assert not Note.__pydantic_complete__
    build(Note)
    assert Note.__pydantic_complete__
    with pytest.raises(ValidationError):
        Note.model_validate({"text": 2, "more": ""})


def subclasses(of: type[Definition]) -> list[type[Definition]]:
    return [one for kind in of.__subclasses__() for one in (kind, *subclasses(kind))]


def test_whatever_the_program_makes_itself_is_built_with_the_first_scheme(scheme: Scheme) -> None:
    here = [kind for kind in subclasses(Definition) if kind.__module__.startswith("formgen.scheme.")]
    code = [path.read_text("utf-8") for path in resources.PACKAGE.rglob("*.py")]
    called = {
        name for text in code for before, name in re.findall(r"(class |case )?\b([A-Z]\w+)\(", text) if not before
    }
    assert called & {kind.__name__ for kind in here} <= {kind.__name__ for kind in MADE}
    assert scheme and all(kind.__pydantic_complete__ for kind in (*FILES, *MADE))
