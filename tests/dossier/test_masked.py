"""A masked copy: no value that identifies a person stands in it whole, in whatever part of the file one looks."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from formgen import pipeline
from formgen.dossier.options import Options
from formgen.scheme.models import Scheme
from tests.judges import REPOSITORY, poppler

SAMPLES = REPOSITORY / "samples"
PRIVATE = ("legal_representative_id", "phone", "fax")
SHOWN = ("320522********0008", "0512-5320****转801", "0512-5320****")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The sample's record, whose numbers also stand in a free text, in a title of evidence and in a file's name."""
    folder = tmp_path / "企业"
    folder.mkdir()
    said = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    number = said["applicant"]["legal_representative_id"]
    said["application"]["reasons"] += f"\n法定代表人身份证{number}，电话{said['applicant']['phone']}。"
    old = said["materials"]["credit_report"]
    path = old if isinstance(old, str) else old[0]
    said["materials"]["credit_report"] = [f"信用报告{number}.pdf"]
    shutil.copyfile(SAMPLES / path, folder / f"信用报告{number}.pdf")
    shutil.copytree(SAMPLES / "evidence", folder / "evidence")
    (folder / "企业.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return folder / "企业.json"


def values(record: Path) -> list[str]:
    said = json.loads(record.read_text("utf-8"))["applicant"]
    return [said[field] for field in PRIVATE]


def everything(pdf: bytes) -> str:
    """All that stands in a file: strings and decoded streams of every object, in each way that text may be written."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                raw = thing.read_bytes() if thing.get("/Filter") != pikepdf.Name.DCTDecode else b""
                found += [raw.decode("utf-8", "ignore"), raw.decode("utf-16-be", "ignore"), raw.decode("latin-1")]
            found += strings(thing)
        found += strings(opened.trailer)
    return "\n".join(found)


def strings(thing: object) -> list[str]:
    """The texts in an object, without what it refers to."""
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if isinstance(thing, pikepdf.Dictionary):
        values: list[object] = [value for value in thing.values() if getattr(value, "objgen", (0, 0)) == (0, 0)]
    elif isinstance(thing, pikepdf.Array):
        values = [value for value in thing.as_list() if getattr(value, "objgen", (0, 0)) == (0, 0)]
    else:
        return []
    return [text for value in values for text in strings(value)]


@pytest.mark.parametrize("takes_supplied", [False, True])
def test_no_private_value_stands_whole_in_a_masked_copy(
    scheme: Scheme, record: Path, tmp_path: Path, takes_supplied: bool
) -> None:
    examined = pipeline.examine(scheme, record)
    options = Options(masked=True, masked_supplied=takes_supplied, proof_page=True)
    result = pipeline.bind_dossier(scheme, examined, "application", tmp_path / "out", options=options)
    assert result.path.name == "贯标申报材料（脱敏副本）.pdf" and not result.beside and not result.originals
    pdf, proof = result.path.read_bytes(), result.proof.read_text("utf-8")
    text = "".join(poppler.text(result.path).split())
    for value, shown in zip(values(record), SHOWN, strict=True):
        for where in (
            text,
            everything(pdf),
            proof,
            "".join(page.extract_text() for page in PdfReader(result.path).pages),
        ):
            assert value not in where and value.replace("-", "") not in where
        assert shown in text
    pages = poppler.text(result.path).split("\f")[:-1]
    assert all("脱敏副本" in "".join(page.split()) for page in pages)
    assert json.loads(proof)["masked"] is True
    verified = pipeline.verify_dossier(result.path)
    assert verified.is_sound and any("脱敏副本" in remark for remark in verified.remarks)
    assert any("收在正式的装订件里" in "".join(page.split()) for page in pages) is not takes_supplied


def test_the_search_finds_what_is_there(scheme: Scheme, record: Path, tmp_path: Path) -> None:
    result = pipeline.bind_dossier(scheme, pipeline.examine(scheme, record), "application", tmp_path / "out")
    text = "".join(poppler.text(result.path).split())
    assert all(value in text for value in values(record)) and "脱敏副本" not in text
    assert values(record)[0] in everything(result.path.read_bytes())  # the name of a file, in the bookmarks
    assert json.loads(result.proof.read_text("utf-8"))["masked"] is False


def test_a_page_that_lost_its_mark_is_found(scheme: Scheme, record: Path, tmp_path: Path) -> None:
    options = Options(masked=True)
    result = pipeline.bind_dossier(scheme, pipeline.examine(scheme, record), "application", tmp_path, options=options)
    with pikepdf.open(result.path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[1].obj
        content = page.Contents.read_bytes()
        page.Contents = pdf.make_stream(b"\n".join(line for line in content.split(b"\n") if b"/Foot" not in line))
        pdf.save()
    failures = pipeline.verify_dossier(result.path).failures
    assert any("脱敏副本字样是 不全" in failure for failure in failures)


def test_a_masked_copy_says_that_it_has_no_print_plan(scheme: Scheme, record: Path, tmp_path: Path) -> None:
    """Nobody prints it in copies to be sealed; whoever asks for the plan hears that there is none."""
    examined = pipeline.examine(scheme, record)
    for copies, told in ((None, 0), (2, 1)):
        options = Options(masked=True, copies=copies)
        result = pipeline.bind_dossier(scheme, examined, "application", tmp_path / f"out{told}", options=options)
        assert [one.code for one in result.problems].count("dossier.no-print-plan") == told
        assert not result.beside
