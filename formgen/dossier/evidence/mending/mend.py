"""Mends a supplied PDF so that it can be bound as viewers show it: repairs it, flattens it, and embeds missing fonts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pikepdf

from formgen.dossier.evidence.annotations import Annotations, WrittenField
from formgen.dossier.evidence.damage import LookedThrough
from formgen.dossier.evidence.links import Targets
from formgen.dossier.evidence.mending.as_shown import MOST_MISSING, as_shown
from formgen.dossier.evidence.mending.flattening import flatten
from formgen.dossier.evidence.mending.page_contents import lost_content
from formgen.dossier.evidence.mending.repair import repaired
from formgen.dossier.evidence.mending.saving import saved
from formgen.dossier.evidence.mending.substitutes import Replaced, embed_substitutes
from formgen.dossier.evidence.refused import Remark, damaged
from formgen.dossier.shelf import Content, Shelf, stream_of

REPAIRED = Remark(
    "evidence.repaired",
    "写得不合 PDF 规范，已按阅读器显示的样子收入",
    "请核对装订件里的这些页；能重新导出的，请重新导出",
)
BREAKS_OFF = Remark(
    "evidence.breaks-off",
    "里有内容中途断了，已按阅读器显示的样子收入，可能不全",
    "请逐页核对；能重新导出的，请重新导出",
)
DRAWN = Remark("evidence.drawn", "的表单或批注没有自带图样，装订时按阅读器的样子画在页面上", "请核对装订件里的这些页")
CHECK_FIELD = "请核对这一项；画面上的不对的，请在填表的软件里改好，打印成 PDF 再交"
LONGEST_VALUE = 30
"""How many characters of a field's value a message shows."""
DRAWN_WITH = "GwSong"
"""How pdfium names our face if it uses it to draw the value of a field."""


class Mended(NamedTuple):
    """A file that is being mended.

    pdf       the open file
    content   its bytes, which show the same as `pdf`
    password  the password that opens the bytes; None if they need none
    remarks   what the enterprise should know about the changes
    doubts    why other programs would still show the file differently, in Chinese
    """

    pdf: pikepdf.Pdf
    content: Content
    password: str | None
    remarks: tuple[Remark, ...] = ()
    doubts: tuple[str, ...] = ()


def sound(file: Mended, looked: LookedThrough, shelf: Shelf) -> Mended:
    """The file itself if it is sound, else the repaired file.

    Raises RefusedError if something of the file is lost, UndrawableError if pdfium fails.
    """
    read = file.content if looked.read is None else looked.read
    lost = lost_content(file.pdf, read)
    if lost is not None:
        raise damaged((f"第 {lost} 页" if lost else "有一页") + "的内容不在文件里，显示成空白，或者不全")
    if not looked.told and not looked.repacked:
        return file
    content = repaired(file.pdf, file.content, file.password, looked.told, shelf, read)
    file.pdf.close()
    remark = BREAKS_OFF if looked.breaks_off else REPAIRED
    return Mended(pikepdf.open(stream_of(content), suppress_warnings=True), content, None, (*file.remarks, remark))


def settled(file: Mended, found: Annotations, targets: Targets, foreign: bool, shelf: Shelf) -> Mended:
    """Make the annotations part of the pages, and embed a face for each Chinese font that the file does not embed.

    found    what `look_over` found on its pages
    targets  where the links of the file lead
    foreign  True if the file uses such a font
    shelf    where the new bytes are kept

    Raises UndrawableError if pdfium fails.
    """
    pdf, content, password = file.pdf, file.content, file.password
    remarks, doubts, is_drawn = list(file.remarks), list(file.doubts), False
    if found.shown:
        shown = as_shown(pdf, content, password, found, targets, shelf)
        content, password, is_drawn = shown.content, None, shown.is_drawn
        remarks += [DRAWN] if is_drawn else []
        remarks += _marks_remark(shown.marked)
        remarks += _values_remarks(shown.unlike, found)
        doubts += shown.doubts
    else:
        flatten(pdf, targets, found.pages)
    fonts = embed_substitutes(pdf) if foreign or is_drawn else ()
    if any(font.is_replaced for font in fonts):
        content, password = saved(pdf, shelf), None
        remarks += _fonts_remark([font for font in fonts if font.is_replaced and font.name != DRAWN_WITH])
    doubts += [_font_doubt(font) for font in fonts if not font.is_replaced]
    return Mended(pdf, content, password, tuple(remarks), tuple(doubts))


def _marks_remark(pages: tuple[int, ...]) -> tuple[Remark, ...]:
    """The remark that names pages with ticks in the size that the file gives them; empty if there are none."""
    if not pages:
        return ()
    message = f"第 {_numbers(pages)} 页勾选框里的记号，各种软件画的大小不一，装订时用文件自带的，勾选与否不变"
    return (Remark("evidence.own-marks", message, "请核对装订件里的这些页"),)


def _values_remarks(unlike: tuple[tuple[int, WrittenField], ...], found: Annotations) -> Iterator[Remark]:
    """A remark for each field whose stored value is not what its drawing shows: some viewers show the one, some the other."""
    for page, field in unlike:
        value = field.value if len(field.value) <= LONGEST_VALUE else f"{field.value[:LONGEST_VALUE]}…"
        message = f"第 {page} 页表单项「{field.label}」存的内容是「{value}」，画面上显示的不是，有的软件会显示存的；装订的是画面上的"
        yield Remark("evidence.value-not-shown", message, CHECK_FIELD)
    for index, labels in found.unticked.items():
        for label in labels:
            message = f"第 {index + 1} 页表单项「{label}」勾选与否，存的与画面上显示的不一样，有的软件会显示存的；装订的是画面上的"
            yield Remark("evidence.value-not-shown", message, CHECK_FIELD)


def _fonts_remark(fonts: list[Replaced]) -> tuple[Remark, ...]:
    """The remark that names the replaced fonts and their pages; empty if there are none."""
    if not fonts:
        return ()
    pages: dict[str, set[int]] = {}
    for font in fonts:
        pages.setdefault(font.name, set()).update(font.pages)
    named = "；".join(f"「{name}」（第 {_numbers(sorted(numbers))} 页）" for name, numbers in pages.items())
    message = f"用到的字体没有嵌入文件：{named}，装订时换成本程序的字体嵌入，各台电脑显示一样"
    remedy = "请核对这些页；要保留原来的字体，请在原来的软件里嵌入字体，重新导出"
    return (Remark("evidence.font-replaced", message, remedy),)


def _font_doubt(font: Replaced) -> str:
    """Why a font could not be replaced."""
    where = f"第 {_numbers(font.pages)} 页用到的字体「{font.name}」没有嵌入文件"
    if font.missing:
        return f"{where}，其中「{font.missing[:MOST_MISSING]}」本程序也没有，换一台电脑会显示不出来"
    return f"{where}，换一台电脑会显示不出来"


def _numbers(pages: list[int] | tuple[int, ...]) -> str:
    """Numbers of pages as text. Numbers that follow each other become a range: `1、3 至 5`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return "、".join(str(first) if first == last else f"{first} 至 {last}" for first, last in runs)
