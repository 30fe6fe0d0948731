"""Converts an OFD (GB/T 33190) to PDF, as a person sees it in a reader: invoices, papers of offices, certificates.

    package (ZIP) ─► documents ─► pages ─► layers, templates, annotations, seals ─► contents of PDF pages

Texts stay texts, so programs can read and search them in the PDF. The outlines of an embedded font are kept. One of our
faces replaces every other font, and a remark says so. Seals are bound as pictures, and nothing of them is verified.
"""

from __future__ import annotations

import io

import pikepdf

from formgen.dossier.evidence.ofd.document import OfdDocument, OfdPage, documents
from formgen.dossier.evidence.ofd.drawing import POINTS, Canvas, Drawer
from formgen.dossier.evidence.ofd.fonts import Fonts
from formgen.dossier.evidence.ofd.package import OfdPackage
from formgen.dossier.evidence.ofd.paths import plain
from formgen.dossier.evidence.ofd.pictures import drawing
from formgen.dossier.evidence.ofd.seals import SealPicture, SealPlace, read_seals
from formgen.dossier.evidence.ofd.texts import missing
from formgen.dossier.evidence.ofd.values import PRINT_FROM_A_READER, Box, Matrix, damaged, unknown
from formgen.dossier.evidence.refused import RefusedError, Remark

LARGEST_SIDE = 14_400 / POINTS
"""The longest side of a PDF page, in mm (ISO 32000-1, annex C)."""
MOST_NAMED = 5
"""How many fonts or attachments a remark names."""
DEEPEST_SEAL = 2
"""How many OFDs may lie within each other as pictures of seals. The seals of such an OFD itself are not drawn."""
CHECK = "请核对装订件里的这几页；不一致的，用 OFD 阅读器打印（另存）成 PDF 再提供"


def ofd_to_pdf(content: bytes) -> tuple[bytes, tuple[Remark, ...]]:
    """Convert an OFD that `format_of` has checked. Returns the PDF with remarks. The same file always gives the same bytes.

    Raises RefusedError for a file that is encrypted or breaks the standard, and for one with things that can't be drawn or
    characters for which there is no font. The error names what is wrong.
    """
    package = OfdPackage(content)
    fonts = Fonts()
    seals = 0
    unseen: set[str] = set()
    attachments: list[str] = []
    has_stamps = False
    with pikepdf.new() as pdf:
        canvas = Canvas(pdf, fonts)
        for number, document in enumerate(documents(package)):
            found = read_seals(package, document.signatures)
            seals += found.count
            has_stamps |= document.has_stamps
            attachments += document.attachments
            drawer = Drawer(canvas, package, f"{number}")
            for page in document.pages:
                stamps = [stamp for stamp in found.stamps if stamp.page == page.key]
                unseen |= {"印章的图像" for stamp in stamps if stamp.picture is None}
                _add_page(canvas, drawer, document, page, stamps)
        if fonts.missing:
            raise missing(fonts.missing)
        shared = pdf.make_indirect(canvas.resources())
        for made in pdf.pages:
            made.obj.Resources = shared
        if not pdf.pages:
            raise damaged("没有页")
        out = io.BytesIO()
        pdf.save(out, static_id=True, deterministic_id=False)
    return out.getvalue(), tuple(_remarks(fonts, seals, has_stamps, bool(unseen), attachments))


