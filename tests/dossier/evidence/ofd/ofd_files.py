"""Makes OFD files by GB/T 33190, in the ways in which real programs write them. They contain no data of real persons.

An invoice has the same parts as those of the tax offices: a template below the page, texts with distances, fonts that are
not embedded, drawing parameters that are based on others, composite units, a seal in a signature, a stamp as an annotation,
and the data of the invoice as an attached XML file.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageDraw

from tests.dossier.evidence.office_files import packed

SPACE = "http://www.ofdspec.org/2016"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
INVOICE_BOX = "0 0 210 140"


def element(name: str, content: str, attributes: str = "") -> str:
    """A part's first element."""
    return f'{HEAD}<ofd:{name} xmlns:ofd="{SPACE}"{" " if attributes else ""}{attributes}>{content}</ofd:{name}>'


@dataclass
class Ofd:
    """An OFD that is being written.

    pages      the contents of each page: layers
    box        the paper, in mm
    public     resources that all documents share; document: those of this one
    templates  the layers of template pages, by ID
    used       what stands before the layers of every page, such as the templates that it uses
    """

    pages: list[str]
    box: str = "0 0 210 297"
    public: str = ""
    document: str = ""
    templates: dict[str, str] = field(default_factory=dict)
    used: str = ""
    common: str = ""
    notes: str = ""
    body: str = ""
    more: dict[str, str | bytes] = field(default_factory=dict)
    attachments: str = ""

    def parts(self) -> dict[str, str | bytes]:
        """The parts by their paths."""
        listed = "".join(
            f'<ofd:Page ID="{100 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(self.pages))
        )
        templates = "".join(
            f'<ofd:TemplatePage ID="{key}" BaseLoc="Tpls/Tpl_{key}/Content.xml"/>' for key in self.templates
        )
        common = (
            f"<ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>{self.box}</ofd:PhysicalBox>"
            f"</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
            f"{templates}{self.common}</ofd:CommonData>"
        )
        notes = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if self.notes else ""
        attached = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if self.attachments else ""
        body = f"<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{self.body}"
        parts: dict[str, str | bytes] = {
            "OFD.xml": element("OFD", f"<ofd:DocBody>{body}</ofd:DocBody>", 'Version="1.0" DocType="OFD"'),
            "Doc_0/Document.xml": element("Document", f"{common}<ofd:Pages>{listed}</ofd:Pages>{notes}{attached}"),
            "Doc_0/PublicRes.xml": element("Res", self.public, 'BaseLoc="Res"'),
            "Doc_0/DocumentRes.xml": element("Res", self.document, 'BaseLoc="Res"'),
        }
        for at, content in enumerate(self.pages):
            parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = element(
                "Page", f"{self.used}<ofd:Content>{content}</ofd:Content>"
            )
        for key, content in self.templates.items():
            parts[f"Doc_0/Tpls/Tpl_{key}/Content.xml"] = element("Page", f"<ofd:Content>{content}</ofd:Content>")
        if self.notes:
            page = '<ofd:Page PageID="100"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
            parts["Doc_0/Annots/Annotations.xml"] = element("Annotations", page)
            parts["Doc_0/Annots/Page_0/Annotation.xml"] = element("PageAnnot", self.notes)
        if self.attachments:
            parts["Doc_0/Attachs/Attachments.xml"] = element("Attachments", self.attachments)
        return parts | self.more

    def packed(self, without: tuple[str, ...] = ()) -> bytes:
        """The file. without: parts that are left out."""
        return packed({name: content for name, content in self.parts().items() if name not in without})


def layer(content: str, attributes: str = 'Type="Body" ID="3"') -> str:
    return f"<ofd:Layer {attributes}>{content}</ofd:Layer>"


