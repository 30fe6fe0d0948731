"""The structure of a supplied file is read whole, or not at all: nothing that a file says can break a dossier."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from formgen.dossier.evidence.tags import reading
from formgen.dossier.evidence.tags.reading import DEEPEST, OddTagsError, read_tags
from formgen.dossier.evidence.tags.tree import Element, Marked
from tests.sweeps import some_of

Change = Callable[[Pdf], object]
FEW = 3 * DEEPEST


def tagged(change: Change | None = None) -> Pdf:
    """A page with a heading, a paragraph in it and a table cell. change: a function that may damage it."""
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = pdf.make_stream(b"/H1 <</MCID 0>> BDC EMC /P <</MCID 1>> BDC EMC /TD <</MCID 2>> BDC EMC")
    page.obj.StructParents = 0
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top = element(pdf, root, "/Document")
    kids = [element(pdf, top, kind, Pg=page.obj, K=number) for number, kind in enumerate(("/H1", "/P", "/TD"))]
    kids[2].A = Dictionary(O=Name.Table, Headers=Array([String("a")]))
    kids[1].ID = String("a")
    top.K = Array(kids)
    root.K = Array([top])
    root.ParentTree = Dictionary(Nums=Array([0, Array(kids)]))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("zh-CN")
    if change is not None:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out)
    return pikepdf.open(out)


def element(pdf: Pdf, above: pikepdf.Object, kind: str, **entries: Any) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), P=above, **entries))


def kids(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.StructTreeRoot.K[0].K


def circle(pdf: Pdf) -> None:
    kids(pdf)[0].K = Array([pdf.Root.StructTreeRoot.K[0]])


def circle_upwards(pdf: Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    top.P, kids(pdf)[0].K = kids(pdf)[0], top


def chain(pdf: Pdf) -> None:
    above = kids(pdf)[0]
    for _ in range(DEEPEST + 10):
        below = element(pdf, above, "/Div")
        above.K = below
        above = below


def crowd(pdf: Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    one = kids(pdf)[0]
    top.K = Array([one] * 50_000)


def many(pdf: Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    top.K = Array([element(pdf, top, "/P") for _ in range(FEW + 1)])


def change(path: str, value: object) -> Change:
    def changed(pdf: Pdf) -> None:
        keys = path.split(".")
        thing = pdf.Root.StructTreeRoot
        for key in keys[:-1]:
            thing = thing[int(key)] if key.isdigit() else thing[f"/{key}"]
        thing[f"/{keys[-1]}"] = value

    return changed


def without_parent_tree(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot.ParentTree


def without_page(pdf: Pdf) -> None:
    del kids(pdf)[1].Pg


ODD: dict[str, Change] = {
    "circle": circle,
    "circle upwards": circle_upwards,
    "the same element many times": crowd,
    "too many elements": many,
    "too deep": chain,
    "a piece twice": change("K.0.K.1.K", 0),
    "a piece twice in one element": change("K.0.K.1.K", Array([1, 1])),
    "another parent": change("K.0.K.1.P", Dictionary()),
    "no parent": change("K.0.K.1.P", 5),
    "no table of numbers": without_parent_tree,
    "no page": without_page,
    "a negative number": change("K.0.K.1.K", -1),
    "a huge number": change("K.0.K.1.K", 2**31 - 1),
    "a text for a kid": change("K.0.K.1.K", String("a")),
    "no type": change("K.0.K.1.S", 7),
    "content below the root": change("K", Array([0])),
    "no drawing": change("K.0.K.1.K", Dictionary(Type=Name.MCR, MCID=1, Stm=Dictionary())),
    "a text for a number": change("K.0.K.1.K", Dictionary(Type=Name.MCR, MCID=String("x"))),
}


@pytest.mark.parametrize("name", ODD)
def test_a_damaged_structure_is_left_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(reading, "MOST_ELEMENTS", FEW)  # so many as are permitted take seconds to make
    with pytest.raises(OddTagsError):
        read_tags(tagged(ODD[name]))


def test_a_sound_structure_is_read_whole() -> None:
    tags = read_tags(tagged())
    assert tags is not None and tags.is_whole and tags.pages == {0} and tags.language == "zh-CN"
    (top,) = tags.tops
    heading, paragraph, cell = (kid for kid in top.kids if isinstance(kid, Element))
    assert [heading.kids, paragraph.kids, cell.kids] == [[Marked(0, 0)], [Marked(0, 1)], [Marked(0, 2)]]
    assert paragraph.identifier == b"a" and b"/Headers" in cell.entries["/A"]


def test_a_file_without_structure_has_none() -> None:
    def bare(pdf: Pdf) -> None:
        del pdf.Root.StructTreeRoot

    assert read_tags(tagged(bare)) is None


@pytest.mark.parametrize(
    ("roles", "kind", "whole"),
    [
        ({}, "/P", True),
        ({"/Body": "/P"}, "/P", True),
        ({"/Body": "/Text", "/Text": "/P"}, "/P", True),
        ({"/Body": "/Text", "/Text": "/Body"}, "/NonStruct", False),
        ({"/Body": "/Nowhere"}, "/NonStruct", False),
        ({"/H1": "/P", "/Body": "/P"}, "/P", True),
    ],
)
def test_types_stand_for_standard_types(roles: dict[str, str], kind: str, whole: bool) -> None:
    def named(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary({key: Name(value) for key, value in roles.items()})
        kids(pdf)[1].S = Name("/Body" if "/Body" in roles else "/P")

    tags = read_tags(tagged(named))
    assert tags is not None and tags.is_whole is whole
    assert tags.roles == ({"/Body": kind} if "/Body" in roles else {})


@pytest.mark.parametrize("language", ["", "中文", "zh_CN", "zh-CN-", "x" * 40])
def test_a_language_that_is_none_is_left_out(language: str) -> None:
    def said(pdf: Pdf) -> None:
        pdf.Root.Lang = String(language)
        kids(pdf)[0].Lang = String(language)

    tags = read_tags(tagged(said))
    assert tags is not None and tags.language is None
    assert isinstance(first := tags.tops[0].kids[0], Element) and "/Lang" not in first.entries


def test_a_class_that_is_too_long_is_left_out() -> None:
    def long(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot.ClassMap = Dictionary(A=Array([Array([0])] * 30_000), B=Dictionary(O=Name.Layout))

    tags = read_tags(tagged(long))
    assert tags is not None and not tags.is_whole and tags.classes == {"/B": b"<< /O /Layout >>"}


def test_what_acts_or_hides_is_not_carried() -> None:
    """Only what is known of an element is carried: no files, no actions, no objects of the page tree."""

    def hostile(pdf: Pdf) -> None:
        kids(pdf)[0].AF = Array([pdf.make_stream(b"file")])
        kids(pdf)[0].A = Dictionary(O=Name.Layout, Deep=pdf.make_stream(b"file"))
        kids(pdf)[1].Junk = pdf.Root

    tags = read_tags(tagged(hostile))
    assert tags is not None and not tags.is_whole
    first, second, _ = (kid for kid in tags.tops[0].kids if isinstance(kid, Element))
    assert first.entries == {} and second.entries == {}


def anything(pdf: Pdf) -> Iterator[object]:
    yield from (None, True, 0, -1, 2**40, String("x"), Name.P, Array(), Dictionary(), pdf.Root, pdf.pages[0].obj)
    yield from (pdf.Root.StructTreeRoot, kids(pdf)[0], pdf.make_stream(b"x"), Array([0, 1]), Dictionary(MCID=0))


@settings(max_examples=some_of(60), deadline=None)
@given(st.data())
def test_whatever_stands_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    def changed(pdf: Pdf) -> None:
        things = [pdf.Root.StructTreeRoot, pdf.Root.StructTreeRoot.K[0], *kids(pdf).as_list()]
        values = [one for one in anything(pdf) if one is not None]
        for thing in data.draw(st.lists(st.sampled_from(things), min_size=1, max_size=2)):
            key = data.draw(
                st.sampled_from(["/K", "/P", "/S", "/Pg", "/A", "/C", "/ID", "/NS", "/T", "/ParentTree", "/RoleMap"])
            )
            thing[key] = data.draw(st.sampled_from(values))

    with suppress(OddTagsError):
        read_tags(tagged(changed))
