"""The garbage collector pauses only in a process that is claimed. It works again when the last thread has finished."""

from __future__ import annotations

import subprocess
import sys

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
