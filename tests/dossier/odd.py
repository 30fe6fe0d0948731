"""Makes odd PDFs as people have them. They contain no real data. Every page shows which side is the top.

An upright page shows a black square in its top left corner and a black bar in its top right corner (wider than high).
On request it also has a thin frame. So a picture of the page shows whether it was turned, mirrored, cut or moved.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

A4 = (595.28, 841.89)
Finish = Callable[[Pdf], object]


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made.

    size     the width and height that a reader sees, in units of the page
    rotate   the value of /Rotate
    at       the corner of the visible box in the page's own space
    around   how far the MediaBox extends beyond the CropBox on every side; None for a page without a CropBox
    unit     the value of /UserUnit
    foot     True for a black line near the bottom edge, where the page number would stand
    content  further operators after those of the marks
    """

    size: tuple[float, float] = A4
    rotate: int = 0
    at: tuple[float, float] = (0, 0)
    around: float | None = None
    unit: float = 1
    foot: bool = False
    content: bytes = b""


def made(*pages: Page, finish: Finish | None = None, **save: Any) -> bytes:
    """Make a PDF of these pages. finish: a function that may change it before it is saved."""
    with Pdf.new() as pdf:
        for page in pages or (Page(),):
            _add(pdf, page)
        if finish is not None:
            finish(pdf)
        out = io.BytesIO()
        pdf.save(out, static_id="encryption" not in save, **save)
        return out.getvalue()


def _add(pdf: Pdf, page: Page) -> None:
    width, height = page.size
    turn = page.rotate % 360
    own_width, own_height = (height, width) if turn in (90, 270) else (width, height)
    x, y = page.at
    right, top = x + own_width, y + own_height
    # These matrices lead from the page as a reader sees it to the page's own space.
    upright = {
        90: (0, 1, -1, 0, right, y),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, x, top),
    }.get(turn, (1, 0, 0, 1, x, y))
    side = min(width, height) / 10
    marks = f"0 g {side} {height - 2 * side} {side} {side} re f "
    marks += f"{width - 4 * side} {height - 1.5 * side} {3 * side} {side / 2} re f "
    if page.foot:
        marks += f"{width * 0.4} 12 {width * 0.2} 6 re f "
    matrix = " ".join(f"{number:.4f}" for number in upright)
    added = pdf.add_blank_page(page_size=(own_width, own_height))
    added.obj.Contents = pdf.make_stream(f"q {matrix} cm {marks}Q\n".encode() + page.content)
    added.obj.MediaBox = Array([x, y, right, top])
    if page.around is not None:
        around = page.around
        added.obj.MediaBox = Array([x - around, y - around, right + around, top + around])
        added.obj.CropBox = Array([x, y, right, top])
    if page.rotate:
        added.obj.Rotate = page.rotate
    if page.unit != 1:
        added.obj.UserUnit = page.unit


def picture(pdf: Pdf, content: bytes, width: float = 60, height: float = 60) -> pikepdf.Object:
    """Make a drawing for an annotation to show."""
    drawing = pdf.make_stream(content)
    drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
    return drawing


def note(pdf: Pdf, page: int, kind: str, rect: tuple[float, float, float, float], **keys: Any) -> pikepdf.Object:
    """Put an annotation on a page."""
    added = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array(rect), **keys))
    obj = pdf.pages[page].obj
    obj.Annots = Array([*obj.get("/Annots", ()), added])
    return added


def stamp(pdf: Pdf) -> None:
    """Add a stamp as an annotation, as a reader program does: black, 60 points, at the left in the middle of page 1."""
    note(pdf, 0, "Stamp", (100, 400, 160, 460), F=4, AP=Dictionary(N=picture(pdf, b"0 g 0 0 60 60 re f")))


def hidden_layer(pdf: Pdf) -> None:
    """Add a layer that is switched off. It is black at the left in the middle of page 1, and nobody may see it."""
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底稿"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(Order=[group], OFF=[group]))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(Properties=Dictionary(Layer=group))
    page.Contents = Array([page.Contents, pdf.make_stream(b"/OC /Layer BDC 0 g 100 400 60 60 re f EMC")])


def field(value: str, drawn: bool = True, name: str = "客户名称") -> Finish:
    """Add a filled text field, which has the same name in every file.

    drawn: True if the field shows a bar, as if its letters were outlines. The bar is wider if the value is longer.
    """

    def finish(pdf: Pdf) -> None:
        keys: dict[str, Any] = {"FT": Name.Tx, "T": name, "V": value, "F": 4}
        if drawn:
            keys["AP"] = Dictionary(
                N=picture(pdf, b"0 g 0 0 %d 20 re 0 0 m 0 0 0 0 0 0 c f" % (10 * len(value)), 200, 20)
            )
        widget = note(pdf, 0, "Widget", (100, 400, 300, 420), **keys)
        pdf.Root.AcroForm = Dictionary(Fields=[widget])

    return finish


