"""The dossier of the sample enterprise is bound from the committed record and evidence, with the real forms."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from formgen import pipeline
from formgen.scheme.models import Scheme
from tests.dossier.given import dark_box, pictures
from tests.judges import REPOSITORY, ask
from tools.draw_sample_evidence import drawn

SAMPLES = REPOSITORY / "samples"


@pytest.fixture(scope="module")
def result(scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> pipeline.DossierResult:
    out = tmp_path_factory.mktemp("out")
    return pipeline.bind_dossier(scheme, pipeline.examine(scheme, SAMPLES / "complete.json"), "acceptance", out)


def test_the_committed_evidence_is_what_its_tool_draws() -> None:
    """The test compares digests, because pytest would search for the differences of two PDFs for an hour."""
    committed = {path.name: digest(path.read_bytes()) for path in (SAMPLES / "evidence" / "complete").iterdir()}
    assert committed == {name: digest(content) for name, content in drawn().items()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_every_sample_file_has_its_origin_in_the_readme() -> None:
    readme = (SAMPLES / "evidence" / "README.md").read_text(encoding="utf-8")
    for path in (SAMPLES / "evidence").rglob("*.*"):
        assert path.name in readme, path.name


def test_the_samples_are_as_odd_as_they_should_be() -> None:
    pages = {path.stem: PdfReader(path).pages for path in (SAMPLES / "evidence" / "complete").iterdir()}
    assert {stem: len(each) for stem, each in pages.items()} == {
        "贯标工作总结报告": 3, "内部评估报告": 4, "信用信息查询报告": 2, "信用管理方针": 1, "信用管理制度汇编": 5, "任命文件": 2,
        "信用服务合同": 2, "现场调查报告及回执": 2, "示范创建工作计划": 1, "评价报告及反馈意见": 2,
        "苏州市信用管理示范企业申报表": 1, "江苏省信用管理示范企业申报表": 1, "社会法人信用信息查询报告": 1,
    }  # fmt: skip
    assert pages["任命文件"][0].rotation == 90
    assert pages["任命文件"][1].cropbox.left > 0 and pages["任命文件"][1].mediabox.left == 0
    assert pages["内部评估报告"][2].mediabox.width > pages["内部评估报告"][2].mediabox.height


def test_the_acceptance_dossier(result: pipeline.DossierResult) -> None:
    reader = PdfReader(result.path)
    assert len(reader.pages) == result.pages == 1 + 3 + 4 + 1 + 5 + 1 + (1 + 1) + (1 + 2) + (1 + 5)
    text = ["".join(page.extract_text().split()) for page in reader.pages]
    for number, words in (
        (1, "目录"), (2, "企业贯标工作总结报告"), (5, "企业信用管理内部评估报告"), (9, "信用承诺书"), (10, "自评表"),
        (15, "佐证材料索引"), (16, "一、信用管理方针和目标（60）"), (17, "信用管理方针"),
        (19, "关于任命信用管理人员的通知"), (22, "信用管理制度汇编"),
    ):  # fmt: skip
        assert words in text[number - 1]
        assert f"—{number}—" in text[number - 1]
    assert ask(["qpdf", "--check", result.path])
    assert {warning.code.partition(".")[0] for warning in result.problems} <= {"evidence"}


def test_the_seal_stays_red_and_in_its_size(result: pipeline.DossierResult, tmp_path: Path) -> None:
    ask(["pdftoppm", "-r", "72", "-f", "17", "-l", "17", result.path, tmp_path / "seal"])
    header, pixels = (tmp_path / "seal-17.ppm").read_bytes().split(b"255\n", 1)
    width = int(header.split()[1])
    red = [
        (at // 3 % width, at // 3 // width)
        for at in range(0, len(pixels), 3)
        if pixels[at] > 150 and pixels[at + 1] < 90 and pixels[at + 2] < 90
    ]
    across, down = [x for x, _ in red], [y for _, y in red]
    assert (max(across) - min(across)) * 25.4 / 72 == pytest.approx(42 * 0.986, abs=1.5)
    assert (max(down) - min(down)) * 25.4 / 72 == pytest.approx(42 * 0.986, abs=1.5)


def test_the_number_stands_at_the_foot_in_every_renderer(result: pipeline.DossierResult, tmp_path: Path) -> None:
    for renderer, rasters in pictures(result.path.read_bytes(), tmp_path).items():
        for number, raster in enumerate(rasters, start=1):
            strip = dark_box(raster, 0, 1 - 14 * 72 / 25.4 / raster.height, 1, 1)
            assert strip is not None, (renderer, number)
            assert abs((strip[0] + strip[2]) / 2 - raster.width / 2) < 3, (renderer, number)


def test_proof_and_dossier_lie_side_by_side(result: pipeline.DossierResult) -> None:
    assert result.proof.name == "贯标验收材料.proof.json" and result.path.name == "贯标验收材料.pdf"
    assert PdfReader(io.BytesIO(result.path.read_bytes())).metadata is not None
