"""What stands on a source page besides its content: stamps, filled fields, links, and things that act.

What shows something becomes part of the page (`flattening`), links within the file stay, and what acts or hides is left
out and named. What brings no drawing of itself (a field's value or a remark, ISO 32000-1, 12.5.5) is drawn as viewers do
(`appearances`). What each viewer draws in its own way is a fault: the bound page would not show what the enterprise saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Name

HIDDEN, PRINTED, PRINTED_ONLY = 2, 4, 32
"""Bits of /F: neither shown nor printed; printed; not shown (ISO 32000-1, table 165)."""
DRAWN_ALIKE = frozenset(
    f"/{kind}"
    for kind in (
        *("Square", "Circle", "Ink", "Text", "FreeText"),
        *("Highlight", "Underline", "Squiggly", "StrikeOut", "Line", "PolyLine", "Polygon"),
    )
)
"""Remarks without a drawing that viewers draw alike."""
DRAWN_OTHERWISE = frozenset({"/Stamp", "/Caret", "/Redact"})
"""Remarks without a drawing that each viewer draws in its own way, or not at all."""
ONE_BYTE = 0xFF
"""The last character that a field's value may have to be drawn with the letters that every viewer brings."""
MULTILINE, PASSWORD, PUSH_BUTTON = 1 << 12, 1 << 13, 1 << 16
"""Bits of a field's /Ff (tables 226 to 228)."""
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


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a file's pages hold besides their content, and what acts in the file: found in one walk over the pages.

    faults      what the pages show in some readers only, in Chinese; empty for a file that can be bound
    acting      what acts or hides and is not bound, in Chinese
    is_signed   True if a field bears an electronic signature. It holds for the original file only
    pages       the pages that have annotations, counted from 0; all other pages need no second look
    shown       those of them on which more than links is shown
    undrawn     by the page, which entries of its /Annots are shown and bring no drawing of themselves
    written     by the page, the fields whose value must be found on it: their drawing may be an older one
    print_only  True if something is seen in print alone
    """

    faults: tuple[str, ...]
    acting: tuple[str, ...]
    is_signed: bool
    pages: tuple[int, ...]
    shown: tuple[int, ...] = ()
    undrawn: Mapping[int, frozenset[int]] = field(default_factory=dict)
    written: Mapping[int, tuple[WrittenField, ...]] = field(default_factory=dict)
    print_only: bool = False


class WrittenField(NamedTuple):
    """A field whose value must be found on its page.

    entry  which of the page's /Annots it is
    box    left, bottom, right and top, in the page's own space
    """

    entry: int
    box: tuple[float, float, float, float]
    value: str


def look_over(pdf: pikepdf.Pdf) -> Annotations:
    """Look at every page's annotations once, and at what the file as a whole brings."""
    names, faults, acting = _dictionary(pdf.Root.get("/Names")), dict[str, None](), dict[str, None]()
    if "/JavaScript" in names:
        acting[ACTIONS["/JavaScript"]] = None
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root:
        acting["附件"] = None
    redrawn = _form(pdf).get("/NeedAppearances", False) is True
    holders: list[pikepdf.Object] = [pdf.Root]
    is_signed, print_only = False, False
    annotated, shown = list[int](), list[int]()
    undrawn, written = dict[int, frozenset[int]](), dict[int, tuple[WrittenField, ...]]()
    for index, page in enumerate(pdf.pages):
        holders.append(page.obj)
        if "/Annots" not in page.obj:
            continue
        annotated.append(index)
        on_page = _OnPage()
        for entry, note in notes_of(page):
            fields = _with_parents(note)
            holders += fields
            is_signed = is_signed or any(field.get("/FT") == Name.Sig and "/V" in field for field in fields)
            kind = str(note.get("/Subtype", ""))
            print_only = print_only or (_flags(note) & (HIDDEN | PRINTED | PRINTED_ONLY)) == PRINTED | PRINTED_ONLY
            left_out = _left_out(kind, not is_shown(note))
            if is_shown(note):
                on_page.look_at(entry, note, fields, redrawn)
            if left_out is not None:
                acting[left_out] = None
        faults.update(dict.fromkeys(on_page.faults))
        if on_page.is_shown:
            shown.append(index)
        if on_page.undrawn:
            undrawn[index] = frozenset(on_page.undrawn)
        if on_page.written:
            written[index] = tuple(on_page.written)
    for holder in holders:
        for action in _actions(holder):
            label = ACTIONS.get(str(action.get("/S", "")))
            if label:
                acting[label] = None
    return Annotations(
        *(tuple(faults), tuple(acting), is_signed, tuple(annotated)),
        shown=tuple(shown),
        undrawn=undrawn,
        written=written,
        print_only=print_only,
    )


