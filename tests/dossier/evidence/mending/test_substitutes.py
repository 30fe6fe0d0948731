"""If a file does not embed its Chinese fonts, the dossier still shows their text on every machine, and a remark says so."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from formgen.dossier import Bound, DossierTask, bind
from formgen.dossier.evidence.mending.code_spaces import SPACES, code_space
from formgen.dossier.evidence.take_in import SourcePdf, take_in
from formgen.dossier.options import Options
from formgen.dossier.proof.verify import verify
from formgen.dossier.shelf import bytes_of
from formgen.foundation.problems import Problem
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, html_to_pdf, record_of, supplied
from tests.judges import REPOSITORY, mupdf, poppler

TEXT = "增值税普通发票（太仓）：12000.00元 A"
ORDERINGS = {"GB": "GB1", "B5": "CNS1", "CNS": "CNS1", "JIS": "Japan1", "RKSJ": "Japan1", "KS": "Korea1"}


def written(
    cmap: str = "GBK-EUC-H",
    text: str | bytes = TEXT,
    base: str = "SimSun",
    ordering: str = "GB1",
    before: bytes = b"",
    below: dict[str, Any] | None = None,
    inside: bool = False,
) -> bytes:
    """A page with a line in a font that is not in the file, as Chinese programs write it. inside: as a drawing on the page."""
    space = code_space(cmap)
    assert space is not None
    codes = text.encode(space.encoding or "utf-16-be") if isinstance(text, str) else text
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595.28, 841.89))
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/" + base), Flags=6, FontBBox=[-25, -254, 1000, 880],
            ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=880, StemV=93,
        )  # fmt: skip
        cid = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/" + base), DW=1000,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=4),
            FontDescriptor=pdf.make_indirect(descriptor), **(below or {}),
        )  # fmt: skip
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + base), Encoding=Name("/" + cmap),
                DescendantFonts=[pdf.make_indirect(cid)],
            )
        )  # fmt: skip
        content = before + b"BT /F1 18 Tf 60 700 Td <" + codes.hex().encode() + b"> Tj ET"
        resources = Dictionary(Font=Dictionary(F1=font))
        if inside:
            drawing = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
            drawing.Resources = resources
            page.obj.Resources, page.obj.Contents = Dictionary(XObject=Dictionary(D=drawing)), pdf.make_stream(b"/D Do")
        else:
            page.obj.Resources, page.obj.Contents = resources, pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
        return out.getvalue()


def taken(content: bytes, folder: Path, draft: bool = False) -> tuple[SourcePdf | None, list[Problem]]:
    (folder / "件.pdf").write_bytes(content)
    source, problems = take_in(supplied("件.pdf"), "材料", folder, draft=draft)
    return source, list(problems)


def bound(scheme: Scheme, folder: Path, archive: bool = False) -> Bound:
    record = record_of({"work_plan": ("件.pdf",)})
    return bind(
        DossierTask(scheme, dossier_of(scheme, "work_plan"), record, folder, options=Options(archive=archive)),
        html_to_pdf,
    )


def said(pdf: bytes) -> str:
    """The words of a file's last page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(document[len(document) - 1].get_textpage().get_text_range().split())


def has_programs(pdf: bytes) -> bool:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        descendants = [thing for thing in opened.objects if isinstance(thing, Dictionary) and "/CIDSystemInfo" in thing]
        return bool(descendants) and all("/FontFile2" in one.FontDescriptor for one in descendants)


CMAPS = {
    "GBK-EUC-H": TEXT,
    "GBKp-EUC-H": TEXT,
    "GBK2K-H": TEXT,
    "GB-EUC-H": TEXT,
    "UniGB-UCS2-H": TEXT,
    "UniGB-UTF16-H": TEXT,
    "GBK-EUC-V": "增值税普通发票",
    "UniGB-UCS2-V": "增值税普通发票",
    "ETen-B5-H": "營業執照（太倉）12000",
    "UniCNS-UCS2-H": "營業執照（太倉）12000",
    "HKscs-B5-H": "營業執照",
    "90ms-RKSJ-H": "営業許可証（東京）",
    "UniJIS-UCS2-H": "営業許可証（東京）",
    "EUC-H": "営業許可証",
    "KSC-EUC-H": "企業信用",
    "UniKS-UTF16-H": "企業信用",
}


