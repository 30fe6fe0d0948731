"""Finds what stands on a source page besides its content: stamps, filled fields, remarks, links, and things that act.

Everything that is visible becomes part of the page (`flattening`). Links to a page of the file or to an address stay.
Things that act or hide are left out, and a message names them. A field or a remark may have no drawing of its own in the
file (ISO 32000-1, 12.5.5). Then this program draws it as viewers draw it (`appearances`). If each viewer draws it
differently, this is a fault, because the bound page would not show what the enterprise saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Name

HIDDEN, PRINTED, PRINTED_ONLY = 2, 4, 32
"""Bits of the entry /F: "hidden" (neither shown nor printed), "print" (printed), "no view" (not shown on the screen;
ISO 32000-1, table 165)."""
DRAWN_ALIKE = frozenset(
    f"/{kind}"
    for kind in (
        *("Square", "Circle", "Ink", "Text", "FreeText"),
        *("Highlight", "Underline", "Squiggly", "StrikeOut", "Line", "PolyLine", "Polygon"),
    )
)
"""The kinds of remarks that all viewers draw alike if the file brings no drawing."""
DRAWN_OTHERWISE = frozenset({"/Stamp", "/Caret", "/Redact"})
"""The kinds of remarks that each viewer draws differently, or not at all, if the file brings no drawing."""
ONE_BYTE = 0xFF
"""The largest code of a character for which every viewer has a letter of its own. If a field's value has other
characters, viewers can't be trusted to draw it alike."""
MULTILINE, PASSWORD, PUSH_BUTTON = 1 << 12, 1 << 13, 1 << 16
"""Bits of a field's entry /Ff (ISO 32000-1, tables 226 to 228)."""
LONGEST_LABEL = 40
"""How many characters of a field's label messages show."""
PICTURED = re.compile(rb"(?<!\S)(?:Do|sh|BI|c|v|y)(?!\S)")
"""The operators that paint pictures, shadings and curved outlines."""
PLAYED = {"/RichMedia": "多媒体", "/Movie": "影片", "/Sound": "声音", "/Screen": "多媒体", "/3D": "三维模型"}
"""The kinds of annotations that are played, with the word that messages use for them."""
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
"""Actions that reach outside the page, with the words that messages use for them. The other actions (go to a page, open an
address, hide a field) need no mention."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the pages of a file hold besides their content, and what acts in the file. One walk over the pages finds all of it.

    faults      what readers show differently, in Chinese; empty for a file that can be bound
    acting      what acts or hides and is therefore not bound, in Chinese
    is_signed   True if a field has an electronic signature, which is valid only in the original file
    pages       the pages that have annotations, counted from 0; the other pages need no second look
    shown       the pages among these on which something besides links is visible
    undrawn     for each page, which entries of its /Annots are visible and have no drawing of their own
    written     for each page, the fields whose value must be found on it, because their drawing may be out of date
    drawn       for each page, the fields with a value and a drawing that viewers show as it is, whatever the value is
    unticked    for each page, the labels of boxes whose drawing says that they are ticked, and their value that they are not, or
                the other way round
    print_only  True if something is visible only in print
    """

    faults: tuple[str, ...]
    acting: tuple[str, ...]
    is_signed: bool
    pages: tuple[int, ...]
    shown: tuple[int, ...] = ()
    undrawn: Mapping[int, frozenset[int]] = field(default_factory=dict)
    written: Mapping[int, tuple[WrittenField, ...]] = field(default_factory=dict)
    drawn: Mapping[int, tuple[WrittenField, ...]] = field(default_factory=dict)
    unticked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    print_only: bool = False


class WrittenField(NamedTuple):
    """A field whose value is looked for on its page.

    entry  the number of the field in the page's /Annots, counted from 0
    box    left, bottom, right and top, in the page's own space
    value  the text that the field shows
    label  what a person knows the field by: the words that a reader shows for it, else its name
    """

    entry: int
    box: tuple[float, float, float, float]
    value: str
    label: str


def look_over(pdf: pikepdf.Pdf) -> Annotations:
    """Look once at the annotations of every page, and at the scripts, attachments and actions of the whole file."""
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
    drawn, unticked = dict[int, tuple[WrittenField, ...]](), dict[int, tuple[str, ...]]()
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
        if on_page.drawn:
            drawn[index] = tuple(on_page.drawn)
        if on_page.unticked:
            unticked[index] = tuple(on_page.unticked)
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
        drawn=drawn,
        unticked=unticked,
        print_only=print_only,
    )


