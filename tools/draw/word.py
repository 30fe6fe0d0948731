"""Builds the Word templates: paragraphs, tables, slots, and the package around them.

This module writes only what the forms need, in the conventions that `formgen.render.layout.read` supports
(docs/architecture.md): exact line spacing, no document grid, fixed table layouts with explicit borders, faces and sizes in
paragraph styles, slots as rich-text content controls inside a bookmark. All lengths are in mm unless a docstring says pt.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def twips(mm: float) -> int:
    """A length in mm as twentieths of a point."""
    return round(mm * 1440 / 25.4)


@dataclass(frozen=True)
class Style:
    """A paragraph style with one face, one size and one exact line height. Size, line, spacing and indents are in pt."""

    id: str
    face: str
    size: float
    line: float
    latin: str = "Times New Roman"
    align: str = "left"
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    outline: int | None = None
    page_break: bool = False
    keep_next: bool = False

    def xml(self) -> str:
        """The style's w:style element."""
        indents = f'<w:ind w:left="{round(self.left * 20)}" w:right="{round(self.right * 20)}"'
        indents += (
            f' w:firstLine="{round(self.first * 20)}"/>'
            if self.first >= 0
            else f' w:hanging="{round(-self.first * 20)}"/>'
        )
        properties = [
            "<w:keepNext/>" if self.keep_next else "",
            "<w:pageBreakBefore/>" if self.page_break else "",
            f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
            f' w:line="{round(self.line * 20)}" w:lineRule="exact"/>',
            indents if self.left or self.right or self.first else "",
            f'<w:jc w:val="{self.align}"/>',
            f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
        ]
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.id}"><w:name w:val="{self.id}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{"".join(properties)}</w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{self.latin}" w:hAnsi="{self.latin}" w:eastAsia="{self.face}" w:cs="{self.latin}"/>'
            f'<w:sz w:val="{round(self.size * 2)}"/><w:szCs w:val="{round(self.size * 2)}"/></w:rPr></w:style>'
        )


@dataclass
class Drawing:
    """A Word file that is being made. It gives numbers to bookmarks and content controls, and collects styles."""

    title: str
    margins: tuple[float, float, float, float]
    styles: dict[str, Style] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _number: int = 0

    def slot(self, tag: str, alias: str) -> str:
        """A slot: a rich-text content control with the tag `tag`. Its text is the Jinja tag, and a bookmark stands around it.

        alias: the name that Word shows. Raises ValueError if the bookmark's name would be longer than Word allows.
        """
        self._number += 1
        self._seen[tag] += 1
        name = tag.replace(".", "_") + (f"_{self._seen[tag]}" if self._seen[tag] > 1 else "")
        if len(name) > 40:
            raise ValueError(f"bookmark name longer than Word's 40 characters: {name}")
        return (
            f'<w:bookmarkStart w:id="{self._number}" w:name="{name}"/>'
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(alias[:64])}/><w:tag w:val={quoteattr(tag)}/>"
            f'<w:id w:val="{100000 + self._number}"/></w:sdtPr><w:sdtContent>{run("{{ " + tag + " }}")}</w:sdtContent></w:sdt>'
            f'<w:bookmarkEnd w:id="{self._number}"/>'
        )

    def date_slots(self, tag: str, alias: str) -> str:
        """年 月 日 with a slot before each. So a blank date still has these characters, and a person can write the numbers."""
        parts = (("year", "年"), ("month", "月"), ("day", "日"))
        return "".join(self.slot(f"{tag}.{part}", f"{alias}：{word}") + run(word) for part, word in parts)

    def paragraph(self, style: Style, *content: str, keep_next: bool = False) -> str:
        """A paragraph in `style`. content: runs and slots; plain text must be turned into runs with `run`."""
        self.styles.setdefault(style.id, style)
        if self.styles[style.id] != style:
            raise ValueError(f"two styles with the id {style.id}")
        keep = "<w:keepNext/>" if keep_next and not style.keep_next else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{keep}</w:pPr>{"".join(content)}</w:p>'

    def package(self) -> bytes:
        """The bytes of the finished .docx. The same drawing always gives the same bytes."""
        top, right, bottom, left = (twips(side) for side in self.margins)
        section = (
            f'<w:sectPr><w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/><w:pgMar w:top="{top}" w:right="{right}"'
            f' w:bottom="{bottom}" w:left="{left}" w:header="{twips(15)}" w:footer="{twips(12)}" w:gutter="0"/></w:sectPr>'
        )
        document = (
            f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(self.body)}{section}</w:body></w:document>'
        )
        styles = f'{XML}<w:styles xmlns:w="{W}">{STYLE_DEFAULTS}{"".join(style.xml() for style in self.styles.values())}</w:styles>'
        core = CORE.format(title=escape(self.title))
        parts = (
            *FIXED_PARTS,
            ("docProps/core.xml", core),
            ("word/document.xml", document),
            ("word/styles.xml", styles),
            (
                "word/fontTable.xml",
                font_table({face for style in self.styles.values() for face in (style.face, style.latin)}),
            ),
        )
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts:
                entry = zipfile.ZipInfo(name, FIXED_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o600 << 16
                archive.writestr(entry, text.encode())
        return target.getvalue()


def run(text: str) -> str:
    """A run of fixed text in the paragraph's own face and size.

    The hint makes Word set characters that both scripts have (“ ” ‘ ’ … — ×) full-width in the Chinese face, as in our PDF.
    """
    properties = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def font_table(faces: Iterable[str]) -> str:
    """The part that says of each face by which other names a machine may have it, or which face to take in its place."""
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{OTHER_NAMES[face]}"/><w:charset w:val="86"/></w:font>'
        for face in sorted(set(faces) & OTHER_NAMES.keys())
    )
    return f'{XML}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


