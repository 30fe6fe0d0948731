"""The process in which one tool is measured: `python -m benchmarks.child TOOL WORK OUT STARTED PASSES CLOCK`; prints JSON.

Each pass makes one half of the work. No tool gets an enterprise twice, because some tools remember what they were given.
STARTED is the time of the parent's monotonic clock when it started this process. The time of the first pass begins there.
CLOCK is `wall`, or `cpu` for the processor time of this process and of the processes that it started and that have ended.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from benchmarks.tools import ToolId, constructor
from benchmarks.work import Files, read_work


def processor_time() -> float:
    """The processor time (s) of this process and of its ended children, which LibreOffice is one of, since it was started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def size_of(files: tuple[Files, ...]) -> int:
    """The size of all files in bytes."""
    return sum(path.stat().st_size for one in files for path in one.all)


def main() -> None:
    """Make one half of the work or both halves, and print the measurements."""
    tool_id, work_path, out, started, passes, clock = sys.argv[1:]
    now = time.monotonic if clock == "wall" else processor_time
    begin, seconds = float(started) if clock == "wall" else 0.0, []
    work = read_work(Path(work_path))
    tool, half = constructor(ToolId(tool_id))(work), len(work.enterprises) // 2
    for number in range(int(passes)):
        folder = Path(out, f"pass-{number}")
        folder.mkdir(parents=True)
        made = tool.make(range(number * half, (number + 1) * half), folder)
        seconds.append(now() - begin)
        size = size_of(made.files)
        begin = now()
    # The files are emptied, not removed. For minutes, ext4 does not use the inodes of removed files again, and it makes new
    # inodes ten times as slowly, which would count as time of the next tool. The parent removes all files at the end.
    for path in Path(out).rglob("*"):
        if path.is_file():
            os.truncate(path, 0)
    # In kilobytes on Linux. For children, it is the peak of the largest child process that has ended, or of its own children.
    own, children = (resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps([seconds, size, own / 1024, children / 1024, made.compiled, made.whole]))


if __name__ == "__main__":
    main()
