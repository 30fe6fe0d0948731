"""The bookmarks of a supplied file may be broken in any way, but they never stop the program."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from formgen.dossier.evidence.links import Bookmark, Targets, bookmarks
from tests.dossier.odd import Page, made


def found(**outlines: object) -> tuple[Bookmark, ...]:
    with pikepdf.open(io.BytesIO(made(Page(), Page(), Page()))) as pdf:
        pdf.Root.Outlines = pdf.make_indirect(Dictionary())
        for key, value in outlines.items():
            pdf.Root.Outlines[f"/{key}"] = value(pdf) if callable(value) else value
        return bookmarks(pdf, Targets(pdf))


def test_destinations_of_every_kind_and_none() -> None:
    def chain(pdf: Pdf) -> pikepdf.Object:
        names = pikepdf.NameTree.new(pdf)
        names["甲"] = pdf.make_indirect(Array([pdf.pages[1].obj, Name.Fit]))
        pdf.Root.Names = Dictionary(Dests=names.obj)
        entries: list[dict[str, Any]] = [
            {"Title": String("页"), "Dest": Array([pdf.pages[1].obj, Name.Fit])},
            {"Title": String("字典"), "Dest": Dictionary(D=Array([pdf.pages[2].obj, Name.Fit]))},
            {"Title": String("没有")},
            {"Dest": String("甲")},
            {"Title": String("动作"), "A": Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))},
            {"Title": Name.Odd, "Dest": 7},
        ]
        items = [pdf.make_indirect(Dictionary(**entry)) for entry in entries]
        for one, other in pairwise(items):
            one.Next = other
        return items[0]

    assert [(one.title, one.page) for one in found(First=chain)] == [
        ("页", 1), ("字典", 2), ("没有", 2), ("", 1), ("动作", 0), ("", 0)
    ]  # fmt: skip


def test_what_goes_in_a_circle_ends() -> None:
    def circle(pdf: Pdf) -> pikepdf.Object:
        one, other = (pdf.make_indirect(Dictionary(Title=String(title))) for title in "甲乙")
        one.Next, other.Next, other.First = other, one, one
        return one

    assert [one.title for one in found(First=circle)] == ["甲", "乙"]


def test_no_outlines_are_none() -> None:
    assert found() == found(First=3) == found(First=Array([])) == ()
