"""Letters are kerned where the Word file says so and nowhere else, as LibreOffice draws it; they are joined to ligatures nowhere."""

from __future__ import annotations

import random
from itertools import groupby

import pytest

from formgen.render.layout.read import inspect_sheet
from formgen.render.layout.sheet import Paragraph, ParagraphFormat
from formgen.render.office.laying_out import raw_pdfs
from formgen.render.pdf.cuts import sheet_document
from formgen.render.pdf.pdf import document_to_pdf
from formgen.render.word.package import WordPackage
from formgen.scheme.slots import Slot
from tests.render.layout.test_pages_and_words import changed, words
from tests.render.layout.test_tables_and_lines import STYLES
from tools.pdf_pages import MM, Glyph, Page, read_pages

NEAR = 0.12
"""The largest distance in mm between a letter's place in our page and in LibreOffice's, which rounds to twips."""
FACES = (
    ("仿宋_GB2312", "Times New Roman"),
    ("宋体", "宋体"),
    ("黑体", "黑体"),
    ("方正小标宋简体", "方正小标宋简体"),
    ("楷体_GB2312", "Times New Roman"),
)
SIZES = (18, 21, 28, 32)
"""In half points, as Word writes them."""
WORDS = (
    "AVATAR", "WAVE Ltd.", "Tokyo", "Type", "Yield", "To", "ISO 9001", "2011", "1111.11", "11-11", "P.O.", "L/C", "AT&amp;T",
    "Z-score", "management", "f(x)", "11%", "1 1", "A T", "r.", "V11", "AV-1174",
)  # fmt: skip
KERNS = (None, 0, 1, 2, 18, 29, 100)
"""What runs say of kerning: nothing, none, from a size on (half points)."""


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(runs: str, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    off = '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    return f'<w:p><w:pPr>{named}{off}<w:spacing w:line="400" w:lineRule="exact"/></w:pPr>{runs}</w:p>'


def kern(half_points: int | None) -> str:
    return "" if half_points is None else f'<w:kern w:val="{half_points}"/>'


def first_format(package: WordPackage) -> ParagraphFormat:
    sheet, faults = inspect_sheet(package, (), "表")
    assert sheet is not None and not faults
    assert isinstance(sheet.blocks[0], Paragraph)
    return sheet.blocks[0].format


@pytest.mark.parametrize(
    ("said", "kerned"), [(None, False), (0, False), (1, True), (24, True), (25, False), (200, False)]
)
def test_letters_are_kerned_from_the_size_that_the_run_says(said: int | None, kerned: bool) -> None:
    form = first_format(words(paragraph(run("AVATAR", kern(said)))))
    assert form.size == 12 and form.kerned is kerned


def style(name: str, look: str, based: str = "", kind: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{base}<w:rPr>{look}</w:rPr></w:style>'


NAMED = style("On", kern(2)) + style("Below", "", "On") + style("Again", kern(0), "Below")
NAMED += style("Letters", kern(2), kind="character") + style("None", kern(0), kind="character")


@pytest.mark.parametrize(
    ("named", "look", "everywhere", "kerned"),
    [
        ("", "", "", False),
        ("", "", kern(2), True),
        ("", kern(0), kern(2), False),
        ("On", "", "", True),
        ("Below", "", "", True),
        ("Again", "", kern(2), False),
        ("On", kern(0), "", False),
        ("", '<w:rStyle w:val="Letters"/>', "", True),
        ("On", '<w:rStyle w:val="None"/>', "", False),
        ("On", f'<w:rStyle w:val="None"/>{kern(2)}', "", True),
    ],
)
def test_kerning_is_inherited(named: str, look: str, everywhere: str, kerned: bool) -> None:
    package = words(paragraph(run("AVATAR", look), named))
    styles = STYLES.replace('<w:sz w:val="24"/>', f'{everywhere}<w:sz w:val="24"/>', 1)
    package = changed(package, "word/styles.xml", styles.replace("</w:styles>", f"{NAMED}</w:styles>"))
    assert first_format(package).kerned is kerned


def test_a_paragraph_that_kerns_some_of_its_letters_is_not_ours() -> None:
    mixed = words(paragraph(run("AVATAR", kern(2)) + run("AVATAR", kern(0))))
    _, (fault,) = inspect_sheet(mixed, (), "表")
    assert "调整字间距" in fault.message and "AVATAR" in fault.place
    slot = Slot(field="applicant.name", label="名称")
    held = (
        f'<w:sdt><w:sdtPr><w:tag w:val="{slot.id}"/></w:sdtPr><w:sdtContent>{run("　", kern(0))}</w:sdtContent></w:sdt>'
    )
    with_slot = words(paragraph(run("AVATAR", kern(2)) + held))
    assert any("调整字间距" in fault.message for fault in inspect_sheet(with_slot, (slot,), "表")[1])
    assert not inspect_sheet(with_slot, (), "表")[1]


def test_what_is_said_of_hanzi_does_not_matter() -> None:
    form = first_format(
        words(paragraph(run("名称（全称）：", kern(0)) + run("AVATAR", kern(2)) + run("“甲”——", kern(0))))
    )
    assert form.kerned
    assert not first_format(words(paragraph(run("AVATAR", kern(0)) + run("名称", kern(2))))).kerned


def lines(pages: tuple[Page, ...]) -> list[list[Glyph]]:
    glyphs = sorted((round(one.y / 3), one.x, one) for one in pages[0].glyphs)
    return [[one for _, _, one in line] for _, line in groupby(glyphs, key=lambda one: one[0])]


@pytest.mark.parametrize("seed", range(2))
def test_words_and_figures_stand_where_libreoffice_draws_them(seed: int) -> None:
    dice = random.Random(seed)
    said = [(face, size, dice.choice(KERNS)) for face in FACES for size in SIZES]
    dice.shuffle(said)
    paragraphs = [
        paragraph(run(
            "、".join(dice.sample(WORDS, 4)),
            f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}"/>{kern(half)}<w:sz w:val="{size}"/>',
        ))
        for (chinese, latin), size, half in said
    ]  # fmt: skip
    package = words(*paragraphs)
    sheet, faults = inspect_sheet(package, (), "表")
    assert sheet is not None and not faults
    ours, theirs = (
        lines(read_pages(document_to_pdf(sheet_document(sheet)))),
        lines(read_pages(raw_pdfs([package], "表")[0])),
    )
    assert len(ours) == len(theirs) == len(said) + 2
    for what, mine, its in zip((*said, None, None), ours, theirs, strict=True):
        assert [one.character for one in mine] == [one.character for one in its]
        far = [abs(one.x - other.x) / MM for one, other in zip(mine, its, strict=True)]
        assert max(far) < NEAR, (what, "".join(one.character for one in mine), far)
