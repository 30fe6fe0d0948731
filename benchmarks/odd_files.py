"""What becomes of files that nobody here wrote: `python -m benchmarks.odd_files FOLDER`.

Every PDF, picture and office file of the folder is bound by itself into a dossier, and proved, in a process of its own that may take a
minute and 6 GB. The counts say how many were bound, and for what reason the others were refused. Whatever ends a process, or raises an
error that names no file, is a fault of this program: these files are listed. Public test collections of PDF programs are good folders.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PICTURES = ("jpg", "jpeg", "png", "tif", "tiff", "gif", "bmp", "webp", "heic", "heif", "avif", "jp2", "j2k")
OFFICE_FILES = ("docx", "doc", "xlsx", "xls", "pptx", "odt", "ods", "rtf")
KINDS = frozenset(f".{ending}" for ending in ("pdf", "ofd", *PICTURES, *OFFICE_FILES))
SECONDS, MEMORY = 60, 6 << 30
BOUND = "bound"


def become_of(path: Path) -> str:
    """`bound`, or the codes of the problems for which the file is refused. Raises what the program did not foresee."""
    from benchmarks.evidence import evidence_task, own_pages
    from formgen.dossier import bind
    from formgen.foundation.errors import DataError

    name = f"file{path.suffix.lower()}"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(path, Path(folder, name))
        try:
            bind(evidence_task(Path(folder), [name]), own_pages())
        except DataError as fault:
            return " ".join(sorted({problem.code for problem in fault.problems if problem.is_error}))
    return BOUND


def in_process(path: Path) -> tuple[str, bool]:
    """What becomes of a file in a new process; True behind it if that is a fault of this program."""
    command = [sys.executable, "-m", "benchmarks.odd_files", "--one", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "too slow", True
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"signal {-done.returncode}"])[-1]
        return f"ended: {last[:80]}", True
    return done.stdout.strip(), False


def main() -> None:
    """Bind all files of a folder, each by itself, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--one", type=Path)
    asked = parser.parse_args()
    if asked.one is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        print(become_of(asked.one))
        return
    if asked.folder is None:
        parser.error("a folder is needed")
    found: Counter[str] = Counter()
    faults: list[str] = []
    for path in sorted(one for one in asked.folder.rglob("*") if one.suffix.lower() in KINDS and one.is_file()):
        said, is_fault = in_process(path)
        found[said] += 1
        if is_fault:
            faults.append(f"{path}: {said}")
    print("\n".join(f"{count:6}  {said}" for said, count in found.most_common()))
    print("\n".join(["", *faults]))


if __name__ == "__main__":
    main()
