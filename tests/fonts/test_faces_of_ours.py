"""If a face is missing or damaged, the error names it and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from formgen.fonts.faces import FaceProgram, face
from formgen.foundation.errors import MachineError
from formgen.foundation.resources import font_files


def test_a_family_that_is_not_ours() -> None:
    with pytest.raises(MachineError, match="Gw Other"):
        face("Gw Other")


@pytest.mark.parametrize("content", [b"", b"\0\1\0\0", b"no font at all, however long it may be", None])
def test_a_file_that_is_no_face(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "GwSong.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MachineError, match=r"GwSong\.ttf"):
        FaceProgram(path)


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    whole = min(font_files(), key=lambda font: font.size).path.read_bytes()
    (tmp_path / "face.ttf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MachineError):
        FaceProgram(tmp_path / "face.ttf")
