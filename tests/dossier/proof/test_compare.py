"""Every page shows exactly what its source shows: nothing is missing, added, moved or paler, on pages of any kind."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path

import pikepdf
import pytest

from formgen.dossier import Bound
from formgen.dossier.claim import Original, Rectangle
from formgen.dossier.proof.compare import drawn, unlike
from formgen.dossier.proof.reread import opened, placed
from formgen.dossier.sheets import STRIP
from formgen.engines.pdfium import PdfiumFile
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files, html_to_pdf
from tests.dossier.odd import Page, field, hidden_layer, made, signature, stamp
from tests.sweeps import sweep

LETTER = """<html lang="zh-CN"><style>@page {{ size: {size}; margin: 20mm }} body {{ font-family: "{face}";
font-size: {points}pt }} .seal {{ color: {seal}; border: 1.5pt solid {seal}; border-radius: 20mm; width: 40mm;
height: 40mm; text-align: center; line-height: 40mm }} .mark {{ color: {mark}; font-size: 60pt }}</style><body>
<p>本公司承诺所提交的材料真实、合法、有效，{word}存在弄虚作假的情形{stop}</p><p>注册资本 1,000 万元{extra}</p>
<div class="seal">（公章）</div><p class="mark">内部资料</p></body></html>"""
USUAL = {"size": "A4", "face": "Gw Fang", "points": "10.5", "seal": "#d00", "mark": "#f4f4f4", "word": "不",
         "stop": "。", "extra": ""}  # fmt: skip


def letter(**other: str) -> bytes:
    return html_to_pdf(LETTER.format(**{**USUAL, **other}))


def shown_otherwise(bound: bytes, content: bytes, overlaid: bool = False) -> list[tuple[int, str]]:
    """Compare the bound dossier's pages from page 2 on with a source, which may be another one than was bound."""
    places = tuple(place for page in opened(bound).pages[1:] if (place := placed(page)) is not None)
    with drawn(bound) as document:
        return differences(document, Original("甲.pdf", 2, places, content, overlaid=overlaid))


def differences(bound: PdfiumFile, original: Original) -> list[tuple[int, str]]:
    """The pages that differ from their source. Page numbers that stand on content are not considered."""
    return [(page, how) for page, how, inked in unlike(bound, original, STRIP) if not inked]


def layer_on(pdf: pikepdf.Pdf) -> None:
    hidden_layer(pdf)
    pdf.Root.OCProperties.D.OFF = pikepdf.Array([])


