"""A job's folder is removed after the job, whatever happened. The folder of a dead process is removed at the next job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from formgen.engines.system import passing_folder as module
from formgen.engines.system.passing_folder import passing_folder, remove_abandoned

PREFIX = "formgen-test-"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the temporary files of this test only."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return iter([tmp_path])


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_there_for_its_owner_alone_and_then_gone(tmp_path: Path) -> None:
    with passing_folder(PREFIX) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "deep" / "er" / "file").write_bytes(b"x")
    assert left(tmp_path) == []


def test_it_is_gone_after_a_fault_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), passing_folder(PREFIX) as folder:
        (folder / "file").write_bytes(b"x")
        raise KeyboardInterrupt
    assert left(tmp_path) == []


def test_folders_that_the_program_closed_are_removed(tmp_path: Path) -> None:
    with passing_folder(PREFIX) as folder:
        (folder / "closed").mkdir()
        (folder / "closed" / "file").write_bytes(b"x")
        (folder / "closed").chmod(0)
    assert left(tmp_path) == []


def test_a_link_inside_is_not_followed_when_it_is_removed(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "kept").write_bytes(b"x")
    with passing_folder(PREFIX) as folder:
        (folder / "link").symlink_to(tmp_path / "others")
    assert left(tmp_path) == ["others"] and left(tmp_path / "others") == ["kept"]


def test_what_a_killed_process_left_is_removed_at_the_next_job(tmp_path: Path) -> None:
    """The process is killed and cannot clean up. As long as it lives, its folder stays."""
    code = (
        "import sys, tempfile, time\n"
        "from formgen.engines.system.passing_folder import passing_folder\n"
        "tempfile.tempdir = sys.argv[1]\n"
        f"with passing_folder({PREFIX!r}) as folder:\n"
        "    (folder / 'source').write_bytes(b'x')\n"
        "    print(folder.name, flush=True)\n"
        "    time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    with passing_folder(PREFIX):
        assert name in left(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert left(tmp_path) == [name]
    with passing_folder(PREFIX) as folder:
        assert left(tmp_path) == [folder.name]
    assert left(tmp_path) == []


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """A folder without a lock may be new. Other names, files and links do not belong to us."""
    (tmp_path / "somebody-else").mkdir()
    (tmp_path / f"{PREFIX}file").write_bytes(b"x")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "somebody-else")
    (tmp_path / f"{PREFIX}new").mkdir()
    before = left(tmp_path)
    remove_abandoned(PREFIX)
    assert left(tmp_path) == before


def test_a_folder_without_a_lock_is_removed_after_a_day(tmp_path: Path) -> None:
    old = tmp_path / f"{PREFIX}old"
    old.mkdir()
    os.utime(old, (0, 0))
    remove_abandoned(PREFIX)
    assert left(tmp_path) == []


def test_what_cannot_be_removed_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job is still done. The next job tries to remove the folder again."""
    monkeypatch.setattr(module, "PAUSE", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        with passing_folder(PREFIX) as folder:
            pass
    assert left(tmp_path) == [folder.name]
    remove_abandoned(PREFIX)
    assert left(tmp_path) == []
