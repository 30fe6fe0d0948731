"""The digest of the structure: the same however the file is saved, another one if a reader would be told something else."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from formgen.dossier.proof.digests.tags_digest import tags_digest
from formgen.dossier.proof.verify import SAVED_ANEW, verify
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files
from tests.dossier.odd import made

Change = Callable[[pikepdf.Pdf], object]


def first(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    """The first element of a type."""
    return next(
        thing
        for thing in pdf.objects
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.StructElem and str(thing.S) == kind
    )


def saved(content: bytes, change: Change | None = None, **how: object) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if change is not None:
            change(pdf)
        out = io.BytesIO()
        pdf.save(out, **how)  # type: ignore[arg-type]
        return out.getvalue()


def other_words(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/Link").Alt = String("② 别的材料，第 9 页")


def words_instead(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/H1").ActualText = String("通过")


def another_type(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/H1").S = Name.P


def another_order(pdf: pikepdf.Pdf) -> None:
    document = first(pdf, "/Document")
    document.K = Array(list(reversed(document.K.as_list())))


def another_page(pdf: pikepdf.Pdf) -> None:
    first(pdf, "/Figure").Pg = pdf.pages[0].obj


def gone(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


@pytest.mark.parametrize(
    "change",
    [other_words, words_instead, another_type, another_order, another_page, gone],
    ids=lambda one: one.__name__,
)
def test_altered_tags_are_found(scheme: Scheme, tmp_path: Path, change: Change) -> None:
    bound = bind_files(scheme, tmp_path, made())
    assert bound.proof.tags_sha256 == tags_digest(bound.pdf)
    found = verify(saved(bound.pdf, change), bound.proof.to_json()).failures
    assert found == ("各页没有改动，但标签（给读屏软件用的结构）与装订时的不同",)


def test_a_file_that_was_saved_anew_has_the_same_tags(scheme: Scheme, tmp_path: Path) -> None:
    bound = bind_files(scheme, tmp_path, made())
    plain = saved(bound.pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, qdf=True)
    assert verify(plain, bound.proof.to_json()).failures == (SAVED_ANEW,)
    path, cleaned = tmp_path / "册.pdf", tmp_path / "另存.pdf"
    path.write_bytes(bound.pdf)
    subprocess.run(["mutool", "clean", path, cleaned], check=True, capture_output=True)
    assert tags_digest(cleaned.read_bytes()) == tags_digest(bound.pdf)


def test_what_is_no_structure_has_no_digest() -> None:
    assert tags_digest(made()) == ""
    assert tags_digest(b"%PDF-1.7") == ""

    def circle(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.StructTreeRoot.K = Array([pdf.Root.StructTreeRoot])

    assert len(tags_digest(made(finish=circle))) == 64
