"""Changes that somebody adds to a dossier after it was bound: some are signatures, most are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.dossier.proof.seals import keys

Writer = Any
"""pyHanko's writer of additions: its classes have hardly any types."""
written: Any = generic
name, array, number = written.NameObject, written.ArrayObject, written.NumberObject


def text(value: str) -> Any:
    return written.TextStringObject(value)


def dictionary(**values: object) -> Any:
    return written.DictionaryObject({name(f"/{key}"): value for key, value in values.items()})


def stream(content: bytes, **values: object) -> Any:
    return written.StreamObject({name(f"/{key}"): value for key, value in values.items()}, content)


def added(pdf: bytes, change: Callable[[Writer], object]) -> bytes:
    """The file with an addition that holds this change."""
    writer: Writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer._update_meta = lambda: None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed_by_others(
    pdf: bytes, p12: bytes, field: str, change: Callable[[Writer], object] | None = None, **spec: Any
) -> bytes:
    """Signed as other programs do it: they write into the file's properties, too, and change what they like in one go."""
    writer: Writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if change is not None:
        change(writer)
    signer = SimpleSigner.load_pkcs12_data(p12, (), keys.PASSWORD.encode())
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, reason="盖章")
    out = PdfSigner(metadata, signer, **spec).sign_pdf(writer)
    return bytes(out.getbuffer())


def timestamped(pdf: bytes, p12: bytes, field: str) -> bytes:
    """With a document timestamp in a field, a new one if there is none of this name. p12: the key of the service."""
    signer = SimpleSigner.load_pkcs12_data(p12, (), keys.PASSWORD.encode())
    assert signer is not None
    stamper = DummyTimeStamper(signer.signing_cert, signer.signing_key)
    writer: Writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(PdfTimeStamper(stamper, field_name=field).timestamp_pdf(writer, "sha256").getbuffer())


# Changes that are no signature, each by itself, behind a signature, and in one addition with a signature.


def page(writer: Writer, index: int = -1) -> Any:
    pages = int(writer.root["/Pages"]["/Count"])
    return writer.find_page_for_modification(index % pages)[0].get_object()


def field(writer: Writer, index: int) -> Any:
    return writer.root["/AcroForm"]["/Fields"][index]


def form_of(writer: Writer, content: bytes = b"0 0 9 9 re f") -> Any:
    box = array([number(side) for side in (0, 0, 40, 40)])
    return writer.add_object(stream(content, Type=name("/XObject"), Subtype=name("/Form"), BBox=box))


def another_appearance(writer: Writer) -> None:
    target = field(writer, 2)
    target[name("/AP")] = dictionary(N=form_of(writer))
    writer.update_container(target)


def an_annotation(writer: Writer) -> None:
    target = page(writer)
    rect = array([number(side) for side in (50, 50, 300, 300)])
    note = writer.add_object(
        dictionary(
            Type=name("/Annot"), Subtype=name("/Stamp"), Rect=rect, F=number(4), AP=dictionary(N=form_of(writer))
        )
    )
    target[name("/Annots")] = array([*target.get("/Annots", ()), note])
    writer.update_container(target)


def other_content(writer: Writer) -> None:
    target = page(writer)
    target[name("/Contents")] = writer.add_object(stream(b"0 0 595 842 re f"))
    writer.update_container(target)


def other_paper(writer: Writer) -> None:
    """The drawing that a page's source became, at its old number."""
    paper = page(writer)["/Resources"]["/XObject"].raw_get("/Paper")
    drawing = paper.get_object()
    drawing._data, drawing._encoded_data = b"0 0 99 99 re f", None
    writer.update_container(drawing)


def a_text_field(writer: Writer) -> None:
    form = writer.root["/AcroForm"]
    rect = array([number(side) for side in (50, 50, 300, 80)])
    more = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Widget"),
        FT=name("/Tx"),
        T=text("改"),
        V=text("一百万"),
        Rect=rect,
        F=number(4),
    )
    form["/Fields"].append(writer.add_object(more))
    writer.update_container(form["/Fields"])


def layers(writer: Writer) -> None:
    group = writer.add_object(dictionary(Type=name("/OCG"), Name=text("层")))
    writer.root[name("/OCProperties")] = dictionary(OCGs=array([group]), D=dictionary(OFF=array([group])))
    writer.update_root()


def a_page_less(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    pages[name("/Kids")] = array(list(pages["/Kids"])[:-1])
    pages[name("/Count")] = number(int(pages["/Count"]) - 1)
    writer.update_container(pages)


def other_bookmarks(writer: Writer) -> None:
    first = writer.root["/Outlines"]["/First"]
    first[name("/Title")] = text("别的")
    writer.update_container(first)


def another_title(writer: Writer) -> None:
    info = writer.trailer_view["/Info"]
    info[name("/Title")] = text("别的")
    writer.update_container(info)


def a_script(writer: Writer) -> None:
    writer.root[name("/OpenAction")] = dictionary(S=name("/JavaScript"), JS=text("app.alert(1)"))
    writer.update_root()


def a_hidden_field(writer: Writer) -> None:
    target = field(writer, 2)
    target[name("/F")] = number(2)
    writer.update_container(target)


def a_moved_field(writer: Writer) -> None:
    target = field(writer, 2)
    target[name("/Rect")] = array([number(side) for side in (0, 0, 500, 800)])
    writer.update_container(target)


def a_claimed_signature(writer: Writer) -> None:
    """A field that says that it is signed: with something that is no signature."""
    target = field(writer, 2)
    target[name("/V")] = writer.add_object(dictionary(Type=name("/Sig"), Filter=name("/Adobe.PPKLite")))
    target[name("/AP")] = dictionary(N=form_of(writer))
    writer.update_container(target)


CHANGES: dict[Callable[[Writer], None], str] = {
    another_appearance: "改动过，却没有签名",
    an_annotation: "批注",
    other_content: "内容在装订之后改动过",
    other_paper: "内容在装订之后改动过",
    a_text_field: "表单域",
    layers: "图层",
    a_page_less: "页被加进、抽掉或调换",
    other_bookmarks: "书签",
    another_title: "文件属性",
    a_script: "打开时的动作",
    a_hidden_field: "改动过，却没有签名",
    a_moved_field: "改动过，却没有签名",
    a_claimed_signature: "只有签名的样子",
}
