"""The structure of all sources stands in the dossier: poppler reads it in order, veraPDF judges it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.options import AS_IT_IS, Options
from formgen.dossier.task import FormPaper
from formgen.record.models import Record
from formgen.render.papers import render_pdf
from formgen.render.pdf.pdf import html_to_pdf as lay_out
from formgen.render.values import slot_texts
from formgen.scheme.models import Scheme
from tests.dossier.given import PLACE, dossier_of, html_to_pdf, record_of
from tests.dossier.odd import made
from tests.judges import poppler
from tests.judges.verapdf import verapdf
from tests.sweeps import sweep

REPORT = """<html lang="zh-CN"><head><title>报告</title><style>@page{size:A4} body{font-family:"Gw Latin","Gw Fang"}
h1{font-weight:400} p{margin:0} .new{break-before:page} th{font-weight:400}</style></head><body><h1>%s</h1><p>第一段</p>
<p><a href="https://example.com/" style="color:inherit">网址</a></p>
<table><thead><tr><th scope="col">列</th></tr></thead><tbody><tr><td>格</td></tr></tbody></table><p class="new">末页</p></body></html>"""


def report(title: str, change: object = None) -> bytes:
    """A tagged file of two pages, as an office program writes it: with types, classes and identifiers of its own."""
    with pikepdf.open(io.BytesIO(lay_out(REPORT % title))) as pdf:
        root = pdf.Root.StructTreeRoot
        root.RoleMap = Dictionary({"/Body": Name.P})
        root.ClassMap = Dictionary({"/Wide": Dictionary(O=Name.Layout, SpaceAfter=len(title))})
        for element in elements(pdf):
            if element.get("/S") == Name.P:
                element.S = Name("/Body")
                element.C = Name("/Wide")
            if element.get("/S") == Name.TH:
                element.ID = String("head")
            if element.get("/S") == Name.TD:
                element.A = Dictionary(O=Name.Table, Headers=Array([String("head")]))
        if callable(change):
            change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def elements(pdf: Pdf) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []
    waiting: list[pikepdf.Object | None] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, Array):
            waiting += thing.as_list()
        elif isinstance(thing, Dictionary) and "/S" in thing:
            found.append(thing)
            waiting.append(thing.get("/K"))
    return found


def scan() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PDF")
    return out.getvalue()


def bound(scheme: Scheme, folder: Path, *contents: bytes, options: Options = AS_IT_IS) -> tuple[Bound, Path]:
    names = [f"第{number}份.pdf" for number in range(1, len(contents) + 1)]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_bytes(content)
    record = record_of({"work_plan": tuple(names)})
    task = DossierTask(scheme, dossier_of(scheme, "work_plan"), record, folder, options=options)
    result = bind(task, html_to_pdf)
    path = folder / "装订.pdf"
    path.write_bytes(result.pdf)
    return result, path


def of_forms(scheme: Scheme, folder: Path, options: Options) -> tuple[Bound, Path]:
    """A dossier of a form and own pages alone."""
    form = next(form for form in scheme.forms if form.id == "annex3")
    base = dossier_of(scheme, page=True)
    material = next(one for known in scheme.dossiers for one in known.materials if one.form == form.id)
    dossier = base.model_copy(update={"materials": (*base.materials, material)})
    record = record_of({})
    pdf = render_pdf(form, slot_texts(scheme, form, Record(PLACE))).content
    task = DossierTask(scheme, dossier, record, folder, (FormPaper(form.id, pdf),), options)
    result = bind(task, html_to_pdf)
    path = folder / "装订.pdf"
    path.write_bytes(result.pdf)
    return result, path


def texts(path: Path) -> list[tuple[str, str]]:
    """Each piece of text with the type that says most of it: the innermost that is no Span."""
    return [
        (next(tag for tag in reversed(text.tags) if tag != "Span"), text.text) for text in poppler.tagged_texts(path)
    ]


OPTIONS = {
    "usual": Options(),
    "archive": Options(archive=True),
    "archived draft": Options(archive=True, draft=True, duplex=True, proof_page=True),
    "masked": Options(masked=True),
}


@pytest.mark.parametrize("name", sweep(OPTIONS, ("archived draft", "masked")))
def test_a_dossier_of_our_papers_is_accessible(scheme: Scheme, tmp_path: Path, name: str) -> None:
    options = OPTIONS[name]
    result, path = of_forms(scheme, tmp_path, options)
    (verdict,) = verapdf("ua1", [path])
    assert verdict.passes, verdict.failures
    if options.archive:
        (verdict,) = verapdf("2a", [path])
        assert verdict.passes, verdict.failures
        assert result.level is not None and result.level.letter == "A" and not result.level.why
    assert poppler.tags(path).count("Part") >= 3


def test_tags_of_supplied_files_are_carried_and_nothing_is_lost(scheme: Scheme, tmp_path: Path) -> None:
    _, path = bound(scheme, tmp_path, report("甲"), report("乙报告"))
    read = texts(path)
    for title in ("甲", "乙报告"):
        at = next(index for index, (_, text) in enumerate(read) if text == title)
        assert [text for _, text in read[at : at + 6]] == [title, "第一段", "网址", "列", "格", "末页"]
        assert [kind for kind, _ in read[at : at + 2]] == ["H1", "P"], "poppler says what Body stands for"
    with pikepdf.open(path) as pdf:
        root = pdf.Root.StructTreeRoot
        assert {str(value) for value in root.RoleMap.values()} == {"/P"}
        assert sorted(root.ClassMap.keys()) == ["/Wide", "/Wide_2"]
        names = [bytes(name) for name in root.IDTree.Kids[0].Names.as_list()[::2]]
        assert len(set(names)) == len(names) == 2 and names == sorted(names)
        headers = [bytes(one.A.Headers[0]) for one in elements(pdf) if one.get("/S") == Name.TD and "/A" in one]
        assert sorted(headers) == names
        table = pikepdf.NumberTree(root.ParentTree)
        links = [note for page in pdf.pages for note in page.obj.get("/Annots", ())]
        assert len(links) == 3 and all(str(table[int(link.StructParent)].S) == "/Link" for link in links)
        for page in pdf.pages[1:]:
            paper = page.obj.Resources.XObject.Paper
            assert all(kid is None or kid.Type == Name.StructElem for kid in table[int(paper.StructParents)].as_list())
        assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_the_contents_are_tagged_as_contents(scheme: Scheme, tmp_path: Path) -> None:
    _, path = bound(scheme, tmp_path, report("甲"))
    with pikepdf.open(path) as pdf:
        (line,) = [one for one in elements(pdf) if one.get("/S") == Name.Link and "/Alt" in one]
        assert str(line.Alt) == "① 示范创建工作计划，第 2 页" or str(line.Alt).endswith("，第 2 页")
        assert line.P.S == Name.TOCI and line.P.P.S == Name.TOC
        (target,) = [kid.Obj for kid in line.K.as_list() if kid.get("/Type") == Name.OBJR]
        assert target.objgen == pdf.pages[0].obj.Annots[0].objgen and str(target.Contents) == str(line.Alt)


def test_an_archive_of_tagged_files_is_2a(scheme: Scheme, tmp_path: Path) -> None:
    result, path = bound(scheme, tmp_path, report("甲"), report("乙"), options=Options(archive=True))
    assert result.level is not None and (result.level.letter, result.level.why) == ("A", "")
    (verdict,) = verapdf("2a", [path])
    assert verdict.passes, verdict.failures


def bare_line(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"0 0 100 100 re f", prepend=False)


@pytest.mark.parametrize(
    ("other", "why", "is_damaged"),
    [
        (scan(), "没有标签", False),
        (made(), "没有标签", False),
        (report("丙", bare_line), "第 1 页有没加标签的内容", False),
        (report("丙", lambda pdf: pdf.Root.StructTreeRoot.RoleMap.update({"/Body": Name("/Odd")})), "标签不全", False),
        (report("丙", lambda pdf: pdf.Root.StructTreeRoot.__delitem__("/ParentTree")), "没有标签", True),
    ],
    ids=["scan", "untagged", "a line without a tag", "a type that nobody knows", "damaged tags"],
)
def test_one_file_without_whole_tags_makes_the_archive_2b(
    scheme: Scheme, tmp_path: Path, other: bytes, why: str, is_damaged: bool
) -> None:
    result, path = bound(scheme, tmp_path, report("甲"), other, options=Options(archive=True))
    assert result.level is not None and result.level.letter == "B"
    assert result.level.why == f"「第2份.pdf」{why}"
    (verdict,) = verapdf("2b", [path])
    assert verdict.passes, verdict.failures
    assert ("H1", "甲") in texts(path)
    assert ("evidence.odd-tags" in [problem.code for problem in result.problems]) is is_damaged


def test_a_page_without_tags_is_one_element(scheme: Scheme, tmp_path: Path) -> None:
    _, path = bound(scheme, tmp_path, scan(), report("甲"))
    with pikepdf.open(path) as pdf:
        (picture,) = [one for one in elements(pdf) if one.get("/S") == Name.Figure]
        assert str(picture.Alt) == "第1份 第 1 页（图像）" and int(picture.K) == 0
        page = pdf.pages[1].obj
        assert picture.Pg.objgen == page.objgen
        assert (
            pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(page.StructParents)][0].objgen == picture.objgen
        )
        assert page.Contents.read_bytes().startswith(b"/Figure <</MCID 0>> BDC q ")


def test_content_streams_of_taken_pages_stay_as_they_are(scheme: Scheme, tmp_path: Path) -> None:
    _, path = bound(scheme, tmp_path, report("甲"))
    with pikepdf.open(io.BytesIO(report("甲"))) as source, pikepdf.open(path) as pdf:
        for before, after in zip(source.pages, pdf.pages[1:], strict=True):
            assert before.obj.Contents.read_bytes().strip() == after.obj.Resources.XObject.Paper.read_bytes().strip()


def test_a_dossier_in_volumes_has_the_tags_of_its_pages(scheme: Scheme, tmp_path: Path) -> None:
    """A table that goes on over a cut keeps its rows of this volume; elements of pages that are elsewhere are left out."""
    content = report("甲")
    whole, _ = bound(scheme, tmp_path, content, content, content, content)
    options = Options(max_bytes=int(len(whole.pdf) * 0.8))
    result, _ = bound(scheme, tmp_path, content, content, content, content, options=options)
    assert len(result.volumes) > 1
    for number, volume in enumerate(result.volumes):
        assert len(volume.pdf) <= int(len(whole.pdf) * 0.8)
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(volume.pdf)
        with pikepdf.open(path) as pdf:
            pages = {page.obj.objgen for page in pdf.pages}
            for one in elements(pdf):
                for kid in one.K.as_list() if isinstance(one.get("/K"), Array) else [one.get("/K")]:
                    assert not isinstance(kid, Dictionary) or "/Pg" not in kid or kid.Pg.objgen in pages


def test_the_dossier_itself_is_taken_with_its_tags(scheme: Scheme, tmp_path: Path) -> None:
    """In a dossier, tagged content lies in drawings on the page. Such a file is tagged when it is supplied, too."""
    _, path = bound(scheme, tmp_path, report("甲"))
    again, twice = bound(scheme, tmp_path, path.read_bytes(), options=Options(archive=True))
    assert again.level is not None and again.level.letter == "A", again.level
    assert [text for _, text in texts(twice)].count("第一段") == 1
    (verdict,) = verapdf("2a", [twice])
    assert verdict.passes, verdict.failures
