"""What was added to a dossier after it was bound: signatures into its own empty fields, or anything else.

Every addition is compared with the file before it, object by object. A signature may do only what a signature needs: fill an empty
field of the bound file, draw within the field's own place, and bring what proves its certificate (DSS). All else is a finding, by
its page: so an addition that only looks like a signature, and changes what the file shows, is found (shadow attacks).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf

from formgen.dossier.proof.seals.allowed import (
    Changeable,
    Number,
    changes_of_catalog,
    changes_of_field,
    changes_of_form,
    is_same_properties,
    is_timestamp,
)
from formgen.dossier.proof.seals.revisions import OddUpdateError, Revision, revisions
from formgen.dossier.proof.seals.where import Where

SM2 = bytes.fromhex("2a811ccf55")
"""How the numbers of the Chinese algorithms (1.2.156.10197: SM2, SM3, and the seals of GB/T 38540) begin in a signature."""
ODD = (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class LaterSignature:
    """A signature that was added after the file was bound.

    field         the name of its field
    page          the printed number of the field's page
    is_sm2        True if it uses the Chinese algorithms, which pyHanko does not know
    end           how many bytes of the file it signs, from the beginning
    is_timestamp  True for a document timestamp: it says when the file was there, not who signed it
    """

    field: str
    page: int
    is_sm2: bool
    end: int
    is_timestamp: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """What was added: the signatures, in order, and what else was changed, in Chinese."""

    signatures: tuple[LaterSignature, ...]
    failures: tuple[str, ...]


def later(pdf: bytes, bound: int, first: int) -> Later:
    """Look at what stands behind the first `bound` bytes, which are the file that was bound.

    first  the number that is printed on the file's first page
    """
    try:
        found = revisions(pdf, bound)
    except OddUpdateError as odd:
        return Later((), (f"装订之后加在文件后面的内容不是正常的电子签名（{odd}）",))
    signatures: list[LaterSignature] = []
    failures: list[str] = []
    try:
        with ExitStack() as opened:
            begin = before = opened.enter_context(_opened(pdf[:bound]))
            original = frozenset(thing.objgen for thing in begin.objects)
            for revision in found:
                after = opened.enter_context(_opened(pdf[: revision.end]))
                step = _Step(before, after, revision, pdf, first, original)
                failures += step.failures()
                signatures += step.signatures
                if before is not begin:  # each holds the whole file
                    before.close()
                before = after
            touched = frozenset(number for revision in found for number in revision.numbers)
            if any(number not in touched for number, _ in _changed(begin, before)):
                failures.append("装订之后加在文件后面的内容，各种软件读出来会不一样")
    except ODD:
        failures.append("装订之后加在文件后面的内容读不出来，可能已损坏，或被改动过")
    return Later(tuple(signatures), tuple(dict.fromkeys(failures)))


def _opened(content: bytes) -> pikepdf.Pdf:
    """The file, read by its tables alone. Raises one of `ODD` for a file whose tables are wrong."""
    pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    if pdf.get_warnings():
        pdf.close()
        raise ValueError
    return pdf


class _Step:
    """One addition, compared with the file before it. `signatures` are those that it brings."""

    def __init__(
        self,
        before: pikepdf.Pdf,
        after: pikepdf.Pdf,
        revision: Revision,
        pdf: bytes,
        first: int,
        original: frozenset[Number],
    ) -> None:
        """original: the objects of the file that was bound."""
        self._before, self._after, self._revision, self._pdf = before, after, revision, pdf
        self._kept, self._original = Changeable(before), original
        self._where = Where(before, first)
        self.signatures: list[LaterSignature] = []

    def failures(self) -> Iterator[str]:
        """What was changed that a signature does not change."""
        yield from self._of_trailer()
        changed = list(_changed(self._before, self._after, self._revision.numbers))
        drawn: set[Number] = set()
        for number in changed:
            if number in self._kept.fields:
                old, new = self._objects(number)
                why = changes_of_field(old, new)
                if why is None:
                    yield from self._signature(number, new)
                    appearance = old.get("/AP", pikepdf.Dictionary()).get("/N")
                    drawn |= {appearance.objgen} if appearance is not None else set()
                else:
                    yield f"签名位置「{self._kept.fields[number]}」{why}"
        for number in changed:
            if number not in self._kept.fields and number not in drawn:
                yield from self._of_object(number)

    def _objects(self, number: Number) -> tuple[pikepdf.Object, pikepdf.Object]:
        return self._before.get_object(number), self._after.get_object(number)

    def _of_trailer(self) -> Iterator[str]:
        before, after = self._before.trailer, self._after.trailer
        same_root = before.Root.objgen == after.Root.objgen
        same_info = "/Info" not in before or before.Info.objgen == after.get("/Info", pikepdf.Array()).objgen
        if not same_root or not same_info or bytes(before.ID[0]) != bytes(after.ID[0]) or "/Encrypt" in after:
            yield "装订之后换掉了文件的总目录或属性"
        if "/Info" not in before and "/Info" in after and set(after.Info.keys()) - Changeable.FREE_PROPERTIES:
            yield "装订之后加了文件属性"

    def _of_object(self, number: Number) -> Iterator[str]:
        """What a change of one object of the bound file means."""
        old, new = self._objects(number)
        if number == self._before.Root.objgen:
            yield from changes_of_catalog(old, new)
        elif number == self._kept.form:
            yield from changes_of_form(old, new, self._where.added_fields(self._after, self._kept))
        elif number in (self._kept.info, self._kept.metadata):
            if not is_same_properties(self._before, self._after):
                yield "装订之后改动了文件属性"
        elif number in self._original or number not in self._kept.proofs:
            yield from self._where.changes(old, new)

    def _signature(self, number: Number, field: pikepdf.Object) -> Iterator[str]:
        """The signature in a field that was filled now, and what is wrong with it."""
        name, signature = self._kept.fields[number], field.V
        if signature.is_indirect and signature.objgen[0] not in self._revision.numbers:
            yield f"签名位置「{name}」里的签名是别处的"
            return
        try:
            begin, length, behind, rest = (int(side) for side in signature.ByteRange)
            contents = bytes(signature.Contents)
        except ODD:
            yield f"签名位置「{name}」里没有签名，只有签名的样子"
            return
        content = self._pdf[length:behind]
        whole = begin == 0 and length < behind and content[:1] == b"<" and content[-1:] == b">"
        held = bytes.fromhex(content[1:-1].decode("ascii", "replace")) if whole else b""
        covers = behind + rest <= self._revision.end and not self._pdf[behind + rest : self._revision.end].strip()
        if not whole or not covers or held != contents or length < self._revision.begin:
            yield f"签名位置「{name}」里的签名没有签到整个文件"
            return
        page = self._where.page_of(number)
        self.signatures.append(LaterSignature(name, page, SM2 in held, behind + rest, is_timestamp(field)))


def _changed(before: pikepdf.Pdf, after: pikepdf.Pdf, among: frozenset[int] | None = None) -> Iterator[Number]:
    """The objects of a file that are others in the next one. among: only these numbers; None for all."""
    for thing in before.objects:
        number = thing.objgen
        if (among is None or number[0] in among) and not _is_same(thing, after.get_object(number)):
            yield number


def _is_same(one: pikepdf.Object, other: pikepdf.Object) -> bool:
    if isinstance(one, pikepdf.Stream) and isinstance(other, pikepdf.Stream):
        same = one.stream_dict.unparse(resolved=True) == other.stream_dict.unparse(resolved=True)
        return same and one.read_raw_bytes() == other.read_raw_bytes()
    if isinstance(one, pikepdf.Stream) or isinstance(other, pikepdf.Stream):
        return False
    return one.unparse(resolved=True) == other.unparse(resolved=True)
