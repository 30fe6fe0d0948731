"""Binding: the numbers are right for any number of pages, and nothing of the sources is lost."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pikepdf import Name
from pypdf import PdfReader
from pypdf.generic import Destination

from formgen.dossier import Bound, DossierTask, FormPaper, bind
from formgen.dossier.proof.digests.second_reader import SecondReader
from formgen.engines.pdfium import PdfiumFile
from formgen.foundation.errors import DataError, ProofError, UsageError
from formgen.foundation.resources import covered
from formgen.record.kinds.characters import refused_class
from formgen.render.papers import render_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import bind_files, dossier_of, html_to_pdf, record_of
from tests.dossier.odd import Page, active, made
from tests.sweeps import some_of


def packet(scheme: Scheme, folder: Path, evidence: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Bound:
    """Bind one supplied material of two files (two pages and one page), and evidence whose files exist already."""
    (folder / "甲.pdf").write_bytes(made(Page(), Page()))
    (folder / "乙.pdf").write_bytes(made())
    record = record_of({"work_plan": ("甲.pdf", "乙.pdf")}, evidence)
    return bind(DossierTask(scheme, dossier_of(scheme, "work_plan", evidence=True), record, folder), html_to_pdf)


def outline(reader: PdfReader, items: list[Any] | None = None) -> list[Any]:
    """The bookmarks as nested lists: (title, page from 1), and after it the list of those below, if any."""
    found: list[Any] = []
    for item in reader.outline if items is None else items:
        if isinstance(item, Destination):
            number = reader.get_destination_page_number(item)
            found.append((item.title, None if number is None else number + 1))
        else:
            found.append(outline(reader, item))
    return found


def test_nothing_that_was_read_for_the_proof_waits_for_the_garbage_collector(scheme: Scheme, tmp_path: Path) -> None:
    gc.collect()
    gc.disable()
    try:
        packet(scheme, tmp_path, (("1.1.1", "方针", ("甲.pdf", "乙.pdf")),))
        assert not [thing for thing in gc.get_objects() if isinstance(thing, SecondReader)]
    finally:
        gc.enable()


def test_contents_bookmarks_labels_and_properties(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "丙.pdf").write_bytes(made(Page(), Page()))
    bound = packet(scheme, tmp_path, (("3.1.1", "制度", ("丙.pdf",)), ("1.1.1", "方针", ("丙.pdf", "乙.pdf"))))
    reader = PdfReader(io.BytesIO(bound.pdf))
    assert len(reader.pages) == bound.proof.pages == 1 + 3 + 1 + 1 + 3 + 1 + 2
    assert [(line.heading, line.contents_number) for line in bound.proof.lines] == [
        ("① 企业信用管理示范创建工作计划", 2),
        ("② 企业信用管理状况评价指标的佐证材料", 5),
        ("一、信用管理方针和目标（60）", 6),
        ("1.1.1 方针", 7),
        ("三、信用管理制度（100）", 10),
        ("3.1.1 制度", 11),
    ]
    assert outline(reader) == [
        ("目录", 1),
        ("① 企业信用管理示范创建工作计划", 2),
        [("甲", 2), ("乙", 4)],
        ("② 企业信用管理状况评价指标的佐证材料", 5),
        [
            ("一、信用管理方针和目标（60）", 6),
            [("1.1.1 方针", 7), [("丙", 7), ("乙", 9)]],
            ("三、信用管理制度（100）", 10),
            [("3.1.1 制度", 11)],
        ],
    ]
    assert reader.page_labels == [str(number) for number in range(1, 13)]
    root: Any = reader.root_object
    assert root["/Lang"] == "zh-CN" and root["/PageMode"] == "/UseOutlines"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.get_page_number(root["/OpenAction"][0].get_object()) == 0
    assert reader.metadata is not None
    assert reader.metadata.title == f"太仓样例精密机械有限公司 {dossier_of(scheme, 'work_plan').title}"
    assert reader.metadata.creation_date is None and reader.metadata.modification_date is None
    assert [(source.name, source.first_page, source.last_page) for source in bound.proof.inputs] == [
        ("目录", 1, 1),
        ("甲.pdf", 2, 3),
        ("乙.pdf", 4, 4),
        ("佐证材料索引", 5, 5),
        ("一、信用管理方针和目标（60）", 6, 6),
        ("丙.pdf", 7, 8),
        ("乙.pdf", 9, 9),
        ("三、信用管理制度（100）", 10, 10),
        ("丙.pdf", 11, 12),
    ]


def test_numbers_are_right_when_the_index_takes_several_pages(scheme: Scheme, tmp_path: Path) -> None:
    ids = list(scheme.indicators)
    for name in ids:
        (tmp_path / f"{name}.pdf").write_bytes(made(*[Page()] * (1 + len(name) % 2)))
    evidence = tuple((name, f"证明材料之{name}" * (1 + len(name) % 3), (f"{name}.pdf",)) for name in reversed(ids))
    bound = packet(scheme, tmp_path, evidence)
    index = next(source for source in bound.proof.inputs if source.name == "佐证材料索引")
    assert index.pages >= 4 and index.first_page == 5 == bound.proof.index
    lines = [line for line in bound.proof.lines if line.level == 2]
    assert [line.mark for line in lines] == ids
    expected, at, before = [], index.last_page + 1, ""
    for name in ids:
        section = name.split(".")[0]
        at += section != before  # its divider
        before = section
        expected.append(at)
        at += 1 + len(name) % 2
    assert [line.contents_number for line in lines] == expected
    assert at - 1 == bound.proof.pages
    sections = [line for line in bound.proof.lines if line.level == 1]
    assert [line.heading for line in sections] == list(dict.fromkeys(row.section for row in scheme.indicators.values()))
    reader = PdfReader(io.BytesIO(bound.pdf))
    for number in (*range(1, len(reader.pages) + 1, 11), len(reader.pages)):
        assert f"— {number} —" in reader.pages[number - 1].extract_text()


def test_numbers_are_right_when_the_contents_take_several_pages(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    base = dossier_of(scheme, "work_plan", "service_contract")
    long = base.model_copy(update={"materials": tuple(
        material.model_copy(update={"title": f"{number}号{material.title}" * 4})
        for number in range(20) for material in base.materials
    )})  # fmt: skip
    record = record_of({"work_plan": ("甲.pdf",), "service_contract": ("甲.pdf",)})
    bound = bind(DossierTask(scheme, long, record, tmp_path), html_to_pdf)
    contents = bound.proof.inputs[0]
    assert contents.pages >= 3
    assert [line.contents_number for line in bound.proof.lines] == [contents.pages + 1 + at for at in range(40)]


@pytest.mark.parametrize("dossier_id", ["city-demonstration", "province-demonstration"])
def test_a_dossier_with_cover_and_contents_of_its_own(scheme: Scheme, tmp_path: Path, dossier_id: str) -> None:
    dossier = scheme.dossier(dossier_id)
    assert dossier is not None
    materials = {material.supplied: ("甲.pdf",) for material in dossier.materials if material.supplied}
    (tmp_path / "甲.pdf").write_bytes(made())
    bound = bind(DossierTask(scheme, dossier, record_of(materials), tmp_path), html_to_pdf)
    assert [line.contents_number for line in bound.proof.lines] == list(range(1, 10))
    reader = PdfReader(io.BytesIO(bound.pdf))
    assert dossier.title in reader.pages[0].extract_text()
    assert "封面" in "".join(reader.pages[1].extract_text().split())
    assert outline(reader)[:2] == [("① 封面", 1), ("② 目录", 2)]


def test_own_bookmarks_stay_below(scheme: Scheme, tmp_path: Path) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as own:
            first = pikepdf.OutlineItem("第一章 总则", 1)
            first.children.append(pikepdf.OutlineItem("第一节", pikepdf.Array([pdf.pages[2].obj, Name.FitH, 9])))
            website = pikepdf.Dictionary(S=Name.URI, URI="https://example.com")
            elsewhere = pikepdf.OutlineItem("网站", action=website)
            own.root.extend([pikepdf.OutlineItem("封面", 0), first, elsewhere])

    (tmp_path / "甲.pdf").write_bytes(made(Page(), Page(), Page(), finish=finish))
    record = record_of({"work_plan": ("甲.pdf",)})
    bound = bind(DossierTask(scheme, dossier_of(scheme, "work_plan"), record, tmp_path), html_to_pdf)
    assert outline(PdfReader(io.BytesIO(bound.pdf))) == [
        ("目录", 1),
        ("① 企业信用管理示范创建工作计划", 2),
        # A bookmark without a page in the file leads to the page of the bookmark before it.
        [("封面", 2), ("第一章 总则", 3), [("第一节", 4)], ("网站", 3)],
    ]


@pytest.mark.parametrize("key", ["Next", "First"])
def test_bookmarks_that_go_round_in_a_circle_are_kept_once(scheme: Scheme, tmp_path: Path, key: str) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as own:
            own.root.extend([pikepdf.OutlineItem("一", 0), pikepdf.OutlineItem("二", 0)])
        last = pdf.Root.Outlines.Last if key == "Next" else pdf.Root.Outlines.First
        last["/" + key] = pdf.Root.Outlines.First

    bound = bind_files(scheme, tmp_path, made(finish=finish))
    assert outline(PdfReader(io.BytesIO(bound.pdf)))[-1] == [("一", 2), ("二", 2)]


def test_deep_bookmarks_are_kept(scheme: Scheme, tmp_path: Path) -> None:
    def finish(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline(max_depth=100) as own:
            level = own.root
            for depth in range(60):
                level.append(pikepdf.OutlineItem(f"第{depth}层", 0))
                level = level[0].children

    bound = bind_files(scheme, tmp_path, made(finish=finish))
    levels = outline(PdfReader(io.BytesIO(bound.pdf)))[-1]
    for depth in range(60):
        assert levels[0] == (f"第{depth}层", 2)
        levels = levels[-1]


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_file_with_an_owners_password_is_bound_readable(scheme: Scheme, tmp_path: Path, revision: Any) -> None:
    encryption = pikepdf.Encryption(owner="owner", user="", R=revision, aes=revision > 3, metadata=revision > 3)
    bound = bind_files(scheme, tmp_path, made(Page(content=b"BT ET"), encryption=encryption))
    assert [problem.code for problem in bound.problems] == ["evidence.restricted"]
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        assert not pdf.is_encrypted
        assert b"BT ET" in pdf.pages[1].Resources.XObject.Paper.read_bytes()


def test_the_same_papers_give_the_same_bytes(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "丙.pdf").write_bytes(made(Page(rotate=90), finish=active))
    evidence = (("1.1.1", "方针", ("丙.pdf",)),)
    assert packet(scheme, tmp_path, evidence).pdf == packet(scheme, tmp_path, evidence).pdf


def test_the_same_bytes_in_another_process(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made(Page(), finish=active))
    code = (
        "import hashlib, sys; from pathlib import Path; from formgen.dossier import DossierTask, bind;"
        "from formgen.dossier.own_pages.kept import OwnPages;"
        "from formgen.render.compiled.pages import page_pdf; from formgen.scheme.load import load_scheme;"
        "from tests.dossier.given import dossier_of, record_of; scheme = load_scheme(Path(sys.argv[1]));"
        "record = record_of({'work_plan': ('甲.pdf',)});"
        "task = DossierTask(scheme, dossier_of(scheme, 'work_plan'), record, Path(sys.argv[2]));"
        "bound = bind(task, OwnPages(page_pdf)); "
        "print(hashlib.sha256(bound.pdf).hexdigest(), hashlib.sha256(bound.proof.to_json()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(scheme.folder), str(tmp_path)]
    runs = {subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1 and b" " in runs.pop()


def test_every_problem_of_every_file_is_reported_at_once(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").write_bytes(b"")
    (tmp_path / "好.pdf").write_bytes(made(finish=active))
    record = record_of({"work_plan": ("空.pdf", "好.pdf", "没有.pdf")}, (("1.1.1", "方针", ("../外.pdf",)),))
    dossier = dossier_of(scheme, "work_plan", "service_contract", evidence=True)
    with pytest.raises(DataError) as caught:
        bind(DossierTask(scheme, dossier, record, tmp_path), html_to_pdf)
    assert [problem.code for problem in caught.value.problems] == [
        "dossier.missing-material",
        "evidence.empty",
        "evidence.active-content",
        "evidence.missing",
        "evidence.outside",
    ]


def test_a_form_that_the_caller_did_not_render(scheme: Scheme, tmp_path: Path) -> None:
    application = scheme.dossier("application")
    assert application is not None
    (tmp_path / "报告.pdf").write_bytes(made())
    record = record_of({"credit_report": ("报告.pdf",)})
    with pytest.raises(UsageError, match="annex2"):
        bind(DossierTask(scheme, application, record, tmp_path), html_to_pdf)
    with pytest.raises(ProofError, match="附件2"):
        bind(DossierTask(scheme, application, record, tmp_path, (FormPaper("annex2", made()[:-99]),)), html_to_pdf)
    with pytest.raises(ProofError, match="第 3 页上没有「（单位盖章）」"):
        bind(
            DossierTask(scheme, application, record, tmp_path, (FormPaper("annex2", made(Page(), Page())),)),
            html_to_pdf,
        )
    annex2 = scheme.form("annex2")
    assert annex2 is not None
    papers = (FormPaper("annex2", render_pdf(annex2, ()).content),)
    bound = bind(DossierTask(scheme, application, record, tmp_path, papers), html_to_pdf)
    assert [line.contents_number for line in bound.proof.lines] == [2, 6]


def test_progress_counts_files_then_pages_up_to_the_last(scheme: Scheme, tmp_path: Path) -> None:
    (tmp_path / "甲.pdf").write_bytes(made())
    dossier = dossier_of(scheme, "work_plan", page=True)
    record = record_of({"work_plan": ("甲.pdf", "甲.pdf")})
    calls: list[tuple[int, int]] = []
    bound = bind(
        DossierTask(scheme, dossier, record, tmp_path), html_to_pdf, lambda done, total: calls.append((done, total))
    )
    with PdfiumFile(bound.pdf) as opened:
        pages = len(opened)
    assert calls[:2] == [(1, 0), (2, 0)]
    assert [total for _, total in calls[2:]] == [pages] * len(calls[2:]) and calls[-1] == (pages, pages)
    assert [done for done, _ in calls[2:]] == sorted({done for done, _ in calls[2:]})


ODD_CHARACTERS = "&<>\"'{}%$#\\/.·…—— 　①⑤0123456789“”（）玥璟㑇𠮷ＡＢa-b_é"


PRINTABLE = st.one_of(st.sampled_from(ODD_CHARACTERS), st.characters(min_codepoint=0x20, max_codepoint=0x9FFF)).filter(
    lambda character: covered(character) and refused_class(character) is None  # the check of a record accepts these
)


# An example takes too long to shrink.
@settings(max_examples=some_of(8, 4), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(titles=st.lists(st.text(PRINTABLE, min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=5))
def test_any_title_that_our_faces_have_is_bound_and_proved(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("titles")
    (folder / "丙.pdf").write_bytes(made())
    bound = packet(scheme, folder, tuple(("1.1.1", title, ("丙.pdf",)) for title in titles))
    assert [line.contents_number for line in bound.proof.lines] == [2, 5, 6, *range(7, 7 + len(titles))]
