"""Finds references to objects that are not in a file, and says which objects pages use.

The library removes such references when it reads the file. So the bytes themselves are searched, and also the objects that are packed
in streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

Key = tuple[int, int]
"""The number and the generation of an object."""
HEAD = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\Z")
LONGEST_HEAD = 24
"""Bytes in which the word `obj` and the numbers before it are looked for."""
TRAILER = (0, 0)
"""Stands for the trailer: no object has this number."""
BOUND_OF_THE_TRAILER = frozenset({"/Root", "/Encrypt", "/ID", "/Prev", "/XRefStm", "/Size"})
"""What the trailer says of the whole file."""
BOUND = ("/Pages", "/AcroForm", "/OCProperties")
"""What the catalog names of which something is bound: the pages, what their fields have in common, and the layers."""
BOUND_OF_A_PAGE = frozenset(
    {"/Contents", "/Resources", "/Annots", "/Group", "/Parent", "/MediaBox", "/CropBox", "/Rotate"}
)
"""What is bound of a page: neither its small picture, nor what programs note down in it. Nodes of the page tree are below `/Parent`."""


OF_RESOURCES = frozenset({"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"})
"""What is drawn with of resources (ISO 32000-1, table 33). Viewers pass over all else, and over /ProcSet, which printers once asked for."""
TOKEN = re.compile(
    rb"<<|>>|[\[\]]|\((?:\\.|[^()\\])*\)|<[0-9A-Fa-f\s]*>|/[^\s/<>\[\]()%{}]*|[^\s/<>\[\]()]+", re.DOTALL
)
"""A piece of an object as it is written: the begin or end of a dictionary or an array, a text, a name, anything else."""


def lost_references(pdf: pikepdf.Pdf, whole: bytes, reference: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """The references that lead to nothing, where they stand in the file or in a stream of objects.

    whole: the file's bytes. reference: the pattern of a reference, with the numbers of object and generation as its first two groups.
    """
    packed = (
        thing.read_bytes()
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == pikepdf.Name.ObjStm
    )
    there: dict[Key, bool] = {}
    for text in (whole, *packed):
        for found in reference.finditer(text):
            key = (int(found[1]), int(found[2]))
            if key not in there:
                there[key] = pdf.get_object(key) is not None
            if not there[key]:
                yield found


def led_to(*roots: object) -> frozenset[Key]:
    """All objects to which these lead, in any number of steps. Of a page, only what is bound of it counts, and of resources what is
    drawn with."""
    found, waiting = set[Key](), list(roots)
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
            continue
        if thing.is_indirect:
            if thing.objgen in found:
                continue
            found.add(thing.objgen)
        if isinstance(thing, pikepdf.Array):
            waiting += thing.as_list()
        else:
            of_a_page = thing.get("/Type") == pikepdf.Name.Page
            for name, value in thing.items():
                if of_a_page and name not in BOUND_OF_A_PAGE:
                    continue
                if name == "/Resources" and isinstance(value, pikepdf.Dictionary):
                    waiting += (value[one] for one in value.keys() & OF_RESOURCES)
                else:
                    waiting.append(value)
    return frozenset(found)


def is_beside_resources(pdf: pikepdf.Pdf, whole: bytes, at: int, key: Key) -> bool:
    """True for a place within resources under a name that viewers do not know there, so that nothing is drawn with what stands there.

    whole: the file's bytes. at: the place. key: the object in which it stands
    """
    begin = whole.rfind(b"%d %d obj" % key, 0, at)
    if begin < 0:
        return False
    names = _names_above(whole[begin:at].partition(b"obj")[2])
    thing = pdf.get_object(key)
    if isinstance(thing, pikepdf.Dictionary) and _is_resources(pdf, key):
        names = (b"/Resources", *names)
    within = names.index(b"/Resources") + 1 if b"/Resources" in names else len(names)
    return within < len(names) and names[within].decode("latin-1") not in OF_RESOURCES


def _names_above(text: bytes) -> tuple[bytes, ...]:
    """The names of the entries that lead from the whole object to the end of this text, in order. text: the object, as far as that."""
    above: list[bytes] = []
    name = b""
    for token in TOKEN.findall(text):
        if token in (b"<<", b"["):
            above.append(name)
            name = b""
        elif token in (b">>", b"]"):
            name = above.pop() if above else b""
        elif token.startswith(b"/"):
            name = token
    return tuple(one for one in (*above, name) if one)


def value_at(text: bytes) -> bytes:
    """The value that this text begins with, in one way of writing it; empty if there is none. The next entry may follow it."""
    found, depth = list[bytes](), 0
    for piece in TOKEN.finditer(text):
        token = piece[0]
        if not depth and (token in (b">>", b"]") or (found and token.startswith(b"/"))):
            break
        depth += (token in (b"<<", b"[")) - (token in (b">>", b"]"))
        found.append(token)
    return b" ".join(found)


def _is_resources(pdf: pikepdf.Pdf, key: Key) -> bool:
    """True if an object is resources wherever anything refers to it."""
    used_as = {
        name
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)
        for name, value in thing.items()
        if isinstance(value, pikepdf.Dictionary) and value.objgen == key
    }
    return used_as == {"/Resources"}


def used(pdf: pikepdf.Pdf) -> frozenset[Key]:
    """The objects of which something may be bound: the page tree and all that it leads to. The catalog itself is not among them."""
    return led_to(*(pdf.Root.get(name) for name in BOUND))


def is_of_no_use(pdf: pikepdf.Pdf, key: Key, entry: str, bound: frozenset[Key]) -> bool:
    """True if nothing is bound of an entry of an object, or of the trailer.

    key    the object, or TRAILER
    entry  the entry's name, with its slash
    bound  the objects of which something may be bound (`used`)
    """
    if key != pdf.Root.objgen:
        return key not in bound and not (key == TRAILER and entry in BOUND_OF_THE_TRAILER)
    # Within the catalog, an entry may belong to a dictionary that stands in it.
    return entry not in BOUND and all(pdf.Root[name].is_indirect for name in BOUND if name in pdf.Root)


def is_replaced(pdf: pikepdf.Pdf, text: bytes, at: int, key: Key, entry: str) -> bool:
    """True if an entry of an object, at a place of the file, belongs to an older state: the object stands once more behind it.

    text   the file's bytes
    at     the place
    key    the object
    entry  the entry's name, with its slash
    """
    newer = [found.end() for found in re.finditer(rb"(?<!\d)%d\s+%d\s+obj\b" % key, text[at:])]
    thing = pdf.get_object(key)
    if not newer or not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    begin = at + newer[-1]
    end = text.find(b"endobj", begin)
    written = text[begin : end if end > 0 else len(text)].partition(b"stream")[0]
    read = (thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).unparse(resolved=True)
    name = re.compile(re.escape(entry.encode("latin-1")) + rb"(?![^\s/<>\[\]()])")
    # Of the older state, the library would have read the entry as none.
    return len(name.findall(written)) == len(name.findall(read))


def holder(text: bytes, at: int) -> Key | None:
    """The object in which a place of a file stands, or TRAILER; None where nobody can say.

    text: the file's bytes. at: the place
    """
    before, end = at, -1
    while (before := text.rfind(b"obj", 0, before)) >= 0:
        head = HEAD.search(text[max(0, before - LONGEST_HEAD) : before + len(b"obj")])
        if head is not None:
            break
        if end < 0 and text[:before].endswith(b"end"):
            end = before
    else:
        head = None
    if end >= 0:
        return TRAILER if text.find(b"trailer", end, at) >= 0 else None
    return (int(head[1]), int(head[2])) if head is not None else None
