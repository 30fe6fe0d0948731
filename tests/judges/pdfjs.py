"""pdf.js, the PDF viewer of Firefox, in Chromium: a person types into the fields of a PDF there, and saves the file.

pdf.js is in an npm package, and Playwright leads the Chromium of the machine. Both find the files of this computer only.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Error, Page, Route, sync_playwright

from tests.judges import REPOSITORY, SECONDS, JudgeError

FOLDER = REPOSITORY / "tools/openxml/node_modules/pdfjs-dist"
CHROMIUM = "/usr/bin/chromium"
HOST = "http://judge.invalid"
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/web/pdf_viewer.css">
<div id="container" style="position:absolute;inset:0;overflow:auto"><div class="pdfViewer"></div></div>
<script type="module">
import * as pdfjsLib from "/build/pdf.mjs";
globalThis.pdfjsLib = pdfjsLib;
const { EventBus, PDFLinkService, PDFViewer } = await import("/web/pdf_viewer.mjs");
pdfjsLib.GlobalWorkerOptions.workerSrc = "/build/pdf.worker.mjs";
const eventBus = new EventBus(), linkService = new PDFLinkService({ eventBus });
const container = document.getElementById("container");
const viewer = new PDFViewer({ container, eventBus, linkService, annotationMode: pdfjsLib.AnnotationMode.ENABLE_FORMS });
linkService.setViewer(viewer);
const pdf = await pdfjsLib.getDocument({ url: "/form.pdf", standardFontDataUrl: "/standard_fonts/", wasmUrl: "/wasm/",
    cMapUrl: "/cmaps/" }).promise;
eventBus.on("pagesloaded", () => { document.body.dataset.loaded = "yes"; });
viewer.setDocument(pdf);
globalThis.show = (page) => { viewer.currentPageNumber = page; };
globalThis.saved = async () => {
    let text = "";
    for (const byte of await pdf.saveDocument()) text += String.fromCharCode(byte);
    return btoa(text);
};
</script>"""
TYPES = {"mjs": "text/javascript", "js": "text/javascript", "css": "text/css", "wasm": "application/wasm"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A file that was filled in. seen: what each field showed after typing."""

    content: bytes
    seen: Mapping[str, str]


def type_in(content: bytes, values: Mapping[str, tuple[int, str]], *, seconds: float = SECONDS) -> Typed:
    """Open a PDF in pdf.js, type into its fields, and save it. Raises JudgeError if that cannot be done.

    values: for each field its page (counted from 1), and the text
    """
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            try:
                return _typed(browser.new_page(), content, values, seconds * 1000)
            finally:
                browser.close()
    except Error as fault:
        raise JudgeError(f"pdf.js did not fill the form in: {fault.message[:300]}") from fault


def _typed(page: Page, content: bytes, values: Mapping[str, tuple[int, str]], limit: float) -> Typed:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        file = FOLDER / path.lstrip("/")
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "/form.pdf":
            route.fulfill(body=content, content_type="application/pdf")
        elif file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix[1:], "application/octet-stream"))
        else:
            route.fulfill(status=404, body="")

    page.set_default_timeout(limit)
    page.route("**/*", answer)
    page.goto(f"{HOST}/")
    page.wait_for_selector("body[data-loaded]", state="attached")
    seen = {}
    for name, (number, text) in values.items():
        page.evaluate("page => globalThis.show(page)", number)
        field = page.locator(f'.page[data-page-number="{number}"] [name="{name}"]').first
        field.wait_for()
        field.click()
        page.keyboard.insert_text(text)
        seen[name] = field.input_value()
        page.keyboard.press("Escape")
        field.blur()
    return Typed(base64.b64decode(page.evaluate("globalThis.saved()")), seen)