class _OnPage:
    """What is shown on one page besides its content, found note by note."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.undrawn: list[int] = []
        self.written: list[WrittenField] = []
        self.is_shown = False

    def look_at(self, entry: int, note: pikepdf.Object, fields: list[pikepdf.Object], redrawn: bool) -> None:
        """Look at an annotation that viewers show.

        entry    which of the page's /Annots it is
        fields   the annotation and the fields above it
        redrawn  True if the file asks viewers to draw the values of its fields anew
        """
        kind, has_drawing = str(note.get("/Subtype", "")), own_drawing(note) is not None
        if kind == "/Link":
            return
        self.is_shown = True
        if has_drawing and "/OC" in note:
            self.faults.append("批注放在可隐藏的图层上")
        if kind == "/Widget" and (redrawn or not has_drawing):
            self._look_at_field(entry, note, fields, has_drawing)
        elif not has_drawing and kind in DRAWN_OTHERWISE | DRAWN_ALIKE:
            if kind in DRAWN_OTHERWISE or _has_ends(note) or not _is_plain(str(_text(note.get("/Contents"), kind))):
                self.faults.append("批注没有固定在页面上")
            self.undrawn.append(entry)

    def _look_at_field(self, entry: int, note: pikepdf.Object, fields: list[pikepdf.Object], has_drawing: bool) -> None:
        """Look at a field that viewers draw."""
        if (
            _inherited(fields, "/FT") == Name.Btn
            and isinstance(looks := _looks(note), pikepdf.Dictionary)
            and any(isinstance(look, pikepdf.Stream) for look in looks.values())
        ):
            # A box is not ticked where its state has no drawing. Viewers differ where the state is not said, but the value.
            if "/AS" not in note and state_of(note, looks) != Name.Off:
                self.faults.append("勾选框没有写明是否勾选")
            return
        value = _value(fields)
        if value and not _is_plain(value):
            self.written.append(WrittenField(entry, _box(note), value))
            if has_drawing:  # the letters of other scripts are in the file's own drawing, or nowhere
                return
        if value and _is_formatted(fields):
            self.faults.append("表单里填的内容要由脚本排出来")
        self.undrawn.append(entry)


def is_shown(note: pikepdf.Object) -> bool:
    """True for an annotation that viewers show: not hidden, not for print alone, and no window that opens on a click."""
    return not _flags(note) & (HIDDEN | PRINTED_ONLY) and note.get("/Subtype") != Name.Popup


def own_drawing(note: pikepdf.Object) -> pikepdf.Object | None:
    """The drawing that the file brings of an annotation in its present state (12.5.5); None for none.

    Where the state is not said, it is the field's value, else off: so viewers take it.
    """
    looks = _looks(note)
    if isinstance(looks, pikepdf.Stream):
        return looks
    if not isinstance(looks, pikepdf.Dictionary):
        return None
    drawing = looks.get(str(state_of(note, looks)))
    return drawing if isinstance(drawing, pikepdf.Stream) else None


def _looks(note: pikepdf.Object) -> object:
    """The annotation's drawing, or its drawings by the state that it is in."""
    return _dictionary(note.get("/AP")).get("/N")


