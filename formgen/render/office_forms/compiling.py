"""Takes LibreOffice's PDF of a form apart at its places: constant pieces, holes, and the beginning of the file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Object, Pdf

from formgen.fonts.deflated import constant
from formgen.foundation.errors import ProofError
from formgen.render.compiled.model import Hole, PageStream
from formgen.render.compiled.objects import FREE, HEADER, PACKED, PLAIN, plain, row, stream
from formgen.render.office.mending import mended
from formgen.render.office_forms.drawn_pages import page_of

BEGIN, END = ("BMC", "BDC"), "EMC"
_CLIPS = frozenset(("W", "W*"))
_PATHS = frozenset(("m", "l", "c", "v", "y", "h", "re", "W", "W*", "n"))
_PAINTS = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"))


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A form's file: as in `model.OfficeLayout`."""

    sizes: tuple[tuple[float, float], ...]
    pages: tuple[PageStream, ...]
    prefix: bytes
    rows: bytes
    font_entries: bytes
    root: int
    info: int


def take_apart(raw: bytes, title: str, spans: Mapping[int, tuple[int, int]]) -> TakenApart:
    """Take LibreOffice's PDF of a form with coloured marks apart.

    spans: for each colour the number of its place and of its span there. Raises ProofError if the file can't be filled.
    """
    with pikepdf.open(io.BytesIO(mended(raw, title))) as pdf:
        pages, entries = list[PageStream](), dict[str, bytes]()
        number = len(pdf.objects) + 2
        streams = set[tuple[int, int]]()
        found: list[tuple[pikepdf.Page, PageStream]] = []
        for page in pdf.pages:
            cut = _page_stream(page, spans)
            if cut is not None:
                found.append((page, cut))
        fonts = number + len(found)
        for page, cut in found:
            streams |= {one.objgen for one in _contents(page)}
            pages.append(cut)
            resources = page.obj.Resources
            for name, font in resources.get("/Font", Dictionary()).items():
                if not font.is_indirect:
                    raise ProofError("LibreOffice 的 PDF 里字体的写法不认识")
                entries[name] = b"%s %d 0 R" % (name.encode(), font.objgen[0])
            page.obj.Contents = Dictionary(FormgenObject=number)
            resources.Font = Dictionary(FormgenObject=fonts)
            number += 1
        sizes = tuple(
            (float(page.mediabox[2]) - float(page.mediabox[0]), float(page.mediabox[3]) - float(page.mediabox[1]))
            for page in pdf.pages
        )
        prefix, rows = _constant_part(pdf, streams)
        return TakenApart(
            sizes,
            tuple(pages),
            prefix,
            rows,
            b"".join(entries[name] for name in sorted(entries)),
            pdf.Root.objgen[0],
            pdf.trailer.Info.objgen[0],
        )


def producer(raw: bytes) -> str:
    """The program that made a PDF, with its version."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        return str(pdf.docinfo.get("/Producer", ""))


def _contents(page: pikepdf.Page) -> list[Object]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _page_stream(page: pikepdf.Page, spans: Mapping[int, tuple[int, int]]) -> PageStream | None:
    """A page's stream with a hole for each span of a place; None for a page without places."""
    drawn = page_of(page)
    colours = {one.at: one.colour for one in drawn.glyphs if one.colour in spans}
    colours |= {one.at: one.colour for one in drawn.lines if one.colour in spans}
    if not colours:
        return None
    holes, constants = list[Hole](), list[bytes]()
    kept: list[ContentStreamInstruction] = []
    seen = set[tuple[int, int]]()
    at, page_clip, clip = 0, list[ContentStreamInstruction](), list[ContentStreamInstruction]()
    instructions, depth = drawn.instructions, 0
    while at < len(instructions):
        one = instructions[at]
        if str(one.operator) not in BEGIN:
            depth, clip = _followed(one, depth, clip)
            page_clip = page_clip or (clip if clip and str(clip[-1].operator) == "n" else [])
            kept.append(one)
            at += 1
            continue
        end = _end(instructions, at)
        here = {spans[colours[number]] for number in range(at, end) if number in colours}
        if not here:
            for inner in instructions[at:end]:
                depth, clip = _followed(inner, depth, clip)
                page_clip = page_clip or (clip if clip and str(clip[-1].operator) == "n" else [])
            kept += instructions[at:end]
            at = end
            continue
        if len(here) > 1 or depth != 1:
            raise ProofError("LibreOffice 的 PDF 里一个填写位置的画法不认识，不能预先排好")
        span = here.pop()
        before = clip
        state, depth, clip = _state_only(instructions[at + 1 : end - 1], depth, clip)
        kept += [one, *state]
        changed = before != page_clip or clip != page_clip
        if changed:
            kept += _back_to(page_clip)
        constants.append(pikepdf.unparse_content_stream(kept) + b"\n")
        holes.append(Hole(span[0], None if span in seen else span[1]))
        seen.add(span)
        kept = [*(_back_to(clip) if changed else []), instructions[end - 1]]
        at = end
    constants.append(pikepdf.unparse_content_stream(kept))
    return PageStream(tuple(constant(one) for one in constants), tuple(holes))


