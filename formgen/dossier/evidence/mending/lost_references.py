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
    """All objects to which these lead, in any number of steps. Of a page, only what is bound of it counts."""
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
            waiting += (value for name, value in thing.items() if not of_a_page or name in BOUND_OF_A_PAGE)
    return frozenset(found)


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
