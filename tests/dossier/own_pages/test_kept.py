"""Our own pages are laid out once. Only pages without data of an enterprise are kept on disk, and never half written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen.dossier import DossierTask, bind
from formgen.dossier.options import Options
from formgen.dossier.own_pages.kept import OwnPages
from formgen.engines import kept_layouts as module
from formgen.render.pdf.pdf import html_to_pdf
from formgen.scheme.models import Scheme
from tests.dossier.given import dossier_of, record_of
from tests.dossier.odd import made

NAME = "太仓秘密精密机械有限公司"
TITLE = "谁也不该看见的标题"


def asked(scheme: Scheme, folder: Path, cache: Path | None, pieces: int = 2) -> tuple[bytes, list[str]]:
    """Bind a dossier with a cover and evidence in one section. Return it with every HTML that the engine laid out."""
    folder.mkdir(exist_ok=True)
    (folder / "甲.pdf").write_bytes(made())
    record = record_of({}, tuple(("1.1.1", f"{TITLE}{nth}", ("甲.pdf",)) for nth in range(pieces)), name=NAME)
    dossier = dossier_of(scheme, evidence=True, page=True)
    pages: list[str] = []

    def engine(html: str) -> bytes:
        pages.append(html)
        return html_to_pdf(html)

    options = Options(duplex=True, draft=True, archive=True)
    bound = bind(DossierTask(scheme, dossier, record, folder, options=options), OwnPages(engine, cache))
    return bound.pdf, pages


def test_each_page_is_laid_out_once_and_constant_ones_not_again(scheme: Scheme, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, before = asked(scheme, tmp_path / "一", cache)
    second, after = asked(scheme, tmp_path / "二", cache)
    assert first == second
    # cover, contents, index, 用印签字清单; besides them blank, numbers, 草稿, archive's standard and one divider
    assert len(before) == len(set(before)) == 9 and len(after) == 4
    kept = list(cache.iterdir())
    assert len(kept) == 5
    # The values are there neither plain nor packed, because the kept pages are laid out from HTML without them.
    assert all(NAME not in html and TITLE not in html for html in set(before) - set(after))
    assert cache.stat().st_mode & 0o777 == 0o700 and all(path.stat().st_mode & 0o777 == 0o600 for path in kept)


def test_contents_longer_than_expected_are_laid_out_again(scheme: Scheme, tmp_path: Path) -> None:
    """Sixty pieces need more or fewer pages of index than the first guess, which is one page for a dozen short titles."""
    _, pages = asked(scheme, tmp_path / "多", None, pieces=60)
    assert sum('class="index"' in html for html in pages) <= 2 >= sum('class="contents"' in html for html in pages)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: content[32:],
    ],
    ids=["cut", "empty", "changed", "headless"],
)
def test_a_spoilt_entry_is_laid_out_anew(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    first = OwnPages(lambda html: html.encode() * 9, tmp_path)
    assert first.constant("<p>页</p>") == "<p>页</p>".encode() * 9
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(spoil(whole))
    second = OwnPages(lambda html: html.encode() * 9, tmp_path)
    assert second.constant("<p>页</p>") == "<p>页</p>".encode() * 9 and second.layouts == 1
    assert entry.read_bytes() == whole


def test_another_engine_asks_for_other_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    OwnPages(lambda html: b"old", tmp_path).constant("x")
    monkeypatch.setattr(module, "ground", lambda: b"another version")
    assert OwnPages(lambda html: b"new", tmp_path).constant("x") == b"new"


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    pages = OwnPages(lambda html: b"page", tmp_path / "file" / "below")
    assert pages.constant("x") == b"page" and pages.constant("x") == b"page" and pages.layouts == 1


def test_the_oldest_entries_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    pages = OwnPages(str.encode, tmp_path)
    for nth in range(5):
        pages.constant(f"{nth}")
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    kept = [path.read_bytes()[32:] for path in tmp_path.iterdir()]
    assert sorted(kept) == [b"2", b"3", b"4"]
