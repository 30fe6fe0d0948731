"""The archive form: veraPDF confirms PDF/A-2b for every odd page; text can be searched, and colours do not change."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from pypdf import PdfReader

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.claim import Original
from formgen.dossier.options import Options
from formgen.dossier.proof.compare import drawn, unlike
from formgen.dossier.sheets import STRIP
from formgen.fonts.embedded import listed_widths
from formgen.foundation.resources import font_files
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, active, field, made, note, signature, stamp
from tests.dossier.proof.test_compare import ODD_PAGES, letter
from tests.judges.verapdf import verapdf

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
Change = Callable[[Pdf], object]


def with_text(text: bytes, **font: Any) -> Change:
    """Add words in a font that is not in the file."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        named = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, **font)
        page.Resources = Dictionary(Font=Dictionary(F=named))
        page.Contents = pdf.make_stream(b"BT /F 24 Tf 72 500 Td (" + text + b") Tj ET")

    return change


def with_content(content: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(content)

    return change


def with_image(packed: bytes, **keys: Any) -> Change:
    def change(pdf: Pdf) -> None:
        usual: dict[str, Any] = {"Width": 100, "Height": 100, "ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8}
        image = pdf.make_stream(packed, Type=Name.XObject, Subtype=Name.Image, **{**usual, **keys})
        page = pdf.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(Im=image))
        page.Contents = pdf.make_stream(b"q 300 0 0 300 100 300 cm /Im Do Q")

    return change


def with_state(**keys: Any) -> Change:
    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources = Dictionary(
            ExtGState=Dictionary(G=Dictionary({f"/{key}": value for key, value in keys.items()}))
        )
        page.Contents = pdf.make_stream(b"/G gs 1 0 0 rg 100 300 200 200 re f")

    return change


def with_space(space: Callable[[Pdf], pikepdf.Object], colours: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources = Dictionary(ColorSpace=Dictionary(C=space(pdf)))
        page.Contents = pdf.make_stream(b"/C cs " + colours + b" scn 100 300 200 200 re f")

    return change


def spot(pdf: Pdf) -> pikepdf.Object:
    keys: dict[str, Any] = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0, 0], "C1": [0, 1, 1, 0], "N": 1}
    return Array([Name.Separation, Name("/Seal"), Name.DeviceCMYK, Dictionary(**keys)])


def photograph(mode: str, kind: str) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((100, 100)).convert(mode).save(out, kind)
    return out.getvalue()


def borrowing(pdf: Pdf) -> None:
    """Add a drawing without its own resources. It draws a picture from the resources of the page."""
    with_image(zlib.compress(bytes(30000)), Filter=Name.FlateDecode)(pdf)
    page = pdf.pages[0].obj
    page.Resources.XObject.Fm = pdf.make_stream(
        b"/Im Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1], Matrix=[300, 0, 0, 300, 100, 300]
    )
    page.Contents = pdf.make_stream(b"/Fm Do")


def linked(pdf: Pdf) -> None:
    note(pdf, 0, "Link", (50, 50, 90, 90), A=Dictionary(S=Name.URI, URI="https://example.com/"), C=[1, 0, 0], F=0)


def in_our_face(change: Change | None = None) -> bytes:
    """Make a page with words in a composite font, as word processors embed it."""
    words = "<html lang=\"zh-CN\"><title>字</title><p style=\"font: 20pt 'Gw Latin', 'Gw Kai'\">信用管理 Credit 2018</p></html>"
    return changed(html_to_pdf(words), change)


def changed(content: bytes, change: Change | None) -> bytes:
    if change is None:
        return content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def wider(pdf: Pdf) -> None:
    """Let the file give one character a larger width than it has."""
    for font in pdf.pages[0].obj.Resources.Font.values():
        below = font.DescendantFonts[0]
        listed = listed_widths(below)
        widths = [listed[code] + (40 if nth == len(listed) - 1 else 0) for nth, code in enumerate(listed)]
        below.W = Array([part for code, width in zip(listed, widths, strict=True) for part in (code, Array([width]))])


