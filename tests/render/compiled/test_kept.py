"""Values that are kept in memory are limited in number and made once. Their contents are the key, never their address."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from formgen.pipeline.made import packet_contents
from formgen.render.compiled.kept import Kept, Same
from formgen.scheme.models import Scheme


def test_the_one_that_was_not_asked_for_longest_makes_room() -> None:
    kept, made = Kept[int, str](3), list[int]()

    def ask(key: int) -> str:
        return kept.get(key, lambda: made.append(key) or str(key))  # type: ignore[func-returns-value]

    assert [ask(key) for key in (1, 2, 3, 1, 4, 1, 2)] == ["1", "2", "3", "1", "4", "1", "2"]
    assert made == [1, 2, 3, 4, 2] and len(kept) == 3


def test_what_fails_is_not_kept() -> None:
    kept = Kept[str, int](3)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert len(kept) == 0 and kept.get("a", lambda: 1) == 1


def test_several_threads_make_it_once() -> None:
    kept, made, begin = Kept[str, int](3), list[int](), threading.Barrier(4)

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        begin.wait()
        return kept.get("a", make)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [1, 1, 1, 1]


def test_same_is_equal_to_itself_alone_and_keeps_it_alive() -> None:
    one, other = [1], [1]
    assert Same(one) == Same(one) and hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other) and Same(one) != one


def test_contents_of_one_scheme_are_one_key(scheme: Scheme) -> None:
    assert packet_contents(scheme) == packet_contents(scheme)
    assert len({packet_contents(scheme), packet_contents(scheme)}) == 1
