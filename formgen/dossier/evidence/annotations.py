"""What stands on a source page besides its content: stamps, filled fields, links, and things that act.

What shows something becomes part of the page (`flatten`), links within the file stay, and what acts or hides is left
out and named. What only a reader's own program could draw (a field's value or a remark without its picture,
ISO 32000-1, 12.5.5) is a fault: the bound page would not show what the enterprise saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.links import Targets

HIDDEN = 2
"""Bit of /F: neither shown nor printed (ISO 32000-1, table 165)."""
DRAWN_BY_READERS = frozenset(
    f"/{kind}"
    for kind in (
        *("FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Stamp", "Ink", "Caret", "Redact"),
        *("Highlight", "Underline", "Squiggly", "StrikeOut"),
    )
)
"""Remarks that readers draw by themselves if the file brings no picture of them."""
PLAYED = {"/RichMedia": "多媒体", "/Movie": "影片", "/Sound": "声音", "/Screen": "多媒体", "/3D": "三维模型"}
ACTIONS = {
    "/JavaScript": "JavaScript 脚本",
    "/Launch": "启动外部程序的动作",
    "/SubmitForm": "向外提交表单的动作",
    "/ImportData": "导入数据的动作",
    "/GoToR": "打开其他文件的动作",
    "/GoToE": "打开附件的动作",
    "/Rendition": "多媒体",
    "/Movie": "影片",
    "/Sound": "声音",
}
"""Actions that reach outside the page; the others (go to a page, an address, hide a field) need no mention."""
LINK_KEYS = ("/Subtype", "/Border", "/BS", "/C", "/H")


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a file's pages hold besides their content, and what acts in the file: found in one walk over the pages.

    faults     what the pages show in some readers only, in Chinese; empty for a file that can be bound
    acting     what acts or hides and is not bound, in Chinese
    is_signed  True if a field bears an electronic signature. It holds for the original file only
    pages      the pages that have annotations, counted from 0; all other pages need no second look
    """

    faults: tuple[str, ...]
    acting: tuple[str, ...]
    is_signed: bool
    pages: tuple[int, ...]


def look_over(pdf: pikepdf.Pdf) -> Annotations:
    """Look at every page's annotations once, and at what the file as a whole brings."""
    names, faults, acting = _dictionary(pdf.Root.get("/Names")), dict[str, None](), dict[str, None]()
    if "/JavaScript" in names:
        acting[ACTIONS["/JavaScript"]] = None
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root:
        acting["附件"] = None
    redrawn = _form(pdf).get("/NeedAppearances", False) is True
    holders: list[pikepdf.Object] = [pdf.Root]
    is_signed, annotated = False, []
    for index, page in enumerate(pdf.pages):
        holders.append(page.obj)
        if "/Annots" not in page.obj:
            continue
        annotated.append(index)
        for note in _notes(page):
            fields = _with_parents(note)
            holders += fields
            is_signed = is_signed or any(field.get("/FT") == Name.Sig and "/V" in field for field in fields)
            kind, is_hidden = str(note.get("/Subtype", "")), bool(int(note.get("/F", 0)) & HIDDEN)
            fault = None if is_hidden else _fault(note, kind, fields, redrawn)
            left_out = _left_out(kind, is_hidden)
            if fault is not None:
                faults[fault] = None
            if left_out is not None:
                acting[left_out] = None
    for holder in holders:
        for action in _actions(holder):
            label = ACTIONS.get(str(action.get("/S", "")))
            if label:
                acting[label] = None
    return Annotations(tuple(faults), tuple(acting), is_signed, tuple(annotated))


def _fault(note: pikepdf.Object, kind: str, fields: list[pikepdf.Object], redrawn: bool) -> str | None:
    """Why some readers show a visible annotation otherwise than others, in Chinese; None where all show the same.

    fields   the annotation and the fields above it
    redrawn  True if the file asks readers to draw the values of its fields anew
    """
    drawn = "/N" in _dictionary(note.get("/AP"))
    if kind == "/Widget" and (redrawn or not drawn) and _has_value(fields):
        return "表单里填的内容没有固定在页面上"
    if kind in DRAWN_BY_READERS and not drawn:
        return "批注没有固定在页面上"
    return "批注放在可隐藏的图层上" if drawn and "/OC" in note else None


