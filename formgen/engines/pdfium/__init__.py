"""Opens PDF files with pdfium, measures them, reads their text, and draws pages as pictures. Only this folder calls pdfium.

pdfium is not made for threads: two calls must never run at the same time, even if they concern two different files. This
module has one lock for all calls, so the users of this module need no lock. Objects of pdfium never leave this module.
They are closed here while the lock is held, and not at the moment when Python happens to remove them.

pdfium keeps in memory all that it has read of a file. So a file is closed and opened anew after every 64 pages, because a
page with a large scan takes a few megabytes.

A font that is not in a file is drawn with our own faces if it is Chinese, Japanese or Korean, and else with the faces that pdfium itself
brings: fonts of the machine are never looked for. So a page looks the same on each machine.

Units are points (1/72 inch), unless something else is said. Pages are counted from 0.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Protocol

import pypdfium2
import pypdfium2.raw as calls
from PIL import Image

from formgen.engines.pdfium.clips import is_cut_off
from formgen.engines.pdfium.own_faces import own_faces_alone
from formgen.engines.system.watcher import at_page

MOST_PAGES = 64
"""The number of pages after which the file is closed and opened anew."""
WHITE = (255, 255, 255, 255)
_LOCK = RLock()
QUICKEST = 1
"""The level of zlib for pictures that somebody waits for."""


class UndrawableError(Exception):
    """pdfium can't open a file, or can't read or draw one of its pages."""


class PasswordNeededError(UndrawableError):
    """A file needs a password, and no password or a wrong password was given."""


class Rereadable(Protocol):
    """A file whose bytes do not lie in memory. They can be read from the beginning as often as wanted."""

    def stream(self) -> io.BufferedReader:
        """Open the file for reading from its beginning."""
        ...


@dataclass(frozen=True, slots=True)
class Placing:
    """The size and the position of a page on a picture.

    across, down  the number of pixels for one point of the page, in horizontal and in vertical direction
    left, top     the distance in pixels of the page's upper left corner from the picture's; may be negative
    """

    across: float
    down: float
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class PlacedCharacter:
    """A character of a page and its box in its line. The box is in the page's own coordinates, before the page is turned.

    is_cut  True if more than a fifth of what is drawn of it is cut off. Nobody looks for that unless it is asked for
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_cut: bool = False


class PdfiumPage:
    """An open page of a `PdfiumFile`. Every method raises UndrawableError if pdfium fails."""

    def __init__(self, page: Any, fields: Any) -> None:
        """page: pypdfium2's page. fields: pypdfium2's object that draws form fields; None if there are none to draw."""
        self._page, self._fields = page, fields

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of the page as it is shown, that is, after it is turned as the file says."""
        with _calling():
            width, height = self._page.get_size()
        if width <= 0 or height <= 0:
            raise UndrawableError
        return float(width), float(height)

    def has_colour_pictures(self) -> bool:
        """True if a picture on the page is kept with more than one value for a dot, whatever colours it has."""
        with _calling():
            pictures = self._page.get_objects(filter=[calls.FPDF_PAGEOBJ_IMAGE])
            return any(one.get_metadata().bits_per_pixel > 8 for one in pictures)

    def turn_upright(self) -> None:
        """From now on, draw the page as if the file did not say that it is to be turned."""
        with _calling():
            self._page.set_rotation(0)

    def picture(self, width: int, height: int, placing: Placing | None = None, with_fields: bool = True) -> Image.Image:
        """Draw the page with its annotations on a white picture (RGB).

        width, height  the size of the picture in pixels
        placing        the place of the page on the picture; None if the page fills the picture
        with_fields    True to draw also the values of form fields; the page must fill the picture then
        """
        with _calling():
            bitmap = pypdfium2.PdfBitmap.new_native(width, height, calls.FPDFBitmap_BGRx)
            try:
                bitmap.fill_rect(WHITE, 0, 0, width, height)
                area = (0, 0, width, height, 0, calls.FPDF_ANNOT)
                if placing is None:
                    calls.FPDF_RenderPageBitmap(bitmap, self._page, *area)
                else:
                    matrix = calls.FS_MATRIX(a=placing.across, b=0, c=0, d=placing.down, e=placing.left, f=placing.top)
                    clip = calls.FS_RECTF(left=0, top=0, right=width, bottom=height)
                    calls.FPDF_RenderPageBitmapWithMatrix(bitmap, self._page, matrix, clip, calls.FPDF_ANNOT)
                if with_fields and self._fields is not None:
                    calls.FPDF_FFLDraw(self._fields, bitmap, self._page, *area)
                return Image.frombytes("RGB", (width, height), bitmap.buffer, "raw", "BGRX", int(bitmap.stride), 1)
            finally:
                bitmap.close()

    def png(self, width: int, height: int) -> bytes:
        """The page as a PNG file of this size in pixels. A page without colours has one value for a pixel: the same picture.

        It is packed in the quickest way: packing takes longer than drawing.
        """
        drawn, out = self.picture(width, height), io.BytesIO()
        red, *others = drawn.split()
        grey = red.tobytes()
        plain = red if all(one.tobytes() == grey for one in others) else drawn
        plain.save(out, "PNG", compress_level=QUICKEST)
        return out.getvalue()

    def text(self) -> str:
        """The text of the page, with the line breaks and spaces that pdfium finds."""
        with self._text_page() as page:
            return str(page.get_text_range())

    def characters(self, look_for_cuts: bool = False) -> tuple[PlacedCharacter, ...]:
        """The characters of the page in pdfium's order. look_for_cuts: see `PlacedCharacter.is_cut`.

        Characters without a box are left out. They do not stand on the page: pdfium adds them between lines.
        """
        found: list[PlacedCharacter] = []
        with self._text_page() as page:
            high = 0
            for index in range(page.count_chars()):
                code = calls.FPDFText_GetUnicode(page, index)
                if 0xD800 <= code < 0xDC00:  # the first half of a character beyond U+FFFF
                    high = code
                    continue
                if 0xDC00 <= code < 0xE000:
                    code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
                high = 0
                try:
                    left, bottom, right, top = page.get_charbox(index, loose=True)
                except pypdfium2.PdfiumError:
                    continue
                if right > left and top > bottom:
                    is_cut = look_for_cuts and is_cut_off(page, index)
                    found.append(PlacedCharacter(chr(code), left, bottom, right, top, is_cut))
        return tuple(found)

    @contextmanager
    def _text_page(self) -> Iterator[Any]:
        """pypdfium2's text page. The lock is held as long as it is open."""
        with _calling():
            page = self._page.get_textpage()
            try:
                yield page
            finally:
                page.close()


