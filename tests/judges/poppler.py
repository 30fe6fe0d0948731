"""poppler reads the tagged text of a PDF and its fonts, and draws its pages."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.judges import JudgeError, ask
from tests.judges.raster import Raster, read_pages


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A piece of text and the tags around it, the outermost tag first: `("Document", "P", "Span")`."""

    tags: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PdfFont:
    """A font of a PDF: its name without the prefix of a subset, its type and encoding, and how it is embedded."""

    name: str
    type: str
    encoding: str
    embedded: bool
    subset: bool
    unicode: bool


def structure(path: Path) -> str:
    """The tags of a PDF with their text, in reading order, as pdfinfo prints them. Empty if it has none."""
    return ask(["pdfinfo", "-struct-text", path]).decode(errors="replace")  # it writes titles as they stand in the file


def tags(path: Path) -> tuple[str, ...]:
    """The types of all tags of a PDF, in reading order. This is quick: for texts, poppler draws a page again for each tag."""
    said = ask(["pdfinfo", "-struct", path]).decode(errors="replace").splitlines()
    words = [line.split()[0] for line in said if line.strip()]
    return tuple(word.rstrip(":") for word in words if not word.startswith("/"))


def tagged_texts(path: Path) -> tuple[TaggedText, ...]:
    """Every piece of text in the order of the tags. Raises JudgeError if the PDF has no tags."""
    texts: list[TaggedText] = []
    above: list[str] = []
    for line in structure(path).splitlines():
        words = line.lstrip(" ")
        depth = (len(line) - len(words)) // 2
        if words.startswith('"') and words.endswith('"') and len(words) > 1:
            texts.append(TaggedText(tuple(above[:depth]), words[1:-1]))
        elif words and not words.startswith("/"):
            above[depth:] = [words.split()[0].rstrip(":")]
    if not above:
        raise JudgeError(f"{path.name} has no tags")
    return tuple(texts)


def text(path: Path, *options: str) -> str:
    """Return the text that pdftotext reads with these options (`-layout`, `-raw`, `-bbox` …). Pages end with a form feed."""
    return ask(["pdftotext", "-enc", "UTF-8", *options, path, "-"]).decode()


def fonts(path: Path) -> tuple[PdfFont, ...]:
    """The fonts of a PDF, in poppler's order."""
    lines = ask(["pdffonts", path]).decode().splitlines()
    if len(lines) < 2:
        raise JudgeError(f"pdffonts did not list the fonts of {path.name}")
    ends = [len("-".join(lines[1].split(" ")[:count])) for count in range(1, 6)]
    found = []
    for line in lines[2:]:
        starts = [0, *(end + 1 for end in ends)]
        name, kind, encoding, *carried = (
            line[start:end].strip() for start, end in zip(starts, [*ends, ends[-1] + 4], strict=True)
        )
        subset = carried[1] == "yes"
        found.append(
            PdfFont(name.partition("+")[2] if subset else name, kind, encoding, *(each == "yes" for each in carried))
        )
    return tuple(found)


def rasterise(path: Path, dots_per_inch: int = 72) -> tuple[Raster, ...]:
    """Every page as a grey picture."""
    with tempfile.TemporaryDirectory() as folder:
        ask(["pdftoppm", "-gray", "-r", str(dots_per_inch), path, Path(folder, "page")])
        return read_pages(Path(folder))
