"""What stands in a returned file and is read as no value: told, so that nothing is left out in silence.

Text boxes, comments, notes, headers, pictures; words that were struck out or hidden, or that nobody sees on paper; options that were
marked, but not ticked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from formgen.foundation.problems import Place, Problem, warning
from formgen.intake.places import shown_value
from formgen.render.word.fill import template_package
from formgen.render.word.package import WordPackage
from formgen.returned.word_files.form_rows import fold
from formgen.returned.word_files.plain.marked_words import (
    has_struck_words,
    marked_options,
    pictures_in,
    shapes_in,
    unseen_words,
    words_in,
)
from formgen.returned.word_files.plain.plain_words import words_in_text_boxes
from formgen.scheme.models import Form

_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_BESIDE = (
    (re.compile(r"word/comments\.xml"), "批注里写了", "returned.comment"),
    (re.compile(r"word/(?:foot|end)notes\.xml"), "脚注、尾注里写了", "returned.note"),
    (_MARGINS, "页眉、页脚里写了", "returned.margin"),
)
"""Parts of a file beside its text, what is told of words in them, and its code."""


def unread(package: WordPackage, forms: Sequence[Form], place: Place) -> Iterator[Problem]:
    """What a returned file holds beside its rows, or marks as no part of it. forms: the forms in it. place: the file's."""
    templates = [template_package(form) for form in forms]
    for words in _added(package, templates, words_in_text_boxes):
        message = f"文本框里有「{shown_value(words, 20)}」，没有读"
        yield warning("returned.text-box", "", place, message, "要填的内容，请写在表上的栏目里，不用文本框")
    for names, where, code in _BESIDE:
        for words in _added(package, templates, partial(words_in, names)):
            message = f"{where}「{shown_value(words, 20)}」，没有读"
            yield warning(code, "", place, message, "要填的内容，请写在表上的栏目里")
    if pictures_in(package) > sum(map(pictures_in, templates)):
        message = "文件里有图片，没有读"
        remedy = "印章、签名不必处理；图片里有要填的内容的，请对方打字；要放进框里的，另交图片文件，在数据里写上文件名"
        yield warning("returned.picture", "", place, message, remedy)
    if shapes_in(package) > sum(map(shapes_in, templates)):
        message = "文件里有画上去的线、圈一类的图形，没有读"
        yield warning("returned.shape", "", place, message, "核对各项；用图形打的勾、圈的字，请对方用键盘重新填")
    if has_struck_words(package):
        message = "有划掉的字，或隐藏的字，没有读"
        yield warning("returned.struck", "", place, message, "核对各项；划掉的字请对方删去")
    for words in _added(package, templates, unseen_words):
        message = f"「{shown_value(words, 20)}」是白色的，或小得看不见，照读了"
        yield warning("returned.unseen", "", place, message, "核对这一项；不要的字请对方删去")
    for words in _added(package, templates, marked_options):
        message = f"选项没有打勾，只把「{shown_value(words, 20)}」标了出来，没有读"
        yield warning("returned.marked", "", place, message, "请对方在选中的方框里打勾")


def _added(
    package: WordPackage, templates: Sequence[WordPackage], find: Callable[[WordPackage], Sequence[str]]
) -> Iterator[str]:
    """The words that are found in a file and in none of its templates."""
    printed = {fold(words).text for template in templates for words in find(template)}
    for words in dict.fromkeys(find(package)):
        if fold(words).text not in printed:
            yield words
