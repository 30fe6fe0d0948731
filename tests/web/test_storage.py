"""A disk that takes nothing: full, read-only, broken. It is told as such, nothing half is kept, and the server lives on."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from formgen.foundation.errors import MachineError
from formgen.web.guard.storage import BROKEN, BUSY, FULL, READ_ONLY, storage_fault
from formgen.web.kept.database import Database
from formgen.web.kept.holding import held
from formgen.web.office import Office
from formgen.web.work import queue
from formgen.web.work.order import Stage, WorkKind
from formgen.web.work.queue import WorkQueue


def full_database(path: Path) -> sqlite3.Error:
    """What SQLite says when a file may not grow."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.Error) as raised:
            connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    return raised.value


def test_what_a_real_database_says_is_known(tmp_path: Path) -> None:
    assert storage_fault(full_database(tmp_path / "full")) == FULL
    with closing(sqlite3.connect(f"file:{tmp_path / 'full'}?mode=ro", uri=True)) as connection:
        with pytest.raises(sqlite3.Error) as raised:
            connection.execute("INSERT INTO t VALUES (1)")
        assert storage_fault(raised.value) == READ_ONLY
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(tmp_path / "no" / "folder")
    assert storage_fault(raised.value) == READ_ONLY
    with pytest.raises(sqlite3.Error) as raised, closing(sqlite3.connect(tmp_path / "full")) as connection:
        connection.execute("SELECT nothing")
    assert storage_fault(raised.value) is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_what_a_real_full_disk_says_is_known() -> None:
    with pytest.raises(OSError) as raised, open("/dev/full", "wb", buffering=0) as file:
        file.write(b"1")
    assert storage_fault(raised.value) == FULL


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EROFS, READ_ONLY), (errno.EIO, BROKEN), (errno.EDQUOT, FULL), (errno.ENOENT, None)]
)
def test_errors_of_the_system(number: int, said: str | None) -> None:
    assert storage_fault(OSError(number, "")) == said
    assert storage_fault(ValueError()) is None and BUSY


def test_a_page_says_that_the_disk_is_full_and_nothing_half_is_kept(
    clerk: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "太仓某某有限公司")

    before = sorted(office.checks.iterdir()) if office.checks.is_dir() else []
    monkeypatch.setattr(shutil, "copyfileobj", full)
    answer = clerk.post("/check/taicang-2018/", files={"files": ("表.xlsx", b"1")})
    assert answer.status_code == 507 and FULL in answer.text and "某某" not in answer.text
    assert (sorted(office.checks.iterdir()) if office.checks.is_dir() else []) == before
    monkeypatch.undo()
    assert clerk.get("/").status_code == 200


def test_a_page_says_that_the_database_is_full(
    clerk: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = full_database(tmp_path / "full")

    def full(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Database, "change", full)
    answer = clerk.post("/fill/taicang-2018/", files={"record": ("", b"")})
    assert answer.status_code == 507 and FULL in answer.text


def test_work_whose_ending_cannot_be_written_is_told_as_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that waits for the work must not end with the disk: other work is done afterwards."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(queue, "write_ending", full)
    monkeypatch.setattr(queue, "started", full)
    with closing(WorkQueue(1)) as line:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            line.put(tmp_path / name, WorkKind.CHECK)
            for _ in range(200):
                state = line.state(tmp_path / name, WorkKind.CHECK)
                if not state.is_open and state.ending is not None:
                    break
                time.sleep(0.02)
            assert state.stage is Stage.FAILED and state.ending is not None and state.ending.failure == FULL
        assert line.counts() == (0, 0)


def test_a_data_folder_has_one_server(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(MachineError, match="已经有一个"), held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError, match="写不了数据文件夹"), held(tmp_path / "file" / "data"):
        pass
