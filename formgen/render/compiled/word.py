"""The fast way to Word files: a template is cut once at its slots, and the pieces are joined again for each enterprise.

The result is the same, byte for byte, as that of `formgen.render.word.fill`, which stays the reference. The pieces between
the slots are cut from the output of the reference, and the reference does everything that the fast way cannot do exactly.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace

from formgen.render.compiled.kept import once_for_a_template
from formgen.render.word.fill import SlotText, fill_template, texts_of_ids
from formgen.render.word.package import DOCUMENT, WordPackage
from formgen.render.word.slots import CONTROL_PROPERTIES, PLACEHOLDER, SlotPlace, T, find_places
from formgen.render.word.zipping import TEXT_ENDS, Packed, cut, pack, pack_pieces, zipped
from formgen.scheme.slots import BLANK, Slot

_MARK, _MARKED = "\ue000", "cut-here"
"""Marks that show where a template is cut: a private-use character in a text, an attribute in a placeholder."""
_TEXT_BEGINS, _TEXT_ENDS = b'<w:t xml:space="preserve">', b"</w:t>"
_BREAK = b"<w:br/>"
_TEXT = re.compile(re.escape(_TEXT_BEGINS) + f"{_MARK}([0-9]+){_MARK}".encode() + re.escape(_TEXT_ENDS))
_PLACEHOLDER, _MARKED_PLACEHOLDER = b"<w:showingPlcHdr/>", b'<w:showingPlcHdr %b=""/>' % _MARKED.encode()
_NOT_ALIKE = re.compile("[\0-\t\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML does not allow, or that are not written unchanged, such as tab and carriage return."""


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """A template that the fast way cannot fill exactly, with the reason for people to read."""

    why: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """A slot, with the bytes between the previous slot's text and its own: one version if it is filled, one if it is empty.

    slot: the slot's id; blank: what stands in the empty slot, as XML
    """

    slot: str
    filled: bytes
    empty: bytes
    blank: bytes


@dataclass(frozen=True, slots=True)
class CompiledWord:
    """A template taken apart.

    before, after  the parts before and after word/document.xml, ready to be written
    gaps, end      the document: the bytes before each text, and those after the last text
    cut_at         the indexes of those texts in `pieces` at which the zip writer cuts the filled document; empty if it is
                   not certain that it cuts it there
    """

    before: tuple[Packed, ...]
    after: tuple[Packed, ...]
    gaps: tuple[_Gap, ...]
    end: bytes
    cut_at: tuple[int, ...] = ()

    def document(self, texts: tuple[SlotText, ...]) -> bytes:
        """word/document.xml with these texts. `why_not` must have returned no reason against them."""
        return b"".join(self.pieces(texts)[0])

    def fill(self, texts: tuple[SlotText, ...]) -> bytes:
        """The .docx with these texts; slots without a text stay empty. `why_not` must have returned no reason against the texts."""
        pieces, whole_lines = self.pieces(texts)
        certain = self.cut_at and whole_lines
        packed = pack_pieces(DOCUMENT, _cut_at(pieces, self.cut_at)) if certain else pack(DOCUMENT, b"".join(pieces))
        return zipped((*self.before, packed, *self.after))

    def pieces(self, texts: tuple[SlotText, ...]) -> tuple[list[bytes], bool]:
        """The document in pieces: a fixed piece, a text, a fixed piece, …; and True if no text contains a line break."""
        gaps = self.gaps
        # All texts are escaped at once: there are a hundred of them, and none contains a NUL.
        texts_of = texts_of_ids([gap.slot for gap in gaps], texts)
        given = _escaped("\0".join(texts_of)).split(b"\0") if gaps else []
        pieces = [b""] * (2 * len(gaps) + 1)
        pieces[:-1:2] = [gap.filled if text else gap.empty for gap, text in zip(gaps, given, strict=True)]
        pieces[1::2] = shown = [text or gap.blank for gap, text in zip(gaps, given, strict=True)]
        pieces[-1] = self.end
        broken = [2 * at + 1 for at, text in enumerate(shown) if not text or b"\n" in text]
        for at in broken:
            # An empty line has no text element. So a text with line breaks brings its own text elements.
            lines = pieces[at].split(b"\n")
            pieces[at] = _BREAK.join(line and b"%b%b%b" % (_TEXT_BEGINS, line, _TEXT_ENDS) for line in lines)
            pieces[at - 1] = pieces[at - 1].removesuffix(_TEXT_BEGINS)
            pieces[at + 1] = pieces[at + 1].removeprefix(_TEXT_ENDS)
        return pieces, not broken


