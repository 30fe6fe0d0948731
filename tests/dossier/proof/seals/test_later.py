"""`verify` tells the signatures that were added to a dossier from every other later change, however it is dressed up."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.seals.revisions import bound_part
from formgen.dossier.proof.seals.signing import sign_field
from formgen.dossier.proof.seals.verdicts import Validity, behind
from formgen.dossier.proof.verify import Verified, verify
from formgen.engines.signatures import Trust, certificates, examined, from_pkcs12
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.packets import packet
from tests.dossier.proof.seals import keys
from tests.dossier.proof.seals.changes import (
    CHANGES,
    Writer,
    added,
    array,
    dictionary,
    field,
    form_of,
    layers,
    name,
    number,
    other_content,
    page,
    signed_by_others,
    text,
    timestamped,
    written,
)
from tests.judges.verapdf import verapdf
from tests.sweeps import some_of


def checked(pdf: bytes, bound: Bound, *trusted: bytes) -> Verified:
    """What `verify` finds behind the bound part. The bound part itself is not looked at: that takes longer than all else."""
    part = bound_part(pdf, bound.proof.sha256)
    assert part == len(bound.pdf)
    found = behind(pdf, part, 1, tuple(one for pem in trusted for one in certificates(pem)))
    return Verified(0, True, found.failures, found.remarks, found.signatures)


def test_signatures_are_no_alteration(acceptance: Bound, p12: bytes, root: keys.Pair, tmp_path: Path) -> None:
    """Three signatures, one behind the other. Another judge says what we say: pdfsig."""
    pdf, fields = acceptance.pdf, [one.name for one in acceptance.proof.fields]
    for one in fields:
        pdf = sign_field(pdf, one, from_pkcs12(p12, keys.PASSWORD), None)
    assert pdf.startswith(acceptance.pdf)
    found = verify(pdf, acceptance.proof.to_json(), trusted=certificates(root.pem))
    assert found.is_sound and not found.remarks and found.pages == acceptance.proof.pages
    assert [(one.field, one.signer, one.outcome) for one in found.signatures] == [
        (each, keys.ENTERPRISE, Validity.VALID) for each in fields
    ]
    assert [one.page for one in found.signatures] == [each.page for each in acceptance.proof.fields]
    (tmp_path / "signed.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", tmp_path / "signed.pdf"], capture_output=True, check=False).stdout.decode()
    assert said.count("Signature Validation: Signature is Valid.") == len(fields)
    assert said.count("ETSI.CAdES.detached") == len(fields)
    (verdict,) = verapdf("2b", [tmp_path / "signed.pdf"])
    assert verdict.passes, verdict.failures


def test_pyhanko_takes_a_later_signature_for_no_alteration(scheme: Scheme, tmp_path: Path, p12: bytes) -> None:
    """A form with two fields alone: pyHanko goes every way to every object, and a larger dossier has ten times as many ways."""
    (form,) = choose_forms(scheme, ["annex3"])
    base = dossier_of(scheme)
    material = next(one for known in scheme.dossiers for one in known.materials if one.form == form.id)
    dossier = base.model_copy(update={"materials": (material,)})
    paper = FormPaper(form.id, render_pdf(form, ()).content, form.stamps)
    options = Options(signature_fields=True, archive=True)
    bound = bind(DossierTask(scheme, dossier, record_of({}), tmp_path, (paper,), options), html_to_pdf)
    pdf, fields = bound.pdf, [one.name for one in bound.proof.fields]
    assert len(fields) == 2
    for one in fields:
        pdf = sign_field(pdf, one, from_pkcs12(p12, keys.PASSWORD), None)
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert len(signatures) == len(fields)
    for signature in signatures:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[]))
        assert status.intact and status.valid and status.docmdp_ok


def test_whom_to_trust(acceptance: Bound, sealed: bytes) -> None:
    without, other = checked(sealed, acceptance), checked(sealed, acceptance, keys.root("别的根").pem)
    assert without.is_sound and without.signatures[0].outcome is Validity.INTACT
    assert "没有核对" in without.signatures[0].line
    assert not other.is_sound and other.signatures[0].outcome is Validity.NOT_TRUSTED
    (failure,) = other.failures
    assert "不在所给的信任证书" in failure


def test_a_certificate_that_has_expired_since(sealed: bytes, root: keys.Pair) -> None:
    """It was valid when the signer says that he signed. The root still is."""
    (found,) = examined(sealed, certificates(root.pem), datetime.now(UTC) + 500 * keys.DAY).values()
    assert found.is_intact and found.trust is Trust.EXPIRED
    (found,) = examined(sealed, certificates(root.pem), datetime.now(UTC) + 900 * keys.DAY).values()
    assert found.trust is Trust.EXPIRED, "then neither is, but both were"
    (found,) = examined(sealed, certificates(keys.root().pem), datetime.now(UTC) + 500 * keys.DAY).values()
    assert found.trust is Trust.NOT_TRUSTED


def test_without_pyhanko_the_bound_part_is_still_proved(
    acceptance: Bound, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formgen.dossier.proof.seals.verdicts.can_sign", lambda: False)
    found = checked(sealed, acceptance)
    assert found.is_sound and found.signatures[0].outcome is Validity.NOT_EXAMINED
    assert any("请安装 formgen[sign]" in remark for remark in found.remarks)
    assert not checked(added(sealed, layers), acceptance).is_sound


def test_without_a_proof_nothing_is_said_of_signatures(sealed: bytes) -> None:
    found = verify(sealed, None)
    assert not found.signatures and any("电子签名" in remark for remark in found.remarks)


def test_signatures_of_other_programs(acceptance: Bound, p12: bytes, root: keys.Pair) -> None:
    """They write when and with what they wrote into the file's properties, and a DSS: that is no alteration."""
    first, second, _ = (each.name for each in acceptance.proof.fields)
    pdf = signed_by_others(acceptance.pdf, p12, first)
    signer = SimpleSigner.load_pkcs12_data(p12, (), keys.PASSWORD.encode())

    def store(writer: Writer) -> None:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=[signer.signing_cert])

    def store_more(writer: Writer) -> None:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=list(signer.cert_registry))

    pdf = added(pdf, store)
    pdf = added(signed_by_others(pdf, p12, second), store_more)
    found = checked(pdf, acceptance, root.pem)
    assert found.is_sound, found.failures
    assert [one.outcome for one in found.signatures] == [Validity.VALID] * 2


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("where", ["bare", "behind", "together"])
def test_every_other_change_is_found(
    acceptance: Bound, sealed: bytes, p12: bytes, change: Callable[[Writer], None], where: str
) -> None:
    if where == "together":
        pdf = signed_by_others(acceptance.pdf, p12, acceptance.proof.fields[0].name, change)
    else:
        pdf = added(acceptance.pdf if where == "bare" else sealed, change)
    found = checked(pdf, acceptance)
    assert not found.is_sound
    assert any(CHANGES[change] in failure for failure in found.failures), found.failures
    assert len(found.signatures) == (where != "bare"), "the signature that is there is still told"