def unlisted(pdf: Pdf) -> None:
    """Remove the list of widths. The default width is not the width of Latin letters."""
    for font in pdf.pages[0].obj.Resources.Font.values():
        del font.DescendantFonts[0].W


def halved(pdf: Pdf) -> None:
    for font in pdf.pages[0].obj.Resources.Font.values():
        font.DescendantFonts[0].FontDescriptor.FontFile2.write(b"\0\1\0\0\0\1")


def simple(shift: int = 0, mode: int = 0, kind: bytes = b"\0\1\0\0", **keys: Any) -> Change:
    """Add words in a simple TrueType font.

    shift  how much larger the widths in the file are than the real ones
    kind   the first bytes of the font's program
    """

    def change(pdf: Pdf) -> None:
        path = next(font.path for font in font_files() if font.family == "Gw Latin")
        face = TTFont(path)
        cmap = face.getBestCmap()
        widths = [face["hmtx"][cmap[code]][0] * 1000 // face["head"].unitsPerEm + shift for code in range(33, 127)]
        file = pdf.make_stream(kind + path.read_bytes()[4:], Length1=path.stat().st_size)
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Latin"), Flags=32, FontBBox=[0, -120, 1000, 880],
            ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=700, StemV=80, FontFile2=pdf.make_indirect(file),
        )  # fmt: skip
        usual: dict[str, Any] = {"Encoding": Name.WinAnsiEncoding}
        font = Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Latin"), FirstChar=33, LastChar=126,
            Widths=widths, FontDescriptor=descriptor, **{**usual, **keys},
        )  # fmt: skip
        page = pdf.pages[0].obj
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(f"BT {mode} Tr /F 24 Tf 72 500 Td [(Cre) 20 (dit)] TJ (2018) ' ET".encode())

    return change


AS_THEY_ARE = {
    "composite font": in_our_face(),
    "simple font": made(finish=simple()),
    "simple font, Mac": made(finish=simple(Encoding=Name.MacRomanEncoding)),
    "simple font, as LibreOffice writes it": made(finish=simple(kind=b"true")),
    "wrong widths, unseen": made(finish=simple(40, mode=3)),
    **{name: content for name, content in ODD_PAGES.items() if name != "hidden layer"},
    "active": made(finish=active),
    "linked": made(finish=linked),
    "stamped": made(finish=stamp),
    "field": made(finish=field("太仓")),
    "signed": made(finish=signature),
    "smoothed picture": made(finish=with_image(zlib.compress(bytes(30000)), Filter=Name.FlateDecode, Interpolate=True)),
    "photograph": made(finish=with_image(photograph("RGB", "JPEG"), Filter=Name.DCTDecode)),
    "see-through": made(finish=with_state(ca=0.5, BM=Name.Multiply)),
    **{path.name: path.read_bytes() for path in sorted(SAMPLES.rglob("*.pdf"))},
}
AS_PICTURES = {
    "wrong widths": in_our_face(wider),
    "wrong widths by default": in_our_face(unlisted),
    "wrong widths, simple font": made(finish=simple(40)),
    "half a font": in_our_face(halved),
    "hidden layer": ODD_PAGES["hidden layer"],
    "font not in the file": made(finish=with_text(b"Credit Management 2018")),
    "CMYK": made(finish=with_content(b"0 1 1 0 k 100 300 200 200 re f")),
    "spot colour": made(finish=with_space(spot, b"1")),
    "JPEG 2000": made(finish=with_image(photograph("RGB", "JPEG2000"), Filter=Name.JPXDecode)),
    "CMYK photograph": made(
        finish=with_image(photograph("CMYK", "JPEG"), Filter=Name.DCTDecode, ColorSpace=Name.DeviceCMYK)
    ),
    "unknown operator": made(finish=with_content(b"BX 1 2 foo EX 0 g 100 300 50 50 re f")),
    "inline image": made(finish=with_content(b"q 99 0 0 99 100 300 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 00> EI Q")),
    "transfer function": made(finish=with_state(TR=Name.Identity)),
    "odd blend": made(finish=with_state(BM=Name("/Odd"))),
    "borrowed resources": made(finish=borrowing),
    "deeply nested": made(finish=with_content(b"q " * 40 + b"0 g 100 300 50 50 re f " + b"Q " * 40)),
    "odd intent": made(finish=with_content(b"/Odd ri 0 g 100 300 50 50 re f")),
    "turned": made(Page(rotate=90), Page(rotate=180), finish=with_text(b"Turned")),
}


