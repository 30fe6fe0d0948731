"""The pictures in the READMEs show what the program makes, and are small."""

from __future__ import annotations

import re

import pytest
from PIL import Image, ImageChops

from tests.contract.tree import ROOT
from tools.draw_pictures import PICTURED, PICTURES, drawn
from tools.draw_screens import FIRST_SCREENS, HEIGHT, SCREENS, WIDTH

MOST_BYTES = 200_000
MOST_BYTES_OF_A_SCREEN = 120_000
MOST_BYTES_IN_ALL = 1_000_000
MOST_CHANGED = 0.001
"""The largest part of all pixels that may change: another version of a library may draw an edge slightly differently."""
CLEARLY = 64
"""A pixel differs clearly if its grey differs by more than this, of 255."""


def changed(one: Image.Image, other: Image.Image) -> float:
    """The part of the pixels that differ clearly, from 0 to 1. It is 1 if the sizes differ."""
    if one.size != other.size:
        return 1.0
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return sum(difference.histogram()[CLEARLY:]) / (one.width * one.height)


@pytest.fixture(scope="module")
def anew() -> dict[str, Image.Image]:
    """Every picture, drawn again now."""
    return drawn()


@pytest.mark.thorough
def test_the_committed_pictures_are_what_their_tool_draws(anew: dict[str, Image.Image]) -> None:
    assert {path.name for path in PICTURES.iterdir()} == set(anew) | set(SCREENS)
    for name, image in anew.items():
        with Image.open(PICTURES / name) as committed:
            assert changed(committed, image) <= MOST_CHANGED, name


@pytest.mark.thorough
def test_a_filled_form_would_be_told_from_a_blank_one(anew: dict[str, Image.Image]) -> None:
    assert changed(anew["annex2-blank.png"], anew["annex2-filled.png"]) > 5 * MOST_CHANGED


def test_the_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in PICTURES.iterdir()]
    assert max(sizes) < MOST_BYTES and sum(sizes) < MOST_BYTES_IN_ALL


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_show_all_of_them(readme: str) -> None:
    shown = re.findall(r"!\[.+\]\(docs/pictures/(.+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert sorted(shown) == sorted([*(picture.name for picture in PICTURED), *FIRST_SCREENS])


@pytest.mark.parametrize("page", ["docs/web.md", "docs/web.zh-CN.md"])
def test_the_page_of_the_web_door_shows_its_other_screens(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert sorted(re.findall(r"!\[.+\]\(pictures/(.+)\)", text)) == sorted(set(SCREENS) - set(FIRST_SCREENS))


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_shown_whole_and_is_small(name: str) -> None:
    with Image.open(PICTURES / name) as screen:
        assert screen.size == (WIDTH, HEIGHT) and screen.mode == "P"
    assert (PICTURES / name).stat().st_size < MOST_BYTES_OF_A_SCREEN
