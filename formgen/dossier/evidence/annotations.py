"""What stands on a source page besides its content: stamps, filled fields, links, and things that act.

What shows something becomes part of the page (`flatten`), links within the file stay, and what acts or hides is left
out and named. What only a reader's own program could draw (a field's value or a remark without its picture,
ISO 32000-1, 12.5.5) is a fault: the bound page would not show what the enterprise saw.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def faults(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """What the file's pages show in some readers only, in Chinese; empty for a file that can be bound."""
    found: dict[str, None] = {}
    redrawn = _form(pdf).get("/NeedAppearances", False) is True
    for page in pdf.pages:
        for note in _notes(page):
            kind, drawn = str(note.get("/Subtype", "")), "/N" in _dictionary(note.get("/AP"))
            if int(note.get("/F", 0)) & HIDDEN:
                continue
            if kind == "/Widget" and _value(note) and (redrawn or not drawn):
                found["表单里填的内容没有固定在页面上"] = None
            elif kind in DRAWN_BY_READERS and not drawn:
                found["批注没有固定在页面上"] = None
            elif drawn and "/OC" in note:
                found["批注放在可隐藏的图层上"] = None
    return tuple(found)


def acting(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """What the file brings that acts or hides and is not bound, in Chinese."""
    names, found = _dictionary(pdf.Root.get("/Names")), dict[str, None]()
    if "/JavaScript" in names:
        found[ACTIONS["/JavaScript"]] = None
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root:
        found["附件"] = None
    holders: list[pikepdf.Object] = [pdf.Root]
    for page in pdf.pages:
        holders.append(page.obj)
        for note in _notes(page):
            holders.extend(_with_parents(note))
            kind = str(note.get("/Subtype", ""))
            if kind in PLAYED:
                found[PLAYED[kind]] = None
            elif kind == "/FileAttachment":
                found["附件"] = None
            elif kind == "/Text" and not int(note.get("/F", 0)) & HIDDEN:
                found["弹出式附注的文字"] = None
    for holder in holders:
        for action in _actions(holder):
            label = ACTIONS.get(str(action.get("/S", "")))
            if label:
                found[label] = None
    return tuple(found)


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """True if the file carries an electronic signature. It holds for the original file only."""
    return any(
        field.get("/FT") == Name.Sig and "/V" in field
        for page in pdf.pages
        for note in _notes(page)
        for field in _with_parents(note)
    )


def flatten(pdf: pikepdf.Pdf, targets: Targets) -> None:
    """Make everything that is shown part of its page; of the rest keep the links to a page or an address alone."""
    form = _form(pdf)
    if "/NeedAppearances" in form:
        del form["/NeedAppearances"]  # or the fields would be left out; `faults` has seen that none holds a value
    pdf.flatten_annotations("all")
    for page in pdf.pages:
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


def _value(note: pikepdf.Object) -> bool:
    """True if the field that the widget stands for holds a value that would be seen."""
    fields = _with_parents(note)
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
