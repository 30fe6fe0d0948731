"""Keys and certificates for the tests of seals: a root, and leaves below it that sign. They are made anew for each run."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

PASSWORD = "秘密 1"
ENTERPRISE = "太仓样例精密机械有限公司"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate, to be trusted."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def p12(self, *others: x509.Certificate) -> bytes:
        """Both in a file, with the password `PASSWORD`."""
        return pkcs12.serialize_key_and_certificates(
            b"seal", self.key, self.certificate, others, serialization.BestAvailableEncryption(PASSWORD.encode())
        )


def root(name: str = "测试根证书") -> Pair:
    """A root that certifies."""
    key = rsa.generate_private_key(65537, 2048)
    return Pair(key, _certificate(name, name, key.public_key(), key, is_root=True))


def leaf(
    above: Pair, name: str = ENTERPRISE, bits: int = 2048, begins: int = -10, ends: int = 365, signs: bool = True
) -> Pair:
    """A key below a root. begins, ends: days from now. signs: False for a certificate that is not for signing."""
    key = rsa.generate_private_key(65537, bits)
    issuer = above.certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    certificate = _certificate(name, str(issuer), key.public_key(), above.key, begins=begins, ends=ends, signs=signs)
    return Pair(key, certificate)


def _certificate(
    name: str, issuer: str, public: rsa.RSAPublicKey, key: rsa.RSAPrivateKey,
    is_root: bool = False, begins: int = -20, ends: int = 700, signs: bool = True,
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=signs and not is_root, content_commitment=signs and not is_root, key_encipherment=not signs,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins * DAY)
        .not_valid_after(now + ends * DAY)
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def put_on_token(library: str, label: str, pin: str, pair: Pair) -> None:
    """Initialise a token of SoftHSM, and put a key with its certificate on it, both with the label `seal`."""
    module = pkcs11.lib(library)
    subprocess.run(
        [
            "softhsm2-util",
            "--module",
            library,
            "--init-token",
            "--free",
            "--label",
            label,
            "--pin",
            pin,
            "--so-pin",
            pin,
        ],
        check=True,
        capture_output=True,
    )
    module.reinitialize()
    private = pair.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    stored = {pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.TOKEN: True}
    with module.get_token(token_label=label).open(user_pin=pin, rw=True) as session:
        session.create_object({**decode_rsa_private_key(private), **stored, pkcs11.Attribute.SIGN: True})
        der = pair.certificate.public_bytes(serialization.Encoding.DER)
        session.create_object({**decode_x509_certificate(der), **stored})
