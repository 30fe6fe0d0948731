"""The PDF's lists of faces and the font configuration use the same faces for the same official names."""

from __future__ import annotations

from formgen.foundation.resources import LAST_FAMILIES, STAND_INS
from formgen.render.layout.faces import known_names, stack


def test_every_official_name_of_the_forms_has_its_stand_in() -> None:
    names = {name for names, _ in STAND_INS for name in names}
    assert set(known_names()) <= names


def test_the_stacks_hold_the_same_faces() -> None:
    families = {name: families for names, families in STAND_INS for name in names}
    for name in set(known_names()) - {"Times New Roman"}:
        found = stack(name, "Times New Roman")
        assert found is not None
        assert set(found) == {*families[name], *LAST_FAMILIES}, name


def test_every_stack_ends_in_what_covered_counts_on() -> None:
    """`resources.covered` says that a character can be shown if Gw Latin, Gw Form or Gw Song has it."""
    latin = [name for name in known_names() if stack("仿宋_GB2312", name)]
    for east_asian in set(known_names()) - {"Times New Roman"}:
        for name in latin:
            found = stack(east_asian, name)
            assert found is not None and {"Gw Form", "Gw Song"} <= set(found), (east_asian, name)
