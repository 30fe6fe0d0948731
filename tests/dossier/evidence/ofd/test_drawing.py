"""Several renderers show colours, outlines, clips, shadings, pictures, templates, annotations and seals in the right places."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.dossier.evidence.ofd.ofd_files import (
    Ofd,
    changed,
    element,
    image,
    invoice,
    jbig2,
    layer,
    media,
    path,
    picture,
    seal,
    signed,
    text,
)  # fmt: skip
from tests.dossier.evidence.ofd.seen import DOTS, SONG, colour, converted, pictures, refusal, shows


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


def test_a_mask_makes_a_jbig2_picture_clear_where_it_is_black(tmp_path: Path) -> None:
    mask = io.BytesIO()
    made = Image.new("L", (64, 48), 255)
    made.paste(0, (0, 0, 64, 24))
    made.save(mask, "PNG")
    ofd = Ofd(
        [layer(path("M 0 0 L 64 0 L 64 48 L 0 48 C", "10 10 64 48", 'Fill="true" Stroke="false"', '<ofd:FillColor Value="0 160 0"/>')
               + image("20", "10 10 64 48", 'ImageMask="21"'))],
        document=(media("20", "p.jb2") + media("21", "m.png")).replace("</ofd:MultiMedias><ofd:MultiMedias>", ""),
        more={"Doc_0/Res/p.jb2": jbig2(), "Doc_0/Res/m.png": mask.getvalue()},
    )  # fmt: skip
    shows(ofd, tmp_path, {(20, 15): "green", (60, 15): "green", (20, 50): "black", (60, 50): "white"})


def test_a_mask_may_be_a_jbig2_picture_itself(tmp_path: Path) -> None:
    """Scans that are packed in layers have such masks."""
    green = io.BytesIO()
    Image.new("RGB", (64, 48), (0, 160, 0)).save(green, "PNG")
    ofd = Ofd(
        [layer(image("20", "10 10 64 48", 'ImageMask="21"'))],
        document=(media("20", "p.png") + media("21", "m.jb2")).replace("</ofd:MultiMedias><ofd:MultiMedias>", ""),
        more={"Doc_0/Res/m.jb2": jbig2(), "Doc_0/Res/p.png": green.getvalue()},
    )
    shows(ofd, tmp_path, {(20, 30): "white", (60, 30): "green"})


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


def test_a_page_covers_its_template_of_the_body(tmp_path: Path) -> None:
    def square(value: str, box: str) -> str:
        return path(
            "M 0 0 L 40 0 L 40 40 L 0 40 C", box, 'Fill="true" Stroke="false"', f'<ofd:FillColor Value="{value}"/>'
        )

    ofd = Ofd(
        [layer(square("0 60 200", "30 10 40 40"))],
        templates={"8": layer(square("212 0 15", "10 10 40 40"))},
        used='<ofd:Template TemplateID="8" ZOrder="Body"/>',
    )
    shows(ofd, tmp_path, {(20, 30): "red", (40, 30): "blue", (65, 30): "blue"})


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
