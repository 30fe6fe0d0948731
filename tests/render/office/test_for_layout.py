"""What LibreOffice gets: no kerning of letters that are smaller than their Word file says."""

from __future__ import annotations

import pytest

from formgen.render.office.for_layout import for_layout, kerns_by_size
from formgen.render.word.package import attribute, tag
from tests.render.layout.test_kerning import kern, paragraph, run
from tests.render.layout.test_pages_and_words import changed, words
from tests.render.layout.test_tables_and_lines import STYLES

EVERYWHERE = STYLES.replace('<w:sz w:val="24"/>', f'{kern(36)}<w:sz w:val="24"/>', 1)


def test_only_letters_of_the_size_are_kerned() -> None:
    looks = ("", '<w:sz w:val="36"/>', '<w:sz w:val="35"/>', kern(24), kern(2), kern(0))
    package = words(*(paragraph(run("AVATAR", look)) for look in looks))
    given = for_layout(changed(package, "word/styles.xml", EVERYWHERE))
    said = [run.find(f"{tag('rPr')}/{tag('kern')}") for run in given.document.iter(tag("r"))]
    assert [None if one is None else attribute(one, "val") for one in said[: len(looks)]] == [
        "0", None, "0", "24", "2", "0",
    ]  # fmt: skip


@pytest.mark.parametrize("half_points", [None, 0, 1, 2])
def test_a_file_that_kerns_all_letters_or_none_stays_as_it_is(half_points: int | None) -> None:
    package = words(paragraph(run("AVATAR", kern(half_points))))
    assert not kerns_by_size(package) and for_layout(package) == package
