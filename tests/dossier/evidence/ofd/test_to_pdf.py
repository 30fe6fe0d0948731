"""An OFD becomes a PDF: several renderers draw every feature of real files in the right place, and programs can read the text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf
from tests.dossier.evidence.ofd.ofd_files import (
    AMOUNTS,
    ITEMS,
    Ofd,
    font,
    fonts,
    invoice,
    layer,
    program,
    text,
)  # fmt: skip
from tests.dossier.evidence.ofd.seen import DOTS, SONG, colour, converted, pictures, refusal, shows, words


def test_an_invoice_says_what_its_own_data_say(tmp_path: Path) -> None:
    pdf, remarks = converted(invoice())
    said = words(pdf, tmp_path, "-layout")
    for value in AMOUNTS.values():
        assert value in said, value
    for item in ITEMS:
        for value in item:
            assert value in said, value
    assert "电子发票（普通发票）" in said and "⊗" in said and "价税合计（大写）" in said
    assert remarks["evidence.seal"].endswith("印章仅为图像，未验证")
    assert "宋体" in remarks["evidence.substituted-fonts"] and set(remarks) == {
        "evidence.seal",
        "evidence.substituted-fonts",
    }
    with pypdfium2.PdfDocument(pdf) as document:
        assert document[0].get_size() == pytest.approx((210 / DOTS, 140 / DOTS), abs=0.01)
        assert "¥110600.00" in document[0].get_textpage().get_text_range()


def test_an_invoice_looks_alike_everywhere(tmp_path: Path) -> None:
    for name, drawn in pictures(converted(invoice())[0], tmp_path).items():
        assert colour(drawn, 8.5, 6.5) == "black", name  # the first square of the code
        ring = [drawn.getpixel((int(105 / DOTS), int(y / DOTS))) for y in (10.6, 11, 11.4)]
        assert any(dot[0] > 180 and dot[1] < 120 for dot in ring if isinstance(dot, tuple)), (
            name
        )  # the seal, on the title
        brown = [
            drawn.getpixel((round(x / DOTS), round(30 / DOTS) + shift)) for x in (20, 100, 190) for shift in (-1, 0)
        ]
        assert sum(sum(dot) < 690 for dot in brown if isinstance(dot, tuple)) >= 3, name  # the template's line


def test_the_same_file_gives_the_same_bytes() -> None:
    content = invoice().packed()
    assert ofd_to_pdf(content) == ofd_to_pdf(content)


@pytest.mark.parametrize(
    ("delta", "code", "wanted"),
    [
        ("g 3 5", "", [10, 15, 20, 25]),
        ("5 g 2 6", "", [10, 15, 21, 27]),
        ("5,6,7", "", [10, 15, 21, 28]),
        ("5", "", [10, 15, 20, 25]),  # too few: the last one goes on
        ("", "", [10, 14, 18, 22]),  # none: each as wide as it is
        ("", 'DeltaY="g 3 5"', [10, 10, 10, 10]),
    ],
)
def test_each_character_has_its_place(tmp_path: Path, delta: str, code: str, wanted: list[float]) -> None:
    pdf, _ = converted(Ofd([layer(text("一二三四", 10, 20, delta=delta, code=code))], public=SONG))
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = {page.get_text_range(at, 1): page.get_charbox(at, loose=True) for at in range(page.count_chars())}
        assert [found[one][0] * DOTS for one in "一二三四"] == pytest.approx(wanted, abs=0.05)
        tops = [297 - found[one][3] * DOTS for one in "一二三四"]
        assert tops[3] - tops[0] == pytest.approx(15 if "DeltaY" in code else 0, abs=0.05)
    assert "".join(words(pdf, tmp_path).split()) == "一二三四"


@pytest.mark.parametrize("is_cff", [False, True])
def test_a_font_of_the_file_is_drawn_by_its_own_outlines(tmp_path: Path, is_cff: bool) -> None:
    """The first glyph is 200 high, the second 300 and so on; the text's size is 20 mm."""
    resources = fonts(font("7", "方正姓名", "font_7.ttf"))
    ofd = Ofd(
        [layer(text("甲乙", 10, 20, 20, "7"))],
        public=resources,
        more={"Doc_0/Res/font_7.ttf": program("甲乙丙", is_cff)},
    )
    baseline = 20 + 20 * 0.88
    remarks = shows(
        ofd,
        tmp_path,
        {
            (20, baseline - 3): "black",
            (20, baseline - 5): "white",
            (40, baseline - 5): "black",
            (40, baseline - 7): "white",
        },
    )
    assert remarks == {}
    assert "甲乙" in words(converted(ofd)[0], tmp_path)


