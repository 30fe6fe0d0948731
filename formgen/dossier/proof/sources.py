"""The sources of a dossier as the second library (pypdf) reads them, each once: what its pages consist of, and which feet are blank.

A source is read before anything is bound, because pages with ink where the number will stand must be laid higher. The proof asks the
same reading what each page consists of. So no source is opened or unpacked twice. Digests are kept, no content, so that a thousand
scans take no more memory than one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from formgen.dossier.claim import Rectangle
from formgen.dossier.proof.digests.digest import Digests, StreamDigests
from formgen.dossier.proof.digests.merged_fonts import OwnFonts
from formgen.dossier.proof.reread import ODD, PYPDF, opened
from formgen.dossier.proof.sheet import Box, are_unseen, box_of, entry
from formgen.dossier.shelf import Content
from formgen.engines.heard import heard

Found = TypeVar("Found")
Foot = tuple[int, int, Rectangle]
"""The foot of a source's page: which source (the identity of its content), which of its pages (from 0), and where it lies."""
PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Group", "/Annots", "/Rotate"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit"),
        *(
            "/StructParents",
            "/Tabs",
            "/Metadata",
            "/PieceInfo",
            "/LastModified",
            "/Thumb",
            "/ID",
            "/B",
            "/Dur",
            "/Trans",
        ),
    }
)
"""What a page may have. Besides its content, resources, group, boxes and turn, no viewer draws from any of it."""
SHEET_NAMES = (b"/Paper", b"/Number")
"""What a dossier's sheet has: pdfium takes a thing from the sheet that a page names and does not have."""


class Consisting(NamedTuple):
    """What a page of a source consists of.

    content  the sha256 of its content, without the space at its end
    drawn    the sha256 of all that it is drawn with (`Digests.drawing`)
    box      the part of it that a reader shows, in its own space
    turn     by how many degrees a reader turns it, clockwise
    """

    content: bytes
    drawn: str
    box: Box
    turn: int


class SourceReading:
    """One source, open to be read. Its methods raise one of `ODD` for what breaks the format."""

    def __init__(self, content: Content, streams: StreamDigests) -> None:
        """streams: what is known of streams that other files may have, too."""
        self.reader = opened(content)
        self._digests, self.fonts = Digests(self.reader, streams), OwnFonts()
        self._known: dict[tuple[int, bool], Consisting | None] = {}

    def consisting(self, index: int, without_fonts: bool = False) -> Consisting | None:
        """What a page (counted from 0) consists of. None if anything else in the file decides what it shows, or may decide it.

        without_fonts  True for a page of our own, whose fonts are compared in another way (`merged_fonts.py`)
        """
        key = index, without_fonts
        if key not in self._known:
            self._known[key] = self._read(self.reader.pages[index], without_fonts)
        return self._known[key]

    def _read(self, page: PageObject, without_fonts: bool) -> Consisting | None:
        if not set(page) <= PAGE_KEYS or not are_unseen(entry(page, "/Annots")):
            return None
        box, turn, content = _shown(page), entry(page, "/Rotate"), _content(entry(page, "/Contents"))
        if box is None or content is None or any(name in content for name in SHEET_NAMES):
            return None
        drawn = self._digests.drawing(resources_of(page), entry(page, "/Group"), without_fonts)
        return (
            None if drawn is None else Consisting(content_digest(content), drawn, box, 0 if turn is None else int(turn))
        )


class Sources:
    """The sources of a dossier that were read so far.

    streams  what is known of their streams: for the digests of the dossier, which has the same
    blank    the feet that were looked at, and are blank
    """

    def __init__(self) -> None:
        self.streams = StreamDigests()
        self.blank: set[Foot] = set()
        self._known: dict[int, tuple[Content, SourceReading | None]] = {}

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what was read of the sources."""
        for known in self._known.values():
            if known[1] is not None:
                known[1].reader.close()

    def read(self, content: Content, look: Callable[[SourceReading], Iterable[Found]]) -> list[Found]:
        """What `look` finds in a source; nothing in one that is locked, that can't be read, or that is ever read with a complaint."""
        _, reading = self._known.get(id(content), (content, None))
        if reading is None and id(content) in self._known:
            return []
        found: list[Found] = []
        try:
            with heard(PYPDF) as complaints:
                reading = reading or SourceReading(content, self.streams)
                if not reading.reader.is_encrypted:
                    found.extend(look(reading))
        except ODD:
            complaints.append("")
        is_sound = not complaints
        self._known[id(content)] = content, reading if is_sound else None
        return found if is_sound else []


def is_readable(content: Content) -> bool:
    """True if everything in a source can be read by the library that reads the finished dossier. A locked file counts as readable."""
    try:
        with heard(PYPDF) as complaints, opened(content) as reader:
            if not reader.is_encrypted:
                digests = Digests(reader, StreamDigests())
                digests.pages()
                digests.rest()
    except ODD:
        return False
    return not complaints


def content_digest(content: bytes) -> bytes:
    """The sha256 of what a page or a drawing does, without the space at its end."""
    return hashlib.sha256(content.rstrip()).digest()


def resources_of(holder: DictionaryObject) -> DictionaryObject:
    """The resources of a page, which pypdf has copied into it if they are inherited, or of a drawing."""
    found = entry(holder, "/Resources")
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _content(given: PdfObject | None) -> bytes | None:
    """A page's content as one stream: parts are whole lines (ISO 32000-1, 7.8.2). None for what is no content."""
    if given is None:
        return b""
    parts = [part.get_object() for part in given] if isinstance(given, ArrayObject) else [given]
    if not all(isinstance(part, StreamObject) for part in parts):
        return None
    texts = [part.get_data() for part in parts if isinstance(part, StreamObject)]
    return b"".join(text if text.endswith(b"\n") else text + b"\n" for text in texts)


def _shown(page: PageObject) -> Box | None:
    """What a reader shows of a page: its CropBox as far as it lies in the MediaBox."""
    media = box_of(entry(page, "/MediaBox"))
    if media is None:
        return None
    crop = box_of(entry(page, "/CropBox")) or media
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    box = box if box[2] > box[0] and box[3] > box[1] else media
    return box if box[2] > box[0] and box[3] > box[1] else None
