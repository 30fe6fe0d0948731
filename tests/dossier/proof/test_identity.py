"""A page counts as identical only if everything that a viewer draws it from is its source's: each change takes that away."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.claim import Claim
from formgen.dossier.options import Options
from formgen.dossier.proof.digests.digest import Digests
from formgen.dossier.proof.identity import ONE_IN, identical, sample
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.reread import opened
from formgen.dossier.proof.verify import verify
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of, unproved
from tests.dossier.odd import Page, hidden_layer, made, stamp
from tests.sweeps import sweep

LETTER = """<html lang="zh-CN"><style>@page { size: 200mm 280mm; margin: 20mm } body { font-family: "Gw Fang" }</style>
<body><p>本公司承诺所提交的材料真实</p></body></html>"""
CONTENTS, TEXT, PICTURE, FORM, TURNED = 1, 2, 3, 4, 5
"""The contents, and the pages of the dossier that show the source's four pages."""


def source() -> bytes:
    """A page of text with its font in the file, one of a picture with a mask, one of a drawing, one turned and in other units.
    Boxes are inherited."""
    with pikepdf.open(io.BytesIO(html_to_pdf(LETTER))) as pdf:
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in pdf.Root:
                del pdf.Root[key]
        grey = {"Width": 4, "Height": 4, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
        kind = {"Type": Name.XObject, "Subtype": Name.Image}
        mask = pdf.make_stream(bytes(range(100, 228, 8)), **kind, **grey)
        image = pdf.make_stream(bytes(range(0, 128, 8)), **kind, **grey, SMask=mask)
        state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, LW=3))
        form = pdf.make_stream(
            b"/S gs 0.5 g 100 300 150 90 re B",
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 500, 700],
            Resources=Dictionary(ExtGState=Dictionary(S=state)),
        )  # fmt: skip
        drawn = (b"q 300 0 0 300 100 200 cm /Im Do Q", b"q /Fm Do Q 0 g 50 500 60 60 re f")
        for content, names in zip(drawn, (Dictionary(Im=image), Dictionary(Fm=form)), strict=True):
            page = pdf.add_blank_page(page_size=(560, 790)).obj
            page.Contents = Array([pdf.make_stream(content), pdf.make_stream(b"0 0 1 rg 20 400 9 9 re f")])
            page.Resources = Dictionary(XObject=names)
        turned = pdf.add_blank_page(page_size=(300, 250)).obj
        turned.Rotate, turned.UserUnit = 90, 2
        turned.Contents = pdf.make_stream(b"1 0 0 rg 50 100 80 30 re f")
        for plain in pdf.pages[1:3]:
            del plain.obj.MediaBox
        pdf.Root.Pages[Name.MediaBoz] = Array([0, 0, 560, 790])  # pikepdf would give each page its own
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue().replace(b"/MediaBoz", b"/MediaBox")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made_in = tmp_path_factory.mktemp("identity")
    (made_in / "甲.pdf").write_bytes(source())
    return made_in


def task(scheme: Scheme, folder: Path) -> DossierTask:
    return DossierTask(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), folder)


@pytest.fixture(scope="module")
def claimed(scheme: Scheme, folder: Path) -> tuple[bytes, Claim]:
    return unproved(task(scheme, folder))


@pytest.fixture(scope="module")
def bound(scheme: Scheme, folder: Path) -> Bound:
    return bind(task(scheme, folder), html_to_pdf)


def changed(content: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _: None, **how: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **how)
    return out.getvalue()


def same_pages(content: bytes, claim: Claim) -> set[int]:
    reader = opened(content)
    return set(identical(reader, Digests(reader), claim.originals, claim.first).pages) - {CONTENTS}


def test_pages_bound_as_they_are_are_identical_and_the_contents_too(bound: Bound, folder: Path) -> None:
    ways = {page.number: page.proved for page in bound.proof.page_records}
    assert ways.pop(CONTENTS) == "both", "of our own pages, whose fonts were merged, one is always drawn all the same"
    assert set(ways.values()) <= {"both", "identity"} and list(ways.values()).count("both") <= 1
    assert bound.proof.sample_seed == hashlib.sha256(bound.pdf).hexdigest()[:16]
    sampled = {number for number, way in ways.items() if way == "both"}
    assert sample((CONTENTS, *ways), bound.proof.sample_seed) - {CONTENTS} == sampled
    kept = bound.proof.to_json()
    assert Proof.from_json(kept).to_json() == kept and verify(bound.pdf, kept, folder).is_sound


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "compress_streams": False},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True},
        {"qdf": True},
    ],
)
def test_how_a_file_is_packed_does_not_count(claimed: tuple[bytes, Claim], how: dict[str, Any]) -> None:
    content, claim = claimed
    assert same_pages(changed(content, **how), claim) == {TEXT, PICTURE, FORM, TURNED}


def paper(pdf: pikepdf.Pdf, number: int) -> pikepdf.Object:
    return pdf.pages[number - 1].Resources.XObject.Paper