class _OnPage:
    """Collects what one page shows besides its content. It looks at one annotation after the other."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.undrawn: list[int] = []
        self.written: list[WrittenField] = []
        self.drawn: list[WrittenField] = []
        self.unticked: list[str] = []
        self.is_shown = False

    def look_at(self, entry: int, note: pikepdf.Object, fields: list[pikepdf.Object], redrawn: bool) -> None:
        """Look at an annotation that viewers show.

        entry    the number of the annotation in the page's /Annots, counted from 0
        fields   the annotation and the fields above it
        redrawn  True if the file asks viewers to draw the values of its fields again
        """
        kind, has_drawing = str(note.get("/Subtype", "")), own_drawing(note) is not None
        if kind == "/Link":
            return
        self.is_shown = True
        # An array of this name is the colour around a mark for redaction, as Acrobat writes it.
        if has_drawing and isinstance(note.get("/OC"), pikepdf.Dictionary):
            self.faults.append("批注放在可隐藏的图层上")
        if kind == "/Widget" and (redrawn or not has_drawing):
            self._look_at_field(entry, note, fields, has_drawing)
        elif kind == "/Widget":
            self._compare(entry, note, fields)
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
            # A box whose state has no drawing is not ticked. If the file gives the value but not the state, viewers differ.
            if "/AS" not in note and state_of(note, looks) != Name.Off:
                self.faults.append("勾选框没有写明是否勾选")
            return
        value = _value(fields)
        if value and not _is_plain(value):
            self.written.append(WrittenField(entry, _box(note), value, _label(fields)))
            if has_drawing:  # only the file's own drawing can show characters beyond ONE_BYTE
                return
        if value and _is_formatted(fields):
            self.faults.append("表单里填的内容要由脚本排出来")
        self.undrawn.append(entry)

    def _compare(self, entry: int, note: pikepdf.Object, fields: list[pikepdf.Object]) -> None:
        """Look at a field whose own drawing viewers show: does its value say anything else?"""
        looks = _looks(note)
        if isinstance(looks, pikepdf.Dictionary) and _inherited(fields, "/FT") == Name.Btn:
            says = isinstance(_inherited(fields, "/V"), pikepdf.Name) and "/AS" in note
            if says and state_of(note, looks) != state_of_value(note, looks):
                self.unticked.append(_label(fields))
        elif (value := _value(fields)) and not _is_formatted(fields) and not _is_pictured(note):
            # A script may write a day or an amount otherwise.
            self.drawn.append(WrittenField(entry, _box(note), value, _label(fields)))


def is_shown(note: pikepdf.Object) -> bool:
    """True for an annotation that viewers show. They do not show a hidden one, one for print only, and a pop-up window."""
    return not _flags(note) & (HIDDEN | PRINTED_ONLY) and note.get("/Subtype") != Name.Popup


def own_drawing(note: pikepdf.Object) -> pikepdf.Object | None:
    """The drawing that the file has for an annotation in its present state (ISO 32000-1, 12.5.5); None if there is none.

    If the file does not give the state, the field's value is the state, or else the state is "off". Viewers do the same.
    """
    looks = _looks(note)
    if isinstance(looks, pikepdf.Stream):
        return looks
    if not isinstance(looks, pikepdf.Dictionary):
        return None
    drawing = looks.get(str(state_of(note, looks)))
    return drawing if isinstance(drawing, pikepdf.Stream) else None


def _looks(note: pikepdf.Object) -> object:
    """The annotation's only drawing, or a dictionary with one drawing for each state; None if it has none."""
    return _dictionary(note.get("/AP")).get("/N")


def _box(note: pikepdf.Object) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(side) for side in note.Rect)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def state_of(note: pikepdf.Object, looks: pikepdf.Object) -> pikepdf.Object:
    """The present state of an annotation that has several drawings. looks: the drawings by state."""
    state = note.get("/AS")
    return state if isinstance(state, pikepdf.Name) else state_of_value(note, looks)


def state_of_value(note: pikepdf.Object, looks: pikepdf.Object) -> pikepdf.Object:
    """The state that a field's value gives: "off" if none of the annotation's drawings has that name. looks: the drawings by state."""
    for above in _with_parents(note):
        value = above.get("/V")
        if isinstance(value, pikepdf.Name) and str(value) in looks:
            return value
    return Name.Off


