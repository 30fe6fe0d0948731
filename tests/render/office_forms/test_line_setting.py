"""Lines of office forms: letters that LibreOffice joins to one glyph are left to it."""

from __future__ import annotations

import pytest

from formgen.render.compiled.typeset.typeset import Unsure
from formgen.render.office_forms.lettering import Lettering, in_latin_script
from formgen.render.office_forms.line_setting import LineRoom, set_lines

ROOM = LineRoom(50, 400, 0, "left", 0)


@pytest.mark.parametrize("kerns", [False, True])
@pytest.mark.parametrize("word", ["office", "AV fi", "flat"])
@pytest.mark.parametrize("latin", ["Gw Hei", "Gw Title"])
def test_letters_that_libreoffice_joins_are_left_to_it(latin: str, word: str, kerns: bool) -> None:
    joined = set_lines([(word, Lettering(latin, latin, 14.0, kerns=kerns))], ROOM)
    assert isinstance(joined, Unsure)
    apart = set_lines([(word, Lettering("Gw Fang", "Gw Latin", 14.0, kerns=kerns))], ROOM)
    assert not isinstance(apart, Unsure) and len(apart[0]) == len(word)


def test_kerning_is_as_the_form_was_seen_to_have_it() -> None:
    (loose,), (kerned,) = (
        lines
        for kerns in (False, True)
        if not isinstance(
            lines := set_lines([("AVAT", Lettering("Gw Fang", "Gw Latin", 14.0, kerns=kerns))], ROOM), Unsure
        )
    )
    assert loose[-1].x - kerned[-1].x > 3


@pytest.mark.parametrize(
    ("before", "kerned"),
    [
        ("A", True),
        ("国", False),
        ("A，", True),
        ("A国，", False),
        ("国A（", True),
        ("A（国）", False),
        ("A(国)", True),
        ("", False),
    ],
)
def test_figures_are_kerned_where_they_have_the_latin_script(before: str, kerned: bool) -> None:
    lines = set_lines([(f"{before}11。", Lettering("Gw Fang", "Gw Latin", 14.0, kerns=True))], ROOM)
    assert not isinstance(lines, Unsure)
    one, other = lines[0][-3:-1]
    assert (other.x - one.x < 0.48 * 14) is kerned
    assert in_latin_script(f"11{before or '国'}11")[-1] is kerned
