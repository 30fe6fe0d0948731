"""What a form calls itself: its title, and the annex that it is; and its words as official text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from formgen.importing.blanks import squeezed
from formgen.importing.word_text import FormParagraph, GridTable, WordForm
from formgen.scheme.official import folded

_ANNEX = re.compile(
    r"^\s*(附\s*[件表录]\s*[：:]?\s*[\d一二三四五六七八九十]{0,3}(?:\s*[-—－.]\s*\d{1,2})?|表\s*[\d一二三四五六七八九十]{1,2})\s*[：:]?\s*$"
)
_NUMBERED = re.compile(r"^\s*(附\s*件\s*\d{1,2}(?:-\d{1,2})?)\s*[：:]?\s*(\S.{3,60})$")
_KINDS = re.compile(
    r"(?:表|书|单|函|证明|卡|册|申请|报告|合同|协议|名册|清单|登记|记录|回执|台账|授权|委托|声明)(?:[（(].{1,16}[）)])?$"
)
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}|\{%.*?%\}")
"""A variable or a condition of a template, which is none of the form's words."""
_WRITTEN_ON_LINE = re.compile(r"_+([^_\s]+)_+")
"""Words that the office itself has put on a line to write on: `____创业____大赛报名表`."""
_NO_TITLE = re.compile(r"[：:，。；_＿]|[（(【].*[）)】]\s*$|^[\d\s年月日版度.．-]+$")
"""What stands in a line above the title that is none of its words: a label, a sentence, a year, a note in brackets."""
LONGEST_TITLE = 60
LONGEST_KIND, LONGEST_SUBJECT = 4, 30
"""A title of so few characters (`申 报 书`) says only what kind of paper it is; the line above it says for what, if it is no longer."""
MOST_LOOKED_AT = 14


@dataclass(frozen=True)
class Heading:
    """A form's annex and title, as the form has them."""

    annex: str
    title: str


def heading_of(form: WordForm, number: int, file_stem: str) -> Heading:
    """The heading of a form. number: which form of the scheme it is, from 1; file_stem: its file's name without extension.

    A form without an annex is called 表一, 表二 …; a form without a title has its file's name.
    """
    annex, title, above = "", "", ""
    for line in _first_lines(form):
        words = folded(line)
        if (found := _ANNEX.match(line)) and not annex:
            annex = re.sub(r"\s|[：:]$", "", found[1])
            continue
        if (both := _NUMBERED.match(line)) and not annex:
            annex, words = re.sub(r"\s", "", both[1]), folded(both[2])
        words = _WRITTEN_ON_LINE.sub(r"\1", words)
        bare = squeezed(words)
        if not title and above and len(bare) <= LONGEST_KIND and _KINDS.search(bare):
            words = above + bare
        above = "" if _NO_TITLE.search(line) or len(bare) > LONGEST_SUBJECT else bare
        if (
            not title
            and 3 < len(words) <= LONGEST_TITLE
            and _KINDS.search(words)
            and not re.search(r"[：:]|_{2,}", words)
        ):
            title = words
    for line in () if title else form.headers:
        if _KINDS.search(folded(line)) and len(folded(line)) <= LONGEST_TITLE:
            title = title or folded(line)
    numerals = "一二三四五六七八九十"
    annex = annex if re.search(r"[\d一二三四五六七八九十]", annex) else ""
    return Heading(
        annex or f"表{numerals[number - 1] if number <= len(numerals) else number}", title or folded(file_stem)
    )


def _first_lines(form: WordForm) -> Iterator[str]:
    count = 0
    for part in form.parts:
        texts = (
            [part.text]
            if isinstance(part, FormParagraph)
            else [cell.text for row in part.rows[:1] for cell in row if len(row) == 1]
        )
        for text in texts:
            for line in _VARIABLE.sub("", text).split("\n"):
                if line.strip():
                    count += 1
                    yield line
        if count > MOST_LOOKED_AT or (isinstance(part, GridTable) and len(part.rows) > 3):
            return


def official_text(heading: Heading, form: WordForm) -> str:
    """A form's words as `official.txt` writes them: its annex, then its paragraphs and tables in order."""
    lines: list[str] = []
    begun = any(re.sub(r"[：:\s]", "", line) == heading.annex for line in _first_lines(form))
    if not begun:
        lines.append(heading.annex)
    if not any(folded(heading.title) in folded(line) for line in _first_lines(form)):
        lines.append(heading.title)
    in_table = False
    for part in form.parts:
        if isinstance(part, FormParagraph):
            lines += [line.strip("\t ") for line in part.text.split("\n") if line.strip()]
            continue
        for row in part.rows:
            if in_table or lines:
                lines.append("")
            in_table = True
            for cell in row:
                texts = (
                    []
                    if cell.merged
                    else [line.strip("\t ") for one in cell.paragraphs for line in one.text.split("\n") if line.strip()]
                )
                lines.append("\t" + texts[0] if texts else "\t")
                lines += texts[1:]
    return _VARIABLE.sub("", "\n".join(lines)) + "\n"
