"""`formgen.pipeline` has every name that it promises. For a name it imports nothing that its command does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from formgen import pipeline

REPOSITORY = Path(__file__).resolve().parent.parent.parent
BINDING = {"PIL", "pikepdf", "pypdf", "pypdfium2"}
WORKBOOKS = {"openpyxl", "xlsxwriter"}
LAYING_OUT = {"weasyprint"}


def loaded_after(code: str) -> set[str]:
    """The libraries that a separate process has loaded after it ran the code."""
    ending = "\nimport sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code + ending], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", pipeline.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    assert getattr(pipeline, name) is not None


def test_a_name_that_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = pipeline.nothing_of_the_kind  # type: ignore[attr-defined]


def test_forms_are_filled_without_what_binds_and_what_writes_workbooks(tmp_path: Path) -> None:
    code = """
from pathlib import Path
from formgen import pipeline
scheme = pipeline.load()
examined = pipeline.examine(scheme, Path("samples/complete.json"))
assert pipeline.make_forms(scheme, examined, formats=frozenset({pipeline.Format.DOCX})).papers
"""
    assert not loaded_after(code) & (BINDING | WORKBOOKS | LAYING_OUT)


def test_a_dossier_needs_what_binds() -> None:
    """This shows that the test above can see these libraries."""
    assert loaded_after("from formgen import pipeline; pipeline.bind_dossier") >= BINDING