@dataclass(frozen=True)
class Cell:
    """One cell.

    span     the number of grid columns
    merge    `restart` for the first cell of a vertical merge, `continue` for the others, None for a cell that is not merged
    borders  the first letters of the sides with a line: `t`, `b`, `l`, `r`
    """

    content: str
    span: int = 1
    merge: str | None = None
    align: str = "center"
    borders: str = "tblr"

    def xml(self, width: float) -> str:
        """The cell's w:tc element, `width` mm wide."""
        sides = (("top", "t"), ("left", "l"), ("bottom", "b"), ("right", "r"))
        lines = "".join(
            f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            if key in self.borders
            else f'<w:{name} w:val="nil"/>'
            for name, key in sides
        )
        span = f'<w:gridSpan w:val="{self.span}"/>' if self.span > 1 else ""
        merge = f'<w:vMerge w:val="{self.merge}"/>' if self.merge else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{merge}<w:tcBorders>{lines}</w:tcBorders>'
            f'<w:vAlign w:val="{self.align}"/></w:tcPr>{self.content}</w:tc>'
        )


@dataclass(frozen=True)
class Row:
    """One row, which is never split over pages. height is the least height in mm. Header rows are repeated on each page."""

    cells: tuple[Cell, ...]
    height: float
    header: bool = False


def table(
    columns: Sequence[float],
    rows: Iterable[Row],
    *,
    first_column: bool = False,
    cell_margin: float = 1.9,
    cell_gap: float = 0,
) -> str:
    """A centred table with a fixed layout and lines of half a point.

    columns       the widths of the columns in mm
    first_column  True if the first column holds row headers
    cell_margin   the distance in mm between lines and text, left and right

    Raises ValueError if a row fills fewer or more columns than the table has.
    """
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in columns)
    xml = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips(width) for width in columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{twips(cell_margin)}" w:type="dxa"/>'
        f'<w:bottom w:w="0" w:type="dxa"/><w:right w:w="{twips(cell_margin)}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="{"0080" if first_column else "0000"}" w:firstRow="0" w:lastRow="0" w:firstColumn="{int(first_column)}"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    ]
    for row in rows:
        header = "<w:tblHeader/>" if row.header else ""
        xml.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>{header}</w:trPr>'
        )
        column = 0
        for cell in row.cells:
            xml.append(cell.xml(sum(columns[column : column + cell.span])))
            column += cell.span
        if column != len(columns):
            raise ValueError(f"a row fills {column} of {len(columns)} columns")
        xml.append("</w:tr>")
    return "".join(xml) + "</w:tbl>"


OTHER_NAMES = {
    "仿宋_GB2312": "仿宋,FangSong,华文仿宋,STFangsong",
    "宋体": "SimSun,华文宋体,STSong",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S,方正小标宋_GBK,宋体,SimSun",
    "楷体_GB2312": "楷体,KaiTi,华文楷体,STKaiti",
    "黑体": "SimHei,华文黑体,STHeiti",
}
"""Under which other names a machine may have a face, and which face is the nearest. The faces of GB2312 come with no system since
Windows Vista, and 小标宋 comes with none."""
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLE_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312" w:cs="Times New Roman"/>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/>'
    '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
    '<w:spacing w:line="400" w:lineRule="exact"/></w:pPr></w:style>'
)
CORE = (
    XML + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>'
)
FIXED_PARTS = (
    (
        "[Content_Types].xml",
        XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
        '<Override PartName="/word/settings.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>'
        '<Override PartName="/word/fontTable.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    ),
    (
        "_rels/.rels",
        XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/><Relationship Id="rId2"'
        ' Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
    ),
    (
        "word/_rels/document.xml.rels",
        XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings"'
        ' Target="settings.xml"/>'
        '<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable"'
        ' Target="fontTable.xml"/>'
        "</Relationships>",
    ),
    (
        "word/settings.xml",
        XML
        + f'<w:settings xmlns:w="{W}"><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
    ),
)
