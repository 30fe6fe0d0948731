"""After a kill at any moment an older good dossier is still complete, and no half-written file counts as a result."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from formgen.foundation.delivery import Paper, deliver
from formgen.foundation.errors import MachineError
from tests.cli.runs import REPOSITORY

SIZE = 2_000_000
FEWEST_KILLS, MOST_KILLS = 12, 200
"""On a busy machine a kill may come before the process has done anything. So more kills are tried, until one hits a
delivery."""
ENTERPRISE, DOSSIER = "太仓样例精密机械有限公司", "贯标验收材料.pdf"
PAPERS = ("甲公司/材料.pdf", "甲公司/材料.proof.json")
WRITER = f"""
import sys
from pathlib import Path
from formgen.foundation.delivery import Paper, deliver
print("ready", flush=True)
number = 0
while True:
    number += 1
    content = bytes([number % 256]) * {SIZE}
    deliver([Paper(name, content) for name in {PAPERS!r}], Path(sys.argv[1]))
"""


def start(out: Path) -> subprocess.Popen[bytes]:
    """Start a process that delivers again and again. Wait until it has begun."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


def visible(folder: Path) -> list[str]:
    """The names of the files that a person sees in a folder."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_kill_at_any_moment_leaves_whole_files_only(tmp_path: Path) -> None:
    chance = random.Random(2018)
    deliver([Paper(name, b"\0" * SIZE) for name in PAPERS], tmp_path)
    left_behind = 0
    for kills in range(1, MOST_KILLS + 1):
        process = start(tmp_path)
        time.sleep(chance.uniform(0, 0.08))
        process.send_signal(signal.SIGKILL)
        process.wait()
        folder = tmp_path / "甲公司"
        assert visible(folder) == ["材料.pdf", "材料.proof.json"]
        for name in PAPERS:
            content = (tmp_path / name).read_bytes()
            assert len(content) == SIZE and len(set(content)) == 1
        left_behind += len(list(folder.iterdir())) - 2
        if kills >= FEWEST_KILLS and left_behind:
            break
    assert left_behind, "no kill hit a delivery: the test has lost its aim"


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    out = tmp_path / "甲公司"
    out.mkdir()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    stale = out / f".{dead.pid}-0123456789abcdef.part"
    living = out / f".{os.getpid()}-0123456789abcdef.part"
    others = [out / ".part", out / ".gitkeep", out / "notes.part", out / ".x-1.part"]
    for path in (stale, living, *others):
        path.write_bytes(b"half")
    deliver([Paper("甲公司/材料.pdf", b"new")], tmp_path)
    assert not stale.exists() and living.exists() and all(path.exists() for path in others)


def test_a_full_disk_keeps_the_older_dossier(tmp_path: Path) -> None:
    """A limit on the size of files simulates the full disk: writing fails in the middle, as on a full disk."""
    deliver([Paper("材料.pdf", b"old")], tmp_path)
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom formgen.foundation.delivery import Paper, deliver\n"
        "from formgen.foundation.errors import MachineError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n    deliver([Paper('a.json', b'x'), Paper('材料.pdf', b'new' * 10000)], Path(sys.argv[1]))\n"
        "except MachineError as error:\n    sys.exit(error.exit_code)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, check=False)
    assert done.returncode == MachineError.exit_code
    assert (tmp_path / "材料.pdf").read_bytes() == b"old" and os.listdir(tmp_path) == ["材料.pdf"]


def test_a_killed_dossier_command_leaves_the_older_one_or_the_whole_new_one(tmp_path: Path) -> None:
    """The whole command is killed while it lays out, binds or proves. The moments are fractions of its undisturbed time."""

    def begin(out: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, "--kind", "acceptance", "--out", str(out)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    command = [sys.executable, "-m", "formgen", "dossier", str(REPOSITORY / "samples" / "complete.json")]
    assert begin(tmp_path / "first").wait() == 0  # its kept layouts make the other runs quicker
    began = time.monotonic()
    assert begin(tmp_path / "undisturbed").wait() == 0
    took = time.monotonic() - began
    wanted = (tmp_path / "undisturbed" / ENTERPRISE / DOSSIER).read_bytes()
    older, in_time = b"older and good", 0
    for part in (0.2, 0.5, 0.8):
        folder = tmp_path / f"{part}" / ENTERPRISE
        folder.mkdir(parents=True)
        (folder / DOSSIER).write_bytes(older)
        process = begin(folder.parent)
        time.sleep(part * took)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = (folder / DOSSIER).read_bytes()
        assert found in (older, wanted)
        if found == older:
            in_time += 1
            assert visible(folder) == [DOSSIER]
    assert in_time, "no kill came before the dossier was done: the test has lost its aim"
