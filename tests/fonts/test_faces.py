"""fonts/: the table, the list of characters and the licences agree with the faces."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from formgen.foundation.resources import LAST_FAMILIES, FontFile, covered, font_files, fonts_folder
from tools.write_coverage import coverage, ranges

FONTS = fonts_folder()
FACES = sorted(path.name for path in FONTS.glob("*.ttf"))
COLUMNS = 10


def table() -> dict[str, list[str]]:
    """README.md's table by file: family, role, package, source, sha256, characters, licence, texts, changes."""
    lines = (FONTS / "README.md").read_text().splitlines()
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines if line.startswith("| Gw")]
    assert all(len(row) == COLUMNS and all(row) for row in rows)
    return {row[0]: row[1:] for row in rows}


@cache
def characters(path: Path) -> set[int]:
    """The code points of the characters that a face has."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def test_the_table_has_every_face() -> None:
    assert sorted(table()) == FACES


@pytest.mark.parametrize("name", FACES)
def test_each_character_has_a_glyph_of_its_own(name: str) -> None:
    """A PDF says of each glyph what it stands for: a glyph for two characters would change one into the other."""
    with TTFont(FONTS / name, lazy=True) as font:
        owners: dict[str, int] = {}
        shared = [(chr(owners.setdefault(glyph, point)), chr(point)) for point, glyph in font.getBestCmap().items()
                  if owners.setdefault(glyph, point) != point]  # fmt: skip
    assert shared == []


@pytest.mark.parametrize("name", FACES)
def test_the_table_says_what_the_face_is(name: str) -> None:
    family, _, package, source, sha256, count, licence, texts, _ = table()[name]
    path = FONTS / name
    with TTFont(path, lazy=True) as font:
        names = {record.nameID: record.toUnicode() for record in font["name"].names}
    assert names[1] == names[4] == family
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert int(count) == len(characters(path))
    assert re.search(r"\d", package)
    assert f"Derived from {Path(source.partition(',')[0]).name}." in names[10]
    assert "Modified 2026-11" in names[10]
    linked = re.findall(r"\]\(licenses/([^)]+)\)", texts)
    assert linked and all((FONTS / "licenses" / text).is_file() for text in linked), licence


def test_every_licence_text_belongs_to_a_face() -> None:
    linked = {text for row in table().values() for text in re.findall(r"\]\(licenses/([^)]+)\)", row[7])}
    assert linked == {path.name for path in (FONTS / "licenses").iterdir()}


def test_coverage_is_that_of_the_faces() -> None:
    assert (FONTS / "coverage.txt").read_text() == coverage(FONTS)


def test_ranges() -> None:
    assert ranges([0x20, 0x21, 0x22, 0xA0, 0x3000, 0x3001]) == ["20-22", "A0", "3000-3001"]
    assert ranges([]) == []


def test_covered_is_what_the_end_of_every_stack_has() -> None:
    end = set().union(*(characters(font.path) for font in font_files() if font.family in LAST_FAMILIES))
    everything = {point for point in range(0x110000) if not 0xD800 <= point < 0xE000 and covered(chr(point))}
    assert everything == end


@pytest.mark.parametrize("font", font_files(), ids=[font.family for font in font_files()])
def test_no_face_has_a_character_that_the_end_of_its_stack_lacks(font: FontFile) -> None:
    assert all(covered(chr(point)) for point in characters(font.path))


@pytest.mark.parametrize("name", FACES)
def test_every_character_of_a_face_is_drawn(name: str) -> None:
    """UKai has 23 hanzi without an outline, such as 䶮. A name with one would have a gap, and no program would warn."""
    with TTFont(FONTS / name, lazy=True) as font:
        # The bytes of the outlines themselves: to read each outline whole takes most of a minute for all faces.
        outlines, starts = font.reader["glyf"], font["loca"]

        def contours(glyph: str) -> int:
            number = font.getGlyphID(glyph)
            begin, end = starts[number], starts[number + 1]
            return int.from_bytes(outlines[begin : begin + 2], "big", signed=True) if begin < end else 0

        gaps = [chr(point) for point, glyph in font.getBestCmap().items() if contours(glyph) == 0]
        assert contours(font.getBestCmap()[0x20]) == 0  # the rule sees a glyph without an outline
    assert [gap for gap in gaps if unicodedata.category(gap) not in ("Zs", "Cf")] == []


@pytest.mark.parametrize("name", FACES)
def test_faces_share_their_metrics(name: str) -> None:
    """A line in an exact grid becomes higher if one of its faces has another ascent or descent, or a BASE table."""
    with TTFont(FONTS / name, lazy=True) as font:
        line, windows = font["hhea"], font["OS/2"]
        assert (font["head"].unitsPerEm, line.ascent, line.descent, line.lineGap) == (1000, 880, -120, 0)
        assert (windows.sTypoAscender, windows.sTypoDescender, windows.usWinAscent, windows.usWinDescent) == (
            880,
            -120,
            880,
            120,
        )
        assert windows.usWeightClass == 400 and not windows.fsType & 0x2
        assert "BASE" not in font
        assert {0x20, 0xA0, 0x3000} <= set(font.getBestCmap())


def test_the_sources_are_those_of_the_table() -> None:
    """Each package of the table, in its version, is one of the files that `make fonts` fetches and checks."""
    files = (FONTS / "sources.sha256").read_text().split()[1::2]
    for package in {row[2] for row in table().values()}:
        _, name, version = package.split()
        plain = name.removeprefix("@").replace("/", "-")
        assert any(file.startswith((f"{plain}_{version}_", f"{plain}-{version}.")) for file in files), package