def _remarks(fonts: Fonts, seals: int, has_stamps: bool, is_unseen: bool, attachments: list[str]) -> list[Remark]:
    remarks = []
    if seals or has_stamps:
        how_many = f"有电子印章或签名 {seals} 个" if seals else "有印章"
        remarks.append(
            Remark(
                "evidence.seal",
                f"{how_many}：印章仅为图像，未验证",
                "要证明印章有效的，请另附验证结果，并保存 OFD 原件",
            )
        )
    if is_unseen:
        remarks.append(Remark("evidence.seal-picture", "有印章的图像读不出来，装订件里没有", CHECK))
    if fonts.replaced:
        names = sorted(fonts.replaced)
        more = f"等 {len(names)} 种" if len(names) > MOST_NAMED else ""
        message = f"用到的字体不在文件里（{'、'.join(names[:MOST_NAMED])}{more}），由程序自带的字体代替"
        remarks.append(Remark("evidence.substituted-fonts", message, CHECK))
    if attachments:
        named = "、".join(attachments[:MOST_NAMED]) + (
            f"等 {len(attachments)} 个" if len(attachments) > MOST_NAMED else ""
        )
        remarks.append(
            Remark("evidence.attachments", f"带有附件（{named}），装订时不收入", "如果其中有要交的内容，请另外提供")
        )
    return remarks


def _add_page(canvas: Canvas, drawer: Drawer, document: OfdDocument, page: OfdPage, stamps: list[SealPlace]) -> None:
    box = page.box
    if max(box.width, box.height) > LARGEST_SIDE:
        raise RefusedError("evidence.too-large", "的页面太大", PRINT_FROM_A_READER)
    place = Matrix(POINTS, 0, 0, -POINTS, -box.x * POINTS, (box.y + box.height) * POINTS)
    lines = [" ".join([*map(plain, place), "cm"])]
    for layer, resources in page.layers:
        drawer.layer(layer, resources, place)
        lines.append(drawer.drawn())
    for look in page.above:
        bounds = look.box() or Box(0, 0, 0, 0)
        at = Matrix(1, 0, 0, 1, bounds.x, bounds.y)
        drawer.layer(look, document.resources, at.then(place))
        lines += ["q", " ".join([*map(plain, at), "cm"]), drawer.drawn(), "Q"]
    for stamp in stamps:
        if stamp.picture is not None:
            lines += _stamp(canvas, stamp, stamp.picture, place, 0)
    made = canvas.pdf.add_blank_page(page_size=(box.width * POINTS, box.height * POINTS))
    made.obj.Contents = canvas.pdf.make_stream(canvas.written("\n".join(lines)))


def _stamp(canvas: Canvas, stamp: SealPlace, picture: SealPicture, place: Matrix, depth: int) -> list[str]:
    """The operators that draw a seal in its place. The text below an opaque picture stays visible, as below a real stamp."""
    box, clip = stamp.box, stamp.clip
    lines = ["q"]
    if clip is not None:
        lines.append(" ".join([*map(plain, (box.x + clip.x, box.y + clip.y, clip.width, clip.height)), "re W n"]))
    if picture.kind == "ofd":
        lines += _ofd_seal(canvas, picture, box, place, depth)
    elif picture.kind == "svg":
        raise unknown("SVG 格式的印章")
    else:
        name = canvas.drawing(("seal", picture.content), lambda: drawing(canvas.pdf, picture.content))
        lines.append(f"/{canvas.state(1, 1, is_multiplied=True)} gs")
        lines.append(
            " ".join([*map(plain, (box.width, 0, 0, -box.height, box.x, box.y + box.height)), f"cm /{name} Do"])
        )
    lines.append("Q")
    return lines


def _ofd_seal(canvas: Canvas, picture: SealPicture, box: Box, place: Matrix, depth: int) -> list[str]:
    """The operators that draw a seal whose picture is itself an OFD: its first page, stretched to the seal's place."""
    if depth >= DEEPEST_SEAL:
        raise damaged("印章套得太深")
    package = OfdPackage(picture.content)
    document = next(documents(package))
    page = document.pages[0]
    paper = page.box
    at = Matrix(1, 0, 0, 1, -paper.x, -paper.y).then(
        Matrix(box.width / paper.width, 0, 0, box.height / paper.height, box.x, box.y)
    )
    drawer = Drawer(canvas, package, ("seal", picture.content))
    for layer, resources in page.layers:
        drawer.layer(layer, resources, at.then(place))
    return [f"/{canvas.state(1, 1, is_multiplied=True)} gs", " ".join([*map(plain, at), "cm"]), drawer.drawn()]
