"""Decides which pages of a source an archive (PDF/A-2b, ISO 19005-2) can hold as they are. In doubt, a page is refused.

This is no validator: it knows the rules that pages commonly break, and refuses everything that it does not understand. A
refused page is bound as a picture of itself, which costs sharpness but loses no word. Clauses are those of ISO 19005-2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Name

from formgen.dossier.archive.carried_fonts import NotCarriedError, Widths, check_font, check_packing

KNOWN = (
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q "
    "re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
)
OPERATORS = frozenset(KNOWN.split())
SHOWING = frozenset({"Tj", "TJ", "'", '"'})
CMYK_OPERATORS = frozenset({"k", "K"})
INTENTS = frozenset({"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"})
BLENDS = frozenset(
    {
        *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"),
        *("/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color"),
        "/Luminosity",
    }
)
DEVICE_SPACES = frozenset({"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/Lab", "/Pattern"})
DEEPEST_Q = 28
UNSEEN = 3
"""Text rendering mode (ISO 32000-1, 9.3.6)."""
LONGEST_STRING, LARGEST_NUMBER = 32767, 2**31 - 1
DEEPEST = 30
"""Drawings within drawings; more is an odd file, or one that goes in a circle."""
RESOURCE_KINDS = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/ProcSet"}
)


def not_carried(page: pikepdf.Page, widths: Widths) -> str | None:
    """Why a page can't be carried into an archive as it is, in Chinese; None if it can. widths: those of its file."""
    try:
        resources = page.obj.get("/Resources", pikepdf.Dictionary())
        _group(page.obj)
        _resources(resources, 0, frozenset(), widths)
        _content(page, resources, 0, widths)
    except NotCarriedError as why:
        return str(why)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return "有看不懂的内容"
    return None


def _resources(resources: pikepdf.Object, depth: int, above: frozenset[tuple[int, int]], widths: Widths) -> None:
    if depth > DEEPEST or resources.objgen in above:
        raise NotCarriedError("图形层层嵌套")
    below = above | ({resources.objgen} if resources.objgen != (0, 0) else frozenset())
    if set(resources.keys()) - RESOURCE_KINDS:
        raise NotCarriedError("有看不懂的内容")
    for group in _values(resources, "/Properties"):
        if group.get("/Type") in (Name.OCG, Name.OCMD):
            raise NotCarriedError("有图层")
    for font in _values(resources, "/Font"):
        _font(font, depth, below, widths)
    for space in _values(resources, "/ColorSpace"):
        _space(space)
    for state in _values(resources, "/ExtGState"):
        _state(state, depth, below, widths)
    for drawing in _values(resources, "/XObject"):
        _drawing(drawing, depth, below, widths)
    for pattern in _values(resources, "/Pattern"):
        if isinstance(pattern, pikepdf.Stream):
            _form(pattern, depth, below, widths)
        else:
            _space(pattern.Shading.ColorSpace)
            if "/ExtGState" in pattern:
                _state(pattern.ExtGState, depth, below, widths)
    for shading in _values(resources, "/Shading"):
        _space(shading.ColorSpace)


def _content(stream: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, level: int, widths: Widths) -> None:
    """Known operators only, nothing in CMYK, nothing that is not named in the resources (6.2.2, 6.2.4.3)."""
    texts = _Texts()
    named = {
        kind: set(resources.get(kind, pikepdf.Dictionary()).keys())
        for kind in ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties")
    }
    for instruction in pikepdf.parse_content_stream(stream):
        operands, token = instruction.operands, str(instruction.operator)
        if token == "INLINE IMAGE":
            raise NotCarriedError("有写在内容里的图片")
        if token not in OPERATORS:
            raise NotCarriedError("有看不懂的内容")
        if token in CMYK_OPERATORS:
            raise NotCarriedError("有印刷用的颜色（CMYK）")
        if token == "ri" and str(operands[0]) not in INTENTS:
            raise NotCarriedError("有不认得的颜色方式")
        level += (token == "q") - (token == "Q")
        if level > DEEPEST_Q:
            raise NotCarriedError("图形层层嵌套")
        if token in ("cs", "CS") and str(operands[0]) not in DEVICE_SPACES | named["/ColorSpace"]:
            raise NotCarriedError("有不认得的颜色方式")
        kind = {"Tf": "/Font", "Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading"}.get(token)
        if kind is not None and str(operands[0]) not in named[kind]:
            raise NotCarriedError("用到的字体或图形不在文件里")
        if token == "BDC" and isinstance(operands[1], pikepdf.Name) and str(operands[1]) not in named["/Properties"]:
            raise NotCarriedError("用到的字体或图形不在文件里")
        _limits(operands)
        texts.read(token, operands)
    for name, shown in texts.shown.items():
        widths.check(resources.Font[name], shown)


class _Texts:
    """The strings that a content shows in each font, by the font's name. Unseen ones have no widths to keep to."""

    def __init__(self) -> None:
        self.shown: dict[str, set[bytes]] = {}
        self._font, self._mode = "", 0
        self._kept: list[tuple[str, int]] = []

    def read(self, token: str, operands: Iterable[object]) -> None:
        """The next operator. Raises NotCarriedError for text in a font that the content does not choose itself."""
        if token == "q":
            self._kept.append((self._font, self._mode))
        elif token == "Q" and self._kept:
            self._font, self._mode = self._kept.pop()
        elif token == "Tf":
            self._font = str(next(iter(operands)))
        elif token == "Tr":
            self._mode = int(str(next(iter(operands))))
        elif token in SHOWING and self._mode != UNSEEN:
            if not self._font:
                raise NotCarriedError("用到的字体或图形不在文件里")
            last = list(operands)[-1]
            pieces = last.as_list() if isinstance(last, pikepdf.Array) else [last]
            self.shown.setdefault(self._font, set()).update(
                bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)
            )


