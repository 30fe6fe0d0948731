"""A field's stored value that its drawing does not show is told, and so is a box that is ticked in one of the two alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.dossier.evidence.mending.test_as_shown import taken, with_field
from tests.dossier.odd import Finish, Page, made, note, picture


def lettering(text: str) -> Callable[[Pdf], pikepdf.Object]:
    """A drawing for a field that shows these Latin letters."""

    def look(pdf: Pdf) -> pikepdf.Object:
        drawn = picture(pdf, f"/Tx BMC q BT /F 10 Tf 2 5 Td ({text}) Tj ET Q EMC".encode(), 200, 20)
        helvetica = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        drawn.Resources = Dictionary(Font=Dictionary(F=helvetica))
        return drawn

    return look


def boxed(**keys: Any) -> Finish:
    """A box at PLACE with a drawing for "ticked" and for "not ticked", and the field above it with the value."""

    def finish(pdf: Pdf) -> None:
        looks = Dictionary(Yes=picture(pdf, b"0 g 0 0 20 20 re f", 20, 20), Off=picture(pdf, b"", 20, 20))
        box = note(pdf, 0, "Widget", (100, 400, 120, 420), F=4, AP=Dictionary(N=looks), AS=keys.pop("AS"))
        box.Parent = pdf.make_indirect(Dictionary(FT=Name.Btn, T="同意", Kids=[box], **keys))
        pdf.Root.AcroForm = Dictionary(Fields=[box.Parent])

    return finish


OTHERWISE = "有的软件会显示存的；装订的是画面上的"
VALUES: dict[str, tuple[Finish, str]] = {
    "another amount": (
        with_field(FT=Name.Tx, V="900000", TU="注册资本（万元）", look=lettering("100000")),
        "第 1 页表单项「注册资本（万元）」存的内容是「900000」",
    ),
    "nothing is drawn": (with_field(FT=Name.Tx, V="900000", look=lettering("")), "「f」存的内容是「900000」"),
    "in Chinese": (
        with_field(FT=Name.Tx, V="乙公司" * 20, look=lettering("A")),
        f"「f」存的内容是「{'乙公司' * 10}…」",
    ),
    "another choice": (
        with_field(
            FT=Name.Ch, V="2", Opt=[Array(["1", "one"]), Array(["2", "two"])], Ff=1 << 17, look=lettering("one")
        ),
        "「f」存的内容是「two」",
    ),
    "ticked in the drawing alone": (boxed(AS=Name.Yes, V=Name.Off), "「同意」勾选与否"),
    "ticked in the value alone": (boxed(AS=Name.Off, V=Name.Yes), "「同意」勾选与否"),
}
ALIKE: dict[str, Finish] = {
    "the same": with_field(FT=Name.Tx, V="900000", look=lettering("900000")),
    "with signs around it": with_field(FT=Name.Tx, V="900000", look=lettering("CNY 900,000.00")),
    "in lines": with_field(FT=Name.Tx, V="one\r two", look=lettering("one two")),
    "a word of a list": with_field(FT=Name.Ch, V="two", Opt=["one", "two"], look=lettering("one two")),
    "formatted by a script": with_field(
        FT=Name.Tx, V="2018-06-05", AA=Dictionary(F=Dictionary(S=Name.JavaScript, JS="f")), look=lettering("5 June")
    ),
    "in outlines": with_field(FT=Name.Tx, V="12", look=lambda pdf: picture(pdf, b"0 0 m 1 2 3 4 5 6 c f", 200, 20)),
    "a password": with_field(FT=Name.Tx, V="secret", Ff=1 << 13, look=lettering("******")),
    "no value": with_field(FT=Name.Tx, look=lettering("100000")),
    "ticked": boxed(AS=Name.Yes, V=Name.Yes),
    "not ticked": boxed(AS=Name.Off, V=Name.Off),
    "another one of its group is ticked": boxed(AS=Name.Off, V=Name.Other),
    "ticked, without a value": boxed(AS=Name.Yes),
    "hidden": with_field(FT=Name.Tx, V="900000", F=2, look=lettering("100000")),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_the_drawing_does_not_show_is_told(tmp_path: Path, name: str) -> None:
    finish, words = VALUES[name]
    source, problems = taken(made(Page(), finish=finish), tmp_path)
    assert source is not None
    (told,) = [one for one in problems if one.code == "evidence.value-not-shown"]
    assert (
        words in told.message and OTHERWISE in told.message and not told.is_error and "打印成 PDF 再交" in told.remedy
    )


@pytest.mark.parametrize("name", ALIKE)
def test_a_drawing_that_shows_the_value_is_not_told(tmp_path: Path, name: str) -> None:
    source, problems = taken(made(Page(), finish=ALIKE[name]), tmp_path)
    assert source is not None and "evidence.value-not-shown" not in {one.code for one in problems}