def _left_out(kind: str, is_hidden: bool) -> str | None:
    """What an annotation of this kind is that is not bound, in Chinese; None for a kind that is bound, or needs no mention."""
    if kind in PLAYED:
        return PLAYED[kind]
    if kind == "/FileAttachment":
        return "附件"
    return "弹出式附注的文字" if kind == "/Text" and not is_hidden else None


def flatten(pdf: pikepdf.Pdf, targets: Targets, annotated: Iterable[int]) -> None:
    """Make everything that is shown part of its page; of the rest keep the links to a page or an address alone.

    annotated  the pages that have annotations, as `look_over` found them
    """
    form = _form(pdf)
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]  # or the fields would be left out; `look_over` has seen that none holds a value
    pdf.flatten_annotations("all")
    for index in annotated:
        page = pdf.pages[index]
        links = [link for note in _notes(page) if (link := _link(pdf, targets, note)) is not None]
        if links:
            page.obj.Annots = pikepdf.Array(links)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]


def _notes(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    """The page's annotations; what is no dictionary is none."""
    listed = page.obj.get("/Annots")
    if isinstance(listed, pikepdf.Array):
        for note in listed.as_list():
            if isinstance(note, pikepdf.Dictionary):
                yield note


def _link(pdf: pikepdf.Pdf, targets: Targets, note: pikepdf.Object) -> pikepdf.Dictionary | None:
    """The link with nothing but its place, look and target; None for anything else and for links that act."""
    box = note.get("/Rect")
    if note.get("/Subtype") != Name.Link or not isinstance(box, pikepdf.Array) or len(box) != 4:
        return None
    kept = pikepdf.Dictionary(Type=Name.Annot, Rect=[float(side) for side in box.as_list()])
    for key in LINK_KEYS:
        if key in note:
            kept[key] = note[key]
    action = _dictionary(note.get("/A"))
    page = targets.page(note.get("/Dest"))
    if page is None:
        page = targets.page_of_action(action)
    if page is not None:
        kept.Dest = pikepdf.Array([pdf.pages[page].obj, Name.Fit])
    elif action.get("/S") == Name.URI and "/URI" in action:
        kept.A = pikepdf.Dictionary(S=Name.URI, URI=action.URI)
    else:
        return None
    return kept


def _form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return _dictionary(pdf.Root.get("/AcroForm"))


def _dictionary(value: object) -> pikepdf.Object:
    """The value if it is a dictionary, else an empty one: an odd file may put anything anywhere."""
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def _with_parents(note: pikepdf.Object) -> list[pikepdf.Object]:
    """The annotation and the fields above it. A field tree of an odd file may loop: it ends after 32 steps."""
    chain = [note]
    while len(chain) < 32 and isinstance(parent := chain[-1].get("/Parent"), pikepdf.Dictionary):
        chain.append(parent)
    return chain


def _has_value(fields: list[pikepdf.Object]) -> bool:
    """True if the field that a widget stands for holds a value that would be seen. fields: the widget and those above it."""
    kind = next((field["/FT"] for field in fields if "/FT" in field), None)
    value = next((field["/V"] for field in fields if "/V" in field), None)
    if kind not in (Name.Tx, Name.Ch, Name.Btn) or value is None:
        return False
    return value != Name.Off and str(value) != ""


def _actions(holder: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The actions of a catalog, page, annotation or field, each with those that follow it."""
    own = (holder.get("/A"), holder.get("/OpenAction"))
    waiting: list[object] = [*own, *(_dictionary(holder.get("/AA")).values())]
    for _ in range(1000):  # a chain of actions may loop
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting.extend(action.as_list())
        elif isinstance(action, pikepdf.Dictionary):
            yield action
            waiting.append(action.get("/Next"))