def _flags(note: pikepdf.Object) -> int:
    flags = note.get("/F", 0)
    return int(flags) if isinstance(flags, int) else 0


def _has_ends(note: pikepdf.Object) -> bool:
    """True for a line with arrows, leader lines, a caption or a cloudy border. Each viewer draws these differently."""
    ends = note.get("/LE", ())
    listed = ends.as_list() if isinstance(ends, pikepdf.Array) else [ends] if isinstance(ends, pikepdf.Name) else []
    cloudy = _dictionary(note.get("/BE")).get("/S") == Name.C
    return cloudy or any(end != Name("/None") for end in listed) or "/LL" in note or note.get("/Cap", False) is True


def _text(given: object, kind: str) -> str:
    """The words of a remark if they stand on the page itself; empty if they appear only after a click."""
    return str(given) if kind == "/FreeText" and isinstance(given, pikepdf.String) else ""


def _is_plain(text: str) -> bool:
    return all(ord(character) <= ONE_BYTE for character in text)


def _left_out(kind: str, is_hidden: bool) -> str | None:
    """The Chinese word for an annotation that is not bound; None for a kind that is bound or that needs no mention."""
    if kind in PLAYED:
        return PLAYED[kind]
    if kind == "/FileAttachment":
        return "附件"
    return "弹出式附注的文字" if kind == "/Text" and not is_hidden else None


def notes_of(page: pikepdf.Page) -> Iterator[tuple[int, pikepdf.Object]]:
    """The page's annotations, each with its number in /Annots. An entry that is no dictionary is no annotation."""
    listed = page.obj.get("/Annots")
    if isinstance(listed, pikepdf.Array):
        for entry, note in enumerate(listed.as_list()):
            if isinstance(note, pikepdf.Dictionary):
                yield entry, note


def _form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return _dictionary(pdf.Root.get("/AcroForm"))


def _dictionary(value: object) -> pikepdf.Object:
    """The value if it is a dictionary, else an empty dictionary. A broken file may have any kind of value in any place."""
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def _with_parents(note: pikepdf.Object) -> list[pikepdf.Object]:
    """The annotation and the fields above it. The tree of fields in a broken file may be a circle, so at most 32 are read."""
    chain = [note]
    while len(chain) < 32 and isinstance(parent := chain[-1].get("/Parent"), pikepdf.Dictionary):
        chain.append(parent)
    return chain


def _value(fields: list[pikepdf.Object]) -> str:
    """The text that a field shows, as far as its entries give it; empty if there is none. fields: the widget and the fields above.

    A button has no text, because its value is its state. A password is never shown.
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
    """A value as text. A long value may be a stream."""
    if isinstance(value, pikepdf.Stream):
        return str(pikepdf.String(value.read_bytes()))
    return str(value) if isinstance(value, pikepdf.String | pikepdf.Name) else ""


def _is_formatted(fields: list[pikepdf.Object]) -> bool:
    """True if the file has a script that formats the value."""
    return any("/F" in _dictionary(field.get("/AA")) for field in fields)


def _is_pictured(note: pikepdf.Object) -> bool:
    """True if a drawing has pictures or outlines, so that nobody can say which letters it shows."""
    look = own_drawing(note)
    return look is None or PICTURED.search(look.read_bytes()) is not None


def _label(fields: list[pikepdf.Object]) -> str:
    """What a person knows a field by: the words that a reader shows for it (/TU), else its full name, else a question mark."""
    told = _inherited(fields, "/TU")
    names = [str(field["/T"]) for field in reversed(fields) if isinstance(field.get("/T"), pikepdf.String)]
    label = str(told) if isinstance(told, pikepdf.String) and str(told).strip() else ".".join(names)
    return "".join(one for one in label if one.isprintable()).strip()[:LONGEST_LABEL] or "?"


def _inherited(fields: list[pikepdf.Object], key: str) -> object:
    return next((field[key] for field in fields if key in field), None)


def _actions(holder: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The actions of a catalog, page, annotation or field, and the actions that follow these."""
    own = (holder.get("/A"), holder.get("/OpenAction"))
    waiting: list[object] = [*own, *(_dictionary(holder.get("/AA")).values())]
    for _ in range(1000):  # a chain of actions may be a circle
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting.extend(action.as_list())
        elif isinstance(action, pikepdf.Dictionary):
            yield action
            waiting.append(action.get("/Next"))
