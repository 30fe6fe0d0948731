"""Volumes: none is larger than the limit, nothing is lost between them, the page numbers run through all of them.

Each volume has the whole contents.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.binding.desk import MEGABYTE
from formgen.dossier.options import Options
from formgen.foundation.errors import DataError, UsageError
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of
from tests.sweeps import some_of

LIMIT = 700_000
LARGER = 1_100_000
"""The limit for a volume, in bytes: three files make two to four volumes."""


def heavy(*sizes: int, links: bool = False) -> bytes:
    """Make a PDF with a page for each size. Its random bytes can't be compressed, as those of a scan.

    links: True if each page has a link to the last page.
    """
    with pikepdf.new() as pdf:
        for number, size in enumerate(sizes):
            page = pdf.add_blank_page(page_size=(595, 842))
            data = random.Random(number + size).randbytes(size)
            side = max(1, int((size / 3) ** 0.5))
            image = pdf.make_stream(
                data[: side * side * 3], Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=side,
                Height=side, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB,
            )  # fmt: skip
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.Contents = pdf.make_stream(b"300 0 0 300 100 300 cm /I Do")
        if links:
            for page in pdf.pages:
                page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[9, 9, 99, 99],
                    Dest=[pdf.pages[-1].obj, pikepdf.Name.Fit],
                )])  # fmt: skip
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(f"第{at + 1}节", at) for at in range(len(sizes)))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def bound_of(scheme: Scheme, folder: Path, options: Options, **files: bytes) -> Bound:
    """Bind a dossier with cover and contents. The files are its materials; files with a name eN_N_N are evidence."""
    materials: dict[str, tuple[str, ...]] = {}
    evidence = []
    for name, content in files.items():
        (folder / f"{name}.pdf").write_bytes(content)
        if name.startswith("e"):
            evidence.append((name[1:].replace("_", "."), f"证据{name}", (f"{name}.pdf",)))
        else:
            materials[name] = (f"{name}.pdf",)
    dossier = dossier_of(scheme, *materials, evidence=bool(evidence), page=True)
    return bind(
        DossierTask(scheme, dossier, record_of(materials, tuple(evidence)), folder, options=options), html_to_pdf
    )


def check(bound: Bound, limit: int) -> None:
    """Check what must be true of every dossier in volumes."""
    number = 1
    headings: list[str] = []
    for count, volume in enumerate(bound.volumes, start=1):
        assert len(volume.pdf) <= limit
        reader, proof = PdfReader(io.BytesIO(volume.pdf)), volume.proof
        assert (proof.volume, proof.first, proof.pages) == (count, number, len(reader.pages))
        assert reader.page_labels == [str(number + at) for at in range(proof.pages)]
        headings += [line.heading for line in proof.lines]
        number += proof.pages
    assert len(bound.volumes) > 1
    firsts = [heading for heading in headings if not heading.endswith("（续）")]
    assert len(firsts) == len(set(firsts))


def test_volumes_end_where_materials_do(scheme: Scheme, tmp_path: Path) -> None:
    bound = bound_of(
        scheme, tmp_path, Options(max_bytes=LIMIT), work_plan=heavy(200_000, 100_000), service_contract=heavy(150_000),
        credit_report=heavy(250_000),
    )  # fmt: skip
    check(bound, LIMIT)
    assert [[line.mark for line in volume.proof.lines] for volume in bound.volumes] == [
        ["①", "②", "③"],
        ["④", "⑤"],
    ] or [[line.mark for line in volume.proof.lines] for volume in bound.volumes] == [["①", "②", "③", "④"], ["⑤"]]
    for count, volume in enumerate(bound.volumes, start=1):
        pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(volume.pdf)).pages]
        assert f"第{count}册共{len(bound.volumes)}册" in pages[0]  # the cover
        for heading in ("企业信用管理示范创建工作计划", "信用服务机构与企业签订的合同", "企业近三年信用信息查询报告"):
            assert heading in pages[1]
        assert f"第{count}册（本册）" in pages[1]
    names = [paper.name for paper in bound.beside]
    assert names == ["用印签字清单", *(f"封面-第{at}册" for at in range(1, len(bound.volumes) + 1))]


def test_one_file_is_split_at_its_pages_and_goes_on(scheme: Scheme, tmp_path: Path) -> None:
    bound = bound_of(
        scheme, tmp_path, Options(max_bytes=LIMIT, duplex=True), work_plan=heavy(*[150_000] * 9, links=True),
        credit_report=heavy(1000),
    )  # fmt: skip
    check(bound, LIMIT)
    parts = [source for volume in bound.volumes for source in volume.proof.inputs if source.name == "work_plan.pdf"]
    assert sum(source.pages for source in parts) == 9 and len(parts) > 2
    assert all(volume.proof.first % 2 == 1 for volume in bound.volumes)
    titles = []
    for volume in bound.volumes:
        reader = PdfReader(io.BytesIO(volume.pdf))
        titles += [str(item.title) for item in _flat(reader.outline) if "节" in str(item.title)]
        pages = {page.indirect_reference for page in reader.pages}
        for page in reader.pages:
            for note in page.annotations or ():
                assert note.get_object()["/Dest"][0] in pages
    assert titles == [*(f"第{at}节" for at in range(1, 10)), "第1节"]  # the last is the report's
    continued = [line.heading for volume in bound.volumes[1:] for line in volume.proof.lines if line.mark == "③"]
    assert continued and set(continued) <= {
        "③ 企业信用管理示范创建工作计划", "③ 企业信用管理示范创建工作计划（续）",
    }  # fmt: skip
    assert "③ 企业信用管理示范创建工作计划（续）" in continued


def test_evidence_in_a_later_volume_has_the_index_and_its_headings_there(scheme: Scheme, tmp_path: Path) -> None:
    bound = bound_of(
        scheme, tmp_path, Options(max_bytes=LIMIT), e1_1_1=heavy(300_000), e1_1_2=heavy(250_000), e2_1_1=heavy(300_000),
        e3_1_1=heavy(200_000),
    )  # fmt: skip
    check(bound, LIMIT)
    later = [line.heading for line in bound.volumes[1].proof.lines]
    assert later[0] == "③ 企业信用管理状况评价指标的佐证材料（续）"
    for volume in bound.volumes:
        assert volume.proof.index > 0
        lines = [line for line in volume.proof.lines if line.level == 2]
        assert lines and all(line.contents_number == line.stamped_number for line in lines)


def test_a_limit_that_is_not_reached_changes_nothing(scheme: Scheme, tmp_path: Path) -> None:
    files = {"work_plan": heavy(100_000), "service_contract": heavy(1000)}
    plain = bound_of(scheme, tmp_path, Options(), **files)
    limited = bound_of(scheme, tmp_path, Options(max_bytes=5 * MEGABYTE), **files)
    assert len(limited.volumes) == 1 and limited.pdf == plain.pdf


def test_a_page_larger_than_the_limit_is_named(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        bound_of(scheme, tmp_path, Options(max_bytes=LIMIT), work_plan=heavy(1000, 900_000, 1000))
    (problem,) = [problem for problem in caught.value.problems if problem.is_error]
    assert problem.code == "dossier.page-too-large"
    assert "work_plan.pdf" in problem.message and "第 2 页" in problem.message and "0.9 MB" in problem.message


def test_a_limit_below_the_contents_themselves(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--max-size"):
        bound_of(scheme, tmp_path, Options(max_bytes=20_000), work_plan=heavy(1000))


@settings(max_examples=some_of(4, 2), deadline=None)
@given(
    sizes=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=5), min_size=3, max_size=3),
    duplex=st.booleans(),
)
def test_whatever_the_sizes_no_page_is_lost(
    scheme: Scheme, tmp_path_factory: pytest.TempPathFactory, sizes: list[list[int]], duplex: bool
) -> None:
    folder = tmp_path_factory.mktemp("volumes")
    names = ("work_plan", "e1_1_1", "e2_1_1")
    files = {name: heavy(*(100_000 * size for size in pages)) for name, pages in zip(names, sizes, strict=True)}
    bound = bound_of(scheme, folder, Options(max_bytes=LARGER, duplex=duplex), **files)
    if len(bound.volumes) > 1:
        check(bound, LARGER)
    for name, pages in zip(names, sizes, strict=True):
        parts = [one for volume in bound.volumes for one in volume.proof.inputs if one.name == f"{name}.pdf"]
        assert sum(one.pages for one in parts) == len(pages)


def _flat(items: Sequence[Any]) -> list[Any]:
    return [one for item in items for one in (_flat(item) if isinstance(item, list) else [item])]
