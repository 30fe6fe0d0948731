"""A program that is shut in sees the system and its own folder, and nothing else. Every way that works here is tested."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen.engines import sandbox as module
from formgen.engines.sandbox import TOOL_PATHS, Sandbox, enclosed, job_path, limited, works

HERE = [way for way in Sandbox if way.is_closed and works(way)]
"""The ways that this machine allows. On a machine without any way only the other tests of this file run."""


@pytest.fixture(params=HERE, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Sandbox:
    found: Sandbox = request.param
    return found


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(way: Sandbox, tmp_path: Path) -> Run:
    """A function that runs a shell script shut in, with its own folder."""
    job = tmp_path / "job"
    job.mkdir()

    def run(script: str, *shown: Path) -> subprocess.CompletedProcess[str]:
        command = enclosed(way, job, ["/bin/sh", "-c", script], {"PATH": TOOL_PATHS, "WORD": "a b"}, shown)
        variables = {"PATH": TOOL_PATHS}
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=job, env=variables)

    return run


def test_one_way_at_least_works_where_the_tests_run_as_root() -> None:
    """Without any way the tests of this file would prove nothing. A container may forbid namespaces even to root."""
    allowed = subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True, check=False).returncode == 0
    assert HERE or not allowed


def test_only_the_system_and_the_job_are_seen(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    home = Path.home()
    done = run(
        f"cat {tmp_path}/secret || ls {home} {tmp_path} || ls -a /; echo end; cat /proc/1/environ | tr '\\0' ' '"
    )
    assert "secret" not in done.stdout.replace(f"{tmp_path}/secret", "")
    seen = set(done.stdout.partition("end")[0].split()) - {".", ".."}
    assert seen <= {
        "usr",
        "bin",
        "sbin",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "etc",
        "var",
        "dev",
        "proc",
        "job",
        "tmp",
        "nix",
        "gnu",
    }
    assert not set(os.environ) & {word.partition("=")[0] for word in done.stdout.split()} - {"PATH", "PWD", "OLDPWD"}


def test_what_is_shown_can_be_read_and_not_written(run: Run, tmp_path: Path) -> None:
    shown = tmp_path / "shown 宋体"
    shown.mkdir()
    (shown / "face").write_text("face")
    assert run(f"cat '{shown}/face'", shown).stdout == "face"
    for place in (f"'{shown}/new'", "/usr/new", "/etc/new", "/new"):
        assert run(f"echo x > {place}", shown).returncode != 0, place
    assert sorted(path.name for path in shown.iterdir()) == ["face"] and not Path("/usr/new").exists()


def test_the_job_can_be_written_and_passes_its_files_out(run: Run, tmp_path: Path) -> None:
    done = run('echo "$WORD" > /job/out; cd /tmp; echo x > passing; cd /job; pwd')
    assert done.returncode == 0 and done.stdout.split()[-1] == "/job"
    assert (tmp_path / "job" / "out").read_text() == "a b\n"
    assert (tmp_path / "job" / "tmp" / "passing").exists()


def test_there_is_no_network(run: Run) -> None:
    """The program has only its own loopback, on which nobody listens. It does not reach the listener of this test."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1.0)
        port = server.getsockname()[1]
        done = run(f"cat /proc/net/dev; bash -c 'echo x > /dev/tcp/127.0.0.1/{port}' && echo reached")
        assert "reached" not in done.stdout
        assert [line.split(":")[0].strip() for line in done.stdout.splitlines() if ":" in line] == ["lo"]
        with pytest.raises(TimeoutError):
            server.accept()
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()


def test_there_are_no_other_processes_and_no_rights(run: Run) -> None:
    done = run(
        "echo /proc/[0-9]*; grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status; mount -t tmpfs none /job && echo mounted"
    )
    numbers = [int(word.rpartition("/")[2]) for word in done.stdout.splitlines()[0].split()]
    assert max(numbers) < 50 and os.getpid() not in numbers[1:]
    assert "CapEff:\t0000000000000000" in done.stdout and "NoNewPrivs:\t1" in done.stdout
    assert "mounted" not in done.stdout


@pytest.mark.parametrize("way", [*HERE, Sandbox.NONE], ids=lambda way: way.name)
def test_memory_time_and_files_have_an_end(way: Sandbox, tmp_path: Path) -> None:
    for script, limits in (
        ("head -c 200M /dev/zero | tail -c 150M > /dev/null", (100 << 20, 1 << 30, 60)),
        ("head -c 20M /dev/zero > big", (1 << 30, 1 << 20, 60)),
        ("while :; do :; done", (1 << 30, 1 << 30, 1)),
    ):
        command = enclosed(way, tmp_path, limited(["/bin/sh", "-c", script], *limits), {"PATH": TOOL_PATHS})
        assert subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=tmp_path).returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20
    command = enclosed(way, tmp_path, limited(["true"], 1 << 30, 1 << 30, 60), {"PATH": TOOL_PATHS})
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("way", [*HERE, Sandbox.NONE], ids=lambda way: way.name)
def test_the_program_ends_with_the_one_who_started_it(way: Sandbox, tmp_path: Path) -> None:
    """The program ends even if the process that started it is killed and can do nothing more."""
    beat = tmp_path / "beat"
    inside = job_path(way, tmp_path, "beat")
    command = enclosed(
        way, tmp_path, ["/bin/sh", "-c", f"while :; do echo x >> {inside}; sleep 0.1; done"], {"PATH": TOOL_PATHS}
    )
    starter = subprocess.Popen(
        [
            "python3",
            "-c",
            "import subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True).wait()",
            *command,
        ]
    )
    for _ in range(200):
        if beat.exists():
            break
        time.sleep(0.1)
    starter.kill()
    starter.wait()
    size = -1
    for _ in range(50):
        time.sleep(0.4)
        if beat.stat().st_size == size:
            return
        size = beat.stat().st_size
    pytest.fail("it goes on")


def test_a_machine_without_tools_has_no_sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "TOOL_PATHS", str(tmp_path))
    assert [way for way in Sandbox if works(way)] == [Sandbox.NONE] and not Sandbox.NONE.is_closed


def test_a_tool_of_the_users_own_path_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for way in HERE:
        assert str(tmp_path) not in enclosed(way, tmp_path / "job", ["true"], {})[0]
