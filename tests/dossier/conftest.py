"""A dossier with signature fields, a signed one, and keys: made once for all tests of seals."""

from __future__ import annotations

import pytest

from formgen.dossier import Bound
from formgen.dossier.options import Options
from formgen.dossier.proof.seals.signing import sign_field
from formgen.engines.signatures import from_pkcs12
from formgen.scheme.models import Scheme
from tests.dossier.packets import packet
from tests.dossier.proof.seals import keys


@pytest.fixture(scope="session")
def acceptance(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Bound:
    """A dossier with three fields: a seal and a signature on one page, a seal on the next."""
    options = Options(signature_fields=True, archive=True)
    return packet(scheme, tmp_path_factory.mktemp("fields"), "acceptance", options)


@pytest.fixture(scope="session")
def root() -> keys.Pair:
    return keys.root()


@pytest.fixture(scope="session")
def p12(root: keys.Pair) -> bytes:
    """The enterprise's key and certificate."""
    return keys.leaf(root).p12(root.certificate)


@pytest.fixture(scope="session")
def sealed(acceptance: Bound, p12: bytes) -> bytes:
    """The dossier with the enterprise's signature in its first field."""
    return sign_field(acceptance.pdf, acceptance.proof.fields[0].name, from_pkcs12(p12, keys.PASSWORD), None)