def archive(scheme: Scheme, folder: Path, *contents: bytes) -> Bound:
    names = []
    for number, content in enumerate(contents, start=1):
        names.append(f"第{number}份.pdf")
        (folder / names[-1]).write_bytes(content)
    dossier, record = dossier_of(scheme, "work_plan"), record_of({"work_plan": tuple(names)})
    return bind(DossierTask(scheme, dossier, record, folder, options=Options(archive=True)), html_to_pdf)


def judged(folder: Path, bound: Bound) -> tuple[str, ...]:
    path = folder / "archive.pdf"
    path.write_bytes(bound.pdf)
    (verdict,) = verapdf("2b", [path])
    return () if verdict.passes else verdict.failures or ("fails",)


def test_every_odd_page_can_be_archived(scheme: Scheme, tmp_path: Path) -> None:
    """All odd pages are in one packet. It says for each file whether it is included unchanged; its proof compares every page."""
    names = [*AS_THEY_ARE, *AS_PICTURES]
    bound = archive(scheme, tmp_path, *AS_THEY_ARE.values(), *AS_PICTURES.values())
    supplied = [source for source in bound.proof.inputs if not source.own]
    pictured = [name for name, source in zip(names, supplied, strict=True) if source.as_picture]
    assert pictured == list(AS_PICTURES)
    said = [problem for problem in bound.problems if problem.code == "evidence.as-picture"]
    assert len(said) == len(pictured)
    assert judged(tmp_path, bound) == ()


@pytest.mark.parametrize("word", ["", "木"])
def test_a_picture_of_another_page_is_found(scheme: Scheme, tmp_path: Path, word: str) -> None:
    def refused(content: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pdf.pages[0].contents_add(b"0 0 0 1 k", prepend=True)
            out = io.BytesIO()
            pdf.save(out)
        return out.getvalue()

    bound = archive(scheme, tmp_path, refused(letter()))
    place = bound.proof.page_records[1].place
    assert place is not None and bound.proof.inputs[1].as_picture == (2,)
    with drawn(bound.pdf) as document:
        same, other = (
            list(unlike(document, Original("甲.pdf", 2, (place,), content, pictures=frozenset({0})), STRIP))
            for content in (letter(), letter(word=word))
        )
    assert same == [] and [(page, inked) for page, _, inked in other] == [(2, False)]


def ruled(thickness: float, size: tuple[float, float]) -> bytes:
    """A page with a table of thin lines and small words, in a face that is not in the file: an archive holds its picture."""
    width, height = size
    lines = [f"40 {40 + 13.7 * row:.2f} m {width - 40:.2f} {40 + 13.7 * row:.2f} l S" for row in range(44)]
    lines += [f"{40 + 61.3 * row:.2f} 40 m {40 + 61.3 * row:.2f} {height - 60:.2f} l S" for row in range(9)]
    words = "".join(
        f"1 0 0 1 {44 + 61.3 * (row % 8):.2f} {44 + 13.7 * row:.2f} Tm (No. {row} of 2018) Tj " for row in range(43)
    )
    content = f"{thickness} w {' '.join(lines)} BT /F 7.5 Tf {words}ET"

    def draw(pdf: Pdf) -> None:
        with_text(b"")(pdf)
        with_content(content.encode())(pdf)

    return made(Page(size=size), finish=draw)


def test_thin_lines_of_a_picture_are_no_difference(scheme: Scheme, tmp_path: Path) -> None:
    """A picture is compared at its own scale. At another one its thin lines are softer than the source's: sound dossiers were refused."""
    sizes = ((612, 792), (595.28, 841.89), (498.9, 708.7), (841.89, 595.28))
    bound = archive(scheme, tmp_path, *(ruled(thick, size) for thick in (0.1, 0.25, 0.5, 0.75) for size in sizes))
    assert all(source.as_picture for source in bound.proof.inputs if not source.own)


def test_the_judge_refuses_what_is_bound_as_usual(scheme: Scheme, tmp_path: Path) -> None:
    """Without the archive form the judge refuses the same pages. So its approval of the archive form means something."""
    (tmp_path / "甲.pdf").write_bytes(AS_PICTURES["font not in the file"])
    record = record_of({"work_plan": ("甲.pdf",)})
    assert judged(tmp_path, bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path), html_to_pdf))


