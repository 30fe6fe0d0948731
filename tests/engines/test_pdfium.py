"""Our module for pdfium: its results, its errors, how often it opens a file, and that its calls never overlap."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest

from formgen.engines.pdfium import MOST_PAGES, PasswordNeededError, PdfiumFile, Placing, UndrawableError
from formgen.engines.pdfium.cut_text import characters_of, cut_words

SIZE = (200, 100)
BOX = b"0 0 0 rg 0 0 100 100 re f"
"""The left half of a page, black."""


def made(pages: int = 1, password: str = "", rotate: int = 0, content: bytes = BOX) -> bytes:
    """Make a PDF with this number of equal pages, with a password if one is given."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=SIZE)
            page.Rotate = rotate
            page.Contents = pdf.make_stream(content)
        pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


class OnDisk:
    """The bytes of a file. They are read again each time, like those of a shelf."""

    def __init__(self, path: Path) -> None:
        self.path, self.opened = path, 0

    def stream(self) -> io.BufferedReader:
        self.opened += 1
        return self.path.open("rb")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A list of everything that pdfium is asked to open. It grows with each request."""
    asked: list[object] = []
    real = pypdfium2.PdfDocument

    def counted(source: object, password: str | None = None) -> object:
        asked.append(source)
        return real(source, password=password)

    monkeypatch.setattr(pypdfium2, "PdfDocument", counted)
    return asked


def test_a_page_fills_its_picture() -> None:
    with PdfiumFile(made()) as document, document.page(0) as page:
        picture = page.picture(20, 10)
        assert page.size == SIZE and picture.size == (20, 10) and picture.mode == "RGB"
    assert [picture.getpixel((x, 5)) for x in (2, 17)] == [(0, 0, 0), (255, 255, 255)]


def test_a_page_is_placed_on_its_picture() -> None:
    with PdfiumFile(made()) as document, document.page(0) as page:
        picture = page.picture(300, 120, Placing(1, 1, 50, 10), with_fields=False)
    box = picture.convert("L").point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box == (50, 10, 150, 110)


def test_a_turned_page_is_shown_turned_until_it_is_asked_for_upright() -> None:
    with PdfiumFile(made(rotate=90)) as document, document.page(0) as page:
        assert page.size == SIZE[::-1]
        page.turn_upright()
        assert page.size == SIZE and page.picture(20, 10).getpixel((2, 5)) == (0, 0, 0)


def test_words_and_characters_of_a_page(form_pdf: bytes) -> None:
    with PdfiumFile(form_pdf) as document:
        (words,) = document.texts()
        with document.page(0) as page:
            found = page.characters()
            assert page.text() == words
    assert (
        "承诺书" in "".join(words.split()) and "".join(one.text for one in found).count("承") == words.count("承") > 0
    )
    width, height = document_size(form_pdf)
    assert all(0 <= one.left < one.right <= width and 0 <= one.bottom < one.top <= height for one in found)


@pytest.fixture(scope="module")
def form_pdf() -> bytes:
    """Make a PDF of one page that is set in one of our faces."""
    from tests.dossier.given import html_to_pdf

    return html_to_pdf(
        '<html lang="zh-CN"><title>信用承诺书</title><style>@page { size: A4 } body { font-family: "Gw Fang" }</style>'
        "<body>信用承诺书，一式两份</body></html>"
    )


def document_size(content: bytes) -> tuple[float, float]:
    """The size of the first page."""
    with PdfiumFile(content) as document:
        return document.sizes()[0]


def test_what_is_no_pdf_and_what_is_locked() -> None:
    with pytest.raises(UndrawableError) as plain:
        PdfiumFile(b"%PDF-1.7 nothing more")
    assert not isinstance(plain.value, PasswordNeededError)
    locked = made(password="甲乙")
    for password in (None, "丙"):
        with pytest.raises(PasswordNeededError):
            PdfiumFile(locked, password)
    with PdfiumFile(locked, "甲乙") as document:
        assert len(document) == len(document.sizes()) == 1


def test_a_page_that_is_none_is_said() -> None:
    with PdfiumFile(made()) as document, pytest.raises(UndrawableError), document.page(1):
        pass


@pytest.mark.parametrize(("pages", "times"), [(1, 1), (MOST_PAGES, 1), (MOST_PAGES + 1, 2), (2 * MOST_PAGES + 1, 3)])
def test_a_file_is_opened_anew_after_so_many_pages(
    pages: int, times: int, tmp_path: Path, opened: list[object]
) -> None:
    path = tmp_path / "甲.pdf"
    path.write_bytes(made(pages))
    content = OnDisk(path)
    with PdfiumFile(content) as document:
        assert len(list(document.texts())) == len(document) == pages
    assert content.opened == len(opened) == times


def test_a_file_is_not_closed_under_an_open_page(opened: list[object]) -> None:
    with PdfiumFile(made(MOST_PAGES + 2)) as document:
        with document.page(0) as kept:
            for index in range(1, MOST_PAGES + 1):
                with document.page(index):
                    pass
            assert kept.size == SIZE and len(opened) == 1
        with document.page(MOST_PAGES + 1) as page:
            assert page.size == SIZE and len(opened) == 2


def test_no_two_calls_run_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four threads each have their own file. A thread that is inside pdfium waits a little there."""
    inside: list[int] = []
    most: list[int] = []

    def watched(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.001)
            try:
                return real(*arguments)
            finally:
                inside.pop()

        return call

    for name in ("FPDF_RenderPageBitmap", "FPDFText_GetUnicode"):
        monkeypatch.setattr(pypdfium2.raw, name, watched(getattr(pypdfium2.raw, name)))
    content, failures = made(8), []

    def work() -> None:
        try:
            with PdfiumFile(content) as document:
                for index in range(len(document)):
                    with document.page(index) as page:
                        assert page.picture(20, 10).getpixel((2, 5)) == (0, 0, 0)
                        page.characters()
        except BaseException as fault:  # the error would be lost with the thread
            failures.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and len(most) >= 32 and max(most) == 1


@pytest.mark.parametrize(
    ("clip", "words"),
    [
        (b"0 0 200 100", ()),
        (b"0 0 33 100", ("ABCD",)),  # the third letter in part, the fourth wholly
        (b"0 54 200 40", ("ABCD",)),  # the upper half of all
        (b"0 48 200 40", ()),
        (b"0 90 200 10", ("ABCD",)),
    ],
)
def test_characters_that_a_clip_cuts_off_are_told(clip: bytes, words: tuple[str, ...]) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
    with pikepdf.open(
        io.BytesIO(made(content=b"q %b re W n BT /F 20 Tf 1 0 0 1 5 50 Tm (ABCD) Tj ET Q" % clip))
    ) as pdf:
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        out = io.BytesIO()
        pdf.save(out)
    found = cut_words(out.getvalue())
    assert tuple(one.words for one in found) == words and {one.page for one in found} <= {1}
    assert [one.text for one in characters_of(out.getvalue())[0]] == list("ABCD")