def signature(pdf: Pdf) -> None:
    """Add a signed field with its appearance."""
    keys = {"FT": Name.Sig, "T": "签名", "V": Dictionary(Type=Name.Sig), "F": 4}
    widget = note(pdf, 0, "Widget", (100, 400, 160, 460), **keys, AP=Dictionary(N=picture(pdf, b"0 0 60 60 re f")))
    pdf.Root.AcroForm = Dictionary(Fields=[widget], SigFlags=3)


def active(pdf: Pdf) -> None:
    """Add every kind of active content: scripts, a program that is started, an attachment, a film."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    names = Dictionary(Names=["开", pdf.make_indirect(script)])
    file = pdf.make_stream(b"secret")
    file.Type = Name.EmbeddedFile
    attached = pdf.make_indirect(Dictionary(Type=Name.Filespec, F="a.exe", UF="a.exe", EF=Dictionary(F=file)))
    pdf.Root.Names = Dictionary(JavaScript=names, EmbeddedFiles=Dictionary(Names=["a.exe", attached]))
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F="calc.exe")
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=script)
    page.PieceInfo = Dictionary(Own=Dictionary(Private=attached))
    note(pdf, 0, "Link", (50, 50, 90, 90), A=Dictionary(S=Name.Launch, F="calc.exe"))
    note(pdf, 0, "Link", (50, 90, 90, 120), A=Dictionary(S=Name.URI, URI="https://example.com/", Next=script))
    note(pdf, 0, "FileAttachment", (200, 50, 220, 70), FS=attached)
    note(pdf, 0, "RichMedia", (200, 90, 220, 100))


def picture_elsewhere(pdf: Pdf) -> None:
    """The data of a picture stand in another file."""
    picture = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, F=Dictionary(F="章.png"))
    pdf.pages[0].obj.Resources.XObject = Dictionary(Elsewhere=picture)


def page_elsewhere(pdf: Pdf) -> None:
    """A drawing stands for the page of another file."""
    reference = Dictionary(F="other.pdf", Page=0)
    drawing = pdf.make_stream(b"", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]), Ref=reference)
    pdf.pages[0].obj.Resources.XObject = Dictionary(Elsewhere=drawing)


def portfolio(pdf: Pdf) -> None:
    """Make a portfolio: a cover sheet whose attachments are the real content."""
    pdf.Root.Collection = Dictionary(Type=Name.Collection)


def dynamic_form(pdf: Pdf) -> None:
    """Make a form whose pages only one program can build."""
    pdf.Root.NeedsRendering = True


def no_pages(pdf: Pdf) -> None:
    """Make a page tree without pages."""
    pdf.Root.Pages.Kids, pdf.Root.Pages.Count = Array([]), 0


def looping_pages(pdf: Pdf) -> None:
    """Make a page tree that contains itself, before its page: not every viewer finds the page."""
    inner = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=[pdf.Root.Pages], Parent=pdf.Root.Pages))
    pdf.Root.Pages.Kids = Array([inner, *pdf.Root.Pages.Kids.as_list()])


def missing_page() -> bytes:
    """Make a page tree that claims more pages than it has."""
    return made().replace(b"/Count 1", b"/Count 2")


def shown_beside(pdf: Pdf) -> None:
    """The box that is to be shown touches the page from outside: pdfium finds a page of no size, poppler none, mupdf the whole page."""
    pdf.pages[0].obj.MediaBox, pdf.pages[0].obj.CropBox = Array([0, 0, 300, 400]), Array([300, 400, 350, 450])


def flat_page(pdf: Pdf) -> None:
    """Make a page without height."""
    pdf.pages[0].obj.MediaBox = Array([0, 0, 595, 0])


def bad_unit(pdf: Pdf) -> None:
    """Make a page whose unit is a word and not a number."""
    pdf.pages[0].obj.UserUnit = Name.Metre


def garbled(content: bytes) -> bytes:
    """Change a few bytes of a packed stream. The structure of the file stays intact."""
    at = content.index(b"stream\n", content.index(b"/FlateDecode")) + 12
    return content[:at] + bytes(byte ^ 0x5A for byte in content[at : at + 4]) + content[at + 4 :]
