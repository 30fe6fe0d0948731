"""Worker processes: if one is killed, one enterprise needs a second try, and nothing else is affected."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from formgen.batch import pool
from formgen.batch import run as batch_run
from formgen.batch.outcome import State
from formgen.batch.pool import HUNG, KILLED, LARGEST_CHUNK, Pool
from formgen.batch.run import Report, run_batch
from formgen.batch.work import Workshop
from formgen.engines.system.watcher import CAN_FORK
from formgen.foundation.errors import MachineError
from tests.batch import engines
from tests.batch.sources import JOB, enterprise, tree, write
from tests.cli.runs import SAMPLES
from tests.dossier.endless import slow_page


def run(data: Path, shop: type[Workshop], monkeypatch: pytest.MonkeyPatch, jobs: int = 2) -> Report:
    monkeypatch.setattr(batch_run, "Workshop", shop)
    return run_batch(JOB, data, data.with_name("out"), partial(Pool, jobs=jobs))


def named(folder: Path, *names: str) -> Path:
    for number, name in enumerate(names):
        write(folder, f"{number:02}", enterprise(name))
    return folder


def test_a_killed_worker_costs_one_enterprise_a_second_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [f"太仓第{number}号有限公司" for number in range(20)]
    data = named(tmp_path / "data", *others[:7], "太仓总是有限公司", *others[7:15], "太仓一次有限公司", *others[15:])
    report = run(data, engines.Deadly, monkeypatch)
    (failed,) = report.unsound
    assert (failed.name, failed.state, failed.failure) == ("太仓总是有限公司", State.FAILED, KILLED)
    made = {path.partition("/")[0] for path in tree(tmp_path / "out") if "/" in path}
    assert made == {*others, "太仓一次有限公司"}


def test_a_worker_that_hangs_costs_one_enterprise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LONGEST", 20.0)  # a busy machine takes some seconds to start a worker
    others = [f"太仓第{number}号有限公司" for number in range(20)]
    data = named(tmp_path / "data", *others[:7], "太仓停住有限公司", *others[7:])
    report = run(data, engines.Hanging, monkeypatch)
    (failed,) = report.unsound
    assert (failed.name, failed.state, failed.failure) == ("太仓停住有限公司", State.FAILED, HUNG)
    assert "60 分钟" in HUNG
    assert {path.partition("/")[0] for path in tree(tmp_path / "out") if "/" in path} == {*others}


@pytest.mark.skipif(not CAN_FORK, reason="the system copies no processes")
def test_an_endless_file_costs_its_enterprise_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    shutil.copytree(SAMPLES / "evidence", data / "evidence")
    (data / "慢.pdf").write_bytes(slow_page())
    record = json.loads((SAMPLES / "complete.json").read_text("utf-8"))
    for number in range(4):
        name = f"太仓第{number}号有限公司"
        more = {"materials": {**record["materials"], "summary_report": ["慢.pdf"]}} if number == 1 else {}
        applicant = {**record["applicant"], "name": name, "unified_social_credit_code": ""}
        write(data, f"{number:02}", {**record, **more, "applicant": applicant})
    monkeypatch.setattr(batch_run, "Workshop", engines.Impatient)
    job = replace(JOB, form_ids=(), dossier="acceptance")
    report = run_batch(job, data, tmp_path / "out", partial(Pool, jobs=1))
    (faulty,) = report.unsound
    assert faulty.name == "太仓第1号有限公司" and faulty.state is State.FAULTY, faulty
    assert [one.message for one in faulty.problems if one.code == "evidence.too-slow"] == [
        "文件「慢.pdf」第 2 页太复杂，60 秒还没有画完，没有收入"
    ]


def test_workers_that_hang_at_their_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LONGEST", 1.0)
    data = named(tmp_path / "data", "太仓好有限公司")
    with pytest.raises(MachineError, match="启动"):
        run(data, engines.HangingAtStart, monkeypatch, jobs=1)


def test_unexpected_faults_are_their_enterprises_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = named(
        tmp_path / "data",
        "太仓好有限公司",
        "太仓程序有限公司",
        "太仓核对有限公司",
        "太仓机器有限公司",
        "太仓也好有限公司",
    )
    monkeypatch.setattr(batch_run, "Workshop", engines.Faulty)
    report = run_batch(JOB, data, tmp_path / "out", engines.InThisProcess)
    program, proof, machine = (one.failure for one in report.unsound)
    assert program.startswith("程序内部错误（ValueError") and "Issues" in program
    assert not {"太仓", "320522196805200008"} & {
        program[at : at + size] for at in range(len(program)) for size in (2, 18)
    }
    assert (proof, machine) == ("排成了 5 页，应为 4 页；没有生成", "缺少字体")
    assert dict(report.summary.states) == {State.DONE: 2, State.FAULTY: 0, State.FAILED: 3}


def test_a_machine_that_fails_for_everybody_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["太仓好有限公司", *(f"太仓{number}号机器有限公司" for number in range(9))]
    data = named(tmp_path / "data", *names)
    monkeypatch.setattr(batch_run, "Workshop", engines.Faulty)
    with pytest.raises(MachineError, match="缺少字体。已经做好的都记下了"):
        run_batch(JOB, data, tmp_path / "out", engines.InThisProcess)
    assert list(tree(tmp_path / "out")) == ["太仓好有限公司/表.docx"]
    monkeypatch.setattr(batch_run, "Workshop", engines.SmallPapers)
    assert run_batch(JOB, data, tmp_path / "out", engines.InThisProcess).kept == 1


def test_workers_that_can_not_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = named(tmp_path / "data", "太仓好有限公司")
    with pytest.raises(MachineError, match=r"字体文件 a\.ttf 缺失"):
        run(data, engines.Unstartable, monkeypatch, jobs=1)
    with pytest.raises(MachineError, match="一启动就被系统中止"):
        run(data, engines.DeadAtStart, monkeypatch, jobs=1)


def test_the_order_and_the_bytes_are_those_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = named(tmp_path / "data", *(f"太仓第{number}号有限公司" for number in range(40)))
    run(data, engines.SmallPapers, monkeypatch)
    run_batch(JOB, data, tmp_path / "alone", engines.InThisProcess)
    assert tree(tmp_path / "out") == tree(tmp_path / "alone")


def test_a_worker_that_has_laid_out_forms_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is replaced when it has laid out no new form for a while. The new worker finds the forms already kept."""
    names = [f"太仓第{number}号{'新版式' if number in (2, 15) else ''}有限公司" for number in range(40)]
    data = named(tmp_path / "data", *names)
    report = run(data, engines.Compiling, monkeypatch, jobs=1)
    assert dict(report.summary.states) == {State.DONE: 40, State.FAULTY: 0, State.FAILED: 0}
    made = tree(tmp_path / "out")
    workers = [made[f"{name}/表.docx"].decode().split() for name in names]
    first, second = workers[0][0], workers[-1][0]
    assert [worker for worker, _ in workers] == sorted((worker for worker, _ in workers), key=[first, second].index)
    assert {added for worker, added in workers if worker == first} == {"0", "1"}
    assert {added for worker, added in workers if worker == second} == {"0"}
    assert 7 <= [worker for worker, _ in workers].count(first) <= 7 + LARGEST_CHUNK
