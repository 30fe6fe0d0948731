"""Draws the layers of an OFD's pages as the contents of PDF pages.

The content of each page begins with a matrix. This matrix makes the space of the page the same as in the OFD: millimetres,
with y downwards. So the operators have the same numbers as the OFD. If this program can't draw something, it refuses the
file and names the thing.
"""

from __future__ import annotations

from collections.abc import Callable

import pikepdf
from pikepdf import Dictionary, Name

from formgen.dossier.evidence.ofd.colours import OPAQUE, Paint, shading
from formgen.dossier.evidence.ofd.fonts import Fonts
from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.paths import Step, plain, steps, written
from formgen.dossier.evidence.ofd.pictures import drawing
from formgen.dossier.evidence.ofd.resources import Located, Resources
from formgen.dossier.evidence.ofd.style import Style, read_style
from formgen.dossier.evidence.ofd.texts import THICKER, Texts, read_look
from formgen.dossier.evidence.ofd.texts import written as written_text
from formgen.dossier.evidence.ofd.values import PRINT_FROM_A_READER, Box, Matrix, Node, damaged, unknown
from formgen.dossier.evidence.refused import RefusedError

POINTS = 72 / 25.4
"""How many points (pt) a millimetre has."""
MOST_OBJECTS = 1_000_000
"""How many graphics a file may have."""
MOST_CONTENT = 256 << 20
"""How many bytes the contents of all pages may have."""
DEEPEST = 40
"""How many blocks and composite units may lie within each other."""
EDGE = 0.5
"""How far, in mm, a graphic may reach beyond its own bounds, because lines have a width."""
IGNORED = frozenset({"Actions", "Clips", "FillColor", "StrokeColor", "Extensions"})
"""Elements of a block that are no graphics."""


class Canvas:
    """The PDF that is being made, and all that its pages share: fonts, pictures, patterns and degrees of transparency."""

    def __init__(self, pdf: pikepdf.Pdf, fonts: Fonts) -> None:
        self.pdf, self.fonts = pdf, fonts
        self._left, self._bytes_left = MOST_OBJECTS, MOST_CONTENT
        self._drawings = Dictionary()
        self._states = Dictionary()
        self._patterns = Dictionary()
        self._known: dict[object, str] = {}

    def one_more(self) -> None:
        """Count one graphic. Raises RefusedError if there are more than any real file has."""
        self._left -= 1
        if self._left < 0:
            raise RefusedError("evidence.bomb", "里的内容多得不像正常的文件", PRINT_FROM_A_READER)

    def written(self, content: str) -> bytes:
        """The content of a page as bytes. Raises RefusedError if all contents together are larger than in any real file."""
        made = content.encode("ascii")
        self._bytes_left -= len(made)
        if self._bytes_left < 0:
            raise RefusedError("evidence.bomb", "里的内容多得不像正常的文件", PRINT_FROM_A_READER)
        return made

    def drawing(self, key: object, make: Callable[[], pikepdf.Object]) -> str:
        """The name of a picture in the resources. `make` is called when this key comes for the first time."""
        return self._named(self._drawings, "D", ("drawing", key), make)

    def state(self, fill: float, stroke: float, is_multiplied: bool = False) -> str:
        """The name of a graphics state in the resources.

        fill, stroke   the opacity of areas and of lines, 0 to 1
        is_multiplied  True if colours are multiplied with those below, so that these stay visible
        """
        mode = Name.Multiply if is_multiplied else Name.Normal
        entries = Dictionary(Type=Name.ExtGState, ca=round(fill, 4), CA=round(stroke, 4), BM=mode)
        return self._named(
            self._states, "S", ("state", round(fill, 4), round(stroke, 4), is_multiplied), lambda: entries
        )

    def pattern(self, made: pikepdf.Object) -> str:
        """The name of a pattern in the resources. Each pattern gets a new name, because it is used only once."""
        return self._named(self._patterns, "P", ("pattern", len(self._known)), lambda: made)

    def _named(self, group: pikepdf.Object, letter: str, key: object, make: Callable[[], pikepdf.Object]) -> str:
        if key not in self._known:
            made = make()
            name = f"{letter}{len(self._known)}"
            group[f"/{name}"] = self.pdf.make_indirect(made) if not made.is_indirect else made
            self._known[key] = name
        return self._known[key]

    def resources(self) -> pikepdf.Object:
        """The resources that all pages share."""
        return Dictionary(
            Font=self.fonts.made(self.pdf), XObject=self._drawings, ExtGState=self._states, Pattern=self._patterns
        )


