"""Fills a Word template with the texts of a record. Nothing but the slots is changed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from formgen.foundation.errors import DefinitionError, DefinitionFault, MachineError
from formgen.render.word.fitted import fitted_package
from formgen.render.word.package import WordPackage, read_package
from formgen.render.word.repeated_rows import with_more_rows
from formgen.render.word.slots import find_places
from formgen.scheme.models import Form, LayoutEngine
from formgen.scheme.slots import RepeatedRows, RowSlot, Slot


class SlotText(NamedTuple):
    """The text that is printed in one slot: `\\n` is a line break, "" is an empty slot.

    It is a tuple, because a paper has hundreds of them.
    """

    slot: str
    text: str


def template_package(form: Form) -> WordPackage:
    """The form's Word template, changed as its fitting says and with the rows that its lists need.

    Raises DefinitionError where it is missing or no Word file.
    """
    package = read_template(form.template)
    if form.counts and form.engine is LayoutEngine.OFFICE:
        package = with_more_rows(package, form.rows, form.counts)
    return package if form.fitting is None else fitted_package(package, form.fitting)


def read_template(path: Path) -> WordPackage:
    """A Word template as it lies on the disk. Raises DefinitionError where it is missing or no Word file."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise DefinitionError([DefinitionFault(_short(path), "", "缺少这个 Word 模板")]) from error
    except OSError as error:
        raise MachineError(f"读不了 Word 模板 {_short(path)}：{error.strerror}") from error


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> WordPackage:
    return read_package(path.read_bytes(), _short(path))


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def fill_package(
    form: Form,
    texts: tuple[SlotText, ...],
    package: WordPackage | None = None,
    branches: tuple[bool, ...] | None = None,
) -> WordPackage:
    """The form with `texts` in its slots. A slot without a text stays empty, and a person can write in it with a pen.

    package: the template; None for the form's own template. branches: which conditions of a docxtpl template hold; None where the
    texts decide, as for every paper that is made. Raises DefinitionError if the template lacks a slot.
    """
    package = package or template_package(form)
    if form.engine is LayoutEngine.TEMPLATE:
        # Imported here: docxtpl takes long to load, and few schemes have such forms.
        from formgen.render.word.templated import templated

        wanted = {text.slot: text.text for text in texts}
        own = [slot for slot in form.slots if not isinstance(slot, RowSlot)]
        lists = {rows.variable or rows.list: _rows(rows, count, wanted) for rows, count in form.repeated}
        return templated(package, {slot.variable or slot.id: wanted.get(slot.id, "") for slot in own}, lists, branches)
    return fill_template(package, form.slots, texts)


def _rows(rows: RepeatedRows, count: int, texts: Mapping[str, str]) -> list[dict[str, str]]:
    """The texts of each row of a list by the variables of a template. texts: by the ids of the slots."""
    made: list[dict[str, str]] = [{} for _ in range(count)]
    for slot in rows.row_slots(count):
        made[slot.row - 1][slot.variable or slot.field] = texts.get(slot.id, "")
    return made


def texts_of_slots(slots: Sequence[Slot], texts: Iterable[SlotText]) -> tuple[str, ...]:
    """The text of each slot in order, "" for none.

    Two slots may have one id, and texts of their own: the boxes of one choice in two rows. Then the texts stand in the slots'
    order. One text for an id stands in all its slots.
    """
    return texts_of_ids([slot.id for slot in slots], texts)


def texts_of_ids(ids: Sequence[str], texts: Iterable[SlotText]) -> tuple[str, ...]:
    """As `texts_of_slots`, for slots that are given by their ids."""
    given = tuple(texts)
    only = dict(given)
    if len(only) == len(given):  # nearly always, and much quicker
        return tuple([only.get(slot, "") for slot in ids])
    known: dict[str, list[str]] = {}
    for text in given:
        known.setdefault(text.slot, []).append(text.text)
    seen: dict[str, int] = {}
    found = []
    for slot in ids:
        own, number = known.get(slot, [""]), seen.get(slot, 0)
        seen[slot] = number + 1
        found.append(own[min(number, len(own) - 1)])
    return tuple(found)


def is_alike(texts: Iterable[SlotText]) -> bool:
    """True if all texts of one slot id are the same, as those of every form that we lay out ourselves."""
    given = tuple(texts)
    only = dict(given)
    return all(only[slot] == text for slot, text in given)


def fill_template(package: WordPackage, slots: tuple[Slot, ...], texts: tuple[SlotText, ...]) -> WordPackage:
    """A Word template with `texts` in these slots, filled as by `fill_package`."""
    root = copy.deepcopy(package.document)
    faults = []
    for slot, text, place in zip(slots, texts_of_slots(slots, texts), find_places(root, slots), strict=True):
        if place is None:
            faults.append(DefinitionFault(package.name, slot.id, f"Word 模板里没有「{slot.label}」的填写位置"))
        else:
            place.write(text)
    if faults:
        raise DefinitionError(faults)
    return package.with_document(root)
