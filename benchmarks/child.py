"""The process in which one tool is measured: `python -m benchmarks.child TOOL WORK OUT STARTED PASSES`; prints JSON.

Each pass makes a half of the work: no tool is ever given an enterprise twice, for some remember what they were given.
STARTED is the parent's monotonic clock when it started this process, so that the first pass counts from there.
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


def size_of(files: tuple[Files, ...]) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for one in files for path in one.all)


def main() -> None:
    """Make one half of the work or both, and print what was found."""
    tool_id, work_path, out, started, passes = sys.argv[1:]
    begin, seconds = float(started), []
    work = read_work(Path(work_path))
    tool, half = constructor(ToolId(tool_id))(work), len(work.enterprises) // 2
    for number in range(int(passes)):
        folder = Path(out, f"pass-{number}")
        folder.mkdir(parents=True)
        made = tool.make(range(number * half, (number + 1) * half), folder)
        seconds.append(time.monotonic() - begin)
        size = size_of(made.files)
        begin = time.monotonic()
    # Emptied, not removed: for minutes ext4 doesn't give out the inodes of removed files again, and makes new ones ten times as
    # slowly, which would be counted as somebody's time. The parent removes all at the end.
    for path in Path(out).rglob("*"):
        if path.is_file():
            os.truncate(path, 0)
    # Kilobytes on Linux. Children: the largest one that has ended, theirs included.
    own, children = (resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps([seconds, size, own / 1024, children / 1024, made.compiled, made.whole]))


if __name__ == "__main__":
    main()
