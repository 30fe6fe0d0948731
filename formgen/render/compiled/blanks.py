"""Blanks: documents with slots that can be compiled. A blank is laid out with marks in its slots, compiled and kept.

A long value may move what stands below it (a name of two lines in a running text). Then the document is compiled
separately for each such number of lines, when that number is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from formgen.engines.kept_layouts import kept, key_of
from formgen.engines.process import uncollected
from formgen.engines.weasyprint.boxes import LaidOutDocument
from formgen.engines.weasyprint.laying_out import lay_out as lay_out_html
from formgen.foundation import resources
from formgen.foundation.errors import ProofError
from formgen.render.compiled.compiling import compile_document
from formgen.render.compiled.kept import Kept
from formgen.render.compiled.model import Compiled, from_bytes, to_bytes
from formgen.render.compiled.places import MARK, Found, Moved, find_held_places, find_known_places, find_places
from formgen.render.layout.read import read_sheet
from formgen.render.layout.sheet import Sheet
from formgen.render.packet import Contents, packet_document, packet_lines
from formgen.render.pdf.cuts import sheet_document
from formgen.render.word.fill import SlotText, fill_package, template_package
from formgen.scheme.models import Form

LayOut = Callable[[Mapping[str, int], bool], LaidOutDocument]
"""Lays a document out with marks in its slots. The mapping gives the number of lines for slots that move other text. All
other slots get as many lines as there is room for (True), or one line (False)."""


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines the values of one slot take."""

    slot: str
    lines: int


@dataclass(frozen=True, slots=True)
class Blank:
    """A document that can be compiled.

    parts   all that its layout depends on, as bytes; the name of the compiled document in the cache is made from them
    most    how many lines each slot has room for; for a slot with several places it is the number that fits in all of them
    rooms   how many lines each place has room for, in the order of the document; empty where `most` says it
    within  the documents whose pages this document consists of; empty for a document of its own pages only
    front   lays out the pages that stand before those, with so many lines in their slots at most
    pushes  True if further lines of any slot move what stands below it
    """

    parts: tuple[bytes, ...] = field(repr=False)
    most: tuple[Lines, ...]
    lay_out: LayOut = field(repr=False)
    rooms: tuple[Lines, ...] = ()
    within: tuple[Blank, ...] = field(default=(), repr=False)
    front: Callable[[int], LaidOutDocument] | None = field(default=None, repr=False)
    pushes: bool = False

    def compiled(self, fixed: tuple[Lines, ...] = ()) -> Compiled:
        """The document compiled, from the cache or anew.

        fixed  slots that take exactly the given number of lines

        Raises Moved if a slot that is not fixed moves others, ProofError if the document can't be compiled.
        """
        exactly = {one.slot: one.lines for one in fixed}
        key = key_of((*self.parts, repr(sorted(exactly.items())).encode()))

        def make() -> bytes:
            with uncollected():
                marked = self.lay_out(exactly, False)
                compiled = compile_document(marked, self._found(marked, exactly))
            return to_bytes(compiled)

        return from_bytes(kept(_folder(), key, make))

    def _found(self, marked: LaidOutDocument, fixed: Mapping[str, int]) -> tuple[Found, ...]:
        """The places of the document as it is laid out with marks."""
        if self.pushes:
            return find_places(marked, marked)
        if self.front is not None:
            with suppress(Moved):
                known = [found.place for found in self._front_places(marked, self.front)]
                for one in self.within:
                    here = tuple(Lines(slot, fixed[slot]) for slot in sorted(one.pushing()))
                    known += one.compiled(here).places
                return find_known_places(marked, known)
        further: dict[str, list[int]] = {}
        for room in self.rooms or self.most:
            further.setdefault(room.slot, []).append(0 if room.slot in fixed else room.lines - 1)
        held = None if self.within else find_held_places(marked, further)
        return held or find_places(marked, self.lay_out(fixed, True))

    def _front_places(self, marked: LaidOutDocument, front: Callable[[int], LaidOutDocument]) -> tuple[Found, ...]:
        """The places of the pages that stand before the documents, with as many lines as move nothing else there."""
        for lines in sorted({2, 3, *(one.lines for one in self.most)}, reverse=True):
            with suppress(Moved):
                full = front(lines)
                return find_places(marked.first_pages(full.page_count), full)
        full = front(1)
        return find_places(marked.first_pages(full.page_count), full)

    def limits(self) -> Mapping[str, int]:
        """How many lines each slot may take whose further lines move something outside the slots.

        Raises ProofError as `compiled` does.
        """
        if not self.within:
            most = {one.slot: one.lines for one in self.most}
            return {slot: most[slot] for slot in self.pushing()}
        found: dict[str, int] = {}
        for slot, lines in (one for blank in self.within for one in blank.limits().items()):
            found[slot] = min(lines, found.get(slot, lines))
        return found

    def pushing(self) -> tuple[str, ...]:
        """The slots whose further lines move something outside the slots. Raises ProofError as `compiled` does."""
        if self.pushes:
            return tuple(one.slot for one in self.most)
        if self.within:
            return tuple(dict.fromkeys(slot for blank in self.within for slot in blank.pushing()))

        def make() -> bytes:
            try:
                self.compiled()
                return b""
            except Moved:
                marked, found = self.lay_out({}, False), []
            for one in self.most:
                try:
                    if one.lines > 1:
                        find_places(marked, self.lay_out({one.slot: one.lines}, False))
                except Moved:
                    found.append(one.slot)
            return "\n".join(found).encode()

        return tuple(kept(_folder(), key_of((*self.parts, b"pushing")), make).decode().split())