@pytest.mark.parametrize("cmap", CMAPS)
def test_text_in_every_usual_encoding_is_embedded(tmp_path: Path, cmap: str) -> None:
    ordering = next(
        value for key, value in ORDERINGS.items() if key in cmap or (cmap in ("EUC-H",) and value == "Japan1")
    )
    content = written(cmap, CMAPS[cmap], ordering=ordering)
    source, problems = taken(content, tmp_path)
    assert source is not None, problems
    (problem,) = problems
    assert problem.code == "evidence.font-replaced" and "SimSun" in problem.message and "第 1 页" in problem.message
    whole = bytes_of(source.content)
    assert has_programs(whole)
    assert said(whole) == "".join(CMAPS[cmap].split())
    # Three renderers show the same: as many dark pixels in the same box, but for how each of them draws an edge.
    path = tmp_path / "bound.pdf"
    path.write_bytes(whole)
    with pypdfium2.PdfDocument(whole) as document:
        bitmap = document[0].render(scale=1, grayscale=True)
        ours = sum(255 - grey for grey in bytes(bitmap.buffer))
    assert ours > 20_000
    for judge in (poppler, mupdf):
        theirs = judge.rasterise(path, 72)[0].darkness()
        assert 0.85 < ours / theirs < 1.15, judge


@pytest.mark.parametrize("inside", [False, True])
def test_widths_are_kept(tmp_path: Path, inside: bool) -> None:
    """What stands behind half-wide letters stays where it stood."""
    content = written(below={"W": Array([1, 95, 500, 814, 939, 500])}, inside=inside)
    source, _ = taken(content, tmp_path)
    assert source is not None
    places = []
    for pdf in (content, bytes_of(source.content)):
        with pypdfium2.PdfDocument(pdf) as document:
            page = document[0].get_textpage()
            places.append([page.get_charbox(at, loose=True)[0] for at in range(len(TEXT))])
    assert places[0] == pytest.approx(places[1], abs=0.05)


@pytest.mark.parametrize(
    ("base", "text", "family"),
    [("SimHei", "增值税发票", "Gw-Hei"), ("KaiTi_GB2312", "增值税发票", "Gw-Kai"), ("FangSong", "增值税发票", "Gw-Fang"),
     ("STSong-Light", "增值税发票", "Gw-Song"), ("SimHei", "增值税发票㐂", "Gw-Song"),
     ("#CB#CE#CC#E5", "增值税", "Gw-Song")],
)  # fmt: skip
def test_the_face_is_like_the_font_where_it_has_all_characters(
    tmp_path: Path, base: str, text: str, family: str
) -> None:
    content = written("UniGB-UCS2-H", text, base="ABCDEFGHIJKL" if "#" in base else base)
    source, problems = taken(content.replace(b"ABCDEFGHIJKL", base.encode()), tmp_path)
    assert source is not None
    if "#" in base:
        assert "宋体" in problems[0].message
    with pikepdf.open(io.BytesIO(bytes_of(source.content))) as pdf:
        names = [str(thing.BaseFont) for thing in pdf.objects if isinstance(thing, Dictionary) and "/W" in thing]
    assert len(names) == 1 and names[0].endswith(family)


def test_glyphs_by_number_are_known_from_the_collection(tmp_path: Path) -> None:
    """Identity-H with Adobe's collection: the codes are its numbers (4559 is 中, 1 the space)."""
    source, problems = taken(written("Identity-H", bytes.fromhex("11cf 0001 11cf")), tmp_path)
    assert source is not None, problems
    assert said(bytes_of(source.content)) == "中中"


