"""The door to pyHanko, which signs PDF files and examines signatures in them. Only this module calls it.

pyHanko comes with the extra `formgen[sign]`, so it is imported when it is used. It is never allowed to open an address: no
timestamps, no revocation lists from the net. What it raises becomes one of our own errors, without its words: they may quote a
certificate. For the same reason what pyHanko logs is thrown away.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from formgen.engines.heard import heard
from formgen.foundation.errors import MachineError, UsageError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko.sign.validation import EmbeddedPdfSignature

NOT_THERE = "没有安装电子签名的组件，请安装 formgen[sign]（pip install 'formgen[sign]'）"
FEWEST_BITS = 2048
"""The shortest RSA key that one may still sign with (RFC 8996 and later practice; GB/T 35275 asks for no less)."""
FOR_SIGNING = frozenset({"digital_signature", "non_repudiation"})
"""Uses of a key (RFC 5280, 4.2.1.3) of which a signer's certificate must have one, if it names any."""


class Trust(StrEnum):
    """Whether a signer's certificate leads to one of the certificates that are trusted.

    NOT_ASKED  no certificates were given to trust in
    EXPIRED    it did when the signer says that he signed, but it has expired since
    """

    TRUSTED = "trusted"
    EXPIRED = "expired"
    NOT_TRUSTED = "not_trusted"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture to be shown where a signature stands: its size in pixels, three bytes for each, and one byte of opacity each."""

    width: int
    height: int
    colours: bytes = field(repr=False)
    opacity: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credential:
    """A key with its certificate. name: whose it is, as the certificate says."""

    name: str
    signer: Signer = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate to trust in, as pyHanko has read it."""

    read: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExaminedSignature:
    """What was found of one signature.

    field      the name of its field
    signer     whose certificate it is; empty if that can't be read
    is_intact  True if the signed bytes are those that were signed, and the signature fits the certificate's key
    trust      whether the certificate leads to one that is trusted
    said_time  when the signer says that he signed; None if he does not. Nobody vouches for it
    """

    field: str
    signer: str
    is_intact: bool
    trust: Trust
    said_time: datetime | None


def can_sign() -> bool:
    """True if pyHanko is installed."""
    return importlib.util.find_spec("pyhanko") is not None


def from_pkcs12(content: bytes, password: str) -> Credential:
    """The key and certificate of a file (.p12, .pfx). Raises UsageError if they can't be had or must not be used."""
    with _quiet():
        from pyhanko.sign.signers.pdf_cms import SimpleSigner

        try:
            signer = SimpleSigner.load_pkcs12_data(content, (), password.encode() or None)
        except Exception:  # also without a key in the file
            signer = None
        if signer is None:
            raise UsageError(
                "打不开证书文件：密码不对，或不是带私钥的 PKCS#12 文件（.p12、.pfx）；国密（SM2）证书这里用不了"
            )
        return _usable(signer)


@contextmanager
def from_token(library: str, token: str | None, certificate: str, pin: str) -> Iterator[Credential]:
    """The key and certificate on a USB key or another token, open until the caller is done.

    library      the path of the maker's PKCS#11 library
    token        the token's label; None for the only one
    certificate  the label of the certificate, which is the key's label, too

    Raises UsageError if they can't be had or must not be used.
    """
    with _quiet():
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        try:
            session = open_pkcs11_session(
                library, token_criteria=TokenCriteria(label=token) if token else None, user_pin=pin
            )
        except Exception:
            raise UsageError("打不开 USB Key：请核对驱动库（--pkcs11）、是否插好、名称（--token）和 PIN 码") from None
        try:
            signer = PKCS11Signer(session, cert_label=certificate)
            try:
                found = signer.signing_cert
            except Exception:
                found = None
            if found is None:
                raise UsageError(f"USB Key 里没有「{certificate}」这张证书（--certificate）")
            yield _usable(signer)
        finally:
            session.close()


