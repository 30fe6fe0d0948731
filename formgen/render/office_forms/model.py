"""What is kept of an office form that was laid out once: its constant pieces, its places, and what can't be filled by us."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from formgen.fonts.deflated import Piece
from formgen.foundation import resources
from formgen.render.compiled.model import Hole, PageStream
from formgen.render.office_forms.lettering import Lettering

FORMAT = 2
"""The number of this way of laying out, filling and keeping; a layout that was kept with another one is made again."""
HEAD = b"formgen office layout\n"


@dataclass(frozen=True, slots=True)
class OfficeSpan:
    """A piece of a place's text: the number of its slot among the form's slots, None for own words; the words; their look."""

    slot: int | None
    words: str
    lettering: Lettering


@dataclass(frozen=True, slots=True)
class OfficePlace:
    """A paragraph with slots. Lengths are pt, from the page's lower left corner.

    left, width, indent  the room of its lines, and the indent of the first one
    held      a width of text that was seen on one line
    align     left, center, right or justify
    baseline  baseline of the first line when the text takes the least number of lines
    line      distance from one baseline to the next
    grow      how far the first baseline rises with each further line
    chinese, hangs  how its lines end (`line_breaks.next_line`)
    least, most  how many lines the place may take without anything else moving
    whole     why the place can't be filled by us, in Chinese; empty if it can
    """

    spans: tuple[OfficeSpan, ...]
    left: float
    width: float
    indent: float
    held: float
    align: str
    baseline: float
    line: float
    grow: float
    least: int
    most: int
    whole: str = ""
    chinese: bool = True
    hangs: bool | None = None


@dataclass(frozen=True, slots=True)
class OfficeLayout:
    """A form laid out once by LibreOffice. The fields from `pages` on are as in `compiled.model.Compiled`.

    engine   the version of LibreOffice
    form     a digest of all that the layout was made from (`form_digest`)
    digest   the digest of the layout itself
    """

    engine: str
    form: str
    sizes: tuple[tuple[float, float], ...]
    places: tuple[OfficePlace, ...]
    pages: tuple[PageStream, ...] = field(repr=False)
    prefix: bytes = field(repr=False)
    rows: bytes = field(repr=False)
    font_entries: bytes = field(repr=False)
    root: int = 0
    info: int = 0


def form_digest(parts: Iterable[bytes]) -> str:
    """The digest of what a layout is made from: these parts, our faces, and the way of making it (`FORMAT`)."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for font in resources.font_files():
        digest.update(font.sha256.encode())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def layout_bytes(layout: OfficeLayout) -> bytes:
    """A layout as the bytes of a file: a line of text that says what it is, a digest, values as JSON, and then pieces."""
    blobs: list[bytes] = []

    def blob(content: bytes) -> int:
        blobs.append(content)
        return len(content)

    values = {
        "engine": layout.engine,
        "form": layout.form,
        "sizes": layout.sizes,
        "places": [asdict(place) for place in layout.places],
        "pages": [
            {
                "constants": [(blob(one.packed), one.size, one.first, one.second) for one in page.constants],
                "holes": [(hole.place, hole.span) for hole in page.holes],
            }
            for page in layout.pages
        ],
        "prefix": blob(layout.prefix),
        "rows": blob(layout.rows),
        "fonts": blob(layout.font_entries),
        "root": layout.root,
        "info": layout.info,
    }
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    body = len(written).to_bytes(8, "big") + written + b"".join(blobs)
    return HEAD + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def read_layout(content: bytes) -> OfficeLayout | None:
    """The layout that a file keeps; None if the file is damaged, or was not written by `layout_bytes`."""
    head, digest, body = content[: len(HEAD)], content[len(HEAD) : len(HEAD) + 64], content[len(HEAD) + 65 :]
    if head != HEAD or hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    size = int.from_bytes(body[:8], "big")
    try:
        values = json.loads(body[8 : 8 + size])
        at = 8 + size

        def blob(length: int) -> bytes:
            nonlocal at
            found = body[at : at + length]
            at += length
            return found

        pages = tuple(
            PageStream(
                tuple(Piece(blob(one[0]), *one[1:]) for one in page["constants"]),
                tuple(Hole(*hole) for hole in page["holes"]),
            )
            for page in values["pages"]
        )
        prefix, rows, fonts = (blob(values[name]) for name in ("prefix", "rows", "fonts"))
        return OfficeLayout(
            engine=values["engine"],
            form=values["form"],
            sizes=tuple((width, height) for width, height in values["sizes"]),
            places=tuple(_place(one) for one in values["places"]),
            pages=pages,
            prefix=prefix,
            rows=rows,
            font_entries=fonts,
            root=values["root"],
            info=values["info"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def _place(values: dict[str, object]) -> OfficePlace:
    spans = values.pop("spans")
    assert isinstance(spans, list)
    return OfficePlace(spans=tuple(_span(one) for one in spans), **values)  # type: ignore[arg-type]


def _span(values: dict[str, object]) -> OfficeSpan:
    look = values["lettering"]
    assert isinstance(look, dict)
    line = look.pop("underline")
    lettering = Lettering(**look, underline=None if line is None else (line[0], line[1]))
    slot, words = values["slot"], values["words"]
    assert slot is None or isinstance(slot, int)
    return OfficeSpan(slot, str(words), lettering)
