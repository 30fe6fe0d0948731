"""What was made for one enterprise and is not written yet."""

from __future__ import annotations

from dataclasses import dataclass

from formgen.delivery import Paper
from formgen.problems import Problem
from formgen.render.papers import Way


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A finished paper, not written yet, and which way it was made.

    way  None for what there is one way to make only: dossiers and what lies beside them
    why  what kept a form from being filled into the compiled one; empty where nothing did
    """

    paper: Paper
    way: Way | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class MadePapers:
    """One enterprise's finished papers, and what a person should look at (warnings only)."""

    papers: tuple[MadePaper, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MadeDossier:
    """A finished dossier, not written yet: its files below the enterprise's folder, warnings, pages.

    papers   of each volume the PDF and its proof, then the papers beside, then the originals of signed files
    volumes, beside  how many volumes there are, and how many papers beside them
    """

    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    pages: int
    volumes: int
    beside: int
