"""OFD to PDF: every feature that files have, drawn where it belongs by several renderers, its text readable."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.ofd import package as ofd_package
from formgen.dossier.evidence.ofd.to_pdf import ofd_to_pdf
from formgen.dossier.evidence.refused import RefusedError
from tests.dossier.evidence.ofd.ofd_files import (
    AMOUNTS,
    HEAD,
    ITEMS,
    Ofd,
    changed,
    element,
    font,
    fonts,
    image,
    invoice,
    jbig2,
    layer,
    media,
    path,
    picture,
    program,
    seal,
    signed,
    text,
)  # fmt: skip

DOTS = 25.4 / 72  # a dot of a picture at 72 dpi, in mm
SONG = fonts(font("1", "宋体"))


def converted(ofd: Ofd | bytes) -> tuple[bytes, dict[str, str]]:
    """The PDF, and the remarks by code. It is sound by qpdf."""
    content = ofd.packed() if isinstance(ofd, Ofd) else ofd
    assert format_of(content) is FileFormat.OFD
    pdf, remarks = ofd_to_pdf(content)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
    return pdf, {remark.code: remark.message for remark in remarks}


def pictures(pdf: bytes, tmp_path: Path, dots: int = 72) -> dict[str, Image.Image]:
    """The first page as three renderers draw it."""
    file = tmp_path / "ofd.pdf"
    file.write_bytes(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = {"pdfium": document[0].render(scale=dots / 72).to_pil().convert("RGB")}
    subprocess.run(
        ["pdftoppm", "-r", str(dots), "-f", "1", "-l", "1", "-singlefile", file, tmp_path / "poppler"], check=True
    )
    subprocess.run(
        ["mutool", "draw", "-q", "-r", str(dots), "-o", tmp_path / "mupdf.png", file, "1"],
        check=True,
        capture_output=True,
    )
    for name in ("poppler.ppm", "mupdf.png"):
        with Image.open(tmp_path / name) as shown:
            drawn[name.partition(".")[0]] = shown.convert("RGB")
    return drawn


def words(pdf: bytes, tmp_path: Path, *options: str) -> str:
    """The text as poppler reads it."""
    file = tmp_path / "words.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", *options, file, "-"], check=True, capture_output=True, text=True).stdout


def colour(drawn: Image.Image, x: float, y: float) -> str:
    """What a place of a page shows, in mm: `white`, `black`, `red`, `blue`, `green` or the very colour."""
    red, green, blue = drawn.getpixel((int(x / DOTS), int(y / DOTS)))  # type: ignore[misc]
    named = {
        "white": (255, 255, 255),
        "black": (0, 0, 0),
        "red": (212, 0, 15),
        "blue": (0, 60, 200),
        "green": (0, 160, 0),
    }
    for name, (r, g, b) in named.items():
        if abs(red - r) + abs(green - g) + abs(blue - b) < 60:
            return name
    return f"{red} {green} {blue}"


def shows(ofd: Ofd, tmp_path: Path, places: Mapping[Any, str]) -> dict[str, str]:
    """Three renderers show these colours at these places, each across and down in mm. Returns the remarks."""
    pdf, remarks = converted(ofd)
    for renderer, drawn in pictures(pdf, tmp_path).items():
        for (x, y), wanted in places.items():
            assert colour(drawn, x, y) == wanted, (renderer, x, y)
    return remarks


def refusal(content: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        ofd_to_pdf(content)
    assert caught.value.code.startswith("evidence.") and caught.value.message and "PDF" in caught.value.remedy
    return caught.value


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


def test_colours_degrees_and_parameters(tmp_path: Path) -> None:
    square = "M 0 0 L 20 0 L 20 20 L 0 20 C"
    spaces = (
        '<ofd:ColorSpaces><ofd:ColorSpace ID="5" Type="CMYK"/><ofd:ColorSpace ID="6" Type="GRAY" BitsPerComponent="4"/>'
        '<ofd:ColorSpace ID="8" Type="RGB"><ofd:Palette><ofd:CV>0 160 0</ofd:CV><ofd:CV>0 60 200</ofd:CV></ofd:Palette>'
        "</ofd:ColorSpace></ofd:ColorSpaces>"
    )
    parameters = (
        '<ofd:DrawParams><ofd:DrawParam ID="30"><ofd:FillColor Value="212 0 15"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="31" Relative="30" LineWidth="1"/><ofd:DrawParam ID="32"><ofd:FillColor Value="0 60 200"/>'
        "</ofd:DrawParam></ofd:DrawParams>"
    )

    def filled(x: float, y: float, inner: str = "", attributes: str = "") -> str:
        return path(square, f"{x} {y} 20 20", f'Fill="true" Stroke="false" {attributes}', inner)

    shapes = [
        filled(10, 10, '<ofd:FillColor Value="212 0 15"/>'),
        filled(40, 10, '<ofd:FillColor Value="0 0 0 255" ColorSpace="5"/>'),
        filled(70, 10, '<ofd:FillColor Value="15" ColorSpace="6"/>'),
        filled(100, 10, '<ofd:FillColor Index="1" ColorSpace="8"/>'),
        filled(130, 10, '<ofd:FillColor Value="#00A000"/>'),
        filled(10, 40, "", 'DrawParam="31"'),  # red, from what it stands on
        filled(40, 40),  # blue, from the layer
        filled(70, 40, '<ofd:FillColor Value="0 0 0" Alpha="0"/>'),
        filled(100, 40, '<ofd:FillColor Value="0 0 0"/>', 'Alpha="0"'),
        filled(130, 40, "", 'Visible="false"'),
        filled(160, 40, '<ofd:FillColor Value="0 0 0" Alpha="128"/>'),
    ]
    ofd = Ofd([layer("".join(shapes), 'DrawParam="32"')], public=spaces, document=parameters)
    places = {
        (20, 20): "red", (80, 20): "white", (110, 20): "blue", (140, 20): "green", (20, 50): "red", (50, 50): "blue",
        (80, 50): "white", (110, 50): "white", (140, 50): "white",
    }  # fmt: skip
    shows(ofd, tmp_path, places)
    for name, drawn in pictures(converted(ofd)[0], tmp_path).items():
        assert sum(drawn.getpixel((int(50 / DOTS), int(20 / DOTS)))) < 160, name  # type: ignore[arg-type]
        assert abs(drawn.getpixel((int(170 / DOTS), int(50 / DOTS)))[0] - 127) < 3, name  # type: ignore[index]


def test_outlines_of_every_kind(tmp_path: Path) -> None:
    fill = 'Fill="true" Stroke="false"'
    shapes = [
        path("M 10 0 A 10 10 0 0 1 10 20 A 10 10 0 1 1 10 0 C", "10 10 20 20", fill),  # a circle
        path("M 0 20 Q 10 -20 20 20 C", "40 10 20 20", fill),  # its top is at 10 from above
        path("M 0 20 B 0 0 20 0 20 20 C", "70 10 20 20", fill),
        path("M 0 0 L 20 0 L 20 20 L 0 20 C M 5 5 L 15 5 L 15 15 L 5 15 C", "100 10 20 20", f'{fill} Rule="Even-Odd"'),
        path("M 0 0 L 20 0 L 20 20 L 0 20 C M 5 5 L 15 5 L 15 15 L 5 15 C", "130 10 20 20", fill),
        path("S 0 0 M 0 0 L 20 0", "10 50 20 0", 'LineWidth="4"'),  # a box without height
        path("M 0 5 L 40 5", "40 45 40 10", 'LineWidth="4" DashPattern="10 10"'),
        path("M 0 0 L 40 0 L 40 40 L 0 40 C", "100 45 20 20", fill),  # cut to its box
    ]
    shows(
        Ofd([layer("".join(shapes))]),
        tmp_path,
        {
            (20, 20): "black", (11.5, 11.5): "white", (11, 20): "black", (50, 25): "black", (50, 13): "black", (42, 12): "white",
            (80, 17): "black", (80, 13): "white", (110, 20): "white", (102, 20): "black", (140, 20): "black",
            (20, 51): "black", (20, 49): "black", (45, 50): "black", (55, 50): "white", (65, 50): "black",
            (110, 55): "black", (125, 55): "white", (110, 72): "white",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clip_data", "attributes", "black"),
    [
        ("M 0 0 L 10 0 L 10 20 L 0 20 C", "", (15, 20)),  # counted from the corner of the bounds
        ("M 0 0 L 20 0 L 20 40 L 0 40 C", 'TransFlag="true"', (15, 20)),  # in the graphic's own space, half of that
        ("M 120 0 L 140 0 L 140 40 L 120 40 C", "", (15, 20)),  # the same, but not said: nothing would be left
    ],
)
def test_clips(tmp_path: Path, clip_data: str, attributes: str, black: tuple[float, float]) -> None:
    clip = (
        f'<ofd:Clips {attributes}><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 40 40"><ofd:AbbreviatedData>{clip_data}'
        "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    )
    moved = "-60" if "120" in clip_data else "0"
    shape = path(
        "M 0 0 L 160 0 L 160 40 L 0 40 C",
        "10 10 20 20",
        f'Fill="true" Stroke="false" CTM="0.5 0 0 0.5 {moved} 0"',
        clip,
    )
    shows(Ofd([layer(shape)]), tmp_path, {black: "black", (25, 20): "white"})


def test_shadings(tmp_path: Path) -> None:
    ends = '<ofd:Segment Position="0"><ofd:Color Value="212 0 15"/></ofd:Segment><ofd:Segment Position="1"><ofd:Color Value="0 60 200"/></ofd:Segment>'  # noqa: E501
    axial = f'<ofd:FillColor><ofd:AxialShd StartPoint="0 0" EndPoint="40 0">{ends}</ofd:AxialShd></ofd:FillColor>'
    radial = (
        f'<ofd:FillColor><ofd:RadialShd StartPoint="20 20" EndPoint="20 20" StartRadius="0" EndRadius="20">{ends}'
        "</ofd:RadialShd></ofd:FillColor>"
    )
    square = "M 0 0 L 40 0 L 40 40 L 0 40 C"
    shapes = [
        path(square, "10 10 40 40", 'Fill="true" Stroke="false"', axial),
        path(square, "110 10 40 40", 'Fill="true" Stroke="false"', radial),
    ]
    places = {(11, 30): "red", (49, 30): "blue", (130, 30): "red", (148.5, 30): "blue", (112, 12): "white"}
    shows(Ofd([layer("".join(shapes))]), tmp_path, places)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("JPEG", "RGB"),
        ("BMP", "RGB"),
        ("GIF", "P"),
        ("TIFF", "RGB"),
        ("JPEG", "CMYK"),
    ],
)
def test_pictures_lie_in_their_place(tmp_path: Path, name: str, mode: str) -> None:
    ofd = Ofd(
        [layer(path("M 0 0 L 60 0 L 60 40 L 0 40 C", "100 100 60 40", 'Fill="true" Stroke="false"', '<ofd:FillColor Value="0 160 0"/>')
               + image("20", "100 100 60 40", 'CTM="60 0 0 40 0 0"') + image("20", "10 10 30 20"))],
        document=media("20", "p.png"),
        more={"Doc_0/Res/p.png": picture(name, mode)},
    )  # fmt: skip
    pdf, _ = converted(ofd)
    for renderer, drawn in pictures(pdf, tmp_path).items():
        assert colour(drawn, 105, 104) == "black" or mode == "CMYK", renderer
        if mode != "CMYK":  # the colours of these are each program's own
            assert colour(drawn, 110, 125) == "red" and colour(drawn, 150, 125) == "blue", renderer
            assert colour(drawn, 12, 11) == "black" and colour(drawn, 35, 20) == "blue", renderer
            assert colour(drawn, 110, 138) == ("green" if mode == "RGBA" else "red"), renderer


@pytest.mark.parametrize("is_file", [True, False])
def test_a_jbig2_picture_is_kept_as_it_is(tmp_path: Path, is_file: bool) -> None:
    ofd = Ofd(
        [layer(image("20", "10 10 64 48"))],
        document=media("20", "p.jb2"),
        more={"Doc_0/Res/p.jb2": jbig2(is_file=is_file)},
    )
    shows(ofd, tmp_path, {(20, 30): "black", (60, 30): "white"})
    with pikepdf.open(io.BytesIO(converted(ofd)[0])) as pdf:
        (drawn,) = pdf.pages[0].Resources.XObject.values()
        assert drawn.Filter == pikepdf.Name.JBIG2Decode and (int(drawn.Width), int(drawn.Height)) == (64, 48)


def test_a_damaged_jbig2_is_refused() -> None:
    for content in (jbig2()[:30], jbig2()[:-20], jbig2().replace(b"\x30\0\1", b"\x31\0\1"), b"\x97JB2\r\n\x1a\n\x01"):
        ofd = Ofd([layer(image("20", "10 10 64 48"))], document=media("20", "p.jb2"), more={"Doc_0/Res/p.jb2": content})
        assert refusal(ofd.packed()).code in ("evidence.unknown-content", "evidence.damaged")


def test_templates_lie_below_and_above_in_their_order(tmp_path: Path) -> None:
    def square(value: str, box: str) -> str:
        return path(
            "M 0 0 L 40 0 L 40 40 L 0 40 C", box, 'Fill="true" Stroke="false"', f'<ofd:FillColor Value="{value}"/>'
        )

    ofd = Ofd(
        [layer(square("0 60 200", "30 10 40 40"))],
        templates={"8": layer(square("212 0 15", "10 10 40 40")), "9": layer(square("0 160 0", "60 10 40 40"))},
        used='<ofd:Template TemplateID="8"/><ofd:Template TemplateID="9" ZOrder="Foreground"/>',
    )
    shows(ofd, tmp_path, {(20, 30): "red", (40, 30): "blue", (55, 30): "blue", (65, 30): "green", (90, 30): "green"})


def test_annotations_are_shown_as_a_reader_shows_them(tmp_path: Path) -> None:
    def note(box: str, attributes: str) -> str:
        look = path(
            "M 0 0 L 20 0 L 20 20 L 0 20 C",
            "0 0 20 20",
            'Fill="true" Stroke="false"',
            '<ofd:FillColor Value="212 0 15"/>',
        )
        return f'<ofd:Annot ID="1" {attributes}><ofd:Appearance Boundary="{box}">{look}</ofd:Appearance></ofd:Annot>'

    notes = note("50 50 20 20", 'Type="Stamp"') + note("80 50 20 20", 'Type="Watermark" Visible="false"')
    remarks = shows(Ofd([layer("")], notes=notes), tmp_path, {(60, 60): "red", (90, 60): "white", (40, 60): "white"})
    assert remarks["evidence.seal"] == "有印章：印章仅为图像，未验证"


@pytest.mark.parametrize("in_seal", [True, False])
@pytest.mark.parametrize("name", ["PNG", "JPEG", "BMP"])
def test_a_seal_is_shown_from_wherever_its_picture_lies(tmp_path: Path, in_seal: bool, name: str) -> None:
    black = path("M 0 0 L 40 0 L 40 40 L 0 40 C", "10 10 40 40", 'Fill="true" Stroke="false"')
    ofd = signed(
        Ofd([layer(black)]),
        seal(name.lower(), picture(name)),
        '<ofd:StampAnnot PageRef="100" ID="1" Boundary="30 10 60 40"/>',
        in_seal,
    )
    # The writing below an opaque seal can still be read, as below a stamp.
    remarks = shows(ofd, tmp_path, {(35, 40): "black", (55, 40): "red", (80, 40): "blue"})
    assert "1 个" in remarks["evidence.seal"] and "未验证" in remarks["evidence.seal"]


def test_a_seal_over_the_edges_of_pages_is_shown_in_parts(tmp_path: Path) -> None:
    stamps = '<ofd:StampAnnot PageRef="100" ID="1" Boundary="150 100 60 40" Clip="0 0 30 40"/>'
    stamps += '<ofd:StampAnnot PageRef="101" ID="2" Boundary="0 100 60 40" Clip="30 0 30 40"/>'
    ofd = signed(Ofd([layer(""), layer("")]), seal("png", picture()), stamps)
    shows(ofd, tmp_path, {(175, 130): "red", (190, 130): "white"})
    with pypdfium2.PdfDocument(converted(ofd)[0]) as document:
        drawn = document[1].render().to_pil().convert("RGB")
    assert colour(drawn, 10, 130) == "white" and colour(drawn, 45, 130) == "blue"


def test_a_seal_that_is_an_ofd_itself(tmp_path: Path) -> None:
    red = '<ofd:FillColor Value="212 0 15"/>'
    half = path("M 0 0 L 20 0 L 20 40 L 0 40 C", "0 0 20 40", 'Fill="true" Stroke="false"', red)
    inner = Ofd([layer(half)], box="0 0 40 40")
    ofd = signed(
        Ofd([layer("")]), seal("ofd", inner.packed()), '<ofd:StampAnnot PageRef="100" ID="1" Boundary="50 50 20 20"/>'
    )
    shows(ofd, tmp_path, {(55, 60): "red", (65, 60): "white", (75, 60): "white"})


def test_a_seal_without_a_picture_is_told(tmp_path: Path) -> None:
    ofd = signed(
        Ofd([layer(text("甲", 10, 10))], public=SONG),
        b"\x30\x03\x02\x01\x04",
        '<ofd:StampAnnot PageRef="100" ID="1" Boundary="1 1 9 9"/>',
    )
    assert "读不出来" in converted(ofd)[1]["evidence.seal-picture"]


def test_attached_files_are_told_but_for_an_invoices_data(tmp_path: Path) -> None:
    assert "evidence.attachments" not in converted(invoice())[1]
    attached = '<ofd:Attachment ID="1" Name="明细表"><ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment>'
    assert "明细表" in converted(Ofd([layer("")], attachments=attached))[1]["evidence.attachments"]


def test_pages_have_their_own_papers() -> None:
    ofd = Ofd([layer(""), layer("")], box="0 0 210 297")
    own = element(
        "Page",
        f"<ofd:Area><ofd:PhysicalBox>5 5 100 50</ofd:PhysicalBox></ofd:Area><ofd:Content>{layer('')}</ofd:Content>",
    )
    with pypdfium2.PdfDocument(
        converted(changed(ofd.packed(), {"Doc_0/Pages/Page_1/Content.xml": own}))[0]
    ) as document:
        assert document[0].get_size() == pytest.approx((210 / DOTS, 297 / DOTS), abs=0.01)
        assert document[1].get_size() == pytest.approx((100 / DOTS, 50 / DOTS), abs=0.01)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('<ofd:VideoObject ID="9" Boundary="0 0 1 1"/>', "VideoObject"),
        (
            path(
                "M 0 0 L 9 9",
                "0 0 9 9",
                'Fill="true"',
                '<ofd:FillColor><ofd:Pattern Width="1" Height="1"/></ofd:FillColor>',
            ),
            "底纹",
        ),
        (path("M 0 0 L 9 9", "0 0 9 9", 'Fill="true"', "<ofd:FillColor><ofd:GouraudShd/></ofd:FillColor>"), "高洛德"),
        (path("M 0 0 Z 9 9", "0 0 9 9"), "路径"),
        (path("M 0 0 L 9", "0 0 9 9"), "路径"),
        (path("M 0 0 L 9 nan", "0 0 9 9"), "数值"),
        (path("M 0 0 L 9 9", "0 0 9"), "区域"),
        (path("M 0 0 L 9 9", "0 0 9 9", 'CTM="1 0 0 1"'), "矩阵"),
        (image("99", "0 0 9 9"), "缺少图片"),
        ('<ofd:CompositeObject ID="9" ResourceID="99" Boundary="0 0 9 9"/>', "复合图元"),
        (text("甲", 1, 1, delta="g 999999 1"), "间距"),
        (text("甲", 1, 1, attributes='CharDirection="45"'), "方向"),
    ],
)
def test_what_is_not_known_is_refused_by_name(content: str, says: str) -> None:
    assert says in refusal(Ofd([layer(content)], public=SONG).packed()).message


def test_a_composite_unit_that_holds_itself_ends() -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="9" Height="9"><ofd:Content>'
        + '<ofd:CompositeObject ID="1" ResourceID="50" Boundary="0 0 9 9"/>' * 3
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    page = layer('<ofd:CompositeObject ID="1" ResourceID="50" Boundary="0 0 9 9"/>')
    assert "套得太深" in refusal(Ofd([page], document=unit).packed()).message


def test_nothing_outside_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(picture())
    for place in (
        f"/../../..{tmp_path}/p.png",
        "../../../p.png",
        f"file://{tmp_path}/p.png",
        "https://192.0.2.1/p.png",
        "//192.0.2.1/p.png",
    ):
        refused = refusal(Ofd([layer(image("20", "0 0 9 9"))], document=media("20", place)).packed())
        assert refused.code in ("evidence.linked", "evidence.damaged"), place


def test_entities_and_locked_files_are_refused() -> None:
    entity = HEAD + '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    assert (
        refusal(Ofd([layer("")]).packed() and changed(invoice().packed(), {"OFD.xml": entity})).code == "evidence.bomb"
    )
    locked = Ofd([layer("")], body="<ofd:Encryptions>Encryptions.xml</ofd:Encryptions>")
    assert refusal(locked.packed()).code == "evidence.encrypted"


def test_more_text_than_any_file_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_package, "MOST_XML", 10_000)
    assert refusal(invoice().packed()).code == "evidence.bomb"
    monkeypatch.undo()
    monkeypatch.setattr("formgen.dossier.evidence.ofd.drawing.MOST_OBJECTS", 20)
    assert refusal(invoice().packed()).code == "evidence.bomb"


@pytest.mark.parametrize(
    "name",
    ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Tpls/Tpl_9/Content.xml", "Doc_0/PublicRes.xml"],
)
def test_a_part_that_is_missing_or_no_xml_is_named(name: str) -> None:
    assert name.rpartition("/")[2] in refusal(invoice().packed(without=(name,))).message
    assert refusal(changed(invoice().packed(), {name: b"<no"})).code == "evidence.damaged"


def test_other_writings_of_names_and_places_are_read(tmp_path: Path) -> None:
    """Without a prefix, with another one, with backslashes, with other capitals, with places from the root."""
    parts = invoice().parts()
    plain = {
        name.replace("Content", "content"): (
            content.replace("ofd:", "").replace("xmlns:ofd", "xmlns").replace("xmlns:=", "xmlns=")
            if isinstance(content, str)
            else content
        )
        for name, content in parts.items()
    }
    plain = {
        name: content.replace("xmlns:ofd=", "xmlns=") if isinstance(content, str) else content
        for name, content in plain.items()
    }
    plain["Doc_0/Document.xml"] = str(plain["Doc_0/Document.xml"]).replace('BaseLoc="Pages/', 'BaseLoc="/Doc_0/Pages\\')
    from tests.dossier.evidence.office_files import packed

    pdf, _ = converted(packed(plain))
    assert AMOUNTS["BuyerName"] in words(pdf, tmp_path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_change_of_its_xml_is_refused_or_drawn(data: st.DataObject) -> None:
    """Characters changed anywhere in the XML: never an exception but the refusal, and always a sound PDF."""
    parts = dict(invoice().parts())
    name = data.draw(st.sampled_from([name for name, content in parts.items() if isinstance(content, str)]))
    content = str(parts[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content = (
            content[:at]
            + data.draw(st.sampled_from(["", "0", "-", "9999999", " ", "x", "甲", '"']))
            + content[at + 1 :]
        )
    try:
        pdf, _ = ofd_to_pdf(changed(invoice().packed(), {name: content}))
    except RefusedError:
        return
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == [] and len(opened.pages) == 1
