"""Converts the colours of an OFD to those of a PDF: values in a colour space, axial and radial shadings (GB/T 33190, 8.3)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from formgen.dossier.evidence.ofd.paths import plain
from formgen.dossier.evidence.ofd.values import Matrix, Node, damaged, number, numbers, unknown

OPERATORS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}
"""The operators that set the colour to fill with and the colour to stroke with, by the number of components."""
SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
COMPONENTS = {"GRAY": 1, "RGB": 3, "CMYK": 4}
"""The number of components of each type of colour space."""
SHADINGS = {
    "Pattern": "底纹填充",
    "GouraudShd": "高洛德渐变",
    "LaGourandShd": "格构高洛德渐变",
    "LaGouraudShd": "格构高洛德渐变",
}
"""The fillings that can't be converted, with the words that messages use for them."""
OPAQUE = 255.0
"""The alpha value of an opaque colour."""


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """A colour space.

    components  the number of its components: 1 (grey), 3 (RGB) or 4 (CMYK)
    most        the largest value of each component
    palette     the colours that a number may name, with components between 0 and 1; empty for none
    """

    components: int = 3
    most: float = 255.0
    palette: tuple[tuple[float, ...], ...] = ()


def read_space(node: Node) -> ColourSpace:
    """Read a colour space of the resources. Its colour profile is not used.

    Raises RefusedError for an unknown type and for a wrong number of bits.
    """
    components = COMPONENTS.get((node.get("Type") or "RGB").upper())
    if components is None:
        raise unknown(f"颜色空间 {node.get('Type')}")
    bits = int(node.number("BitsPerComponent", 8))
    if not 1 <= bits <= 16:
        raise damaged("颜色的位数不对")
    space = ColourSpace(components, float(2**bits - 1))
    palette = node.child("Palette")
    entries = (_scaled(child.text, space) for child in palette) if palette is not None else ()
    return ColourSpace(components, space.most, tuple(entries))


def _scaled(value: str, space: ColourSpace) -> tuple[float, ...]:
    """The components of a colour value, between 0 and 1. Some programs write them in hexadecimal: `#FF0000`, `#FF #0 #0`.

    Raises RefusedError for a wrong value.
    """
    words = value.replace(",", " ").split()
    if len(words) == 1 and words[0].startswith("#") and len(words[0]) == 7:
        words = [f"#{words[0][at : at + 2]}" for at in (1, 3, 5)]
    try:
        found = [float(int(word[1:], 16)) if word.startswith("#") else number(word) for word in words]
    except ValueError:
        raise damaged("颜色不对") from None
    if len(found) != space.components and len(found) not in OPERATORS:
        raise damaged("颜色不对")
    return tuple(min(1.0, max(0.0, one / space.most)) for one in found)


@dataclass(frozen=True, slots=True)
class Paint:
    """The colour or the shading with which a graphic is painted.

    components  the components of grey, RGB or CMYK, between 0 and 1
    alpha       0 for an invisible colour, 255 for an opaque colour
    shading     the description of a shading; None for a single colour
    """

    components: tuple[float, ...] = (0.0,)
    alpha: float = OPAQUE
    shading: Node | None = None

    def operator(self, strokes: bool) -> str:
        """The operator that sets this colour. strokes: True for the colour of lines, False for the colour of areas."""
        return " ".join([*map(plain, self.components), OPERATORS[len(self.components)][strokes]])


def read_paint(node: Node, spaces: dict[str, ColourSpace], default: ColourSpace) -> Paint:
    """Read a colour of the OFD.

    spaces   the colour spaces of the resources, by ID
    default  the colour space of a colour that names none

    Raises RefusedError for a wrong colour, and for patterns and shadings that can't be drawn.
    """
    alpha = node.number("Alpha", OPAQUE)
    for child in node:
        if child.name in ("AxialShd", "RadialShd"):
            first = next(child.below("Color"), None)
            base = read_paint(first, spaces, default) if first is not None else Paint()
            return Paint(base.components, alpha, child)
        if child.name in SHADINGS:
            raise unknown(SHADINGS[child.name])
        raise unknown(f"颜色 {child.name}")
    reference = node.get("ColorSpace")
    space = spaces.get(reference, default) if reference is not None else default
    value, index = node.get("Value"), node.get("Index")
    if value is not None:
        return Paint(_scaled(value, space), alpha)
    if index is not None:
        at = int(number(index))
        if not 0 <= at < len(space.palette):
            raise damaged("调色板里没有的颜色")
        return Paint(space.palette[at], alpha)
    return Paint((0.0,), alpha)


def shading(paint: Paint, spaces: dict[str, ColourSpace], default: ColourSpace, matrix: Matrix) -> pikepdf.Object:
    """The PDF pattern of a shading (ISO 32000-1, 8.7.4). matrix: leads from the shading's space to the page's space in points.

    Raises RefusedError for a wrong shading, and for one that can't be drawn.
    """
    node = paint.shading
    assert node is not None
    stops: list[tuple[float, tuple[float, ...]]] = []
    segments = list(node.children("Segment"))
    for nth, segment in enumerate(segments):
        colour = segment.child("Color")
        place = segment.number("Position", nth / max(1, len(segments) - 1))
        stops.append(
            (
                min(1.0, max(0.0, place)),
                read_paint(colour, spaces, default).components if colour is not None else (0.0,),
            )
        )
    stops.sort(key=lambda stop: stop[0])
    if len(stops) < 2 or len({len(colour) for _, colour in stops}) != 1:
        raise unknown("渐变填充")
    if (node.get("MapType") or "Direct") != "Direct":
        raise unknown("重复的渐变填充")
    start, end = (numbers(node.get(name) or "") for name in ("StartPoint", "EndPoint"))
    if len(start) != 2 or len(end) != 2:
        raise damaged("渐变的位置不对")
    is_axial = node.name == "AxialShd"
    if not is_axial and node.number("Eccentricity", 0):
        raise unknown("椭圆的渐变填充")
    extend = node.get("Extend") or "0"
    coordinates = [*start, *end]
    if not is_axial:
        coordinates = [*start, node.number("StartRadius", 0), *end, node.number("EndRadius", 0)]
    drawn = Dictionary(
        ShadingType=2 if is_axial else 3,
        ColorSpace=SPACES[len(stops[0][1])],
        Coords=Array(coordinates),
        Function=_function(stops),
        Extend=Array([extend in ("1", "3"), extend in ("2", "3")]),
    )
    return Dictionary(Type=Name.Pattern, PatternType=2, Shading=drawn, Matrix=Array([*matrix]))


def _function(stops: list[tuple[float, tuple[float, ...]]]) -> pikepdf.Object:
    if stops[0][0] > 0:
        stops = [(0.0, stops[0][1]), *stops]
    if stops[-1][0] < 1:
        stops = [*stops, (1.0, stops[-1][1])]
    pieces = [
        Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([*first[1]]), C1=Array([*second[1]]), N=1)
        for first, second in itertools.pairwise(stops)
    ]
    bounds = [place for place, _ in stops[1:-1]]
    encode = [0, 1] * len(pieces)
    return Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Functions=Array(pieces), Bounds=Array(bounds), Encode=Array(encode)
    )
