"""The work that every measured tool gets (the same texts for the same forms), and the files that it returns.

This module uses the standard library only, so that a tool's process loads only what the tool itself needs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CONTENTS_PAGES = 1


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form: its id, its annex (附件2 and so on), its title, its Word template, and its number of pages."""

    id: str
    annex: str
    title: str
    template: Path
    pages: int


@dataclass(frozen=True, slots=True)
class Text:
    """The text that is printed in one slot. `\\n` stands for a line break."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise: its name, and the texts that are not blank for each form, in the order of the work's forms."""

    name: str
    texts: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Forms that are filled for each enterprise, and bound in this order into one packet for each enterprise."""

    scheme: str
    forms: tuple[PaperForm, ...]
    enterprises: tuple[Enterprise, ...]

    @property
    def first_pages(self) -> tuple[int, ...]:
        """The page number in the packet of each form's first page. The contents come first."""
        first, found = CONTENTS_PAGES + 1, []
        for form in self.forms:
            found.append(first)
            first += form.pages
        return tuple(found)

    @property
    def packet_pages(self) -> int:
        """The number of pages of a packet."""
        return CONTENTS_PAGES + sum(form.pages for form in self.forms)


@dataclass(frozen=True, slots=True)
class Files:
    """The files made for one enterprise.

    words, forms  the Word files and the PDFs of the forms; empty for a tool that makes none
    packet        the packet; None for a tool that makes none
    """

    words: tuple[Path, ...] = ()
    forms: tuple[Path, ...] = ()
    packet: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file."""
        return (*self.words, *self.forms, *((self.packet,) if self.packet else ()))


@dataclass(frozen=True, slots=True)
class Made:
    """The files that a tool made in one pass, for each enterprise in order.

    compiled, whole  how many files were made by filling compiled forms, and how many were laid out whole; 0 for tools that
                     do not distinguish these ways
    """

    files: tuple[Files, ...]
    compiled: int = 0
    whole: int = 0


class Tool(Protocol):
    """A tool that makes papers. It gets the work once, and then makes the papers in parts."""

    def make(self, part: range, out: Path) -> Made:
        """Write all files of some enterprises of the work into an empty folder. part: their numbers, counted from 0."""
        ...


def write_work(work: Work, path: Path) -> None:
    """Write work as JSON."""
    forms = [[form.id, form.annex, form.title, str(form.template), form.pages] for form in work.forms]
    enterprises = [
        [enterprise.name, [[[text.slot, text.text] for text in texts] for texts in enterprise.texts]]
        for enterprise in work.enterprises
    ]
    path.write_text(json.dumps([work.scheme, forms, enterprises], ensure_ascii=False), encoding="utf-8")


def read_work(path: Path) -> Work:
    """Read what `write_work` wrote."""
    scheme, forms, enterprises = json.loads(path.read_text(encoding="utf-8"))
    return Work(
        scheme,
        tuple(PaperForm(form_id, annex, title, Path(at), pages) for form_id, annex, title, at, pages in forms),
        tuple(
            Enterprise(name, tuple(tuple(Text(*text) for text in texts) for texts in papers))
            for name, papers in enterprises
        ),
    )


def folders(out: Path, part: range) -> Sequence[Path]:
    """Make a new folder in `out` for each enterprise of a part."""
    made = [out / f"{number:05}" for number in part]
    for folder in made:
        folder.mkdir(parents=True)
    return made
