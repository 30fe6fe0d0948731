"""The process of which the others are copies: what a copy has of the server, and that the server gets another one."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from multiprocessing import forkserver
from pathlib import Path

import pytest

from formgen.engines.system.watcher import CAN_FORK
from formgen.web.copies import copying, own_environment, take_over
from formgen.web.work.order import FILES, Sent, Upload, WorkKind, read_ending, write_sent
from formgen.web.work.processes import end, started
from formgen.web.work.supplied_files import read_looks
from tests.cli.runs import process as run
from tests.dossier.endless import slow_page
from tests.dossier.odd import made

VARIABLE = "FORMGEN_TESTS_COPY"


def told(path: Path, environment: Mapping[str, str]) -> None:
    """What the copy does: it writes down its variable."""
    take_over(environment)
    path.write_text(os.environ[VARIABLE])


def copied(path: Path) -> str:
    process = copying().Process(target=told, args=(path, own_environment()))
    process.start()
    process.join(60)
    return path.read_text()


def test_a_copy_has_the_variables_that_the_server_has_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("one", "two"):
        monkeypatch.setenv(VARIABLE, value)
        assert copied(tmp_path / value) == value


def test_if_the_process_that_is_copied_is_killed_there_is_another(tmp_path: Path) -> None:
    write_sent(tmp_path, Sent("no-such-scheme", 0, ()))
    copying()
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    process = started(tmp_path, WorkKind.CHECK, None)
    process.join(60)
    assert process.exitcode == 0 and read_ending(tmp_path, WorkKind.CHECK) is not None


def test_work_is_ended_before_it_has_begun(tmp_path: Path) -> None:
    """A process that does not lead its group yet is ended, too."""
    write_sent(tmp_path, Sent("no-such-scheme", 0, ()))
    process = started(tmp_path, WorkKind.CHECK, None)
    end(process)
    assert not process.is_alive() and read_ending(tmp_path, WorkKind.CHECK) is None
    end(process)  # nothing is left, and nothing happens
    process = started(tmp_path, WorkKind.CHECK, None)
    process.join(60)
    ending = read_ending(tmp_path, WorkKind.CHECK)
    assert process.exitcode == 0 and ending is not None and "no-such-scheme" in ending.failure


LOOK = """
import os, sys
from pathlib import Path
from formgen.engines.system import watcher
from formgen.web.work.doing import do_work
from formgen.web.work.order import WorkKind
watcher.A_PAGE = 1.0
do_work(Path(sys.argv[1]), WorkKind.LOOK, None, dict(os.environ))
"""


@pytest.mark.skipif(not CAN_FORK, reason="the system copies no processes")
def test_a_file_without_end_is_told_and_the_others_are_seen(tmp_path: Path) -> None:
    contents = {"a/好.pdf": made(), "a/慢.pdf": slow_page(), "a/又.pdf": made()}
    write_sent(tmp_path, Sent("", 0, tuple(Upload(name, len(content)) for name, content in contents.items())))
    (tmp_path / FILES).mkdir()
    for number, content in enumerate(contents.values()):
        (tmp_path / FILES / str(number)).write_bytes(content)
    assert run(str(tmp_path), code=LOOK).returncode == 0
    ending = read_ending(tmp_path, WorkKind.LOOK)
    assert ending is not None and not ending.failure
    good, slow, other = read_looks(tmp_path)
    assert (good.pages, slow.pages, other.pages) == (1, 0, 1)
    assert slow.said[0].startswith("文件「慢.pdf」第 2 页太复杂")


DRAW = """
import sys
from formgen.engines.system import watcher
from formgen.web.drawing import draws
watcher.A_PAGE = 1.0
print(len(draws.file_pictures(sys.argv[1], (1,))), flush=True)
draws.file_pictures(sys.argv[1], (2,))
"""


@pytest.mark.skipif(not CAN_FORK, reason="the system copies no processes")
def test_a_drawing_process_ends_at_a_page_without_end(tmp_path: Path) -> None:
    """Then there is another one, and whoever asked for the page is told."""
    path = tmp_path / "装订.pdf"
    path.write_bytes(slow_page())
    done = run(path, code=DRAW)
    assert (done.returncode, done.stdout) == (-signal.SIGPROF, "1\n"), done.stderr
