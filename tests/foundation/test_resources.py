"""Tests of the module that knows where templates and fonts are."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.foundation import resources
from formgen.foundation.errors import MachineError, UsageError
from formgen.foundation.resources import LAST_FAMILIES, STAND_INS

SCHEMES = Path(__file__).resolve().parent.parent / "schemes"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation that the tests may damage: a package folder with `_data/fonts` in it, and without templates."""
    package = tmp_path / "formgen"
    shutil.copytree(resources.fonts_folder(), package / "_data" / "fonts")
    monkeypatch.setattr(resources, "PACKAGE", package)
    yield package / "_data"
    resources._faces.cache_clear()


def test_schemes_are_found_by_their_definition() -> None:
    assert "taicang-2018" in resources.schemes()
    assert (resources.scheme_folder("taicang-2018") / "scheme.toml").is_file()


def test_the_only_scheme_need_not_be_named_and_of_several_one_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(resources.SCHEMES_VARIABLE, raising=False)
    assert [resources.scheme_folder()] == [*resources.schemes().values()]
    monkeypatch.setenv(resources.SCHEMES_VARIABLE, str(SCHEMES))
    assert {"star-merchants", "reader-card", "taicang-2018", "service-teams"} == set(resources.schemes())
    with pytest.raises(UsageError, match=r"--scheme.*reader-card、service-teams、star-merchants、taicang-2018"):
        resources.scheme_folder()


def test_folders_of_schemes_are_listed_as_in_path_and_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("甲", "乙"):
        shutil.copytree(SCHEMES / "reader-card", tmp_path / folder / "reader-card")
    listed = os.pathsep.join(("", str(tmp_path / "没有"), str(tmp_path / "甲"), str(tmp_path / "乙")))
    monkeypatch.setenv(resources.SCHEMES_VARIABLE, listed)
    assert resources.scheme_folder("reader-card") == tmp_path / "甲" / "reader-card"
    assert resources.scheme_reference(tmp_path / "甲" / "reader-card") == "reader-card"
    assert resources.scheme_reference(tmp_path / "乙" / "reader-card") == str(tmp_path / "乙" / "reader-card")


def test_a_scheme_may_be_a_folder_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = SCHEMES / "reader-card"
    assert resources.scheme_folder(folder) == resources.scheme_folder(str(folder)) == folder
    monkeypatch.chdir(SCHEMES)
    assert resources.scheme_folder("reader-card") == resources.scheme_folder("./reader-card") == folder
    monkeypatch.chdir(folder)
    assert resources.scheme_folder(".") == folder
    with pytest.raises(UsageError, match="不是方案的文件夹"):
        resources.scheme_folder("./card")


@pytest.mark.parametrize("name", ["taicang-2019", "", ".", "..", "../nowhere/taicang-2018", "taicang-2018/annex2", "/"])
def test_an_unknown_scheme_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"没有名为「.*taicang-2018|不是方案的文件夹"):
        resources.scheme_folder(name)


def test_data_inside_the_package_comes_first(elsewhere: Path) -> None:
    assert resources.fonts_folder() == elsewhere / "fonts"
    with pytest.raises(MachineError, match="templates"):
        resources.schemes()


@pytest.mark.parametrize(
    "character", ["A", "9", " ", "\u00a0", "\u3000", "，", "￥", "é", "☑", "太", "玥", "㙍", "①", "―"]
)
def test_characters_that_can_be_shown(character: str) -> None:
    assert resources.covered(character)
    assert resources.uncovered(character) == ()


@pytest.mark.parametrize(
    "character", ["😀", "𠮷", "ł", "\n", "\t", "\x07", "\ue000", "\u200b", "\ufeff", "ア\u0301"[1]]
)
def test_characters_that_cannot_be_shown(character: str) -> None:
    assert not resources.covered(character)
    assert resources.uncovered(character) == (character,)


def test_only_single_characters_are_covered() -> None:
    assert not resources.covered("太仓") and not resources.covered("")


def test_uncovered_names_each_once_in_order() -> None:
    assert resources.uncovered("甲😀乙𠮷😀丙\n") == ("😀", "𠮷", "\n")


@given(st.text())
def test_uncovered_agrees_with_covered(text: str) -> None:
    found = resources.uncovered(text)
    assert set(found) == {character for character in text if not resources.covered(character)}
    assert [text.index(character) for character in found] == sorted(text.index(character) for character in found)


