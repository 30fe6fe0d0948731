"""Finds references to objects that are not in a file.

The library removes such references when it reads the file. So the bytes themselves are searched, and also the objects that are packed
in streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf


def lost_references(pdf: pikepdf.Pdf, whole: bytes, reference: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """The references that lead to nothing, where they stand in the file or in a stream of objects.

    whole: the file's bytes. reference: the pattern of a reference, with the numbers of object and generation as its first two groups.
    """
    packed = (
        thing.read_bytes()
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Type") == pikepdf.Name.ObjStm
    )
    there: dict[tuple[int, int], bool] = {}
    for text in (whole, *packed):
        for found in reference.finditer(text):
            key = (int(found[1]), int(found[2]))
            if key not in there:
                there[key] = pdf.get_object(key) is not None
            if not there[key]:
                yield found