def _state(pdf: pikepdf.Pdf) -> None:
    """A resource behind unchanged content, deep inside a drawing, that one page alone uses."""
    paper(pdf, FORM).Resources.XObject.Fm.Resources.ExtGState.S.LW = 30


def _inner_content(pdf: pikepdf.Pdf) -> None:
    paper(pdf, FORM).Resources.XObject.Fm.write(b"/S gs 0.9 g 100 300 150 90 re B")


def _inner_resources(pdf: pikepdf.Pdf) -> None:
    """Then the drawing takes those of whatever it is drawn on."""
    drawing = paper(pdf, FORM)
    drawing.Resources.ExtGState = drawing.Resources.XObject.Fm.Resources.ExtGState
    del drawing.Resources.XObject.Fm["/Resources"]


def _mask(pdf: pikepdf.Pdf) -> None:
    paper(pdf, PICTURE).Resources.XObject.Im.SMask.write(bytes(16))


def _mask_gone(pdf: pikepdf.Pdf) -> None:
    del paper(pdf, PICTURE).Resources.XObject.Im["/SMask"]


def _picture(pdf: pikepdf.Pdf) -> None:
    paper(pdf, PICTURE).Resources.XObject.Im.write(bytes(reversed(range(0, 128, 8))))


def _decoded_otherwise(pdf: pikepdf.Pdf) -> None:
    paper(pdf, PICTURE).Resources.XObject.Im.Decode = Array([1, 0])


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (font,) = (font for _, font in paper(pdf, TEXT).Resources.Font.items())
    return font


def _font_program(pdf: pikepdf.Pdf) -> None:
    program = _font(pdf).DescendantFonts[0].FontDescriptor.FontFile2
    program.write(
        pdf.pages[0].Resources.XObject.Number.Resources.Font.F.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    )


def _font_glyphs(pdf: pikepdf.Pdf) -> None:
    _font(pdf).DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(1 << 17))


def _layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底稿"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    paper(pdf, FORM).Resources.XObject.Fm.OC = group


