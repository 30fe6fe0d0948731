"""Ctrl-C takes effect only where it is allowed, and nothing is lost by it."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from formgen.batch import results, run
from formgen.batch.interruption import allowed, held
from formgen.batch.pool import Pool
from formgen.batch.run import run_batch
from formgen.engines.workbooks.table import CellValue, TableSheet, table_workbook
from tests.batch import engines
from tests.batch.sources import JOB, source, tree


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Let Ctrl-C work again: it is ignored if the tests run as a job in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_it_is_held_until_it_is_allowed() -> None:
    done = []
    with held():
        press()
        done.append("not lost")
        with pytest.raises(KeyboardInterrupt), allowed():
            done.append("not reached")
        done.append("once")
        with allowed():
            done.append("not again")
        with pytest.raises(KeyboardInterrupt), allowed():
            press()
    assert done == ["not lost", "once", "not again"]
    with pytest.raises(KeyboardInterrupt):
        press()


def test_it_is_not_lost_at_the_end() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), held():
        press()
        done.append("to the end")
    assert done == ["to the end"]


def test_an_error_is_not_hidden_by_it() -> None:
    with pytest.raises(ValueError, match="ours"), held():
        press()
        raise ValueError("ours")
    with held(), allowed():
        """Nothing is left of it."""


def test_where_it_is_ignored_it_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with held(), allowed():
        press()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_results_are_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(sheets: list[TableSheet], title: str) -> bytes:
        def rows(sheet: TableSheet) -> Iterator[Sequence[CellValue]]:
            press()
            yield from sheet.rows

        return table_workbook([TableSheet(one.title, one.header, rows(one), one.widths) for one in sheets], title)

    data = source(tmp_path / "data", 3)
    run_batch(JOB, data, tmp_path / "undisturbed", engines.InThisProcess)
    monkeypatch.setattr(results, "table_workbook", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_batch(JOB, data, tmp_path / "out", engines.InThisProcess)
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def test_what_workers_are_making_is_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "Workshop", engines.Slow)
    data, out = source(tmp_path / "data", 40), tmp_path / "out"
    began: list[bool] = []

    def press_once(done: int, total: int) -> None:
        if not began:
            began.append(True)
            press()

    with pytest.raises(KeyboardInterrupt):
        run_batch(JOB, data, out, partial(Pool, jobs=2), press_once)
    made = {path.partition("/")[0] for path in tree(out) if "/" in path}
    assert 1 <= len(made) <= 4, "what had been given to a worker was all made"
    assert run_batch(JOB, data, out, engines.InThisProcess).kept == len(made)