def test_a_picture_is_searchable_and_bookmarks_are_kept(scheme: Scheme, tmp_path: Path) -> None:
    def finish(pdf: Pdf) -> None:
        with_text(b"Credit Management 2018")(pdf)
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("第一章", 0))

    bound = archive(scheme, tmp_path, made(finish=finish))
    reader = PdfReader(io.BytesIO(bound.pdf))
    assert "Credit Management 2018" in reader.pages[1].extract_text()
    titles = [item.title for one in reader.outline for item in (one if isinstance(one, list) else [one])]  # type: ignore[union-attr]
    assert "第一章" in titles
    assert bound.proof.inputs[1].as_picture == (2,)


def test_chinese_in_a_picture_is_searchable_where_it_stands(scheme: Scheme, tmp_path: Path) -> None:
    content = letter(size="A3")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        page.contents_add(b"0 0 0 1 k", prepend=True)
        out = io.BytesIO()
        pdf.save(out)
    bound = archive(scheme, tmp_path, out.getvalue())
    assert bound.proof.inputs[1].as_picture == (2,)
    with pypdfium2.PdfDocument(bound.pdf) as document, pypdfium2.PdfDocument(content) as source:
        text, own = document[1].get_textpage(), source[0].get_textpage()
        assert "真实、合法、有效" in text.get_text_range()
        found, there = text.search("弄虚作假").get_next(), own.search("弄虚作假").get_next()
        assert found is not None and there is not None
        left, bottom, _, _ = text.get_charbox(found[0])
        left_there, bottom_there, _, _ = own.get_charbox(there[0])
        place = bound.proof.page_records[1].place
        assert place is not None
        scale = place.width / source[0].get_width()
        assert left == pytest.approx(place.left + left_there * scale, abs=8)
        assert bottom == pytest.approx(place.bottom + bottom_there * scale, abs=8)


@pytest.mark.parametrize("name", ["as it is", "as a picture"])
def test_seals_stay_red(scheme: Scheme, tmp_path: Path, name: str) -> None:
    content = made(finish=with_content(b"0.86 0 0 rg 100 300 200 200 re f"))
    if name == "as a picture":
        content = made(finish=with_content(b"0.86 0 0 rg 100 300 200 200 re f /Odd ri"))
    bound = archive(scheme, tmp_path, content)
    assert bool(bound.proof.inputs[1].as_picture) == (name == "as a picture")
    with pypdfium2.PdfDocument(bound.pdf) as document:
        picture = document[1].render(scale=1).to_pil().convert("RGB")
    red, green, blue = picture.getpixel((200, picture.height - 400))
    assert abs(red - 219) <= 2 and green <= 2 and blue <= 2


def test_nothing_acts_in_an_archive(scheme: Scheme, tmp_path: Path) -> None:
    bound = archive(scheme, tmp_path, made(finish=active), made(finish=linked))
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        assert not {"/Names", "/AcroForm", "/AA", "/OCProperties"} & set(pdf.Root.keys())
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
        assert links and all(int(link.F) == 4 for link in links)
        assert b"JavaScript" not in bound.pdf


def test_the_same_papers_give_the_same_archive(scheme: Scheme, tmp_path: Path) -> None:
    content = AS_PICTURES["font not in the file"]
    assert archive(scheme, tmp_path, content).pdf == archive(scheme, tmp_path, content).pdf
