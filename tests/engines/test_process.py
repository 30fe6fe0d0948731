"""The garbage collector pauses only in a process that is claimed. It works again when the last thread has finished.

Memory that was freed is used again in such a process, without asking the system for it.
"""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

SCRIPT = """
import gc, threading
from formgen.engines.process import claim, collect_seldom, uncollected
threshold = gc.get_threshold()
with uncollected():
    print(gc.isenabled())
claim()
first, second = threading.Event(), threading.Event()
def other():
    with uncollected():
        first.set()
        second.wait()
thread = threading.Thread(target=other)
with uncollected():
    print(gc.isenabled())
    thread.start()
    first.wait()
print(gc.isenabled())
second.set()
thread.join()
print(gc.isenabled(), gc.get_threshold() == threshold)
gc.disable()
with uncollected():
    pass
print(gc.isenabled())
collect_seldom()
print(gc.get_threshold()[0] > threshold[0])
"""


def test_the_collector_rests_where_the_process_is_claimed_until_the_last_thread_is_done() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:-1] == ["True", "False", "False", "True True", "False", "True"]


MEMORY = """
import resource, sys
from formgen.engines.process import claim
if sys.argv[1] == "claimed":
    claim()
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    pictures = [bytearray(3_500_000) for _ in range(8)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print([faults() for _ in range(4)][-1])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library is told")
@pytest.mark.parametrize(("process", "is_used_again"), [("claimed", True), ("any", False)])
def test_freed_memory_is_used_again_where_the_process_is_claimed(process: str, is_used_again: bool) -> None:
    run = subprocess.run([sys.executable, "-c", MEMORY, process], capture_output=True, text=True, check=True)
    assert (int(run.stdout) < 1000) is is_used_again, run.stdout
