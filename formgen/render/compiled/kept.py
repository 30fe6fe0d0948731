"""What is kept in memory, so many things of a kind at most, each made once however many threads ask for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock, RLock
from typing import Generic, TypeVar

from formgen.render.word.package import WordPackage
from formgen.scheme.models import Slot

MOST_TEMPLATES = 32
"""How many templates' are kept: more than any scheme has forms, and a bound where files change all the time."""

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")
DerivedT = TypeVar("DerivedT")


class Kept(Generic[KeyT, ValueT]):
    """Values by their keys; of more than so many the one that was not asked for longest makes room.

    One thread at a time makes a value, others that ask for the same wait for it. Who holds the lock of an engine asks for no
    value that is made with it: two threads would wait for each other.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()
        self._lock, self._making = Lock(), RLock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: KeyT, make: Callable[[], ValueT]) -> ValueT:
        """The value of a key; made, and kept for the next time, where there is none. What `make` raises is raised, and nothing
        is kept."""
        if key in self._values:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key]
        with self._making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = make()
            with self._lock:
                self._values[key] = value
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return value


class Same:
    """Something as a key that only itself is equal to; comparing what it says with others would take longer. It is kept alive."""

    __slots__ = ("_one",)

    def __init__(self, one: object) -> None:
        self._one = one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._one is self._one

    def __hash__(self) -> int:
        return object.__hash__(self._one)


Derive = Callable[[WordPackage, tuple[Slot, ...]], DerivedT]


def once_for_a_template(derive: Derive[DerivedT]) -> Derive[DerivedT]:
    """The function, which derives something from a template and its slots, called once for the same contents of both, and anew
    when the template says something else.

    What it returns is shared by all callers, who must not change it.
    """
    known: dict[WordPackage, tuple[tuple[Slot, ...], DerivedT]] = {}

    @wraps(derive)
    def derived(package: WordPackage, slots: tuple[Slot, ...]) -> DerivedT:
        found = known.get(package)
        if found is None or (found[0] is not slots and found[0] != slots):
            if len(known) >= MOST_TEMPLATES:
                known.clear()
            found = known[package] = slots, derive(package, slots)
        return found[1]

    return derived