def _back_to(clip: Sequence[ContentStreamInstruction]) -> list[ContentStreamInstruction]:
    """Leave the current clip, and begin another one."""
    operators = [ContentStreamInstruction([], pikepdf.Operator(name)) for name in ("Q", "q")]
    return [*operators, *clip]


def _end(instructions: Sequence[ContentStreamInstruction], begin: int) -> int:
    """The number behind the end of the marked content that begins here."""
    depth = 0
    for at in range(begin, len(instructions)):
        operator = str(instructions[at].operator)
        depth += (operator in BEGIN) - (operator == END)
        if depth == 0:
            return at + 1
    raise ProofError("LibreOffice 的 PDF 里标记的内容没有结束")


def _followed(
    one: ContentStreamInstruction, depth: int, clip: list[ContentStreamInstruction]
) -> tuple[int, list[ContentStreamInstruction]]:
    """The depth of saved states, and the clip of the first of them, after an instruction."""
    operator = str(one.operator)
    if operator == "q":
        return depth + 1, [] if depth == 0 else clip
    if operator == "Q":
        return depth - 1, clip
    if depth == 1 and operator in ("re", "W", "W*", "n") and (operator == "re" or clip):
        if operator == "re" and clip and str(clip[-1].operator) == "n":
            return depth, clip  # a rectangle that is drawn, or a second clip: see `_state_only`
        return depth, [*clip, one]
    return depth, clip


def _state_only(
    instructions: Sequence[ContentStreamInstruction], depth: int, clip: list[ContentStreamInstruction]
) -> tuple[list[ContentStreamInstruction], int, list[ContentStreamInstruction]]:
    """Of the instructions of a place, those that change the state for what follows; then the depth and the clip after all."""
    kept: list[ContentStreamInstruction] = []
    path: list[ContentStreamInstruction] = []
    in_text = False
    for one in instructions:
        operator = str(one.operator)
        was = depth
        depth, clip = _followed(one, depth, clip)
        if was > 1 or depth > 1:
            continue
        if operator in ("BT", "ET"):
            in_text = operator == "BT"
        elif in_text or operator in _PAINTS:
            path = []
        elif operator in _PATHS:
            path.append(one)
            if operator == "n":
                kept += path
                path = []
        else:
            kept.append(one)
    if depth != 1:
        raise ProofError("LibreOffice 的 PDF 里一个填写位置的画法不认识，不能预先排好")
    return kept, depth, clip


def _constant_part(pdf: Pdf, left_out: set[tuple[int, int]]) -> tuple[bytes, bytes]:
    """The beginning of the file: all objects but those left out, and their rows of the cross-reference stream."""
    parts, position = [HEADER], len(HEADER)
    count = len(pdf.objects) + 1
    rows = {0: row(FREE, 0, 65535)}
    packed: list[tuple[int, bytes]] = []
    for one in pdf.objects:
        number, generation = one.objgen
        if generation:
            raise ProofError("LibreOffice 的 PDF 里对象的编号不认识")
        if one.objgen in left_out:
            rows[number] = row(FREE, 0, 0)
        elif isinstance(one, pikepdf.Stream):
            entries = {key: value for key, value in one.stream_dict.items() if key != "/Length"}
            head = Dictionary(entries).unparse().removeprefix(b"<<").removesuffix(b">>")
            content = one.read_raw_bytes()
            body = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)
            rows[number] = row(PLAIN, position, 0)
            parts.append(plain(number, body))
            position += len(parts[-1])
        else:
            packed.append((number, _unplaced(one.unparse(resolved=True))))
    heads, bodies, offset = list[str](), list[bytes](), 0
    for index, (number, body) in enumerate(packed):
        rows[number] = row(PACKED, count, index)
        heads.append(f"{number} {offset}")
        bodies.append(body)
        offset += len(body) + 1
    head = " ".join(heads).encode()
    entries_of = b"/Type /ObjStm/N %d/First %d" % (len(packed), len(head) + 1)
    parts.append(plain(count, stream(entries_of, zlib.compress(head + b"\n" + b"\n".join(bodies), 9))))
    rows[count] = row(PLAIN, position, 0)
    return b"".join(parts), b"".join(rows.get(number, row(FREE, 0, 0)) for number in range(count + 1))


def _unplaced(body: bytes) -> bytes:
    """An object with references in the places of the objects that are written later."""
    parts = body.split(b"<< /FormgenObject ")
    made = [parts[0]]
    for part in parts[1:]:
        number, rest = part.split(b" >>", 1)
        made.append(number.strip() + b" 0 R" + rest)
    return b"".join(made)
