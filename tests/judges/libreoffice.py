"""LibreOffice: opens our Word files, saves them again, and lays them out with our faces."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from formgen.resources import fontconfig_file
from tests.judges import SECONDS, JudgeError, ask


def convert(path: Path, to: str, out_dir: Path, *, seconds: float = SECONDS) -> Path:
    """Convert one file: as `convert_all`."""
    return convert_all([path], to, out_dir, seconds=seconds)[0]


def convert_all(paths: Sequence[Path], to: str, out_dir: Path, *, seconds: float = SECONDS) -> tuple[Path, ...]:
    """Convert files in one run; returns the paths of what was made, in `out_dir`, with the names of the sources.

    to        the format's extension, followed by a filter of LibreOffice's if need be: `docx`, `pdf:writer_pdf_Export`
    seconds   after which LibreOffice is ended

    Each run has its own profile, because runs that share one lose files. The faces are ours alone, by their official
    names too: without that LibreOffice takes others and says nothing. Raises JudgeError if it does not make every file:
    it ends with 0 all the same.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    made = [out_dir / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
    for path, target in zip(paths, made, strict=True):
        if target.resolve() == path.resolve():
            raise JudgeError(f"{path.name} would be written over itself")
    if len(set(made)) != len(made):
        raise JudgeError("two files of one name would become one")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        ask(
            [
                "soffice",
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                "--headless",
                "--norestore",
                *("--convert-to", to, "--outdir", out),
                *paths,
            ],
            environment={**os.environ, "FONTCONFIG_FILE": str(fontconfig_file())},
            seconds=seconds,
        )
        for path, target in zip(paths, made, strict=True):
            written = out / target.name
            if not written.is_file() or not written.stat().st_size:
                raise JudgeError(f"LibreOffice made nothing of {path.name}")
            target.write_bytes(written.read_bytes())
    return tuple(made)
