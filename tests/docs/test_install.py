"""The pages on installing name what there is: this version, options of the script, targets, files, headings."""

from __future__ import annotations

import re

import pytest

from formgen import __version__
from tests.contract.tree import ROOT
from tools.release.packing import FILES

PAGES = ("docs/install.md", "docs/install.zh-CN.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_this_version_and_nothing_that_is_not_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"formgen[-_](\d+\.\d+\.\d+)", text)) == {__version__}
    script = (FILES / "install.sh").read_text(encoding="utf-8")
    assert set(re.findall(r"install\.sh (--\w+)", text)) <= set(re.findall(r"--(?:service|remove|purge)", script))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z-]+)", text)):
        assert f"\n{target}:" in makefile, target
    paths = re.findall(r"`((?:formgen|tools|docs)/[\w./-]+)`", text)
    assert paths and not [path for path in paths if not (ROOT / path).exists()]
    assert "@" not in re.sub(r"```.*?```", "", text, flags=re.S)


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for file, _, heading in re.findall(r"\]\(([\w./-]*)(#?)([^)]*)\)", text):
        target = (ROOT / "docs" / file) if file else ROOT / page
        assert target.exists(), file
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            anchors = {re.sub(r"[^\w\s-]", "", title).strip().lower().replace(" ", "-") for title in titles}
            assert heading in anchors, heading


def test_what_the_script_says_the_pages_quote() -> None:
    text = (ROOT / "docs/install.zh-CN.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "formgen" / "web").rglob("*.py")))
    quoted = ["已经有一个 formgen serve 在用数据文件夹", "写不了数据文件夹", "处要改", "请用启动窗口里给出的地址打开"]
    assert all(words in sources for words in quoted)
    assert all(words.replace("处要改", "要改") in text for words in quoted)
