"""Joins the cells of a value that has a cell for each character, as they stand in a returned file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from formgen.foundation.problems import Problem, error
from formgen.intake.places import file_place
from formgen.returned.word_files.returned_form import ReadText
from formgen.scheme.slots import CellSlot


def with_joined_cells(texts: Iterable[ReadText], file: str, problems: list[Problem]) -> Iterator[ReadText]:
    """The texts of a form, with one for each value in cells. A cell that was left empty between others is told.

    Somebody may type the whole number into one cell, or join the cells: what stands in all of them together counts.
    """
    cells: list[ReadText] = []
    for one in texts:
        slot = one.slot
        if cells and not (isinstance(slot, CellSlot) and slot.field == cells[0].slot.field and slot.cell > 1):
            yield _joined(cells, file, problems)
            cells = []
        if isinstance(slot, CellSlot):
            cells.append(one)
        else:
            yield one
    if cells:
        yield _joined(cells, file, problems)


def _joined(cells: Sequence[ReadText], file: str, problems: list[Problem]) -> ReadText:
    texts = ["".join(one.text.split()) for one in cells]
    filled = [number for number, text in enumerate(texts) if text]
    empty = [number + 1 for number in range(filled[0], filled[-1]) if not texts[number]] if filled else []
    if empty:
        first = cells[0]
        told = "、".join(map(str, empty))
        message = f"一格一字的，第 {told} 格空着"
        problems.append(
            error("returned.cell-empty", first.slot.label, file_place(file, first.place), message, "核对，补全")
        )
    return replace(cells[0], text="".join(texts))
