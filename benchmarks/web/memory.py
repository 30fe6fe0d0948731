"""How much memory programs hold: `python -m benchmarks.web.memory COMMAND…` runs a command, and tells its time and its memory.

What is counted is the proportional share (Pss) of a process and of all processes that it started: memory that several processes share
is counted once. Only Linux tells it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

EACH = 0.25
"""Seconds between two looks."""
SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def held(process: int) -> tuple[float, int]:
    """The memory in MB of all processes that were started from this one, itself left out, and how many they are."""
    megabytes, count, waiting = 0.0, 0, _started_by(process)
    while waiting:
        one = waiting.pop()
        try:
            share = SHARE.search(Path(f"/proc/{one}/smaps_rollup").read_text())
            waiting.extend(_started_by(one))
        except OSError:
            continue  # it has ended
        if share is not None:
            megabytes, count = megabytes + int(share[1]) / 1024, count + 1
    return megabytes, count


def _started_by(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(one) for path in lists for one in path.read_text().split()]


class MemoryWatch:
    """Looks at the memory again and again, as long as its block runs.

    most   the most that was held, in MB
    count  how many processes held it
    """

    def __init__(self, process: int) -> None:
        """process: the number of the process that starts what is watched."""
        self.most, self.count = 0.0, 0
        self._process, self._over = process, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.wait(EACH):
            self.most, self.count = max((self.most, self.count), held(self._process))

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()


def main() -> None:
    """Run the command, and tell. The exit code is the command's."""
    began = time.perf_counter()
    with MemoryWatch(os.getpid()) as watch:
        done = subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL)
    print(
        f"{time.perf_counter() - began:.1f} s, at most {watch.most:.0f} MB in {watch.count} processes", file=sys.stderr
    )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
