"""Adds the folder to the name of a file in findings (`东街/名册.xlsx`) if another file in the run has the same name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from formgen.foundation.problems import Place, Problem
from formgen.intake.collected import Collected, Source
from formgen.intake.places import file_place
from formgen.record.models import Record


def named_apart(sources: Sequence[Source]) -> list[Source]:
    """The same sources. If files of two sources have the same name, the places in these files name the folder, too."""
    if len(sources) < 2:
        return list(sources)
    files = [_files(source.path) for source in sources]
    names = told_names([path for paths in files for path in paths])
    return [_renamed(source, {file_place(path.name).file: names[path] for path in paths if path in names})
            for source, paths in zip(sources, files, strict=True)]  # fmt: skip


def told_names(paths: Sequence[Path]) -> dict[Path, str]:
    """The names with folders of those files that do not have a name of their own among these; the others are left out."""
    by_name: dict[str, set[Path]] = {}
    for path in paths:
        by_name.setdefault(path.name, set()).add(path)
    return {path: _longer(path, alike) for alike in by_name.values() if len(alike) > 1 for path in alike}


def _files(path: Path) -> tuple[Path, ...]:
    """The files that the places of a source may name: the source itself, or everything in its folder."""
    try:
        whole = path.resolve()
        return tuple(whole.iterdir()) if whole.is_dir() else (whole,)
    except OSError:
        return ()


def _longer(path: Path, alike: set[Path]) -> str:
    """The last parts of a path: as many as distinguish it from the other paths of the same name."""
    for count in range(2, len(path.parts)):
        if all(other.parts[-count:] != path.parts[-count:] for other in alike if other != path):
            return file_place("/".join(path.parts[-count:])).file
    return file_place(path.as_posix()).file


def _renamed(source: Source, names: Mapping[str, str]) -> Source:
    if not names:
        return source
    return replace(source, problems=_problems(source.problems, names), _read=partial(_read, source, names))


def _read(source: Source, names: Mapping[str, str]) -> Iterator[Collected]:
    for one in source:
        record = None if one.record is None else _record(one.record, names)
        yield replace(one, record=record, problems=_problems(one.problems, names), place=_place(one.place, names))


def _place(place: Place, names: Mapping[str, str]) -> Place:
    return Place(names[place.file], place.at) if place.file in names else place


def _problems(problems: tuple[Problem, ...], names: Mapping[str, str]) -> tuple[Problem, ...]:
    return tuple(replace(problem, place=_place(problem.place, names)) for problem in problems)


def _record(record: Record, names: Mapping[str, str]) -> Record:
    """The record with the longer file names in the places of its values. The paths of supplied files do not change."""

    def placed(value: object) -> object:
        if isinstance(value, Place):
            return _place(value, names)
        if isinstance(value, tuple):
            return tuple(placed(part) for part in value)
        if type(value).__module__ == Record.__module__ and dataclasses.is_dataclass(value) and hasattr(value, "place"):
            changed = {
                one.name: placed(getattr(value, one.name))
                for one in dataclasses.fields(value)
                if isinstance(getattr(value, one.name), Place | tuple)
            }
            return replace(value, **changed)  # type: ignore[type-var]
        return value

    changed = placed(record)
    assert isinstance(changed, Record)
    return changed
