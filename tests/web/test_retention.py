"""`--keep DAYS`, deleting, and being killed: what is removed is gone from the disk, what was saved is not lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from formgen.foundation import resources
from formgen.scheme.models import Scheme
from formgen.web.filling.texts import EMPTY, with_texts
from formgen.web.guard.visitors import Role
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import FILE, Database
from formgen.web.kept.folders import new_folder
from formgen.web.office import Office, open_office
from formgen.web.retention import DAY, sweep, sweeping
from formgen.web.work.order import Sent, Upload, write_sent

SECRET = "太仓绝密记号有限公司"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    with closing(open_office(tmp_path / "data", "taicang-2018", 1, shared=True)) as opened:
        yield opened


def on_disk(office: Office) -> list[Path]:
    """The files of the data folder in which the secret stands."""
    every = [path for path in office.folder.rglob("*") if path.is_file()]
    marks = (SECRET.encode(), SECRET.encode("unicode_escape"))
    return [path for path in every if any(mark in path.read_bytes() for mark in marks)]


def with_fax(scheme: Scheme, fax: str, text: str) -> str:
    return with_texts(scheme, text, {"applicant.fax": fax})


def filled(office: Office, scheme: Scheme) -> str:
    """A case with the secret in its record, its file, a binding and a batch."""
    reference = resources.scheme_reference(scheme.folder)
    record = with_texts(scheme, EMPTY, {scheme.applicant.name: SECRET})
    case = office.cases.begin(reference, record, "x")
    for number in range(20):
        office.cases.put(case, "x", partial(with_fax, scheme, str(number)))
    office.files.take(case, "a.txt", BytesIO(SECRET.encode()))
    office.access.passes.give(Role.CASE, reference, case, time.time() + DAY)
    for above, sent in (
        (office.bindings, Sent(reference, 1.0, (), "application", False, case)),
        (office.batches, Sent(reference, 1.0, (), cases=(case,))),
        (office.beginnings, Sent(reference, 1.0, (Upload(SECRET, 1),), case=case)),
    ):
        folder = new_folder(above)
        write_sent(folder, sent)
        (folder / "made.txt").write_text(SECRET, "utf-8")
    return case


def test_removing_a_case_leaves_nothing(own: Office, scheme: Scheme) -> None:
    case = filled(own, scheme)
    assert len(on_disk(own)) >= 5
    own.remove_case(case)
    assert on_disk(own) == []
    assert not any(list(above.iterdir()) for above in own.shelves if above.exists())
    assert own.access.passes.listed() == []


def test_what_is_old_is_removed_and_what_is_not_stays(own: Office, scheme: Scheme) -> None:
    old, young = filled(own, scheme), filled(own, scheme)
    past = time.time() - 31 * DAY
    with closing(sqlite3.connect(own.folder / FILE)) as connection, connection:
        connection.execute("UPDATE versions SET at = ? WHERE case_id = ?", (past, old))
        connection.execute("UPDATE cases SET begun = ?", (past,))
    assert sweep(own, 30) == 1
    assert own.cases.newest(old) is None and own.cases.newest(young) is not None
    checks = new_folder(own.checks)  # a folder that was never finished
    os.utime(checks, (past, past))
    kept = new_folder(own.checks)
    assert sweep(own, 30) == 1
    assert not checks.exists() and kept.exists()
    with closing(sqlite3.connect(own.folder / FILE)) as connection, connection:
        connection.execute("UPDATE versions SET at = ?", (past,))
    for above in own.shelves:
        for folder in above.iterdir() if above.exists() else ():
            os.utime(folder, (past, past))
    with sweeping(own, None):
        assert own.cases.newest(young) is not None
    with sweeping(own, 30):
        assert on_disk(own) == [] and own.cases.newest(young) is None
    assert {one.what for one in own.access.deeds(time.time() + 1, 99)} == {"到期删去一份", "到期删去送来的数据"}


SAVES = """
import sys
from pathlib import Path
from formgen.web.kept.cases import Cases
from formgen.web.kept.database import Database
cases = Cases(Database(Path(sys.argv[1])))
number = 0
while True:
    number += 1
    cases.put(sys.argv[2], "x", lambda record: f"{number}")
    print(number, flush=True)
"""


def test_a_process_that_is_killed_while_it_saves_loses_nothing_that_it_had_saved(tmp_path: Path) -> None:
    cases = Cases(Database(tmp_path))
    case = cases.begin("x", "0", "a")
    with subprocess.Popen(
        [sys.executable, "-c", SAVES, str(tmp_path), case], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    last = max(int(line) for line in said if line.endswith("\n"))
    versions = Cases(Database(tmp_path)).every_version(case)
    assert [one.record for one in versions] == [str(number) for number in range(len(versions))]
    assert last <= int(versions[-1].record) <= last + 1