def upside_down(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 180


def scan(box: str) -> Callable[[pikepdf.Pdf], None]:
    """Make a page that is one picture of stripes. The stripes show even a shift by a part of a pixel."""

    def finish(pdf: pikepdf.Pdf) -> None:
        stripes = [bytes([40 if (row // 7 + at // 11) % 3 else 240 for at in range(620)]) for row in range(21)]
        rows = b"".join(stripes[row % 21] for row in range(877))
        keys = {"Width": 620, "Height": 877, "ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
        image = pdf.make_stream(rows, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **keys)
        page = pdf.pages[0].obj
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
        page.Contents = pdf.make_stream(f"q {box} cm /Im Do Q".encode())

    return finish


ODD_PAGES: dict[str, bytes] = {
    "rotated": made(*[Page(rotate=turn) for turn in (90, 180, 270)]),
    "offset crop box": made(Page(at=(100, 50), around=40), Page(at=(-300, -50), around=40, rotate=90)),
    "user unit": made(Page(size=(200, 300), unit=3)),
    "ink at the foot": made(Page(foot=True)),
    "other sizes": made(*[Page(size=size) for size in ((841.89, 1190.55), (1190.55, 841.89), (420, 595), (612, 792))]),
    "extreme sizes": made(*[Page(size=size) for size in ((300, 3000), (3000, 200), (20, 30), (14400, 14400))]),
    "stamp": made(finish=stamp),
    "hidden layer": made(finish=hidden_layer),
    "filled field": made(finish=field("太仓客户")),
    "signature": made(finish=signature),
    "scan": made(finish=scan("595.28 0 0 841.89 0 0")),
    "rounded scan": made(finish=scan("595.276 0 0 841.890 0 0")),
    "scan within": made(finish=scan("500 0 0 700 72 72")),
    "turned scan": made(Page(rotate=90), finish=scan("0 595.28 -841.89 0 841.89 0")),
    "letter": letter(),
    "lying letter": letter(size="A4 landscape"),
    "large letter": letter(size="A3"),
}


@pytest.fixture(scope="module")
def bound_letter(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """A function that gives a dossier with a letter. The same letter is bound only once, and shows what it should."""

    @cache
    def bound(**other: str) -> bytes:
        content = letter(**other)
        pdf = bind_files(scheme, tmp_path_factory.mktemp("letter"), content).pdf
        assert shown_otherwise(pdf, content) == []
        return pdf

    return bound


@pytest.mark.parametrize("name", ODD_PAGES)
def test_what_was_bound_shows_the_same(scheme: Scheme, tmp_path: Path, name: str) -> None:
    bound = bind_files(scheme, tmp_path, ODD_PAGES[name])
    assert shown_otherwise(bound.pdf, ODD_PAGES[name]) == []
    assert bound.proof.pages_shown == bound.proof.pages


OTHERS: tuple[dict[str, str], ...] = (
    {"word": ""},
    {"word": "木"},
    {"stop": ""},
    {"stop": "", "points": "6"},
    {"extra": "整"},
    {"extra": "."},
    {"face": "Gw Kai"},
    {"points": "10.6"},
    {"seal": "#666"},
    {"seal": "#fff"},
    {"mark": "#fff"},
    {"mark": "#e8e8e8"},
)
ON_A4 = ({"word": "木"}, {"stop": "", "points": "6"}, {"mark": "#e8e8e8"})
"""What an ordinary run tries on A4, too, where a letter keeps its own size. On A3 it is made smaller, which is harder."""


@pytest.mark.parametrize(
    ("size", "other"),
    sweep(product(("A4", "A3"), OTHERS), [*product(("A4",), ON_A4), *product(("A3",), OTHERS)]),
    ids=str,
)
def test_another_word_seal_or_shade_is_found(
    bound_letter: Callable[..., bytes], size: str, other: dict[str, str]
) -> None:
    points = {"points": other["points"]} if "stop" in other and "points" in other else {}
    bound = bound_letter(size=size, **points)
    assert [page for page, _ in shown_otherwise(bound, letter(**{"size": size, **other}))] == [2]


@pytest.mark.parametrize(
    ("bound", "source"),
    [
        (made(), made(finish=stamp)),
        (made(finish=stamp), made()),
        (made(finish=layer_on), made(finish=hidden_layer)),
        (made(finish=field("太仓")), made(finish=field("太仓客户"))),
        (made(finish=upside_down), made()),
        (made(), made(Page(), Page())),
        (made(Page(foot=True)), made()),
    ],
    ids=["stamp missing", "stamp added", "layer shown", "value changed", "turned", "page missing", "foot"],
)
def test_odd_differences_are_found(scheme: Scheme, tmp_path: Path, bound: bytes, source: bytes) -> None:
    found = shown_otherwise(bind_files(scheme, tmp_path, bound).pdf, source)
    assert [page for page, _ in found] == [2]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b" cm /Paper", b" cm 1 0 0 1 1.5 0 cm /Paper"),
        lambda text: text.replace(b" cm /Paper", b" cm 1 0 0 1 0 -1.5 cm /Paper"),
        lambda text: text.replace(b" cm /Paper", b" cm 0.99 0 0 0.99 0 0 cm /Paper"),
        lambda text: text.replace(b" cm /Paper", b" cm -1 0 0 1 595.28 0 cm /Paper"),
        lambda text: text.replace(b"/Paper Do", b""),
        lambda text: text + b" 1 g 60 700 200 100 re f",
        lambda text: text + b" 0.8 g 300 300 5 5 re f",
    ],
    ids=["right", "down", "smaller", "mirrored", "not drawn", "covered", "speck"],
)
def test_a_page_laid_otherwise_is_found(bound_letter: Callable[..., bytes], change: Callable[[bytes], bytes]) -> None:
    bound = bound_letter()
    places = tuple(place for page in opened(bound).pages[1:] if (place := placed(page)) is not None)
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        contents = pdf.pages[1].Contents
        contents.write(change(contents.read_bytes()))
        out = io.BytesIO()
        pdf.save(out)
    with drawn(out.getvalue()) as document:
        found = differences(document, Original("甲.pdf", 2, places, letter()))
    assert [page for page, _ in found] == [2]


def test_something_beside_a_small_page_is_found(scheme: Scheme, tmp_path: Path) -> None:
    content = made(Page(size=(300, 300)))
    bound = bind_files(scheme, tmp_path, content)
    place = placed(opened(bound.pdf).pages[1])
    assert place is not None
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        contents = pdf.pages[1].Contents
        contents.write(contents.read_bytes() + b" 0 g 10 800 5 5 re f")
        out = io.BytesIO()
        pdf.save(out)
    with drawn(out.getvalue()) as document:
        found = differences(document, Original("甲.pdf", 2, (place,), content))
        draft = differences(document, Original("甲.pdf", 2, (place,), content, overlaid=True))
    assert found == [(2, "来源的内容以外还有别的东西")] and draft == []


@pytest.fixture(scope="module")
def small(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Bound]:
    """A small page, and the dossier with it."""
    content = made(Page(size=(300, 300)))
    return content, bind_files(scheme, tmp_path_factory.mktemp("small"), content)


@pytest.mark.parametrize(
    "ink",
    [
        b"10 400 5 5 re f",
        b"580 400 5 5 re f",
        b"594.3 400 0.98 5 re f",
        b"0 400 0.98 5 re f",
        b"300 800 5 5 re f",
        b"300 840.9 5 0.98 re f",
        b"300 60 5 5 re f",
    ],
    ids=["left", "right", "right edge", "left edge", "above", "upper edge", "below"],
)
def test_ink_on_any_side_of_a_small_page_is_found(small: tuple[bytes, Bound], ink: bytes) -> None:
    content, bound = small
    place = placed(opened(bound.pdf).pages[1])
    assert place is not None
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        contents = pdf.pages[1].Contents
        contents.write(contents.read_bytes() + b" 0 g " + ink)
        out = io.BytesIO()
        pdf.save(out)
    with PdfiumFile(out.getvalue()) as document:
        assert differences(document, Original("甲.pdf", 2, (place,), content)) == [(2, "来源的内容以外还有别的东西")]


def test_below_a_word_laid_over_all_pages_what_is_missing_is_still_found(bound_letter: Callable[..., bytes]) -> None:
    short, long = bound_letter(), bound_letter(extra="整")
    assert shown_otherwise(short, letter(extra="整"), overlaid=True) != []
    assert shown_otherwise(long, letter(), overlaid=True) == []
    assert shown_otherwise(long, letter()) != []


def test_a_rectangle_is_the_same_however_it_was_turned() -> None:
    upright = Rectangle.of((0, 0, 100, 200), (1, 0, 0, 1, 10, 20))
    assert upright == Rectangle.of((0, 0, 200, 100), (0, 1, -1, 0, 110, 20)) == Rectangle(10, 20, 100, 200)
