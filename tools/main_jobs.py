"""Run the main jobs of the program with the libraries of an environment, and compare the results: `make test-lowest`.

    python -m tools.main_jobs run OUT                # with this environment's libraries, into the folder OUT
    python -m tools.main_jobs compare LOWEST LOCKED  # two such folders: what people read in them must be the same

The jobs make blank forms, filled forms, a packet, a dossier, its archive, a collection workbook and a batch, and verify the
dossiers. Each job must end with its expected exit code. Bytes may differ between libraries (another deflate, another writer).
Words, pages and names of files must not differ. The program itself writes Word files, so their bytes are compared.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
VERSIONS = re.compile(r"\b(pikepdf|pypdf|pypdfium2|weasyprint|pdfium)\s+\d[\w.@-]*")
"""The versions of libraries that 装订证明 prints. They are the only printed words that differ between environments."""
NOT_READ = "passing"
"""The folder for files that the jobs keep for themselves. Files whose names begin with a dot are not compared either."""


@dataclass(frozen=True, slots=True)
class MainJob:
    """A call of the command line: the name of its output, its arguments, the exit code that it must end with."""

    name: str
    arguments: tuple[str, ...]
    ends_with: int = 0


def jobs(out: Path) -> Iterator[MainJob]:
    """The jobs in order. Later jobs use files that earlier jobs made."""
    complete = str(SAMPLES / "complete.json")
    made_up = str(SAMPLES / "collected" / "enterprises.jsonl")
    yield MainJob("forms", ("forms", "--check"))
    yield MainJob("schema", ("schema",))
    yield MainJob("blank", ("blank", "--out", str(out / "blank")))
    filled = [str(SAMPLES / f"{name}.json") for name in ("complete", "foreign-owned", "rare-characters")]
    yield MainJob("fill", ("fill", *filled, "--out", str(out / "filled")))
    yield MainJob("check", ("check", str(SAMPLES / "faulty.json")), 1)
    for name, more in (("dossier", ()), ("archive", ("--archive", "--proof-page", "--duplex"))):
        yield MainJob(name, ("dossier", complete, "--kind", "application", "--out", str(out / name), *more))
        for bound in sorted((out / name).glob("*/贯标申报材料.pdf")):
            yield MainJob(f"verify-{name}", ("verify", str(bound), "--sources", str(SAMPLES / "evidence")))
    yield MainJob("workbook", ("workbook", "--out", str(out / "workbook" / "采集表.xlsx"), "--enterprises", "5"))
    yield MainJob("read-workbook", ("collect", str(out / "workbook" / "采集表.xlsx"), "--out", str(out / "read")), 1)
    papers = ("--forms", "附件2,附件4", "--format", "docx,pdf,packet")
    yield MainJob("batch", ("batch", made_up, "--out", str(out / "batch"), *papers), 1)


def run(out: Path) -> None:
    """Run all jobs with the libraries of this environment. Exits with a message at the first wrong exit code."""
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(out / NOT_READ / "cache"),
        "XDG_STATE_HOME": str(out / NOT_READ / "state"),
        "PYTHONPATH": str(ROOT),
    }
    (out / "said").mkdir(parents=True)
    for job in jobs(out):
        command = [sys.executable, "-m", "formgen", *job.arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        (out / "said" / f"{job.name}.txt").write_text((done.stdout + done.stderr).replace(str(out), "OUT"))
        if done.returncode != job.ends_with:
            sys.exit(
                f"{' '.join(job.arguments)}: exit {done.returncode}, not {job.ends_with}\n{done.stdout}{done.stderr}"
            )
        print(f"{job.name}: {done.returncode}")


def read(path: Path) -> object:
    """The content of a file that people read, as a value that can be compared."""
    content = path.read_bytes()
    match path.suffix:
        case ".pdf":
            from pypdf import PdfReader

            return [VERSIONS.sub(r"\1", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
        case ".xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                return sorted(package.namelist())
        case ".json" if path.name.endswith(".proof.json"):
            proof = json.loads(content)
            kept = ("title", "pages", "contents", "inputs", "lines", "pages_shown")
            return _without_digests({key: proof[key] for key in kept})
        case ".json":
            return _without_digests(json.loads(content))
        case ".docx":
            return content
        case _:
            return content.decode(errors="replace")


def _without_digests(read: object) -> object:
    if isinstance(read, dict):
        return {key: _without_digests(one) for key, one in read.items() if key not in ("sha256", "size", "bytes")}
    return [_without_digests(one) for one in read] if isinstance(read, list) else read


def compare(one: Path, other: Path) -> list[str]:
    """Messages about the files that only one of the two folders has, and about the files whose contents differ."""
    names = [
        {
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and NOT_READ not in path.parts and not path.name.startswith(".")
        }
        for folder in (one, other)
    ]
    alone = [f"{name}: only in one" for name in sorted(names[0] ^ names[1])]
    return alone + [
        f"{name}: differs" for name in sorted(names[0] & names[1]) if read(one / name) != read(other / name)
    ]


def main() -> None:
    """Run the jobs, or compare their results. Exits with a message if anything is wrong."""
    match sys.argv[1:]:
        case ["run", out]:
            run(Path(out).resolve())
        case ["compare", one, other]:
            if different := compare(Path(one).resolve(), Path(other).resolve()):
                sys.exit("\n".join(different))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
