"""What a usual acceptance dossier costs in a batch, in processor time: `python -m benchmarks.bind_typical`.

Each has 30 pages of evidence: ten PDFs (scans and text), ten photographs of a telephone, and five files that were office files before
(two pages with their fonts). All enterprises name the same files: nothing of a supplied file is kept from one enterprise to the next.
The whole command is measured, once for few enterprises and once for more; the difference is what one of them takes when the
process is warm: forms, dossier, proof, and everything that a batch writes.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.bind import SEED, add_scan, scan
from benchmarks.enterprises import record
from formgen.foundation import resources
from formgen.render.pdf.pdf import html_to_pdf
from formgen.scheme.load import load_scheme
from formgen.scheme.models import Scheme

SCHEME, STAGE = "taicang-2018", "acceptance"
FEW = 2
A4 = (595.28, 841.89)
SCAN_SIZE = 200_000
WORDS = "本公司承诺所提交的材料真实合法有效信用管理制度任命文件合同评审客户授信应收账款"


def make_evidence(folder: Path) -> list[str]:
    """The names of 25 files with 30 pages, made in a folder with a fixed seed."""
    import pikepdf

    chance = random.Random(SEED)
    names = []
    for number in range(10):
        names.append(f"文件{number}.pdf")
        if number % 2:
            (folder / names[-1]).write_bytes(text(chance, 1))
            continue
        with pikepdf.new() as pdf:
            add_scan(pdf, pdf.add_blank_page(page_size=A4).obj, scan(chance, SCAN_SIZE))
            pdf.save(folder / names[-1], static_id=True)
    for number in range(10):
        names.append(f"照片{number}.jpg")
        (folder / names[-1]).write_bytes(photograph(chance))
    for number in range(5):
        names.append(f"制度{number}.pdf")
        (folder / names[-1]).write_bytes(text(chance, 2))
    return names


def text(chance: random.Random, pages: int) -> bytes:
    """Pages of text as a PDF with its fonts, as office programs write it."""
    lines = ("".join(chance.choices(WORDS, k=60)) for _ in range(12 * pages))
    body = "".join(f"<div>{''.join(f'<p>{next(lines)}</p>' for _ in range(12))}</div>" for _ in range(pages))
    style = 'div { page-break-after: always } @page { size: A4; margin: 20mm } body { font-family: "Gw Fang" }'
    return html_to_pdf(f'<html lang="zh-CN"><title>一</title><style>{style}</style><body>{body}</body></html>')


def photograph(chance: random.Random) -> bytes:
    """A photograph of a paper as a telephone takes it: 12 million pixels, some 1.5 MB."""
    small = Image.frombytes("RGB", (100, 75), chance.randbytes(100 * 75 * 3))
    out = io.BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def with_evidence(scheme: Scheme, number: int, names: list[str]) -> str:
    """A record that names these files: the first two are the stage's own papers, the others evidence."""
    said = json.loads(record(scheme, number))
    dossier = scheme.dossier(STAGE)
    assert dossier is not None
    papers = [part.supplied for part in dossier.materials if part.supplied]
    said["materials"] = dict(zip(papers, names, strict=False))
    rest = names[len(papers) :]
    said["evidence"] = [
        {"indicator": indicator, "title": Path(name).stem, "files": [name]}
        for indicator, name in zip(scheme.indicators, rest, strict=False)
    ]
    return json.dumps(said, ensure_ascii=False)


def batch(folder: Path, names: list[str], first: int, count: int) -> float:
    """Seconds of processor time that one batch of so many enterprises takes, with one process."""
    scheme = load_scheme(resources.scheme_folder(SCHEME))
    lines = [with_evidence(scheme, number, names) for number in range(first, first + count)]
    source = folder / f"{first}.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "formgen", "batch", str(source), "--dossier", STAGE, "--jobs", "1"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*command, "--out", str(folder / f"out-{first}")], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    made = list((folder / f"out-{first}").rglob("*.proof.json"))
    assert len(made) == count, (done.returncode, done.stdout[-500:], done.stderr[-500:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and print what one dossier takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = make_evidence(folder)
        few, many, number = list[float](), list[float](), 0
        for _ in range(asked.runs):
            for count, found in ((FEW, few), (FEW + asked.enterprises, many)):
                found.append(batch(folder, names, number, count))
                number += count
        each = (min(many) - min(few)) / asked.enterprises
    print(f"A usual acceptance dossier in a batch: {each:.2f} s of processor time, the least of {asked.runs} runs.")


if __name__ == "__main__":
    main()