def test_font_files_are_those_of_the_folder() -> None:
    assert {font.path for font in resources.font_files()} == set(resources.fonts_folder().glob("*.ttf"))
    assert {family for _, families in STAND_INS for family in families} | set(LAST_FAMILIES) == {
        font.family for font in resources.font_files()
    }


def test_sound_fonts_pass() -> None:
    resources.check_fonts(thorough=True)


def test_a_missing_font_is_named(elsewhere: Path) -> None:
    (elsewhere / "fonts" / "GwKaiExt.ttf").unlink()
    with pytest.raises(MachineError, match=r"GwKaiExt\.ttf"):
        resources.check_fonts()


def test_a_short_font_is_named(elsewhere: Path) -> None:
    path = elsewhere / "fonts" / "GwForm.ttf"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(MachineError, match=r"GwForm\.ttf"):
        resources.check_fonts()


def test_a_changed_font_is_found_by_a_thorough_look_alone(elsewhere: Path) -> None:
    path = elsewhere / "fonts" / "GwForm.ttf"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes((content[-1] ^ 1,)))
    resources.check_fonts()
    with pytest.raises(MachineError, match=r"GwForm\.ttf"):
        resources.check_fonts(thorough=True)


@pytest.mark.parametrize("content", [None, b"20-7E\n", b"# a | b\n", b"# GwForm.ttf | Gw Form | x | y | z\n", b"\xff"])
def test_a_broken_list_of_fonts_is_one_clear_line(elsewhere: Path, content: bytes | None) -> None:
    listing = elsewhere / "fonts" / "coverage.txt"
    listing.unlink()
    if content is not None:
        listing.write_bytes(content)
    with pytest.raises(MachineError, match=r"coverage\.txt") as caught:
        resources.covered("太")
    assert "\n" not in str(caught.value)


def test_the_cache_is_private_and_where_the_user_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "缓存"))
    assert resources.cache_folder() == tmp_path / "缓存" / "formgen"
    assert stat.S_IMODE(resources.cache_folder().stat().st_mode) == 0o700
    assert list(resources.cache_folder().iterdir()) == []


@pytest.mark.parametrize("value", [None, "", "relative/folder"])
def test_without_a_cache_of_the_users_choice_it_is_in_the_home(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv("XDG_CACHE_HOME")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", value)
    assert resources.cache_folder() == tmp_path / ".cache" / "formgen"


def test_an_unwritable_cache_is_replaced_by_a_private_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file, so that no folder can be made below it")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    folder = resources.cache_folder()
    assert not folder.is_relative_to(tmp_path / "file")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert resources.cache_folder() == folder
    assert resources.fontconfig_file().is_file()


def written(path: Path) -> tuple[int, int, int]:
    """Values that change when a file is written or replaced, but not when it is only read (as its time of access does)."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


def test_the_font_configuration_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = resources.fontconfig_file()
    before = written(path)
    assert resources.fontconfig_file() == path
    assert written(path) == before
    path.write_text("damaged")
    assert resources.fontconfig_file() == path
    assert path.read_text() != "damaged"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_two_installations_have_two_font_configurations(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = resources.fontconfig_file()
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(there.parent.parent))
    assert resources.fontconfig_file().parent == there.parent
    assert resources.fontconfig_file() != there


def ask_fontconfig(*command: str) -> list[str]:
    """Run a program of fontconfig with our configuration. Return the lines that it prints."""
    environment = {"FONTCONFIG_FILE": str(resources.fontconfig_file()), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_fontconfig_knows_our_faces_alone() -> None:
    found = ask_fontconfig("fc-list", "--format", "%{file}|%{family}\n")
    assert sorted(found) == sorted(f"{font.path}|{font.family}" for font in resources.font_files())


@pytest.mark.parametrize(("names", "families"), STAND_INS, ids=[names[0] for names, _ in STAND_INS])
def test_fontconfig_gives_our_faces_for_official_names(names: tuple[str, ...], families: tuple[str, ...]) -> None:
    expected = list(dict.fromkeys(families + LAST_FAMILIES))
    for name in names:
        assert ask_fontconfig("fc-match", "--all", "--format", "%{family}\n", name)[: len(expected)] == expected


def test_fontconfig_gives_an_unknown_name_a_face_of_the_end_of_every_stack() -> None:
    assert ask_fontconfig("fc-match", "--format", "%{family}", "微软雅黑") == [LAST_FAMILIES[0]]
