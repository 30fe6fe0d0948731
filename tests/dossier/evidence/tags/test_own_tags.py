"""Tests for the structure of our own papers: it is read once for each shape, and is that of the paper at hand."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from formgen.dossier.evidence.tags import own_tags as module
from formgen.dossier.evidence.tags.own_tags import own_tags
from formgen.dossier.evidence.tags.reading import read_tags
from formgen.dossier.evidence.tags.tree import Tags


def paper(kinds: tuple[str, ...], words: bytes, packed: bool = True) -> pikepdf.Pdf:
    """A page with one element of each kind."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page().obj
        said = b"".join(b"/P <</MCID %d>> BDC BT /F 9 Tf (%b) Tj ET EMC\n" % (at, words) for at in range(len(kinds)))
        page.Contents = pdf.make_stream(said)
        root = pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        top = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, Pg=page))
        root.K, root.ParentTree = top, Dictionary(Nums=Array())
        top.K = Array(
            pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), P=top, K=at))
            for at, kind in enumerate(kinds)
        )
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        pdf.save(out, object_stream_mode=mode, static_id=True)
    return pikepdf.open(io.BytesIO(out.getvalue()))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[pikepdf.Pdf]:
    """The files whose structure was read."""
    read: list[pikepdf.Pdf] = []
    monkeypatch.setattr(module, "_KEPT", {})

    def reading(pdf: pikepdf.Pdf) -> Tags | None:
        read.append(pdf)
        return read_tags(pdf)

    monkeypatch.setattr(module, "read_tags", reading)
    return read


def test_the_same_shape_is_read_once(readings: list[pikepdf.Pdf]) -> None:
    first, second = paper(("/H1", "/P"), b"one"), paper(("/H1", "/P"), b"another")
    assert own_tags(first) == own_tags(second) == read_tags(second)
    assert readings == [first]


@pytest.mark.parametrize("packed", [True, False])
def test_another_structure_is_read(readings: list[pikepdf.Pdf], packed: bool) -> None:
    papers = [paper(kinds, b"one", packed=packed) for kinds in (("/H1", "/P"), ("/H1", "/H2"), ("/P", "/P", "/P"))]
    assert [own_tags(one) for one in papers] == [read_tags(one) for one in papers]
    assert readings == papers


def test_few_shapes_are_kept(readings: list[pikepdf.Pdf], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    for many in range(1, 5):
        own_tags(paper(("/P",) * many, b"one"))
    assert len(module._KEPT) <= 2 and len(readings) == 4
