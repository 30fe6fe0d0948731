"""Even years later, every page that was removed, added, swapped or altered is found and reported with its number."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from formgen.dossier import DossierTask, bind
from formgen.dossier.proof.proof_file import Proof
from formgen.dossier.proof.verify import verify
from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import ProofError
from formgen.pipeline import verify_dossier
from formgen.scheme.models import Scheme
from tests.dossier.evidence.office_files import docx
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, made, stamp

Bound = tuple[bytes, bytes, Path]


@pytest.fixture(scope="module")
def kept(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> Bound:
    """Make a dossier, its proof, and the folder of its sources."""
    folder = tmp_path_factory.mktemp("verify")
    (folder / "甲.pdf").write_bytes(made(Page(), Page(rotate=90), Page(size=(841.89, 1190.55))))
    (folder / "乙.pdf").write_bytes(made(finish=stamp))
    evidence = (("1.1.1", "方针", ("甲.pdf",)), ("2.4.1", "任命文件", ("乙.pdf",)))
    record = record_of({"work_plan": ("甲.pdf",), "service_contract": ("乙.pdf",)}, evidence)
    dossier = dossier_of(scheme, "work_plan", "service_contract", evidence=True)
    bound = bind(DossierTask(scheme, dossier, record, folder), html_to_pdf)
    return bound.pdf, bound.proof.to_json(), folder


def _changed(content: bytes, tamper: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tamper(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_what_was_bound_is_sound(kept: Bound) -> None:
    pdf, proof, folder = kept
    found = verify(pdf, proof, folder)
    assert found.is_sound and found.with_proof and found.remarks == () and found.pages == Proof.from_json(proof).pages


def test_a_proof_is_read_as_it_was_written(kept: Bound) -> None:
    proof = Proof.from_json(kept[1])
    assert proof.to_json() == kept[1]
    assert len(proof.page_records) == proof.pages == proof.pages_shown
    assert len({page.sha256 for page in proof.page_records}) == proof.pages
    assert all(page.place is not None for page in proof.page_records)
    assert {len(face.sha256) for face in proof.fonts} == {64} and len(proof.fonts) == 9


def _swap(pdf: pikepdf.Pdf) -> None:
    third, fourth = pdf.pages[2], pdf.pages[3]
    pdf.pages[2], pdf.pages[3] = fourth, third


def _remove(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[2]


def _add(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()
    pdf.pages.insert(3, pdf.pages[-1])
    del pdf.pages[-1]


def _content(pdf: pikepdf.Pdf) -> None:
    paper = pdf.pages[2].Resources.XObject.Paper
    paper.write(paper.read_bytes() + b" 1 g 0 0 1 1 re f")


def _moved(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b" cm /Paper", b" cm 1 0 0 1 9 0 cm /Paper"))


def _picture(pdf: pikepdf.Pdf) -> None:
    """Replace the content of a page by the content of another page, in the same place."""
    pdf.pages[2].Resources.XObject.Paper.write(b"0 g 100 100 50 50 re f")


def _bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[1].title = "别的"


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(pikepdf.Dictionary(Type=Name.OCG, Name="底稿"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_swap, ["第 3 页原是第 4 页", "第 3 页印的页码是 4"]),
        (_remove, ["原第 3 页不见了"]),
        (_add, ["第 4 页是装订后加进来的"]),
        (_content, ["第 3 页的内容改动过"]),
        (_moved, ["第 3 页的内容改动过"]),
        (_picture, ["第 3 页的内容改动过"]),
        (_bookmark, ["书签、页码标签、链接或图层", "书签「① "]),
        (_script, ["书签、页码标签、链接或图层"]),
        (_layer, ["书签、页码标签、链接或图层"]),
        (lambda pdf: None, ["重新保存过"]),
    ],
)
def test_tampering_is_found(kept: Bound, tamper: Callable[[pikepdf.Pdf], object], says: list[str]) -> None:
    pdf, proof, _ = kept
    failures = "\n".join(verify(_changed(pdf, tamper), proof).failures)
    assert all(words in failures for words in says), failures


@pytest.mark.parametrize("tamper", [_swap, _remove, _add, _bookmark])
def test_without_the_proof_disagreement_is_found(kept: Bound, tamper: Callable[[pikepdf.Pdf], object]) -> None:
    sound, found = verify(kept[0], None), verify(_changed(kept[0], tamper), None)
    assert sound.is_sound and not sound.with_proof and "没有装订核对记录" in sound.remarks[0]
    assert not found.is_sound


def test_the_sources_are_the_same(kept: Bound, tmp_path: Path) -> None:
    pdf, proof, folder = kept
    (tmp_path / "甲.pdf").write_bytes(made(Page(), Page(), Page()))
    failures = "\n".join(verify(pdf, proof, tmp_path).failures)
    assert "来源「甲.pdf」（装订在第 2 至 4 页）与装订时的不是同一个文件" in failures
    assert "来源「乙.pdf」（装订在第 5 至 5 页）在文件夹里没有找到" in failures
    (tmp_path / "别的名字.pdf").write_bytes((folder / "乙.pdf").read_bytes())
    assert "「乙.pdf」" not in "\n".join(verify(pdf, proof, tmp_path).failures)


def test_a_page_that_shows_something_else_is_found_even_if_the_proof_was_made_to_fit(kept: Bound) -> None:
    """Somebody may alter the dossier and write the new digests into the proof. But this person does not have the sources."""
    pdf, proof, folder = kept
    altered = _changed(pdf, _picture)
    forged = json.loads(proof)
    assert verify(altered, json.dumps(forged).encode(), folder).failures
    from formgen.dossier.proof.digests.digest import Digests
    from formgen.dossier.proof.reread import opened

    digests = Digests(opened(altered)).pages()
    for page, digest in zip(forged["page_records"], digests, strict=True):
        page["sha256"] = digest
    failures = "\n".join(verify(altered, json.dumps(forged).encode(), folder).failures)
    assert "第 3 页与来源「甲.pdf」第 2 页显示的不一样" in failures


def test_pictures_are_drawn_again_and_what_cannot_be_is_said(scheme: Scheme, tmp_path: Path) -> None:
    photo = Image.effect_noise((600, 800), 60).convert("RGB")
    photo.save(tmp_path / "照片.jpg")
    with pikepdf.open(io.BytesIO(made())) as pdf:
        pdf.save(tmp_path / "锁.pdf", encryption=pikepdf.Encryption(owner="所有者", user="开门"))
    record = record_of({"work_plan": ("照片.jpg",), "service_contract": ("锁.pdf",)})
    locked = replace(record.materials[1].files[0], password="开门")
    record = replace(record, materials=(record.materials[0], replace(record.materials[1], files=(locked,))))
    dossier = dossier_of(scheme, "work_plan", "service_contract")
    bound = bind(DossierTask(scheme, dossier, record, tmp_path), html_to_pdf)
    proof = bound.proof.to_json()
    found = verify(bound.pdf, proof, tmp_path)
    assert found.is_sound
    assert found.remarks == ("来源「锁.pdf」设了打开密码，核对时不知道密码，看不到内容，只核对了 sha256，没有逐页比较",)

    def covered(pdf: pikepdf.Pdf) -> None:
        paper = pdf.pages[1].obj.Resources.XObject.Paper
        paper.write(paper.read_bytes() + b" 1 g 250 400 80 80 re f")

    altered = _changed(bound.pdf, covered)
    forged = json.loads(proof)
    forged["sha256"] = hashlib.sha256(altered).hexdigest()
    failures = "\n".join(verify(altered, json.dumps(forged).encode(), tmp_path).failures)
    assert "第 2 页与来源「照片.jpg」第 1 页显示的不一样" in failures


def test_an_office_file_is_said_not_to_be_looked_at(kept: Bound, tmp_path: Path) -> None:
    """If the proof says that 甲.pdf was a Word file, only its sum is compared, and the result says so."""
    proof = json.loads(kept[1])
    (tmp_path / "甲.docx").write_bytes(docx("字"))
    for source in proof["inputs"]:
        if source["name"] == "甲.pdf":
            source.update(name="甲.docx", sha256=hashlib.sha256(docx("字")).hexdigest())
    found = verify(kept[0], json.dumps(proof).encode(), tmp_path)
    assert "来源「甲.docx」是 Word 文档，由 LibreOffice 转换后装订，只核对了 sha256，没有逐页比较" in found.remarks


def test_a_run_killed_between_dossier_and_proof_is_noticed(
    kept: Bound, scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PDF already has its final name, but the proof is still that of the older run."""
    deliver([Paper("材料.pdf", kept[0]), Paper("材料.proof.json", kept[1])], tmp_path)
    (tmp_path / "丙.pdf").write_bytes(made(Page(foot=True)))
    record = record_of({"work_plan": ("丙.pdf",)})
    newer = bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path), html_to_pdf)
    renamed: list[Path] = []
    rename = os.replace

    def killed(beside: Path, target: Path) -> None:
        if renamed:
            raise KeyboardInterrupt
        renamed.append(target)
        rename(beside, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", killed)
        deliver([Paper("材料.pdf", newer.pdf), Paper("材料.proof.json", newer.proof.to_json())], tmp_path)
    found = verify_dossier(tmp_path / "材料.pdf")
    assert not found.is_sound and any("请重新装订一次再核对" in remark for remark in found.remarks)
    deliver([Paper("材料.pdf", newer.pdf), Paper("材料.proof.json", newer.proof.to_json())], tmp_path)
    assert verify_dossier(tmp_path / "材料.pdf").is_sound


@pytest.mark.parametrize("proof", [b"", b"{}", b"[]", b'{"format": "formgen-proof", "version": 1}', b"\xff", b"null"])
def test_a_broken_proof_is_a_failure_and_the_rest_is_looked_at(kept: Bound, proof: bytes) -> None:
    found = verify(kept[0], proof)
    assert not found.with_proof and len(found.failures) == 1 and "装订核对记录" in found.failures[0]


def test_a_later_proof_is_not_guessed_at(kept: Bound) -> None:
    read = json.loads(kept[1])
    with pytest.raises(ProofError, match="更新的版本"):
        Proof.from_json(json.dumps({**read, "version": 3}).encode())


@pytest.mark.parametrize("cut", [0, 1, 100, -50, -2000])
def test_a_broken_dossier_is_a_failure(kept: Bound, cut: int) -> None:
    assert not verify(kept[0][:cut], kept[1], kept[2]).is_sound
