"""Makes the archive form of a dossier: PDF/A-2 (ISO 19005-2), which looks the same when today's programs are gone.

A page that PDF/A does not allow as it is becomes a picture of itself at 300 dpi; its text lies behind it, invisible and
searchable. The level is 2a where everything that was put in is tagged (`level`), else 2b. It is never 2u, which asks for the
meaning of every character: the fonts of supplied evidence do not always state it.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Name
from PIL import Image

from formgen.dossier.archive.carried import not_carried
from formgen.dossier.archive.carried_fonts import Widths
from formgen.dossier.archive.level import ArchiveLevel
from formgen.dossier.evidence.take_in import SourcePdf
from formgen.dossier.likeness import PICTURED
from formgen.dossier.sheets import Placement
from formgen.engines.pdfium import PdfiumFile, PdfiumPage, PlacedCharacter
from formgen.engines.system.watcher import at_page
from formgen.fonts.glyphs import glyph_code
from formgen.fonts.meanings import written_meanings
from formgen.foundation.errors import ProofError

LOSSLESS = 1_500_000
"""Bytes up to which a page's picture is kept as it is; a larger one, of a photograph, is packed as JPEG."""
QUALITY = 92
PRINTED = 4
"""Bit of /F: the annotation is printed, as every one of an archive must be (ISO 19005-2, 6.3.2)."""
STANDARD = '<html lang="zh-CN"><style>@page { size: A4 } body { font-family: "Gw Fang" }</style><body>一</body></html>'
UNIVERSAL_ACCESS = b'<rdf:Description rdf:about="" xmlns:pdfuaid='
RDF_END = b"</rdf:RDF>"
"""Between these two stands in our own pages' metadata that they are PDF/UA, and what PDF/A wants to know of such words."""
FIRST_CID = 1
MOST_CHARACTERS = 60_000


@dataclass(frozen=True, slots=True)
class Pictured:
    """A page that is bound as a picture of itself: of which source, which page (from 1), and why, in Chinese."""

    name: str
    page: int
    why: str


def archived(source: SourcePdf, standard: bytes) -> tuple[SourcePdf, tuple[Pictured, ...]]:
    """The source with every page that can't be carried into an archive turned into a picture; and which those are."""
    pdf, widths = source.open(), Widths()
    found: list[tuple[int, str]] = []
    for index, page in enumerate(pdf.pages):
        with at_page(index):
            why = not_carried(page, widths)
        if why is not None:
            found.append((index, why))
    if found:
        words = _Words(pdf, standard)
        with PdfiumFile(source.content, source.password, with_fields=True) as seen:
            for index, _ in found:
                with at_page(index), seen.page(index) as shown:
                    _take_picture(pdf, pdf.pages[index], source.placements[index], shown, words)
        words.finish()
    _mend(pdf)
    pictures = frozenset(index for index, _ in found)
    return replace(source, pdf=pdf, pictures=pictures), tuple(
        Pictured(source.name, index + 1, why) for index, why in found
    )


