"""Signing a dossier: the bound part stays byte for byte, and what can't be done is refused in plain words."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.options import Options
from formgen.dossier.proof.seals.later import later
from formgen.dossier.proof.seals.signing import field_states, read_picture, sign_field
from formgen.dossier.proof.verify import verify
from formgen.engines.signatures import Credential, from_pkcs12, from_token, signed
from formgen.foundation.errors import FormgenError, MachineError, ProofError, UsageError
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dark_box, html_to_pdf, pdfium, record_of
from tests.dossier.proof.seals import keys
from tests.judges.verapdf import verapdf


def drawing(mode: str = "RGBA", kind: str = "PNG", side: int = 400) -> bytes:
    """A red ring, on nothing or on white."""
    image = Image.new(mode, (side, side), (255, 255, 255, 0)[: len(mode)] if mode.startswith("RGB") else 255)
    edge = side // 20
    ImageDraw.Draw(image).ellipse(
        (edge, edge, side - edge, side - edge), outline=(200, 0, 0) if "RGB" in mode else 0, width=edge
    )
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def opened(p12: bytes) -> Credential:
    return from_pkcs12(p12, keys.PASSWORD)


def test_a_picture_stands_in_its_place_and_the_archive_stays_one(acceptance: Bound, p12: bytes, tmp_path: Path) -> None:
    place = acceptance.proof.fields[-1]
    pdf = sign_field(acceptance.pdf, place.name, opened(p12), read_picture(drawing()))
    assert pdf.startswith(acceptance.pdf)
    (tmp_path / "sealed.pdf").write_bytes(pdf)
    (verdict,) = verapdf("2b", [tmp_path / "sealed.pdf"])
    assert verdict.passes, verdict.failures
    before, after = (pdfium(one)[place.page - 1] for one in (acceptance.pdf, pdf))
    changed = [at for at, (old, new) in enumerate(zip(before.pixels, after.pixels, strict=True)) if abs(old - new) > 40]
    scale = before.height / 297
    across, down = [at % before.width / scale for at in changed], [297 - at // before.width / scale for at in changed]
    assert min(across) == pytest.approx(place.left + 0.05 * place.width, abs=1)
    assert max(across) == pytest.approx(place.left + 0.95 * place.width, abs=1)
    assert min(down) == pytest.approx(place.bottom + 0.05 * place.height, abs=1)
    assert max(down) == pytest.approx(place.bottom + 0.95 * place.height, abs=1)
    assert dark_box(after, 0, 0, 1, 1) is not None


def test_a_dossier_of_our_papers_alone_stays_tagged(scheme: Scheme, p12: bytes, tmp_path: Path) -> None:
    """With its fields, and signed in one, it is still PDF/A-2a and PDF/UA-1."""
    whole = scheme.dossier("acceptance")
    assert whole is not None
    dossier = whole.model_copy(update={"materials": tuple(one for one in whole.materials if one.form or one.page)})
    forms = tuple(
        FormPaper(form.id, render_pdf(form, ()).content, form.stamps) for form in choose_forms(scheme, dossier.form_ids)
    )
    options = Options(signature_fields=True, archive=True)
    bound = bind(DossierTask(scheme, dossier, record_of({}), tmp_path, forms, options), html_to_pdf)
    pdf = sign_field(bound.pdf, bound.proof.fields[0].name, opened(p12), read_picture(drawing()))
    assert verify(pdf, bound.proof.to_json()).is_sound
    (tmp_path / "bound.pdf").write_bytes(bound.pdf)
    (tmp_path / "signed.pdf").write_bytes(pdf)
    for verdict in verapdf(("2a", "ua1"), [tmp_path / "bound.pdf", tmp_path / "signed.pdf"]):
        assert verdict.passes, verdict


def test_without_a_picture_the_page_looks_as_it_did(acceptance: Bound, sealed: bytes) -> None:
    number = acceptance.proof.fields[0].page - 1
    assert pdfium(sealed)[number].pixels == pdfium(acceptance.pdf)[number].pixels


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("L", "PNG"), ("RGBA", "PNG"), ("RGB", "BMP")])
def test_pictures_of_all_usual_kinds(mode: str, kind: str) -> None:
    picture = read_picture(drawing(mode, kind, side=3000))
    assert picture.width == picture.height == 1200
    assert len(picture.colours) == 3 * len(picture.opacity) == 3 * 1200 * 1200
    assert (min(picture.opacity) == 0) is (mode == "RGBA")


@given(st.binary(max_size=200))
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match="图样"):
        read_picture(content)


def test_the_fields_and_which_are_signed(acceptance: Bound, sealed: bytes) -> None:
    names = [field.name for field in acceptance.proof.fields]
    assert [(one.name, one.is_signed) for one in field_states(acceptance.pdf)] == [(name, False) for name in names]
    assert [one.is_signed for one in field_states(sealed)] == [True, False, False]


def test_fields_that_can_not_be_signed(acceptance: Bound, sealed: bytes, p12: bytes) -> None:
    first, second, third = (field.name for field in acceptance.proof.fields)
    with pytest.raises(UsageError, match=f"没有「别的」这个签名位置；还空着的有：{first}、{second}、{third}"):
        sign_field(acceptance.pdf, "别的", opened(p12), None)
    with pytest.raises(UsageError, match=f"已经签过了；还空着的有：{second}、{third}"):
        sign_field(sealed, first, opened(p12), None)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(UsageError, match="--signature-fields"):
        sign_field(out.getvalue(), first, opened(p12), None)
    with pytest.raises(UsageError, match="读不出来"):
        sign_field(b"%PDF-1.7 nothing", first, opened(p12), None)


def test_keys_that_must_not_be_used(root: keys.Pair) -> None:
    for pair, words in (
        (keys.leaf(root, ends=-1), "不在有效期内"),
        (keys.leaf(root, begins=2), "不在有效期内"),
        (keys.leaf(root, signs=False), "不是用来签名的"),
        (keys.leaf(root, bits=1024), "太短"),
    ):
        with pytest.raises(UsageError, match=words):
            opened(pair.p12())


@given(content=st.binary(max_size=100), password=st.text(max_size=10))
def test_what_is_no_key_file_is_refused(content: bytes, password: str) -> None:
    with pytest.raises(UsageError, match="打不开证书文件"):
        from_pkcs12(content, password)


def test_a_wrong_password_is_said_nowhere(p12: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UsageError, match="密码不对") as caught:
        from_pkcs12(p12, "很秘密的密码")
    assert "很秘密" not in repr(caught.value) and caught.value.__cause__ is None
    assert not caplog.records
    assert keys.PASSWORD not in repr(opened(p12))


def test_a_key_that_gives_no_signature(acceptance: Bound, p12: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = opened(p12)

    async def refuses(*_: object, **__: object) -> bytes:
        raise RuntimeError("the token was pulled out")

    monkeypatch.setattr(type(credential.signer), "async_sign_raw", refuses)
    with pytest.raises(MachineError, match="没有签成"):
        signed(acceptance.pdf, acceptance.proof.fields[0].name, credential, None)


def test_nothing_is_given_out_that_holds_more_than_the_signature(
    acceptance: Bound, p12: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = acceptance.proof.fields[0].name
    for wrong in (lambda pdf, *_: b"x" + pdf, lambda pdf, *_: pdf, lambda pdf, *_: pdf + b"1 0 obj"):
        monkeypatch.setattr("formgen.dossier.proof.seals.signing.signed", wrong)
        with pytest.raises(ProofError):
            sign_field(acceptance.pdf, field, opened(p12), None)


def test_without_pyhanko_signing_says_what_to_install(monkeypatch: pytest.MonkeyPatch, p12: bytes) -> None:
    monkeypatch.setattr("formgen.engines.signatures.can_sign", lambda: False)
    with pytest.raises(MachineError, match=r"formgen\[sign\]"):
        opened(p12)


LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next(
    (path for path in (os.environ.get("SOFTHSM2_MODULE", ""), *LIBRARIES) if path and Path(path).is_file()), ""
)


@pytest.mark.skipif(not LIBRARY, reason="SoftHSM, which stands for a USB key, is not there")
def test_a_key_on_a_token(acceptance: Bound, root: keys.Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SoftHSM reads its settings once in a process, so all that concerns it is one test."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", f"{tmp_path}/conf")
    keys.put_on_token(LIBRARY, "印章", "1234", keys.leaf(root))
    with from_token(LIBRARY, "印章", "seal", "1234") as credential:
        assert credential.name == keys.ENTERPRISE
        pdf = sign_field(acceptance.pdf, acceptance.proof.fields[0].name, credential, None)
    assert not later(pdf, len(acceptance.pdf), 1).failures
    (tmp_path / "signed.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", tmp_path / "signed.pdf"], capture_output=True, check=False).stdout.decode()
    assert "Signature Validation: Signature is Valid." in said
    for token, certificate, pin, words in (
        ("印章", "seal", "4321", "打不开 USB Key"),
        ("别的", "seal", "1234", "打不开 USB Key"),
        ("印章", "别的", "1234", "没有「别的」这张证书"),
    ):
        with pytest.raises(FormgenError, match=words), from_token(LIBRARY, token, certificate, pin):
            pass


def test_a_library_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "driver.so").write_bytes(b"nothing")
    with pytest.raises(UsageError, match="打不开 USB Key"), from_token(str(tmp_path / "driver.so"), None, "seal", "1"):
        pass
