"""Who is in the source: read once, whole, before anything is made.

Only when all names are known can every enterprise have a folder that doesn't depend on the order of the rows, and only
then is it known which of them say the same of themselves. What was read waits in a file without a name, so that ten
thousand enterprises need no more memory than one.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from formgen.delivery import folder_name
from formgen.errors import MachineError
from formgen.intake.collected import NAME_FIELD, Collected
from formgen.intake.sources import read_source
from formgen.problems import Place, Problem, error
from formgen.record.models import Choice, Record
from formgen.scheme.models import Kind, Scheme

LISTED = 3
"""How many of the others that claim to be the same are named."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """One enterprise of the source.

    identity  what it is known by from run to run: its unified code, else its name and town, else its place
    claimed   the same, also where others claim it too: its identity is then its place
    name, town, code  as the data say, empty where they don't
    folder    its own folder in the output folder; empty if its name can't be one
    place     where it stands in the source
    refused   why nothing is made for it whatever the data say: others of the source claim to be the same
    """

    identity: str
    claimed: str
    name: str
    town: str
    code: str
    place: Place
    folder: str = ""
    refused: tuple[Problem, ...] = ()


class Roster:
    """All enterprises of a source in its order, and what was read of each, once more in that order."""

    def __init__(self, scheme: Scheme, source: Path) -> None:
        """Read the source. Raises MachineError where what was read can't be kept. problems are the source's own."""
        found = read_source(scheme, source)
        self.problems = found.problems
        try:
            self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="formgen-")  # noqa: SIM115 (closed in `close`)
            self.entrants = _placed([self._take(scheme, one) for one in found])
        except OSError:
            raise MachineError("存不下读到的企业数据，请核对磁盘空间和 TMPDIR") from None

    def _take(self, scheme: Scheme, one: Collected) -> Entrant:
        pickle.dump(one, self._spool, pickle.HIGHEST_PROTOCOL)
        return _entrant(scheme, one)

    def collected(self) -> Iterator[tuple[Entrant, Collected]]:
        """Every enterprise with what was read of it."""
        self._spool.seek(0)
        for entrant in self.entrants:
            yield entrant, pickle.load(self._spool)

    def close(self) -> None:
        """Throw away what was read."""
        self._spool.close()


def _entrant(scheme: Scheme, one: Collected) -> Entrant:
    record = one.record
    name = "" if record is None else str(record.value(NAME_FIELD) or "")
    town = "" if record is None else _said(scheme, record, Kind.TOWN)
    code = "" if record is None else _said(scheme, record, Kind.UNIFIED_CODE)
    if code:
        identity = f"code\n{code}"
    elif name:
        identity = f"name\n{name}\n{town}"
    else:
        identity = f"place\n{one.place}"
    return Entrant(identity, identity, name, town, code, one.place)


def _said(scheme: Scheme, record: Record, kind: Kind) -> str:
    """The enterprise's own value of this kind, as text; empty for none."""
    for field, definition in scheme.fields.items():
        if definition.kind is kind and (value := record.value(field)) is not None:
            return value.label if isinstance(value, Choice) else str(value)
    return ""


def _placed(entrants: list[Entrant]) -> tuple[Entrant, ...]:
    """The same, each with a folder of its own, or with why it gets none."""
    same: dict[str, list[Entrant]] = {}
    for entrant in entrants:
        same.setdefault(entrant.identity, []).append(entrant)
    single = [one if len(same[one.identity]) == 1 else _refused(one, same[one.identity]) for one in entrants]
    names = Counter(_plain(one).casefold() for one in single if not one.refused)  # some systems know no capitals
    longer = [
        one if one.refused else replace(one, folder=_folder(one, names[_plain(one).casefold()])) for one in single
    ]
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
    """The enterprise's name; where others of the source share it, with its code or its town behind it."""
    plain, mark = _plain(entrant), entrant.code or entrant.town
    return f"{plain}（{mark}）" if plain and sharing > 1 and mark else plain


def _refused(entrant: Entrant, same: list[Entrant]) -> Entrant:
    """One of several that claim to be the same. Nobody can know which of them is right, so nothing is made of any."""
    others = [str(one.place) for one in same if one is not entrant][:LISTED]
    more = f" 等 {len(same) - 1} 处" if len(same) - 1 > LISTED else ""
    what = "统一社会信用代码" if entrant.code else "企业名称和所属镇（区）"
    found = error(
        "enterprise.twice",
        "",
        entrant.place,
        f"{what}与 {'、'.join(others)}{more}相同",
        "一家企业只留一份数据；确是两家企业的，核对并补上各自的统一社会信用代码",
    )
    return replace(entrant, identity=f"place\n{entrant.place}", refused=(found,))
