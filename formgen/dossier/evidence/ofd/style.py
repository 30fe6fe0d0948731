"""How a graphic is drawn: line width, ends, corners, dashes and colours, from its own attributes or drawing parameters.

What a graphic does not say itself comes from its drawing parameters, from those that these stand on, and from its layer's
(GB/T 33190, 8.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from formgen.dossier.evidence.ofd.colours import Paint, read_paint
from formgen.dossier.evidence.ofd.paths import plain
from formgen.dossier.evidence.ofd.resources import Resources
from formgen.dossier.evidence.ofd.values import LARGEST, Node, numbers

THIN = 0.353
"""The width of a line, in mm, where nothing is said: one point."""
MITER = 4.234
"""The limit of a pointed corner where nothing is said."""
CAPS = {"Butt": 0, "Round": 1, "Square": 2}
JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}
MOST_DASHES = 100
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What applies to a graphic.

    line_width, miter_limit, dash_offset  in mm, in the graphic's own space
    fill, stroke  None where nothing is said: black
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
        """The operators that set the line."""
        dashes = " ".join(map(plain, self.dashes))
        return (
            f"{plain(self.line_width)} w {self.cap} J {self.join} j {plain(max(1.0, self.miter_limit))} M "
            f"[{dashes}] {plain(self.dash_offset)} d"
        )


def read_style(node: Node, resources: Resources, layer: str | None) -> Style:
    """The style of a graphic. layer: the ID of its layer's drawing parameters, None for none."""
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
    """Drawing parameters, and those that they stand on."""
    for _ in range(DEEPEST):
        node = resources.parameters.get(key) if key is not None else None
        if node is None:
            return
        yield node
        key = node.get("Relative")
