"""Batches on a Dask cluster with a real scheduler and two real workers, one of which is killed; object stores; faults."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import fsspec
import pytest

from formgen.batch.ledger import LEDGER
from formgen.batch.object_store import ObjectStore
from formgen.foundation.delivery import Paper
from formgen.foundation.errors import MachineError
from formgen.web.work import tasks
from formgen.web.work.order import Sent, WorkKind
from formgen.web.work.sources import out_folder
from tests.batch.engines import InThisProcess
from tests.batch.processes import folders
from tests.batch.processes import start as start_batch
from tests.batch.sources import LETTER, SMALL, batch, enterprise, source, tree, write
from tests.cli.runs import REPOSITORY, formgen

COUNT = 40


@dataclass(frozen=True, slots=True)
class Running:
    """A cluster that was started for a test."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = source(tmp_path_factory.mktemp("cluster") / "data", COUNT)
    write(folder, "有错", enterprise("太仓有错有限公司", postcode="1"))
    return folder


@pytest.fixture(scope="module")
def local(data: Path) -> dict[str, bytes]:
    """The files that a run on this machine leaves."""
    out = data.with_name("local")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("formgen.batch.run.Pool", InThisProcess)
        assert batch(data, out).exit_code == 1
    return tree(out)


def address_in(file: Path) -> str:
    """The scheduler's address in the file that it writes; empty as long as the file is missing or not complete."""
    try:
        return str(json.loads(file.read_text())["address"])
    except (FileNotFoundError, ValueError):
        return ""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Running]:
    """A scheduler and two workers on this machine. They are ended after the test."""
    said = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with ExitStack() as ending:

        def start(module: str, *options: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *options, "--no-dashboard"]
            process = subprocess.Popen(
                command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            ending.callback(process.wait)
            ending.callback(process.kill)
            return process

        scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said))
        while not (address := address_in(said)):
            assert scheduler.poll() is None
            time.sleep(0.05)
        alone = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(tmp_path))
        yield Running(address, tuple(start("dask_worker", address, *alone) for _ in range(2)))


def test_a_cluster_leaves_what_one_machine_does_though_a_worker_is_killed(
    tmp_path: Path, data: Path, local: dict[str, bytes], cluster: Running
) -> None:
    out = tmp_path / "out"
    run = start_batch(data, out, "--engine", "dask", "--scheduler", cluster.address)
    while run.poll() is None and folders(out) < 4:
        time.sleep(0.002)
    assert run.poll() is None and folders(out) < COUNT, "the test has lost its aim"
    cluster.workers[0].kill()
    _, said = run.communicate()
    assert run.returncode == 1 and f"共 {COUNT + 1} 家，{COUNT} 家完成，1 家有错误" in said
    assert "Traceback" not in said and tree(out) == local
    again = batch(data, out)  # here, with the same ledger
    assert f"其中 {COUNT} 家以前已做好" in again.stderr and tree(out) == local


@pytest.mark.thorough
def test_an_interrupted_run_on_a_cluster_goes_on_from_there(
    tmp_path: Path, data: Path, local: dict[str, bytes], cluster: Running
) -> None:
    out = tmp_path / "out"
    run = start_batch(data, out, "--engine", "dask", "--scheduler", cluster.address)
    while run.poll() is None and folders(out) < COUNT // 2:
        time.sleep(0.002)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate()
    assert run.returncode == 130 and "从停下的地方接着做" in said and "Traceback" not in said
    assert not (out / "结果.xlsx").exists(), "the test has lost its aim"
    again = batch(data, out)  # here, with the same ledger
    assert re.search(r"其中 [1-9][0-9]* 家以前已做好", again.stderr) and tree(out) == local


@pytest.mark.thorough
def test_a_batch_of_the_web_door_leaves_on_a_cluster_what_one_machine_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Running
) -> None:
    data, sent = source(tmp_path / "data", 2), Sent("taicang-2018", 0.0, ())
    monkeypatch.setattr("formgen.batch.run.Pool", InThisProcess)
    found, told = [], list[tuple[int, int]]()
    for scheduler in (cluster.address, None):
        folder = tmp_path / f"{scheduler is None}"
        folder.mkdir()
        ending = tasks.batch(sent, folder, [data], lambda done, total: told.append((done, total)), scheduler)
        assert ending.made == (2, 0) and not ending.failure and told[-1] == (2, 2)
        found.append(tree(out_folder(folder, WorkKind.BATCH)))
    assert found[0] == found[1] and len(found[0]) > 2


def test_papers_in_an_object_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("formgen.batch.run.Pool", InThisProcess)
    data, here = source(tmp_path / "data", 3), tmp_path / "here"
    batch(data, here)
    command = ("batch", data, "--out", "memory://店/一批", *SMALL)
    done = formgen(*command)
    assert done.exit_code == 0 and done.stdout.splitlines() == [
        "memory://店/一批/结果.xlsx",
        "memory://店/一批/结果.json",
    ]
    memory = fsspec.filesystem("memory")
    found = {path.removeprefix("/店/一批/"): memory.cat_file(path) for path in memory.find("/店/一批")}
    assert found == tree(here)
    (ledger,) = (tmp_path / "state").rglob(LEDGER)
    assert ledger.is_relative_to(tmp_path / "state" / "formgen" / "batches")
    assert "其中 3 家以前已做好" in formgen(*command).stderr
    memory.pipe_file(f"/店/一批/太仓第1号有限公司/{LETTER}", b"by hand")
    memory.rm_file(f"/店/一批/太仓第2号有限公司/{LETTER}")
    said = formgen(*command).stderr
    assert "太仓第2号有限公司" in said and "不见了，已重新生成" in said and "其中 1 家以前已做好" in said
    kept = LETTER.replace(".docx", "（改动过）.docx")
    assert memory.cat_file(f"/店/一批/太仓第1号有限公司/{kept}") == b"by hand"
    memory.rm_file(f"/店/一批/太仓第1号有限公司/{kept}")
    assert {path.removeprefix("/店/一批/") for path in memory.find("/店/一批")} == found.keys()


def test_what_an_object_store_says_is_one_line_without_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    store = ObjectStore("memory://secret-店")
    with pytest.raises(MachineError, match="读不了输出位置（FileNotFoundError）") as fault:
        store.read("没有.pdf")
    assert "secret" not in str(fault.value)
    with pytest.raises(MachineError, match="用不了输出位置"):
        ObjectStore("no-such-store://user:secret@x")
    assert store.token("没有.pdf") is None
    store.put([Paper("甲/表.pdf", b"1")])
    assert store.set_aside("甲/表.pdf") == "甲/表（改动过）.pdf" and store.read("甲/表（改动过）.pdf") == b"1"
    store.remove("甲/表（改动过）.pdf")
    store.remove("甲/表（改动过）.pdf")


def test_what_a_cluster_needs_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = source(tmp_path / "data", 1)
    assert formgen("batch", data, "--out", tmp_path / "out", "--engine", "dask").exit_code == 2
    monkeypatch.setattr("formgen.batch.cluster.TO_CONNECT", 1)
    options = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    done = formgen("batch", data, "--out", tmp_path / "out", *SMALL, *options)
    assert done.exit_code == 4 and "连不上 Dask 调度器 tcp://127.0.0.1:9" in done.stderr
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = formgen("batch", data, "--out", tmp_path / "out", *SMALL, *options)
    assert done.exit_code == 4 and "pip install 'formgen[cluster]'" in done.stderr
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    done = formgen("batch", data, "--out", "memory://x", *SMALL)
    assert done.exit_code == 4 and "pip install 'formgen[cluster]'" in done.stderr
