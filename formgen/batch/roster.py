"""The list of all enterprises in the source. The whole source is read once, before anything is made.

A run needs all names first, for two reasons: the folder of an enterprise must not depend on the order of the rows, and
only then is it known which entries have the same identity. The data that were read wait in a temporary file without a
name, so that ten thousand enterprises need no more memory than one.
"""

from __future__ import annotations

import hashlib
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from formgen.batch.packing import pack
from formgen.foundation.delivery import folder_name
from formgen.foundation.errors import MachineError
from formgen.foundation.problems import Place, Problem, error
from formgen.intake.collected import Collected
from formgen.intake.columns import code_fields
from formgen.intake.together.told_apart import seen_from
from formgen.pipeline.collecting.reading import read_together
from formgen.record.kinds.table import written
from formgen.record.models import Record
from formgen.scheme.models import Scheme

TWICE = "enterprise.twice"
"""The code of the finding about an enterprise that stands twice in the source. Some sources report it themselves."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """One enterprise of the source.

    identity  the key of the enterprise in all runs: its code (a unified code), else its name and town, else its place.
              For an enterprise that stands in the source a second time it is its place
    claimed   the key from the code, or from the name and town, also if the enterprise stands in the source a second time
    name, town, code  from the data; empty if the data do not have them
    shown     the name; if there is none, the place
    folder    the enterprise's own folder in the output folder; empty if the name can't be a folder's name
    place     the place in the source
    again     True if an earlier entry of the source is the same enterprise; nothing is made for this entry then
    refused   the finding that says so; empty if the reading of the source has already reported it
    """

    identity: str
    claimed: str
    name: str
    shown: str
    town: str
    code: str
    place: Place
    folder: str = ""
    again: bool = False
    refused: tuple[Problem, ...] = ()


class Roster:
    """All enterprises of a source in its order. What was read of each can be read again in the same order."""

    def __init__(self, scheme: Scheme, *paths: Path) -> None:
        """Read the source, which may be several files and folders. `problems` are those of the sources as a whole.

        Raises MachineError if the temporary file for the data can't be written.
        """
        found = read_together(scheme, paths)
        self.problems = found.problems
        self._sizes = array("Q")
        try:
            self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="formgen-")  # noqa: SIM115 (closed in `close`)
            self.entrants = _placed(scheme, [self._take(scheme, one) for one in found])
        except OSError:
            raise MachineError("存不下读到的数据，请核对磁盘空间和 TMPDIR") from None

    def _take(self, scheme: Scheme, one: Collected) -> Entrant:
        packed = pack(one)
        self._sizes.append(len(packed))
        self._spool.write(packed)
        return _entrant(scheme, one)

    def packed(self) -> Iterator[tuple[Entrant, bytes]]:
        """Every enterprise with the data that were read of it, packed in the form that a worker gets."""
        self._spool.seek(0)
        for entrant, size in zip(self.entrants, self._sizes, strict=True):
            yield entrant, self._spool.read(size)

    def close(self) -> None:
        """Remove the temporary file with the data that were read."""
        self._spool.close()


def _entrant(scheme: Scheme, one: Collected) -> Entrant:
    record = one.record
    name = _said(record, (scheme.applicant.name,))
    town = _said(record, scheme.town_fields)
    code = _said(record, code_fields(scheme))
    if code:
        identity = f"code\n{code}"
    elif name:
        identity = f"name\n{name}\n{town}"
    else:
        identity = _placewise(one.place)
    again = any(problem.code == TWICE and problem.is_error for problem in one.problems)
    return Entrant(
        _placewise(one.place) if again else identity, identity, name, one.name, town, code, one.place, again=again
    )


def _said(record: Record | None, fields: Iterable[str]) -> str:
    """The printed value of the first of these fields that has a value; empty if none has one."""
    values = (record.value(field) for field in fields) if record is not None else ()
    return next((written(value) for value in values if value is not None), "")


def _placed(scheme: Scheme, entrants: list[Entrant]) -> tuple[Entrant, ...]:
    """The same entrants, each with its own folder, or with the finding that says why nothing is made for it."""
    first: dict[str, Entrant] = {}
    single = [
        one if first.setdefault(one.claimed, one) is one else _again(scheme, one, first[one.claimed])
        for one in entrants
    ]
    names = Counter(
        _plain(one).casefold() for one in single if not one.again
    )  # some file systems ignore upper and lower case
    longer = [one if one.again else replace(one, folder=_folder(one, names[_plain(one).casefold()])) for one in single]
    folders = Counter(one.folder.casefold() for one in longer if one.folder)
    return tuple(
        replace(one, folder=f"{one.folder}（{hashlib.sha256(one.identity.encode()).hexdigest()[:8]}）")
        if one.folder and folders[one.folder.casefold()] > 1
        else one
        for one in longer
    )


def _plain(entrant: Entrant) -> str:
    return folder_name(entrant.name) or ""


def _folder(entrant: Entrant, sharing: int) -> str:
    """The enterprise's name as a folder name. If others in the source have the same name, code or town is added to it."""
    plain, mark = _plain(entrant), entrant.code or entrant.town
    return f"{plain}（{mark}）" if plain and sharing > 1 and mark else plain


def _again(scheme: Scheme, entrant: Entrant, first: Entrant) -> Entrant:
    """Refuse an entry that is the same enterprise as the earlier entry `first`.

    Nothing is made for the later entry, so that it does not overwrite the papers of the first.
    """
    if entrant.again:
        return entrant
    applicant, identity = scheme.applicant, scheme.identity_label
    labels = [scheme.fields[field].label for field in (scheme.applicant.name, *scheme.town_fields)]
    what = identity if entrant.code and identity else "和".join(labels)
    apart = f"核对并写上各自的{identity}" if identity else "在名称后面加上区别"
    found = error(
        TWICE,
        "",
        entrant.place,
        f"与〔{seen_from(entrant.place, first.place)}〕的{what}相同",
        f"同{applicant.one}只留一份；确是两{applicant.counter}{applicant.word}的，{apart}",
    )
    return replace(entrant, identity=_placewise(entrant.place), again=True, refused=(found,))


def _placewise(place: Place) -> str:
    return f"place\n{place}"
