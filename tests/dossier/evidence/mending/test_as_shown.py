"""Fields, remarks and stamps are bound as viewers show them. A file that viewers show differently is refused when it is taken in."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ImageChops

from formgen.dossier import DossierTask, bind
from formgen.dossier.evidence.take_in import SourcePdf, take_in
from formgen.dossier.options import Options
from formgen.dossier.proof.verify import verify
from formgen.dossier.shelf import bytes_of
from formgen.foundation.errors import DataError
from formgen.foundation.problems import Problem
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files, dossier_of, html_to_pdf, pdfium, record_of, supplied
from tests.dossier.odd import Finish, Page, made, note, picture, stamp
from tests.judges import mupdf, poppler
from tests.sweeps import sweep

PLACE = (100, 400, 300, 420)
QUADS = Array([100, 420, 300, 420, 100, 400, 300, 400])
LOOKS = Dictionary(BC=[1, 0, 0], BG=[0.8, 0.8, 1])
INK: dict[str, Any] = {"InkList": [[100, 400, 200, 420, 300, 400]], "C": [0, 0, 1]}


def with_field(need: bool = False, **keys: Any) -> Finish:
    """A field at PLACE; need: the file asks viewers to draw it."""

    def finish(pdf: Pdf) -> None:
        helvetica = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        look = keys.pop("look", None)
        given = {"F": 4, "T": "f", **keys}
        if look is not None:
            given["AP"] = Dictionary(N=look(pdf))
        widget = note(pdf, 0, "Widget", PLACE, **given)
        pdf.Root.AcroForm = Dictionary(
            Fields=[widget], DA=String("/Helv 10 Tf 0 g"), DR=Dictionary(Font=Dictionary(Helv=helvetica))
        )
        if need:
            pdf.Root.AcroForm.NeedAppearances = True

    return finish


def with_note(kind: str, rect: tuple[float, float, float, float] = PLACE, **keys: Any) -> Finish:
    return lambda pdf: note(pdf, 0, kind, rect, **{"F": 4, **keys})


def black(pdf: Pdf) -> pikepdf.Object:
    return picture(pdf, b"0 g 0 0 200 20 re 0 0 m 0 0 0 0 0 0 c f", 200, 20)  # as if its letters were outlines


def taken(content: bytes, folder: Path, draft: bool = False) -> tuple[SourcePdf | None, list[Problem]]:
    (folder / "件.pdf").write_bytes(content)
    source, problems = take_in(supplied("件.pdf"), "材料", folder, draft=draft)
    return source, list(problems)


SHOWN: dict[str, Finish] = {
    "text": with_field(FT=Name.Tx, V="Suzhou 215400", MK=LOOKS),
    "text, asked for": with_field(True, FT=Name.Tx, V="Suzhou 215400", MK=LOOKS),
    "text, drawn otherwise": with_field(True, FT=Name.Tx, V="Suzhou 215400", MK=LOOKS, look=black),
    "long text": with_field(FT=Name.Tx, V="goes on " * 30, Ff=1 << 12, MK=LOOKS),
    "comb": with_field(FT=Name.Tx, V="215400", Ff=1 << 24, MaxLen=9, MK=LOOKS),
    "right": with_field(FT=Name.Tx, V="1,200.00", Q=2, MK=LOOKS),
    "border alone": with_field(FT=Name.Tx, MK=LOOKS),
    "dashed": with_field(FT=Name.Tx, MK=LOOKS, BS=Dictionary(W=2, S=Name.D, D=[3, 2])),
    "beveled": with_field(FT=Name.Tx, MK=LOOKS, BS=Dictionary(W=2, S=Name.B)),
    "choice": with_field(FT=Name.Ch, V="two", Opt=["one", "two"], Ff=1 << 17, MK=LOOKS),
    "list": with_field(FT=Name.Ch, V="two", Opt=["one", "two"], MK=LOOKS),
    "ticked": with_field(FT=Name.Btn, V=Name.Yes, AS=Name.Yes, MK=LOOKS),
    "button": with_field(FT=Name.Btn, Ff=1 << 16, MK=Dictionary(CA="Send", BC=[0, 0, 1])),
    "password": with_field(FT=Name.Tx, V="secret", Ff=1 << 13, MK=LOOKS),
    "highlight": with_note("Highlight", QuadPoints=QUADS, C=[1, 1, 0]),
    "underline": with_note("Underline", QuadPoints=QUADS, C=[1, 0, 0]),
    "squiggly": with_note("Squiggly", QuadPoints=QUADS, C=[1, 0, 0]),
    "struck out": with_note("StrikeOut", QuadPoints=QUADS, C=[1, 0, 0]),
    "square": with_note("Square", C=[1, 0, 0], IC=[0, 1, 0]),
    "circle": with_note("Circle", C=[1, 0, 0], BS=Dictionary(W=3)),
    "ink": with_note("Ink", **INK),
    "sticky note": with_note("Text", (100, 400, 120, 420), Contents="remark", F=28),
    "sticky note at a point": with_note("Text", (100, 400, 100, 400), Contents="remark"),
    "words": with_note("FreeText", Contents="free text", DA="/Helv 10 Tf 0 g"),
    "invisible, of a known kind": with_note("Ink", F=5, **INK),
    "on the screen alone": with_note("Ink", F=0, **INK),
    "locked": with_note("Ink", F=196, **INK),
}  # fmt: skip


@cache
def bare_darkness(judge: ModuleType, turn: int) -> float:
    """How dark a renderer draws the page on which nothing of SHOWN stands."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bare.pdf")
        path.write_bytes(made(Page(rotate=turn)))
        darkness: float = judge.rasterise(path, 72)[0].darkness()
        return darkness


