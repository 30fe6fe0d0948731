"""Signs a dossier that was written, in one of its empty signature fields: the file is replaced by itself with the signature behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from formgen.dossier.proof.seals.signing import FieldState, field_states, read_picture, sign_field
from formgen.dossier.proof.verify import Verified, verify
from formgen.engines.signatures import Credential, from_pkcs12, from_token
from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import DataError, MachineError, ProofError, UsageError
from formgen.foundation.problems import error
from formgen.intake.places import file_place

LARGEST = 64_000_000
"""Bytes of a certificate file or a picture."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key with its certificate in a file (.p12, .pfx)."""

    path: Path


@dataclass(frozen=True, slots=True)
class KeyToken:
    """A key with its certificate on a USB key: the maker's PKCS#11 library, the token's label (None for the only one), and the
    certificate's label."""

    library: Path
    certificate: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class SignedDossier:
    """A dossier that was signed.

    path       the file
    field      the name of the field that was signed
    signer     whose certificate it is
    with_proof True if the dossier was compared with its proof before it was signed
    """

    path: Path
    field: str
    signer: str
    with_proof: bool


def signature_fields(path: Path) -> tuple[FieldState, ...]:
    """The signature fields of a dossier. Raises as `sign_dossier` does."""
    return field_states(_dossier(path))


def sign_dossier(
    path: Path, field: str, key: KeyFile | KeyToken, password: str, picture: Path | None = None
) -> SignedDossier:
    """Sign a dossier in one of its empty fields. Nothing is changed of what it was; the signature comes behind it.

    password  opens the key; it is kept nowhere
    picture   a picture to be shown in the field's place, such as one of the seal; it proves nothing

    Raises DataError if there is no such dossier, UsageError for a field, key or picture that can't be used, ProofError if the
    dossier is not what was bound, MachineError if a file can't be read or written, if the key gives no signature, or if the extra
    `formgen[sign]` is not installed. The dossier is left as it was then.
    """
    pdf = _dossier(path)
    shown = read_picture(supplied_bytes(picture, "图样")) if picture is not None else None
    found = _verified(path, pdf)
    if not found.is_sound:
        raise ProofError(f"装订件与装订核对记录不符，没有签名：{found.failures[0]}")
    with _credential(key, password) as credential:
        made = sign_field(pdf, field, credential, shown)
        deliver((Paper(path.name, made),), path.parent)
        return SignedDossier(path, field, credential.name, found.with_proof)


@contextmanager
def _credential(key: KeyFile | KeyToken, password: str) -> Iterator[Credential]:
    if isinstance(key, KeyFile):
        yield from_pkcs12(supplied_bytes(key.path, "证书文件"), password)
        return
    if not key.library.is_file():
        raise UsageError(f"没有 {key.library} 这个驱动库（--pkcs11）")
    with from_token(str(key.library), key.token, key.certificate, password) as credential:
        yield credential


def _verified(path: Path, pdf: bytes) -> Verified:
    proof = path.with_suffix(".proof.json")
    try:
        return verify(pdf, proof.read_bytes() if proof.exists() else None)
    except OSError:
        raise MachineError(f"读不了 {path} 旁边的装订核对记录，请核对读取权限") from None


def _dossier(path: Path) -> bytes:
    if not path.is_file():
        remedy = "核对文件名和所在的文件夹"
        raise DataError((error("file.unreadable", "", file_place(path.name), "没有这个文件", remedy),))
    try:
        return path.read_bytes()
    except OSError:
        raise MachineError(f"读不了 {path}，请核对读取权限") from None


def supplied_bytes(path: Path, what: str) -> bytes:
    """The content of a file that a user named. what: what it is, in Chinese, for the message.

    Raises UsageError if there is none or it is far too large, MachineError if it can't be read.
    """
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise UsageError(f"{what} {path} 没有，或太大")
        return path.read_bytes()
    except OSError:
        raise MachineError(f"读不了{what} {path}，请核对读取权限") from None