def _limits(operands: object) -> None:
    """What a number and a string may be at most (6.1.13)."""
    for operand in operands if isinstance(operands, list | pikepdf.Array) else ():
        if isinstance(operand, pikepdf.String) and len(bytes(operand)) > LONGEST_STRING:
            raise NotCarriedError("有过长的内容")
        if isinstance(operand, pikepdf.Array):
            _limits(operand)
        elif isinstance(operand, int) and abs(operand) > LARGEST_NUMBER:
            raise NotCarriedError("有过大的数")


def _drawing(drawing: pikepdf.Object, depth: int, above: frozenset[tuple[int, int]], widths: Widths) -> None:
    if "/OC" in drawing:
        raise NotCarriedError("有图层")
    if drawing.get("/Subtype") == Name.Image:
        _image(drawing)
    elif drawing.get("/Subtype") == Name.Form and not {"/OPI", "/Ref", "/PS", "/Subtype2"} & set(drawing.keys()):
        _form(drawing, depth, above, widths)
    else:
        raise NotCarriedError("有看不懂的内容")


def _form(form: pikepdf.Object, depth: int, above: frozenset[tuple[int, int]], widths: Widths) -> None:
    """A drawing with content of its own: it must bring its own resources too (6.2.2)."""
    _group(form)
    check_packing(form)
    resources = form.get("/Resources", pikepdf.Dictionary())
    _resources(resources, depth + 1, above, widths)
    _content(form, resources, depth, widths)


def _group(holder: pikepdf.Object) -> None:
    group = holder.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and "/CS" in group:
        _space(group.CS)


def _image(image: pikepdf.Object) -> None:
    if {"/Alternates", "/OPI"} & set(image.keys()):
        raise NotCarriedError("有看不懂的内容")
    if str(image.get("/Intent", "/Perceptual")) not in INTENTS:
        raise NotCarriedError("有不认得的颜色方式")
    check_packing(image)
    if image.get("/ImageMask", False) is not True:
        _space(image.ColorSpace)
    for mask in (image.get("/SMask"), image.get("/Mask")):
        if isinstance(mask, pikepdf.Stream):
            _image(mask)


def _space(space: pikepdf.Object) -> None:
    """Grey and RGB, bare or with a profile of their own. CMYK and spot colours would need another output intent."""
    if isinstance(space, pikepdf.Name):
        if str(space) not in DEVICE_SPACES:
            raise NotCarriedError("有印刷用的颜色（CMYK）")
        return
    kind = str(space[0])
    if kind == "/ICCBased":
        if int(space[1].get("/N", 0)) not in (1, 3) or not _is_profile(space[1]):
            raise NotCarriedError("有不认得的颜色方式")
    elif kind in ("/Indexed", "/Pattern"):
        if len(space) > 1:
            _space(space[1])
    elif kind not in DEVICE_SPACES:
        raise NotCarriedError("有印刷用的颜色（专色或 CMYK）")


def _is_profile(stream: pikepdf.Object) -> bool:
    """True for an ICC profile up to version 4 of an allowed class whose colours are as many as it says (6.2.4.2)."""
    content = stream.read_bytes()
    colours = {1: b"GRAY", 3: b"RGB "}[int(stream.N)]
    fits = content[16:20] == colours or (int(stream.N) == 3 and content[16:20] == b"Lab ")
    return len(content) > 128 and content[36:40] == b"acsp" and content[8] <= 4 and fits and (
        content[12:16] in (b"mntr", b"scnr", b"prtr", b"spac")
    )  # fmt: skip


def _state(state: pikepdf.Object, depth: int, above: frozenset[tuple[int, int]], widths: Widths) -> None:
    """Graphics states without transfer functions and halftones, with known blend modes (6.2.5, 6.2.10)."""
    if {"/TR", "/HTP", "/HTO", "/HT"} & set(state.keys()) or str(state.get("/TR2", "/Default")) != "/Default":
        raise NotCarriedError("有印刷专用的设置")
    if "/Font" in state or str(state.get("/RI", "/Perceptual")) not in INTENTS:
        raise NotCarriedError("有看不懂的内容")
    blend = state.get("/BM", Name.Normal)
    if not isinstance(blend, pikepdf.Name) or str(blend) not in BLENDS:
        raise NotCarriedError("有不认得的颜色方式")
    mask = state.get("/SMask")
    if isinstance(mask, pikepdf.Dictionary):
        if "/TR" in mask and str(mask.TR) != "/Identity":
            raise NotCarriedError("有印刷专用的设置")
        _form(mask.G, depth + 1, above, widths)


def _font(font: pikepdf.Object, depth: int, above: frozenset[tuple[int, int]], widths: Widths) -> None:
    """The font, and what the characters of a Type 3 font are drawn with."""
    check_font(font)
    if font.get("/Subtype") == Name.Type3:
        resources = font.get("/Resources", pikepdf.Dictionary())
        for glyph in font.CharProcs.values():
            _content(glyph, resources, depth, widths)
        if "/Resources" in font:
            _resources(font.Resources, depth + 1, above, widths)


def _values(resources: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    group = resources.get(kind)
    if isinstance(group, pikepdf.Dictionary):
        yield from (value for _, value in group.items())
