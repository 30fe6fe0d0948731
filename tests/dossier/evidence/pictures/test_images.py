"""Pictures become pages: upright, in their colours, in their own size if they give one, and nothing of them is lost."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zlib
from typing import Any

import pikepdf
import pillow_heif
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFile, ImageOps, TiffImagePlugin

from formgen.dossier.evidence.formats import FileFormat, format_of
from formgen.dossier.evidence.pictures.images import MOST_PIXELS, picture_to_pdf
from formgen.dossier.evidence.refused import RefusedError
from tests.sweeps import some_of

pillow_heif.register_heif_opener()  # so that tests can write HEIC; the program reads it in its own way
A4 = (595.28, 841.89)
ALL = ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF", "AVIF", "JPEG2000"]
"""Every format of pictures, as Pillow calls it."""
ORIENTATION = 0x0112


def drawn(size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Image.Image:
    """Draw a picture that shows whether it was turned or mirrored, and whether red and blue were exchanged."""
    width, height = size
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width - 1, height - 1), outline="black", width=3)
    pen.rectangle((width // 15, height // 13, width // 4, height // 4), fill=(212, 0, 15))
    pen.rectangle((width * 2 // 3, height // 13, width * 3 // 4, height * 3 // 4), fill=(0, 60, 200))
    return image.convert(mode)


def saved(image: Image.Image, name: str, **keys: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, name, **keys)
    return out.getvalue()


def pages(content: bytes) -> tuple[bytes, list[Image.Image], list[tuple[float, float]]]:
    """The PDF of a picture, each of its pages as drawn at 72 dpi, and their sizes."""
    pdf, _ = picture_to_pdf(content, format_of(content))
    with pypdfium2.PdfDocument(pdf) as document:
        return pdf, [page.render().to_pil().convert("RGB") for page in document], [page.get_size() for page in document]


def shown(page: Image.Image) -> Image.Image:
    """The content of a page, without the white around it."""
    box = ImageOps.invert(page.convert("L")).getbbox()
    assert box is not None
    return page.crop(box)


def difference(page: Image.Image, expected: Image.Image) -> float:
    """The difference between a page and a picture: the mean of all channels, 0 to 255."""
    found = shown(page).resize((150, 150), Image.Resampling.BOX)
    grey = ImageChops.difference(found, expected.convert("RGB").resize((150, 150), Image.Resampling.BOX)).convert("L")
    return sum(value * count for value, count in enumerate(grey.histogram())) / (150 * 150)


def image_of(pdf: bytes, page: int = 0) -> pikepdf.Object:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        picture = document.pages[page].Resources.XObject.Picture
        return pikepdf.Dictionary(
            Filter=str(picture.Filter), Width=picture.Width, Raw=pikepdf.String(picture.read_raw_bytes()),
            Icc="/ICCBased" in str(picture.ColorSpace), Space=str(picture.ColorSpace),
        )  # fmt: skip


@pytest.mark.parametrize("orientation", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4711])
@pytest.mark.parametrize("name", ["JPEG", "PNG", "TIFF", "WEBP", "HEIF", "AVIF"])
def test_a_turned_photograph_stands_upright(name: str, orientation: int) -> None:
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    turned = saved(drawn(), "PNG", exif=notes)
    content = saved(drawn(), name, exif=notes, **({"quality": 95} if name in ("JPEG", "WEBP") else {}))
    if name == "HEIF":  # the writer turns what it opened; in HEIC the camera's note alone turns nothing
        with Image.open(io.BytesIO(saved(drawn(), "JPEG", quality=95, exif=notes))) as image:
            content = saved(image, name)
    _, (page,), (size,) = pages(content)
    upright = ImageOps.exif_transpose(drawn() if not 2 <= orientation <= 8 else Image.open(io.BytesIO(turned)))
    assert difference(page, upright) < 6
    assert size == pytest.approx(A4 if upright.height > upright.width else A4[::-1], abs=0.1)


def test_a_jpeg_is_bound_as_it_is_without_the_cameras_notes() -> None:
    notes = Image.Exif()
    notes[ORIENTATION] = 6
    notes[0x010F] = "Camera of a person"
    content = saved(drawn(), "JPEG", exif=notes, comment=b"a secret comment", progressive=True) + b"a film behind it"
    pdf, _, _ = pages(content)
    raw = bytes(image_of(pdf).Raw)
    assert raw.startswith(b"\xff\xd8\xff") and raw.endswith(b"\xff\xd9")
    for secret in (b"Camera", b"secret", b"film"):
        assert secret in content and secret not in raw
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(raw)) as after:
        assert before.tobytes() == after.tobytes()


def test_a_plain_png_is_bound_as_it_is() -> None:
    for mode in ("RGB", "L"):
        content = saved(drawn(mode=mode), "PNG")
        assert bytes(image_of(pages(content)[0]).Raw) in content
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    for content in (saved(drawn(), "PNG", exif=turned), saved(drawn(), "PNG", transparency=(0, 60, 200))):
        assert bytes(image_of(pages(content)[0]).Raw) not in content


def test_of_a_phones_several_pictures_in_one_the_first_is_meant() -> None:
    content = saved(drawn(), "MPO", save_all=True, append_images=[drawn((60, 40))])
    assert format_of(content) is FileFormat.JPEG
    pdf, (page,), _ = pages(content)
    assert difference(page, drawn()) < 6
    assert bytes(image_of(pdf).Raw).count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize(
    ("mode", "name"),
    [("1", "PNG"), ("1", "TIFF"), ("L", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("RGB", "BMP"), ("RGB", "PNG"), ("RGB", "WEBP"),
     ("RGB", "TIFF"), ("RGB", "HEIF"), ("RGB", "AVIF"), ("RGB", "JPEG2000"), ("L", "HEIF"), ("L", "JPEG2000"), ("P", "GIF"),
     ("L", "GIF"), ("I;16", "JPEG2000"), ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("YCbCr", "JPEG"), ("I;16", "PNG"), ("I;16", "TIFF")],
)  # fmt: skip
def test_every_way_of_storing_colours_shows_the_same(mode: str, name: str) -> None:
    image = drawn(mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda grey: grey * 257 + 0).convert("I;16")
    keys = {"compression": "group4"} if (mode, name) == ("1", "TIFF") else {}
    _, (page,), _ = pages(saved(image, name, **keys))
    expected = drawn(mode="L") if mode == "I;16" else image
    assert difference(page, expected) < (20 if mode == "CMYK" else 8)  # programs differ about CMYK


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB"])
def test_what_is_transparent_is_white(mode: str) -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((100, 100, 199, 199), fill=(0, 0, 0, 255))
    if mode == "RGB":  # one colour means “transparent”
        content = saved(Image.new("RGB", (400, 300), (1, 2, 3)), "PNG", transparency=(1, 2, 3))
    elif mode == "P":
        content = saved(image.convert("P"), "PNG", transparency=image.convert("P").getpixel((0, 0)))
    else:
        content = saved(image.convert(mode), "PNG")
    _, (page,), _ = pages(content)
    dark = sum(page.convert("L").histogram()[:200])
    if mode == "RGB":
        assert dark == 0
    else:
        assert dark == pytest.approx((100 * 0.72) ** 2, rel=0.05)  # at 100 dpi


def test_a_colour_profile_is_kept_if_it_is_for_these_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, mode, kept in (
        ("JPEG", "RGB", True),
        ("PNG", "RGB", True),
        ("JPEG", "L", False),
        ("TIFF", "CMYK", False),
    ):
        pdf, _, _ = pages(saved(drawn(mode=mode), name, icc_profile=profile))
        assert bool(image_of(pdf).Icc) is kept, (name, mode)


@pytest.mark.parametrize(
    ("pixels", "dpi", "points"),
    [
        ((1012, 638), 300, (1012 * 72 / 300, 638 * 72 / 300)),  # an identity card, scanned: its own size
        ((2480, 3508), 300, (595.2, 841.9)),  # an A4 scan
        ((400, 300), 72, (288, 216)),  # small, from a screen: 100 dpi
        ((4000, 3000), 72, ((595.28 - 85.04) * 4 / 3, 595.28 - 85.04)),  # a photograph, fitted
        ((3000, 4000), 300, (595.28 - 85.04, (595.28 - 85.04) * 4 / 3)),  # says 300 dpi, but would be 25 × 34 cm
        ((864, 1078), (204, 98), (864 * 72 / 204, 1078 * 72 / 98)),  # a fax: its pixels are not square
    ],
)
def test_the_size_on_paper(pixels: tuple[int, int], dpi: Any, points: tuple[float, float]) -> None:
    image = Image.new("L", pixels, 0)
    name = "TIFF" if isinstance(dpi, tuple) else "JPEG"
    _, (page,), (size,) = pages(saved(image, name, dpi=dpi if isinstance(dpi, tuple) else (dpi, dpi)))
    width, height = points
    landscape = A4 if height >= width else A4[::-1]
    assert shown(page).width == pytest.approx(width, abs=2) and shown(page).height == pytest.approx(height, abs=2)
    assert size == pytest.approx(landscape, abs=1)


def test_every_page_of_a_tiff_is_a_page_but_for_small_copies() -> None:
    first, second, third = drawn((600, 400)), drawn((400, 600)), drawn((60, 40))
    reduced = TiffImagePlugin.ImageFileDirectory_v2()
    reduced[254] = 1
    plain = saved(first, "TIFF", save_all=True, append_images=[second, third])
    assert [size[0] > size[1] for size in pages(plain)[2]] == [True, False, True]
    out = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out, new=True) as writer:
        for image, tags in ((first, {}), (third, reduced), (second, {})):
            image.save(writer, "TIFF", tiffinfo=tags)
            writer.newFrame()
    assert [size[0] > size[1] for size in pages(out.getvalue())[2]] == [True, False]


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_fax_on_its_side_keeps_its_shape(orientation: int) -> None:
    """Dots an inch are said of the picture as it is stored."""
    image = Image.new("1", (864, 1078), 0)
    stored = image if orientation == 1 else image.transpose(Image.Transpose.ROTATE_90)
    dpi = (204, 98) if orientation == 1 else (98, 204)
    _, (page,), _ = pages(saved(stored, "TIFF", dpi=dpi, tiffinfo={274: orientation}))
    assert shown(page).width == pytest.approx(864 * 72 / 204, abs=2)
    assert shown(page).height == pytest.approx(1078 * 72 / 98, abs=2)


def test_a_grey_picture_of_16_bits_in_which_nought_is_white() -> None:
    image = Image.new("I;16", (400, 300), 65535)
    content = saved(image, "TIFF", tiffinfo={262: 0})
    with Image.open(io.BytesIO(content)) as written:
        assert isinstance(written, TiffImagePlugin.TiffImageFile) and written.tag_v2[262] == 0
    _, (page,), _ = pages(content)
    assert page.getpixel((page.width // 2, page.height // 2)) == (0, 0, 0)


def test_the_same_picture_gives_the_same_bytes() -> None:
    for name in ALL:
        content = saved(drawn(), name)
        assert picture_to_pdf(content, format_of(content)) == picture_to_pdf(content, format_of(content))


def test_a_long_screenshot_is_told() -> None:
    content = saved(drawn((300, 2400)), "PNG")
    assert [remark.code for remark in picture_to_pdf(content, FileFormat.PNG)[1]] == ["evidence.long-picture"]


@pytest.mark.parametrize(
    ("pixels", "dpi", "is_told"),
    [
        ((800, 600), 72, True),  # sent through a chat program
        ((600, 800), None, True),
        ((1080, 1440), 72, False),  # fills the page with 142 dpi
        ((1012, 638), 300, False),  # an identity card, scanned: its own size
        ((794, 1123), 96, False),  # a page from a screen
        ((500, 700), 96, True),
    ],
)
def test_a_photograph_of_too_few_dots_for_a_page_is_told(
    pixels: tuple[int, int], dpi: int | None, is_told: bool
) -> None:
    content = saved(drawn(pixels), "JPEG", **({"dpi": (dpi, dpi)} if dpi else {}))
    codes = [remark.code for remark in picture_to_pdf(content, FileFormat.JPEG)[1]]
    assert codes == (["evidence.coarse-picture"] if is_told else [])


def test_of_a_heic_with_several_pictures_each_is_a_page_the_main_one_first() -> None:
    file = pillow_heif.from_pillow(drawn((600, 400)))
    file.add_from_pillow(drawn((400, 600)))
    out = io.BytesIO()
    file.save(out, primary_index=1)
    assert format_of(out.getvalue()) is FileFormat.HEIC
    _, shown_pages, sizes = pages(out.getvalue())
    assert [size[0] > size[1] for size in sizes] == [False, True]
    assert difference(shown_pages[0], drawn((400, 600))) < 8 and difference(shown_pages[1], drawn((600, 400))) < 8


@pytest.mark.parametrize("cut", [0, 40])
def test_what_ends_the_process_of_the_decoder_is_refused(cut: int) -> None:
    """The decoder takes the type of an item for text, and ends the process where it is none."""
    content = saved(drawn(), "HEIF", exif=Image.Exif().tobytes())
    odd, count = re.subn(rb"(infe\x02.{7})Exif", b"\\1E\xeaif", content, flags=re.DOTALL)
    assert count == 1 and picture_to_pdf(content, FileFormat.HEIC)
    with pytest.raises(RefusedError) as caught:
        picture_to_pdf(odd[: len(odd) - cut], FileFormat.HEIC)
    assert caught.value.code == "evidence.damaged"


def test_what_a_telephone_notes_beside_its_picture_is_left_behind() -> None:
    notes = Image.Exif()
    notes[0x010F] = "Camera of a person"
    for name in ("HEIF", "AVIF"):
        content = saved(drawn(), name, exif=notes)
        assert b"Camera" in content and b"Camera" not in bytes(image_of(pages(content)[0]).Raw)


def test_a_jpeg_2000_without_its_file_is_taken_too() -> None:
    content = saved(drawn(), "JPEG2000", no_jp2=True)
    assert content.startswith(b"\xff\x4f\xff\x51") and format_of(content) is FileFormat.JP2
    assert difference(pages(content)[1][0], drawn()) < 6


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        picture_to_pdf(content, format_of(content))
    assert caught.value.message and caught.value.remedy
    return caught.value.code


def png_of(width: int, height: int) -> bytes:
    """Make a tiny PNG that claims to have this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1 << 16), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (15_000, 10_000), (1_000_000, 200), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    content = png_of(*size)
    assert size[0] * size[1] > MOST_PIXELS and len(content) < 1000
    tracemalloc.start()
    try:
        assert refusal(content) in ("evidence.too-large", "evidence.damaged")
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_tiff_with_more_pixels_than_any_paper_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formgen.dossier.evidence.pictures.images.MOST_ALL_PIXELS", 500_000)
    content = saved(drawn(), "TIFF", save_all=True, append_images=[drawn(), drawn()])
    assert refusal(content) == "evidence.too-large"


