"""Annotations of a page: visible ones stay visible, active ones are removed, and hidden ones stay hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Name
from pypdf import PdfReader

from formgen.dossier.evidence import annotations as evidence_annotations
from formgen.dossier.evidence.mending import as_shown, flattening
from formgen.dossier.evidence.take_in import take_in
from formgen.record.models import SuppliedFile
from formgen.scheme.models import Scheme
from tests.dossier.given import PLACE, bind_files, dark_box, pictures
from tests.dossier.odd import Finish, Page, active, field, hidden_layer, made, note, picture, signature, stamp

MIDDLE = (0.1, 0.35, 0.6, 0.6)
"""The place of the annotations of the odd files, as fractions of an upright A4 page. The page has no marks there."""


def seen(scheme: Scheme, folder: Path, content: bytes) -> dict[str, tuple[int, int, int, int] | None]:
    """The box around the ink in the middle of the bound page, for each renderer, in points."""
    bound = bind_files(scheme, folder, content)
    return {renderer: dark_box(rasters[1], *MIDDLE) for renderer, rasters in pictures(bound.pdf, folder).items()}


@pytest.mark.parametrize("finish", [stamp, signature])
def test_a_stamp_becomes_part_of_the_page(scheme: Scheme, tmp_path: Path, finish: Finish) -> None:
    for renderer, box in seen(scheme, tmp_path, made(finish=finish)).items():
        assert box is not None, renderer
        assert all(abs(found - wanted) <= 1 for found, wanted in zip(box, (100, 382, 160, 442), strict=True)), renderer


def test_a_stamp_on_a_turned_page_is_where_the_reader_shows_it(scheme: Scheme, tmp_path: Path) -> None:
    # The page is turned by 90 degrees: its own space is 842 wide and 595 high. A reader sees (x, y) at y from the left
    # and x from the top.
    def drawn(pdf: pikepdf.Pdf) -> None:
        look = pikepdf.Dictionary(N=picture(pdf, b"0 g 0 0 60 60 re f"))
        note(pdf, 0, "Stamp", (382, 100, 442, 160), F=4, AP=look)

    for renderer, box in seen(scheme, tmp_path, made(Page(rotate=90), finish=drawn)).items():
        assert box is not None, renderer
        assert all(abs(found - wanted) <= 1 for found, wanted in zip(box, (100, 382, 160, 442), strict=True)), renderer


@pytest.mark.parametrize("flags", [2, 6])
def test_a_hidden_stamp_stays_hidden(scheme: Scheme, tmp_path: Path, flags: int) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        stamp(pdf)
        pdf.pages[0].Annots[0].F = flags

    assert set(seen(scheme, tmp_path, made(finish=finish)).values()) == {None}


def test_a_layer_that_is_off_stays_off(scheme: Scheme, tmp_path: Path) -> None:
    assert set(seen(scheme, tmp_path, made(finish=hidden_layer)).values()) == {None}

    def switched_on(pdf: pikepdf.Pdf) -> None:
        hidden_layer(pdf)
        del pdf.Root.OCProperties.D.OFF

    assert None not in seen(scheme, tmp_path, made(finish=switched_on)).values()


def test_fields_of_one_name_keep_their_own_values(scheme: Scheme, tmp_path: Path) -> None:
    """The forms of two enterprises come from one template. Each page must show the value that its own file showed."""
    bound = bind_files(scheme, tmp_path, made(finish=field("长江")), made(finish=field("长江三角洲")))
    for renderer, rasters in pictures(bound.pdf, tmp_path).items():
        boxes = [dark_box(raster, *MIDDLE) for raster in rasters[1:]]
        widths = [box[2] - box[0] for box in boxes if box]
        assert widths == pytest.approx([20, 50], abs=1), renderer
    assert b"/AcroForm" not in _unpacked(bound.pdf, tmp_path)


def test_nothing_that_acts_is_bound(scheme: Scheme, tmp_path: Path) -> None:
    bound = bind_files(scheme, tmp_path, made(finish=active))
    content = _unpacked(bound.pdf, tmp_path)
    for word in ("/JavaScript", "/Launch", "/EmbeddedFile", "/Filespec", "/RichMedia", "/AA", "secret", "app.alert"):
        assert word.encode() not in content, word
    assert b"https://example.com/" in content
    (problem,) = bound.problems
    assert problem.code == "evidence.active-content"


@pytest.mark.parametrize(
    "target",
    [
        lambda pdf: {"Dest": pikepdf.Array([pdf.pages[2].obj, Name.XYZ, 0, 500, 0])},
        lambda pdf: {"A": pikepdf.Dictionary(S=Name.GoTo, D=pikepdf.Array([pdf.pages[2].obj, Name.Fit]))},
        lambda pdf: {"A": pikepdf.Dictionary(S=Name.GoTo, D=pikepdf.String("第三章"))},
        lambda pdf: {"Dest": Name("/old")},
        lambda pdf: {"Dest": pikepdf.Array([2, Name.Fit])},
    ],
)
def test_links_lead_to_the_same_page_of_the_same_file(
    scheme: Scheme, tmp_path: Path, target: Callable[[pikepdf.Pdf], dict[str, object]]
) -> None:
    """Two files use the same names inside. Each link must still lead to its own file, and stand in its old place."""

    def finish(pdf: pikepdf.Pdf) -> None:
        page = pdf.make_indirect(pikepdf.Array([pdf.pages[2].obj, Name.FitH, 700]))
        names = pikepdf.NameTree.new(pdf)
        names["第三章"] = page
        pdf.Root.Names = pikepdf.Dictionary(Dests=names.obj)
        pdf.Root.Dests = pikepdf.Dictionary(old=page)
        note(pdf, 0, "Link", (100, 400, 200, 420), **target(pdf))

    bound = bind_files(scheme, tmp_path, *[made(Page(rotate=90), Page(), Page(), finish=finish)] * 2)
    reader = PdfReader(_as_file(bound.pdf, tmp_path))
    for first in (1, 4):
        (link,) = list(reader.pages[first].annotations or ())
        note_: Any = link.get_object()
        assert reader.get_page_number(note_["/Dest"][0].get_object()) == first + 2
        # A reader sees (100, 400)–(200, 420) on a page turned by 90 degrees as 20 points wide and 100 points high.
        left, bottom, right, top = (float(side) for side in note_["/Rect"])
        assert (left, right) == pytest.approx((400, 420), abs=1)
        assert (bottom, top) == pytest.approx((841.89 - 200, 841.89 - 100), abs=1)


def test_links_that_lead_nowhere_are_left_out(scheme: Scheme, tmp_path: Path) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        for keys in (
            {"Dest": pikepdf.String("没有")},
            {"Dest": pikepdf.Array([99, Name.Fit])},
            {"Dest": pikepdf.Array([])},
            {"A": pikepdf.Dictionary(S=Name.GoTo)},
            {},
        ):
            note(pdf, 0, "Link", (100, 400, 200, 420), **keys)
        note(pdf, 0, "Link", (1, 2, 3, 4), Dest=pikepdf.Array([0, Name.Fit])).Rect = pikepdf.Array([1, 2])

    bound = bind_files(scheme, tmp_path, made(finish=finish))
    assert not PdfReader(_as_file(bound.pdf, tmp_path)).pages[1].annotations


def _as_file(pdf: bytes, folder: Path) -> Path:
    path = folder / "bound.pdf"
    path.write_bytes(pdf)
    return path


def _unpacked(pdf: bytes, folder: Path) -> bytes:
    """Return the whole file without compression."""
    with pikepdf.open(_as_file(pdf, folder)) as opened:
        opened.save(
            folder / "unpacked.pdf",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return (folder / "unpacked.pdf").read_bytes()


def test_annotations_and_signatures_are_looked_for_in_one_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All objects once, each field once; when what shows becomes part of its page, no other page is looked at again."""
    objects: Any = pikepdf.Pdf.objects
    walks: list[int] = []
    pages: list[int] = []
    fields: list[int] = []

    def counted_objects(pdf: pikepdf.Pdf) -> Any:
        walks.append(1)
        return objects.__get__(pdf)

    def counted_pages(page: pikepdf.Page) -> Any:
        pages.append(page.index)
        return notes(page)

    def counted_fields(annotation: pikepdf.Object) -> Any:
        fields.append(1)
        return with_parents(annotation)

    notes, with_parents = evidence_annotations.notes_of, evidence_annotations._with_parents
    monkeypatch.setattr(pikepdf.Pdf, "objects", property(counted_objects))
    for module in (evidence_annotations, flattening, as_shown):
        monkeypatch.setattr(module, "notes_of", counted_pages)
    monkeypatch.setattr(evidence_annotations, "_with_parents", counted_fields)

    def finish(pdf: pikepdf.Pdf) -> None:
        stamp(pdf)
        note(pdf, 0, "Link", (0, 0, 9, 9), Dest=pikepdf.Array([pdf.pages[1].obj, Name.Fit]))
        signature(pdf)

    (tmp_path / "甲.pdf").write_bytes(made(Page(), Page(), Page(), finish=finish))
    source, problems = take_in(SuppliedFile("甲.pdf", PLACE), "材料", tmp_path)
    assert source is not None and source.is_signed and [one.code for one in problems] == ["evidence.signed"]
    assert len(walks) == 1 and len(fields) == 3 and set(pages) == {0} and source.annotated == ()
    assert len(source.open().pages[0].obj.Annots) == 1
