"""Finds what a presentation has and its pages do not show: hidden slides, notes, animations, sound and video.

Each slide becomes a page, but a hidden slide does not, and notes are not printed. Old binary presentations can't be searched
in this way; for these, a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from formgen.dossier.evidence.formats import FileFormat
from formgen.dossier.evidence.office.xml_parts import Attributes, Watcher, watch
from formgen.dossier.evidence.refused import Remark

PRESENTATIONS = frozenset({FileFormat.PPTX, FileFormat.PPT, FileFormat.ODP})
SLIDES, NOTES = re.compile(r"ppt/slides/[^/]*\.xml"), re.compile(r"ppt/notesSlides/[^/]*\.xml")
OPEN_SLIDES = re.compile(r"content\.xml")
FALSE = frozenset({"0", "false", "off"})
CHECK = "请核对装订件里的这几页；要收入的，请在原来的软件里取消隐藏（备注改打印“备注页”），另存成 PDF 再提供"


def remarks_of(content: bytes, kind: FileFormat) -> tuple[Remark, ...]:
    """Remarks on what a person should check in the pages of a presentation; no remarks for any other kind of file."""
    if kind not in PRESENTATIONS:
        return ()
    return tuple(Remark("evidence.presentation", message, CHECK) for message in _found(content, kind))


def _found(content: bytes, kind: FileFormat) -> Iterator[str]:
    if kind is FileFormat.PPT:
        yield "如果有隐藏的幻灯片、备注或动画，装订件里看不到（动画只有最后的样子）"
        return
    slides, notes = _Slides(), _Notes()
    watch(content, SLIDES if kind is FileFormat.PPTX else OPEN_SLIDES, slides)
    watch(content, NOTES, notes)
    if slides.hidden:
        yield f"有隐藏的幻灯片 {slides.hidden} 张，装订件里没有"
    if slides.has_notes or notes.has_words:
        yield "有备注，装订件里没有"
    if slides.is_moving:
        yield "有动画，装订件里是所有内容叠在一起的样子"
    if slides.has_media:
        yield "有声音或视频，装订件里只有它的图标或画面"


class _Slides(Watcher):
    """Notes whether slides are hidden, move, or have sound, video or notes."""

    def __init__(self) -> None:
        self.hidden = 0
        self.is_moving = self.has_media = self.has_notes = False
        self._hiding: set[str] = set()
        self._style = ""
        self._in_notes = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sld":
            self.hidden += attributes.get("show") in FALSE
        elif name in ("videoFile", "audioFile", "wavAudioFile", "plugin"):
            self.has_media = True
        elif name in ("bldLst", "animEffect", "animMotion", "anim", "transitionFilter"):
            self.is_moving = True
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "drawing-page-properties" and attributes.get("visibility") == "hidden":
            self._hiding.add(self._style)
        elif name == "page":
            self.hidden += attributes.get("style-name") in self._hiding
        elif name == "notes":
            self._in_notes = True

    def end(self, name: str, text: str) -> None:
        if name == "notes":
            self._in_notes = False
        elif name in ("p", "span") and self._in_notes:
            self.has_notes |= bool(text.strip())


class _Notes(Watcher):
    """Finds out whether the notes contain words besides the number of the slide."""

    def __init__(self) -> None:
        self.has_words = False

    def end(self, name: str, text: str) -> None:
        if name == "t":
            self.has_words |= bool(text.strip()) and not text.strip().isdigit()
