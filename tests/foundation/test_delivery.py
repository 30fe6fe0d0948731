"""Files for the user: only the owner can read them, they are complete or missing, and never outside the output folder."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation.delivery import MOST_NAME_BYTES, Paper, deliver, file_names, folder_name, left_over
from formgen.foundation.errors import MachineError


def modes(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_names_of_copies_are_kept_apart() -> None:
    assert file_names(["甲.pdf", "甲.pdf", "甲.PDF", "乙", "a:b.pdf", "..", "名" * 200 + ".pdf"]) == (
        "甲.pdf", "甲（2）.pdf", "甲（3）.PDF", "乙", "a：b.pdf", "文件", "名" * 33 + ".pdf",
    )  # fmt: skip


@given(st.lists(st.text(max_size=120), max_size=6))
def test_any_names_become_safe_ones(names: list[str]) -> None:
    made = file_names(names)
    assert len({name.casefold() for name in made}) == len(made) == len(names)
    for name in made:
        assert folder_name(name) is not None and "/" not in name and len(name.encode()) <= MOST_NAME_BYTES


def test_papers_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    paths = deliver([Paper("甲公司/表.pdf", b"1"), Paper("甲公司/表.docx", b"2")], tmp_path / "out")
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert {modes(path) for path in paths} == {0o600}
    assert modes(tmp_path / "out" / "甲公司") == 0o700


def test_an_older_paper_is_replaced_whole(tmp_path: Path) -> None:
    deliver([Paper("表.pdf", b"old")], tmp_path)
    deliver([Paper("表.pdf", b"new and longer")], tmp_path)
    assert (tmp_path / "表.pdf").read_bytes() == b"new and longer"
    assert os.listdir(tmp_path) == ["表.pdf"]


def test_if_one_paper_can_not_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "一.pdf").write_bytes(b"old")
    (tmp_path / "乙").write_bytes(b"a file where a folder should be")
    with pytest.raises(MachineError, match="写不了输出文件夹"):
        deliver([Paper("甲/一.pdf", b"new"), Paper("乙/二.pdf", b"new")], tmp_path)
    assert (tmp_path / "甲" / "一.pdf").read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["乙", "甲"] and os.listdir(tmp_path / "甲") == ["一.pdf"]


def test_a_full_disk_leaves_nothing_half(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.fail("this test wants /dev/full, which every Linux has")
    (tmp_path / "old.pdf").write_bytes(b"old")
    with pytest.raises(MachineError, match=r"没有写入权限|磁盘已满|不是文件夹|已经存在"):
        deliver([Paper("old.pdf", b"new"), Paper("x.pdf", b"1")], Path("/dev/full"))
    assert (tmp_path / "old.pdf").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["", " ", ".", "..", " .. ", "../x", "a/b", "a\\b", "/etc", "x\0y"])
def test_names_that_would_lead_out_of_the_folder_are_refused(name: str) -> None:
    assert folder_name(name) is None


@given(st.text())
def test_a_folder_name_is_one_step_down_and_nothing_else(name: str) -> None:
    folder = folder_name(name)
    if folder is not None:
        assert len(Path("out", folder).parts) == 2 and folder not in (".", "..")
        assert not set(folder) & set('/\\\0:*?"<>|\r\n\t') and folder[-1] not in ". "
        assert folder.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
        assert len(folder.encode()) <= MOST_NAME_BYTES and folder_name(folder) == folder


def test_ordinary_names_stay_as_they_are() -> None:
    assert folder_name("太仓R&D（堃喆）有限公司") == "太仓R&D（堃喆）有限公司"
    assert folder_name("甲<乙>:丙") == "甲＜乙＞：丙"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("CON", "CON_"), ("con.公司", "con_.公司"), ("Lpt1", "Lpt1_"), ("COM10", "COM10"), ("CONCORD", "CONCORD"),
        ("Acme Co., Ltd.", "Acme Co., Ltd．"), ("甲公司 ", "甲公司"), ("甲\n公司\t", "甲公司"),
    ],
)  # fmt: skip
def test_names_that_windows_cannot_have_are_changed(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_long_names_are_cut_and_kept_apart() -> None:
    names = ["长" * 84 + last for last in "甲乙"]
    assert all(len(name.encode()) > 250 for name in names)
    folders = [folder_name(name) for name in names]
    assert folders[0] != folders[1]
    for folder in folders:
        assert folder is not None and folder.startswith("长" * 60 + "") and len(folder.encode()) <= MOST_NAME_BYTES


class _Elsewhere:
    """A content that is stored at another place."""

    def __len__(self) -> int:
        return len(b"there")

    def stream(self) -> io.BytesIO:
        return io.BytesIO(b"there")


def test_a_content_that_lies_elsewhere_is_copied(tmp_path: Path) -> None:
    (path,) = deliver([Paper("甲.pdf", _Elsewhere())], tmp_path)
    assert path.read_bytes() == b"there" and path.stat().st_mode & 0o777 == 0o600


def test_what_an_earlier_run_left_is_named_and_stays(tmp_path: Path) -> None:
    stale = [
        "材料-第3册.pdf",
        "材料-第3册.proof.json",
        "材料-封面-第3册.pdf",
        "材料-封面.pdf",
        "材料.pdf",
        "材料.proof.json",
    ]
    others = ["材料-第3册.docx", "材料（草稿）.pdf", "别的材料-第3册.pdf", "材料-说明.pdf", "材料-第三册.pdf"]
    written = tmp_path / "材料-第1册.pdf"
    for path in (*(tmp_path / name for name in (*stale, *others)), written):
        path.write_bytes(b"")
    assert {path.name for path in left_over(tmp_path, "材料", [written])} == set(stale)
    assert len(list(tmp_path.iterdir())) == len(stale) + len(others) + 1
