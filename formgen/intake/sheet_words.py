"""The names of the sheets of a collection workbook and their headers: the scheme's own words, and words common to all schemes.

The writer puts these words into the sheets, and the reader recognises the sheets by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from formgen.intake.columns import header_key
from formgen.record import json_schema as names
from formgen.record.kept import once_for_a_scheme
from formgen.record.labels import field_keys
from formgen.scheme.models import Scheme

# -------------------------------------------------------------------------------------------------- sheets


class SheetName(StrEnum):
    """The workbook's sheets in order."""

    INSTRUCTIONS = "instructions"
    APPLICANTS = "applicants"
    SCORES = "scores"
    FILES = "files"
    LISTS = "lists"


@once_for_a_scheme
def sheet_titles(scheme: Scheme) -> Mapping[SheetName, str]:
    """The name of each sheet that the scheme's workbook has, in order.

    A scheme without scores has no sheet for scores; a scheme without anything to supply has no sheet for files. `LISTS`
    is a hidden sheet with the texts of the drop-down lists; it is never read.
    """
    titles = {SheetName.INSTRUCTIONS: "填写说明", SheetName.APPLICANTS: scheme.applicant.word}
    if scheme.scores is not None:
        titles[SheetName.SCORES] = scheme.scores.word
    if scheme.supplied or scheme.scores is not None:
        titles[SheetName.FILES] = "材料和佐证" if scheme.scores is not None else "材料"
    titles[SheetName.LISTS] = "选项"
    return titles


@once_for_a_scheme
def sheet_keys(scheme: Scheme) -> Mapping[str, SheetName]:
    """Every name that a sheet may be returned under, as `header_key` gives it."""
    titles = sheet_titles(scheme)
    further = {
        SheetName.INSTRUCTIONS: ("说明", "填表说明"),
        SheetName.APPLICANTS: scheme.applicant.aliases,
        SheetName.FILES: ("材料", "佐证材料", "材料与佐证", "佐证"),
    }
    if scheme.scores is not None:
        annexes = tuple(form.annex for form in scheme.forms if form.scores is not None)
        further[SheetName.SCORES] = (*scheme.scores.aliases, f"{scheme.scores.word}得分", *annexes)
    known = {header_key(text): sheet for sheet, text in titles.items()}
    for sheet, texts in further.items():
        for text in texts if sheet in titles else ():
            known.setdefault(header_key(text), sheet)
    return known


@once_for_a_scheme
def list_sheet_keys(scheme: Scheme) -> Mapping[str, str]:
    """Every name that the sheet of a list may be returned under, as `header_key` gives it, with the id of the list."""
    known = [(header_key(text), one.id) for one in scheme.lists for text in (one.label, *one.aliases, one.id)]
    return {key: list_id for key, list_id in reversed(known) if key not in sheet_keys(scheme)}


@once_for_a_scheme
def list_heading_keys(scheme: Scheme) -> Mapping[str, Mapping[str, str]]:
    """For each list by its id, every heading of its sheet, as `header_key` gives it: with the full id of a field, or with ""
    for the column in which the applicant is named."""
    identity = (scheme.identity_label,) if scheme.identity_label else ()
    whose = (scheme.applicant.word, *scheme.applicant.aliases, scheme.name_label, "applicant", *identity)
    found: dict[str, dict[str, str]] = {}
    for one in scheme.lists:
        keys = {header_key(key): f"{one.id}.{field}" for key, field in field_keys(scheme, one).items()}
        further = {header_key(text): "" for text in whose[1:]}
        found[one.id] = further | keys | {header_key(whose[0]): ""}
    return found


# -------------------------------------------------------------------------------------------------- scores


@dataclass(frozen=True, slots=True)
class ScoreHeaders:
    """The fixed headers of the sheet of scores, in order. Each applicant has a column to the right of them, headed by its name.

    The row of headers is the row that holds `id` and `indicator`. A row above it may hold the applicants' identities:
    its fixed part says what the scheme calls an identity. An identity counts before the name, so that applicants of the
    same name can be told apart. A row belongs to the indicator whose id stands in the column `id`, in whatever order
    the rows are. Rows without an id (sections with their subtotals, the total) are sums and are not read.
    """

    id: str
    aspect: str
    indicator: str
    points: str
    levels: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All headers, in order."""
        return self.id, self.aspect, self.indicator, self.points, *self.levels


@once_for_a_scheme
def score_headers(scheme: Scheme) -> ScoreHeaders | None:
    """The headers of the sheet of scores; None for a scheme without scores."""
    scores = scheme.scores
    if scores is None:
        return None
    levels = tuple(level.label for level in scores.levels)
    return ScoreHeaders("编号", scores.aspect, scores.indicator, scores.points, levels)


@once_for_a_scheme
def own_score_words(scheme: Scheme) -> frozenset[str]:
    """Headings of a column of scores that name no applicant (得分, 实得分), as `header_key` gives them."""
    scores = scheme.scores
    if scores is None:
        return frozenset()
    words = {scores.label, scores.word, *scores.aliases}
    texts = {f"{word}{end}" for word in words for end in ("", "得分", "分", "分数", "结果", "情况")}
    return frozenset(map(header_key, texts | {"得分", "分数", "实得分"}))


# -------------------------------------------------------------------------------------------------- files


class FileHeader(StrEnum):
    """The headers of the sheet of files, in order. Each row is one file; the rows of one applicant are bound in their order.

    `SUBJECT` is a supplied material or an indicator (`formgen.intake.columns.subjects`). Rows with the same applicant,
    indicator and title are one piece of evidence with several files. `APPLICANT` is the applicant's name, or the code
    that tells applicants of the same name apart.
    """

    APPLICANT = "applicant"
    SUBJECT = "subject"
    TITLE = "title"
    FILE = "file"
    PASSWORD = "password"


@once_for_a_scheme
def file_headers(scheme: Scheme) -> Mapping[FileHeader, str]:
    """The text of each header of the sheet of files."""
    subjects = ["材料"] if scheme.supplied or scheme.scores is None else []
    subjects += [scheme.scores.indicator] if scheme.scores is not None else []
    return {
        FileHeader.APPLICANT: scheme.applicant.word,
        FileHeader.SUBJECT: "或".join(subjects),
        FileHeader.TITLE: "标题",
        FileHeader.FILE: "文件",
        FileHeader.PASSWORD: "密码",
    }


@once_for_a_scheme
def file_keys(scheme: Scheme) -> Mapping[str, FileHeader]:
    """Every header that a column of the sheet of files may have, as `header_key` gives it."""
    identity = (scheme.identity_label,) if scheme.identity_label else ()
    further = {
        FileHeader.APPLICANT: (scheme.name_label, "enterprise", "applicant", *identity),
        FileHeader.SUBJECT: ("材料", *names.evidence_indicator_keys(scheme), "材料名称", "material"),
        FileHeader.TITLE: names.TITLE_KEYS,
        FileHeader.FILE: (*names.FILES_KEYS, *names.FILE_KEYS, "文件名", "文件路径"),
        FileHeader.PASSWORD: names.PASSWORD_KEYS,
    }
    texts = file_headers(scheme)
    return {header_key(text): header for header in FileHeader for text in (texts[header], *further[header])}
