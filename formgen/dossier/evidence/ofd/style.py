"""Reads the style of a graphic: line width, ends, corners, dashes and colours, from its attributes or drawing parameters.

If a graphic does not give a value itself, its drawing parameters give it, then the parameters on which these are based, then
the parameters of its layer (GB/T 33190, 8.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formgen.dossier.evidence.ofd.colours import Paint, read_paint
from formgen.dossier.evidence.ofd.paths import plain
from formgen.dossier.evidence.ofd.resources import Resources
from formgen.dossier.evidence.ofd.values import LARGEST, Node, numbers

THIN = 0.353
"""The width of a line in mm if the file gives none: one point."""
MITER = 4.234
"""The limit of pointed corners if the file gives none."""
CAPS = {"Butt": 0, "Round": 1, "Square": 2}
"""The ends of lines, with their numbers in PDF."""
JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}
"""The corners of lines, with their numbers in PDF."""
MOST_DASHES = 100
"""How many lengths of dashes are used."""
DEEPEST = 20
"""How many drawing parameters may be based on each other."""


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a graphic.

    line_width    the width of lines, in mm in the graphic's own space
    cap, join     the ends and the corners of lines, as the numbers that PDF uses
    miter_limit   the limit of pointed corners. It becomes the miter limit of PDF, a ratio of at least 1
    dashes        the lengths of dashes and gaps, in mm; empty for a solid line
    dash_offset   where the pattern of dashes begins, in mm
    fill, stroke  the colours of areas and lines; None if the file gives none, which means black
    """

    line_width: float
    cap: int
    join: int
    miter_limit: float
    dashes: tuple[float, ...]
    dash_offset: float
    fill: Paint | None
    stroke: Paint | None

    def lines(self) -> str:
        """The operators that set the width, the ends, the corners and the dashes of lines."""
        dashes = " ".join(map(plain, self.dashes))
        return (
            f"{plain(self.line_width)} w {self.cap} J {self.join} j {plain(max(1.0, self.miter_limit))} M "
            f"[{dashes}] {plain(self.dash_offset)} d"
        )


def read_style(node: Node, resources: Resources, layer: str | None) -> Style:
    """The style of a graphic. layer: the ID of the drawing parameters of its layer; None if the layer has none.

    Raises RefusedError for wrong numbers and for colours that can't be drawn.
    """
    sources = [node, *_parameters(node.get("DrawParam"), resources), *_parameters(layer, resources)]

    def said(name: str) -> str | None:
        return next((value for source in sources if (value := source.get(name)) is not None), None)

    def length(name: str, default: float) -> float:
        value = said(name)
        return default if value is None else min(LARGEST, max(0.0, numbers(value)[0])) if numbers(value) else default

    def paint(name: str) -> Paint | None:
        found = next((colour for source in sources if (colour := source.child(name)) is not None), None)
        return read_paint(found, resources.spaces, resources.default_space) if found is not None else None

    dashes = tuple(max(0.0, dash) for dash in numbers(said("DashPattern") or "")[:MOST_DASHES])
    return Style(
        length("LineWidth", THIN),
        CAPS.get(said("Cap") or "Butt", 0),
        JOINS.get(said("Join") or "Miter", 0),
        length("MiterLimit", MITER),
        dashes if any(dashes) else (),
        length("DashOffset", 0.0),
        paint("FillColor"),
        paint("StrokeColor"),
    )


def _parameters(key: str | None, resources: Resources) -> Iterator[Node]:
    """The drawing parameters with this ID, and the parameters on which they are based, the nearest first."""
    for _ in range(DEEPEST):
        node = resources.parameters.get(key) if key is not None else None
        if node is None:
            return
        yield node
        key = node.get("Relative")