def finish(pdf: pikepdf.Pdf, standard: bytes, level: ArchiveLevel) -> None:
    """Make a bound volume an archive: what it says of itself, the colours that are meant, links that print.

    standard  `STANDARD` laid out: a file of ours, whose output intent (sRGB) becomes the volume's
    level     its level
    """
    with pikepdf.open(io.BytesIO(standard)) as own:
        intent = own.Root.OutputIntents[0]
        pdf.Root.OutputIntents = pikepdf.Array([pdf.copy_foreign(own.make_indirect(intent))])
    for key in ("/OCProperties", "/AcroForm", "/Names", "/AA"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            link.F = PRINTED
            if "/C" in link:
                del link["/C"]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = level.letter


def say_accessible(pdf: pikepdf.Pdf, own: bytes) -> None:
    """Say of a volume of our own papers alone what each of them says of itself: it is PDF/UA-1 (ISO 14289-1, clause 5).

    own  one of our own pages, laid out
    """
    with pikepdf.open(io.BytesIO(own)) as page:
        said = page.Root.Metadata.read_bytes()
        begin, end = said.find(UNIVERSAL_ACCESS), said.find(RDF_END)
    if 0 <= begin < end:
        written = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(written.replace(RDF_END, said[begin:end] + RDF_END))


def _mend(pdf: pikepdf.Pdf) -> None:
    """Remove /Interpolate from pictures. This does not change the content, only how smoothly a reader draws the picture."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Interpolate", False) is True:
            del thing["/Interpolate"]


def _take_picture(
    pdf: pikepdf.Pdf, target: pikepdf.Page, placement: Placement, seen: PdfiumPage, words: _Words
) -> None:
    """Replace what a page of the file shows by its picture, in the page's own space: so its placement holds as it was.

    seen  the same page as pdfium has it open
    """
    left, bottom, right, top = placement.box
    a, b, c, d, _, _ = placement.matrix.shorthand
    across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5  # from the page's units to points on the sheet
    width, height = (
        max(1, round(side * scale * PICTURED)) for side, scale in ((right - left, across), (top - bottom, up))
    )
    text = tuple(one for one in seen.characters() if _has_meaning(one.text))
    seen.turn_upright()
    image = _image(pdf, seen.picture(width, height))
    hidden = words.text(text)
    side = f"{right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f}"
    obj = target.obj
    for key in set(obj.keys()) - {"/Type", "/Parent", "/Annots", "/Rotate", "/UserUnit"}:
        del obj[key]
    obj.MediaBox = pikepdf.Array([left, bottom, right, top])
    obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=image))
    if hidden:
        obj.Resources.Font = pikepdf.Dictionary(Words=words.font)
    obj.Contents = pdf.make_stream(f"q {side} cm /Picture Do Q\n".encode("ascii") + hidden)


def _image(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Object:
    """The picture as an object of the file: without loss if it is small then, else JPEG; grey if it has no colours."""
    red, green, blue = picture.split()
    grey = red.tobytes() == green.tobytes() == blue.tobytes()
    if grey:
        picture = red
    keys: dict[str, object] = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": picture.width,
        "Height": picture.height,
        "ColorSpace": Name.DeviceGray if grey else Name.DeviceRGB,
        "BitsPerComponent": 8,
    }
    packed = zlib.compress(picture.tobytes(), 6)
    if len(packed) <= LOSSLESS:
        return pdf.make_stream(packed, **keys, Filter=Name.FlateDecode)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return pdf.make_stream(out.getvalue(), **keys, Filter=Name.DCTDecode)


def _has_meaning(character: str) -> bool:
    """False for what may not be the meaning of a code, or has none (ISO 19005-2, 6.2.11.7.2)."""
    return character.isprintable() and character not in "\ufeff\ufffe\uffff\ufffd"


class _Words:
    """Invisible text in one of our faces. Every code has the same glyph; only its meaning (ToUnicode) says the character."""

    def __init__(self, pdf: pikepdf.Pdf, standard: bytes) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        with pikepdf.open(io.BytesIO(standard)) as own:
            (font,) = own.pages[0].Resources.Font.values()
            below = font.DescendantFonts[0]
            if len(below.W) != 2 or len(below.W[1]) != 1:
                raise ProofError("隐藏文字的字样没有排好，没有装订")
            self._glyph, self._width = int(below.W[0]), float(below.W[1][0])
            self._below = pdf.copy_foreign(own.make_indirect(below))
            name = font.BaseFont
        self.font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name(str(name)), Encoding=Name("/Identity-H")
            )
        )

    def text(self, characters: tuple[PlacedCharacter, ...]) -> bytes:
        """Operators that write the characters where they stand on the page, unseen (text rendering mode 3)."""
        written = []
        for one in characters:
            size = one.top - one.bottom
            stretch = (one.right - one.left) / (self._width / 1000 * size) * 100
            where = f"1 0 0 1 {one.left:.3f} {one.bottom:.3f} Tm"
            written.append(f"/Words {size:.3f} Tf {stretch:.3f} Tz {where} <{self._code(one.text):04x}> Tj")
        return ("BT 3 Tr " + "\n".join(written) + " ET").encode("ascii") if written else b""

    def finish(self) -> None:
        """Write the font: every code is the one glyph, and means its own character."""
        last = FIRST_CID + len(self._codes)
        glyphs = b"\0\0" * FIRST_CID + self._glyph.to_bytes(2, "big") * len(self._codes)
        below = self._below
        below.CIDToGIDMap = self._pdf.make_stream(glyphs)
        below.W = pikepdf.Array([FIRST_CID, max(FIRST_CID, last - 1), self._width])
        self.font.DescendantFonts = pikepdf.Array([below])
        self.font.ToUnicode = self._pdf.make_stream(
            written_meanings([glyph_code(code, character) for character, code in self._codes.items()])
        )

    def _code(self, character: str) -> int:
        if character not in self._codes and len(self._codes) >= MOST_CHARACTERS:
            return FIRST_CID
        return self._codes.setdefault(character, FIRST_CID + len(self._codes))