def signed(pdf: bytes, field_name: str, credential: Credential, picture: ShownPicture | None) -> bytes:
    """The file with a signature (PAdES-B-B, ETSI EN 319 142-1) in one of its empty fields, added behind its last byte.

    picture  what is shown in the field's place; None to show nothing there

    Raises MachineError if the key did not sign (a token was pulled out, or refused).
    """
    with _quiet():
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
        from pyhanko.stamp import StaticStampStyle

        class Writer(IncrementalPdfFileWriter):
            """Leaves the file's properties as they are: only the signature comes to it."""

            def _update_meta(self) -> None:
                pass

        whole = SimpleBoxLayoutRule(
            *(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0)),
            inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
        )
        style = StaticStampStyle(
            border_width=0, background=_content(picture) if picture else None, background_layout=whole
        )
        metadata = PdfSignatureMetadata(field_name=field_name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        writer = Writer(io.BytesIO(pdf))
        try:
            out = PdfSigner(metadata, credential.signer, stamp_style=style).sign_pdf(writer, existing_fields_only=True)
        except Exception:
            raise MachineError("没有签成：证书的密钥没有给出签名（USB Key 拔出了，或拒绝了）") from None
        return bytes(out.getbuffer())


def certificates(content: bytes) -> tuple[Certificate, ...]:
    """The certificates of a file (PEM or DER), to be trusted. Raises UsageError if there is none in it."""
    with _quiet():
        from pyhanko.keys import load_certs_from_pemder_data

        try:
            found: tuple[Any, ...] = tuple(load_certs_from_pemder_data(content))
            for one in found:
                _ = one.subject.native
        except Exception:
            found = ()
        if not found:
            raise UsageError("信任的证书（--trust）读不出来：应是 PEM 或 DER 格式的证书文件（.pem、.crt、.cer）")
        return tuple(map(Certificate, found))


def examined(pdf: bytes, trusted: Sequence[Certificate], now: datetime | None = None) -> dict[str, ExaminedSignature]:
    """Each signature of a file, by the name of its field. What can't be read of one makes it not intact.

    trusted  what `certificates` gave; empty to examine without trust
    now      the time for which the certificates must be valid; None for now
    """
    with _quiet():
        from pyhanko.pdf_utils.reader import PdfFileReader

        found: dict[str, ExaminedSignature] = {}
        try:
            embedded = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
        except Exception:  # somebody made the file
            return found
        for one in embedded:
            try:
                found[one.field_name] = _examined(one, trusted, now or datetime.now(UTC))
            except Exception:
                found[one.field_name] = ExaminedSignature(one.field_name, "", False, Trust.NOT_ASKED, None)
        return found


def _examined(embedded: EmbeddedPdfSignature, trusted: Sequence[Certificate], now: datetime) -> ExaminedSignature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    said = embedded.self_reported_timestamp

    def status(moment: datetime) -> Any:
        context = ValidationContext(trust_roots=[one.read for one in trusted], moment=moment, allow_fetching=False)
        return validate_pdf_signature(embedded, context, skip_diff=True)

    today = status(now)
    trust = Trust.NOT_ASKED
    if trusted:
        trust = Trust.TRUSTED if today.trusted else Trust.NOT_TRUSTED
        expired = embedded.signer_cert.not_valid_after < now
        if trust is Trust.NOT_TRUSTED and expired and said is not None and status(said).trusted:
            trust = Trust.EXPIRED
    return ExaminedSignature(
        embedded.field_name, _name(embedded.signer_cert), bool(today.intact and today.valid), trust, said
    )


def _usable(signer: Any) -> Credential:
    """The credential. Raises UsageError if its certificate has expired, or is not for signing, or its key is too short."""
    certificate, now = signer.signing_cert, datetime.now(UTC)
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        begin, end = (f"{day:%Y-%m-%d}" for day in (certificate.not_valid_before, certificate.not_valid_after))
        raise UsageError(f"证书不在有效期内（{begin} 至 {end}），签了也无效，请换一张证书")
    usage = certificate.key_usage_value
    if usage is not None and not FOR_SIGNING & set(usage.native):
        raise UsageError("这张证书不是用来签名的（密钥用途里没有数字签名、不可否认），请换一张证书")
    key = certificate.public_key
    if key.algorithm == "rsa" and key.bit_size < FEWEST_BITS:
        raise UsageError(f"证书的密钥太短（{key.bit_size} 位，至少要 {FEWEST_BITS} 位），签了也不安全，请换一张证书")
    return Credential(_name(certificate), signer)


def _name(certificate: Any) -> str:
    """Whose certificate it is: the common name, else the organisation."""
    subject = certificate.subject.native
    for key in ("common_name", "organization_name", "serial_number"):
        value = subject.get(key)
        if value:
            return value if isinstance(value, str) else "、".join(map(str, value))
    return ""


def _content(picture: ShownPicture) -> PdfContent:
    """The picture as pyHanko puts content into a field's appearance."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.content import PdfContent, ResourceType
    from pyhanko.pdf_utils.layout import BoxConstraints

    written: Any = generic  # its classes have no types
    name = written.NameObject

    def image(space: str, content: bytes) -> Any:
        keys = {"/Type": name("/XObject"), "/Subtype": name("/Image"), "/ColorSpace": name(space)}
        sides = {"/Width": picture.width, "/Height": picture.height, "/BitsPerComponent": 8}
        values = {**keys, **{key: written.NumberObject(value) for key, value in sides.items()}}
        stream = written.StreamObject({name(key): value for key, value in values.items()}, content)
        stream.compress()
        return stream

    class Drawing(PdfContent):
        def render(self) -> bytes:
            assert self.writer is not None
            colours = image("/DeviceRGB", picture.colours)
            colours[name("/SMask")] = self.writer.add_object(image("/DeviceGray", picture.opacity))
            self.set_resource(ResourceType.XOBJECT, name("/Picture"), self.writer.add_object(colours))
            return b"q %d 0 0 %d 0 0 cm /Picture Do Q" % (picture.width, picture.height)

    return Drawing(box=BoxConstraints(picture.width, picture.height))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what pyHanko logs to ourselves: it may quote a certificate. Raises MachineError if it is not installed."""
    if not can_sign():
        raise MachineError(NOT_THERE)
    with heard("pyhanko"), heard("pyhanko_certvalidator"):
        yield
