"""What is said of the signatures that were added to a dossier: whose they are, and whether they are valid.

pyHanko examines them if it is installed. A picture in a signature's place proves nothing, and is never called a seal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from formgen.dossier.proof.seals.later import LaterSignature, later
from formgen.engines.signatures import Certificate, ExaminedSignature, Trust, can_sign, examined

LONGEST_NAME = 60
INSTALL = "后来加的电子签名没有验证：请安装 formgen[sign]（pip install 'formgen[sign]'）再核对"


class Validity(StrEnum):
    """What was found of a signature.

    VALID         intact, and its certificate leads to one that is trusted
    EXPIRED       the same, but the certificate has expired since
    NOT_TRUSTED   intact, but its certificate leads to none that is trusted
    INTACT        intact; no certificates were given to trust in
    BROKEN        what was signed was changed, or the signature is no signature
    CHINESE       it uses the Chinese algorithms (SM2, SM3), which can't be examined here
    NOT_EXAMINED  pyHanko is not installed
    TIMESTAMP     it is no signature but a document timestamp: it is not examined
    """

    VALID = "valid"
    EXPIRED = "expired"
    NOT_TRUSTED = "not_trusted"
    INTACT = "intact"
    BROKEN = "broken"
    CHINESE = "sm2"
    NOT_EXAMINED = "not_examined"
    TIMESTAMP = "timestamp"


BAD = frozenset({Validity.NOT_TRUSTED, Validity.BROKEN})
INTACT = frozenset({Validity.VALID, Validity.INTACT})
SAID = {
    Validity.VALID: "有效",
    Validity.EXPIRED: "完好；证书现在已过期，按签名人自己写的时间当时有效",
    Validity.NOT_TRUSTED: "完好，但签名人的证书不在所给的信任证书（--trust）之下",
    Validity.INTACT: "完好；没有给信任的证书（--trust），签名人是不是本人没有核对",
    Validity.BROKEN: "无效：签名与内容不符，或签名已损坏",
    Validity.CHINESE: "是国密（SM2）签章，这里验证不了，请用签章单位的验章工具",
    Validity.NOT_EXAMINED: "没有验证",
    Validity.TIMESTAMP: "是文档时间戳，不是签名或印章：它只证明文件在某时已有，时间对不对没有验证",
}


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """A signature that was added to a dossier.

    field      the name of its field
    page       the printed number of the field's page
    signer     whose certificate it is, as the certificate says; empty if it is not known
    said_time  when the signer says that he signed; None if he does not, or it is not known
    """

    field: str
    page: int
    signer: str
    said_time: datetime | None
    outcome: Validity

    @property
    def is_bad(self) -> bool:
        """True if the signature does not hold."""
        return self.outcome in BAD

    @property
    def is_intact(self) -> bool:
        """True if nothing is wrong with the signature, so far as it was asked."""
        return self.outcome in INTACT

    @property
    def is_signature(self) -> bool:
        """False for a document timestamp."""
        return self.outcome is not Validity.TIMESTAMP

    @property
    def line(self) -> str:
        """What a person reads of it."""
        by = f"，签名人「{self.signer}」" if self.signer else ""
        when = f"，自称签于 {self.said_time:%Y-%m-%d %H:%M}" if self.said_time else ""
        return f"「{self.field}」（第 {self.page} 页）{by}{when}：{SAID[self.outcome]}"


def verdicts(
    pdf: bytes, signatures: Sequence[LaterSignature], trusted: Sequence[Certificate]
) -> tuple[SignatureVerdict, ...]:
    """What is found of each signature. trusted: the certificates to trust in (`certificates`), empty for none."""
    unseen = {one.field: outcome for one in signatures if (outcome := _not_examined(one)) is not None}
    found = examined(pdf, trusted) if len(unseen) < len(signatures) else {}
    return tuple(
        _unseen(one, unseen[one.field]) if one.field in unseen else _verdict(one, found.get(one.field))
        for one in signatures
    )


def _not_examined(signature: LaterSignature) -> Validity | None:
    """Why a signature can't be examined; None if it can."""
    if signature.is_timestamp:
        return Validity.TIMESTAMP
    if signature.is_sm2:
        return Validity.CHINESE
    return None if can_sign() else Validity.NOT_EXAMINED


def _unseen(signature: LaterSignature, outcome: Validity) -> SignatureVerdict:
    return SignatureVerdict(signature.field, signature.page, "", None, outcome)


def _verdict(signature: LaterSignature, found: ExaminedSignature | None) -> SignatureVerdict:
    if found is None:
        return _unseen(signature, Validity.BROKEN)
    outcomes = {
        Trust.TRUSTED: Validity.VALID,
        Trust.EXPIRED: Validity.EXPIRED,
        Trust.NOT_TRUSTED: Validity.NOT_TRUSTED,
        Trust.NOT_ASKED: Validity.INTACT,
    }
    name = "".join(character if character.isprintable() else " " for character in found.signer)[:LONGEST_NAME]
    outcome = outcomes[found.trust] if found.is_intact else Validity.BROKEN
    return SignatureVerdict(signature.field, signature.page, name, found.said_time, outcome)


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the part of a file that was bound.

    signatures  the signatures, in the order in which they were added
    failures    what else was changed, and which signatures do not hold, in Chinese
    remarks     what could not be examined
    """

    signatures: tuple[SignatureVerdict, ...] = ()
    failures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def behind(pdf: bytes, bound: int, first: int, trusted: Sequence[Certificate]) -> Behind:
    """Examine what stands behind the first `bound` bytes of a file; they are what was bound.

    first    the number that is printed on the file's first page
    trusted  the certificates to trust in, empty for none
    """
    if bound == len(pdf):
        return Behind()
    found = later(pdf, bound, first)
    said = verdicts(pdf, found.signatures, trusted)
    failures = [*found.failures, *(f"电子签名{one.line}" for one in said if one.is_bad)]
    if not said and not failures:
        failures.append("装订之后在文件末尾加过内容，但没有电子签名（sha256 不同）")
    remarks = [INSTALL] if any(one.outcome is Validity.NOT_EXAMINED for one in said) else []
    return Behind(said, tuple(failures), tuple(remarks))