@pytest.mark.parametrize("is_cff", [False, True])
@pytest.mark.parametrize("with_cmap", [False, True])
def test_a_glyph_transformation_names_glyphs(tmp_path: Path, is_cff: bool, with_cmap: bool) -> None:
    before = (
        '<ofd:CGTransform CodePosition="1" CodeCount="1" GlyphCount="1"><ofd:Glyphs>4</ofd:Glyphs></ofd:CGTransform>'
    )
    before += (
        '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>1</ofd:Glyphs></ofd:CGTransform>'
    )
    ofd = Ofd(
        [layer(text("税额", 10, 20, 20, "7", before=before))],
        public=fonts(font("7", "子集", "font_7.otf")),
        more={"Doc_0/Res/font_7.otf": program("甲乙丙丁", is_cff, with_cmap)},
    )
    baseline = 20 + 20 * 0.88
    shows(ofd, tmp_path, {(20, baseline - 3): "black", (20, baseline - 5): "white", (40, baseline - 9): "black"})
    assert "税额" in words(converted(ofd)[0], tmp_path)  # what the file says, not what its glyphs are called


@pytest.mark.parametrize(
    ("count", "glyphs", "said"), [(2, "3", "税额"), (1, "1 2", "税额"), (2, "1 2", "税额"), (5, "1 2", "税额")]
)
def test_characters_and_glyphs_need_not_be_one_to_one(tmp_path: Path, count: int, glyphs: str, said: str) -> None:
    before = f'<ofd:CGTransform CodePosition="0" CodeCount="{count}" GlyphCount="1"><ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>'
    ofd = Ofd(
        [layer(text("税额", 10, 20, 10, "7", before=before))],
        public=fonts(font("7", "子集", "font_7.ttf")),
        more={"Doc_0/Res/font_7.ttf": program("甲乙税额")},
    )
    assert "".join(words(converted(ofd)[0], tmp_path).split()) == said


def test_a_font_program_that_cannot_be_read_is_replaced_and_told(tmp_path: Path) -> None:
    for content in (b"no font", program("甲乙")[:300], b"", b"\0\1\0\0" + bytes(40)):
        ofd = Ofd(
            [layer(text("制度", 10, 20, 4, "7"))],
            public=fonts(font("7", "方正仿宋", "f.ttf")),
            more={"Doc_0/Res/f.ttf": content},
        )
        pdf, remarks = converted(ofd)
        assert "方正仿宋" in remarks["evidence.substituted-fonts"] and "制度" in words(pdf, tmp_path)


def test_a_character_that_the_files_font_lacks_comes_from_ours(tmp_path: Path) -> None:
    ofd = Ofd(
        [layer(text("甲企", 10, 20, 4, "7"))],
        public=fonts(font("7", "子集", "f.ttf")),
        more={"Doc_0/Res/f.ttf": program("甲")},
    )
    pdf, remarks = converted(ofd)
    assert "甲企" in words(pdf, tmp_path) and "子集" in remarks["evidence.substituted-fonts"]


def test_a_character_that_no_face_has_refuses_the_file_by_name() -> None:
    refused = refusal(Ofd([layer(text("甲\U0002f81a", 10, 20))], public=SONG).packed())
    assert refused.code == "evidence.missing-characters" and "U+2F81A" in refused.message


def test_text_is_turned_stretched_and_thick(tmp_path: Path) -> None:
    resources = fonts(font("7", "方块", "f.ttf"))
    more: dict[str, str | bytes] = {"Doc_0/Res/f.ttf": program("甲")}
    # The glyph is 0.8 wide from 0.1 on, and 0.2 high: turned clockwise it hangs down at the right of its baseline.
    turned = text("甲", 50, 50, 20, "7", attributes='CharDirection="90"')
    baseline = 50 + 20 * 0.88
    shows(Ofd([layer(turned)], public=resources, more=dict(more)), tmp_path,
          {(52, baseline + 10): "black", (47, baseline + 10): "white", (57, baseline + 10): "white"})  # fmt: skip
    stretched = text("甲", 50, 50, 20, "7", attributes='HScale="2"')
    shows(Ofd([layer(stretched)], public=resources, more=dict(more)), tmp_path,
          {(84, baseline - 2): "black", (88, baseline - 2): "white", (53, baseline - 2): "white"})  # fmt: skip
    mapped = text("甲", 50, 50, 20, "7", attributes='CTM="0.5 0 0 0.5 10 0"')
    shows(Ofd([layer(mapped)], public=resources, more=dict(more)), tmp_path,
          {(65, 50 + 8.8 - 1): "black", (55, 50 + 8.8 - 1): "white", (70, 50 + 8.8 - 1): "white"})  # fmt: skip
