"""Draw the pictures of the web door in `docs/pictures/`: `python -m tools.draw_screens`, with Debian's Chromium.

They show a server of its own, with the samples, as a clerk sees it on a screen of 1366 by 768 pixels.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.draw_pictures import PICTURES, ROOT, SAMPLE
from tools.served import browser_environment, served

WIDTH, HEIGHT = 1366, 768
COLOURS = 48
"""The number of colours of a file: few keep it small, and the pages have few."""
SCHEME = "taicang-2018"
PAPER = ROOT / "samples" / "evidence" / "complete" / "信用信息查询报告.pdf"
TABLE = """企业名称,镇（区）,所属地区,法定代表人,联系电话,邮编,注册资本
太仓样例纺织有限公司,沙溪镇,江苏省太仓市沙溪镇,王小明,0512-5320001,21542,5000万元人民币
太仓样例塑料有限公司,天上镇,江苏省太仓市沙溪镇,李小红,0512-53200002,215421,5000万美
太仓样例五金有限公司,浏河镇,江苏省太仓市浏河镇,张小军,0512-53200003,215431,800万元人民币
"""
"""A table as it comes in, with faults."""
FIRST_SCREENS = ("web-scores.png", "web-filling.png")
"""The pictures that the READMEs show; docs/web.md shows the others."""
SCREENS = (*FIRST_SCREENS, "web-home.png", "web-check.png", "web-materials.png", "web-bound.png")
LONGEST = 120_000
"""The ms that a busy machine may take for a page."""


def main() -> None:
    """Draw every picture anew."""
    with served() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=zh-CN"], env=browser_environment()
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
        page.set_default_timeout(LONGEST)
        page.goto(link)
        _draw(page, f"{urlsplit(link).scheme}://{urlsplit(link).netloc}")
        browser.close()


def _draw(page: Page, address: str) -> None:
    """Walk through the pages as a clerk does, and take a picture of each that is shown."""
    _take(page, "web-home.png")
    page.goto(f"{address}/fill/{SCHEME}/")
    page.get_by_text("用以前下载的数据").click()
    page.set_input_files("#record", SAMPLE)
    page.get_by_role("button", name="填新的一").click()
    page.locator("a[href*='/cases/']").first.click()
    page.wait_for_load_state("networkidle")
    case = page.url.partition("/forms/")[0]
    page.get_by_label("主营业务").focus()
    page.wait_for_timeout(500)
    _take(page, "web-filling.png")
    page.goto(f"{case}/forms/annex4/")
    page.wait_for_load_state("networkidle")
    page.locator("fieldset.score input:checked").first.focus()
    page.wait_for_timeout(500)
    _take(page, "web-scores.png")
    page.goto(f"{case}/dossiers/application/")
    page.get_by_label("放进扫描件").first.set_input_files(PAPER)
    page.get_by_label("放进扫描件").first.locator("xpath=../button").click()
    page.locator(".thumbs img").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(".thumbs").first.scroll_into_view_if_needed()
    _take(page, "web-materials.png")
    page.get_by_role("button", name="装订", exact=True).click()
    page.get_by_text("装订好了").wait_for()
    page.wait_for_load_state("networkidle")
    _take(page, "web-bound.png")
    page.goto(f"{address}/check/{SCHEME}/")
    page.set_input_files("#files", {"name": "名册.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.get_by_role("button", name="检查").click()
    page.locator(".verdict").wait_for()
    page.locator(".finding").first.scroll_into_view_if_needed()
    _take(page, "web-check.png")


def _take(page: Page, name: str) -> None:
    """Keep what the window shows as a small picture."""
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(Path(PICTURES, name), optimize=True)


if __name__ == "__main__":
    main()