class Drawer:
    """Draws the layers of one OFD."""

    def __init__(self, canvas: Canvas, package: OfdPackage, label: object) -> None:
        """label: distinguishes the pictures of this OFD from those of another one on the same canvas."""
        self._canvas, self._package, self._label = canvas, package, label
        self._texts = Texts(package, canvas.fonts)
        self._lines: list[str] = []

    def drawn(self) -> str:
        """The operators that were drawn since the last call of this method."""
        content = "\n".join(self._lines)
        self._lines = []
        return content

    def layer(self, node: Node, resources: Resources, place: Matrix) -> None:
        """Draw a layer, or the drawing of an annotation.

        place  the matrix from its space to the page's space in points, which shadings need

        Raises RefusedError for what can't be drawn.
        """
        self._block(node, resources, node.get("DrawParam"), place, 1.0, 0)

    def _block(
        self, node: Node, resources: Resources, parameters: str | None, place: Matrix, alpha: float, depth: int
    ) -> None:
        if depth > DEEPEST:
            raise damaged("内容套得太深")
        for child in node:
            if child.name in IGNORED:
                continue
            self._canvas.one_more()
            if child.name == "PageBlock":
                self._block(child, resources, parameters, place, alpha, depth + 1)
            elif not child.flag("Visible", True):
                continue
            elif child.name in ("TextObject", "PathObject", "ImageObject", "CompositeObject"):
                self._object(child, resources, parameters, place, alpha, depth)
            else:
                raise unknown(f"图元 {child.name}")

    def _object(
        self, node: Node, resources: Resources, parameters: str | None, place: Matrix, alpha: float, depth: int
    ) -> None:
        box = node.box() or Box(0, 0, 0, 0)
        own = node.matrix()
        if node.name == "ImageObject" and node.get("CTM") is None:
            own = Matrix(box.width, 0, 0, box.height, 0, 0)
        matrix = own.then(Matrix(1, 0, 0, 1, box.x, box.y))
        alpha *= min(1.0, max(0.0, node.number("Alpha", OPAQUE) / OPAQUE))
        self._lines.append("q")
        if node.name in ("PathObject", "CompositeObject") and box.width > 0 and box.height > 0:
            width = max(EDGE, node.number("LineWidth", EDGE))
            sides = (box.x - width, box.y - width, box.width + 2 * width, box.height + 2 * width)
            self._lines.append(" ".join([*map(plain, sides), "re W n"]))
        self._clip(node, own, box)
        self._lines.append(" ".join([*map(plain, matrix), "cm"]))
        match node.name:
            case "TextObject":
                self._text(node, resources, parameters, matrix.then(place), alpha)
            case "PathObject":
                self._path(node, resources, parameters, matrix.then(place), alpha)
            case "ImageObject":
                self._image(node, resources, alpha)
            case _:
                self._composite(node, resources, matrix.then(place), alpha, depth)
        self._lines.append("Q")

    def _clip(self, node: Node, own: Matrix, box: Box) -> None:
        """Clip a graphic. Each clip keeps what lies in at least one of its areas.

        By the standard an area counts from the upper left corner of the graphic's bounds, or, with TransFlag, lies in the
        graphic's own space. Some programs use the graphic's own space without TransFlag. This is assumed if the area
        would otherwise cover nothing of the graphic.
        """
        clips = node.child("Clips")
        if clips is None:
            return
        for clip in clips.children("Clip"):
            outlines: list[tuple[list[Step], Matrix]] = []
            is_even_odd = False
            for area in clip.children("Area"):
                path = area.child("Path")
                if path is None:
                    raise unknown("用文字裁剪")
                path_box = path.box() or Box(0, 0, 0, 0)
                moved = path.matrix().then(Matrix(1, 0, 0, 1, path_box.x, path_box.y)).then(area.matrix())
                outlines.append((steps(path.said("AbbreviatedData") or ""), moved))
                is_even_odd |= path.get("Rule") == "Even-Odd"
            if not any(outline for outline, _ in outlines):
                continue
            in_own, in_bounds = (
                [(outline, moved.then(matrix)) for outline, moved in outlines] for matrix in (own, Matrix())
            )
            is_own = clips.flag("TransFlag", False) or (not _covered(in_bounds, box) and _covered(in_own, box))
            chosen = in_own if is_own else in_bounds
            shift = Matrix(1, 0, 0, 1, box.x, box.y)
            self._lines += [written(outline, moved.then(shift)) for outline, moved in chosen]
            self._lines.append("W* n" if is_even_odd else "W n")

    def _paints(self, style: Style, place: Matrix, resources: Resources, alpha: float) -> None:
        """Set the colours to fill and to stroke with. place: from the graphic's space to the page's; alpha: opacity, 0 to 1."""
        paints = (style.fill or Paint(), style.stroke or Paint())
        for strokes, paint in enumerate(paints):
            if paint.shading is not None:
                pattern = shading(paint, resources.spaces, resources.default_space, place)
                self._lines.append(
                    f"/Pattern {'CS' if strokes else 'cs'} /{self._canvas.pattern(pattern)} {'SCN' if strokes else 'scn'}"
                )
            else:
                self._lines.append(paint.operator(bool(strokes)))
        fill, stroke = (alpha * min(1.0, max(0.0, paint.alpha / OPAQUE)) for paint in paints)
        if (fill, stroke) != (1.0, 1.0):
            self._lines.append(f"/{self._canvas.state(fill, stroke)} gs")

    def _path(self, node: Node, resources: Resources, parameters: str | None, place: Matrix, alpha: float) -> None:
        style = read_style(node, resources, parameters)
        outline = steps(node.said("AbbreviatedData") or "")
        fills, strokes = node.flag("Fill", False), node.flag("Stroke", True)
        if not outline or not (fills or strokes):
            return
        self._paints(style, place, resources, alpha)
        is_even_odd = node.get("Rule") == "Even-Odd"
        operator = ("B" if strokes else "f") + ("*" if is_even_odd else "") if fills else "S"
        self._lines += [style.lines(), written(outline), operator]

    def _text(self, node: Node, resources: Resources, parameters: str | None, place: Matrix, alpha: float) -> None:
        style, look = read_style(node, resources, parameters), read_look(node, resources.fonts)
        placed = list(self._texts.placed(node, look))
        if not placed:
            return
        fills, strokes = node.flag("Fill", True), node.flag("Stroke", False)
        self._paints(style, place, resources, alpha)
        mode = 2 if fills and strokes else 0 if fills else 1 if strokes else 3
        if look.is_bold and mode == 0:
            mode = 2
            self._lines.append((style.fill or Paint()).operator(True))
            self._lines.append(f"{plain(THICKER * look.size)} w")
        elif strokes:
            self._lines.append(style.lines())
        self._lines += ["BT", f"{mode} Tr", written_text(placed, look), "ET"]

    def _image(self, node: Node, resources: Resources, alpha: float) -> None:
        path = self._picture(node.get("ResourceID"), resources)
        mask = node.get("ImageMask")
        mask_path = self._picture(mask, resources) if mask is not None else None
        name = self._canvas.drawing(
            (self._label, path, mask_path),
            lambda: drawing(
                self._canvas.pdf,
                self._package.read(path),
                self._package.read(mask_path) if mask_path is not None else None,
            ),
        )
        if alpha != 1.0:
            self._lines.append(f"/{self._canvas.state(alpha, alpha)} gs")
        self._lines.append(f"1 0 0 -1 0 1 cm /{name} Do")

    def _picture(self, key: str | None, resources: Resources) -> str:
        path = resources.pictures.get(key) if key is not None else None
        if path is None:
            raise damaged("缺少图片")
        return path

    def _composite(self, node: Node, resources: Resources, place: Matrix, alpha: float, depth: int) -> None:
        unit: Located | None = resources.units.get(node.get("ResourceID") or "")
        content = unit.node.child("Content") if unit is not None else None
        if unit is None or content is None:
            raise damaged("缺少复合图元")
        self._block(content, resources, None, place, alpha, depth + 1)


def _covered(outlines: list[tuple[list[Step], Matrix]], box: Box) -> float:
    """How much of a graphic's bounds lies in the box around some outlines, in mm²."""
    points = [matrix.at(*point) for outline, matrix in outlines for step in outline for point in step.points]
    if not points or box.width <= 0 or box.height <= 0:
        return 0.0
    across, down = [x for x, _ in points], [y for _, y in points]
    width = min(max(across), box.width) - max(min(across), 0.0)
    height = min(max(down), box.height) - max(min(down), 0.0)
    return width * height if width > 0 and height > 0 else 0.0