def why_not(texts: tuple[SlotText, ...]) -> str:
    """Why these texts cannot be filled in in the fast way; empty if they can."""
    alike = not _NOT_ALIKE.search("".join([text.text for text in texts]))
    return "" if alike else "文字里有制表符、回车或别的控制字符"


@once_for_a_template
def compiled_word(package: WordPackage, slots: tuple[Slot, ...]) -> CompiledWord | NotCompiled:
    """The template cut at these slots. The result is kept, so templates with the same content are cut only once."""
    return compile_word(package, slots)


_OTHERWISE = NotCompiled("Word 模板的写法不能快速填写")


def compile_word(package: WordPackage, slots: tuple[Slot, ...]) -> CompiledWord | NotCompiled:
    """Cut a template at these slots, and check that each slot gives the same as the reference, filled and empty."""
    if sum(part.name == DOCUMENT for part in package.parts) != 1:
        return NotCompiled("Word 模板里 word/document.xml 不是正好一个")
    root = copy.deepcopy(package.document)
    places = find_places(root, slots)
    if not all(places):
        return NotCompiled("Word 模板里缺少填写位置")
    for number, place in enumerate(place for place in places if place):
        _mark(place, number)
    begin, *rest = _TEXT.split(package.with_document(root).part(DOCUMENT))
    numbers, behind = [int(number) for number in rest[::2]], [_TEXT_ENDS + piece for piece in rest[1::2]]
    if set(numbers) != set(range(len(slots))):  # a slot in a field has its text twice
        return _OTHERWISE
    gaps = tuple(
        _Gap(
            slots[number].id,
            filled=piece.replace(_MARKED_PLACEHOLDER, b"") + _TEXT_BEGINS,
            empty=piece.replace(_MARKED_PLACEHOLDER, _PLACEHOLDER) + _TEXT_BEGINS,
            blank=_escaped(slots[number].blank),
        )
        for number, piece in zip(numbers, [begin, *behind], strict=False)
    )
    compiled = CompiledWord(*_around(package), gaps, [begin, *behind][-1])
    if not _agrees(compiled, package, slots):
        return _OTHERWISE
    every = tuple(SlotText(slot.id, "1") for slot in slots)
    behind = [*[gap.filled for gap in gaps[1:]], compiled.end]
    cut_at = tuple(2 * at + 1 for at, piece in enumerate(behind) if piece.startswith(TEXT_ENDS))
    certain = all(cut(compiled.document(texts)) == _cut_at(compiled.pieces(texts)[0], cut_at) for texts in (every, ()))
    return replace(compiled, cut_at=cut_at) if certain else compiled


def _cut_at(pieces: list[bytes], places: tuple[int, ...]) -> list[bytes]:
    """The pieces of a document, of which the texts at these places alone stand by themselves."""
    if 2 * len(places) + 1 == len(pieces):
        return pieces
    found: list[bytes] = []
    begin = 0
    for at in places:
        # A fixed piece that stays whole must stay the same object: its hash is known, by which its deflated form is found.
        found += (pieces[begin] if at == begin + 1 else b"".join(pieces[begin:at]), pieces[at])
        begin = at + 1
    return [*found, b"".join(pieces[begin:])]


def _mark(place: SlotPlace, number: int) -> None:
    """Make the slot empty, with marks in the place of its text and in its placeholder, if it shows one."""
    replace(place, blank=BLANK).write("")  # one text element, whatever the slot's own blank is
    for run in (place.runs[0], *place.copies):
        for element in run.iter(T):
            element.text = f"{_MARK}{number}{_MARK}"
    properties = None if place.control is None else place.control.find(CONTROL_PROPERTIES)
    for element in () if properties is None else properties.iter(PLACEHOLDER):
        element.set(_MARKED, "")


def _agrees(compiled: CompiledWord, package: WordPackage, slots: tuple[Slot, ...]) -> bool:
    """True if the reference gives the same with every second slot filled, and with the other slots filled."""
    ids = list(dict.fromkeys(slot.id for slot in slots))
    for some in (ids[::2], ids[1::2]):
        texts = tuple(SlotText(slot, f" <&>\"'\n\n　{number}") for number, slot in enumerate(some))
        if compiled.document(texts) != fill_template(package, slots, texts).part(DOCUMENT):
            return False
    return True


def _around(package: WordPackage) -> tuple[tuple[Packed, ...], tuple[Packed, ...]]:
    """The parts before and after the document, packed."""
    at = [part.name for part in package.parts].index(DOCUMENT)
    before, after = package.parts[:at], package.parts[at + 1 :]
    return tuple(pack(part.name, part.content) for part in before), tuple(
        pack(part.name, part.content) for part in after
    )


def _escaped(text: str) -> bytes:
    return text.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
