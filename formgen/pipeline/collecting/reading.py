"""Opens what people sent: records and tables, and returned Word files, whose reader it gives to intake.

The forms of one applicant come in several Word files. So the Word files of a run are read together, wherever they stand
among the sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from formgen.intake import sources, standard_input
from formgen.intake.collected import Collected, Source
from formgen.scheme.models import Scheme

STREAM = standard_input.NAME
"""The name of standard input in places."""


def parts_of(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """The paths of a run, each for itself, and all Word files together where the first of them stands."""
    words = [path for path in paths if sources.is_word(path)]
    parts: list[tuple[Path, ...]] = []
    for path in paths:
        if path not in words:
            parts.append((path,))
        elif path == words[0]:
            parts.append(tuple(dict.fromkeys(words)))
    return parts


def read_part(scheme: Scheme, paths: Sequence[Path]) -> list[Source]:
    """The sources of one part of `parts_of`: one for a file or folder; for Word files one for each applicant."""
    if len(paths) > 1:
        return sources.read_words(scheme, paths, _word_files)
    return [sources.read_source(scheme, path, _word_files) for path in paths]


def read_paths(scheme: Scheme, paths: Sequence[Path]) -> list[Source]:
    """The sources of all these paths, in their order."""
    return [source for part in parts_of(paths) for source in read_part(scheme, part)]


def read_source(scheme: Scheme, path: Path) -> Source:
    """Open one source: a record, a table, a returned Word file, or a folder of any of these."""
    return sources.read_source(scheme, path, _word_files)


def read_together(scheme: Scheme, paths: Sequence[Path]) -> Source:
    """The sources of all these paths as one source."""
    return sources.one_of(scheme, read_paths(scheme, paths), paths[0].parent)


def read_one(scheme: Scheme, path: Path) -> Collected:
    """One applicant: from a JSON file, a returned Word file, or a folder that has the data of one applicant only."""
    return sources.read_one(scheme, path, _word_files)


@contextmanager
def read_stream(scheme: Scheme, stream: BinaryIO | None) -> Iterator[Source]:
    """What comes through standard input, as `standard_input` says."""
    with standard_input.standard_input(scheme, stream, _word_files) as source:
        yield source


def _word_files(scheme: Scheme, paths: Sequence[Path], is_folder: bool) -> Sequence[Source]:
    """The reader of returned Word files. It is loaded when the first Word file is met: most runs have none."""
    from formgen.returned.word_files.read_files import read_found, read_word_files

    return (read_found if is_folder else read_word_files)(scheme, paths)
