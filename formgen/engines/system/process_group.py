"""A program with all the processes that it starts: begun, limited and ended as one. Windows knows no such groups.

The only module that knows how Linux and macOS do it, and what stands for it on Windows.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

HAS_GROUPS = sys.platform != "win32"
SECONDS = 30
"""Seconds that Windows has to end a program."""


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a program that was begun with `start_new_session=True`, and what it started. Nothing happens if all has ended."""
    if HAS_GROUPS:
        end_group_of(process.pid)
    else:
        end_tree(process)


def end_group_of(leader: int) -> None:
    """End a process that leads a group, by its number, and what it started. Nothing happens if all has ended."""
    if HAS_GROUPS:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
    else:
        _end_tree_of(leader, subprocess.run)


def end_tree(process: subprocess.Popen[bytes], run: Callable[..., object] = subprocess.run) -> None:
    """End a program and its children without groups: Windows' taskkill follows them from parent to child.

    run  runs taskkill; a test gives another. Where that fails, the program alone is ended.
    """
    if process.poll() is None:
        _end_tree_of(process.pid, run)
        process.kill()


def _end_tree_of(root: int, run: Callable[..., object]) -> None:
    with suppress(OSError, subprocess.SubprocessError):
        run(["taskkill", "/F", "/T", "/PID", str(root)], check=False, capture_output=True, timeout=SECONDS)


def lead_own_group() -> None:
    """Let this process lead a session and a group of its own, so that it and what it starts can be ended together."""
    if HAS_GROUPS:
        os.setsid()


def end_own_group() -> None:
    """End this process, and those that it started if it leads their group. It does not return."""
    if (
        HAS_GROUPS and os.getpgrp() == os.getpid()
    ):  # then the processes that this one started are in its group, and nobody else
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def limit_memory_and_files(memory: int, largest_file: int) -> bool:
    """Limit this process and those that it starts. Returns False where the system has no such limits (Windows).

    memory        bytes of address space for each process
    largest_file  bytes of the largest file that one may write
    """
    if not HAS_GROUPS:
        return False
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, largest_file), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    return True