def text(
    words: str,
    x: float,
    y: float,
    size: float = 4.0,
    font: str = "1",
    delta: str | None = None,
    attributes: str = "",
    before: str = "",
    code: str = "",
) -> str:
    """A line of text whose box begins at x, y. delta: the distances; None for one of the size behind each character."""
    if delta is None:
        delta = f"g {len(words) - 1} {size}" if len(words) > 1 else ""
    deltas = f' DeltaX="{delta}"' if delta else ""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<ofd:TextObject ID="11" Boundary="{x} {y} {max(1, len(words)) * size} {size * 1.3}" Font="{font}" Size="{size}" {attributes}>'
        f'{before}<ofd:TextCode X="0" Y="{size * 0.88}"{deltas} {code}>{escaped}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, box: str, attributes: str = "", inner: str = "") -> str:
    return (
        f'<ofd:PathObject ID="12" Boundary="{box}" {attributes}>{inner}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def image(resource: str, box: str, attributes: str = "") -> str:
    return f'<ofd:ImageObject ID="13" ResourceID="{resource}" Boundary="{box}" {attributes}/>'


def font(key: str, name: str, file: str = "", attributes: str = "") -> str:
    inner = f"<ofd:FontFile>{file}</ofd:FontFile>" if file else ""
    return f'<ofd:Font ID="{key}" FontName="{name}" FamilyName="{name}" {attributes}>{inner}</ofd:Font>'


def fonts(*listed: str) -> str:
    return f"<ofd:Fonts>{''.join(listed)}</ofd:Fonts>"


def media(key: str, file: str) -> str:
    located = f"<ofd:MediaFile>{file}</ofd:MediaFile>"
    return f'<ofd:MultiMedias><ofd:MultiMedia ID="{key}" Type="Image">{located}</ofd:MultiMedia></ofd:MultiMedias>'


def picture(name: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture: red at the left, blue at the right, a black square in its upper left corner; clear below if it can be."""
    made = Image.new("RGB", size, (212, 0, 15))
    pen = ImageDraw.Draw(made)
    pen.rectangle((size[0] // 2, 0, size[0], size[1]), fill=(0, 60, 200))
    pen.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    made = made.quantize(8) if mode == "P" else made.convert(mode)
    if mode == "RGBA":
        clear = Image.new("L", size, 255)
        ImageDraw.Draw(clear).rectangle((0, size[1] * 3 // 4, size[0], size[1]), fill=0)
        made.putalpha(clear)
    out = io.BytesIO()
    made.save(out, name)
    return out.getvalue()


def jbig2(size: tuple[int, int] = (64, 48), is_file: bool = True) -> bytes:
    """A JBIG2 of one page: a generic region in MMR, which is the packing of faxes that Pillow can write. Black is at the left."""
    made = Image.new("1", size, 0)  # Pillow says that its zeros are black, and packs them as a fax's white
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1] - 1), fill=1)
    out = io.BytesIO()
    made.save(out, "TIFF", compression="group4", tiffinfo={278: size[1]})
    with Image.open(io.BytesIO(out.getvalue())) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        (begin,), (length,) = tags[273], tags[279]
        assert (tags.get(266, 1), tags[262]) == (1, 1)
    data = out.getvalue()[begin : begin + length]

    def segment(number: int, kind: int, page: int, body: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, page, len(body)) + body

    region = struct.pack(">IIIIB", *size, 0, 0, 0) + b"\x01" + data
    page = struct.pack(">IIIIBH", *size, 0, 0, 0, 0)
    segments = [segment(0, 48, 1, page), segment(1, 38, 1, region)]
    if is_file:
        segments += [segment(2, 49, 1, b""), segment(3, 51, 0, b"")]
    return (b"\x97JB2\r\n\x1a\n\x01\0\0\0\1" if is_file else b"") + b"".join(segments)


def program(characters: str, is_cff: bool = False, with_cmap: bool = True) -> bytes:
    """A font program in which each character is a square as high as its number in the text: glyph 1 is the first one."""
    names = [".notdef", *(f"glyph{number:05d}" for number in range(1, len(characters) + 1))]
    builder = FontBuilder(1000, isTTF=not is_cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {ord(one): name for one, name in zip(characters, names[1:], strict=True)} if with_cmap else {}
    )
    widths = {name: (1000, 100) for name in names}
    outlines = {}
    for number, name in enumerate(names):
        height = 100 + 100 * number
        pen = T2CharStringPen(1000, None) if is_cff else TTGlyphPen(None)
        corners = [(100, 0), (100, height), (900, height), (900, 0)]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
        outlines[name] = pen.getCharString() if is_cff else pen.glyph()
    if is_cff:
        builder.setupCFF("Squares", {"FullName": "Squares"}, outlines, {})
    else:
        builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def der(tag: int, content: bytes) -> bytes:
    """A value in DER."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def seal(kind: str, content: bytes, width: int = 40, height: int = 40) -> bytes:
    """The data of an electronic seal, with as much around the picture as there is in a real one (GB/T 38540)."""
    header = der(0x30, der(0x16, b"ES") + der(0x02, b"\x04") + der(0x16, b"Vendor"))
    properties = der(0x30, der(0x02, b"\x01") + der(0x0C, "测试发票专用章".encode()) + der(0x18, b"20180601000000Z"))
    shown = der(
        0x30, der(0x16, kind.encode()) + der(0x04, content) + der(0x02, bytes([width])) + der(0x02, bytes([height]))
    )
    info = der(0x30, header + der(0x16, b"91320585") + properties + shown)
    return der(0x30, info + der(0x04, b"certificate" * 9) + der(0x06, b"\x2a\x81\x1c") + der(0x03, b"\0signature" * 7))


def signed(ofd: Ofd, value: bytes, stamps: str, in_seal: bool = True) -> Ofd:
    """Add a signature with a seal. in_seal: the picture lies in the seal's own part, else in the value of the signature."""
    ofd.body = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    listed = '<ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/>'
    ofd.more["Doc_0/Signs/Signatures.xml"] = element("Signatures", listed)
    own = "<ofd:Seal><ofd:BaseLoc>/Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc></ofd:Seal>" if in_seal else ""
    ofd.more["Doc_0/Signs/Sign_0/Signature.xml"] = element(
        "Signature",
        '<ofd:SignedInfo><ofd:Provider ProviderName="x"/><ofd:References CheckMethod="1.2.156.10197.1.401">'
        '<ofd:Reference FileRef="/OFD.xml"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference></ofd:References>'
        f"{stamps}{own}</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue>",
    )
    ofd.more["Doc_0/Signs/Sign_0/SignedValue.dat"] = (
        b"\x30\x03\x02\x01\x04" if in_seal else der(0x30, der(0x02, b"\x04") + value)
    )
    if in_seal:
        ofd.more["Doc_0/Signs/Sign_0/Seal.esl"] = value
    return ofd


RED = '<ofd:FillColor Value="156 82 35"/>'
ITEMS = (
    ("*软件*信用管理系统", "套", "1", "94339.62", "94339.62", "6%", "5660.38"),
    ("*服务*年度维护", "年", "2", "5000.00", "10000.00", "6%", "600.00"),
)
AMOUNTS = {
    "EIid": "20322000000000012345", "IssueTime": "2018年09月01日", "TotalTax-includedAmount": "110600.00",
    "TotalAmWithoutTax": "104339.62", "TotalTaxAm": "6260.38", "BuyerName": "太仓样例精密机械有限公司",
}  # fmt: skip


def invoice() -> Ofd:
    """An invoice as the tax offices' platform writes them."""
    lines = "".join(path("M 0 0 L 200 0", f"5 {y} 200 0", 'DrawParam="31"') for y in (30, 50, 90, 105, 125))
    lines += "".join(path("M 0 0 L 0 95", f"{x} 30 0 95", 'DrawParam="31"') for x in (5, 60, 100, 205))
    labels = "".join(
        text(words, x, y, 3.2, "2", before=RED)
        for words, x, y in (("发票号码：", 140, 8), ("开票日期：", 140, 14), ("项目名称", 20, 51), ("单价", 80, 51),
                            ("合      计", 20, 92), ("价税合计（大写）", 10, 107), ("（小写）", 120, 107))
    )  # fmt: skip
    title = text("电子发票（普通发票）", 60, 8, 6.5, "2", before=RED, attributes='Weight="700"')
    template = layer(title + lines + labels, 'Type="Background" ID="20"')
    values = [
        text(AMOUNTS["EIid"], 158, 8, 3, "3", delta=f"g {len(AMOUNTS['EIid']) - 1} 1.5"),
        text(AMOUNTS["IssueTime"], 158, 14, 3, "1", delta="1.5 1.5 1.5 1.5 3 1.5 1.5 3 1.5 1.5"),
        text(AMOUNTS["BuyerName"], 12, 34, 3.2, "1"),
        text("⊗ 壹拾壹万零陆佰元整", 45, 107, 3.2, "1"),
        text("¥110600.00", 140, 107, 3.2, "3", delta=""),
        text("¥104339.62", 110, 92, 3, "3", delta="g 9 1.5"),
        text("¥6260.38", 160, 92, 3, "3", delta="g 7 1.5"),
    ]
    for row, item in enumerate(ITEMS):
        for column, value in enumerate(item):
            values.append(text(value, 8 + 28 * column, 57 + 6 * row, 2.8, "1" if column < 2 else "3", delta=""))
    code = '<ofd:CompositeObject ID="40" ResourceID="50" Boundary="8 6 18 18" CTM="0.3 0 0 0.3 0 0"/>'
    page = layer(f"<ofd:PageBlock>{''.join(values)}<ofd:PageBlock>{code}</ofd:PageBlock></ofd:PageBlock>")
    squares = "".join(
        path("M 0 0 L 4 0 L 4 4 L 0 4 C", f"{4 * x} {4 * y} 4 4", 'Fill="true" Stroke="false"')
        for x in range(15) for y in range(15) if (x * y + x + y) % 3 == 0
    )  # fmt: skip
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="60" Height="60"><ofd:Content>'
        f"{squares}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    parameters = (
        '<ofd:DrawParams><ofd:DrawParam ID="30"><ofd:StrokeColor Value="156 82 35"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="31" Relative="30" LineWidth="0.25"/></ofd:DrawParams>'
    )
    data = "".join(f"<{key}>{value}</{key}>" for key, value in AMOUNTS.items())
    ofd = Ofd(
        [page],
        box=INVOICE_BOX,
        public=fonts(font("1", "宋体"), font("2", "楷体"), font("3", "Courier New"))
        + '<ofd:ColorSpaces><ofd:ColorSpace ID="5" Type="RGB" BitsPerComponent="8"/></ofd:ColorSpaces>',
        document=parameters + unit,
        templates={"9": template},
        used='<ofd:Template TemplateID="9" ZOrder="Background"/>',
        common="<ofd:DefaultCS>5</ofd:DefaultCS>",
        attachments='<ofd:Attachment ID="1" Name="original_invoice" Format="xml">'
        "<ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment>",
        more={"Doc_0/Attachs/original_invoice.xml": f"{HEAD}<eInvoice>{data}</eInvoice>"},
    )
    return signed(ofd, seal("png", stamp_picture()), '<ofd:StampAnnot PageRef="100" ID="1" Boundary="90 10 30 20"/>')


def stamp_picture(name: str = "PNG") -> bytes:
    """The picture of an invented seal: a red ring, clear inside and around."""
    made = Image.new("RGBA", (300, 200), (255, 255, 255, 0))
    ImageDraw.Draw(made).ellipse((6, 6, 293, 193), outline=(220, 0, 0, 255), width=10)
    out = io.BytesIO()
    (made if name == "PNG" else made.convert("RGB")).save(out, name)
    return out.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Another file with other parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()} | dict(parts))
