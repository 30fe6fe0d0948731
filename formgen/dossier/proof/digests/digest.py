"""Computes one sha256 for a page: it stays the same if the file is saved again, and changes if the page changes.

The digest covers everything that the page refers to (content, fonts, pictures, links), in the order of the references. The
numbers of the objects in the file and the packing of the streams do not count. The page to which a link leads does not
count for the page, but for the rest of the file, together with the bookmarks.

A second digest, of what a page or a drawing is drawn with, leaves out the few entries that no viewer draws from and that
binding writes anew. It is the same for a page of a source and for the drawing of the dossier that the page became.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from formgen.dossier.proof.digests.second_reader import SecondReader

UP = "/Parent"
"""Leads back to the whole; what lies there of a page, its inherited attributes, pypdf has copied into the page."""
PACKING = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
NOT_THE_REST = frozenset({UP, "/Pages", "/Metadata", "/Version", "/Extensions", "/StructTreeRoot"})
"""The structure has a digest of its own (`tags_digest.py`): thousands of small objects, which take this library seconds."""
MOST_UNPACKED = 1 << 30
"""Bytes of one stream that are unpacked; a longer one counts as it is packed."""
FONTS = "/Font"
PAGE = -1
"""Stands for the generation in a reference to a page."""
UNDRAWN = frozenset({"/StructParent", "/StructParents", "/Interpolate", "/CIDSet", "/CharSet"})
"""Entries that binding writes anew or leaves out, and that do not decide what is drawn: places in the structure tree, the
wish for a smoother picture, lists of a font's characters."""
ELSEWHERE = frozenset({"/OC", "/F", "/Ref", "/Alternates", "/OPI"})
"""Entries of streams and of what resources name whose meaning is decided elsewhere: layers, other files, other pictures."""
TELLING = ELSEWHERE | {"/Subtype", "/PatternType", "/Type", "/OCGs", "/Properties", "/BM"}
"""Without any of these entries, a dictionary itself decides what it draws."""
LAYERS = frozenset({"/OCG", "/OCMD"})
PLAIN_BLENDS = frozenset({"/Normal", "/Compatible"})

NUMBERS = frozenset({NumberObject, FloatObject})
_NOTHING: frozenset[str] = frozenset()

LONG = 1 << 14
"""Bytes of a stream that are rather read again and compared than digested again."""


