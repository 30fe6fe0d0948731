"""Takes out of a page tree what every viewer leaves out, so that the tree can be read.

pdfium, mupdf and poppler show as many pages as the root of the tree says, and none of them looks further. So two things do no harm: a node
that leads back to itself or to a node above it, behind all pages of the node in which it stands or of the file; and an object that is no
page at all, such as a font, behind the last page of the file. Elsewhere viewers differ, and the file stays refused. A node without pages
that the tree names more than once does no harm anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Name

MOST_KIDS = 200_000
"""How many entries of a tree are looked at. More pages than a dossier can have need none of this."""
Key = tuple[int, int]


@dataclass(slots=True)
class _Node:
    """A node of the tree on the way to the entry that is looked at.

    claimed  how many pages it says it has
    seen     how many pages stood in it so far
    at       the next entry
    dropped  the entries that are to be taken out
    is_over  True if what is taken out stands behind the last page that viewers look at
    """

    node: pikepdf.Object
    claimed: int
    seen: int = 0
    at: int = 0
    dropped: tuple[int, ...] = ()
    is_over: bool = False


def is_pruned(pdf: pikepdf.Pdf) -> bool:
    """Take out what stands behind the last page and is none. The library must not have read the pages of the file yet.

    Returns False, and changes nothing, if there is nothing of the kind, or if something of it stands before the last page.
    Raises an error of the library for a tree that has no such form.
    """
    root = pdf.Root.Pages
    way, done, empty = [_node(root)], list[_Node](), set[Key]()
    whole = way[0]
    for _ in range(MOST_KIDS):
        if not way:
            break
        here = way[-1]
        kids = here.node.Kids
        if here.at == len(kids):
            done.append(way.pop())
            if not here.seen and here.node.objgen != (0, 0):
                empty.add(here.node.objgen)
            continue
        kid, at = kids[here.at], here.at
        here.at += 1
        if not isinstance(kid, pikepdf.Dictionary):
            continue  # the library passes it over, and viewers are compared page by page
        if kid.objgen != (0, 0) and any(kid.objgen == above.node.objgen for above in way):
            if here.claimed < 0 or (here.seen < here.claimed and whole.seen < whole.claimed):
                return False
            here.dropped, here.is_over = (*here.dropped, at), True
        elif kid.objgen in empty:
            here.dropped += (at,)
        elif "/Kids" in kid:
            way.append(_node(kid))
        elif _is_no_page(kid):
            if whole.seen < whole.claimed:
                return False
            here.dropped, here.is_over = (*here.dropped, at), True
        else:
            if any(above.is_over for above in way):
                return False  # a page stands behind what no viewer looks at
            for above in way:
                above.seen += 1
    else:
        return False
    for one in done:
        for at in reversed(one.dropped):
            del one.node.Kids[at]
    return any(one.dropped for one in done)


def has_misnamed_nodes(pdf: pikepdf.Pdf) -> bool:
    """True if a node of the tree says that it is something else: some viewers then show it as a page, others show its pages."""
    waiting, known = [pdf.Root.Pages], set[Key]()
    for node in waiting:  # it grows meanwhile
        if node.get("/Type", Name.Pages) != Name.Pages or len(waiting) > MOST_KIDS:
            return True
        for kid in node.Kids.as_list():
            if isinstance(kid, pikepdf.Dictionary) and "/Kids" in kid and kid.objgen not in known:
                known.add(kid.objgen)
                waiting.append(kid)
    return False


def _node(node: pikepdf.Object) -> _Node:
    return _Node(node, int(node.get("/Count", 0)))


def _is_no_page(kid: pikepdf.Object) -> bool:
    """True for an object that says that it is something else, and has nothing that a page shows."""
    return kid.get("/Type", Name.Page) != Name.Page and "/Contents" not in kid and "/Annots" not in kid
