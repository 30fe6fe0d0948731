"""Compare the time of binding with that of tools that only join files: `python -m benchmarks.bind`, a part of `make bench`.

All get the same 200 pages of evidence (32 MB: scans, and some text) in 20 files, made anew with a fixed seed: qpdf, pypdf,
the way that most scripts go (`peer_binding.py`), and formgen, with and without its proof. They run in turn, each in its own
process. What counts is processor time, as the least of several runs: the machine may do other work meanwhile. The start of
Python and what is loaded once in a process do not count: each binds the same twice, and the second time counts.

Our time goes from the files to the finished file: taking in the files, contents, page numbers, bookmarks, one set of fonts, and the
proof. With --archive, 1,000 pages (400 of them scans, the rest text with its fonts) are bound as an archive, in a process that is
measured as a whole.
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from benchmarks.measure import REPOSITORY
from benchmarks.peer_binding import joined, numbered
from benchmarks.report import hardware, write_between
from formgen.engines.process import claim, uncollected

PAGE = REPOSITORY / "docs" / "benchmarks.md"
SEED = 2018
PAGES, FILES, MEGABYTES = 200, 20, 32
ARCHIVE_PAGES, ARCHIVE_SCANS, ARCHIVE_SCAN_SIZE = 1000, 400, 70_000
A4 = (595.28, 841.89)
QPDF_OWN_PACKING = "--object-streams=generate"
BEGIN, END = "<!-- bound: begin -->", "<!-- bound: end -->"
OURS = ("formgen, with its proof", "formgen, without")
PEERS: dict[str, Callable[[Sequence[Path], Path], int]] = {
    "pypdf, joined": joined,
    "pypdf and reportlab, numbered": numbered,
}


def scan(chance: random.Random, size: int) -> bytes:
    """A JPEG of a grey page with lines of ink. size: its approximate size in bytes."""
    picture = Image.new("L", (1240, 1754), 250)
    ink = Image.new("L", (1, 1), 20)
    for row in range(120, 1600, 40):
        at = 140
        while at < 1080:
            width = chance.randrange(12, 60)
            picture.paste(ink.resize((width, chance.randrange(8, 24))), (at, row))
            at += width + 12
    # Noise that JPEG can't pack, in so many rows that the file gets the wanted size.
    rows = max(0, min(1754, round(size / 1240 / 0.75)))
    if rows:
        noise = Image.frombytes("L", (1240, rows), chance.randbytes(1240 * rows))
        picture.paste(noise.point(lambda grey: 225 + grey // 10), (0, 0))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def make_evidence(folder: Path, pages: int, megabytes: float) -> list[Path]:
    """Make PDF files with `pages` pages in all. Every fourth page is text; the other pages are scans that all differ."""
    chance = random.Random(SEED)
    paths, each = [], pages // FILES
    scans = pages - pages // 4
    size = round(megabytes * 1_000_000 / scans)
    for number in range(1, FILES + 1):
        with pikepdf.new() as pdf:
            for index in range(each):
                page = pdf.add_blank_page(page_size=A4).obj
                if index % 4 == 3:
                    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
                    page.Resources = Dictionary(Font=Dictionary(F=font))
                    lines = "".join(f"(line {chance.random():.12f} of a report) Tj T* " for _ in range(50))
                    page.Contents = pdf.make_stream(f"BT /F 10 Tf 14 TL 72 770 Td {lines}ET".encode())
                    continue
                add_scan(pdf, page, scan(chance, size))
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(f"Part {number}", 0, "Fit"))
            pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
            paths.append(folder / f"evidence-{number:02}.pdf")
            pdf.save(paths[-1], object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
    return paths


def make_archive_evidence(folder: Path) -> list[Path]:
    """Make PDF files as an archive holds them: text with its fonts in the file, and scans."""
    from formgen.render.pdf.pdf import html_to_pdf

    chance, paths = random.Random(SEED), []
    words = "本公司承诺所提交的材料真实合法有效信用管理制度任命文件合同评审客户授信应收账款"
    for number in range(1, FILES + 1):
        texts = (ARCHIVE_PAGES - ARCHIVE_SCANS) // FILES
        lines = ("".join(chance.choices(words, k=60)) for _ in range(12 * texts))
        pages = "".join(f"<div>{''.join(f'<p>{next(lines)}</p>' for _ in range(12))}</div>" for _ in range(texts))
        style = 'div { page-break-after: always } @page { size: A4; margin: 20mm } body { font-family: "Gw Fang" }'
        laid = html_to_pdf(f'<html lang="zh-CN"><title>一</title><style>{style}</style><body>{pages}</body></html>')
        with pikepdf.open(io.BytesIO(laid)) as pdf:
            for _ in range(ARCHIVE_SCANS // FILES):
                add_scan(pdf, pdf.add_blank_page(page_size=A4).obj, scan(chance, ARCHIVE_SCAN_SIZE))
            paths.append(folder / f"evidence-{number:02}.pdf")
            pdf.save(paths[-1], object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
    return paths


def add_scan(pdf: pikepdf.Pdf, page: pikepdf.Object, jpeg: bytes) -> None:
    """Make a page show a scan, and nothing else."""
    image = pdf.make_stream(
        jpeg, Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1754,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(Im=image))
    page.Contents = pdf.make_stream(b"q 595.28 0 0 841.89 0 0 cm /Im Do Q")


@uncollected()
def bind_once(folder: Path, out: Path, with_proof: bool, archive: bool = False) -> int:
    """Bind all files of a folder. Returns the pages."""
    from benchmarks.evidence import evidence_task, own_pages
    from formgen.dossier.archive.archive import STANDARD
    from formgen.dossier.assemble import archived_papers, looked_at
    from formgen.dossier.binding.desk import Desk
    from formgen.dossier.binding.gather import gather
    from formgen.dossier.binding.workbench import Workbench
    from formgen.dossier.options import Options
    from formgen.dossier.plan import plan
    from formgen.dossier.proof.prove import prove
    from formgen.dossier.shelf import stream_of

    names = sorted(path.name for path in folder.glob("evidence-*.pdf"))
    task, pages = evidence_task(folder, names, Options(archive=archive)), own_pages()
    bench = Workbench(pages)
    planned, _ = plan(task.scheme, task.dossier, task.record)
    papers, problems = gather(task, planned, bench)
    assert not [problem for problem in problems if problem.is_error], problems
    standard = pages.constant(STANDARD) if archive else None
    if standard is not None:
        papers, _ = archived_papers(papers, standard, task.record.place)
    desk = Desk(task, planned, papers, bench, standard)
    with looked_at(desk) if with_proof else nullcontext() as sources:
        ((content, claim),) = desk.bind()[1]
        with stream_of(content) as stream, out.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        return prove(content, claim, sources=sources).pages if with_proof else claim.pages


def once(way: str, folder: Path, out: Path, archive: bool) -> dict[str, float]:
    """Let one way bind the files of a folder in this process. Returns its seconds of processor time, pages and peak of memory."""
    paths = sorted(folder.glob("evidence-*.pdf"))
    if way in OURS:
        claim()  # as the command line does
    times = []
    for _ in range(1 if archive else 2):
        begin = time.process_time()
        pages = PEERS[way](paths, out) if way in PEERS else bind_once(folder, out, way == OURS[0], archive)
        times.append(time.process_time() - begin)
    return {
        "seconds": times[-1],
        "pages": pages,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def in_process(way: str, folder: Path, out: Path, archive: bool = False) -> dict[str, float]:
    """Call `once` in a new process."""
    command = [sys.executable, "-m", "benchmarks.bind", "--once", way, "--folder", str(folder), "--out", str(out)]
    command += ["--archive"] if archive else []
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def qpdf_once(paths: list[Path], out: Path) -> dict[str, float]:
    """As `once`, of qpdf."""
    command = ["qpdf", "--empty", QPDF_OWN_PACKING, "--pages", *map(str, paths), "--", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def compared(folder: Path, runs: int) -> str:
    """All ways of binding the files of a folder, as a table in Markdown."""
    paths = sorted(folder.glob("evidence-*.pdf"))
    found: dict[str, list[dict[str, float]]] = {"qpdf, joined": [], **{way: [] for way in (*PEERS, *OURS)}}
    for _ in range(runs):
        found["qpdf, joined"].append(qpdf_once(paths, folder / "qpdf.out"))
        for way in (*PEERS, *OURS):
            found[way].append(in_process(way, folder, folder / "way.out"))
    least = {way: min(one["seconds"] for one in each) for way, each in found.items()}
    size = sum(path.stat().st_size for path in paths) / 1e6
    rows = [f"{PAGES} pages in {FILES} files, {size:.1f} MB; the least of {runs} runs.", ""]
    rows += ["| | s of processor time | times qpdf | peak MB |", "|---|--:|--:|--:|"]
    for way, seconds in least.items():
        memory = max(one.get("megabytes", 0) for one in found[way])
        rows.append(
            f"| {way} | {seconds:.2f} | {seconds / least['qpdf, joined']:.1f} | {f'{memory:.0f}' if memory else ''} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Run the comparison, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--archive", action="store_true", help="1,000 pages as an archive, too")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--once")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.once is not None:
        print(json.dumps(once(asked.once, asked.folder, asked.out, asked.archive)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "evidence")
        folder.mkdir()
        make_evidence(folder, PAGES, MEGABYTES)
        measured = f"{hardware()}, Python {platform.python_version()}.\n\n{compared(folder, asked.runs)}"
        if asked.archive:
            large = Path(place, "large")
            large.mkdir()
            size = sum(path.stat().st_size for path in make_archive_evidence(large)) / 1e6
            found = [in_process(OURS[0], large, Path(place, "large.out"), archive=True) for _ in range(asked.runs)]
            measured += (
                f"\n\nAs an archive, {found[0]['pages']:.0f} pages, {ARCHIVE_SCANS} of them scans, {size:.0f} MB, proved:"
                f" {min(one['seconds'] for one in found):.1f} s of processor time with the layout of our own pages,"
                f" {max(one['megabytes'] for one in found):.0f} MB at the most."
            )
    print(measured)
    if asked.write:
        write_between(PAGE, f"{measured}\n", (BEGIN, END))


if __name__ == "__main__":
    main()