class StreamDigests:
    """The digests of streams, shared by files that have the same streams: nothing is unpacked twice, and nothing long digested twice."""

    def __init__(self) -> None:
        self._unpacked: dict[bytes, bytes | None] = {}
        self._long: dict[tuple[int, bytes], tuple[SecondReader, int, bytes]] = {}

    def packed(self, reader: SecondReader, stream: Any, raw: bytes) -> bytes:
        """The sha256 of a stream's bytes as they stand in the file. Bytes that another file has, too, are compared with that file's."""
        if len(raw) < LONG:
            return hashlib.sha256(raw).digest()
        likely = len(raw), raw[-LONG // 16 :]
        known = self._long.get(likely)
        if known is not None and known[0].has_at(known[1], raw):
            return known[2]
        digest, begin = hashlib.sha256(raw).digest(), reader.data_begin(stream)
        if begin is not None:
            self._long[likely] = reader, begin, digest
        return digest

    def unpacked(self, packed: bytes, raw: bytes) -> bytes | None:
        """The sha256 of a stream's content, by the digest of its bytes as they are packed. None for what can't be unpacked."""
        if packed not in self._unpacked:
            self._unpacked[packed] = _unpacked(raw)
        return self._unpacked[packed]


class _Own(NamedTuple):
    """An object without what it refers to.

    digest            its sha256
    references        what it refers to, in order; a page as (number, PAGE)
    drawn             as `digest`, without the entries UNDRAWN
    drawn_references  as `references`, without those of these entries
    is_open           True if what it draws is not decided by it and by what it refers to alone
    """

    digest: bytes
    references: tuple[tuple[int, int], ...]
    drawn: bytes
    drawn_references: tuple[tuple[int, int], ...]
    is_open: bool


@dataclass(slots=True)
class _Writing:
    """An object that is being written as bytes, so that equal objects give equal bytes.

    left_out  for each entry UNDRAWN where its bytes begin and end, and where its references do
    """

    text: bytearray = field(default_factory=bytearray)
    references: list[tuple[int, int]] = field(default_factory=list)
    left_out: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_open: bool = False

    def own(self) -> _Own:
        """The object, written."""
        digest, references = hashlib.sha256(self.text).digest(), tuple(self.references)
        if not self.left_out:
            return _Own(digest, references, digest, references, self.is_open)
        for begin, end, first, last in reversed(self.left_out):
            del self.text[begin:end], self.references[first:last]
        return _Own(digest, references, hashlib.sha256(self.text).digest(), tuple(self.references), self.is_open)


class Digests:
    """The digests of one file's pages, and of all that is not pages."""

    def __init__(self, reader: SecondReader, streams: StreamDigests | None = None) -> None:
        """streams: shared by several files, so that what is the same in them is digested once."""
        self._reader = reader
        self._pages = list(reader.pages)
        self._streams = streams or StreamDigests()
        self._numbers = {
            (reference.idnum, reference.generation): number
            for number, page in enumerate(self._pages, start=1)
            if (reference := page.indirect_reference) is not None
        }
        self._known: dict[tuple[int, int], _Own] = {}

    def pages(self) -> tuple[str, ...]:
        """The sha256 of each page, in order."""
        return tuple(digest for digest, _ in self._read_pages)

    @cached_property
    def _read_pages(self) -> list[tuple[str, list[int]]]:
        """The sha256 of each page, and the pages to which it leads."""
        found: list[tuple[str, list[int]]] = []
        for page in self._pages:
            found.append(self._all(self._one(page, {UP})))
            self._reader.forget_pictures()
        return found

    def rest(self) -> str:
        """The sha256 of the catalog (bookmarks, labels, layers, how the file opens) and of where all links lead."""
        catalog, targets = self._all(self._one(self._reader.root_object, NOT_THE_REST))
        of_pages = [leading for _, leading in self._read_pages]
        return hashlib.sha256(f"{catalog} {targets} {of_pages}".encode()).hexdigest()

    def drawing(self, resources: DictionaryObject, group: Any, without_fonts: bool = False) -> str | None:
        """The sha256 of what a page or a drawing is drawn with, but for its content. None if something else in the file
        decides about it as well: a layer, a drawing without resources of its own, a blend with what lies below.

        resources      its resources
        group          its transparency group; None for none
        without_fonts  True to leave out its own fonts, which are compared in another way (`merged_fonts.py`)
        """
        if without_fonts:
            resources = DictionaryObject({key: resources.raw_get(key) for key in resources if key != FONTS})
        holder = DictionaryObject({NameObject("/Resources"): resources})
        if isinstance(group, DictionaryObject):
            holder[NameObject("/Group")] = group
        order: dict[tuple[int, int], int] = {}
        waiting = [self._one(holder, ())]
        whole: list[bytes] = []
        for own in waiting:  # it grows meanwhile
            if own.is_open:
                return None
            for reference in own.drawn_references:
                if reference[1] == PAGE:
                    return None
                if reference not in order:
                    order[reference] = len(order)
                    waiting.append(self._referred(reference))
                whole.append(b"%d " % order[reference])
            whole.append(own.drawn)
        return hashlib.sha256(b"".join(whole)).hexdigest()

    def _all(self, first: _Own) -> tuple[str, list[int]]:
        """An object and everything that it leads to, each once, in the order of the first mention; the pages apart."""
        targets: list[int] = []
        whole = [first.digest]
        order: dict[tuple[int, int], int] = {}
        waiting = [first]
        for own in waiting:  # it grows meanwhile
            for reference in own.references:
                if reference[1] == PAGE:
                    targets.append(reference[0])
                    continue
                if reference not in order:
                    order[reference] = len(order)
                    waiting.append(self._referred(reference))
                whole.append(b"%d " % order[reference])
            whole.append(own.digest)
        return hashlib.sha256(b"".join(whole)).hexdigest(), targets

    def _referred(self, reference: tuple[int, int]) -> _Own:
        known = self._known.get(reference)
        if known is None:
            found = self._reader.get_object(IndirectObject(*reference, self._reader))
            known = self._known[reference] = self._one(found, {UP})
        return known

    def _one(self, thing: Any, without: Iterable[str]) -> _Own:
        written = _Writing()
        self._write(thing, frozenset(without), written)
        return written.own()

    def _write(self, thing: Any, without: frozenset[str], own: _Writing) -> None:
        plain = PLAINLY.get(type(thing))
        if plain is not None:
            own.text += plain(thing)
        elif isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in self._numbers:
                own.references.append((self._numbers[key], PAGE))
                own.text += b"page;"
            else:
                own.references.append(key)
                own.text += b"ref;"
        elif isinstance(thing, DictionaryObject):
            is_stream = isinstance(thing, StreamObject)
            own.is_open = own.is_open or _is_open(thing, is_stream)
            own.text += b"<<"
            for name in sorted(thing.keys() - (without | PACKING if is_stream else without)):
                begin, first = len(own.text), len(own.references)
                own.text += _text(name) + b"="
                self._write(thing.raw_get(name), _NOTHING, own)
                if name in UNDRAWN and not (own.left_out and own.left_out[-1][0] >= begin):
                    own.left_out.append((begin, len(own.text), first, len(own.references)))
            own.text += b">>"
            if is_stream:
                self._write_content(thing, own)
        elif isinstance(thing, ArrayObject):
            if all(map(NUMBERS.__contains__, map(type, thing))):  # such as the widths of a font: all at once
                own.text += b"[" + b"%.6f;" * len(thing) % tuple(thing) + b"]"
                return
            own.text += b"["
            for one in thing:
                self._write(one, _NOTHING, own)
            own.text += b"]"
        else:
            own.text += _plain(thing)

    def _write_content(self, stream: Any, own: _Writing) -> None:
        """The sha256 of a stream's data: unpacked if they are packed in the usual way alone, else with how they are packed."""
        raw: bytes = stream._data  # what stands in the file; get_data() would decode pictures too
        filters, parameters = _value(stream, "/Filter", ()), _value(stream, "/DecodeParms")
        names = [str(filters)] if isinstance(filters, NameObject) else [str(name) for name in filters]
        packed = self._streams.packed(self._reader, stream, raw)
        if names == ["/FlateDecode"] and (parameters is None or isinstance(parameters, NullObject)):
            known = self._streams.unpacked(packed, raw)
            if known is not None:
                own.text += known
                return
        elif not names:
            own.text += packed
            return
        if not _refers(parameters):
            own.text += packed + _text(f"{names} {parameters}")
            return
        own.text += packed + _text(f"{names} ")  # such as what several JBIG2 pictures have in common
        self._write(parameters, _NOTHING, own)


def _value(thing: Any, key: str, otherwise: Any = None) -> Any:
    """An entry of a dictionary, never a reference to it."""
    value = thing.get(key, otherwise)
    return value.get_object() if isinstance(value, IndirectObject) else value


def _refers(thing: Any) -> bool:
    """True for an array or a dictionary with a reference in it, at any depth."""
    within = thing.values() if isinstance(thing, DictionaryObject) else thing if isinstance(thing, ArrayObject) else ()
    return any(isinstance(one, IndirectObject) or _refers(one) for one in within)


def _is_open(thing: Any, is_stream: bool) -> bool:
    """True if what a dictionary draws depends on more than itself and what it refers to.

    A drawing, a pattern or a Type 3 font without resources takes those of whatever it is drawn on (ISO 32000-1, 7.8.3). A
    blend needs what lies below. A layer is shown or hidden by the catalog; some readers take a nameless kind for one.
    """
    if TELLING.isdisjoint(thing):
        return False
    bare = _value(thing, "/Subtype") in ("/Form", "/Type3") or _value(thing, "/PatternType") == 1
    if bare and "/Resources" not in thing:
        return True
    kind = _value(thing, "/Type")  # some files have a dictionary there
    if (isinstance(kind, NameObject) and kind in LAYERS) or (is_stream and not ELSEWHERE.isdisjoint(thing)):
        return True
    if "/Type" not in thing and "/OCGs" in thing:
        return True
    marked = _value(thing, "/Properties")
    if isinstance(marked, DictionaryObject):
        lists = [_value(marked, name) for name in marked]
        if any(isinstance(one, DictionaryObject) and "/Type" not in one and "/Name" in one for one in lists):
            return True
    blend = _value(thing, "/BM")
    blends = blend if isinstance(blend, ArrayObject) else [] if blend is None else [blend]
    return not PLAIN_BLENDS.issuperset(map(str, blends))


def _plain(thing: Any) -> bytes:
    """A value without parts, so that equal values give equal bytes."""
    if isinstance(thing, BooleanObject):
        return b"yes;" if thing.value else b"no;"
    if isinstance(thing, NumberObject | FloatObject):
        return _number(thing)
    if isinstance(thing, NameObject):
        return _name(thing)
    if isinstance(thing, TextStringObject | ByteStringObject):
        return b"(%d:" % len(thing.original_bytes) + thing.original_bytes + b")"
    return b"null;" if thing is None or isinstance(thing, NullObject) else _text(repr(thing)) + b";"


def _number(thing: Any) -> bytes:
    return b"%.6f;" % float(thing)


def _name(thing: Any) -> bytes:
    return thing.encode("utf-8", "surrogatepass") + b";"  # type: ignore[no-any-return]


PLAINLY: dict[type, Callable[[Any], bytes]] = {NameObject: _name, NumberObject: _number, FloatObject: _number}
"""How the values are written of which a file has most: what they are need not be asked kind by kind."""


def _text(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _unpacked(raw: bytes) -> bytes | None:
    """The sha256 of deflated data, unpacked. None for data that are garbled, or longer than is ever unpacked."""
    inflate = zlib.decompressobj()
    try:
        unpacked = inflate.decompress(raw, MOST_UNPACKED)
    except zlib.error:
        return None
    return None if inflate.unconsumed_tail else hashlib.sha256(unpacked).digest()
