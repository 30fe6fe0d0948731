"""After a run was killed or interrupted at any moment, the next run continues its work, and ends with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formgen.batch.ledger import Ledger
from tests.batch.engines import InThisProcess
from tests.batch.processes import folders, start
from tests.batch.sources import SMALL, batch, enterprise, source, tree, write
from tests.cli.runs import REPOSITORY

COUNT = 30


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of enterprises, one of which has a fault."""
    folder = source(tmp_path_factory.mktemp("kills") / "data", COUNT)
    write(folder, "有错", enterprise("太仓有错有限公司", postcode="1"))
    return folder


@pytest.fixture(scope="module")
def undisturbed(data: Path) -> dict[str, bytes]:
    """The files that an undisturbed run leaves."""
    out = data.with_name("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("formgen.batch.run.Pool", InThisProcess)
        assert batch(data, out).exit_code == 1
    return tree(out)


def wait_for(process: subprocess.Popen[str], out: Path, wanted: int) -> None:
    """Wait until this number of enterprises have a folder, or the run has ended."""
    while process.poll() is None and folders(out) < wanted:
        time.sleep(0.002)


@pytest.mark.parametrize(
    "moments", [pytest.param((1, 15), id="twice"), pytest.param((1, 8, 15, 22), id="four", marks=pytest.mark.thorough)]
)
def test_a_run_killed_again_and_again_ends_like_an_undisturbed_one(
    tmp_path: Path, data: Path, undisturbed: dict[str, bytes], moments: tuple[int, ...]
) -> None:
    chance, out, killed = random.Random(4), tmp_path / "out", 0
    for wanted in moments:
        process = start(data, out)
        wait_for(process, out, wanted)
        time.sleep(chance.uniform(0, 0.01))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
    # On a busy machine a run may end before this process gets its turn to kill it.
    assert killed >= len(moments) / 2, "no kill hit a run: the test has lost its aim"
    process = start(data, out)
    _, said = process.communicate()
    assert process.returncode == 1 and "共 31 家，30 家完成" in said
    assert tree(out) == undisturbed
    assert not [path for path in out.rglob(".*.part")]


def test_no_worker_writes_on_when_its_run_is_killed(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "out"
    process = start(data, out)
    wait_for(process, out, 3)
    process.kill()
    process.wait()
    at_once = folders(out)
    time.sleep(1)
    assert folders(out) <= at_once + 2 < COUNT  # each of the two may finish one more


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path, data: Path, undisturbed: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    process = start(data, out)
    wait_for(process, out, 1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130 and "再运行同一命令，从停下的地方接着做" in said, said
    assert "Traceback" not in said and not (out / "结果.xlsx").exists()
    made = folders(out)
    ledger = Ledger(out)
    entered = ledger.connection.execute("SELECT count(*) FROM enterprise").fetchone()[0]
    ledger.close()
    assert entered >= made > 0  # work in progress is entered, too
    process = start(data, out)
    _, said = process.communicate()
    assert f"（其中 {entered} 家以前已做好，没有变）" in said and tree(out) == undisturbed


def test_of_two_runs_at_once_one_works_and_the_other_says_so(
    tmp_path: Path, data: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    first = start(data, out)
    wait_for(first, out, 1)
    first.send_signal(signal.SIGSTOP)  # the first run must not finish before the second one begins
    second = start(data, out)
    _, said = second.communicate()
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 4 and f"进程 {first.pid}" in said
    _, said = first.communicate()
    assert first.returncode == 1 and tree(out) == undisturbed


def test_a_full_disk_is_told_and_nothing_is_left_half(
    tmp_path: Path, data: Path, undisturbed: dict[str, bytes]
) -> None:
    """A limit on the size of files simulates the full disk: writing fails in the middle, as on a full disk."""
    out = tmp_path / "out"
    code = (
        "import resource, signal, sys\nfrom formgen.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "main(sys.argv[1:], prog_name='formgen')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", str(data), "--out", str(out), *SMALL],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4 and "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    assert "磁盘空间" in line or "文件超过了允许的大小" in line
    assert not tree(out) and not [path for path in out.rglob(".*.part")]
    process = start(data, out)
    process.communicate()
    assert tree(out) == undisturbed


@pytest.mark.parametrize("out", ["/dev/full", "/proc/formgen"])
def test_a_folder_that_can_not_be_written_is_one_line(data: Path, out: str) -> None:
    done = batch(data, Path(out))
    assert done.exit_code == 4
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"formgen：写不了输出文件夹 {out}")