def test_what_was_signed_may_not_look_otherwise_later(acceptance: Bound, sealed: bytes) -> None:
    def repainted(writer: Writer) -> None:
        target = field(writer, 0)
        target[name("/AP")] = dictionary(N=form_of(writer))
        writer.update_container(target)

    def emptied(writer: Writer) -> None:
        target = field(writer, 0)
        del target["/V"]
        writer.update_container(target)

    for change in (repainted, emptied):
        found = checked(added(sealed, change), acceptance)
        assert any("在签名之后又改动过" in failure for failure in found.failures), found.failures


def test_a_change_that_was_taken_back_is_found(acceptance: Bound, sealed: bytes) -> None:
    """The file shows what it showed, but somebody saw it otherwise in between."""
    before: list[Any] = []

    def back(writer: Writer) -> None:
        target = page(writer)
        target[name("/Contents")] = before[0]
        writer.update_container(target)

    def there(writer: Writer) -> None:
        before.append(page(writer).raw_get("/Contents").reference)
        other_content(writer)

    changed = added(sealed, there)
    before[0] = written.IndirectObject(before[0].idnum, before[0].generation, None)
    found = checked(added(changed, back), acceptance)
    assert any("内容在装订之后改动过" in failure for failure in found.failures)


def test_a_signature_where_no_place_was_left(acceptance: Bound, p12: bytes) -> None:
    """It may cover what the page says, so it is told with its page, however valid it is."""
    spec = SigFieldSpec("Signature1", on_page=1, box=(50, 100, 500, 700))
    found = checked(signed_by_others(acceptance.pdf, p12, "Signature1", new_field_spec=spec), acceptance)
    assert any("第 2 页加了装订时没有留的签名位置" in failure for failure in found.failures), found.failures


def test_a_timestamp_is_told_for_what_it_is(acceptance: Bound, sealed: bytes, p12: bytes) -> None:
    """It may stand in a place that was left for a seal, and in a field of its own: it is nobody's signature in either."""
    free = acceptance.proof.fields[-1].name
    verified = checked(timestamped(sealed, p12, free), acceptance)
    found = next(one for one in verified.signatures if one.field == free)
    assert found.outcome is Validity.TIMESTAMP and not found.is_bad and "不是签名" in found.line
    verified = checked(timestamped(sealed, p12, "Timestamp1"), acceptance)
    assert any("加了文档时间戳" in failure for failure in verified.failures), verified.failures
    assert not any("签名位置" in failure for failure in verified.failures)