def test_what_is_unseen_needs_no_font(tmp_path: Path) -> None:
    """The text that a scanner puts behind its picture."""
    content = written(before=b"3 Tr ")
    source, problems = taken(content, tmp_path)
    assert source is not None and problems == [] and bytes_of(source.content) == content


@pytest.mark.parametrize(
    "content",
    [
        written("UniKS-UCS2-H", "기업신용", ordering="Korea1"),
        written("Identity-H", b"\xff\x01\xff\x02", ordering="Identity"),
    ],
    ids=["no such characters", "numbers without meaning"],
)
def test_what_none_of_our_faces_has_is_refused(tmp_path: Path, content: bytes) -> None:
    source, (problem,) = taken(content, tmp_path)
    assert source is None and problem.code == "evidence.not-drawn" and "SimSun" in problem.message
    source, _ = taken(content, tmp_path, draft=True)
    assert source is not None


def test_dossier_and_archive_hold_the_text(scheme: Scheme, tmp_path: Path) -> None:
    taken(written(), tmp_path)
    for archive in (False, True):
        made = bound(scheme, tmp_path, archive)
        assert "增值税普通发票" in said(made.pdf)
        assert "evidence.font-replaced" in [problem.code for problem in made.problems]
        found = verify(made.pdf, made.proof.to_json(), tmp_path)
        assert not found.failures and not found.remarks


WITHOUT_FONTS = """
import sys
from pathlib import Path
from typing import Any
from formgen.scheme.load import load_scheme
from formgen.dossier.proof.verify import verify
from tests.dossier.evidence.mending.test_substitutes import bound
folder = Path(sys.argv[1])
scheme = load_scheme(Path("templates/taicang-2018"))
for name, archive in (("dossier", False), ("archive", True)):
    made = bound(scheme, folder, archive)
    (folder / f"{name}.out").write_bytes(made.pdf)
    found = verify(made.pdf, made.proof.to_json(), folder)
    assert not found.failures and not found.remarks, found
"""


def test_a_machine_without_fonts_makes_the_same_dossier(scheme: Scheme, tmp_path: Path) -> None:
    """In a view of the machine without any font of the system, byte for byte; where there is no such view, with another setting."""
    taken(written(), tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    command = [sys.executable, "-c", WITHOUT_FONTS, str(tmp_path)]
    hidden = [
        part
        for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf", "/usr/share/texlive")
        if Path(folder).is_dir()
        for part in ("--tmpfs", folder)
    ]
    view = ["bwrap", "--dev-bind", "/", "/", *hidden]
    try:
        can = subprocess.run([*view, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        can = False
    environment = {**os.environ, "XDG_DATA_HOME": str(empty), "XDG_DATA_DIRS": str(empty), "HOME": str(empty)}
    done = subprocess.run(
        [*(view if can else []), *command], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for name, archive in (("dossier", False), ("archive", True)):
        assert (tmp_path / f"{name}.out").read_bytes() == bound(scheme, tmp_path, archive).pdf, name


def test_each_code_space_reads_what_its_encoding_writes() -> None:
    for name, space in SPACES.items():
        if space.encoding is None:
            continue
        text = (
            "太仓 A1" if "KS" not in name and "JIS" not in name and name != "EUC" and "RKSJ" not in name else "企業 A1"
        )
        text = "太倉 A1" if "B5" in name or "CNS" in name else text
        codes = list(space.codes(text.encode(space.encoding)))
        assert "".join(code.decode(space.encoding) for code in codes) == text, name
        assert len(codes) == len(text), name
    assert code_space("GBK-EUC-H") is code_space("GBK-EUC-V") and code_space("EUC-H") is SPACES["EUC"]
    assert code_space("GBK-EUC") is None and code_space("WinAnsiEncoding") is None
