"""Check that filling compiled forms gives the same papers as laying them out whole: `python -m tools.compare_ways`.

Made-up enterprises (benchmarks.enterprises), no two reasons alike; each of their papers both ways, drawn by pdfium and by
MuPDF, compared pixel by pixel and in text, and judged by veraPDF. A whole 附件4 takes seconds, so it is compared for some only.
Every fourth enterprise has values that are longer than the forms, so that rows grow, letters become smaller, and sheets follow.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pypdfium2
from PIL import ImageChops

from benchmarks.enterprises import record
from formgen import pipeline
from formgen.intake.json.record import read_record_text
from formgen.render.long_values.fitting import form_texts
from formgen.render.papers import Rendered, Way, render_packet, render_pdf, whole_packet, whole_pdf
from formgen.render.word.fill import fill_package
from tests.judges import mupdf
from tests.judges.verapdf import verapdf

EVERY = {"annex2": 1, "annex3": 1, "annex4": 10, "annex5-city": 4, "packet": 20}
"""Every how manieth enterprise is compared, by paper."""
PACKET = ("annex2", "annex3", "annex4")
LONG = {"name": 60, "registered_address": 120, "business_address": 120, "main_business": 600}
"""The longest values of an enterprise with long ones (characters), by field."""
MOST_REASONS = 4000
SCALE = 1.5


@dataclass(frozen=True, slots=True)
class Compared:
    """The result for one paper.

    way, why  the way in which our paper was made, and why it was not filled, if it was not
    differs   what differs between the two papers; empty if nothing does
    path      our paper
    """

    paper: str
    number: int
    way: Way
    why: str
    differs: tuple[str, ...]
    path: Path


def compared(number: int, folder: Path) -> tuple[Compared, ...]:
    """Compare the papers of one enterprise. Our papers stay in `folder`, so that veraPDF can check them."""
    scheme = pipeline.load()
    text = record(scheme, number) if number % 4 else with_long_values(record(scheme, number), number)
    found = read_record_text(scheme, text, "record.json").record
    assert found is not None, "the made-up enterprises are valid"
    texts = {form.id: form_texts(scheme, form, found) for form in scheme.forms}
    results = []
    for paper, every in EVERY.items():
        if number % every:
            continue
        if paper == "packet":
            papers = [texts[form_id] for form_id in PACKET]
            contents = pipeline.packet_contents(scheme)
            ours, whole = render_packet(papers, contents), whole_packet(papers, contents)
        else:
            one = texts[paper]
            ours = render_pdf(one.form, one.texts)
            whole = whole_pdf(one.form, fill_package(one.form, one.texts), one.texts)
        path = folder / f"{number}-{paper}.pdf"
        path.write_bytes(ours.content)
        results.append(Compared(paper, number, ours.way, ours.why, tuple(_differences(ours, whole, path)), path))
    return tuple(results)


def with_long_values(text: str, number: int) -> str:
    """A record, as JSON text, with values of lengths drawn at random up to the longest; now and then one of them only."""
    chance, said = random.Random(number), json.loads(text)
    fields = list(LONG) if chance.random() < 0.5 else [chance.choice(list(LONG))]
    for field in fields:
        own = said["applicant"].get(field) or said["applicant"]["name"]
        said["applicant"][field] = (own * 200)[: chance.randint(LONG[field] // 4, LONG[field])].strip()
    reasons = said["application"]["reasons"]
    said["application"]["reasons"] = "\n".join([reasons] * 20)[: chance.randint(500, MOST_REASONS)].strip()
    return json.dumps(said, ensure_ascii=False)


def _differences(ours: Rendered, whole: bytes, path: Path) -> list[str]:
    found = []
    with pypdfium2.PdfDocument(ours.content) as one, pypdfium2.PdfDocument(whole) as other:
        if len(one) != len(other):
            return ["pages"]
        for page, wanted in zip(one, other, strict=True):
            pictures = [side.render(scale=SCALE).to_pil().convert("L") for side in (page, wanted)]
            if ImageChops.difference(*pictures).getbbox() is not None:
                found.append("picture by pdfium")
            if page.get_textpage().get_text_range() != wanted.get_textpage().get_text_range():
                found.append("text")
    other_path = path.with_suffix(".whole.pdf")
    other_path.write_bytes(whole)
    if mupdf.rasterise(path) != mupdf.rasterise(other_path):
        found.append("picture by MuPDF")
    other_path.unlink()
    return found


def main() -> None:
    """Compare the papers, and print the results. The exit code is 1 if anything differs or veraPDF finds a fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, ProcessPoolExecutor(2) as pool:
        work = pool.map(partial(compared, folder=Path(place)), range(asked.enterprises))
        results = [one for some in work for one in some]
        verdicts = [one for one in verapdf(("2a", "ua1"), [one.path for one in results]) if not one.passes]
    for paper in EVERY:
        here = [one for one in results if one.paper == paper]
        ways = Counter(one.way.value for one in here)
        differing = [one for one in here if one.differs]
        print(f"{paper}: {len(here)} compared, {dict(ways)}, {len(differing)} differ")
        for one in differing:
            print(f"  enterprise {one.number}: {'、'.join(one.differs)}")
        for why in {one.why for one in here if one.why}:
            print(f"  whole because: {why}")
    print(f"veraPDF 2a and ua1: {len(results)} judged, {len(verdicts)} verdicts against")
    sys.exit(bool(verdicts) or any(one.differs for one in results))


if __name__ == "__main__":
    main()
