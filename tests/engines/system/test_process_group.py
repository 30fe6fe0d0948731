"""A program and all that it started are ended as one; and what stands for that where there are no process groups."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from formgen.engines.system import process_group
from formgen.engines.system.process_group import end_group, end_tree, limit_memory_and_files

PARENT = "import subprocess, sys; c = subprocess.Popen(['sleep', '60']); print(c.pid, flush=True); c.wait()"


def begun() -> tuple[subprocess.Popen[bytes], int]:
    """A program with a child, and the child's number."""
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def ends(number: int) -> bool:
    """True if a process ends within some seconds. One that nobody has waited for has ended, too."""
    for _ in range(200):
        try:
            with open(f"/proc/{number}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_group_is_ended_as_one() -> None:
    process, child = begun()
    end_group(process)
    assert process.wait(10) != 0 and ends(child)
    end_group(process)  # nothing is left, and nothing happens


def test_without_groups_the_systems_program_ends_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_group, "HAS_GROUPS", False)
    asked: list[list[str]] = []

    def taskkill(command: list[str], **_: object) -> None:
        asked.append(command)
        os.kill(child, 9)

    process, child = begun()
    end_tree(process, taskkill)
    assert process.wait(10) != 0 and ends(child)
    assert asked == [["taskkill", "/F", "/T", "/PID", str(process.pid)]]
    end_tree(process, taskkill)
    assert len(asked) == 1


def test_without_groups_and_without_that_program_the_process_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_group, "HAS_GROUPS", False)

    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    process, child = begun()
    end_tree(process, missing)
    assert process.wait(10) != 0
    os.kill(child, 9)
    assert not limit_memory_and_files(1, 1)  # no limits there, and no error