def _folder() -> Path:
    """The folder where compiled documents are kept. They are forms without values: nothing that a user wrote is in them."""
    return resources.cache_folder() / "compiled"


def form_blank(form: Form) -> Blank:
    """The blank of a form."""
    most, parts = slot_room(form), form_parts(form)

    def lay_out(fixed: Mapping[str, int], full: bool) -> LaidOutDocument:
        def laid_out() -> LaidOutDocument:
            document = sheet_document(_marked(form, most, fixed, full))
            if document.page_count != form.pages:
                raise ProofError(f"「{form.title}」填满后排成了 {document.page_count} 页，应为 {form.pages} 页")
            return document

        return _LAID_OUT.get((parts, frozenset(fixed.items()), full), laid_out)

    return Blank(parts, most, lay_out, tuple(Lines(slot.id, slot.lines) for slot in form.slots))


MOST_LAID_OUT = 10
_LAID_OUT: Kept[tuple[tuple[bytes, ...], frozenset[tuple[str, int]], bool], LaidOutDocument] = Kept(MOST_LAID_OUT)
"""Forms that were laid out lately. They are kept because every packet with such a form uses the same pages."""


def packet_blank(forms: Sequence[Form], contents: Contents) -> Blank:
    """The blank of the packet of these forms."""
    lines, blanks = packet_lines(forms), tuple(form_blank(form) for form in forms)
    most: dict[str, int] = {}
    for one in (one for blank in blanks for one in blank.most):
        most[one.slot] = min(one.lines, most.get(one.slot, one.lines))

    def page(at_most: int) -> str:
        return contents(lines, {slot: _marks(min(count, at_most)) for slot, count in most.items()})

    @cache
    def front(at_most: int) -> LaidOutDocument:
        return lay_out_html(page(at_most))

    def lay_out(fixed: Mapping[str, int], full: bool) -> LaidOutDocument:
        documents = []
        for blank in blanks:
            here = {slot: count for slot, count in fixed.items() if slot in blank.pushing()}
            documents.append(blank.lay_out(here, full))
        return packet_document(forms, documents, page(max(most.values(), default=1) if full else 1))

    most_of_all = tuple(Lines(slot, count) for slot, count in most.items())
    parts = (page(1).encode(), *(part for blank in blanks for part in blank.parts))
    return Blank(parts, most_of_all, lay_out, within=blanks, front=front)


def form_parts(form: Form) -> tuple[bytes, ...]:
    """All that a form's layout depends on."""
    slots = repr([(slot.id, slot.lines) for slot in form.slots])
    template = template_package(form)
    return (form.title.encode(), slots.encode(), *(part.content for part in template.parts))


def _marked(form: Form, most: Sequence[Lines], fixed: Mapping[str, int], full: bool) -> Sheet:
    """The layout of a form with marks in its slots."""
    texts = tuple(SlotText(one.slot, _marks(fixed.get(one.slot, one.lines if full else 1))) for one in most)
    return read_sheet(fill_package(form, texts), form.slots, form.title)


def _marks(lines: int) -> str:
    return "\n".join(MARK * lines)


def slot_room(form: Form) -> tuple[Lines, ...]:
    """How many lines each slot has room for. For a slot with several places it is the number that fits in all of them."""
    most: dict[str, int] = {}
    for slot in form.slots:
        most[slot.id] = min(slot.lines, most.get(slot.id, slot.lines))
    return tuple(Lines(slot, lines) for slot, lines in most.items())
