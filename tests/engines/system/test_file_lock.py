"""A lock is held by one process, and by nobody when that has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from formgen.engines.system.file_lock import FAR, _by_msvcrt, take

HOLD = """
import os, sys
from formgen.engines.system.file_lock import take
take(os.open(sys.argv[1], os.O_RDWR))
print(1, flush=True)
input()
"""


def test_a_lock_is_held_until_its_process_ends_in_whatever_way(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert holder.stdout is not None and holder.stdout.readline()
    descriptor = os.open(path, os.O_RDWR)
    with pytest.raises(BlockingIOError):
        take(descriptor)
    holder.kill()
    holder.wait()
    take(descriptor)
    os.close(descriptor)


def test_windows_locks_one_byte_far_behind_the_text(tmp_path: Path) -> None:
    asked = []
    descriptor = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    _by_msvcrt(descriptor, lambda *given: asked.append((*given, os.lseek(descriptor, 0, os.SEEK_CUR))), 7)
    os.close(descriptor)
    assert asked == [(descriptor, 7, 1, FAR)]