def _layer_of_all(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底稿"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    paper(pdf, FORM).OC = group


def _annotation(pdf: pikepdf.Pdf) -> None:
    look = pdf.make_stream(b"1 g 0 0 200 200 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[50, 300, 350, 600], F=4, AP=Dictionary(N=look))
    pdf.pages[FORM - 1].obj.Annots = Array([pdf.make_indirect(note)])


def _turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[FORM - 1].obj.Rotate = 180


def _unit(pdf: pikepdf.Pdf) -> None:
    pdf.pages[FORM - 1].obj.UserUnit = 2


def _cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[FORM - 1].obj.CropBox = Array([0, 0, 300, 842])


def _box(pdf: pikepdf.Pdf) -> None:
    paper(pdf, FORM).BBox = Array([0, 0, 560, 400])


def _moved(pdf: pikepdf.Pdf) -> None:
    paper(pdf, FORM).Matrix = Array([1, 0, 0, 1, 30, 0])


def _content(pdf: pikepdf.Pdf) -> None:
    paper(pdf, FORM).write(paper(pdf, FORM).read_bytes() + b" 1 g 50 500 60 60 re f")


def _mirrored(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[FORM - 1]

    def turned(found: re.Match[bytes]) -> bytes:
        across, rest, left, up = (found[group] for group in range(1, 5))
        return b"q -%s%s%.7f %s cm /Paper" % (across, rest, float(left) + 560 * float(across), up)

    content, count = re.subn(rb"q (\S+)( 0 0 \S+ )(\S+) (\S+) cm /Paper", turned, page.Contents.read_bytes())
    assert count == 1
    page.Contents = pdf.make_stream(content)


def _covered_by_the_number(pdf: pikepdf.Pdf) -> None:
    number = pdf.pages[FORM - 1].Resources.XObject.Number
    number.write(b"1 g 0 0 600 39 re f 0 g " + number.read_bytes())


def _drawn_after(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[FORM - 1]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 9 0 0 9 0 0 cm /Number Do Q")


def _piece(pdf: pikepdf.Pdf) -> None:
    pdf.pages[FORM - 1].obj.PieceInfo = Dictionary(Editor=Dictionary(Private=pdf.make_stream(b"1 g")))


def _objects_swapped(pdf: pikepdf.Pdf) -> None:
    """The objects that two pages refer to by the same references."""
    pdf._swap_objects(paper(pdf, FORM).objgen, paper(pdf, PICTURE).objgen)


BOTH, ONE = {PICTURE, FORM}, {FORM}
CHANGES: list[tuple[Callable[[pikepdf.Pdf], None], set[int], bool]] = [
    (_state, ONE, True),
    (_inner_content, ONE, True),
    (_inner_resources, ONE, False),
    (_mask, {PICTURE}, True),
    (_mask_gone, {PICTURE}, True),
    (_picture, {PICTURE}, True),
    (_decoded_otherwise, {PICTURE}, True),
    (_font_program, {TEXT}, True),
    (_font_glyphs, {TEXT}, True),
    (_layer, ONE, True),
    (_layer_of_all, ONE, True),
    (_annotation, ONE, True),
    (_turned, ONE, True),
    (_unit, ONE, False),
    (_cropped, ONE, False),
    (_box, ONE, True),
    (_moved, ONE, True),
    (_content, ONE, True),
    (_mirrored, ONE, True),
    (_covered_by_the_number, ONE, False),
    (_drawn_after, ONE, True),
    (_piece, ONE, False),
    (_objects_swapped, BOTH, True),
]
"""A change, the pages that it touches, and whether these show something else then."""


@pytest.mark.parametrize(("change", "pages", "shows"), CHANGES)
def test_a_page_that_was_changed_is_not_identical(
    claimed: tuple[bytes, Claim], change: Callable[[pikepdf.Pdf], None], pages: set[int], shows: bool
) -> None:
    content, claim = claimed
    altered = changed(content, change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert same_pages(altered, claim) == {TEXT, PICTURE, FORM, TURNED} - pages


HARDEST = (_inner_resources, _mask_gone, _font_glyphs, _annotation, _turned, _covered_by_the_number, _objects_swapped)
"""One change of each kind of thing that a page consists of; the test above tries all of them always."""


@pytest.mark.parametrize(("change", "pages", "shows"), sweep(CHANGES, [one for one in CHANGES if one[0] in HARDEST]))
def test_verify_finds_each_change_whatever_the_proof_says(
    bound: Bound, folder: Path, change: Callable[[pikepdf.Pdf], None], pages: set[int], shows: bool
) -> None:
    """With the proof as it was, any change of a page. With a proof made to fit, what pages show is compared with the sources."""
    altered = changed(bound.pdf, change)
    told = "\n".join(verify(altered, bound.proof.to_json()).failures)
    assert all(f"第 {page} 页" in told for page in pages), told
    forged = json.loads(bound.proof.to_json())
    digests = Digests(opened(altered))
    sums = digests.pages()
    forged["rest_sha256"], forged["sha256"] = digests.rest(), hashlib.sha256(altered).hexdigest()
    for page, digest in zip(forged["page_records"], sums, strict=True):
        page["sha256"], page["proved"] = digest, "identity"
    if shows:
        assert not verify(altered, json.dumps(forged).encode(), folder).is_sound


def test_an_inherited_box_counts(claimed: tuple[bytes, Claim], folder: Path) -> None:
    content, claim = claimed
    (contents, own) = claim.originals
    given = (folder / "甲.pdf").read_bytes()
    assert own.content == given and given.count(b"/MediaBox [ 0 0 560 790 ]") == 1
    other = replace(own, content=given.replace(b"[ 0 0 560 790 ]", b"[ 0 0 560 500 ]"))
    assert same_pages(content, replace(claim, originals=(contents, other))) == {TEXT, TURNED}


def _inherited_turn(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Rotate = 180


def _source_font(pdf: pikepdf.Pdf) -> None:
    (font,) = (font for _, font in pdf.pages[0].Resources.Font.items())
    font.DescendantFonts[0].DW = 500


def _source_note(pdf: pikepdf.Pdf) -> None:
    stamp(pdf)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (_inherited_turn, {TURNED}),
        (_source_font, {PICTURE, FORM, TURNED}),
        (_source_note, {PICTURE, FORM, TURNED}),
    ],
)
def test_a_source_that_was_changed_is_not_what_the_pages_consist_of(
    claimed: tuple[bytes, Claim], change: Callable[[pikepdf.Pdf], None], left: set[int]
) -> None:
    content, claim = claimed
    (contents, own) = claim.originals
    other = replace(own, content=changed(own.content, change))  # type: ignore[arg-type]
    assert same_pages(content, replace(claim, originals=(contents, other))) == left


@pytest.mark.parametrize("content", [made(finish=stamp), made(finish=hidden_layer), made(Page(content=b"/Number Do"))])
def test_pages_that_need_more_than_themselves_are_drawn(scheme: Scheme, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "甲.pdf").write_bytes(content)
    assert same_pages(*unproved(task(scheme, tmp_path))) == set()


def test_drafts_are_drawn(scheme: Scheme, folder: Path) -> None:
    drafted = bind(replace(task(scheme, folder), options=Options(draft=True)), html_to_pdf)
    assert {page.proved for page in drafted.proof.page_records} == {"drawing"}


def test_a_proof_of_an_earlier_version_is_read(bound: Bound, folder: Path) -> None:
    old = json.loads(bound.proof.to_json())
    del old["sample_seed"]
    for page in old["page_records"]:
        del page["proved"]
    assert verify(bound.pdf, json.dumps(old).encode(), folder).is_sound


def test_a_sample_is_one_of_so_many_and_at_least_one() -> None:
    assert sample((), "a") == frozenset() and len(sample((7,), "a")) == 1
    numbers = range(1, 10 * ONE_IN + 2)
    assert len(sample(numbers, "a")) == 11 and sample(numbers, "a") != sample(numbers, "b")
