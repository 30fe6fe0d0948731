"""Compare the time of binding with the time of qpdf, which only joins files: `python -m benchmarks.bind`.

Both programs get the same 200 pages of evidence (30 MB: scans, and some text) in 20 files, made anew with a fixed seed. They
run in turn, each run in its own process, and the median of the ratios is printed. For our run, the time from the files to
the finished file counts: taking in the files, contents, page numbers, bookmarks, one set of fonts. It is printed once as a
whole, and once without the layout of our own pages, because qpdf has no such pages. The time of the proof is printed
separately. The proof also finds the pages that have ink where their number stands. The start of Python and the loading of the
scheme do not count. The pages that are the same in all dossiers come from the cache. The memory is the peak of a process that
binds and proves 1,000 pages.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

SEED = 2018
PAGES, FILES, MEGABYTES = 200, 20, 30
A4 = (595.28, 841.89)
QPDF_OWN_PACKING = "--object-streams=generate"


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
    rows = max(1, min(1754, round(size / 1240 / 0.75)))
    picture.paste(
        Image.frombytes("L", (1240, rows), chance.randbytes(1240 * rows)).point(lambda grey: 225 + grey // 10), (0, 0)
    )
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
                image = pdf.make_stream(
                    scan(chance, size), Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1754,
                    ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode,
                )  # fmt: skip
                page.Resources = Dictionary(XObject=Dictionary(Im=image))
                page.Contents = pdf.make_stream(b"q 595.28 0 0 841.89 0 0 cm /Im Do Q")
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(f"Part {number}", 0, "Fit"))
            pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
            paths.append(folder / f"evidence-{number:02}.pdf")
            pdf.save(paths[-1], object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
    return paths


def bind_once(folder: Path, out: Path, prove: bool) -> dict[str, float]:
    """Bind all files of a folder. Returns the seconds of each part, and the peak of memory in megabytes."""
    from formgen import resources
    from formgen.dossier.binding.desk import Desk
    from formgen.dossier.binding.gather import gather
    from formgen.dossier.binding.volumes import one_volume
    from formgen.dossier.binding.workbench import Workbench
    from formgen.dossier.own_pages.kept import OwnPages
    from formgen.dossier.plan import plan
    from formgen.dossier.proof.prove import prove as proved
    from formgen.dossier.shelf import stream_of
    from formgen.dossier.task import DossierTask
    from formgen.problems import Place
    from formgen.record.models import Entry, Evidence, Record, SuppliedFile
    from formgen.render.compiled.pages import page_pdf
    from formgen.scheme.load import load_scheme

    scheme = load_scheme(resources.scheme_folder("taicang-2018"))
    base = scheme.dossier("acceptance")
    assert base is not None
    dossier = base.model_copy(update={"materials": tuple(one for one in base.materials if one.evidence)})
    place = Place("record.json")
    indicators = list(scheme.indicators)
    evidence = tuple(
        Evidence(indicators[at], path.stem, (SuppliedFile(path.name, place),), place)
        for at, path in enumerate(sorted(folder.glob("evidence-*.pdf")))
    )
    record = Record(place, entries=(Entry("applicant.name", "样例公司", place),), evidence=evidence)
    page_pdf(
        '<html lang="zh-CN"><title>一</title><style>p{font:12pt/18pt "Gw Song"}</style><p><span data-slot="a">一</span></p></html>'
    )  # loads the faces, which happens once in a process, however many dossiers it binds
    laying_out = 0.0

    def timed(html: str) -> bytes:
        nonlocal laying_out
        start = time.perf_counter()
        try:
            return page_pdf(html)
        finally:
            laying_out += time.perf_counter() - start

    own_pages = OwnPages(timed, resources.cache_folder() / "pages")
    task, bench = DossierTask(scheme, dossier, record, folder), Workbench(own_pages)
    begin = time.perf_counter()
    planned, _ = plan(scheme, dossier, record)
    papers, problems = gather(task, planned, bench)
    assert not [problem for problem in problems if problem.is_error], problems
    taken = time.perf_counter()
    desk = Desk(task, planned, papers, bench)
    ((content, claim),) = desk.write(desk.laid(one_volume(papers)), bench.step)
    with stream_of(content) as stream, out.open("wb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
    bound = time.perf_counter()
    peak_bound = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    pages = proved(content, claim).pages if prove else claim.pages
    return {
        "take in": taken - begin, "assemble": bound - taken, "bind": bound - begin, "own pages": laying_out,
        "prove": time.perf_counter() - bound, "pages": pages, "layouts": own_pages.layouts, "peak MB": peak_bound,
        "peak MB with proof": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }  # fmt: skip


def in_process(folder: Path, out: Path, prove: bool) -> dict[str, float]:
    """Call `bind_once` in a new process."""
    command = [sys.executable, "-m", "benchmarks.bind", "--once", str(folder), "--out", str(out)]
    said = subprocess.run(
        [*command, *(["--prove"] if prove else [])], check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, float] = json.loads(said)
    return found


def qpdf_once(paths: list[Path], out: Path) -> float:
    """The seconds that qpdf takes to join the files."""
    command = ["qpdf", "--empty", QPDF_OWN_PACKING, "--pages", *map(str, paths), "--", str(out)]
    begin = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begin


def main() -> None:
    """Run the comparison, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--memory", type=int, default=1000, help="pages of the packet whose peak memory is taken")
    parser.add_argument("--once", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--prove", action="store_true")
    asked = parser.parse_args()
    if asked.once is not None:
        print(json.dumps(bind_once(asked.once, asked.out, asked.prove)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "evidence")
        folder.mkdir()
        paths = make_evidence(folder, PAGES, MEGABYTES)
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{PAGES} pages in {FILES} files, {size:.1f} MB")
        ours, theirs = [], []
        in_process(
            folder, Path(place, "ours.pdf"), False
        )  # fills the cache of constant pages, as any earlier dossier would have done
        for _ in range(asked.runs):
            theirs.append(qpdf_once(paths, Path(place, "qpdf.pdf")))
            ours.append(in_process(folder, Path(place, "ours.pdf"), True))
        qpdf = statistics.median(theirs)
        print(f"qpdf {qpdf:.3f} s; of ours, the median of seconds and of ratios to qpdf's run beside it:")
        parts: dict[str, Callable[[dict[str, float]], float]] = {
            "bind, whole": lambda mine: mine["bind"],
            "  pages of our own laid out": lambda mine: mine["own pages"],
            "  all but that": lambda mine: mine["bind"] - mine["own pages"],
            "proof": lambda mine: mine["prove"],
            "bind and proof": lambda mine: mine["bind"] + mine["prove"],
        }
        for name, seconds_of in parts.items():
            each = [seconds_of(mine) for mine in ours]
            ratio = statistics.median(mine / its for mine, its in zip(each, theirs, strict=True))
            print(f"{name:30} {statistics.median(each):6.2f} s {ratio:6.1f}")
        print(f"layouts asked for: {ours[0]['layouts']:.0f}")
        if asked.memory:
            large = Path(place, "large")
            large.mkdir()
            make_evidence(large, asked.memory, MEGABYTES * asked.memory / PAGES)
            once = in_process(large, Path(place, "large.pdf"), True)
            print(
                f"{once['pages']:.0f} pages: bind {once['bind']:.1f} s, prove {once['prove']:.1f} s,"
                f" peak {once['peak MB']:.0f} MB, with proof {once['peak MB with proof']:.0f} MB"
            )


if __name__ == "__main__":
    main()
