"""The reader of the proof: pypdf, which finds every object of a file, with a quicker way to read what is written plainly.

pypdf reads an object byte by byte, and all objects of a stream at once. Here an object that is written in the plain manner of nearly all
files is read with one regular expression, and alone. It becomes the very same object. Whatever is written in another way (comments, odd
names, a locked file, anything that breaks the format) is left to pypdf, so that pypdf alone decides what is taken and what is refused.
Nothing here has to do with the library that writes dossiers.
"""

from __future__ import annotations

import re
from functools import cached_property
from struct import unpack
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    create_string_object,
)

SPACE = rb"[ \t\r\n\f]"
ENDS = rb"(?=[ \t\r\n\f()<>\[\]/])"
TOKEN = re.compile(
    SPACE
    + rb"*(?:"
    + rb"|".join(
        (
            rb"/([^\x00-\x20\x7f-\xff#%()/<>\[\]{}]{0,120})" + ENDS,
            rb"(\d{1,10})" + SPACE + rb"{1,2}(\d{1,5})" + SPACE + rb"{1,2}R" + ENDS,
            rb"([+-]?\d{1,15})" + ENDS,
            rb"([+-]?(?:\d{1,12}\.\d{0,15}|\.\d{1,15}))" + ENDS,
            rb"\[([-+.0-9 \t\r\n\f]{0,100000})\]",
            rb"(<<)",
            rb"(>>)",
            rb"(\[)",
            rb"(\])",
            rb"\(((?:[^()\\\r]|\\[nrtbf()\\]|\\[0-3][0-7]{2})*)\)",
            rb"<((?:[0-9A-Fa-f]{2})*)>",
            rb"(true|false)" + ENDS,
            rb"(null)" + ENDS,
        )
    )
    + rb")"
)
"""The next part of an object, and what must follow it, so that a part that was cut off is never taken."""
NAME, OBJECT, GENERATION, WHOLE, REAL, NUMBERS, DICTIONARY, DICTIONARY_END, ARRAY, ARRAY_END, TEXT, HEX, LOGICAL = (
    range(1, 14)
)
NUMBER = re.compile(rb"[+-]?(?:\d{1,15}|(\d{1,12}\.\d{0,15}|\.\d{1,15}))")
ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-3][0-7]{2})")
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
HEADER = re.compile(rb"(\d{1,10}) (\d{1,5}) obj" + SPACE + rb"?")
BEHIND = re.compile(SPACE + rb"*(?:stream(\r\n|\n)|endobj\b)")
STREAM_END = re.compile(SPACE + rb"{0,3}endstream\b")
FIRST_LOOK = 1 << 10
"""Bytes in which most objects end, but for the data of a stream."""
DEEPEST = 32
MOST_PARTS = 50_000
"""Parts of one object that are read here; pypdf has limits of its own, and is asked beyond this."""
LARGEST_STREAM = 50_000_000
"""Bytes of a stream that are read here; pypdf refuses one of 75,000,000."""
Key = tuple[int, int]


