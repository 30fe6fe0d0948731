"""What a signature may change of a bound file: an empty field of its own, and a few keys that show nothing (ISO 32000-2, 12.8).

Everything is compared with a list of what may change. What is not on the list may not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import ClassVar

import pikepdf
from pikepdf import Name

PRINTED, UNSEEN = 4, 1 | 2 | 32
"""Bits of /F: printed; Invisible, Hidden and NoView, with which a signature's picture is not seen."""
VERSIONS = frozenset({"/1.6", "/1.7", "/2.0"})
OF_CATALOG = {
    "/Pages": "页的多少或顺序", "/OCProperties": "图层", "/Outlines": "书签", "/PageLabels": "页码标签", "/Names": "附件或脚本",
    "/OpenAction": "打开时的动作", "/AA": "打开时的动作", "/AcroForm": "表单域", "/StructTreeRoot": "结构标签",
    "/Metadata": "文件属性",
}  # fmt: skip
NO_PLACES = "装订之后加了电子签名或别的表单域，装订时没有留这样的位置，可能盖住内容；要电子签名的，请用 --signature-fields 装订后再签"
XMP_FREE = frozenset(
    {
        "{http://ns.adobe.com/xap/1.0/}ModifyDate",
        "{http://ns.adobe.com/xap/1.0/}MetadataDate",
        "{http://ns.adobe.com/xap/1.0/}CreatorTool",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
        "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
        "{http://ns.adobe.com/xap/1.0/mm/}DocumentID",
    }
)
"""What programs that sign write into the file's properties: when, and with what."""


Number = tuple[int, int]
"""The number of an object and its generation."""


class Changeable:
    """The objects of a file that a signature may change, by their numbers.

    fields  the signature fields, with their names
    form, info, metadata  None where the file has none
    proofs  what proves certificates (DSS), which grows with each signature
    """

    FREE_PROPERTIES: ClassVar[frozenset[str]] = frozenset({"/ModDate", "/Producer"})

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """pdf: a file whose tables are sound."""
        form, metadata, info = pdf.Root.get("/AcroForm"), pdf.Root.get("/Metadata"), pdf.trailer.get("/Info")
        self.form = form.objgen if form is not None and form.is_indirect else None
        self.metadata = metadata.objgen if metadata is not None else None
        self.info = info.objgen if info is not None else None
        self.proofs = frozenset(referred([pdf.Root.get("/DSS")]))
        fields = () if form is None else form.get("/Fields", ())
        self.fields = {
            field.objgen: str(field.get("/T", ""))
            for field in fields
            if field.is_indirect and field.get("/FT") == Name.Sig and "/Kids" not in field
        }


def referred(things: Iterable[object], without: Container[Number] = ()) -> Iterator[Number]:
    """The numbers of all objects that these refer to, also through others, but for what stands above them (`/Parent`).

    without  objects that are not entered
    """
    seen: set[Number] = set()
    waiting = list(things)
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, pikepdf.Object):
            continue
        if thing.is_indirect:
            if thing.objgen in seen or thing.objgen in without:
                continue
            seen.add(thing.objgen)
            yield thing.objgen
        if isinstance(thing, pikepdf.Array):
            waiting += list(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            waiting += [thing.get(key) for key in thing.keys() if key != "/Parent"]  # noqa: SIM118


def changes_of_field(old: pikepdf.Object, new: pikepdf.Object) -> str | None:
    """How a signature field was changed otherwise than by being signed, in Chinese; None if it was signed."""
    if not isinstance(new, pikepdf.Dictionary):
        return "不见了"
    if "/V" in old:
        return "在签名之后又改动过"
    if "/V" not in new or not isinstance(new.V, pikepdf.Dictionary):
        return "改动过，却没有签名"
    if set(differing(old, new)) - {"/V", "/AP", "/F", "/M", "/MK"}:
        return "签名时把别的也改动了"
    flags, appearance = int(new.get("/F", 0)), new.get("/AP", pikepdf.Dictionary())
    if not flags & PRINTED or flags & UNSEEN:
        return "签名后看不见或不打印"
    if set(appearance.keys()) != {"/N"} or not isinstance(appearance.N, pikepdf.Stream) or "/OC" in appearance.N:
        return "签名的样子不只一种"
    return None


def is_timestamp(field: pikepdf.Object) -> bool:
    """True for a field that was filled with a document timestamp (ISO 32000-2, 12.8.5): a time stamping service vouches for when
    the file was there. Nobody signs with it."""
    value = field.get("/V")
    return isinstance(value, pikepdf.Dictionary) and value.get("/Type") == Name.DocTimeStamp


def changes_of_catalog(old: pikepdf.Object, new: pikepdf.Object) -> Iterator[str]:
    """What was changed in the file's catalog and may not be, in Chinese."""
    if not isinstance(new, pikepdf.Dictionary):
        yield "装订之后换掉了文件的总目录"
        return
    for key in differing(old, new):
        value = new.get(key)
        if key in ("/DSS", "/Extensions") and isinstance(value, pikepdf.Dictionary):
            continue
        if key == "/Version" and str(value) in VERSIONS:
            continue
        if key == "/Perms" and isinstance(value, pikepdf.Dictionary) and set(value.keys()) == {"/DocMDP"}:
            continue
        if key == "/AcroForm" and key not in old:
            yield NO_PLACES
            continue
        yield f"装订之后改动了{OF_CATALOG.get(key, '文件的设置')}（{_shown(key)}）"


def changes_of_form(old: pikepdf.Object, new: pikepdf.Object, added: Sequence[str]) -> Iterator[str]:
    """What was changed of the list of fields and may not be, in Chinese. added: what is known of fields that are new."""
    if not isinstance(new, pikepdf.Dictionary):
        yield "装订之后换掉了表单域"
        return
    for key in differing(old, new):
        value = new.get(key)
        if key == "/SigFlags" and isinstance(value, int) and value in (1, 2, 3):
            continue
        if key in ("/DR", "/DA") and key not in old:  # fonts for text fields, of which there are none
            continue
        if key == "/Fields" and added:
            yield from added
            continue
        yield f"装订之后改动了表单域（{_shown(key)}）"


def is_same_properties(before: pikepdf.Pdf, after: pikepdf.Pdf) -> bool:
    """True if title, author and the like are the same, in both lists; when and with what the file was written may differ."""
    old, new = before.trailer.get("/Info"), after.trailer.get("/Info")
    gone = old is not None and not isinstance(new, pikepdf.Dictionary)
    if gone or (old is not None and new is not None and set(differing(old, new)) - Changeable.FREE_PROPERTIES):
        return False
    return _properties(before) == _properties(after)


def _properties(pdf: pikepdf.Pdf) -> dict[str, str]:
    if "/Metadata" not in pdf.Root:
        return {}
    found = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)  # not entered: leaving it would write
    return {key: repr(found[key]) for key in found if key not in XMP_FREE}


def differing(old: pikepdf.Object, new: pikepdf.Object) -> list[str]:
    """The keys of two dictionaries whose values differ, in order."""
    keys = sorted({*old.keys(), *new.keys()})
    return [key for key in keys if _written(old.get(key)) != _written(new.get(key))]


def _written(value: object) -> bytes | str:
    """A value as it is written, references as references."""
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value)


def _shown(key: str) -> str:
    return "".join(character if character.isprintable() else " " for character in key)[:40]
