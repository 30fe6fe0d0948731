"""Structure tags as PDF/UA wants them, where WeasyPrint leaves them otherwise: mended on the PDF objects before writing.

A table that runs over pages comes from WeasyPrint as one Table a page, its repeated header rows tagged each time. Here it
becomes one Table with its header once; what is repeated is an artifact, so the text by tags is the form's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# pydyf's objects are untyped: dictionaries that know their number. References are strings, `12 0 R`.


def mend_tags(document: Any, pdf: Any) -> None:
    """Give header cells their scope, join the parts of each table, and make repeated header rows artifacts."""
    _scope_header_cells(document)
    structure = _object(pdf, pdf.catalog["StructTreeRoot"])
    mcids = dict(zip(*[iter(_object(pdf, structure["ParentTree"])["Nums"])] * 2, strict=True))
    for parts in _tables(document, pdf):
        first, *others = parts
        for part in others:
            _join(pdf, first, part, mcids)


def _scope_header_cells(document: Any) -> None:
    """`/Scope` on TH; WeasyPrint's Headers and IDs go: with two header rows they name the wrong cells."""
    for page in document.pages:
        for box in page._page_box.descendants():
            mark = getattr(box, "mark", None)
            if mark is None or box.element is None or "A" not in mark:
                continue
            mark.pop("ID", None)
            mark["A"].pop("Headers", None)
            if box.element_tag == "th":
                mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


@dataclass(frozen=True)
class _Part:
    """The part of a table that stands on one page (counted from 0): its Table element in the structure tree."""

    page: int
    table: Any


def _tables(document: Any, pdf: Any) -> Iterator[list[_Part]]:
    """The parts of every table that more than one page holds, in page order."""
    parts: dict[int, list[_Part]] = {}
    for number, page in enumerate(document.pages):
        for table, cell in _first_cells(page._page_box, None):
            row = _object(pdf, cell.mark["P"])
            group = _object(pdf, row["P"])
            parts.setdefault(id(table), []).append(_Part(number, _object(pdf, group["P"])))
    yield from (found for found in parts.values() if len(found) > 1)


def _first_cells(box: Any, table: Any) -> Iterator[tuple[Any, Any]]:
    """Each table element of a page with the box of its first cell."""
    found = False
    for child in getattr(box, "children", ()):
        is_table = child.element is not None and child.element_tag == "table" and child.element is not table
        if is_table:
            yield from _first_cells(child, child.element)
        elif table is not None and getattr(child, "mark", None) is not None:
            if not found:
                yield table, child
            return
        else:
            for pair in _first_cells(child, table):
                yield pair
                if pair[0] is table:
                    found = True
                    break
            if found and table is not None:
                return


def _join(pdf: Any, first: _Part, part: _Part, mcids: dict[int, Any]) -> None:
    """Move the body rows of `part` into the first part's body, and take `part` out of the tree."""
    body = next(group for group in _kids(pdf, first.table) if group["S"] == "/TBody")
    for group in _kids(pdf, part.table):
        if group["S"] == "/THead":
            _make_artifact(pdf, part.page, group, mcids[part.page])
        else:
            for row in _kids(pdf, group):
                row["P"] = body.reference
                body["K"].append(row.reference)
        _drop(group)
    _object(pdf, part.table["P"])["K"].remove(part.table.reference)
    _drop(part.table)


def _make_artifact(pdf: Any, page: int, element: Any, owners: Any) -> None:
    """Take everything below `element` out of the tree and mark its content as an artifact of the page."""
    wanted = set(_content(pdf, element))
    stream = _object(pdf, pdf.objects[int(pdf.page_references[page].split()[0])]["Contents"]).stream
    for position in range(len(stream) - 2):
        properties = stream[position + 1]
        if stream[position + 2] == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in wanted:
            stream[position : position + 3] = ["/Artifact", b"", b"BMC"]
    for number in wanted:
        owners[number] = "null"


def _content(pdf: Any, element: Any) -> Iterator[int]:
    """The marked content (MCID) below an element; the elements themselves are dropped."""
    for kid in element["K"]:
        if isinstance(kid, int):
            yield kid
        else:
            child = _object(pdf, kid)
            yield from _content(pdf, child)
            _drop(child)


def _drop(element: Any) -> None:
    """Empty an element that nothing refers to any more; pydyf cannot leave out an object among compressed ones."""
    element.clear()


def _kids(pdf: Any, element: Any) -> list[Any]:
    return [_object(pdf, kid) for kid in element["K"]]


def _object(pdf: Any, reference: Any) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]
