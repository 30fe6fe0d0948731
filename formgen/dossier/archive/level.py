"""Decides whether an archive is PDF/A-2a (all content tagged, every character with a meaning) or PDF/A-2b (ISO 19005-2, 5.2).

Level A is for a dossier whose every page is tagged by whoever made it: nothing may be tagged for the sake of the level
alone (6.7.1). So one scan, or one page with content outside its tags, makes the dossier 2b. In doubt it is 2b.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from formgen.dossier.evidence.tags.tree import Element, Marked, Tags
from formgen.dossier.evidence.take_in import SourcePdf
from formgen.engines.system.watcher import at_page, at_work
from formgen.fonts.meanings import read_meanings

PAINTING = frozenset(["b", "b*", "B", "B*", "f", "f*", "F", "s", "S", "sh", "Tj", "TJ", "'", '"', "Do", "EI"]) | {
    "INLINE IMAGE"
}
SHOWING = frozenset({"Tj", "TJ", "'", '"'})
DEEPEST = 12
PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))
NO_MEANING = frozenset({"\0", "\ufeff", "\ufffe", "\uffff", "\ufffd"})
ODD = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class ArchiveLevel:
    """The level of an archive: `A` or `B`, and why it is not A, in Chinese (empty for A)."""

    letter: str
    why: str = ""


def level_of(sources: Iterable[SourcePdf]) -> ArchiveLevel:
    """The level of an archive of these sources, as they are bound: decided by what was put in."""
    for source in sources:
        why = lacks_level_a(source)
        if why is not None:
            return ArchiveLevel("B", f"「{source.name}」{why}")
    return ArchiveLevel("A")


class _NotLevelAError(Exception):
    """Why a page keeps a dossier from level A, in Chinese."""


def lacks_level_a(source: SourcePdf) -> str | None:
    """Why a source keeps its dossier from PDF/A-2a, in Chinese; None if it does not. Our own papers never do."""
    if source.is_own:
        return None
    if source.tags is None:
        return "没有标签"
    if source.pictures:
        return "有的页收的是图片"
    if not source.tags.is_whole:
        return "标签不全"
    pieces = _pieces(source.tags)
    with at_work(source.watched_as), source.opened() as pdf:
        for index, page in enumerate(pdf.pages):
            try:
                if index not in source.tags.pages:
                    raise _NotLevelAError("没有标签")
                with at_page(index):
                    _content(page, page.obj.get("/Resources", pikepdf.Dictionary()), pieces, (index, None), False, 0)
                if any("/StructParent" not in link for link in page.obj.get("/Annots", ())):
                    raise _NotLevelAError("有没加标签的链接")
            except _NotLevelAError as why:
                return f"第 {index + 1} 页{why}"
            except ODD:
                return f"第 {index + 1} 页有看不懂的内容"
    return None


Place = tuple[int, tuple[int, int] | None]
"""A page, counted from 0, and the drawing on it; None for the page's own content."""


def _pieces(tags: Tags) -> dict[Place, set[int]]:
    """The numbers of the tagged pieces, by the content that marks them."""
    found: dict[Place, set[int]] = {}
    waiting: list[Element] = list(tags.tops)
    for element in waiting:  # it grows meanwhile
        for kid in element.kids:
            if isinstance(kid, Element):
                waiting.append(kid)
            elif isinstance(kid, Marked):
                found.setdefault((kid.page, kid.drawing), set()).add(kid.number)
    return found


def _content(
    content: pikepdf.Page | pikepdf.Object,
    resources: pikepdf.Object,
    pieces: dict[Place, set[int]],
    place: Place,
    is_marked: bool,
    depth: int,
) -> None:
    """Everything that is drawn is tagged, or said to be no content; every character has a meaning. Raises _NotLevelAError.

    is_marked  True if the content is part of a piece that is marked
    """
    if depth > DEEPEST:
        raise _NotLevelAError("有看不懂的内容")
    numbers, marks = pieces.get(place, set()), [is_marked]
    font: pikepdf.Object | None = None
    known: dict[tuple[int, int], dict[int, str] | None] = {}
    for instruction in pikepdf.parse_content_stream(content):
        token, operands = str(instruction.operator), list(instruction.operands)
        if token in ("BDC", "BMC"):
            marks.append(marks[-1] or _is_told(operands, resources, numbers))
        elif token == "EMC":
            marks.pop()
        elif token == "Tf":
            font = resources.Font[str(operands[0])]
        elif token == "Do":
            drawing = resources.XObject[str(operands[0])]
            if drawing.get("/Subtype") == Name.Form:
                below = drawing.get("/Resources", resources)
                _content(drawing, below, pieces, (place[0], drawing.objgen), marks[-1], depth + 1)
                continue
        if token in PAINTING and not marks[-1]:
            raise _NotLevelAError("有没加标签的内容")
        if token in SHOWING:
            _shown(font, operands, known)


def _is_told(operands: Sequence[pikepdf.Object], resources: pikepdf.Object, numbers: set[int]) -> bool:
    """True for a mark that says what its content is: nothing of the page's content, or a piece that an element has."""
    if str(operands[0]) == "/Artifact":
        return True
    said = operands[1] if len(operands) > 1 else None
    if isinstance(said, pikepdf.Name):
        said = resources.Properties[str(said)]
    return isinstance(said, pikepdf.Dictionary) and int(said.get("/MCID", -1)) in numbers


def _shown(
    font: pikepdf.Object | None, operands: Sequence[pikepdf.Object], known: dict[tuple[int, int], dict[int, str] | None]
) -> None:
    """Every character of a text has a meaning that a reader can say (6.2.11.7). Raises _NotLevelAError."""
    if font is None:
        raise _NotLevelAError("有文字没有写明是什么字")
    if font.objgen not in known or font.objgen == (0, 0):
        known[font.objgen] = _meanings(font)
    meanings = known[font.objgen]
    if meanings is None:
        return
    wide = font.get("/Subtype") == Name.Type0
    for text in _strings(operands):
        codes = [int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text), 2)] if wide else list(text)
        if not all(_is_meaning(meanings.get(code, "")) for code in codes):
            raise _NotLevelAError("有文字没有写明是什么字")


def _meanings(font: pikepdf.Object) -> dict[int, str] | None:
    """What the codes of a font mean; None for one of the two encodings in which all codes have known meanings."""
    said = font.get("/ToUnicode")
    if isinstance(said, pikepdf.Stream):
        return read_meanings(said.read_bytes())
    if font.get("/Encoding") in (Name.WinAnsiEncoding, Name.MacRomanEncoding):
        return None
    raise _NotLevelAError("有文字没有写明是什么字")


def _is_meaning(text: str) -> bool:
    return bool(text) and not any(one in NO_MEANING or any(ord(one) in private for private in PRIVATE) for one in text)


def _strings(operands: Sequence[pikepdf.Object]) -> Iterator[bytes]:
    last = list(operands)[-1]
    for piece in last.as_list() if isinstance(last, pikepdf.Array) else [last]:
        if isinstance(piece, pikepdf.String):
            yield bytes(piece)