class PdfiumFile:
    """A PDF file that pdfium has open. It is used in a `with` block, and is closed at the end of the block."""

    def __init__(self, content: bytes | Rereadable, password: str | None = None, with_fields: bool = False) -> None:
        """Open the file.

        content      the bytes of the file; bytes in memory are not copied
        password     the password of the file; None if it needs none
        with_fields  True if the values of the file's form fields are to be drawn with the pages

        Raises UndrawableError if the file can't be opened, PasswordNeededError if the password is missing or wrong.
        """
        self._content, self._password, self._with_fields = content, password, with_fields
        self._taken = self._in_use = 0
        self._document = self._opened()
        with _calling():
            self._pages = len(self._document)

    def __enter__(self) -> PdfiumFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def __len__(self) -> int:
        return self._pages

    def sizes(self) -> tuple[tuple[float, float], ...]:
        """The width and the height of every page. Raises UndrawableError for a page that the file does not really have."""
        with _calling():
            return tuple(self._document.get_page_size(index) for index in range(self._pages))

    def size(self, index: int) -> tuple[float, float]:
        """The width and the height of a page, without opening it. Raises UndrawableError."""
        with _calling():
            width, height = self._document.get_page_size(index)
        return float(width), float(height)

    @contextmanager
    def page(self, index: int) -> Iterator[PdfiumPage]:
        """One page, which is open as long as the `with` block lasts. Raises UndrawableError if it can't be opened."""
        if self._taken >= MOST_PAGES and not self._in_use:
            self._close()
            self._document, self._taken = self._opened(), 0
        with _calling():
            page = self._document[index]
            fields = self._document.formenv
        self._taken += 1
        self._in_use += 1
        try:
            yield PdfiumPage(page, fields)
        finally:
            self._in_use -= 1
            with _calling():
                page.close()

    def saved_with_appearances(self, pages: Iterable[int]) -> bytes:
        """The file without a lock, with a drawing for each field and remark of these pages that pdfium draws and that has none.

        pdfium makes such drawings when a page is opened and drawn, and saves them with the file. The file must have been
        opened with its fields. What it makes for a field replaces the field's own drawing where the file asks for that.
        """
        held = []
        out = io.BytesIO()
        try:
            for index in pages:
                with at_page(index):
                    with _calling():
                        page = self._document[index]
                    held.append(page)
                    PdfiumPage(page, self._document.formenv).picture(8, 8)
            with _calling():
                self._document.save(out, flags=calls.FPDF_REMOVE_SECURITY)
        finally:
            with _calling():
                for page in held:
                    page.close()
        return out.getvalue()

    def texts(self) -> Iterator[str]:
        """The text of every page, one page after the other. A page is read when its text is asked for."""
        for index in range(self._pages):
            with self.page(index) as page:
                text = page.text()
            yield text

    def _opened(self) -> Any:
        source = self._content if isinstance(self._content, bytes) else self._content.stream()
        with _calling():
            document = pypdfium2.PdfDocument(source, password=self._password)
            if self._with_fields:
                try:
                    document.init_forms()
                except pypdfium2.PdfiumError:
                    document.close()
                    raise
        return document

    def _close(self) -> None:
        with _calling():
            self._document.close()


_FACES = own_faces_alone()


@contextmanager
def _calling() -> Iterator[None]:
    """Hold the lock, and turn pypdfium2's errors into errors of this module."""
    with _LOCK:
        try:
            yield
        except pypdfium2.PdfiumError as fault:
            if fault.err_code == calls.FPDF_ERR_PASSWORD:
                raise PasswordNeededError(str(fault)) from fault
            raise UndrawableError(str(fault)) from fault
