"""ToUnicode: what each character code of a font means (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

PART = re.compile(rb"(\d+)\s+begin(bfchar|bfrange)(.*?)end\2", re.DOTALL)
CODES = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
MOST_IN_A_PART = 100


def written(meanings: Mapping[int, str]) -> bytes:
    """A CMap for codes of two bytes."""
    pairs = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in meanings.items()]
    blocks = [pairs[at : at + MOST_IN_A_PART] for at in range(0, len(pairs), MOST_IN_A_PART)]
    ranges = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{ranges}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def read(content: bytes) -> dict[int, str]:
    """What the codes of a CMap mean. Raises ValueError for one that holds ranges: ours name each code by itself."""
    found: dict[int, str] = {}
    for _, kind, body in PART.findall(content):
        codes = [code for code, opened, closed in CODES.findall(body) if not opened and not closed]
        if kind != b"bfchar" or len(codes) % 2:
            raise ValueError
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
    return found