def test_a_tiff_whose_pages_loop_ends() -> None:
    content = bytearray(saved(drawn((60, 40)), "TIFF", save_all=True, append_images=[drawn((40, 60))]))
    first = struct.unpack("<I", content[4:8])[0]
    entries = struct.unpack("<H", content[first : first + 2])[0]
    after = first + 2 + 12 * entries
    second = struct.unpack("<I", content[after : after + 4])[0]
    entries = struct.unpack("<H", content[second : second + 2])[0]
    content[second + 2 + 12 * entries :][:4] = content[4:8]
    at = second + 2 + 12 * entries
    content[at : at + 4] = content[4:8]
    assert len(pages(bytes(content))[2]) == 2


@pytest.mark.parametrize("name", ["PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_that_moves_is_refused(name: str) -> None:
    content = saved(drawn(), name, save_all=True, append_images=[drawn().rotate(90)])
    assert refusal(content) == "evidence.moving-picture"


@pytest.mark.parametrize("mode", ["F", "LAB", "I"])
def test_colours_that_no_page_can_show_are_refused(mode: str) -> None:
    image = drawn(mode="L").convert(mode) if mode != "LAB" else Image.new("LAB", (40, 40))
    assert refusal(saved(image, "TIFF")) == "evidence.odd-colours"


def test_a_large_scan_is_taken() -> None:
    content = saved(Image.new("1", (9933, 9933), 1), "TIFF", compression="group4", dpi=(300, 300))
    _, _, (size,) = pages(content)
    assert size == pytest.approx(A4, abs=0.1)


@pytest.mark.parametrize("name", ALL)
def test_every_truncation_is_refused_unless_it_cuts_no_pixel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does for the whole process
    content = saved(drawn((120, 80)), name)
    whole, _, _ = pages(content)
    for length in range(9, len(content) - 8, max(1, len(content) // 60)):
        try:
            kind = format_of(content[:length])
        except RefusedError as refused:
            assert refused.code == "evidence.unknown-format", length
            continue
        try:
            assert picture_to_pdf(content[:length], kind)[0] == whole and length > len(content) - 20, length
        except RefusedError as refused:
            assert refused.code == "evidence.damaged", length


@settings(max_examples=some_of(80))
@given(data=st.data(), name=st.sampled_from(ALL))
def test_any_damage_is_refused_or_harmless(data: st.DataObject, name: str) -> None:
    """If any bytes are changed, the file is refused, or it has at least as many pages as the intact file. Nothing else."""
    frames: dict[str, Any] = {"save_all": True, "append_images": [drawn((40, 60))]} if name == "TIFF" else {}
    content = bytearray(saved(drawn((60, 40)), name, **frames))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        pdf, _ = picture_to_pdf(bytes(content), format_of(bytes(content)))
    except RefusedError:
        return
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) >= 1
        complaints = document.check_pdf_syntax()
    # A JPEG with wrong dots in it is bound unchanged, because every program shows the same dots.
    assert complaints == [] or name == "JPEG"
