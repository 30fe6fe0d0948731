"""What the library would stumble over is put right before it reads a file: each mend where it is needed, one behind the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from formgen.dossier.evidence.mending.opening import MENDS, opened
from formgen.dossier.evidence.refused import RefusedError
from formgen.dossier.shelf import Shelf, bytes_of
from tests.dossier.evidence.mending.damaged_files import LOST, MORE_VIEWABLE, OF_USE, VIEWABLE, plain
from tests.dossier.evidence.mending.hybrid_files import HYBRID
from tests.dossier.evidence.mending.hybrid_files import SOUND as SOUND_HYBRID

NUMBERS, TABLE, HIDDEN, TREE = (mend.told for mend in MENDS)


def _far(content: bytes) -> bytes:
    """The file with one more object, whose number is larger than the file is long."""
    return content.replace(b"endobj\n", b"endobj\n99999 0 obj\n<< >>\nendobj\n", 1)


MENDED: dict[str, tuple[tuple[str, ...], Callable[[], bytes]]] = {
    "sound": ((), plain),
    "a sound hybrid": ((), SOUND_HYBRID["the pages packed"]),
    "what the library repairs": ((), VIEWABLE["the table is elsewhere"]),
    "large numbers": ((NUMBERS,), MORE_VIEWABLE["far larger numbers"]),
    "another type": ((TABLE,), MORE_VIEWABLE["a table of another type, objects packed"]),
    "hidden objects": ((HIDDEN,), HYBRID["all is elsewhere"]),
    "a circle": ((TREE,), MORE_VIEWABLE["a node that leads back to the root"]),
    "large numbers and hidden objects": ((NUMBERS, HIDDEN), lambda: _far(HYBRID["all is elsewhere"]())),
}  # fmt: skip
"""What is put right in each of these files, in this order."""


@pytest.mark.parametrize("name", MENDED)
def test_what_is_needed_is_put_right_in_order(name: str) -> None:
    wanted, content = MENDED[name]
    pdf, _, looked = opened(content(), None, Shelf())
    known = {mend.told for mend in MENDS}
    assert tuple(one for one in looked.told if one in known) == wanted
    assert len(pdf.pages) == 2 and looked.read is not None
    assert (bytes_of(looked.read) == content()) is not bool(wanted)


def test_what_can_not_be_put_right_is_refused_for_its_own_reason() -> None:
    """A mend that was tried in vain says nothing."""
    with pytest.raises(RefusedError, match="第 1 页"):
        opened(_far(OF_USE["garbled content"][1]()), None, Shelf())
    with pytest.raises(Exception, match="Loop detected"):
        opened(LOST["a circle before the last page"](), None, Shelf())
