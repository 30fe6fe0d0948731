"""Word properties: resolves styles to the look of a paragraph, and reports as a fault every property we do not lay out.

Every property element that is allowed is in one of three tables: understood (read below), harmless (no influence on our
layout), or harmless when off. Any other property in a file is reported with its place. It is never ignored silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from formgen.foundation.errors import DefinitionFault
from formgen.render.layout import faces
from formgen.render.layout.sheet import Align, ParagraphFormat
from formgen.render.word.package import attribute, tag

OFF = ("0", "false", "off", "none", "nil", "clear", "baseline", "auto")


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARAGRAPH_READ = _names(
    "pStyle keepNext keepLines pageBreakBefore spacing ind jc outlineLvl rPr numPr autoSpaceDE autoSpaceDN "
    "widowControl overflowPunct kinsoku wordWrap topLinePunct suppressAutoHyphens"
)
PARAGRAPH_HARMLESS = _names("snapToGrid adjustRightInd suppressLineNumbers suppressOverlap tabs cnfStyle divId")
PARAGRAPH_WHEN_OFF = _names("bidi contextualSpacing mirrorIndents framePr pBdr shd textDirection textAlignment")
RUN_READ = _names("rStyle rFonts sz szCs u b i color kern")
RUN_HARMLESS = _names("lang noProof bCs iCs snapToGrid ligatures")
RUN_WHEN_OFF = _names(
    "spacing w position vertAlign caps smallCaps strike dstrike outline shadow emboss imprint vanish specVanish webHidden "
    "highlight effect em bdr shd fitText rtl cs eastAsianLayout"
)
CHARACTER_INDENTS = ("leftChars", "rightChars", "startChars", "endChars")
BLACK_INK = ("text1", "dark1")
"""The colours of a theme that are its black."""
TOGGLES = (
    ("keepNext", "keep_next"),
    ("keepLines", "keep_lines"),
    ("widowControl", "no_single_lines"),
    ("overflowPunct", "hangs"),
    ("kinsoku", "keeps"),
    ("wordWrap", "whole"),
    ("topLinePunct", "narrows"),
    ("suppressAutoHyphens", "unhyphenated"),
    ("pageBreakBefore", "page_break"),
    ("autoSpaceDE", "space_letters"),
    ("autoSpaceDN", "space_digits"),
)
"""The toggle properties of a paragraph, each with the attribute of GatheredProperties that it sets."""
ALIGN: tuple[tuple[str, Align], ...] = (
    ("left", "left"),
    ("start", "left"),
    ("center", "center"),
    ("right", "right"),
    ("end", "right"),
    ("both", "justify"),
)


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def is_on(element: etree._Element | None) -> bool:
    """True if a toggle property is there and is not switched off."""
    return element is not None and (attribute(element, "val") or "1") not in OFF


def is_shaded(element: etree._Element) -> bool:
    """True for a `w:shd` that draws a colour or a pattern behind its text."""
    pattern, fill = attribute(element, "val"), attribute(element, "fill")
    themed = any(attribute(element, name) is not None for name in ("themeFill", "themeColor"))
    return themed or pattern not in (None, "clear", "nil") or fill not in (None, "auto", "FFFFFF", "ffffff")


def points(element: etree._Element | None, name: str) -> float | None:
    """An attribute in twentieths of a point, as pt; None if it is not given or is not a number."""
    text = None if element is None else attribute(element, name)
    try:
        return None if text is None else float(text) / 20
    except ValueError:
        return None


def half_points(element: etree._Element | None) -> float | None:
    """The value of an element in half points, as pt; None if it is not given or is not a number."""
    twentieths = points(element, "val")
    return None if twentieths is None else twentieths * 10


@dataclass(frozen=True)
class GatheredProperties:
    """Paragraph and run properties while they are gathered from defaults, styles and direct formatting. None: not given."""

    east_asian: str | None = None
    latin: str | None = None
    size: float | None = None
    kerned_from: float = 0
    underline: bool | None = None
    line: float | None = None
    exact: bool | None = None
    align: str | None = None
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    no_single_lines: bool = True
    page_break: bool = False
    outline: int | None = None
    hangs: bool = True
    keeps: bool = True
    whole: bool = True
    narrows: bool = False
    unhyphenated: bool = False
    space_letters: bool = True
    space_digits: bool = True

    @property
    def kerned(self) -> bool:
        """True if letters of this look are kerned. Word kerns from a size on (`kerned_from`, in pt), or never (0)."""
        return 0 < self.kerned_from <= (self.size or 0)


@dataclass
class Faults:
    """Collects the parts of a Word file that are not laid out, each once, with its place."""

    file: str
    found: list[DefinitionFault] = field(default_factory=list)

    def add(self, place: str, message: str) -> None:
        """Add a fault. If the same fault is added twice, it counts once."""
        fault = DefinitionFault(self.file, place, message)
        if fault not in self.found:
            self.found.append(fault)


@dataclass(frozen=True)
class Styles:
    """The styles of one file, resolved along `basedOn`."""

    root: etree._Element
    faults: Faults
    _looks: dict[str | None, GatheredProperties] = field(default_factory=dict, compare=False, repr=False)
    """The look of each style without faults. It is kept because hundreds of paragraphs have the same few styles."""

    def _style(self, style_id: str | None, kind: str) -> etree._Element | None:
        for style in self.root.iterfind(tag("style")):
            if attribute(style, "type") != kind:
                continue
            if attribute(style, "styleId") == style_id or (
                style_id is None and attribute(style, "default") in ("1", "true")
            ):
                return style
        return None

    def chain(self, style_id: str | None, kind: str) -> list[etree._Element]:
        """A style with all that it is based on, the most general first. None means the default style of the kind, if any."""
        chain: list[etree._Element] = []
        style = self._style(style_id, kind)
        while style is not None and style not in chain:
            chain.append(style)
            based = style.find(tag("basedOn"))
            style = None if based is None else self._style(attribute(based, "val"), kind)
        return chain[::-1]

    def paragraph(self, properties: etree._Element | None, place: str) -> GatheredProperties:
        """The look of a paragraph from its properties (None for none), without its runs' own."""
        named = None if properties is None else properties.find(tag("pStyle"))
        style_id = None if named is None else attribute(named, "val")
        look = self._looks.get(style_id)
        if look is None:
            # Faults are reported at each place where they matter, so a look with faults is computed again each time.
            alone = Styles(self.root, Faults(self.faults.file))
            look = alone._named(style_id, place)
            if not alone.faults.found:
                self._looks[style_id] = look
            for fault in alone.faults.found:
                self.faults.add(fault.place, fault.message)
        only_named = properties is not None and named is not None and len(properties) == 1
        return look if only_named else self.apply_paragraph(look, properties, place)

    def _named(self, style_id: str | None, place: str) -> GatheredProperties:
        """The look that the defaults and a style (None for the default one) give a paragraph."""
        look = GatheredProperties()
        defaults = self.root.find(tag("docDefaults"))
        if defaults is not None:
            look = self.apply_run(look, defaults.find(f"{tag('rPrDefault')}/{tag('rPr')}"), place)
            look = self.apply_paragraph(look, defaults.find(f"{tag('pPrDefault')}/{tag('pPr')}"), place)
        if style_id is not None and self._style(style_id, "paragraph") is None:
            self.faults.add(place, f"段落样式 {style_id} 没有定义")
        for style in self.chain(style_id, "paragraph"):
            where = f"样式 {attribute(style, 'styleId')}"
            look = self.apply_run(look, style.find(tag("rPr")), where)
            look = self.apply_paragraph(look, style.find(tag("pPr")), where)
        return look

    def run(self, look: GatheredProperties, properties: etree._Element | None, place: str) -> GatheredProperties:
        """The look of a run in a paragraph of `look`."""
        named = None if properties is None else properties.find(tag("rStyle"))
        for style in self.chain(attribute(named, "val"), "character") if named is not None else ():
            look = self.apply_run(look, style.find(tag("rPr")), f"样式 {attribute(style, 'styleId')}")
        return self.apply_run(look, properties, place)

    def apply_paragraph(
        self, look: GatheredProperties, properties: etree._Element | None, place: str
    ) -> GatheredProperties:
        """`look`, changed by the properties in a w:pPr."""
        if properties is None:
            return look
        self._check(properties, PARAGRAPH_READ, PARAGRAPH_HARMLESS, PARAGRAPH_WHEN_OFF, place, "段落")
        numbering = properties.find(tag("numPr"))
        number = None if numbering is None else numbering.find(tag("numId"))
        if number is not None and attribute(number, "val") != "0":
            self.faults.add(place, "用了自动编号，PDF 排版不支持；请把编号改成普通文字")
        spacing, indent = properties.find(tag("spacing")), properties.find(tag("ind"))
        if (line := points(spacing, "line")) is not None and spacing is not None:
            look = replace(look, line=line, exact=attribute(spacing, "lineRule") == "exact")
        look = replace(
            look,
            before=given(points(spacing, "before"), look.before),
            after=given(points(spacing, "after"), look.after),
        )
        if min(look.before, look.after) < 0:
            self.faults.add(place, "段前段后间距是负的，PDF 排版不支持")
        for automatic in ("beforeAutospacing", "afterAutospacing", "beforeLines", "afterLines"):
            if spacing is not None and attribute(spacing, automatic) not in (None, "0", "false"):
                self.faults.add(place, "段前段后间距不是固定值，请改为以磅为单位")
        left = points(indent, "left") if points(indent, "left") is not None else points(indent, "start")
        right = points(indent, "right") if points(indent, "right") is not None else points(indent, "end")
        first, hanging = points(indent, "firstLine"), points(indent, "hanging")
        look = replace(look, left=given(left, look.left), right=given(right, look.right))
        if hanging is not None or first is not None:
            look = replace(look, first=-hanging if hanging else first or 0)
        for name in ("firstLineChars", "hangingChars", *CHARACTER_INDENTS):
            if indent is not None and attribute(indent, name) not in (None, "0"):
                self.faults.add(place, "缩进按字符数算，各程序算得不一样；请改为以磅或厘米为单位")
        align, outline = properties.find(tag("jc")), properties.find(tag("outlineLvl"))
        if align is not None:
            look = replace(look, align=attribute(align, "val"))
        if outline is not None:
            level = int(attribute(outline, "val") or "9")
            look = replace(look, outline=level + 1 if level < 6 else None)
        for name, key in TOGGLES:
            if (element := properties.find(tag(name))) is not None:
                look = replace(look, **{key: is_on(element)})  # type: ignore[arg-type]
        return look

    def apply_run(self, look: GatheredProperties, properties: etree._Element | None, place: str) -> GatheredProperties:
        """`look`, changed by the properties in a w:rPr."""
        if properties is None:
            return look
        self._check(properties, RUN_READ, RUN_HARMLESS, RUN_WHEN_OFF, place, "文字")
        fonts, size = properties.find(tag("rFonts")), properties.find(tag("sz"))
        text, underline = None if size is None else attribute(size, "val"), properties.find(tag("u"))
        if (kerned_from := half_points(properties.find(tag("kern")))) is not None:
            look = replace(look, kerned_from=max(0.0, kerned_from))
        if fonts is not None or text or underline is not None:
            look = replace(
                look,
                east_asian=_face(fonts, "eastAsia", look.east_asian),
                latin=_face(fonts, "ascii", look.latin),
                size=float(text) / 2 if text else look.size,
                underline=look.underline if underline is None else is_on(underline),
            )
        for name, word in (("b", "加粗"), ("i", "倾斜")):
            if is_on(properties.find(tag(name))):
                self.faults.add(place, f"文字{word}，PDF 排版不支持；请改用黑体等字体")
        color = properties.find(tag("color"))
        if color is not None and (
            attribute(color, "val") not in ("auto", "000000")
            or attribute(color, "themeColor") not in (None, *BLACK_INK)
        ):
            self.faults.add(place, "文字不是黑色，PDF 排版不支持")
        if (
            underline is not None
            and is_on(underline)
            and (
                attribute(underline, "val") not in (None, "single")
                or attribute(underline, "color") not in (None, "auto", "000000")
            )
        ):
            self.faults.add(place, "下划线不是黑色的单线，PDF 排版不支持")
        return look

    def _check(
        self,
        properties: etree._Element,
        read: frozenset[str],
        harmless: frozenset[str],
        when_off: frozenset[str],
        place: str,
        what: str,
    ) -> None:
        for element in properties.iterchildren(tag=etree.Element):
            name = local(element)
            if name in read or name in harmless:
                continue
            if name in when_off and not self._says_something(element):
                continue
            self.faults.add(place, f"{what}属性 w:{name} 会影响版面，PDF 排版不支持")

    @staticmethod
    def _says_something(element: etree._Element) -> bool:
        if local(element) == "shd":
            return is_shaded(element)
        if local(element) == "eastAsianLayout":  # two lines in one, or across in a vertical line
            return any(attribute(element, name) not in (None, *OFF) for name in ("combine", "vert"))
        if len(element):
            return any(attribute(child, "val") not in (None, *OFF) for child in element)
        value = attribute(element, "val")
        return value not in (*OFF, "100", "lrTb") if value is not None else local(element) != "spacing"

    def format(self, look: GatheredProperties, place: str) -> ParagraphFormat | None:
        """The finished format of a paragraph; None if the file does not say enough; the faults are then noted."""
        stack = faces.stack(look.east_asian or "", look.latin or "")
        align = dict(ALIGN).get(look.align or "left")
        if stack is None:
            names = "、".join(faces.known_names())
            said = [f"「{name}」" for name in (look.east_asian, look.latin) if name]
            what = f"字体{''.join(said)}没有对应的字库" if len(said) == 2 else "没有写明中文或西文的字体（可能随主题）"
            self.faults.add(place, f"{what}；可用的字体：{names}")
        if align is None:
            self.faults.add(place, "分散对齐在各程序里排出来不一样，请改为左对齐或两端对齐")
        if look.line is None or look.line <= 0 or not look.exact:
            self.faults.add(place, "行距不是固定值，各程序排出来不一样；请设为固定值")
        if look.size is None:
            self.faults.add(place, "没有字号")
        if min(look.left, look.right, look.left + look.first, 0) < 0:
            self.faults.add(place, "缩进是负的，文字伸到栏外，PDF 排版不支持")
        if stack is None or align is None or look.line is None or look.size is None:
            return None
        return ParagraphFormat(
            stack, look.size, look.line, align, look.before, look.after, look.left, look.right, look.first,
            look.keep_next, look.keep_lines, look.no_single_lines, look.page_break, look.outline,
            look.kerned_from,
        )  # fmt: skip


def _face(fonts: etree._Element | None, name: str, otherwise: str | None) -> str | None:
    """The face that a `w:rFonts` gives for one kind of characters; empty if it follows the theme, which counts before a name."""
    if fonts is None:
        return otherwise
    return "" if attribute(fonts, f"{name}Theme") else attribute(fonts, name) or otherwise


def given(value: float | None, otherwise: float) -> float:
    """The value; `otherwise` if the value is None."""
    return otherwise if value is None else value