def _box(note: pikepdf.Object) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(side) for side in note.Rect)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def state_of(note: pikepdf.Object, looks: pikepdf.Object) -> pikepdf.Object:
    """The state that an annotation with several drawings is in."""
    state = note.get("/AS")
    if isinstance(state, pikepdf.Name):
        return state
    for above in _with_parents(note):
        value = above.get("/V")
        if isinstance(value, pikepdf.Name) and str(value) in looks:
            return value
    return Name.Off


def _flags(note: pikepdf.Object) -> int:
    flags = note.get("/F", 0)
    return int(flags) if isinstance(flags, int) else 0


def _has_ends(note: pikepdf.Object) -> bool:
    """True for a line with arrows, with a legend or with clouds around it: each viewer draws them in its own way."""
    ends = note.get("/LE", ())
    listed = ends.as_list() if isinstance(ends, pikepdf.Array) else [ends] if isinstance(ends, pikepdf.Name) else []
    cloudy = _dictionary(note.get("/BE")).get("/S") == Name.C
    return cloudy or any(end != Name("/None") for end in listed) or "/LL" in note or note.get("/Cap", False) is True


def _text(given: object, kind: str) -> str:
    """The words of a remark that stand on the page itself; empty for those that a click opens."""
    return str(given) if kind == "/FreeText" and isinstance(given, pikepdf.String) else ""


def _is_plain(text: str) -> bool:
    return all(ord(character) <= ONE_BYTE for character in text)


def _left_out(kind: str, is_hidden: bool) -> str | None:
    """What an annotation of this kind is that is not bound, in Chinese; None for a kind that is bound, or needs no mention."""
    if kind in PLAYED:
        return PLAYED[kind]
    if kind == "/FileAttachment":
        return "附件"
    return "弹出式附注的文字" if kind == "/Text" and not is_hidden else None


def notes_of(page: pikepdf.Page) -> Iterator[tuple[int, pikepdf.Object]]:
    """The page's annotations, each with its place in /Annots; what is no dictionary is none."""
    listed = page.obj.get("/Annots")
    if isinstance(listed, pikepdf.Array):
        for entry, note in enumerate(listed.as_list()):
            if isinstance(note, pikepdf.Dictionary):
                yield entry, note


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


def _value(fields: list[pikepdf.Object]) -> str:
    """The text that a field shows, as far as the field says it; empty for none. fields: the widget and those above it.

    A button's value is the state that it is in, and a password is not shown.
    """
    kind = _inherited(fields, "/FT")
    value = _inherited(fields, "/V")
    flags = _inherited(fields, "/Ff")
    if kind not in (Name.Tx, Name.Ch) or (kind == Name.Tx and isinstance(flags, int) and flags & PASSWORD):
        return ""
    chosen = value.as_list() if isinstance(value, pikepdf.Array) else [value]
    words = [_words(one) for one in chosen]
    for option in _options(fields) if kind == Name.Ch else ():
        if isinstance(option, pikepdf.Array) and len(option) > 1 and _words(option[0]) in words:
            words[words.index(_words(option[0]))] = _words(option[1])
    return "".join(words)


def _options(fields: list[pikepdf.Object]) -> list[object]:
    listed = _inherited(fields, "/Opt")
    return list(listed.as_list()) if isinstance(listed, pikepdf.Array) else []


def _words(value: object) -> str:
    """A value as text: long ones may be streams."""
    if isinstance(value, pikepdf.Stream):
        return str(pikepdf.String(value.read_bytes()))
    return str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""


def _is_formatted(fields: list[pikepdf.Object]) -> bool:
    """True if a script of the file decides how the value is written."""
    return any("/F" in _dictionary(field.get("/AA")) for field in fields)


def _inherited(fields: list[pikepdf.Object], key: str) -> object:
    return next((field[key] for field in fields if key in field), None)


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
