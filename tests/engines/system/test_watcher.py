"""A process that works without end on a file, or crashes at it, is begun anew, and knows then which file and page it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from formgen.engines.system.watcher import CAN_FORK, at_page, at_work, stopped

BEGIN = """
import os, signal, sys, time
from formgen.engines.system import watcher
from formgen.engines.system.watcher import at_page, at_work, stopped, watched
watcher.A_PAGE, watcher.A_FILE, watcher.EACH_LOOK = 0.3, 0.6, 0.2
def for_ever():
    while True:
        pass
def used(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs the tests in the background may have switched it off
print("begun")
watched()
"""
pytestmark = pytest.mark.skipif(not CAN_FORK, reason="the system copies no processes")


def run(code: str) -> tuple[int, list[str]]:
    """Run code in a watched process. Returns its exit code and the lines that it prints."""
    done = subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.split("\n")[:-1]


def test_a_page_without_end_is_named_when_the_work_begins_anew() -> None:
    code = """
print(stopped("first"), stopped("second"))
sys.stdout.flush()
if stopped("second") is None:
    with at_work("first"), at_page(0):
        pass
    with at_work("second"):
        with at_page(2):
            pass
        with at_page(6):
            for_ever()
sys.exit(3)
"""
    assert run(code) == (
        3,
        ["begun", "None None", "None Stopped(page=7, is_slow=True)"],
    )


def test_a_file_is_limited_as_a_whole_and_between_its_pages() -> None:
    code = """
if stopped("file") is None:
    with at_work("file"):
        with at_page(0):
            pass
        for_ever()
print(stopped("file"))
"""
    assert run(code) == (0, ["begun", "Stopped(page=None, is_slow=True)"])
    steps = """
if stopped("file") is None:
    for _ in range(9):
        with at_work("file"):
            used(0.2)
print(stopped("file"))
"""
    assert run(steps) == (0, ["begun", "Stopped(page=None, is_slow=True)"])


def test_many_quick_pages_are_no_slow_file() -> None:
    code = """
with at_work("file"):
    for page in range(12):
        with at_page(page):
            used(0.07)
with at_work("other", looks=9):
    used(0.7)
with at_work(""), at_page(1):
    used(0.7)
used(0.7)
print("done", stopped("file"))
"""
    assert run(code) == (0, ["begun", "done None"])


def test_every_file_that_hangs_is_told() -> None:
    code = """
for file in "abc":
    if stopped(file) is None:
        with at_work(file), at_page(1):
            for_ever()
print([stopped(file).page for file in "abc"])
"""
    assert run(code) == (0, ["begun", "[2, 2, 2]"])


def test_a_crash_at_a_file_is_told_and_any_other_ends_the_process() -> None:
    code = """
if stopped("file") is None:
    with at_work("file"), at_page(0):
        os.kill(os.getpid(), signal.SIGSEGV)
print(stopped("file"))
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGSEGV)
"""
    assert run(code) == (-signal.SIGSEGV, ["begun", "Stopped(page=1, is_slow=False)"])


def test_a_file_that_is_known_and_ends_the_process_again_ends_the_work() -> None:
    code = """
with at_work("file"):
    for_ever()
"""
    assert run(code) == (-signal.SIGPROF, ["begun"])


def test_who_ends_the_watcher_ends_the_work(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"""
with open({str(told)!r}, "w") as file:
    print(os.getpid(), file=file)
time.sleep(60)
"""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        told.unlink(missing_ok=True)
        with subprocess.Popen(
            [sys.executable, "-c", BEGIN + code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            while not told.exists() or not told.read_text().strip():
                assert process.poll() is None
            process.send_signal(number)
            process.communicate(timeout=30)
            assert process.returncode in (-number, 130)
        assert not _is_there(int(told.read_text()))


def _is_there(process: int) -> bool:
    """True if a process has not ended within some seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        signal.sigtimedwait([], 0.1)
    return True


def test_a_process_that_is_replaced_ends_itself() -> None:
    code = """
import os
with watcher.ended_after(0.3):
    pass
used(0.5)
with watcher.ended_after(0.3):
    for_ever()
"""
    alone = BEGIN.replace("watched()\n", "") + code
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGPROF, done.stderr


def test_nothing_is_limited_in_a_process_that_is_not_watched() -> None:
    before = signal.getitimer(signal.ITIMER_PROF)
    with at_work("file"), at_page(1):
        assert signal.getitimer(signal.ITIMER_PROF) == before
    assert stopped("file") is None