def test_a_dossier_without_places_that_was_signed(scheme: Scheme, tmp_path: Path, p12: bytes) -> None:
    bound = packet(scheme, tmp_path, "acceptance", Options())
    spec = SigFieldSpec("Signature1", on_page=1, box=(50, 100, 500, 700))
    found = checked(signed_by_others(bound.pdf, p12, "Signature1", new_field_spec=spec), bound)
    assert any("--signature-fields" in failure for failure in found.failures), found.failures
    assert any("第 2 页" in failure for failure in found.failures)


def test_a_signature_that_changes_its_field(acceptance: Bound, p12: bytes) -> None:
    for change, words in (
        (lambda target: target.__setitem__(name("/Rect"), array([number(side) for side in (0, 0, 500, 800)])), "别的也改动"),
        (lambda target: target.__setitem__(name("/F"), number(6)), "看不见"),
        (lambda target: target.__setitem__(name("/TU"), text("别的")), "别的也改动"),
    ):  # fmt: skip

        def changed(writer: Writer, change: Callable[[Any], object] = change) -> None:
            target = field(writer, 0)
            change(target)
            writer.update_container(target)

        pdf = signed_by_others(acceptance.pdf, p12, acceptance.proof.fields[0].name, changed)
        found = checked(pdf, acceptance)
        assert any(words in failure for failure in found.failures), (words, found.failures)


def replaced(pdf: bytes, pattern: bytes, by: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """The last match is replaced by something of the same length."""
    found = list(re.finditer(pattern, pdf))[-1]
    new = by(found)
    assert len(new) <= len(found[0])
    return pdf[: found.start()] + new.ljust(len(found[0])) + pdf[found.end() :]


def test_bytes_that_are_played_with(acceptance: Bound, sealed: bytes) -> None:
    start = int(re.findall(rb"startxref\s+(\d+)", sealed)[-1])
    odd = {
        "something behind it": sealed + b"junk",
        "another end": sealed + b"startxref\n0\n%%EOF\n",
        "half of it": sealed[: (len(acceptance.pdf) + len(sealed)) // 2],
        "a range that leaves something out": replaced(
            sealed, rb"/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]",
            lambda found: b"/ByteRange [0 %d %s %s]" % (int(found[1]) - 1, found[2], found[3]),
        ),
        "a table that leads elsewhere": replaced(sealed, rb"/Prev (\d+)", lambda found: b"/Prev 9"),
        "an end that leads to the bound part": replaced(
            sealed, rb"startxref\s+(\d+)",
            lambda found: b"startxref\n%d" % int(re.findall(rb"startxref\s+(\d+)", acceptance.pdf)[-1]),
        ),
        "an end that leads to the middle": replaced(
            sealed, rb"startxref\s+(\d+)", lambda found: b"startxref\n%d" % (start - 7)
        ),
    }  # fmt: skip
    for what, pdf in odd.items():
        found = checked(pdf, acceptance)
        assert not found.is_sound, what


def test_only_space_behind_it_is_told(acceptance: Bound, sealed: bytes) -> None:
    assert not checked(acceptance.pdf + b"\n\n", acceptance).is_sound
    assert checked(sealed + b"\n", acceptance).is_sound  # some mail programs add one; nothing can be read from it


def test_a_bound_part_that_was_altered_is_found_by_its_pages_as_ever(acceptance: Bound, sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pdf.pages[-1].Contents = pdf.make_stream(b"")
        pdf.Root.Lang = Name("/x")
        out = io.BytesIO()
        pdf.save(out)
    found = verify(out.getvalue(), acceptance.proof.to_json())
    assert any(f"第 {acceptance.proof.pages} 页" in failure for failure in found.failures), found.failures


def test_chinese_algorithms_are_named(acceptance: Bound, sealed: bytes) -> None:
    """A signature in the format of GB/T 35275 has the numbers of SM2 and SM3 where others have RSA and SHA-256."""
    found = list(re.finditer(rb"/Contents <([0-9a-fA-F]+)>", sealed))[-1]
    sm2 = bytes.fromhex("3016060a2a811ccf550601040202a0080000000000000000")
    pdf = sealed[: found.start(1)] + sm2.hex().encode().ljust(len(found[1]), b"0") + sealed[found.end(1) :]
    verified = checked(pdf, acceptance)
    assert verified.is_sound and verified.signatures[0].outcome is Validity.CHINESE
    assert "国密（SM2）" in verified.signatures[0].line and "验证不了" in verified.signatures[0].line


@settings(max_examples=some_of(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_a_byte_of_the_addition_that_was_changed(
    acceptance: Bound, sealed: bytes, root: keys.Pair, place: float, change: int
) -> None:
    """Nothing that was signed can be changed without a word, and nothing makes the program fail."""
    bound = len(acceptance.pdf)
    at = bound + int(place * (len(sealed) - bound))
    pdf = sealed[:at] + bytes([sealed[at] ^ change]) + sealed[at + 1 :]
    gap = re.findall(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) \d+", sealed)[-1]
    found = checked(pdf, acceptance, root.pem)
    if not int(gap[0]) <= at < int(gap[1]):
        assert not found.is_sound, at - bound
