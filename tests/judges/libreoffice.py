"""LibreOffice: opens our Word files, saves them again, and lays them out with our faces."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from formgen.foundation.resources import fontconfig_file
from tests.judges import SECONDS, JudgeError, ask


def convert(path: Path, to: str, out_dir: Path, *, seconds: float = SECONDS) -> Path:
    """Convert one file, in the same way as `convert_all`."""
    return convert_all([path], to, out_dir, seconds=seconds)[0]


def convert_all(paths: Sequence[Path], to: str, out_dir: Path, *, seconds: float = SECONDS) -> tuple[Path, ...]:
    """Convert files in one run. Return the paths of the new files in `out_dir`, which have the names of the sources.

    to        the extension of the format, followed by one of LibreOffice's filters if needed: `docx`,
              `pdf:writer_pdf_Export`
    seconds   the time after which LibreOffice is ended

    Each run has its own profile, because runs that share a profile lose files. LibreOffice can use only our faces, also
    under their official names. Otherwise it would silently use other faces. Raises JudgeError if a file was not made,
    because LibreOffice ends with 0 even then.
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