@pytest.mark.parametrize(
    ("name", "turn"),
    sweep(product(SHOWN, (0, 90)), [*product(SHOWN, (90,)), *product(("text", "sticky note", "highlight"), (0,))]),
)
def test_what_viewers_draw_is_bound(scheme: Scheme, tmp_path: Path, name: str, turn: int) -> None:
    content = made(Page(rotate=turn), finish=SHOWN[name])
    source, problems = taken(content, tmp_path)
    assert source is not None, problems
    # The page by itself, with fields and remarks, as pdfium shows it; and what it became.
    ((before,), (after,)) = pdfium(content), pdfium(bytes_of(source.content))
    assert before.difference(after, 48) == 0
    # Something is seen, in two more renderers, too.
    path = tmp_path / "bound.pdf"
    path.write_bytes(bytes_of(source.content))
    for judge in (poppler, mupdf):
        assert judge.rasterise(path, 72)[0].darkness() > bare_darkness(judge, turn), judge


@pytest.mark.parametrize("name", ["comb", "sticky note", "highlight"])
def test_what_was_drawn_is_proved(scheme: Scheme, tmp_path: Path, name: str) -> None:
    assert bind_files(scheme, tmp_path, made(finish=SHOWN[name])).proof.pages == 2


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("Line", {"L": [100, 400, 300, 420], "C": [1, 0, 0]}),
        ("Line", {"L": [100, 400, 300, 420], "C": [0.1], "BS": Dictionary(W=3, S=Name.D, D=[4, 2]), "CA": 0.9}),
        ("PolyLine", {"Vertices": [100, 400, 200, 420, 300, 400], "C": [1, 0, 0]}),
        ("Polygon", {"Vertices": [100, 400, 200, 420, 300, 400], "C": [1, 0, 0], "IC": [0, 0.4, 0]}),
    ],
)
def test_lines_that_pdfium_leaves_out_are_drawn(
    scheme: Scheme, tmp_path: Path, kind: str, keys: dict[str, Any]
) -> None:
    """As poppler and mupdf draw them."""
    content = made(finish=with_note(kind, **keys))
    bound = bind_files(scheme, tmp_path, content)
    assert [problem.code for problem in bound.problems] == ["evidence.drawn"]
    (tmp_path / "原.pdf").write_bytes(content)
    (tmp_path / "dossier.pdf").write_bytes(bound.pdf)
    for judge in (poppler, mupdf):
        before, after = judge.rasterise(tmp_path / "原.pdf", 72)[0], judge.rasterise(tmp_path / "dossier.pdf", 72)[1]
        middle = slice(before.width * 400, before.width * 460)
        dark = [sum(grey < 220 for grey in page.pixels[middle]) for page in (before, after)]
        assert dark[1] > 0 and 0.6 < dark[0] / dark[1] < 1.6, judge


def ticked(mark: str = "8", font: Name = Name.ZapfDingbats, value: Name = Name.Yes, more: bytes = b"") -> Finish:
    """A ticked box that the file asks viewers to draw. They draw the cross as two lines.

    mark, font  what its own drawing shows. value: of the field. more: further operators of its own drawing
    """

    def look(pdf: Pdf) -> pikepdf.Object:
        drawn = picture(pdf, b"q BT /Z 9 Tf 2 2 Td (%b) Tj ET Q %b" % (mark.encode(), more), 200, 20)
        fonts: dict[str, Any] = {
            key: Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=one)
            for key, one in (("Z", font), ("T", Name.Times))
        }
        drawn.Resources = Dictionary(Font=Dictionary(**fonts))
        return Dictionary(Yes=drawn, Off=picture(pdf, b"", 200, 20))

    return with_field(True, FT=Name.Btn, V=value, AS=Name.Yes, MK=Dictionary(CA="8"), look=look)


