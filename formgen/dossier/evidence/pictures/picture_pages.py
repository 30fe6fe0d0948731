"""Puts a picture on its page: one A4 page for each picture, upright or landscape by its shape.

The first rule that fits decides the size:

1. If a picture states a resolution of 100 dpi or more, and is then no larger than A4 and no speck, it is a scan and keeps its
   own size. So a seal on it keeps its size. Cameras write 72 dpi, and screenshots have about as little, whatever the size of the paper was.
2. Any other picture is fitted into the page with a margin, but with at least 100 dots an inch. So a picture with few pixels
   stays small and does not become coarse.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from formgen.dossier.sheets import A4, POINTS_PER_MM, TOLERANCE

MARGIN = 15 * POINTS_PER_MM
"""The margin (pt) on every side of a fitted picture. At the foot it leaves the strip of the page number free."""
SMALLEST = 10 * POINTS_PER_MM
"""The longer side (pt) of a scan is at least so long. A file that says less says nothing of the paper: nobody would see it."""
COARSEST = 100.0
"""The least resolution of a drawn picture, in dots an inch."""
TURNS: dict[int, tuple[int, int, int, int]] = {
    1: (1, 0, 0, 1),
    2: (-1, 0, 0, 1),
    3: (-1, 0, 0, -1),
    4: (1, 0, 0, -1),
    5: (0, -1, -1, 0),
    6: (0, -1, 1, 0),
    7: (0, 1, 1, 0),
    8: (0, 1, -1, 0),
}
"""The matrix that turns a stored picture upright, by its EXIF orientation, in the PDF's space, where y grows upwards."""
SIDEWAYS = range(5, 9)
"""The orientations in which a picture is stored on its side."""
COLOURS = {"1": (Name.DeviceGray, b"GRAY", 1), "L": (Name.DeviceGray, b"GRAY", 1), "RGB": (Name.DeviceRGB, b"RGB ", 3),
           "CMYK": (Name.DeviceCMYK, b"CMYK", 4)}  # fmt: skip
"""For each mode that can be bound: its colour space, its name in a colour profile, and the number of its components."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is bound.

    data        the data of the PDF's image; `packed` has the keys that say how they are stored (ISO 32000-1, table 89)
    mode        Pillow's name for the colours, one of COLOURS
    size        pixels across and down, as stored
    turn        EXIF orientation, one of TURNS
    resolution  dots an inch across and down, as stored; None if the file does not say
    profile     the ICC profile, None if there is none
    """

    data: bytes = field(repr=False)
    packed: dict[str, object]
    mode: str
    size: tuple[int, int]
    turn: int
    resolution: tuple[float, float] | None
    profile: bytes | None = field(repr=False)


def add_page(pdf: pikepdf.Pdf, picture: Picture) -> None:
    """Add a page with this picture."""
    sideways = picture.turn in SIDEWAYS
    pixels = picture.size[::-1] if sideways else picture.size
    stated = picture.resolution or (1.0, 1.0)
    across, down = stated[::-1] if sideways else stated
    width, height = pixels[0] * 72 / across, pixels[1] * 72 / down
    paper = _paper(width, height)
    if not _is_scan(width, height, stated):
        finest = max(across, down)  # the pixels of a fax are not square
        width, height = (side * finest / COARSEST for side in (width, height))
        paper = _paper(width, height)
        scale = min(1.0, (paper[0] - 2 * MARGIN) / width, (paper[1] - 2 * MARGIN) / height)
        width, height = width * scale, height * scale
    page_width, page_height = max(paper[0], width), max(paper[1], height)
    page = pdf.add_blank_page(page_size=(page_width, page_height))
    page.obj.Resources = Dictionary(XObject=Dictionary(Picture=_drawing(pdf, picture)))
    a, b, c, d = TURNS[picture.turn]
    left, bottom = (page_width - width) / 2, (page_height - height) / 2
    # The matrix turns the unit square about its middle, and then stretches it.
    e, f = (1 - a - c) / 2, (1 - b - d) / 2
    numbers = (a * width, b * height, c * width, d * height, left + e * width, bottom + f * height)
    matrix = " ".join(f"{number:.4f}" for number in numbers)
    page.obj.Contents = pdf.make_stream(f"q {matrix} cm /Picture Do Q".encode("ascii"))


def is_coarse(picture: Picture) -> bool:
    """True for a picture that is no scan in its own size, and has too few pixels to fill a page with 100 dots an inch."""
    width, height = (
        pixels * 72 / stated for pixels, stated in zip(picture.size, picture.resolution or (1, 1), strict=True)
    )
    paper = _paper(width, height)
    if _is_scan(width, height, picture.resolution or (0.0, 0.0)):
        return False
    room = [(side - 2 * MARGIN) / 72 * (COARSEST - 1) for side in paper]
    return picture.size[0] < room[0] and picture.size[1] < room[1]


def _is_scan(width: float, height: float, stated: tuple[float, float]) -> bool:
    """True for a picture that keeps its own size. width, height: that size (pt); stated: dots an inch, as the file says."""
    paper = _paper(width, height)
    fits = width <= paper[0] + TOLERANCE and height <= paper[1] + TOLERANCE
    return max(stated) >= COARSEST - 1 and fits and max(width, height) >= SMALLEST


def _paper(width: float, height: float) -> tuple[float, float]:
    return A4 if width <= height else A4[::-1]


def _drawing(pdf: pikepdf.Pdf, picture: Picture) -> pikepdf.Object:
    space, signature, components = COLOURS[picture.mode]
    colours: pikepdf.Object = space
    profile = picture.profile
    # The header of a profile says for which colours it is (ICC.1:2010, 7.2). A profile for other colours is left out.
    if (
        profile
        and len(profile) >= 128
        and (profile[16:20], profile[36:40]) == (signature, b"acsp")
        and picture.mode != "1"
    ):
        stream = pdf.make_stream(profile)
        stream.N, stream.Alternate = components, space
        colours = Array([Name.ICCBased, stream])
    drawing = pikepdf.Stream(pdf, picture.data)
    drawing.Type, drawing.Subtype = Name.XObject, Name.Image
    drawing.Width, drawing.Height = picture.size
    drawing.ColorSpace = colours
    for key, value in picture.packed.items():
        drawing["/" + key] = value
    return pdf.make_indirect(drawing)
