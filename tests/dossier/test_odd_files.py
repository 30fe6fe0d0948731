"""Files with something odd in them that viewers show all alike: they are bound, or refused by name, and never end the work.

Each stands for a file of a public collection that once did.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from formgen.foundation.errors import DataError
from formgen.scheme.models import Scheme
from tests.dossier.evidence.mending.damaged_files import MORE_VIEWABLE
from tests.dossier.evidence.tags.test_writing import elements, report
from tests.dossier.given import bind_files
from tests.dossier.odd import Finish, made, note, picture

LINE = b"1 0 0 RG 5 5 50 50 re S"


def deep_bookmarks(pdf: Pdf) -> None:
    """Bookmarks in more levels than the library reads that proves the dossier."""
    with pdf.open_outline(max_depth=200) as outline:
        here = outline.root
        for level in range(120):
            here.append(OutlineItem(f"第 {level} 层", 0))
            here = here[0].children


def blends(pdf: Pdf) -> None:
    """A list of ways to blend: a reader takes the first that it knows (ISO 32000-1, 11.6.3)."""
    look = Dictionary(BM=Array([Name.Multiply, Name.Normal]))
    pdf.pages[0].Resources = Dictionary(ExtGState=Dictionary(G=look))
    pdf.pages[0].Contents = pdf.make_stream(b"/G gs 0 0 1 rg 100 400 60 60 re f")


def marked_for_redaction(pdf: Pdf) -> None:
    """A mark for redaction: its entry OC is the colour around it, and no layer."""
    note(pdf, 0, "Redact", (100, 400, 160, 460), F=4, OC=Array([1, 0, 0]), AP=Dictionary(N=picture(pdf, LINE)))


def field_without_a_form(pdf: Pdf) -> None:
    """A field that the form does not name, as a page that was taken out of another file has it."""
    for at in (300, 400):
        look = Dictionary(N=picture(pdf, LINE))
        widget = note(pdf, 0, "Widget", (100, at, 160, at + 60), F=4, FT=Name.Tx, T=f"{at}", AP=look)
        pdf.Root.AcroForm = Dictionary(Fields=[widget])


def odd_resources(pdf: Pdf) -> None:
    """Resources with what does not belong there: viewers look for what they know, and pass over the rest."""
    look = Dictionary(
        ProcSet=Name.PDF, Type=Dictionary(A=1), Junk=Array([pdf.pages[0].obj]), Contents=pdf.make_stream(b"x")
    )
    pdf.pages[0].Resources = look


@pytest.mark.parametrize("finish", [odd_resources, deep_bookmarks, blends, marked_for_redaction, field_without_a_form])
def test_what_viewers_show_alike_is_bound(scheme: Scheme, tmp_path: Path, finish: Finish) -> None:
    assert not bind_files(scheme, tmp_path, made(finish=finish), made()).problems


def test_short_names_of_filters_are_read_again(scheme: Scheme, tmp_path: Path) -> None:
    bound = bind_files(scheme, tmp_path, MORE_VIEWABLE["short names of two filters"]())
    assert [problem.code for problem in bound.problems] == ["evidence.repaired"]


def test_what_an_element_says_of_itself_may_stand_elsewhere(scheme: Scheme, tmp_path: Path) -> None:
    """The words of a tagged file may be objects of their own. In the dossier they stand in the element."""

    def change(pdf: Pdf) -> None:
        for element in elements(pdf):
            if element.get("/S") == Name.TH:
                element.Alt = pdf.make_indirect(String("列的名称"))

    path = tmp_path / "装订.pdf"
    path.write_bytes(bind_files(scheme, tmp_path, report("甲", change)).pdf)
    with pikepdf.open(path) as pdf:
        assert "列的名称" in [str(element.get("/Alt")) for element in elements(pdf)]


def test_what_can_not_be_read_again_is_named(scheme: Scheme, tmp_path: Path) -> None:
    """Not the dossier is at fault, but one of its files: the message says which, and what to do."""

    def long_number(pdf: Pdf) -> None:
        """A number of a hundred digits: the library that proves the dossier takes none so long."""
        look = pikepdf.Object.parse(b"<< /LW 1.%b1 >>" % (b"0" * 100))
        pdf.pages[0].Resources = Dictionary(ExtGState=Dictionary(G=look))

    with pytest.raises(DataError) as caught:
        bind_files(scheme, tmp_path, made(), made(finish=long_number), made())
    (problem,) = caught.value.problems
    assert problem.code == "evidence.not-checkable"
    assert "第2份.pdf" in problem.message and "打印" in problem.remedy
