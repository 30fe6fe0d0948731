"""Values kept in memory: a limited number of each kind, and each is made once, however many threads ask for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock, RLock
from typing import Generic, TypeVar

from formgen.render.word.package import WordPackage
from formgen.scheme.slots import Slot

MOST_TEMPLATES = 32
"""The number of templates for which values are kept. No scheme has so many forms. The limit matters if files change often."""

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")
DerivedT = TypeVar("DerivedT")


class Kept(Generic[KeyT, ValueT]):
    """Values by their keys, up to a maximum number. The value that nobody asked for during the longest time is removed first.

    One thread makes a value; other threads that ask for the same value wait for it. A thread that holds the lock of an engine
    must not ask for a value that is made with this engine: two threads would wait for each other.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()
        self._lock, self._making = Lock(), RLock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: KeyT, make: Callable[[], ValueT]) -> ValueT:
        """The value of a key. If there is none, `make` makes it, and it is kept. If `make` raises an error, nothing is kept."""
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
    """A key made from an object. Two keys are equal only for the same object, not for equal contents: that is quicker.

    The key keeps the object alive.
    """

    __slots__ = ("_one",)

    def __init__(self, one: object) -> None:
        self._one = one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._one is self._one

    def __hash__(self) -> int:
        return object.__hash__(self._one)


Derive = Callable[[WordPackage, tuple[Slot, ...]], DerivedT]


def once_for_a_template(derive: Derive[DerivedT]) -> Derive[DerivedT]:
    """Make a function keep its results. The function derives something from a template and its slots.

    It is called once for the same contents of both, and again when the template has other contents.
    All callers share its result and must not change it.
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
