"""Two pictures of a page that differ only by rounding are alike. A real difference is found in every drawing."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageDraw

from formgen.dossier.likeness import CLOSE, CLOSER, FAINT, FEWEST, Areas, Difference, difference, is_same, said
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files
from tests.dossier.odd import Page, made

AREA = round(12 * CLOSER)
WHITE = (255, 255, 255)


def page(letters: list[tuple[int, int]], shade: int = 255, speck: tuple[int, int] | None = None) -> Image.Image:
    """A page with a letter (a black square of 12 pixels) at each of these places, on a ground of this grey."""
    picture = Image.new("RGB", (5 * AREA, 5 * AREA), (shade, shade, shade))
    draw = ImageDraw.Draw(picture)
    for left, top in letters:
        draw.rectangle((left, top, left + 11, top + 11), fill=(0, 0, 0))
    if speck:
        draw.rectangle((*speck, speck[0] + 1, speck[1] + 1), fill=(0, 0, 0))
    return picture


def drawings(*pairs: tuple[Image.Image, Image.Image]) -> Iterator[Difference]:
    return (difference(one, other) for one, other in pairs)


@pytest.mark.parametrize("moved", [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1)])
@pytest.mark.parametrize("at", [(AREA - 6, AREA - 6), (AREA - 1, 20), (2 * AREA - 11, 2 * AREA)])
def test_a_letter_that_is_rounded_to_the_next_pixel(moved: tuple[int, int], at: tuple[int, int]) -> None:
    """It may stand across the edge of an area, which is then paler, and the next one darker."""
    one, other = page([at]), page([(at[0] + moved[0], at[1] + moved[1])])
    assert said(drawings((one, other))) is None


def without_like(one: Image.Image, other: Image.Image) -> int:
    """How many pixels have no like among the nine of the other picture: by definition, pixel by pixel."""
    width, height = one.size

    def nine(x: int, y: int, channel: int) -> list[int]:
        return [
            other.getpixel(((x + across) % width, (y + down) % height))[channel]  # type: ignore[index]
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
        ]

    def is_lost(x: int, y: int) -> bool:
        pixel = one.getpixel((x, y))
        assert isinstance(pixel, tuple)
        around = [nine(x, y, channel) for channel in range(3)]
        return any(max(min(near) - value, value - max(near)) > CLOSE for near, value in zip(around, pixel, strict=True))

    return sum(is_lost(x, y) for x in range(width) for y in range(height))


@pytest.mark.parametrize("seed", range(8))
def test_only_the_part_that_differs_is_looked_at_and_no_pixel_is_missed(seed: int) -> None:
    """Also where they touch the edges: the part is chosen so that every pixel has the neighbours that it has on the page."""
    dice = random.Random(seed)
    one = Image.new("RGB", (24, 17), WHITE)
    for _ in range(dice.choice((3, 12, 60))):
        one.putpixel((dice.randrange(24), dice.randrange(17)), tuple(dice.randrange(256) for _ in range(3)))
    other = one.copy()
    for _ in range(dice.choice((4, 9, 25))):
        other.putpixel(
            (dice.choice((0, 1, 12, 13, 22, 23)), dice.choice((0, 1, 8, 15, 16))), (dice.randrange(256), 60, 200)
        )
    wanted = without_like(one, other) + without_like(other, one)
    assert difference(one, other).pixels == (wanted if wanted >= FEWEST else 0)
    assert difference(one, one.copy()).pixels == 0


def areas_of_whole_pictures(one: Image.Image, other: Image.Image) -> set[tuple[int, int]]:
    """The areas that stay darker or lighter, each time found in the whole of both pictures."""
    found: set[tuple[int, int]] | None = None
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            moved = ImageChops.offset(other, across, down)
            grey = ImageChops.difference(one.reduce(AREA), moved.reduce(AREA))
            now = {
                (x, y) for x in range(grey.width) for y in range(grey.height)
                if max(grey.getpixel((x, y))) > FAINT  # type: ignore[arg-type]
            }  # fmt: skip
            found = now if found is None else found & now
    return found or set()


@pytest.mark.parametrize("seed", range(8))
def test_areas_are_those_of_the_whole_pictures(seed: int) -> None:
    dice = random.Random(seed)
    size = (dice.choice((6, 7)) * AREA + dice.choice((0, 17)), 6 * AREA + 5)
    one, other = Image.new("RGB", size, WHITE), Image.new("RGB", size, WHITE)
    for picture in (one, other):
        for _ in range(dice.choice((1, 2, 5))):
            x, y = (dice.choice((0, AREA, 2 * AREA - 3, 3 * AREA, 4 * AREA - 1, side - 14)) for side in size)
            ImageDraw.Draw(picture).rectangle((x, y, x + 13, y + 13), fill=(0, dice.choice((0, 90)), 0))
    assert set(difference(one, other).areas) == areas_of_whole_pictures(one, other)


def test_letters_that_are_rounded_in_two_ways_are_looked_at_again() -> None:
    """One letter goes to the right and one to the left: no single move explains both. In the next drawing other letters do."""
    here = [(AREA - 6, 10), (2 * AREA - 6, 10)]
    rounded = [(AREA - 5, 10), (2 * AREA - 7, 10)]
    assert difference(page(here), page(rounded)).areas
    assert said(drawings((page(here), page(rounded)), (page(here), page(here)))) is None


def test_what_is_really_otherwise_is_so_in_each_drawing() -> None:
    letters = [(AREA - 6, 10)]
    speck = (page(letters), page(letters, speck=(100, 100)))
    assert not is_same(*speck) and said(drawings(speck, speck, speck)) == "有 4 个像素与来源不同"
    pale = (page(letters), page(letters, shade=248))
    assert said(drawings(pale, pale, pale)) == "有一片的深浅或颜色与来源不同"
    two = (page(letters), page([(left + 3, top) for left, top in letters]))
    assert said(drawings(two, two, two)) is not None


def test_no_drawing_more_is_made_than_is_needed() -> None:
    made_so_far: list[int] = []

    def counted() -> Iterator[Difference]:
        for number in range(3):
            made_so_far.append(number)
            yield Difference(0, Areas())

    assert said(counted()) is None and made_so_far == [0]


@pytest.mark.parametrize("size", [(595.303937007874, 841.889763779528), (595.32, 841.92), (612.283, 859.05)])
def test_a_page_that_is_a_hair_larger_than_its_sheet(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory,
                                                      size: tuple[float, float]) -> None:  # fmt: skip
    """As LibreOffice writes A4. It is made smaller by a hair, and some letter of hundreds always lies between two pixels."""

    def words(pdf: Pdf) -> None:
        text = " ".join(
            f"BT /F {7 + at % 5 / 3:.2f} Tf 0 0 {at % 3 / 4:.2f} rg {56.8 + at % 4 * 0.013} {820 - 9.03 * at:.3f} Td "
            f"({' '.join('Vertical interval ill' for _ in range(4))} {at}) Tj ET"
            for at in range(85)
        )
        font = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
        pdf.pages[0].obj.Resources = Dictionary(
            Font=Dictionary(F=Dictionary({f"/{key}": Name(value) for key, value in font.items()}))
        )
        pdf.pages[0].obj.Contents = Array([pdf.pages[0].obj.Contents, pdf.make_stream(text.encode())])

    assert bind_files(scheme, tmp_path_factory.mktemp("a4"), made(Page(size), finish=words)).proof.pages == 2