def test_ticks_are_bound_as_the_file_draws_them(scheme: Scheme, tmp_path: Path) -> None:
    """As mupdf shows them. pdfium and poppler draw the same mark, in another size, where the file asks for it."""
    content = made(finish=ticked())
    source, (problem,) = taken(content, tmp_path)
    assert source is not None and problem.code == "evidence.own-marks" and "第 1 页" in problem.message
    path = tmp_path / "shown.pdf"
    for judge in (poppler, mupdf):
        drawn = []
        for one in (content, bytes_of(source.content)):
            path.write_bytes(one)
            drawn.append(judge.rasterise(path, 72)[0])
        assert all(one.darkness() > bare_darkness(judge, 0) for one in drawn)
        assert judge is poppler or drawn[0].difference(drawn[1], 48) == 0
    assert bind_files(scheme, tmp_path, content).proof.pages == 2


UNLIKE: dict[str, Finish] = {
    "another mark than asked for": ticked("4"),
    "a figure for a mark": ticked(font=Name.Helvetica),
    "ticked, but its value says no": ticked(value=Name.Off),
    "a mark and more": ticked(more=b"BT /Z 9 Tf 50 2 Td (4) Tj ET"),
    "characters that nobody has": with_field(FT=Name.Tx, V="太仓\U0001f600公司"),
    "written by a script": with_field(True, FT=Name.Tx, V="12000", AA=Dictionary(F=Dictionary(S=Name.JavaScript, JS="x"))),
    "stamp": with_note("Stamp", Name=Name.Approved),
    "caret": with_note("Caret", C=[1, 0, 0]),
    "to be blackened": with_note("Redact", IC=[0, 0, 0]),
    "arrow": with_note("Line", L=[100, 400, 300, 420], C=[1, 0, 0], LE=[Name.OpenArrow, Name("/None")]),
    "clouds": with_note("Polygon", Vertices=[100, 400, 200, 420, 300, 400], C=[1, 0, 0], BE=Dictionary(S=Name.C, I=1)),
    "Chinese words": with_note("FreeText", Contents="同意", DA="/Helv 10 Tf 0 g"),
    "a box without state": with_field(FT=Name.Btn, V=Name.Yes, look=lambda pdf: Dictionary(Yes=black(pdf))),
}  # fmt: skip


@pytest.mark.parametrize("name", UNLIKE)
def test_what_viewers_draw_in_different_ways_is_refused(tmp_path: Path, name: str) -> None:
    """At intake, by name, with a remedy; a draft takes the page in, and says it, too."""
    content = made(finish=UNLIKE[name])
    source, (problem,) = taken(content, tmp_path)
    assert source is None and problem.code == "evidence.not-drawn"
    assert "件.pdf" in problem.message and "打印（另存）成新的 PDF" in problem.remedy
    source, problems = taken(content, tmp_path, draft=True)
    assert source is not None and "evidence.not-drawn" in [problem.code for problem in problems]


@pytest.mark.parametrize("name", sweep(UNLIKE, ["characters that nobody has", "stamp", "a box without state"]))
def test_a_draft_has_a_page_before_it_that_says_so(scheme: Scheme, tmp_path: Path, name: str) -> None:
    (tmp_path / "件.pdf").write_bytes(made(finish=UNLIKE[name]))
    record = record_of({"work_plan": ("件.pdf",)})
    task = DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path, options=Options(draft=True))
    bound = bind(task, html_to_pdf)
    assert [one.name for one in bound.proof.inputs][-2:] == ["待换：企业信用管理示范创建工作计划", "件.pdf"]
    with pypdfium2.PdfDocument(bound.pdf) as document:
        said = document[len(document) - 2].get_textpage().get_text_range()
    assert "下面这份文件还不能这样交" in said