class SecondReader(PdfReader):
    """pypdf's reader, strict: whatever is wrong with the file is raised. Its pages and labels are lists, made once."""

    _encryption: Any = None  # while pypdf is still at the file's tables

    def __init__(self, stream: Any, whole: bytes | None = None) -> None:
        """whole: the bytes of the file if they lie in memory."""
        self._whole = whole
        self._names: dict[bytes, NameObject] = {}
        self._packed: dict[int, tuple[bytes, dict[int, tuple[int, int]]] | None] = {}
        self._being_read: set[Key] = set()
        self._streams: set[Key] = set()
        self._pictures: set[Key] = set()
        self._data_begin: dict[Key, int] = {}
        super().__init__(stream, strict=True)

    @cached_property
    def pages(self) -> list[PageObject]:
        """All pages, in order."""
        return list(super().pages)

    @cached_property
    def page_labels(self) -> list[str]:
        """The label of each page."""
        return super().page_labels

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """The object that a reference means."""
        if isinstance(indirect_reference, IndirectObject):
            key = (indirect_reference.generation, indirect_reference.idnum)
            known = self.resolved_objects.get(key)
            if known is not None:
                return known
            if self._encryption is None and key not in self._being_read:
                self._being_read.add(key)
                try:
                    found = self._quickly(*key)
                finally:
                    self._being_read.discard(key)
                if found is not None and key not in self.resolved_objects:
                    self._remember(key, found)
                    return self.cache_indirect_object(*key, found)
            read = super().get_object(indirect_reference)
            self._remember(key, read)
            return read
        return super().get_object(indirect_reference)

    def _remember(self, key: Key, found: PdfObject | None) -> None:
        """Write down which objects are streams, and which of these are pictures."""
        if isinstance(found, StreamObject):
            (self._pictures if found.get("/Subtype") == "/Image" else self._streams).add(key)

    def data_begin(self, stream: PdfObject) -> int | None:
        """Where in the file the data of a stream begin; None if this is not known."""
        reference = stream.indirect_reference
        return None if reference is None else self._data_begin.get((reference.generation, reference.idnum))

    def has_at(self, begin: int, data: bytes) -> bool:
        """True if these bytes stand there in the file."""
        if self._whole is not None:
            return self._whole.startswith(data, begin)
        self.stream.seek(begin)
        return self.stream.read(len(data)) == data

    def close(self) -> None:
        """Let go of all objects. The file's bytes can still be read.

        Each object knows its reader, and the reader knows its objects. Such a circle stays in memory until the garbage collector
        finds it, which has to look at tens of thousands of objects; without the circle they go at once.
        """
        super().close()
        for made in ("pages", "page_labels"):
            self.__dict__.pop(made, None)
        self._validated_root = None
        self._packed = {}

    def forget_pictures(self) -> None:
        """Keep no pictures in memory. They are read anew when they are asked for."""
        for key in self._pictures:
            self.resolved_objects.pop(key, None)
        self._pictures.clear()

    def forget_streams(self) -> None:
        """Keep neither pictures nor other streams in memory, packed or unpacked."""
        self.forget_pictures()
        for key in self._streams:
            self.resolved_objects.pop(key, None)
        self._streams.clear()

    def _read_xref_subsections(self, idx_pairs: list[int], get_entry: Any, used_before: Any) -> None:
        """Take in the table of a file, all entries at once if the table is a stream of the usual kind."""
        read = next(reversed(self.resolved_objects.values()), None)
        entries = _table_entries(read, sum(idx_pairs[1::2])) if isinstance(read, StreamObject) else None
        if entries is None:
            super()._read_xref_subsections(idx_pairs, get_entry, used_before)
            return
        numbers = (start + at for start, size in self._pairs(idx_pairs) for at in range(size))
        for number, (kind, first, second) in zip(numbers, entries, strict=True):
            if kind == 1 and not used_before(number, second):
                self.xref.setdefault(second, {})[number] = first
            elif kind == 2 and not used_before(number, 0):
                self.xref_objStm[number] = (first, second)

    def _quickly(self, generation: int, number: int) -> PdfObject | None:
        """The object, if it is written plainly; else None."""
        if generation == 0 and number in self.xref_objStm:
            return self._from_packed(self.xref_objStm[number][0], number)
        start = self.xref.get(generation, {}).get(number)
        if start is None or self.xref_free_entry.get(generation, {}).get(number, False):
            return None
        return self._from_file(start, generation, number)

    def _from_file(self, start: int, generation: int, number: int) -> PdfObject | None:
        stream: Any = self.stream
        stream.seek(start)
        data: bytes = stream.read(FIRST_LOOK)
        header = HEADER.match(data)
        if header is None or int(header[1]) != number or int(header[2]) != generation:
            return None
        read = self._parsed(data, header.end())
        if read is None and len(data) == FIRST_LOOK:
            data += stream.read(FIRST_LOOK << 6)
            read = self._parsed(data, header.end())
        behind = BEHIND.match(data, read[1]) if read is not None else None
        if read is None or behind is None:
            return None
        found: Any = read[0]
        if behind[1] is None:
            return found  # type: ignore[no-any-return]
        length = found.get("/Length") if type(found) is DictionaryObject else None
        if isinstance(length, IndirectObject):
            length = self.get_object(length)
        if not isinstance(length, NumberObject) or not 0 <= length <= LARGEST_STREAM:
            return None
        begin, end = behind.end(), behind.end() + length
        if end + FIRST_LOOK // 16 <= len(data):
            content, tail = data[begin:end], data[end : end + FIRST_LOOK // 16]
        else:
            stream.seek(start + begin)
            content, tail = stream.read(length), stream.read(FIRST_LOOK // 16)
        if len(content) != length or STREAM_END.match(tail) is None:
            return None
        self._data_begin[generation, number] = start + begin
        return StreamObject.initialize_from_dictionary({**found, "__streamdata__": content})

    def _from_packed(self, holder: int, number: int) -> PdfObject | None:
        """An object of a stream of objects, read alone."""
        if holder not in self._packed:
            self._packed[holder] = self._opened(holder)
        packed = self._packed[holder]
        if packed is None or number not in packed[1]:
            return None
        data, places = packed
        begin, end = places[number]
        read = self._parsed(data, begin)
        return read[0] if read is not None and read[1] <= end else None

    def _opened(self, holder: int) -> tuple[bytes, dict[int, tuple[int, int]]] | None:
        """The data of a stream of objects, and where each begins and ends in them; None if anything of it is odd."""
        stream = self.get_object(IndirectObject(holder, 0, self))
        if not isinstance(stream, StreamObject) or stream.get("/Type") != "/ObjStm":
            return None
        count, first = stream.get("/N"), stream.get("/First")
        if not isinstance(count, NumberObject) or not isinstance(first, NumberObject):
            return None
        data = stream.get_data()
        if not 0 < first <= len(data):
            return None
        listed = data[:first].split()
        if len(listed) != 2 * count or not all(one.isdigit() and len(one) < 12 for one in listed):
            return None
        numbers, begins = [int(one) for one in listed[::2]], [first + int(one) for one in listed[1::2]]
        ends = [*begins[1:], len(data)]
        if len(set(numbers)) != count or any(begin >= end for begin, end in zip(begins, ends, strict=True)):
            return None
        return data + b" ", dict(zip(numbers, zip(begins, ends, strict=True), strict=True))

    def _parsed(self, data: bytes, at: int) -> tuple[Any, int] | None:
        """The object that begins at `at`, and where it ends; None if it is not written plainly, or is cut off."""
        following = TOKEN.scanner(data, at).match  # type: ignore[attr-defined]
        names = self._names
        above: list[list[Any]] = []
        kinds: list[int] = []
        within: list[Any] = []
        for _ in range(MOST_PARTS):
            part = following()
            if part is None:
                return None
            value: Any
            kind = part.lastindex
            if kind == NAME:
                raw = part[NAME]
                value = names.get(raw)
                if value is None:
                    value = names[raw] = NameObject("/" + raw.decode("ascii"))
            elif kind == GENERATION:
                value = IndirectObject(int(part[OBJECT]), int(part[GENERATION]), self)
            elif kind == WHOLE:
                value = int.__new__(NumberObject, int(part[WHOLE]))
            elif kind in (DICTIONARY, ARRAY):
                if len(kinds) == DEEPEST:
                    return None
                above.append(within)
                kinds.append(kind)
                within = []
                continue
            elif kind in (DICTIONARY_END, ARRAY_END):
                if not kinds or kinds.pop() != kind - 1:
                    return None
                value = ArrayObject(within) if kind == ARRAY_END else _dictionary(within)
                if value is None:
                    return None
                within = above.pop()
            elif kind == NUMBERS:
                value = _numbers(part[NUMBERS])
                if value is None:
                    return None
            elif kind == REAL:
                value = float.__new__(FloatObject, part[REAL])
            elif kind == TEXT:
                value = create_string_object(plain_bytes(part[TEXT]))
            elif kind == HEX:
                value = create_string_object(bytes.fromhex(part[HEX].decode("ascii")))
            elif kind == LOGICAL:
                value = BooleanObject(part[LOGICAL] == b"true")
            else:
                value = NullObject()
            if not kinds:
                # A name is shared by all who mention it, and what stands alone is given its number.
                return (NameObject(value) if kind == NAME else value), part.end()
            within.append(value)
        return None


def _table_entries(table: StreamObject, count: int) -> list[tuple[int, int, int]] | None:
    """The entries of a file's table: their kind and two numbers. None for a table that is not of the usual kind and size."""
    widths = table.get("/W")
    if table.get("/Type") != "/XRef" or not isinstance(widths, ArrayObject) or len(widths) != 3:
        return None
    if not all(isinstance(width, NumberObject) for width in widths):
        return None
    kind, first, second = map(int, widths)
    data, size = table.get_data(), kind + first + second
    if kind != 1 or not 1 <= first <= 8 or not 0 <= second <= 4 or len(data) != count * size:
        return None
    kinds = data[::size]
    if kinds.translate(None, b"\0\1\2"):
        return None
    return list(zip(kinds, _column(data, size, 1, first), _column(data, size, 1 + first, second), strict=True))


def _column(data: bytes, size: int, begin: int, width: int) -> tuple[int, ...]:
    """The numbers of `width` bytes, 8 at the most, that begin at `begin` in each row of `size` bytes."""
    rows = len(data) // size
    widened = bytearray(8 * rows)
    for at in range(width):
        widened[8 - width + at :: 8] = data[begin + at :: size]
    return unpack(f">{rows}Q", widened)


def _dictionary(within: list[Any]) -> DictionaryObject | None:
    """Keys and values as a dictionary; None if a key is no name, is there twice, or has no value."""
    keys = within[::2]
    if len(within) % 2 or not {NameObject}.issuperset(map(type, keys)):
        return None
    found = DictionaryObject()
    dict.update(found, zip(keys, within[1::2], strict=True))
    return found if len(found) == len(keys) else None


def _numbers(listed: bytes) -> ArrayObject | None:
    """An array of numbers alone: most of what a font has. None if one is not written plainly."""
    found: list[Any] = []
    for one in listed.split():
        if one.isdigit() and len(one) < 16:
            found.append(int.__new__(NumberObject, int(one)))
            continue
        number = NUMBER.fullmatch(one)
        if number is None:
            return None
        found.append(int.__new__(NumberObject, int(one)) if number[1] is None else float.__new__(FloatObject, one))
    return ArrayObject(found)


def plain_bytes(text: bytes) -> bytes:
    """The bytes of a text between its parentheses, which is written without odd escapes (see `TOKEN`)."""
    return ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8)]) if len(said) == 3 else ESCAPED.get(said, said)
