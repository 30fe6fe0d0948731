"""`--signature-fields` leaves an empty place for an electronic signature at each place for a seal or a signature on the forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from pypdf import PdfReader

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.binding.signature_fields import add_fields
from formgen.dossier.claim import SignatureField
from formgen.dossier.options import Options
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.verify import verify
from formgen.dossier.sheets import POINTS_PER_MM
from formgen.foundation.errors import ProofError, UsageError
from formgen.pipeline import choose_forms
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made
from tests.dossier.packets import heavy, packet
from tests.judges.verapdf import verapdf


@pytest.mark.parametrize("kind", ["application", "city-recommendation", "province-recommendation"])
def test_every_place_of_the_forms_has_a_field_where_its_words_are(scheme: Scheme, tmp_path: Path, kind: str) -> None:
    bound = packet(scheme, tmp_path, kind, Options(signature_fields=True))
    dossier = scheme.dossier(kind)
    assert dossier is not None
    stamps = [stamp for form in choose_forms(scheme, dossier.form_ids) for stamp in form.stamps]
    fields = bound.proof.fields
    assert len({field.name for field in fields}) == len(fields) == len(stamps)
    assert [field.by for field in fields] == [stamp.by for stamp in stamps]
    reader = PdfReader(io.BytesIO(bound.pdf))
    for field in fields:
        words: list[tuple[float, float]] = []

        def visit(text: str, cm: list[float], tm: list[float], *_: object, found: list[tuple[float, float]] = words,
                  label: str = field.label) -> None:  # fmt: skip
            if text.strip() and text.strip()[0] == label[0]:
                found.append((cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]))

        reader.pages[field.page - 1].extract_text(visitor_text=visit)
        left, bottom, right, top = (
            side * POINTS_PER_MM
            for side in (field.left, field.bottom, field.left + field.width, field.bottom + field.height)
        )
        assert any(left - 20 < x < right and bottom < y < top for x, y in words), field


def test_the_commitment_has_a_seal_and_a_signature(acceptance: Bound) -> None:
    fields = {field.name: field for field in acceptance.proof.fields}
    number = next(line.contents_number for line in acceptance.proof.lines if line.mark == "③")
    seal, signature = fields[f"第{number}页申报企业盖章"], fields[f"第{number}页法定代表人签字"]
    assert (seal.kind, seal.width, seal.height) == ("seal", 42, 42)
    assert signature.kind == "signature" and signature.left > seal.left


def test_an_archive_with_fields_is_an_archive(acceptance: Bound, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(acceptance.pdf)
    (verdict,) = verapdf("2b", [tmp_path / "a.pdf"])
    assert verdict.passes, verdict.failures


def test_the_proof_knows_its_fields_and_a_dossier_without_any_is_as_before(
    scheme: Scheme, acceptance: Bound, tmp_path: Path
) -> None:
    proof = acceptance.proof.to_json()
    assert Proof.from_json(proof) == acceptance.proof
    assert verify(acceptance.pdf, proof).is_sound
    without = packet(scheme, tmp_path, "acceptance", Options(archive=True))
    assert b'"fields"' not in without.proof.to_json()
    assert b"/Widget" not in without.pdf and not without.proof.fields


def test_the_same_papers_give_the_same_bytes(scheme: Scheme, acceptance: Bound, tmp_path: Path) -> None:
    again = packet(scheme, tmp_path, "acceptance", Options(signature_fields=True, archive=True))
    assert again.pdf == acceptance.pdf


def _moved(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].Rect[0] += 30


def _hidden(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].F = 2


def _renamed(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].T = pikepdf.String("别的")


def _gone(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm.Fields[0]


def _one_more(pdf: pikepdf.Pdf) -> None:
    more = pdf.make_indirect(copy(pdf.Root.AcroForm.Fields[0]))
    more.T = pikepdf.String("多出来的")
    pdf.Root.AcroForm.Fields.append(more)
    pdf.pages[-1].obj.Annots = pikepdf.Array([more])


def _a_text_field(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].FT = Name.Tx


@pytest.mark.parametrize("change", [_moved, _hidden, _renamed, _gone, _one_more, _a_text_field])
def test_a_field_that_is_not_as_it_was_bound_is_found(acceptance: Bound, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(io.BytesIO(acceptance.pdf)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    found = verify(out.getvalue(), acceptance.proof.to_json())
    assert any("签名位置" in failure for failure in found.failures), found.failures


def test_a_proof_whose_field_is_nowhere_is_refused(acceptance: Bound) -> None:
    for old, new in (
        (b'"page": 3,\n      "kind"', b'"page": 99,\n      "kind"'),
        (b'"height": 42.0', b'"height": 9e9'),
    ):
        content = acceptance.proof.to_json()
        changed = content.replace(old, new)
        if changed != content:
            with pytest.raises(ProofError, match="签名的位置"):
                Proof.from_json(changed)


def test_each_volume_has_the_fields_of_its_pages(scheme: Scheme, tmp_path: Path) -> None:
    whole = packet(scheme, tmp_path, "acceptance", Options(signature_fields=True), heavy(300_000, 300_000))
    options = Options(signature_fields=True, max_bytes=len(whole.pdf) // 2)
    divided = packet(scheme, tmp_path, "acceptance", options, heavy(300_000, 300_000))
    assert len(divided.volumes) > 1
    fields = [field for volume in divided.volumes for field in volume.proof.fields]
    assert len(fields) == len(whole.proof.fields)
    for volume in divided.volumes:
        assert verify(volume.pdf, volume.proof.to_json()).is_sound


def test_a_draft_has_no_fields(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page()))
    task = DossierTask(
        *(scheme, dossier_of(scheme, "work_plan"), record_of({"work_plan": ("甲.pdf",)}), tmp_path),
        options=Options(draft=True, signature_fields=True),
    )
    with pytest.raises(UsageError, match="草稿"):
        bind(task, html_to_pdf)


def test_a_field_stands_in_the_tree_of_tags(scheme: Scheme, tmp_path: Path) -> None:
    """A form has such a tree, and with fields it is still PDF/A-2a and PDF/UA-1."""
    (form,) = choose_forms(scheme, ["annex3"])
    field = SignatureField("第1页申报企业盖章", 1, "seal", "申报企业", "承诺单位（公章）", 51.2, 79.9, 42, 42)
    second = SignatureField(
        "第1页法定代表人签字", 1, "signature", "法定代表人", "法定代表人（签字、印章）", 119, 81, 45, 14
    )
    with pikepdf.open(io.BytesIO(render_pdf(form, ()).content)) as pdf:
        add_fields(pdf, (field, second), 1)
        pdf.save(tmp_path / "tagged.pdf")
        widgets = list(pdf.pages[0].Annots)
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for widget, one in zip(widgets, (field, second), strict=True):
            element = parents[int(widget.StructParent)]
            assert Name.Form == element.S and element.K.Obj.objgen == widget.objgen
            assert str(element.Alt) == f"{one.by}：{one.label}"
    for verdict in verapdf(("2a", "ua1"), [tmp_path / "tagged.pdf"]):
        assert verdict.passes, verdict
