"""Only files in the folder are read. The real target of a path counts, even if somebody swaps folders in the meantime."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen.dossier.evidence.reading import read_supplied
from formgen.dossier.evidence.refused import RefusedError

INSIDE, SECRET = b"what lies inside", b"what lies outside"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a record's folder with a file two folders deep, and another folder beside it with a file of the same name."""
    (tmp_path / "record" / "a" / "b").mkdir(parents=True)
    (tmp_path / "record" / "a" / "b" / "file").write_bytes(INSIDE)
    (tmp_path / "outside" / "b").mkdir(parents=True)
    (tmp_path / "outside" / "file").write_bytes(SECRET)
    (tmp_path / "outside" / "b" / "file").write_bytes(SECRET)
    return tmp_path / "record"


def read(path: str, folder: Path, evidence_root: Path | None = None) -> bytes:
    content = read_supplied(path, folder, evidence_root).content
    assert isinstance(content, bytes)
    return content


def code(path: str, folder: Path, evidence_root: Path | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read(path, folder, evidence_root)
    assert refused.value.message and refused.value.remedy
    return refused.value.code


def test_paths_are_judged_by_where_they_lead(folder: Path) -> None:
    (folder / "link").symlink_to("a")
    (folder / "a" / "b" / "other").symlink_to("file")
    (folder / "through.pdf").symlink_to(folder / "link" / "b" / "other")
    for path in ("a/b/file", "a/../a/./b/file", "link/b/file", "a/b/other", "through.pdf"):
        assert read(path, folder) == INSIDE, path
    (folder / "out").symlink_to("../outside")
    (folder / "out.pdf").symlink_to("../outside/file")
    for path in ("../outside/file", "out/file", "out.pdf", str(folder.parent / "outside" / "file"), "../outside/gone"):
        assert code(path, folder) == "evidence.outside", path
        assert code(path, folder, folder / "a") == "evidence.outside", path
    assert read("out/file", folder, folder.parent / "outside") == SECRET


def test_a_folder_that_may_only_be_passed_through(folder: Path) -> None:
    (folder / "a").chmod(0o300)
    try:
        assert read("a/b/file", folder) == INSIDE
    finally:
        (folder / "a").chmod(0o700)


def swap_for_link(path: Path, target: Path) -> Callable[[], None]:
    def swap() -> None:
        path.rename(path.with_name(path.name + ".was"))
        path.symlink_to(target)

    return swap


@pytest.mark.parametrize("at", [0, 1, 2, 3])
@pytest.mark.parametrize("what", ["a", "a/b", "a/b/file"])
def test_what_is_swapped_for_a_link_meanwhile_lets_nothing_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, at: int, what: str
) -> None:
    """The swap happens just before one of the folders or the file is opened, long after the path was checked."""
    outside = {
        "a": folder.parent / "outside",
        "a/b": folder.parent / "outside" / "b",
        "a/b/file": folder.parent / "outside" / "file",
    }
    swap = swap_for_link(folder / what, outside[what])
    opened: list[object] = []
    really = os.open

    def watched(path: str | Path, flags: int, *rest: int, **more: int) -> int:
        if len(opened) == at:
            swap()
        opened.append(path)
        return really(path, flags, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", watched)
        patch.setattr(os, "supports_dir_fd", {*os.supports_dir_fd, watched})
        try:
            assert read("a/b/file", folder) == INSIDE  # the folder was already open, so the swap came too late
        except RefusedError as refused:
            assert refused.code == "evidence.changed"
        assert len(opened) > at


def test_a_thread_that_swaps_all_the_time_gets_nothing_in(folder: Path) -> None:
    """The moment of the swap does not matter. A single try may give the file or a refusal; both are right."""
    ended = threading.Event()
    was, link = folder / "a.was", folder / "a.link"
    link.symlink_to(folder.parent / "outside")

    def swap() -> None:
        while not ended.is_set():
            (folder / "a").rename(was)
            link.rename(folder / "a")
            (folder / "a").rename(link)
            was.rename(folder / "a")

    thread = threading.Thread(target=swap)
    thread.start()
    seen = set()
    try:
        for _ in range(3000):
            try:
                seen.add(read("a/b/file", folder))
            except RefusedError as refused:
                seen.add(refused.code.encode())
    finally:
        ended.set()
        thread.join()
    assert SECRET not in seen and INSIDE in seen