def test_the_other_files_are_looked_at_all_the_same(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        bind_files(scheme, tmp_path, made(finish=UNLIKE["stamp"]), made()[:-200], made(), made(finish=UNLIKE["caret"]))
    errors = [problem for problem in caught.value.problems if problem.is_error]
    assert [problem.code for problem in errors] == ["evidence.not-drawn", "evidence.damaged", "evidence.not-drawn"]
    assert [name in problem.message for name, problem in zip(("第1份", "第2份", "第4份"), errors, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize("state", [Name.Off, Name.No])
def test_a_box_that_is_not_ticked_shows_nothing(scheme: Scheme, tmp_path: Path, state: Name) -> None:
    """pdfium frames a box whose state has no drawing; every other viewer shows nothing, and so does the dossier."""
    finish = with_field(FT=Name.Btn, V=state, AS=state, look=lambda pdf: Dictionary(Yes=black(pdf)))
    source, problems = taken(made(finish=finish), tmp_path)
    assert source is not None and problems == []
    assert pdfium(bytes_of(source.content))[0].pixels == pdfium(made())[0].pixels


@pytest.mark.parametrize(("flags", "codes"), [(36, ["evidence.print-only"]), (32, []), (2, []), (38, [])])
def test_what_is_not_on_the_screen_is_not_bound(tmp_path: Path, flags: int, codes: list[str]) -> None:
    def finish(pdf: Pdf) -> None:
        stamp(pdf)
        pdf.pages[0].Annots[0].F = flags

    source, problems = taken(made(finish=finish), tmp_path)
    assert source is not None and [problem.code for problem in problems] == codes
    assert pdfium(bytes_of(source.content))[0].pixels == pdfium(made())[0].pixels


@pytest.mark.parametrize(
    "keys",
    [
        {"FT": Name.Tx, "V": "太仓样例公司 A12"},
        {"FT": Name.Tx, "V": "太仓样例公司 A12", "look": black},
        {"FT": Name.Tx, "V": "太仓样例公司" * 8, "Ff": 1 << 12, "DA": "/Helv 6 Tf 0 g"},
        {"FT": Name.Ch, "V": "b", "Opt": [["a", "一级"], ["b", "二级"]], "Ff": 1 << 17},
    ],
    ids=["not drawn", "drawn before", "several lines", "chosen"],
)
@pytest.mark.parametrize("need", [False, True])
def test_values_in_chinese_are_drawn(scheme: Scheme, tmp_path: Path, keys: dict[str, Any], need: bool) -> None:
    """With our faces, embedded: as programs fill in forms that leave the drawing to the viewer."""
    if keys.get("look") and not need:
        pytest.skip("what is drawn and not asked for anew is what viewers show")
    content = made(finish=with_field(need, MK=LOOKS, **keys))
    source, problems = taken(content, tmp_path)
    assert source is not None and [problem.code for problem in problems] == ["evidence.drawn"]
    wanted = "二级" if "Opt" in keys else "".join(keys["V"].split())
    path = tmp_path / "bound.pdf"
    path.write_bytes(bytes_of(source.content))
    assert wanted in "".join(poppler.text(path).split())
    drawn = mupdf.rasterise(path, 72)[0].picture()
    path.write_bytes(made())
    bare = mupdf.rasterise(path, 72)[0].picture()
    assert sum(ImageChops.subtract(bare, drawn).histogram()[61:]) > 200  # pixels that are darker now
    assert bind_files(scheme, tmp_path, content).proof.pages == 2


def test_a_drawing_in_chinese_that_shows_the_value_is_kept(scheme: Scheme, tmp_path: Path) -> None:
    """A form as Chinese programs fill it: it asks for new drawings, and brings the right ones."""
    with pikepdf.open(io.BytesIO(html_to_pdf(
        '<html lang="zh-CN"><style>@page { size: 200pt 20pt; margin: 0 } body { margin: 0; font: 10pt "Gw Fang" }</style>'
        "<body>太仓样例公司</body></html>"
    ))) as own:  # fmt: skip
        look: Callable[[Pdf], pikepdf.Object] = lambda pdf: pdf.copy_foreign(own.pages[0].as_form_xobject())  # noqa: E731
        right = made(finish=with_field(True, FT=Name.Tx, V="太仓样例公司", look=look))
        stale = made(finish=with_field(True, FT=Name.Tx, V="太仓另一家公司", look=look))
    source, problems = taken(right, tmp_path)
    assert source is not None and problems == []
    source, problems = taken(stale, tmp_path)
    assert source is not None and [problem.code for problem in problems] == ["evidence.drawn"]


def test_such_a_dossier_is_verified_with_its_sources(scheme: Scheme, tmp_path: Path) -> None:
    contents = [made(finish=finish) for finish in (SHOWN["comb"], with_note("Line", L=[0, 0, 99, 99], C=[1]))]
    bound = bind_files(scheme, tmp_path, *contents)
    found = verify(bound.pdf, bound.proof.to_json(), tmp_path)
    assert not found.failures and not found.remarks


def test_a_page_taken_out_of_a_form_keeps_what_its_fields_show(tmp_path: Path) -> None:
    """Its fields belong to no form. pdfium shows none of them, poppler and mupdf do, and so does the dossier."""

    def finish(pdf: Pdf) -> None:
        note(pdf, 0, "Widget", PLACE, FT=Name.Tx, T="f", V="x", F=4, AP=Dictionary(N=black(pdf)))

    content = made(finish=finish)
    source, problems = taken(content, tmp_path)
    assert source is not None and problems == []
    (shown,), (bare,) = pdfium(bytes_of(source.content)), pdfium(made())
    darker = sum(one < other - 100 for one, other in zip(shown.pixels, bare.pixels, strict=True))
    assert 4000 <= darker <= 4000 + 2 * (100 + 40) + 4, "the field's 100 by 40 pt, and the pixels that its edges cut"
