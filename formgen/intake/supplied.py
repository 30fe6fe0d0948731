"""The rules for supplied files and evidence in a record. The same rules apply to JSON and to tables."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from formgen.foundation.problems import Place, Problem, error
from formgen.intake.places import shown
from formgen.record.kinds.characters import check_characters, is_blank
from formgen.record.kinds.given_text import read_as
from formgen.record.kinds.lost_text import lost_text
from formgen.record.kinds.stand_ins import as_meant
from formgen.record.models import SuppliedFile

EVIDENCE_LABEL = "佐证材料"


def supplied_file(
    path: str, label: str, place: Place, password: str | None = None
) -> tuple[SuppliedFile | None, tuple[Problem, ...]]:
    """A file that a record names; None with the problems that say why its path may not stand in a record."""
    if findings := check_characters(path, line_breaks=False):
        return None, tuple(finding.problem(label, place) for finding in findings)
    if fault := path_fault(path):
        remedy = "写从数据文件所在的文件夹算起的路径，用 / 分隔"
        return None, (error("file.path", label, place, fault, remedy),)
    return SuppliedFile(path, place, password), ()


def path_fault(path: str) -> str | None:
    """Why a path may not stand in a record; None if it may.

    Whether the path leads to an allowed folder is checked when the file is read (`formgen.dossier`): only then are the
    allowed folders and the targets of links known.
    """
    if is_blank(path):
        return "文件的路径是空的"
    return "文件的路径里有反斜杠" if "\\" in path else None


def indicator_id(
    text: str | None, row: str, indicators: Mapping[str, str], place: Place
) -> tuple[str | None, tuple[Problem, ...]]:
    """The id of the indicator that a piece of evidence is for, from its id or its words.

    row: what the scheme calls an indicator.
    indicators: every name of an indicator with its id (`formgen.record.labels.indicator_keys`). text: None if nothing is given.
    """
    if text is not None and text.strip() in indicators:
        return indicators[text.strip()], ()
    if text is not None and not is_blank(text):
        message = f"不认识{row}「{shown(text)}」"
        remedy = nearest(text, indicators) or f"写{row}的编号，如 1.1.1，或照抄其文字"
    else:
        message, remedy = f"没有写是哪一项{row}的佐证材料", f"写上{row}的编号，如 1.1.1"
    return None, (error("evidence.indicator", EVIDENCE_LABEL, place, message, remedy),)


def evidence_title(text: str | None, place: Place) -> tuple[str | None, tuple[Problem, ...]]:
    """The title of a piece of evidence, as it is printed in the dossier's contents."""
    if text is None or is_blank(text):
        remedy = "写上这份佐证材料的标题，目录里要用"
        return None, (error("evidence.title", EVIDENCE_LABEL, place, "没有写标题", remedy),)
    if findings := check_characters(text, line_breaks=False):
        return None, tuple(finding.problem(f"{EVIDENCE_LABEL}标题", place) for finding in findings)
    text, replaced = as_meant(text)
    if lost := lost_text(text, paragraphs=False):
        return None, (lost.problem(f"{EVIDENCE_LABEL}标题", place),)
    return text, tuple(finding.problem(f"{EVIDENCE_LABEL}标题", place) for finding in read_as(replaced))


def nearest(key: str, keys: Iterable[str]) -> str | None:
    """Return a remedy that names the nearest known key. None if no key is near.

    None also for an id of numbers, because all such ids are similar.
    """
    if re.fullmatch("[0-9.]*", key):
        return None
    near = difflib.get_close_matches(key[:60], list(keys), n=1, cutoff=0.5)
    return f"可能应是「{near[0]}」" if near else None
