"""What a finished dossier must hold (Claim), what was found in it (Proof), and the file that keeps it: `docs/proof.md`."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter, ValidationError

import formgen
from formgen import resources
from formgen.dossier.claim import Claim, Input, Rectangle
from formgen.dossier.lines import Line
from formgen.engines import pdfium
from formgen.errors import ProofError

FORMAT, VERSION = "formgen-proof", 1
"""What a proof file says it is. A change that older programs would read wrongly makes the version one higher."""


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """A line of the contents: four numbers that were read in four places of the finished file, and are one.

    mark   what the heading begins with: `①`, an indicator's id, or nothing
    level  0 a material, 1 a section of evidence, 2 a piece of evidence: a line of the evidence index
    score  the points that the index prints; empty for any other line
    """

    heading: str
    contents_number: int
    stamped_number: int
    bookmark_page: int
    page_label: str
    mark: str = ""
    level: int = 0
    score: str = ""

    def line(self, volume: int) -> Line:
        """The line that was proved, of this volume."""
        title = self.heading.removeprefix(self.mark).lstrip() if self.mark else self.heading
        return Line(self.mark, title, self.contents_number, self.level, self.score, volume=volume)


@dataclass(frozen=True, slots=True)
class ProvedPage:
    """A page of the dossier: its content's sha256 (`digest.py`) and where its source's page lies on it."""

    number: int
    sha256: str
    place: Rectangle | None


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and its sha256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in the finished file, and is kept beside it.

    sha256         of the whole file
    contents       the first page of the contents
    rest_sha256    of what is not pages: bookmarks, labels, layers, where links lead
    pages_shown    how many pages were drawn beside their source's and show the same
    tools, fonts   names and versions of what made and read it
    first, index, volume, draft, duplex  as Claim has them
    """

    title: str
    sha256: str
    pages: int
    contents: int
    inputs: tuple[Input, ...]
    lines: tuple[ProvedLine, ...]
    page_records: tuple[ProvedPage, ...]
    rest_sha256: str
    pages_shown: int
    tools: tuple[str, ...]
    fonts: tuple[Face, ...]
    first: int = 1
    index: int = 0
    volume: int = 1
    draft: bool = False
    duplex: bool = False

    @property
    def claim(self) -> Claim:
        """What the file must still be found to hold, years later; its sources are not at hand, nor other volumes."""
        lines = tuple(line.line(self.volume) for line in self.lines)
        return Claim(
            self.title, self.pages, self.contents, lines, self.inputs,
            first=self.first, index=self.index, volume=self.volume, draft=self.draft, duplex=self.duplex,
        )  # fmt: skip

    def to_json(self) -> bytes:
        """The proof as UTF-8 JSON, to be kept beside the dossier."""
        content = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    @staticmethod
    def from_json(content: bytes) -> Proof:
        """Read a proof file. Raises ProofError for what is none, or one of a later version."""
        try:
            read: Any = json.loads(content)
            if not isinstance(read, dict) or read.pop("format", None) != FORMAT:
                raise ProofError("装订核对记录（.proof.json）不是本程序写的，或已损坏")
            if read.pop("version", None) != VERSION:
                raise ProofError("装订核对记录（.proof.json）是更新的版本写的，请用新版的 formgen 核对")
            return _READ.validate_python(read)
        except (ValueError, ValidationError, RecursionError):
            raise ProofError("装订核对记录（.proof.json）已损坏，读不出来") from None


_READ: TypeAdapter[Proof] = TypeAdapter(Proof)


TOOLS = ("pikepdf", "pypdf", "pypdfium2", "weasyprint")


@lru_cache(maxsize=1)
def tools() -> tuple[str, ...]:
    """What makes and proves a dossier here, with versions."""
    made_by = (f"formgen {formgen.__version__}", f"Python {platform.python_version()}")
    return (*made_by, *(f"{tool} {version(tool)}" for tool in TOOLS), pdfium.BUILD)


def fonts() -> tuple[Face, ...]:
    """The faces that its own pages are set in."""
    return tuple(Face(file.path.name, file.sha256) for file in resources.font_files())
